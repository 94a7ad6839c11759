"""What somebody likes, told by the plans they wrote or liked. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from functions.recommendation.brief import Taste
from functions.recommendation.matching import Thing, plain
from functions.recommendation.weighing import Weighed
from shared.catalogue import Sight

_MAX_WORDS = 12
_WORD_COUNTS = 0.2
"""What a word they keep using adds to the affinity with something named so."""
_MOST = 0.99
_ADDRESS = re.compile(r"\S+@\S+|\S*(https?://|www\.)\S+")
_TOKEN = re.compile(r"[가-힣]{2,}|[^\W\d_가-힣]{3,}")
_PARTICLES = ("에서는", "에서", "에는", "으로", "까지", "부터", "하고", "이랑", "에")
"""What Korean puts behind a noun; the first that fits is taken off, where two syllables are left."""
_PARTICLES_BY_SOUND = {"은": True, "을": True, "과": True, "는": False, "를": False, "와": False}
"""Those that follow a syllable with a final consonant, or only one without: 미술관을, but not 마을."""
_SYLLABLES_OF_A_NOUN = 2
_SAYS_NOTHING = """
여행 일정 계획 하루 이틀 사흘 아침 점심 저녁 오전 오후 오늘 내일 모레 마지막 첫날 정도 그리고 그래서 하지만 많이
조금 너무 아주 정말 진짜 우리 저희 함께 같이 다시 먼저 나중 이번 다음 여기 거기 없이 있는 없는 좋은 하기 가기 보기 먹기
않기 예약 위주 천천히 싶은 싶다 좋아 것은 그냥 매일 모두 반드시 나머지 가장 제일 바로 계속 위해 대신 확인
하나 다섯 여섯 일곱 여덟 아홉
about all and any are around before after but can day days each early evening every for from get has have her his how
into its just late
let like lots maybe more morning most much must night not one our out per plan she some than that the their them then
there they this time too travel trip two under very want was what when where
which who will with would you your
"""
_STOP_WORDS = frozenset(_SAYS_NOTHING.split())


def taste_of(plans: Sequence[Weighed], *, most_said_by: int = 1) -> Taste:
    """The taste that these plans tell together; words only that so many travellers use."""
    shares: dict[str, float] = defaultdict(float)
    for each in plans:
        sights = [thing for _, thing in each.items if isinstance(thing, Sight)]
        for sight in sights:
            shares[sight.category] += each.weight / len(sights)
    days = [
        (each.weight, len(each.items) / busy)
        for each in plans
        if each.items and (busy := sum(1 for day in each.plan["itinerary"] if day["items"]))
    ]
    total = sum(weight for weight, _ in days)
    return Taste(
        categories=_strongest_first(shares),
        words=_words_of(plans, most_said_by),
        items_a_day=round(sum(weight * number for weight, number in days) / total, 1) if total else None,
    )


def affinity(taste: Taste, thing: Thing) -> float:
    """How much a sight or meal is to this taste: 0 to below 1."""
    weight = 0.0
    if isinstance(thing, Sight):
        weight = dict(taste.categories).get(thing.category, 0.0) * (1 - _WORD_COUNTS)
    names = [plain(name) for name in (thing.names.ko, thing.names.en)]
    if any(word in name for word in taste.words for name in names):
        weight += _WORD_COUNTS
    return min(weight, _MOST)


def _strongest_first(shares: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    strongest = max(shares.values(), default=0.0)
    if not strongest:
        return ()
    weights = [(name, round(share / strongest, 3)) for name, share in shares.items()]
    return tuple(sorted(weights, key=lambda each: (-each[1], each[0])))


def _words_of(plans: Sequence[Weighed], most_said_by: int) -> tuple[str, ...]:
    said: dict[str, float] = defaultdict(float)
    sayers: dict[str, set[str]] = defaultdict(set)
    for each in plans:
        for word in set(_tokens(each.plan["details"] or "")):
            said[word] += each.weight
            sayers[word].add(each.author_id)
    known = [word for word in said if len(sayers[word]) >= most_said_by]
    return tuple(sorted(known, key=lambda word: (-round(said[word], 6), word))[:_MAX_WORDS])


def _tokens(text: str) -> Iterable[str]:
    for match in _TOKEN.finditer(_ADDRESS.sub(" ", text)):
        word = _without_particle(plain(match[0]))
        if word not in _STOP_WORDS:
            yield word


def _without_particle(word: str) -> str:
    for particle in _PARTICLES:
        if word.endswith(particle) and len(word) - len(particle) >= _SYLLABLES_OF_A_NOUN:
            return word.removesuffix(particle)
    stem = word[:-1]
    after_consonant = _PARTICLES_BY_SOUND.get(word[-1])
    if after_consonant is not None and len(stem) >= _SYLLABLES_OF_A_NOUN:
        ends_in_consonant = (ord(stem[-1]) - ord("가")) % 28 != 0
        return stem if ends_in_consonant == after_consonant else word
    return word

"""What somebody's own words wish for: categories they like or would rather not see, and how full a day may be.

A small vocabulary, so that it can be said why something was chosen. What it does not know changes nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from functions.recommendation.brief import Language, Taste

type Pace = Literal["slow", "usual", "full"]

_BY_TASTE = 0.6
_BY_WORD, _MOSTLY = 1.8, 4.0
_BY_HABIT = 0.4
_AGAINST = -10.0
"""What a wish adds to what a sight is worth; a step of the catalogue's fame is 1."""
_WORTH_SAYING = 0.9
"""A theme that weighs a category so much is a reason to give."""


@dataclass(frozen=True, slots=True)
class Theme:
    """Something to wish for. `categories` are the catalogue's, with the weight the theme gives them."""

    ko: str
    en: str
    words: re.Pattern[str]
    categories: Mapping[str, float]


def _theme(ko: str, en: str, words: tuple[str, str], **categories: float) -> Theme:
    """`words` are what names it in Korean, anywhere, and in English, whole words; both regular expressions."""
    kept = {name.replace("_", "-"): weight for name, weight in categories.items()}
    return Theme(ko, en, _said(*words), kept)


def _said(korean: str, english: str) -> re.Pattern[str]:
    return re.compile(rf"{korean}|\b(?:{english})\b", re.IGNORECASE)


_THEMES = (
    _theme(
        *("바다", "the sea"),
        (r"바다|해변|해수욕|서핑", r"sea|seaside|beach(?:es)?|ocean|coast"),
        beach=1,
        viewpoint=0.4,
    ),
    _theme(
        *("아이와 함께", "children"),
        (r"아이|아기|어린이|유아|유모차|가족", r"kids?|child(?:ren)?|toddlers?|bab(?:y|ies)|family"),
        activity=1,
        theme_park=1,
        park=0.6,
        garden=0.5,
        beach=0.4,
    ),
    _theme(
        *("부모님과 함께", "parents"),
        (r"부모님|어머니|아버지|엄마|아빠|어르신", r"parents|elderly|grandparents"),
        garden=0.8,
        temple=0.5,
        historic=0.4,
        park=0.4,
    ),
    _theme(
        *("사진", "photographs"),
        (r"사진|인생샷|포토", r"photos?|photography|instagram\w*|pictures"),
        viewpoint=1,
        architecture=0.7,
        street=0.5,
        garden=0.4,
    ),
    _theme(
        *("산과 숲길", "hiking"),
        (r"등산|산행|하이킹|트레킹|둘레길|오름", r"hik(?:e|es|ing)|trek\w*|mountains?"),
        nature=0.6,
    ),
    _theme(
        *("자연", "nature"),
        (r"자연|숲|폭포|단풍", r"nature|forests?|waterfalls?|outdoors?"),
        nature=0.9,
        park=0.5,
        garden=0.5,
    ),
    _theme(
        *("정원과 꽃", "gardens"),
        (r"정원|꽃|수목원|식물원", r"gardens?|flowers?|botanic\w*"),
        garden=1.2,
        park=0.5,
    ),
    _theme(
        *("박물관과 미술관", "museums and art"),
        (r"박물관|미술관|전시|갤러리|미술", r"museums?|galler(?:y|ies)|art"),
        museum=1,
        gallery=1.2,
    ),
    _theme(
        *("역사", "history"),
        (r"역사|유적|고궁|궁궐|문화재", r"history|historic\w*|heritage|palaces?|castles?|ruins"),
        historic=1,
        palace=1,
        museum=0.4,
        temple=0.4,
    ),
    _theme(
        *("절과 신사", "temples"),
        (r"사찰|산사|템플|신사|성당", r"temples?|shrines?|church(?:es)?|cathedrals?"),
        temple=1.2,
        religious=1.2,
    ),
    _theme(*("건축", "architecture"), (r"건축", r"architectur\w*"), architecture=1.4, palace=0.4, religious=0.4),
    _theme(
        *("쇼핑", "shopping"),
        (r"쇼핑|아울렛|백화점", r"shopping|shops?|outlets?|boutiques?"),
        shopping=1.2,
        market=0.4,
        street=0.4,
    ),
    _theme(*("시장", "markets"), (r"시장", r"markets?"), market=1.2),
    _theme(
        *("골목 산책", "strolling"),
        (r"골목|산책|걷기|책방|동네", r"stroll\w*|walks?|walking|bookshops?|neighbou?rhoods?"),
        street=0.9,
        village=0.9,
        park=0.3,
    ),
    _theme(
        *("놀거리", "things to do"),
        (r"체험|액티비티|놀이공원|테마파크|수상", r"activit(?:y|ies)|theme parks?|rides|adventure"),
        activity=1,
        theme_park=1.2,
    ),
    _theme(
        *("야경", "the night"),
        (r"야경|밤바다|밤거리|별 보", r"night ?views?|nightlife|skyline|at night"),
        viewpoint=0.8,
        street=0.4,
        show=0.6,
    ),
    _theme(
        *("비 오는 날", "rain"),
        (r"비 ?(?:가|와|오|올)|우천|실내", r"rain\w*|indoors?"),
        museum=0.9,
        gallery=0.9,
        shopping=0.5,
        show=0.4,
    ),
    _theme(*("전망", "views"), (r"전망|뷰 ?맛집", r"views?|viewpoints?|panoram\w*"), viewpoint=1.2),
)

_FOOD = _said(r"맛집|먹방|먹거리|먹으|음식|식도락|미식", r"food\w*|eat\w*|restaurants?|cuisine|hungry")
_CAFES = _said(r"카페|커피|디저트|빵", r"caf[eé]s?|coffee|desserts?|baker(?:y|ies)")
_BREAKFAST = _said(r"아침 ?(?:식사|밥|먹)|조식|해장", r"breakfasts?")
_HIKING = _said(r"등산|산행|백록담|정상|트레킹", r"hik(?:e|es|ing)|trek\w*|summit")
_THEME_PARKS = _said(r"놀이공원|테마파크|유니버설|디즈니", r"theme parks?|universal|disney\w*|usj")
_SLOW = _said(
    r"천천히|느긋|느리|느린|여유|힐링|쉬엄|한가|낮잠|유모차|아기|부모님|어르신|걷지 ?않|한 ?곳만|아무것도 안",
    r"slow\w*|relax\w*|easy|leisure\w*|unhurried|quiet|toddlers?|stroller|elderly|parents",
)
_FULL = _said(r"알차|빡빡|빠듯|최대한 많이|다 보고", r"packed|busy|as much as possible|see everything")

_SORTS = tuple(
    _said(korean, english)
    for korean, english in (
        (r"오름", r"oreum"),
        (r"폭포", r"(?:water)?falls?"),
        (r"해변|해수욕장|비치", r"beach(?:es)?"),
        (r"시장", r"markets?"),
        (r"숲길?", r"forests?"),
        (r"호수", r"lakes?"),
        (r"케이블카|로프웨이", r"cable cars?|ropeway"),
        (r"온천", r"onsens?|hot springs?"),
        (r"한옥", r"hanok"),
        (r"전망대", r"observator(?:y|ies)"),
        (r"수목원|식물원", r"arboretum|botanic\w*"),
        (r"동물원", r"zoos?"),
        (r"수족관|아쿠아\w*", r"aquariums?"),
        (r"미술관", r"art museums?|galler(?:y|ies)"),
        (r"박물관", r"museums?"),
        (r"성당", r"cathedrals?|church(?:es)?"),
    )
)
"""Sorts of places that titles name too."""

_REFUSED_AFTER = re.compile(r"^\S{0,3}\s?(?:빼고|빼 ?주|말고|제외|싫|안 ?가|별로)")
_REFUSED_BEFORE = re.compile(
    r"\b(?:no|not|without|avoid|skip|hates?|dislikes?|except|fewer|less)\s+(?:\w+\s+){0,2}$", re.IGNORECASE
)
_MOSTLY_AFTER = re.compile(r"^\S{0,3}\s?(?:위주|중심|만 )")
_MOSTLY_BEFORE = re.compile(r"\b(?:mostly|mainly|only|all about|lots of)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
_BEFORE, _AFTER = 30, 8


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is wished for. `liking` is what a category of the catalogue gains or loses by it."""

    liking: Mapping[str, float]
    themes: tuple[Theme, ...]
    """Those that the request's own words name."""
    pace: Pace = "usual"
    food: bool = False
    cafes: bool = False
    breakfast: bool = False
    hiking: bool = False
    sorts: tuple[re.Pattern[str], ...] = ()
    theme_parks: bool = False

    def names_its_sort(self, title: str) -> bool:
        """Whether a title names a sort of place that is wished for."""
        return any(sort.search(title) for sort in self.sorts)

    def reason(self, category: str, language: Language) -> str | None:
        """The theme of the request's own words that speaks for the category most, if one does."""
        speaking = [theme for theme in self.themes if theme.categories.get(category, 0) >= _WORTH_SAYING]
        if not speaking:
            return None
        strongest = max(speaking, key=lambda theme: theme.categories[category])
        return strongest.ko if language == "ko" else strongest.en


def wishes_of(details: str | None, taste: Taste) -> Wishes:
    """What a request's details and what is known of somebody's taste wish for. The details count more."""
    text = details or ""
    habits = " ".join(taste.words)
    weights: list[tuple[Mapping[str, float], float]] = [
        ({category: weight}, _BY_TASTE) for category, weight in taste.categories
    ]
    for theme in _THEMES:
        if (said := _wanted(theme.words, text)) is not None:
            factor = _MOSTLY if _is_most_wanted(theme.words, text) else _BY_WORD
            weights.append((theme.categories, factor if said else _AGAINST))
        elif theme.words.search(habits):
            weights.append((theme.categories, _BY_HABIT))
    liking: dict[str, float] = {}
    for categories, factor in weights:
        for category, weight in categories.items():
            liking[category] = liking.get(category, 0) + factor * weight
    return Wishes(
        liking=liking,
        themes=tuple(theme for theme in _THEMES if _wanted(theme.words, text)),
        pace=_pace(text),
        food=bool(_wanted(_FOOD, text)),
        cafes=bool(_wanted(_CAFES, text)),
        breakfast=bool(_wanted(_BREAKFAST, text)),
        hiking=bool(_wanted(_HIKING, text)),
        sorts=tuple(sort for sort in _SORTS if _wanted(sort, text)),
        theme_parks=bool(_wanted(_THEME_PARKS, text)),
    )


def _pace(text: str) -> Pace:
    if _wanted(_SLOW, text):
        return "slow"
    return "full" if _wanted(_FULL, text) else "usual"


def _wanted(words: re.Pattern[str], text: str) -> bool | None:
    """Whether a text wants what the words name (or wants none of it); None if it does not speak of it."""
    found = list(words.finditer(text))
    if not found:
        return None
    return not all(
        _REFUSED_AFTER.match(text[each.end() : each.end() + _AFTER])
        or _REFUSED_BEFORE.search(text[max(each.start() - _BEFORE, 0) : each.start()])
        for each in found
    )


def _is_most_wanted(words: re.Pattern[str], text: str) -> bool:
    """Whether a text wants little but what the words name."""
    return any(
        _MOSTLY_AFTER.match(text[each.end() : each.end() + _AFTER])
        or _MOSTLY_BEFORE.search(text[max(each.start() - _BEFORE, 0) : each.start()])
        for each in words.finditer(text)
    )

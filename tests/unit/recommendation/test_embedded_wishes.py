"""What words wish for."""

from itertools import pairwise

import pytest

from functions.recommendation.ai.embedded_ways import Ways
from functions.recommendation.ai.embedded_wishes import Pace, wishes_of
from functions.recommendation.brief import Taste
from shared.events.plan import Coordinates

NOBODY = Taste()


@pytest.mark.parametrize(
    ("details", "category"),
    [
        ("바다가 보이는 곳", "beach"),
        ("Kids love animals", "activity"),
        ("사진 많이", "viewpoint"),
        ("등산", "nature"),
        ("museum day", "museum"),
        ("고궁 산책", "palace"),
        ("Gothic CATHEDRALS", "religious"),
        ("비 와도 좋은", "gallery"),
    ],
)
def test_a_word_speaks_for_a_category(details: str, category: str) -> None:
    assert wishes_of(details, NOBODY).liking[category] > 0


@pytest.mark.parametrize(
    ("details", "category"),
    [
        ("no museums please", "museum"),
        ("박물관은 빼고", "museum"),
        ("시장 말고 조용한 곳", "market"),
        ("avoid the crowded temples", "temple"),
        ("쇼핑 싫어요", "shopping"),
    ],
)
def test_a_refusal_speaks_against_it(details: str, category: str) -> None:
    assert wishes_of(details, NOBODY).liking[category] < 0


def test_who_refuses_once_and_wishes_once_wishes() -> None:
    assert wishes_of("no museums on Monday, museums on Sunday", NOBODY).liking["museum"] > 0


@pytest.mark.parametrize("details", [None, "", "아무 말", "the heart of Smart Seaton", "카트"])
def test_other_words_change_nothing(details: str | None) -> None:
    wishes = wishes_of(details, NOBODY)
    assert (dict(wishes.liking), wishes.pace, wishes.cafes) == ({}, "usual", False)


def test_mostly_is_more() -> None:
    assert (
        wishes_of("미술관 위주로", NOBODY).liking["gallery"]
        > wishes_of("미술관", NOBODY).liking["gallery"]
        > wishes_of(None, Taste(words=("미술관",))).liking["gallery"]
        > 0
    )
    assert wishes_of("mostly museums", NOBODY).liking["museum"] > wishes_of("museums", NOBODY).liking["museum"]


@pytest.mark.parametrize(
    ("details", "pace"),
    [
        ("천천히 걷기", "slow"),
        ("부모님 모시고", "slow"),
        ("A relaxed weekend", "slow"),
        ("많이 걷지 않기", "slow"),
        ("알차게!", "full"),
        ("packed days", "full"),
        ("그냥", "usual"),
    ],
)
def test_words_set_the_pace(details: str, pace: Pace) -> None:
    assert wishes_of(details, NOBODY).pace == pace


def test_taste_adds_to_it() -> None:
    wishes = wishes_of("바다", Taste(categories=(("gallery", 1.0), ("beach", 0.5)), words=("시장",)))
    assert wishes.liking["beach"] > wishes.liking["gallery"] > 0
    assert wishes.liking["market"] > 0


def test_a_reason_is_given_for_what_the_words_name() -> None:
    wishes = wishes_of("바다와 사진", Taste(words=("시장",)))
    assert wishes.reason("beach", "ko") == "바다"
    assert wishes.reason("viewpoint", "en") == "photographs"
    assert wishes.reason("market", "ko") is None


PLACES: list[Coordinates | None] = [
    {"lat": 33.5, "lng": 126.5},
    {"lat": 33.503, "lng": 126.5},
    {"lat": 33.55, "lng": 126.5},
    {"lat": 33.5, "lng": 127.5},
    None,
]


@pytest.mark.parametrize("by_car", [True, False])
def test_farther_takes_longer(by_car: bool) -> None:
    ways = Ways(PLACES, by_car=by_car)
    times = ways.minutes[0][:4]
    assert times == sorted(times)
    assert times[0] == 0
    assert ways.minutes[2][3] == ways.minutes[3][2]
    assert ways.on_foot(0, 1)
    assert not ways.on_foot(0, 2)


def test_a_car_is_faster_over_land() -> None:
    assert Ways(PLACES, by_car=True).minutes[0][3] < Ways(PLACES, by_car=False).minutes[0][3]


def test_nobody_knows_how_far_an_unknown_place_is() -> None:
    ways = Ways(PLACES, by_car=True)
    assert ways.km(0, 4) is None
    assert not ways.on_foot(0, 4)
    assert ways.minutes[0][4] == ways.minutes[4][0] > 0


@pytest.mark.parametrize("by_car", [True, False])
def test_driving_begins_where_walking_would_take_longer(by_car: bool) -> None:
    steps: list[Coordinates | None] = [{"lat": 33 + number / 1000, "lng": 126.0} for number in range(60)]
    minutes = Ways(steps, by_car=by_car).minutes[0]
    assert all(later >= earlier - 1 for earlier, later in pairwise(minutes))

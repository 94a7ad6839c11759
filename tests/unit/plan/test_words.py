"""The words under which plans are found."""

from typing import Any

import pytest

from functions.plan.words import MAX_WORDS, matches, plan_words, searched, stem
from tests.unit.plan.samples import content


def words(place: str = "jeju", **changes: Any) -> tuple[str, ...]:
    return plan_words(content(**changes).json, place)


def test_a_plan_has_the_words_of_its_title_location_destination_and_places() -> None:
    assert words() == ("봄", "제주", "서귀포", "jeju", "성산일출봉")
    assert words("x-어딘가", title="Café Über", location="어딘가") == ("cafe", "uber", "어딘가", "성산일출봉")


def test_no_more_words_count_than_there_is_room_for() -> None:
    many = " ".join(f"w{number}" for number in range(30))
    found = words(title=many)
    assert (len(found), found[0]) == (MAX_WORDS, "w0")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("제주", ("제주",)),
        ("제주에서 서귀포까지", ("서귀포", "제주")),
        ("제주도", ("제주",)),
        ("제주여행", ("제주",)),
        ("완도", ("완도",)),
        ("여행", ("여행",)),
        ("JEJU  jeju!", ("jeju",)),
        ("강릉 coffee", ("coffee", "강릉")),
        ("봄", ("봄",)),
        ("!?", ()),
    ],
)
def test_a_search_is_its_words_without_endings(text: str, expected: tuple[str, ...]) -> None:
    assert searched(text) == expected


@pytest.mark.parametrize(("word", "expected"), [("서귀포", "서귀"), ("봄", "봄"), ("seoul", "seo"), ("ny", "ny")])
def test_a_word_is_listed_by_its_beginning(word: str, expected: str) -> None:
    assert stem(word) == expected


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("서귀", True),
        ("서귀포의", True),
        ("제주 서귀포", True),
        ("제주 부산", False),
        ("jej", True),
        ("je", False),  # two letters are a word of their own, not a beginning
        ("귀포", False),
        ("성산일출봉", True),
        ("성산일출봉을", True),
        ("봄", True),
        ("제", False),
    ],
)
def test_all_words_of_a_search_must_begin_one(q: str, found: bool) -> None:
    assert matches(words(), searched(q)) is found


def test_what_is_found_in_words_is_found_in_lists() -> None:
    """A word that matches begins as the list does in which it is looked up."""
    for wanted in searched("서귀 성산일출 jej 봄"):
        for word in words():
            if matches([word], [wanted]):
                assert stem(word) == stem(wanted)

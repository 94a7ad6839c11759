"""Which destination people mean."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.catalogue import destinations, find, place_key, search
from shared.store.port import MAX_ID_BYTES


@pytest.mark.parametrize(
    ("location", "key"),
    [
        ("제주", "jeju"),
        ("제주도", "jeju"),
        ("제주시", "jeju"),
        ("제주특별자치도", "jeju"),
        ("제주 서귀포 3일", "jeju"),
        ("제주여행", "jeju"),
        ("제주공항", "jeju"),
        ("Jeju", "jeju"),
        ("JEJU", "jeju"),
        ("jeju-si", "jeju"),
        ("Jeju-do", "jeju"),
        ("Jeju Island, Korea", "jeju"),
        ("  ｊｅｊｕ  ", "jeju"),
        ("서울특별시 강남구", "seoul"),
        ("부산광역시", "busan"),
        ("부산역", "busan"),
        ("경기도 수원시", "suwon"),
        ("경상남도 남해군", "namhae"),
        ("New York", "new-york"),
        ("new-york", "new-york"),
        ("newyork", "new-york"),
        ("New York City, USA", "new-york"),
        ("NYC", "new-york"),
        ("Đà Nẵng", "da-nang"),
        ("Da Nang", "da-nang"),
        ("파리", "paris"),
        ("도쿄", "tokyo"),
        ("Tokyo, Japan", "tokyo"),
    ],
)
def test_many_spellings_are_one_place(location: str, key: str) -> None:
    assert place_key(location) == key


def test_of_several_places_the_first_is_meant() -> None:
    assert place_key("부산, 경주 4박 5일") == "busan"
    assert place_key("경주 그리고 부산") == "gyeongju"


@pytest.mark.parametrize(
    ("location", "key"),
    [
        ("York", "x-york"),
        ("완도", "x-완도"),
        ("완도군", "x-완도"),
        ("광주", "x-광주"),
        ("광주광역시", "x-광주"),
        ("Gwangju City", "x-gwangju"),
        ("대구탕", "x-대구탕"),
        ("São Paulo", "x-sao-paulo"),
        ("Zürich / Genève?#", "x-zurich-geneve"),
        ("do", "x-do"),
        ("🗼", "x-"),
        ("", "x-"),
    ],
)
def test_what_is_not_in_the_catalogue_is_its_own_normalised_self(location: str, key: str) -> None:
    assert place_key(location) == key


@given(st.text(max_size=120))
def test_any_text_has_a_key_that_may_be_part_of_an_id(location: str) -> None:
    key = place_key(location)
    assert key in destinations() or re.fullmatch(r"x-[\w-]{0,80}", key)
    assert len(key.encode()) < MAX_ID_BYTES / 2
    assert place_key(f"  {location}!") == key


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("제주", "jeju"),
        ("제", "jeju"),
        ("JE", "jeju"),
        ("서귀포", "jeju"),
        ("seou", "seoul"),
        ("york", "new-york"),
        ("nyc", "new-york"),
        ("호치민", "ho-chi-minh-city"),
        ("제주 3일", "jeju"),
    ],
)
def test_a_search_finds_by_beginning_part_and_alias(text: str, first: str) -> None:
    assert search(text, 5)[0].key == first


def test_a_name_comes_before_an_alias_and_a_beginning_before_a_part() -> None:
    ranks = [each.names.en.lower().replace(" ", "").startswith("s") for each in search("s", 100)]
    assert ranks == sorted(ranks, reverse=True)
    assert len(set(ranks)) == 2


def test_a_search_is_limited_and_may_find_nothing() -> None:
    assert len(search("o", 3)) == 3
    assert search("아무데도아님", 3) == []


@pytest.mark.parametrize("text", ["", "  ", "?!"])
def test_no_text_finds_all_in_order(text: str) -> None:
    assert [each.key for each in search(text, 100)] == list(destinations())
    assert [each.country == "KR" for each in search(text, 100)] == sorted(
        (each.country == "KR" for each in destinations().values()), reverse=True
    )


def test_every_destination_is_found_by_all_its_names() -> None:
    for key, each in destinations().items():
        assert find(key) is each
        for name in (key, each.names.ko, each.names.en, *each.aliases):
            assert place_key(name) == key
            assert each in search(name, 100)


def test_what_is_not_there_is_not_found() -> None:
    assert find("x-york") is None

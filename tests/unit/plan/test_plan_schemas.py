"""What a request may say."""

import copy
from datetime import date
from typing import Any

import orjson
import pytest
from pydantic import ValidationError

from functions.plan.domain import Content
from functions.plan.schemas import PlanContent, PlanDraft, VisibilityChange
from shared.http import field_errors
from tests.unit.plan.samples import BODY, ITEM

LEAST = {"location": "제주", "travelDate": "2026-04-01", "groupSize": 1}


def parse(body: Any) -> PlanDraft:
    return PlanDraft.model_validate_json(body if isinstance(body, bytes) else orjson.dumps(body))


def faults(body: Any) -> list[tuple[str, str]]:
    with pytest.raises(ValidationError) as caught:
        parse(body)
    return [(fault.pointer, fault.code) for fault in field_errors(caught.value)]


def with_item(**changes: Any) -> dict[str, Any]:
    body = copy.deepcopy(BODY)
    body["itinerary"]["days"][0]["items"][0].update(changes)
    return body


def test_three_fields_are_enough() -> None:
    draft = parse(LEAST)
    assert draft.visibility == "private"
    assert draft.content() == Content(
        title="제주",
        location="제주",
        travel_date=date(2026, 4, 1),
        end_date=date(2026, 4, 1),
        group_size=1,
        budget=None,
        currency="KRW",
        details=None,
        itinerary=[],
    )


def test_everything_that_is_said_is_kept() -> None:
    assert parse(BODY | {"visibility": "public"}).content().json == BODY


@pytest.mark.parametrize("name", ["title", "endDate", "budget", "currency", "details", "itinerary"])
def test_null_is_as_good_as_nothing(name: str) -> None:
    assert parse(LEAST | {name: None}).content() == parse(LEAST).content()


@pytest.mark.parametrize("name", ["title", "currency", "details"])
@pytest.mark.parametrize("blank", ["", "   ", "\u3000\n"])
def test_blank_is_as_good_as_nothing(name: str, blank: str) -> None:
    assert parse(LEAST | {name: blank}).content() == parse(LEAST).content()


@pytest.mark.parametrize("name", ["location", "travelDate", "groupSize"])
def test_what_is_required_is_missed_by_name(name: str) -> None:
    assert faults({key: value for key, value in BODY.items() if key != name}) == [(f"/{name}", "required")]


def test_texts_are_trimmed_and_newlines_are_plain() -> None:
    content = parse(LEAST | {"location": "  제주 ", "details": " 하나\r\n둘\r셋\t넷\n"}).content()
    assert (content.location, content.details) == ("제주", "하나\n둘\n셋\t넷")


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"location": " "}, ("/location", "required")),
        ({"location": None}, ("/location", "wrong_type")),
        ({"location": 3}, ("/location", "wrong_type")),
        ({"location": "가" * 121}, ("/location", "too_long")),
        ({"location": "제주\n서귀포"}, ("/location", "invalid")),
        ({"location": "제주\x00"}, ("/location", "invalid")),
        ({"title": "a" * 121}, ("/title", "too_long")),
        ({"title": "a\tb"}, ("/title", "invalid")),
        ({"travelDate": "2026-02-30"}, ("/travelDate", "invalid")),
        ({"travelDate": "2025-02-29"}, ("/travelDate", "invalid")),
        ({"travelDate": "20260401"}, ("/travelDate", "invalid")),
        ({"travelDate": "1775001600"}, ("/travelDate", "invalid")),
        ({"travelDate": 1775001600}, ("/travelDate", "invalid")),
        ({"travelDate": "2026-04-01T00:00:00Z"}, ("/travelDate", "invalid")),
        ({"travelDate": "2026-4-1"}, ("/travelDate", "invalid")),
        ({"travelDate": "２０２６-04-01"}, ("/travelDate", "invalid")),
        ({"travelDate": ""}, ("/travelDate", "invalid")),
        ({"travelDate": "1969-12-31"}, ("/travelDate", "too_small")),
        ({"endDate": "2101-01-01"}, ("/endDate", "too_large")),
        ({"groupSize": 0}, ("/groupSize", "too_small")),
        ({"groupSize": 1000}, ("/groupSize", "too_large")),
        ({"groupSize": -1}, ("/groupSize", "too_small")),
        ({"groupSize": "3"}, ("/groupSize", "wrong_type")),
        ({"groupSize": 3.0}, ("/groupSize", "wrong_type")),
        ({"groupSize": True}, ("/groupSize", "wrong_type")),
        ({"budget": -1}, ("/budget", "too_small")),
        ({"budget": 10**12 + 1}, ("/budget", "too_large")),
        ({"budget": "100"}, ("/budget", "wrong_type")),
        ({"details": "가" * 4001}, ("/details", "too_long")),
        ({"details": "a\x07b"}, ("/details", "invalid")),
        ({"visibility": "friends"}, ("/visibility", "not_allowed")),
        ({"visibility": None}, ("/visibility", "not_allowed")),
        ({"colour": "red"}, ("/colour", "unknown_field")),
        ({"travel_date": "2026-04-01"}, ("/travel_date", "unknown_field")),
        ({"id": "x"}, ("/id", "unknown_field")),
        ({"itinerary": []}, ("/itinerary", "wrong_type")),
        ({"itinerary": {"days": {}}}, ("/itinerary/days", "wrong_type")),
        ({"itinerary": {"days": [{"items": []}]}}, ("/itinerary/days/0/date", "required")),
        (
            {"itinerary": {"days": [{"date": "2026-04-01", "items": [ITEM] * 41}]}},
            ("/itinerary/days/0/items", "too_many"),
        ),
        ({"itinerary": {"days": [{"date": "2026-04-01"}] * 61}}, ("/itinerary/days", "too_many")),
    ],
)
def test_a_fault_is_named(changes: dict[str, Any], fault: tuple[str, str]) -> None:
    assert faults(BODY | changes) == [fault]


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"time": "24:00"}, "time", "invalid"),
        ({"time": "9:30"}, "time", "invalid"),
        ({"time": "09:30:00"}, "time", "invalid"),
        ({"time": "09:30\n"}, "time", "invalid"),
        ({"title": ""}, "title", "required"),
        ({"title": "a" * 121}, "title", "too_long"),
        ({"category": "sleep"}, "category", "not_allowed"),
        ({"cost": -5}, "cost", "too_small"),
        ({"cost": 1.5}, "cost", "wrong_type"),
        ({"note": "a" * 1001}, "note", "too_long"),
        ({"place": {"name": " "}}, "place/name", "required"),
        ({"place": {"name": "a", "coordinates": {"lat": 91, "lng": 0}}}, "place/coordinates/lat", "too_large"),
        ({"place": {"name": "a", "coordinates": {"lat": 0, "lng": -181}}}, "place/coordinates/lng", "too_small"),
        ({"place": {"name": "a", "coordinates": {"lat": 0}}}, "place/coordinates/lng", "required"),
        ({"rating": 5}, "rating", "unknown_field"),
    ],
)
def test_a_fault_of_an_item_is_named(changes: dict[str, Any], pointer: str, code: str) -> None:
    assert faults(with_item(**changes)) == [(f"/itinerary/days/0/items/0/{pointer}", code)]


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"1e999"])
def test_coordinates_are_numbers(number: bytes) -> None:
    body = orjson.dumps(BODY).replace(b"33.4581", number)
    assert faults(body) == [("/itinerary/days/0/items/0/place/coordinates/lat", "invalid")]


def test_every_fault_is_named_at_once() -> None:
    assert faults({"groupSize": 0, "title": "a\nb"}) == [
        ("/title", "invalid"),
        ("/location", "required"),
        ("/travelDate", "required"),
        ("/groupSize", "too_small"),
    ]


@pytest.mark.parametrize("body", [[], 1, "x", None])
def test_what_is_no_object_is_refused(body: Any) -> None:
    assert faults(body) == [("", "wrong_type")]


@pytest.mark.parametrize("name", ["visibility", "version", "ownerId", "placeKey"])
def test_replacing_content_is_silent_about_the_rest(name: str) -> None:
    with pytest.raises(ValidationError) as caught:
        PlanContent.model_validate_json(orjson.dumps(BODY | {name: "public"}))
    assert [(fault.pointer, fault.code) for fault in field_errors(caught.value)] == [(f"/{name}", "unknown_field")]


def test_a_visibility_is_one_of_three() -> None:
    assert VisibilityChange.model_validate_json(b'{"visibility": "followers"}').visibility == "followers"
    for wrong in (b"{}", b'{"visibility": "all"}', b'{"visibility": "public", "x": 1}'):
        with pytest.raises(ValidationError):
            VisibilityChange.model_validate_json(wrong)

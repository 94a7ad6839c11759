"""The rules of a plan."""

import itertools
from typing import Any

import orjson
import pytest

from functions.plan.domain import MAX_PLAN_BYTES, Plan, audience
from shared.errors import Rejection
from shared.events.envelope import MAX_EVENT_BYTES, seal
from shared.events.plan import PlanCreated, PlanDeleted, PlanShared, PlanUnshared, PlanUpdated, Visibility
from tests.fakes import ManualClock
from tests.unit.plan.samples import JIWOO, content

NOW, LATER = "2026-03-01T09:00:00.000Z", "2026-03-01T10:00:00.000Z"
PLAN_ID = f"{JIWOO.member_id}.01jb2k3m4n5p6q7r8s9t0v1w2a"


def plan(visibility: Visibility = "private", **changes: Any) -> Plan:
    return Plan.write(
        plan_id=PLAN_ID, owner_id=JIWOO.member_id, visibility=visibility, content=content(**changes), now=NOW
    )


def known(visibility: Visibility = "private") -> Plan:
    """A plan whose creation is told already."""
    written = plan(visibility)
    written.events.clear()
    return written


def faults(**changes: Any) -> list[tuple[str, str]]:
    with pytest.raises(Rejection) as caught:
        plan(**changes)
    assert (caught.value.code, caught.value.status) == ("validation_failed", 422)
    return [(fault.pointer, fault.code) for fault in caught.value.errors]


def test_writing_a_plan_tells_all_of_it() -> None:
    (event,) = plan("followers").events
    assert isinstance(event, PlanCreated)
    data = event.data()
    assert data["itinerary"] == content().json["itinerary"]["days"]
    assert {name: data[name] for name in ("planId", "ownerId", "version", "visibility", "placeKey", "createdAt")} == {
        "planId": PLAN_ID,
        "ownerId": JIWOO.member_id,
        "version": 1,
        "visibility": "followers",
        "placeKey": "jeju",
        "createdAt": NOW,
    }
    copied = ("title", "location", "travelDate", "endDate", "groupSize", "budget", "currency", "details")
    assert {name: data[name] for name in copied} == {name: content().json[name] for name in copied}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"endDate": "2026-03-31", "itinerary": None}, [("/endDate", "before_start")]),
        ({"endDate": "2026-05-31", "itinerary": None}, [("/endDate", "too_many_days")]),
        ({"currency": "ABC"}, [("/currency", "unknown_currency")]),
        ({"currency": "krw"}, [("/currency", "unknown_currency")]),
        ({"itinerary": {"days": [{"date": "2026-03-31"}]}}, [("/itinerary/days/0/date", "outside_trip")]),
        ({"itinerary": {"days": [{"date": "2026-04-04"}]}}, [("/itinerary/days/0/date", "outside_trip")]),
        (
            {"itinerary": {"days": [{"date": "2026-04-02"}, {"date": "2026-04-01"}, {"date": "2026-04-02"}]}},
            [("/itinerary/days/2/date", "duplicate")],
        ),
        (
            {"endDate": "2026-03-31", "currency": "???"},
            [
                ("/endDate", "before_start"),
                ("/currency", "unknown_currency"),
                ("/itinerary/days/0/date", "outside_trip"),
                ("/itinerary/days/1/date", "outside_trip"),
            ],
        ),
    ],
)
def test_what_is_no_trip_is_refused_naming_every_fault(changes: dict[str, Any], expected: list[Any]) -> None:
    assert faults(**changes) == expected


def test_sixty_days_are_a_trip_and_a_day_is_one_too() -> None:
    assert plan(endDate="2026-05-30").content.days == 60
    assert plan(endDate=None, itinerary=None).content.days == 1


def test_days_are_kept_in_their_order() -> None:
    written = plan(itinerary={"days": [{"date": "2026-04-03"}, {"date": "2026-04-01"}]})
    assert [day["date"] for day in written.content.itinerary] == ["2026-04-01", "2026-04-03"]


def test_a_plan_may_have_128_kib_and_its_event_still_fits() -> None:
    items = [{"title": "t", "note": "\n가" * 500} for _ in range(31)]
    days = [{"date": "2026-04-01", "items": items}, {"date": "2026-04-02", "items": items}]
    with pytest.raises(Rejection) as caught:
        plan(itinerary={"days": days})
    assert (caught.value.code, caught.value.status, caught.value.params) == (
        "plan_too_large",
        413,
        {"max": MAX_PLAN_BYTES},
    )
    days[1] = {"date": "2026-04-02", "items": items[:10]}
    (event,) = plan(itinerary={"days": days}).events
    size = len(orjson.dumps(seal(event, event_id="e", at=ManualClock().now())))
    assert 100_000 < size < MAX_EVENT_BYTES


def test_many_small_items_count_as_they_are_published() -> None:
    days = [{"date": f"2026-04-{day:02}", "items": [{"title": "t"}] * 40} for day in range(1, 31)]
    days += [{"date": f"2026-05-{day:02}", "items": [{"title": "t"}] * 40} for day in range(1, 31)]
    with pytest.raises(Rejection, match="plan_too_large"):
        plan(endDate="2026-05-30", itinerary={"days": days})


def test_a_change_of_content_is_told_once() -> None:
    written = known()
    written.replace(content(title="가을 제주"), now=LATER)
    (event,) = written.events
    assert isinstance(event, PlanUpdated)
    assert (event.version, event.title, event.created_at, event.updated_at) == (2, "가을 제주", NOW, LATER)


def test_the_same_content_again_is_no_change() -> None:
    written = plan(itinerary={"days": [{"date": "2026-04-03"}, {"date": "2026-04-01"}]})
    written.events.clear()
    written.replace(content(itinerary={"days": [{"date": "2026-04-03"}, {"date": "2026-04-01"}]}), now=LATER)
    assert (written.version, written.updated_at, written.events) == (1, NOW, [])


def test_a_refused_change_changes_nothing() -> None:
    written = known()
    with pytest.raises(Rejection, match="validation_failed"):
        written.replace(content(currency="ABC"), now=LATER)
    assert (written.version, written.content, written.events) == (1, content(), [])


@pytest.mark.parametrize(
    ("before", "after"), [*itertools.permutations(("private", "followers", "public"), 2), ("public", "public")]
)
def test_showing_more_is_sharing_and_showing_less_is_unsharing(before: Visibility, after: Visibility) -> None:
    order = ("private", "followers", "public")
    written = known(before)
    written.show_to(after, now=LATER)
    if before == after:
        assert (written.version, written.updated_at, written.events) == (1, NOW, [])
        return
    (event,) = written.events
    assert type(event) is (PlanShared if order.index(after) > order.index(before) else PlanUnshared)
    assert isinstance(event, PlanShared | PlanUnshared)
    assert (event.version, event.visibility, event.updated_at) == (2, after, LATER)


def test_deleting_tells_ids_only() -> None:
    written = known()
    written.delete()
    (event,) = written.events
    assert event == PlanDeleted(plan_id=PLAN_ID, owner_id=JIWOO.member_id, version=2)


@pytest.mark.parametrize(
    ("follows", "blocked", "sees"),
    [
        (False, False, {"public"}),
        (True, False, {"public", "followers"}),
        (False, True, set()),
        (True, True, set()),
    ],
)
def test_who_sees_what(follows: bool, blocked: bool, sees: set[str]) -> None:
    assert audience(follows=follows, blocked=blocked) == sees

"""The calendar file, read back by a calendar library."""

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from functions.plan.calendar import calendar_file
from functions.plan.domain import Plan
from functions.plan.repository import document
from shared.events.member import MemberCreated
from tests.fakes import Fakes
from tests.unit.plan.calling import Answer, Web
from tests.unit.plan.samples import BODY, ITEM, JIWOO, content, tell, write

AT = "2026-03-01T09:00:00.000Z"
SEOUL = ZoneInfo("Asia/Seoul")


def plan_of(**changes: Any) -> dict[str, Any]:
    """A plan's document."""
    written = Plan.write(
        plan_id=f"{JIWOO.member_id}.01jb2k3m4n5p6q7r8s9t0v1w2a",
        owner_id=JIWOO.member_id,
        visibility="public",
        content=content(**changes),
        now=AT,
    )
    return document(written)


def item(time: str | None, title: str, **more: Any) -> dict[str, Any]:
    return {"time": time, "title": title, "place": None, "category": None, "cost": None, "note": None} | more


def days(*items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"days": [{"date": f"2026-04-0{number}", "items": each} for number, each in enumerate(items, 1)]}


def read(plan: dict[str, Any]) -> tuple[Any, Any, list[Any]]:
    """The calendar, the event of the trip and those of its items."""
    parsed: Any = Calendar.from_ical(calendar_file(plan, "http://web"))
    trip, *items = parsed.events
    return parsed, trip, items


def uids(plan: dict[str, Any]) -> dict[str, str]:
    """Title and start of each item's event, by UID."""
    return {str(event["uid"]): f"{event['summary']} {event.start}" for event in read(plan)[2]}


def test_the_trip_is_one_event_of_whole_days() -> None:
    plan = plan_of(itinerary=days([item(None, "시장, 아무 때나"), item("09:00", "산책")]))
    parsed, trip, _ = read(plan)
    assert (trip.start, trip.end) == (date(2026, 4, 1), date(2026, 4, 4))
    assert (trip["summary"], trip["location"], trip["transp"]) == ("봄 제주", "제주 서귀포", "TRANSPARENT")
    assert trip["description"] == "아이와 함께\n2026-04-01 시장, 아무 때나"
    assert trip["url"] == f"http://web/plans/{plan['id']}"
    assert trip["uid"] == f"{plan['id']}@ktravel"
    assert (parsed["version"], parsed["x-wr-calname"]) == ("2.0", "봄 제주")


def test_a_timed_item_is_an_event_in_the_destinations_time() -> None:
    _, _, (event,) = read(plan_of())
    start = datetime(2026, 4, 1, 9, 30, tzinfo=SEOUL)
    assert (event.start, event.end) == (start, start + timedelta(hours=1))
    assert event.start.tzinfo is not None
    assert event["dtstart"].params["TZID"] == "Asia/Seoul"
    assert (event["summary"], event["location"]) == (ITEM["title"], "성산일출봉")
    assert event["description"] == ITEM["note"]
    assert (event["geo"].latitude, event["geo"].longitude) == (33.4581, 126.9425)


@pytest.mark.parametrize(
    ("location", "name", "day", "offset"),
    [
        ("제주", "Asia/Seoul", "2026-04-01", 9),
        ("파리", "Europe/Paris", "2026-03-28", 1),
        ("파리", "Europe/Paris", "2026-03-30", 2),
        ("파리", "Europe/Paris", "2026-12-30", 1),
        ("New York", "America/New_York", "2026-07-01", -4),
        ("New York", "America/New_York", "2100-07-01", -4),
        ("London", "Europe/London", "1975-07-01", 1),
    ],
)
def test_the_time_zone_is_in_the_file_and_right(location: str, name: str, day: str, offset: int) -> None:
    trip = {"travelDate": day, "endDate": day, "itinerary": {"days": [{"date": day, "items": [item("10:00", "x")]}]}}
    raw = calendar_file(plan_of(location=location, **trip), "http://web")
    parsed: Any = Calendar.from_ical(raw)
    (zone,) = parsed.walk("VTIMEZONE")
    assert zone["tzid"] == name
    local: Any = datetime.combine(date.fromisoformat(day), datetime.min.time()).replace(hour=10)
    from_file = zone.to_tz(lookup_tzid=False)
    assert local.replace(tzinfo=from_file).utcoffset() == timedelta(hours=offset)


def test_a_trip_over_the_change_of_clocks_has_both_times() -> None:
    itinerary = {"days": [{"date": f"2026-03-{day}", "items": [item("10:00", f"{day}")]} for day in (28, 29, 30)]}
    plan = plan_of(location="파리", travelDate="2026-03-28", endDate="2026-03-30", itinerary=itinerary)
    parsed, _, events = read(plan)
    (zone,) = parsed.walk("VTIMEZONE")
    from_file = zone.to_tz(lookup_tzid=False)
    offsets = [event.start.replace(tzinfo=from_file).utcoffset() for event in events]
    assert offsets == [timedelta(hours=1), timedelta(hours=2), timedelta(hours=2)]


def test_times_of_a_place_we_do_not_know_float() -> None:
    parsed, _, (event,) = read(plan_of(location="화성 기지"))
    assert event.start == datetime(2026, 4, 1, 9, 30)  # noqa: DTZ001 - that it has no zone is the point
    assert "TZID" not in event["dtstart"].params
    assert parsed.walk("VTIMEZONE") == []


def test_an_item_ends_when_the_next_begins_or_after_an_hour() -> None:
    planned = days([item("09:00", "a"), item("09:20", "b"), item("09:20", "c"), item(None, "d"), item("23:30", "e")])
    _, _, events = read(plan_of(itinerary=planned))
    ends = {str(event["summary"]): (event.end - event.start).seconds // 60 for event in events}
    assert ends == {"a": 20, "b": 60, "c": 60, "e": 60}


def test_uids_stay_with_what_stays() -> None:
    breakfast, walk, museum = item("08:00", "아침"), item("09:00", "산책"), item("10:00", "박물관")
    before = uids(plan_of(itinerary=days([breakfast, walk, museum], [breakfast])))
    moved = uids(plan_of(itinerary=days([breakfast, museum], [breakfast, walk | {"time": "15:00"}])))
    assert len(before) == 4
    assert set(before) == set(moved)
    (uid,) = [each for each, said in before.items() if said.startswith("산책")]
    assert moved[uid].startswith("산책 2026-04-02 15:00")
    fewer = uids(plan_of(itinerary=days([breakfast, museum], [])))
    assert set(fewer) < set(before)


def test_a_later_version_says_so() -> None:
    first = plan_of()
    later = first | {"version": 3, "updatedAt": "2026-03-05T00:00:00.000Z"}
    for plan, sequence, stamp in ((first, 0, datetime(2026, 3, 1, 9)), (later, 2, datetime(2026, 3, 5))):  # noqa: DTZ001
        _, trip, items = read(plan)
        for event in (trip, *items):
            assert event["sequence"] == sequence
            assert event["dtstamp"].dt.replace(tzinfo=None) == event["last-modified"].dt.replace(tzinfo=None) == stamp
    assert calendar_file(first, "http://web") == calendar_file(first, "http://web")


LINE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=120).filter(str.strip)
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), min_size=1, max_size=300).filter(
    str.strip
)


@given(LINE, TEXT)
def test_whatever_people_write_comes_back_as_written(line: str, text: str) -> None:
    line, text = line.strip(), text.strip()
    planned = days([item("09:00", line, note=text, place={"name": line, "coordinates": None})])
    plan = plan_of(title=line, location=line, details=text, itinerary=planned)
    raw = calendar_file(plan, "http://web")
    for physical in raw.removesuffix(b"\r\n").split(b"\r\n"):
        assert len(physical) <= 75
        assert b"\n" not in physical
        assert b"\r" not in physical
        physical.decode()
    parsed: Any = Calendar.from_ical(raw)
    assert len(parsed.events) == 2
    trip, event = parsed.events
    assert [str(trip["summary"]), str(trip["location"]), str(trip["description"])] == [line, line, text]
    assert [str(event["summary"]), str(event["location"]), str(event["description"])] == [line, line, text]


@pytest.fixture
async def plan_id(fakes: Fakes) -> str:
    await tell(fakes.deps, MemberCreated(member_id=JIWOO.member_id, name="지우", created_at=AT, version=1))
    return await write(fakes.deps, JIWOO, "private", title='봄 "제주"; ../x')


async def ask(web: Web, plan_id: str, as_: str | None = "jiwoo", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await web.ask("read_plan_calendar", as_=as_, headers=named, planId=plan_id)


async def test_it_is_a_file_with_a_name_and_an_etag(web: Web, plan_id: str) -> None:
    answer = await ask(web, plan_id)
    assert (answer.status, answer.type) == (200, "text/calendar")
    attachment, plain, encoded = answer.headers["Content-Disposition"].split("; ")
    assert (attachment, plain) == ("attachment", 'filename="plan.ics"')
    name, _, value = encoded.partition("*=UTF-8''")
    assert (name, unquote(value)) == ("filename", '봄 "제주"; ../x.ics')
    assert value.isascii()
    assert not set(value) & set('"; /\\')
    assert answer.headers["ETag"].startswith('"1.')
    again = await ask(web, plan_id, if_none_match=answer.headers["ETag"])
    assert (again.status, again.raw) == (304, b"")
    await web.ask("replace_plan", as_="jiwoo", body=BODY, headers={"if-match": "*"}, planId=plan_id)
    changed = await ask(web, plan_id, if_none_match=answer.headers["ETag"])
    assert (changed.status, changed.headers["ETag"].partition(".")[0]) == (200, '"2')


@pytest.mark.parametrize("operation", ["read_plan_calendar", "read_plan_print"])
async def test_both_formats_are_for_those_who_may_see_the_plan(web: Web, plan_id: str, operation: str) -> None:
    async def status(as_: str | None, plan: str = plan_id) -> int:
        answered: int = (await web.ask(operation, as_=as_, planId=plan)).status
        return answered

    assert [await status(as_) for as_ in ("jiwoo", "minjun", None)] == [200, 404, 404]
    another = plan_id[:-1] + ("y" if plan_id.endswith("z") else "z")
    assert [await status("jiwoo", plan) for plan in ("garbage", "a.b", another)] == [404, 404, 404]
    await web.ask("set_plan_visibility", as_="jiwoo", body={"visibility": "public"}, planId=plan_id)
    assert [await status(as_) for as_ in ("jiwoo", "minjun", None)] == [200, 200, 200]

"""A plan as an iCalendar file (RFC 5545): the trip as one all-day event, and one event for each item with a time.

Times are in the destination's time zone where the catalogue knows it; else they float, which calendars show as written
wherever they are read. The library is imported when the first file is asked for.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from shared.catalogue import find
from shared.clock import from_iso

if TYPE_CHECKING:
    from icalendar import Event, Timezone

ICALENDAR = "text/calendar"
_ITEM_LASTS = timedelta(hours=1)
"""At most: the next item of the day may begin sooner."""
_DAY = timedelta(days=1)


def calendar_file(plan: Mapping[str, Any], web_url: str) -> bytes:
    """The file of a plan's document: the same for the same version. Who imports a later one finds each event, by its
    UID, changed or moved, as long as its title stayed."""
    from icalendar import Calendar  # noqa: PLC0415 - costs more than a plan's whole cold start

    content = plan["content"]
    destination = find(plan["placeKey"])
    zone = ZoneInfo(destination.timezone) if destination is not None else None
    calendar = Calendar()
    calendar.add("prodid", "-//Kt-ravel//Travel plan//KO")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", content["title"])
    calendar.add_component(_trip(plan, f"{web_url}/plans/{plan['id']}"))
    seen: Counter[str] = Counter()
    timed = [event for day in content["itinerary"]["days"] for event in _items(plan, day, zone, seen)]
    if timed and destination is not None:
        first, last = date.fromisoformat(content["travelDate"]), date.fromisoformat(content["endDate"])
        calendar.add_component(_time_zone(destination.timezone, first.year, last.year))
    for event in timed:
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _trip(plan: Mapping[str, Any], address: str) -> "Event":
    content = plan["content"]
    event = _event(plan, plan["id"], content["title"])
    event.add("dtstart", date.fromisoformat(content["travelDate"]))
    event.add("dtend", date.fromisoformat(content["endDate"]) + _DAY)  # the first day that is no longer part of it
    event.add("location", content["location"])
    event.add("transp", "TRANSPARENT")  # one is not taken for busy from morning till night
    event.add("url", address)
    anytime = [
        f"{day['date']} {item['title']}"
        for day in content["itinerary"]["days"]
        for item in day["items"]
        if not item.get("time")
    ]
    if said := "\n".join(filter(None, (content["details"], *anytime))):
        event.add("description", said)
    return event


def _items(plan: Mapping[str, Any], day: Mapping[str, Any], zone: tzinfo | None, seen: Counter[str]) -> list["Event"]:
    timed = [item for item in day["items"] if item.get("time")]
    starts = [
        datetime.combine(date.fromisoformat(day["date"]), time.fromisoformat(item["time"]), tzinfo=zone)
        for item in timed
    ]
    return [_item(plan, item, start, starts, seen) for item, start in zip(timed, starts, strict=True)]


def _item(
    plan: Mapping[str, Any], item: Mapping[str, Any], start: datetime, starts: list[datetime], seen: Counter[str]
) -> "Event":
    title = item["title"]
    seen[title] += 1
    name = blake2b(f"{title}\n{seen[title]}".encode(), digest_size=10).hexdigest()
    event = _event(plan, f"{plan['id']}.{name}", title)
    event.add("dtstart", start)
    event.add("dtend", min([start + _ITEM_LASTS, *(other for other in starts if other > start)]))
    if place := item.get("place"):
        event.add("location", place["name"])
        if where := place.get("coordinates"):
            event.add("geo", (where["lat"], where["lng"]))
    if item.get("note"):
        event.add("description", item["note"])
    return event


def _event(plan: Mapping[str, Any], uid: str, summary: str) -> "Event":
    from icalendar import Event  # noqa: PLC0415

    updated = from_iso(plan["updatedAt"]).astimezone(UTC)
    event = Event()
    event.add("uid", f"{uid}@ktravel")
    event.add("dtstamp", updated)  # without a METHOD that asks for replies it is when this was last changed
    event.add("last-modified", updated)
    event.add("created", from_iso(plan["createdAt"]).astimezone(UTC))
    event.add("sequence", plan["version"] - 1)
    event.add("summary", summary)
    return event


@lru_cache(maxsize=64)
def _time_zone(name: str, first_year: int, last_year: int) -> "Timezone":
    from icalendar import Timezone  # noqa: PLC0415

    return Timezone.from_tzid(name, first_date=date(first_year, 1, 1), last_date=date(last_year + 1, 2, 1))

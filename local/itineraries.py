"""Six itineraries of the embedded adapter, to be read: `python -m local.itineraries` writes them into
docs/recommendations.md.

The evidence is that of the demo plans, heard of by recommendation's own handlers on a fixed day, so that the same text
comes out whenever it is asked for; `--check` compares it with what is checked in.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from functions.recommendation import quality
from functions.recommendation.ai.embedded import EmbeddedRecommender
from functions.recommendation.ai.port import Arranged
from functions.recommendation.brief import Evidence, Language, Request
from functions.recommendation.evidence import gather
from functions.recommendation.inbox import HANDLERS
from local.demo import itinerary_of
from shared.bus.embedded import EmbeddedBus
from shared.catalogue import destinations, place_key
from shared.clock import to_iso
from shared.dependencies import Dependencies
from shared.events.base import EventData
from shared.events.envelope import Event
from shared.events.follow import FollowCreated
from shared.events.like import LikeCreated
from shared.events.plan import PlanCreated
from shared.events.recommendation import Kind, RecommendedDay, RecommendedItem, Source
from shared.money import CURRENCIES
from shared.store.sqlite import SqliteStore
from shared.topology import topology

DOCUMENT = Path(__file__).parent.parent / "docs" / "recommendations.md"
BEGIN, END = "<!-- itineraries: python -m local.itineraries -->", "<!-- end of itineraries -->"
_DEMO = Path(__file__).with_name("demo.json")
_ASKED = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)


class _FixedClock:
    def now(self) -> datetime:
        return _ASKED


@dataclass(frozen=True, slots=True)
class _Case:
    """Who asks for what. `likes` are the personas whose public plans they like."""

    kind: Kind
    persona: str
    location: str
    start: date
    days: int
    group_size: int
    currency: str
    language: Language
    budget: int | None = None
    details: str | None = None
    likes: tuple[str, ...] = ()


CASES = (
    _Case("A", "jiu", "제주", date(2026, 10, 16), 3, 2, "KRW", "ko", 800_000, "오름 하나, 바다는 매일, 사진도 많이."),
    _Case(
        "A", "emma", "Osaka", date(2026, 10, 14), 1, 2, "JPY", "en", 40_000, "First time here: street food and neon."
    ),
    _Case("B", "minho", "부산", date(2026, 10, 10), 1, 2, "KRW", "ko", 200_000),
    _Case("B", "emma", "Paris", date(2026, 10, 12), 7, 2, "EUR", "en"),
    _Case(
        "C",
        "taeyang",
        "경주",
        date(2026, 10, 23),
        3,
        4,
        "KRW",
        "ko",
        1_200_000,
        "부모님과 천천히.",
        ("minho", "eunji", "noah"),
    ),
    _Case("C", "doyun", "도쿄", date(2026, 11, 2), 7, 2, "KRW", "ko", None, None, ("eunji", "lucas", "emma")),
)


def main() -> int:
    """Write the itineraries into the document, or compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    present = DOCUMENT.read_text(encoding="utf-8")
    before, _, rest = present.partition(BEGIN)
    _, _, after = rest.partition(END)
    text = f"{before}{BEGIN}\n\n{asyncio.run(render())}\n{END}{after}"
    if parser.parse_args().check:
        return 0 if text == present else 1
    DOCUMENT.write_text(text, encoding="utf-8")
    return 0


async def render() -> str:
    """The itineraries in Markdown."""
    with tempfile.TemporaryDirectory() as directory:
        parts = [await _itinerary(case, Path(directory)) for case in CASES]
    return "\n".join(parts)


async def _itinerary(case: _Case, directory: Path) -> str:
    clock = _FixedClock()
    path = directory / f"{case.kind}-{place_key(case.location)}.sqlite3"
    store = SqliteStore(path, topology().contexts["recommendation"].containers, clock=clock)
    bus = EmbeddedBus(directory / "bus.sqlite3", topology(), clock=clock)
    try:
        deps = Dependencies(store, bus, clock)
        for number, data in enumerate(_news(case)):
            await HANDLERS[type(data)](data, Event(f"{number:026}", _ASKED, data, None), deps)
        request = _request(case)
        evidence = await gather(deps, _id(case.persona), request)
        answer = await EmbeddedRecommender().arrange(request, evidence, ())
    finally:
        await store.close()
        await bus.close()
    if not isinstance(answer, Arranged) or quality.faults(request, evidence, answer.proposal):
        raise RuntimeError(f"no itinerary for {case.location}: {answer}")
    days = quality.settled(request, evidence, answer.proposal)
    return "\n".join(_lines(case, evidence, answer.proposal.title, days))


def _news(case: _Case) -> Iterator[EventData]:
    """What recommendation hears before somebody asks: plans, follows, likes."""
    demo = orjson.loads(_DEMO.read_bytes())
    languages = {each["persona"]: each["language"] for each in demo["members"]}
    at = to_iso(_ASKED - timedelta(days=30))
    plans = [_plan(number, plan, languages[plan["persona"]], at) for number, plan in enumerate(demo["plans"])]
    yield from plans
    for follower, followees in demo["follows"].items():
        for followee in followees:
            yield FollowCreated(follower_id=_id(follower), followee_id=_id(followee), version=1, at=at)
    liked = {_id(persona) for persona in case.likes}
    for plan in plans:
        if plan.visibility == "public" and plan.owner_id in liked:
            yield LikeCreated(
                member_id=_id(case.persona), plan_id=plan.plan_id, owner_id=plan.owner_id, version=1, at=at
            )


def _plan(number: int, plan: Mapping[str, Any], language: str, at: str) -> PlanCreated:
    destination = destinations()[plan["destination"]]
    start = _ASKED.date() + timedelta(days=plan["inDays"])
    days = [start + timedelta(days=each) for each in range(plan["days"])]
    location = getattr(destination.names, language)
    return PlanCreated(
        plan_id=f"{_id(plan['persona'])}.{number:026}",
        owner_id=_id(plan["persona"]),
        version=1,
        visibility=plan["visibility"],
        title=plan["title"],
        location=location,
        place_key=place_key(location),
        travel_date=days[0].isoformat(),
        end_date=days[-1].isoformat(),
        group_size=plan["groupSize"],
        budget=plan["budget"],
        details=plan["details"],
        itinerary=itinerary_of(destination, language, plan["groupSize"], days),
        created_at=at,
        updated_at=at,
    )


def _id(persona: str) -> str:
    return f"{persona:0<26}"


def _request(case: _Case) -> Request:
    return Request(
        kind=case.kind,
        location=case.location,
        place_key=place_key(case.location),
        travel_date=case.start,
        end_date=case.start + timedelta(days=case.days - 1),
        group_size=case.group_size,
        budget=case.budget,
        currency=case.currency,
        details=case.details,
        language=case.language,
    )


def _lines(case: _Case, evidence: Evidence, title: str, days: list[RecommendedDay]) -> Iterator[str]:
    """One itinerary in Markdown."""
    total = sum(item["cost"] or 0 for day in days for item in day["items"])
    yield f"### {case.kind}: {title}\n"
    asked = [case.location, f"{case.start} + {case.days} d", f"{case.group_size} people"]
    if case.budget is not None:
        asked.append(f"budget {_money(case.budget, case.currency)}")
    if case.details is not None:
        asked.append(f"“{case.details}”")
    yield f"Asked by {case.persona}: {', '.join(asked)}."
    yield (
        f"Evidence: {_counted(evidence.plans, 'plan')} of {_counted(evidence.travellers, 'traveller')}, as far as "
        f"{evidence.scope}. "
        f"Estimated cost in all: {_money(total, case.currency)}.\n"
    )
    for number, day in enumerate(days, start=1):
        weekday = quality.WEEKDAYS[date.fromisoformat(day["date"]).weekday()]
        yield f"**{number}. {day['date']} ({weekday})**\n"
        yield "| | | cost | from | note |"
        yield "|---|---|---|---|---|"
        for item in day["items"]:
            yield f"| {item['time']} | {_what(item)} | {_cost(item, case.currency)} | {_from(item)} | {item['note']} |"
        yield ""


def _what(item: RecommendedItem) -> str:
    return f"*{item['title']}*" if item["category"] == "meal" else item["title"]


def _cost(item: RecommendedItem, currency: str) -> str:
    match item["cost"]:
        case None:
            return "?"
        case 0:
            return ""
        case cost:
            return _money(cost, currency)


def _money(amount: int, currency: str) -> str:
    digits = CURRENCIES[currency]
    return f"{currency} {amount / 10**digits:,.{digits}f}"


def _from(item: RecommendedItem) -> str:
    return ", ".join(map(_source, item["sources"]))


def _source(source: Source) -> str:
    if "plans" not in source:
        return source["kind"]
    words = {"own_plans": "own plan", "plans": "plan", "liked_plans": "liked plan"}
    told = _counted(source["plans"], words[source["kind"]])
    return told if source["kind"] == "own_plans" else f"{told} of {_counted(source['travellers'], 'traveller')}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


if __name__ == "__main__":
    sys.exit(main())

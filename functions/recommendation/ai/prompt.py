"""The prompt: instruction, constraints, input and output (the Fukatsu form, 深津式), in the member's language.

What people wrote is data. It stands in the input block only, one JSON document a line between two tags, with every
character escaped that could end a line or begin a tag: no text can get out of its string, let alone of the block.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from functions.recommendation.ai.wording import WORDINGS
from functions.recommendation.brief import Candidate, Evidence, Request, Taste
from functions.recommendation.quality import WEEKDAYS, budget_left
from shared.events.plan import ItineraryDay
from shared.money import CURRENCIES

MAX_CANDIDATES = 80
_MAX_MEALS = 24
"""Of those: two a day and a choice, for the longest trip."""
_MAX_PRESENT = 80
_LINE_CHARS, _NOTE_CHARS, _DETAILS_CHARS = 120, 200, 2000
_WORDS = 20

# JSON escapes the control characters below U+0020 itself. The others here end a line for some readers.
_ESCAPES = str.maketrans({each: f"\\u{ord(each):04x}" for each in "<>\x7f\x85\u2028\u2029"})


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the model is sent. `system` is ours alone; `user` holds the input between instructions of ours."""

    system: str
    user: str
    refs: Mapping[str, str]
    """The refs the model is given → the candidates' own: shorter, and they tell nothing about anybody."""


def prompt_for(request: Request, evidence: Evidence, complaints: Sequence[str]) -> Prompt:
    """The prompt for `request`. Bounded: of long evidence the best is shown, and long texts are cut."""
    wording = WORDINGS[request.language]
    shown = _shown(evidence.candidates)
    refs = {f"c{number}": candidate.ref for number, candidate in enumerate(shown, 1)}
    constraints = [wording.constraints]
    if complaints:
        constraints.append(wording.complaints + _json(list(complaints)))
    instruction = [wording.instruction, wording.basis[request.kind]]
    if evidence.present:
        instruction.append(wording.deepening)
    lines: list[dict[str, Any]] = [
        {"request": _request(request, budget_left(request, evidence))},
        {"taste": _taste(evidence.taste)},
        *({"present": item} for item in _present(evidence.present)),
        *({"candidate": _candidate(ref, each)} for ref, each in zip(refs, shown, strict=True)),
    ]
    return Prompt(
        system="\n".join([*instruction, "", *constraints]),
        user="\n".join([wording.input_heading, "<input>", *map(_json, lines), "</input>", "", wording.output]),
        refs=refs,
    )


def _shown(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The best, but never so many sights that there is nothing to eat."""
    meals = [each for each in candidates if each.meals]
    room_for_others = MAX_CANDIDATES - min(len(meals), _MAX_MEALS)
    others = [each for each in candidates if not each.meals][:room_for_others]
    kept = {each.ref for each in (*others, *meals[: MAX_CANDIDATES - len(others)])}
    return [each for each in candidates if each.ref in kept]


def _request(request: Request, budget: int | None) -> dict[str, Any]:
    return _said(
        {
            "location": request.location[:_LINE_CHARS],
            "days": [{"date": day.isoformat(), "weekday": WEEKDAYS[day.weekday()]} for day in request.dates],
            "groupSize": request.group_size,
            "budget": budget,
            "currency": request.currency,
            "minorDigits": CURRENCIES[request.currency],
            "details": (request.details or "")[:_DETAILS_CHARS],
        }
    )


def _taste(taste: Taste) -> dict[str, Any]:
    return _said(
        {
            "categories": {name[:_LINE_CHARS]: round(weight, 2) for name, weight in taste.categories[:_WORDS]},
            "words": [word[:_LINE_CHARS] for word in taste.words[:_WORDS]],
            "itemsADay": taste.items_a_day and round(taste.items_a_day, 1),
        }
    )


def _present(days: Sequence[ItineraryDay]) -> list[dict[str, Any]]:
    items = [(day["date"], item) for day in days for item in day["items"]][:_MAX_PRESENT]
    return [
        _said({"date": date, "time": item.get("time"), "title": item["title"][:_LINE_CHARS]}) for date, item in items
    ]


def _candidate(ref: str, candidate: Candidate) -> dict[str, Any]:
    at = candidate.coordinates
    return _said(
        {
            "ref": ref,
            "title": candidate.title[:_LINE_CHARS],
            "category": candidate.category,
            "area": candidate.area,
            "lat": at and round(at["lat"], 4),
            "lng": at and round(at["lng"], 4),
            "minutes": candidate.minutes,
            "costPerPerson": candidate.cost,
            "closed": [day for day in WEEKDAYS if day in candidate.usually_closed],
            "meals": sorted(candidate.meals),
            "time": candidate.time,
            "note": (candidate.note or "")[:_NOTE_CHARS],
            "sources": candidate.sources,
        }
    )


def _said(fields: dict[str, Any]) -> dict[str, Any]:
    """What says something: a 0 does."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], (), {})}


def _json(value: object) -> str:
    return orjson.dumps(value).decode().translate(_ESCAPES)

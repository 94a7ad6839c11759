"""What a language model is to answer with: the schema it is held to, and the reading of what comes back."""

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Annotated, Any, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from functions.recommendation.brief import Category, Proposal, ProposedDay, ProposedItem
from shared.money import MAX_AMOUNT

TITLE_CHARS, NOTE_CHARS = 120, 200
"""What is longer is cut."""
_SANE_ITEMS, _SANE_DAYS = 50, 50
"""More is no itinerary but a model gone astray; what is too much for a traveller is for the quality gates to say."""

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\s]+")
_CATEGORIES = get_args(Category.__value__)


def schema_for(dates: Collection[date], refs: Collection[str]) -> dict[str, Any]:
    """The JSON Schema of an answer that covers only `dates` and names only `refs`.

    It keeps to what strict structured outputs take: every property is required, no other is allowed, and there are no
    lengths, ranges or patterns (Azure OpenAI refuses a schema that has them); those `read_answer` looks after.
    """
    no_ref = {"type": "null"}
    item = {
        "time": {"type": ["string", "null"]},
        "title": {"type": "string"},
        "category": {"type": "string", "enum": list(_CATEGORIES)},
        "ref": {"anyOf": [{"type": "string", "enum": list(refs)}, no_ref]} if refs else no_ref,
        "cost": {"type": ["integer", "null"]},
        "note": {"type": ["string", "null"]},
    }
    day = {
        "date": {"type": "string", "enum": [each.isoformat() for each in dates]},
        "items": {"type": "array", "items": _object(item)},
    }
    return _object({"title": {"type": "string"}, "days": {"type": "array", "items": _object(day)}})


def read_answer(text: str, refs: Mapping[str, str]) -> Proposal | None:
    """The proposal that `text` is, or None if it is not of the schema. `refs` translates the refs the model was given.

    Whether it is a good itinerary is for the quality gates to say, which tell the model what to mend: a ref that nobody
    gave it, say, stays as it is.
    """
    try:
        answer = _Answer.model_validate_json(text)
    except ValidationError:
        return None
    return Proposal(
        title=answer.title,
        days=tuple(
            ProposedDay(
                date=day.date,
                items=tuple(
                    ProposedItem(
                        title=item.title,
                        category=item.category,
                        time=item.time,
                        ref=item.ref and refs.get(item.ref, item.ref),
                        cost=item.cost,
                        note=item.note,
                    )
                    for item in day.items
                ),
            )
            for day in answer.days
        ),
    )


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _title(text: str) -> str:
    if not (line := _line(text)):
        raise ValueError("a blank is no title")
    return line[:TITLE_CHARS].rstrip()


def _note(text: str | None) -> str | None:
    return _line(text or "")[:NOTE_CHARS].rstrip() or None


def _line(text: str) -> str:
    return _UNPRINTABLE.sub(" ", text).strip()


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _Item(_Part):
    time: str | None
    title: Annotated[str, AfterValidator(_title)]
    category: Category
    ref: str | None
    cost: Annotated[int, Field(ge=0, le=MAX_AMOUNT)] | None
    note: Annotated[str | None, AfterValidator(_note)]


class _Day(_Part):
    date: date
    items: Annotated[tuple[_Item, ...], Field(max_length=_SANE_ITEMS)]


class _Answer(_Part):
    title: Annotated[str, AfterValidator(_title)]
    days: Annotated[tuple[_Day, ...], Field(max_length=_SANE_DAYS)]

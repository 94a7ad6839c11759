"""The types of fields that several contexts take from people: JSON's types as they are, text without what hides in it.

Each says its own limits, so that the OpenAPI document has them.
"""

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from shared.http import Schema
from shared.money import MAX_AMOUNT

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LINE = r"^[^\x00-\x1f\x7f-\x9f]*$"
_TEXT = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$"


def _said(text: str) -> str:
    if not text:
        raise PydanticCustomError("missing", "a blank says nothing")
    return text


def _said_or_none(text: str | None) -> str | None:
    return text or None


def _with_plain_newlines(text: str | None) -> str | None:
    return text.replace("\r\n", "\n").replace("\r", "\n") if text and "\r" in text else _said_or_none(text)


def _iso_date_only(value: object) -> object:
    """Pydantic by itself would also take a number of seconds since 1970."""
    if not (isinstance(value, str) and _ISO_DATE.fullmatch(value)):
        raise ValueError("not a date of the form 2026-03-01")
    return value


_Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120, pattern=_LINE)]
RequiredLine = Annotated[_Line, AfterValidator(_said), Field(json_schema_extra={"minLength": 1})]
"""One line that says something."""
OptionalLine = Annotated[_Line | None, AfterValidator(_said_or_none)]
"""One line; a blank is none."""
Note = Annotated[
    Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000, pattern=_TEXT)] | None,
    AfterValidator(_with_plain_newlines),
]
"""A few lines; a blank is none."""
Details = Annotated[
    Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000, pattern=_TEXT)] | None,
    AfterValidator(_with_plain_newlines),
]
"""A text; a blank is none."""
IsoDate = Annotated[
    date, Field(strict=False, ge=date(1970, 1, 1), le=date(2100, 12, 31)), BeforeValidator(_iso_date_only)
]
Amount = Annotated[int, Field(ge=0, le=MAX_AMOUNT)]
"""Money in minor units."""


class Input(Schema):
    """JSON's types as they are: no "3" for 3, no 3.0 for 3, no snake_case names."""

    model_config = ConfigDict(strict=True, populate_by_name=False)

"""Every kind of entry and every way to fail has its sentence, in both languages."""

from typing import Any, get_args

import pytest

from functions.token.domain import Kind
from functions.token.texts import sentence

CODES = [
    "ai_filtered",
    "ai_refused",
    "ai_unusable",
    "budget_too_small",
    "insufficient_tokens",
    "lost",
    "member_gone",
    "no_candidates",
    "over_budget",
    "quality",
    "timed_out",
    "unknown_destination",
]
ENTRY: dict[str, Any] = {"kind": "grant", "tokens": 1200, "placeKey": None, "location": None, "code": None}


def is_korean(text: str) -> bool:
    return any("가" <= character <= "힣" for character in text)


@pytest.mark.parametrize("kind", [kind for kind in get_args(Kind.__value__) if kind != "forfeit"])
def test_every_kind_is_said(kind: str) -> None:
    entry = ENTRY | {"kind": kind, "placeKey": "busan" if kind in ("hold", "capture", "release") else None}
    korean, english = sentence(entry, "ko"), sentence(entry, "en")
    assert is_korean(korean)
    assert not is_korean(english)
    assert "{" not in korean + english
    assert "1,200" in korean


def test_every_failure_is_said_in_its_own_words() -> None:
    for language in ("ko", "en"):
        said = {sentence(ENTRY | {"kind": "release", "code": code}, language) for code in [*CODES, "unheard_of"]}
        assert len(said) == len(CODES) + 1
        assert {is_korean(text) for text in said} == {language == "ko"}

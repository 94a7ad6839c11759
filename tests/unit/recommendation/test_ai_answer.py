"""What a model may answer, and what becomes of what it does answer."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from functions.recommendation.ai.answer import NOTE_CHARS, TITLE_CHARS, read_answer, schema_for
from functions.recommendation.brief import Proposal, ProposedDay, ProposedItem
from tests.unit.recommendation.ai_samples import request

REFS = {"c1": "plans/성산", "c2": "catalogue/한라산"}
DATES = request().dates


def item(**changes: Any) -> dict[str, Any]:
    return {
        "time": "10:00",
        "title": "성산일출봉",
        "category": "sight",
        "ref": "c1",
        "cost": 10_000,
        "note": None,
        **changes,
    }


def answer(*items: dict[str, Any], **changes: Any) -> str:
    days = [{"date": DATES[0].isoformat(), "items": list(items or (item(),))}]
    return orjson.dumps({"title": "제주", "days": days, **changes}).decode()


def test_an_answer_of_the_schema_is_a_proposal_with_the_candidates_own_refs() -> None:
    text = answer(item(), item(ref=None, time=None, cost=None, note="  노을이\n예뻐요  "))
    assert Draft202012Validator(schema_for(DATES, REFS)).is_valid(orjson.loads(text))
    assert read_answer(text, REFS) == Proposal(
        title="제주",
        days=(
            ProposedDay(
                date=DATES[0],
                items=(
                    ProposedItem("성산일출봉", "sight", "10:00", "plans/성산", 10_000),
                    ProposedItem("성산일출봉", "sight", note="노을이 예뻐요"),
                ),
            ),
        ),
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "죄송하지만",
        answer()[:-9],
        answer(title=" \n "),
        answer(title=None),
        answer(days=None),
        answer(extra=1),
        answer(item(title="\u0000\u0085")),
        answer(item(category="museum")),
        answer(item(cost=-1)),
        answer(item(cost=10**13)),
        answer(item(cost="10000")),
        answer(item(cost=1.5)),
        answer(item(ref=1)),
        answer({"title": "성산일출봉"}),
        answer(*[item()] * 51),
        answer(days=[{"date": "5월 1일", "items": []}]),
        answer(days=[{"date": "2026-05-01", "items": []}] * 51),
        answer().replace("성산", "\\ud800"),
        "```json\n" + answer() + "\n```",
    ],
)
def test_what_is_not_of_the_schema_is_no_proposal(text: str) -> None:
    assert read_answer(text, REFS) is None


@given(st.text())
def test_no_text_makes_reading_fail(text: str) -> None:
    assert read_answer(text, REFS) is None


@given(title=st.text(min_size=1), note=st.text())
def test_titles_and_notes_come_out_as_short_lines(title: str, note: str) -> None:
    proposal = read_answer(answer(item(title=f"가{title}", note=note)), REFS)
    assert proposal is not None
    only = proposal.days[0].items[0]
    assert 0 < len(only.title) <= TITLE_CHARS
    assert only.note is None or 0 < len(only.note) <= NOTE_CHARS
    assert only.title.splitlines() == [only.title]
    assert only.note is None or only.note.splitlines() == [only.note]


def test_the_schema_takes_given_refs_and_the_trips_dates_only() -> None:
    takes = Draft202012Validator(schema_for(DATES, REFS))
    assert not takes.is_valid(orjson.loads(answer(item(ref="c3"))))
    assert not takes.is_valid(orjson.loads(answer(days=[{"date": "2026-05-04", "items": []}])))
    without_candidates = Draft202012Validator(schema_for(DATES, {}))
    assert without_candidates.is_valid(orjson.loads(answer(item(ref=None))))
    assert not without_candidates.is_valid(orjson.loads(answer(item(ref="c1"))))


def test_an_unknown_ref_stays_for_the_gates_to_complain_about() -> None:
    proposal = read_answer(answer(item(ref="c99")), REFS)
    assert proposal is not None
    assert proposal.days[0].items[0].ref == "c99"

"""docs/recommendations.md shows the itineraries as they are made."""

import pytest

from local.itineraries import BEGIN, CASES, DOCUMENT, END, render


@pytest.mark.slow
async def test_the_document_is_up_to_date() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    _, _, rest = text.partition(BEGIN)
    shown, _, _ = rest.partition(END)
    assert shown.strip() == (await render()).strip(), "run: python -m local.itineraries"


def test_all_kinds_lengths_and_places_at_home_and_abroad_are_shown() -> None:
    assert {case.kind for case in CASES} == {"A", "B", "C"}
    assert {case.days for case in CASES} == {1, 3, 7}
    assert {case.language for case in CASES} == {"ko", "en"}
    assert len(CASES) == 6

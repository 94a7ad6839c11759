"""Problems speak as the web app does: 해요체, in whole sentences."""

import pytest

from shared.problem import FIELD_SENTENCES, SENTENCES


@pytest.mark.parametrize(("code", "sentence"), [*SENTENCES.items(), *FIELD_SENTENCES.items()])
def test_korean_problems_are_said_as_the_app_speaks(code: str, sentence: tuple[str, str]) -> None:
    said = [each.removesuffix("({reason})") for each in sentence[0].removesuffix(".").split(". ")]
    assert all(each.endswith("요") for each in said), code

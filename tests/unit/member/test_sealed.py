"""What a browser carries for us: nobody else reads it, makes it, keeps it too long or uses it for something else."""

from datetime import timedelta

import pytest

from functions.member.sealed import seal, unseal
from tests.fakes import ManualClock

SECRET, OTHER = b"a" * 32, b"b" * 32
DATA = {"state": "s", "returnTo": "/여행", "kept": {"verifier": "v"}}


def sealed(clock: ManualClock) -> str:
    return seal(SECRET, "login", DATA, now=clock.now(), lasting=timedelta(minutes=10))


def test_it_comes_back_as_it_was() -> None:
    clock = ManualClock()
    assert unseal(SECRET, "login", sealed(clock), now=clock.now()) == DATA


def test_it_is_safe_in_a_cookie_tells_nothing_and_is_never_the_same() -> None:
    clock = ManualClock()
    text = sealed(clock)
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    assert "verifier" not in text
    assert text != sealed(clock)


def test_it_is_good_for_as_long_as_it_says() -> None:
    clock = ManualClock()
    text = sealed(clock)
    clock.advance(599)
    assert unseal(SECRET, "login", text, now=clock.now()) == DATA
    clock.advance(1)
    assert unseal(SECRET, "login", text, now=clock.now()) is None


def test_another_secret_or_purpose_opens_nothing() -> None:
    clock = ManualClock()
    text = sealed(clock)
    assert unseal(OTHER, "login", text, now=clock.now()) is None
    assert unseal(SECRET, "question", text, now=clock.now()) is None


@pytest.mark.parametrize("text", ["", "a", "====", "é", "a" * 16, "a" * 5000, "not base64!"])
def test_nonsense_is_nothing(text: str) -> None:
    assert unseal(SECRET, "login", text, now=ManualClock().now()) is None


def test_a_changed_letter_makes_it_nothing() -> None:
    clock = ManualClock()
    text = sealed(clock)
    for place in range(0, len(text), 7):
        changed = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
        assert unseal(SECRET, "login", changed, now=clock.now()) is None

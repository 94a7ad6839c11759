"""Profiles and sessions: the rules."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from functions.member.domain import REFRESH_GRACE, SESSION_LIFETIME, Member, Session
from shared.events.member import MemberCreated, MemberUpdated

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
AT = "2026-03-01T09:00:00.000Z"
LATER = "2026-03-01T10:00:00.000Z"


def member() -> Member:
    made = Member.create("01jb2k3m4n5p6q7r8s9t0v1w2x", identity="identity.dev.x", name="민지", language="ko", at=AT)
    made.events.clear()
    return made


def session() -> Session:
    return Session("01jb2k3m4n5p6q7r8s9t0v1w2y", "01jb2k3m4n5p6q7r8s9t0v1w2x", "seed", NOW, NOW)


def test_a_new_member_is_announced_and_can_be_found() -> None:
    made = Member.create("01jb2k3m4n5p6q7r8s9t0v1w2x", identity="i", name="민지", language="en", at=AT)
    assert made.events == [MemberCreated(member_id=made.id, name="민지", version=1, created_at=AT)]
    assert (made.version, made.searchable, made.language, made.bio) == (1, True, "en", "")


def test_names_are_composed() -> None:
    assert Member.create("m", identity="i", name="\u1100\u1161", language="ko", at=AT).name == "가"
    changed = member()
    assert changed.edit(at=LATER, name="\u1106\u1175\u11ab\u110c\u1175") is False


def test_a_new_name_is_announced() -> None:
    changed = member()
    assert changed.edit(at=LATER, name="Minji") is True
    assert changed.events == [MemberUpdated(member_id=changed.id, name="Minji", version=2)]
    assert (changed.updated_at, changed.created_at) == (LATER, AT)


@pytest.mark.parametrize("change", [{"bio": "hello"}, {"language": "en"}, {"searchable": False}])
def test_what_others_do_not_keep_is_not_announced(change: dict[str, Any]) -> None:
    changed = member()
    assert changed.edit(at=LATER, **change) is True
    assert (changed.version, changed.updated_at, changed.events) == (2, LATER, [])
    assert {name: getattr(changed, name) for name in change} == change


@pytest.mark.parametrize("change", [{}, {"name": "민지"}, {"bio": "", "language": "ko", "searchable": True}])
def test_a_change_to_the_same_changes_nothing(change: dict[str, Any]) -> None:
    unchanged = member()
    assert unchanged.edit(at=LATER, **change) is False
    assert unchanged == member()


def test_the_present_token_makes_room_for_its_successor() -> None:
    alive = session()
    alive.refresh(1, NOW + timedelta(days=29))
    assert (alive.generation, alive.ended, alive.rotated_at) == (2, False, NOW + timedelta(days=29))


def test_within_the_grace_the_previous_token_changes_nothing() -> None:
    alive = session()
    alive.refresh(1, NOW)
    alive.refresh(1, NOW + REFRESH_GRACE)
    assert (alive.generation, alive.ended, alive.rotated_at) == (2, False, NOW)


def test_after_the_grace_the_previous_token_ends_the_session() -> None:
    alive = session()
    alive.refresh(1, NOW)
    alive.refresh(1, NOW + REFRESH_GRACE + timedelta(microseconds=1))
    assert alive.ended


@pytest.mark.parametrize("generation", [0, 1, 4])
def test_any_other_token_ends_the_session_at_once(generation: int) -> None:
    alive = session()
    alive.refresh(1, NOW)
    alive.refresh(2, NOW)
    alive.refresh(generation, NOW)
    assert alive.ended


def test_before_the_first_token_there_was_none() -> None:
    alive = session()
    alive.refresh(0, NOW)
    assert alive.ended


def test_a_session_ends_when_it_is_not_used() -> None:
    unused, used = session(), session()
    unused.refresh(1, NOW + SESSION_LIFETIME)
    assert unused.ended
    used.refresh(1, NOW + SESSION_LIFETIME - timedelta(seconds=1))
    assert not used.ended


class Sessions(RuleBasedStateMachine):
    """A session in the hands of an owner who uses the newest token they were given, and of a thief with old ones."""

    def __init__(self) -> None:
        super().__init__()
        self.session = session()
        self.now = NOW
        self.rotations = [NOW]
        """When each generation came to be."""
        self.uses = 0

    @rule(seconds=st.one_of(st.floats(0, 90), st.just(REFRESH_GRACE.total_seconds()), st.floats(0, 40 * 86400)))
    def time_passes(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    @precondition(lambda self: not self.session.ended)
    @rule()
    def owner_refreshes(self) -> None:
        expired = self.now - self.rotations[-1] >= SESSION_LIFETIME
        self.session.refresh(len(self.rotations), self.now)
        assert self.session.ended == expired
        if not expired:
            self.rotations.append(self.now)

    @precondition(lambda self: not self.session.ended and len(self.rotations) > 1)
    @rule(data=st.data())
    def an_older_token_is_shown(self, data: st.DataObject) -> None:
        generation = data.draw(st.integers(1, len(self.rotations) - 1))
        age = self.now - self.rotations[-1]
        self.session.refresh(generation, self.now)
        repeated = generation == len(self.rotations) - 1 and age <= REFRESH_GRACE
        assert self.session.ended == (not repeated)

    @invariant()
    def nothing_but_the_present_token_moves_it_on(self) -> None:
        assert self.session.generation == len(self.rotations)
        assert self.session.rotated_at == self.rotations[-1]


TestSessions = Sessions.TestCase
TestSessions.settings = settings(max_examples=60, stateful_step_count=12, deadline=None)

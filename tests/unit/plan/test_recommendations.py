"""Plan's copy of recommendations: the same end whatever the order; nothing left of who left."""

import itertools
from typing import Any

import pytest

from functions.plan import handlers, recommendations
from functions.plan.inbox import HANDLERS
from shared.errors import Stale, Unavailable
from shared.events.member import MemberCreated, MemberDeleted
from shared.inbox import receive_event
from shared.read_model import TOMBSTONE_SECONDS
from tests.fakes import Delivered, Fakes
from tests.unit.plan.recommended import RECOMMENDATION, recommended
from tests.unit.plan.samples import JIWOO, MINJUN, tell

COPIES = recommendations.CONTAINER
LEFT = MemberDeleted(member_id=JIWOO.member_id, version=2)
CAME = MemberCreated(member_id=JIWOO.member_id, name="지우", created_at="", version=1)


def another(number: int, member_id: str = JIWOO.member_id) -> Any:
    return recommended(
        recommendation_id=f"{member_id}.01jb2k3m4n5p6q7r8s9t0v{number:04}", member_id=member_id, title="비밀"
    )


async def test_it_is_kept_as_it_was_told() -> None:
    fakes = Fakes()
    await tell(fakes.deps, recommended(), recommended())
    assert await recommendations.find(fakes.deps, RECOMMENDATION) == recommended()
    assert len(fakes.store.all(COPIES)) == 1


@pytest.mark.parametrize("order", [*itertools.permutations([CAME, LEFT, recommended(), recommended(version=1)])])
async def test_of_who_left_an_id_remains_whatever_came_first(order: Any) -> None:
    fakes = Fakes()
    await tell(fakes.deps, *order)
    (remains,) = fakes.store.all(COPIES)
    assert remains["version"] in (1, 3)
    assert remains | {"version": 3} == {
        "id": RECOMMENDATION,
        "pk": JIWOO.member_id,
        "type": "forgotten-recommendation",
        "version": 3,
        "ttl": TOMBSTONE_SECONDS,
    }
    assert await recommendations.find(fakes.deps, RECOMMENDATION) is None


async def test_forgetting_goes_in_parts_and_is_taken_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recommendations, "PAGE", 2)
    fakes = Fakes()
    await tell(fakes.deps, *(another(number) for number in range(5)), another(9, MINJUN.member_id))
    fakes.store.failures.append(Stale("busy", 0))
    fakes.bus.failures.append(Unavailable("down"))
    with pytest.raises(Unavailable):  # the message will be delivered again
        await tell(fakes.deps, LEFT)
    assert len(fakes.store.all(COPIES, "recommendation")) == 4
    await tell(fakes.deps, LEFT)
    parts = 0
    while fakes.bus.sent:
        queue, message = fakes.bus.sent.pop(0)
        assert queue == handlers.QUEUE
        parts += 1
        await receive_event(fakes.deps, queue, Delivered(message.body), HANDLERS)
    assert parts == 1
    (kept,) = fakes.store.all(COPIES, "recommendation")
    assert kept["pk"] == MINJUN.member_id
    assert "비밀" not in str([each for each in fakes.store.all(COPIES) if each["pk"] == JIWOO.member_id])

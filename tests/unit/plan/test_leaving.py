"""A member who leaves: their plans are deleted as they would have done it, nothing of theirs stays, and nothing late
brings any back."""

import itertools
from datetime import datetime
from functools import partial
from typing import Any

import orjson
import pytest

from functions.plan import handlers, leaving, links_handlers, recommendations, repository
from functions.plan.api_my_export import _HELD
from functions.plan.inbox import HANDLERS
from functions.plan.schemas_export import PlanExport
from shared.auth import Caller
from shared.errors import Rejection, Stale, Unavailable
from shared.events.member import MemberCreated, MemberDeleted
from shared.export import export_page
from shared.http import Paging
from shared.idempotency import IdempotentRequest
from shared.inbox import receive_event
from shared.read_model import TOMBSTONE_SECONDS
from shared.store.port import Create, Document
from tests.fakes import Delivered, Fakes
from tests.unit.plan.recommended import RECOMMENDATION, recommended, take
from tests.unit.plan.samples import JIWOO, MINJUN, tell, write

SECRET = "우리만의 비밀"
CAME = MemberCreated(member_id=JIWOO.member_id, name="지우", created_at="", version=1)
LEFT = MemberDeleted(member_id=JIWOO.member_id, version=2)
FOREVER: datetime | None = None


async def leave(fakes: Fakes) -> None:
    """The news, and what that sends to plan's own inbox."""
    await tell(fakes.deps, LEFT)
    while fakes.bus.sent:
        queue, message = fakes.bus.sent.pop(0)
        assert queue == handlers.QUEUE
        await receive_event(fakes.deps, queue, Delivered(message.body, message.id, message.subject), HANDLERS)


async def feed(fakes: Fakes) -> None:
    """What the change feed shows, from the beginning, until nothing is new."""
    before: list[Document] | None = None
    while before != (documents := fakes.store.all("plans")):
        before = documents
        await leaving.on_feed(fakes.deps, documents)


def kept(fakes: Fakes, owner: Caller = JIWOO) -> list[Document]:
    """What there is in an owner's partition, but for what waits to be sent."""
    return [
        each
        for name in ("plans", "plan-recommendations", "plan-people")
        for each in fakes.store.all(name)
        if each["pk"] == owner.member_id and each["type"] != "outbox"
    ]


def deleted(fakes: Fakes) -> list[tuple[str, int]]:
    """Which plans were told to be gone, and in which version."""
    events = [each["data"] for each in fakes.store.events("plans") if "PlanDeleted" in each["type"]]
    return sorted((each["planId"], each["version"]) for each in events)


async def lived(fakes: Fakes) -> list[str]:
    """A member with a bit of everything; the ids of their plans."""
    await tell(fakes.deps, CAME, recommended(title=SECRET))
    request = IdempotentRequest(JIWOO.member_id, "create_plan", "k1", b"{}")
    first = await write(fakes.deps, visibility="public", title=SECRET, request=request)
    second = await write(fakes.deps, details=SECRET)
    await links_handlers.create_link(fakes.deps, JIWOO, second, ["details"], FOREVER, request=None)
    accepted = await take(fakes.deps)
    return sorted([first, second, accepted.document["id"]])


async def test_ids_remain_and_everybody_is_told_of_every_plan(fakes: Fakes) -> None:
    plans = await lived(fakes)
    theirs = await write(fakes.deps, MINJUN, title="민준의 것")
    await leave(fakes)
    assert {each["type"] for each in kept(fakes)} == {"deleted-plan", "forgotten-recommendation", "member"}
    for each in kept(fakes):
        assert each.keys() <= {"id", "pk", "type", "version", "active", "ttl"}
        assert each["ttl"] == TOMBSTONE_SECONDS
    assert [plan_id for plan_id, _ in deleted(fakes)] == plans
    versions = {each["id"]: each["version"] for each in kept(fakes) if each["type"] == "deleted-plan"}
    assert dict(deleted(fakes)) == versions
    assert SECRET not in orjson.dumps(kept(fakes)).decode()
    assert (await handlers.read_plan(fakes.deps, theirs, MINJUN))[0]["content"]["title"] == "민준의 것"


@pytest.mark.parametrize("order", [*itertools.permutations(range(4))])
async def test_it_ends_the_same_in_whatever_order_it_is_heard_of(fakes: Fakes, order: tuple[int, ...]) -> None:
    """The feed, what was recommended, and the news that they left, twice."""
    plan_id = await write(fakes.deps, title=SECRET)
    steps = [partial(feed, fakes), partial(tell, fakes.deps, recommended(title=SECRET)), *[partial(leave, fakes)] * 2]
    for number in order:
        await steps[number]()
    await feed(fakes)
    assert sorted(each["id"] for each in kept(fakes)) == sorted(["member", RECOMMENDATION, plan_id])
    assert deleted(fakes) == [(plan_id, 2)]
    assert SECRET not in orjson.dumps(kept(fakes)).decode()


async def test_a_plan_that_was_decided_before_and_stored_after_goes(fakes: Fakes) -> None:
    before = Fakes()
    plan_id = await write(before.deps, title=SECRET)
    await leave(fakes)
    for document in before.store.all("plans"):
        await fakes.store.execute("plans", document["pk"], [Create(document)])
    assert SECRET in orjson.dumps(kept(fakes)).decode()
    await feed(fakes)
    assert {each["type"] for each in kept(fakes)} == {"deleted-plan", "member"}
    assert deleted(fakes) == [(plan_id, 2)]


async def test_who_left_writes_nothing(fakes: Fakes) -> None:
    plan_id, *_ = await lived(fakes)
    await leave(fakes)
    before = fakes.store.all("plans")
    for act in (
        partial(write, fakes.deps),
        partial(take, fakes.deps),
        partial(handlers.delete_plan, fakes.deps, JIWOO, plan_id, version=None),
        partial(links_handlers.create_link, fakes.deps, JIWOO, plan_id, ["details"], FOREVER, request=None),
    ):
        with pytest.raises(Rejection) as refused:
            await act()
        assert refused.value.status == 401
    assert fakes.store.all("plans") == before


async def test_it_goes_in_parts_and_is_taken_up_again(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((repository, "_DELETED_AT_ONCE"), (leaving, "PAGES"), (recommendations, "PAGE")):
        monkeypatch.setattr(module, name, 2)
    plans = [await write(fakes.deps, title=SECRET) for _ in range(11)]
    fakes.store.failures += [Stale("busy", 0)] * 2
    fakes.bus.failures.append(Unavailable("down"))
    with pytest.raises(Unavailable):  # the message will be delivered again
        await tell(fakes.deps, LEFT)
    assert len(deleted(fakes)) == 4
    await leave(fakes)
    assert deleted(fakes) == sorted((plan_id, 2) for plan_id in plans)
    assert {each["type"] for each in kept(fakes)} == {"deleted-plan", "member"}


async def test_the_export_has_all_plans_and_no_secrets(fakes: Fakes) -> None:
    plans = await lived(fakes)
    items: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        page = await export_page(fakes.deps, JIWOO.member_id, _HELD, Paging(limit=2, cursor=cursor))
        PlanExport.model_validate_json(orjson.dumps(page))
        items += page["items"]
        cursor = page["nextCursor"]
        if cursor is None:
            break
    assert sorted(each["id"] for each in items if each["record"] == "plan") == plans
    assert [each["recommendationId"] for each in items if each["record"] == "accepted"] == [RECOMMENDATION]
    for each in items[: len(plans)]:
        shown = (await handlers.read_plan(fakes.deps, each["id"], JIWOO))[0]
        assert each.items() >= shown["content"].items()
    [link] = [link for each in items for link in each.get("links", ())]
    assert link["sections"] == ["details"]
    [plan] = [each for each in fakes.store.all("plans", "plan") if "links" in each]
    assert plan["links"][0]["secretHash"] not in orjson.dumps(items).decode()

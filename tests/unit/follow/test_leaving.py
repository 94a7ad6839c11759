"""A member who leaves: their edges and blocks end in both directions, in whatever order that is heard of, and nothing
late brings any back."""

import itertools
from datetime import UTC, datetime
from functools import partial

import pytest

from functions.follow import endings, handlers, projections, repository
from functions.follow.api_export import _HELD
from functions.follow.domain import Block, Edge
from functions.follow.inbox import HANDLERS
from functions.follow.repository import Loaded
from functions.follow.schemas_export import FollowExport
from shared.errors import NotFound, Rejection, Stale, Unavailable
from shared.events.envelope import Event
from shared.events.member import MemberCreated, MemberDeleted, MemberUpdated
from shared.export import export_page
from shared.http import Paging
from shared.ids import new_ulid
from shared.inbox import receive_event
from shared.read_model import TOMBSTONE_SECONDS
from shared.store.port import Document
from tests.fakes import Delivered, Fakes

A, B, C = (new_ulid(datetime(2026, 1, day, tzinfo=UTC)) for day in (1, 2, 3))
LEFT = MemberDeleted(member_id=A, version=3)


async def tell(fakes: Fakes, *events: MemberCreated | MemberUpdated | MemberDeleted) -> None:
    """Hand events to follow, and what that sends to its own inbox too."""
    for data in events:
        event = Event("e1", datetime(2026, 3, 1, tzinfo=UTC), data, None)
        await HANDLERS[type(data)](data, event, fakes.deps)
    while fakes.bus.sent:
        queue, message = fakes.bus.sent.pop(0)
        assert queue == handlers.QUEUE
        await receive_event(fakes.deps, queue, Delivered(message.body, message.id, message.subject), HANDLERS)


async def feed(fakes: Fakes) -> None:
    """What the change feed trigger does, from the beginning, until nothing is new."""
    before: list[Document] | None = None
    while before != (documents := fakes.store.all("follows")):
        before = documents
        await handlers.on_feed(fakes.deps, documents)


@pytest.fixture
async def fakes() -> Fakes:
    made = Fakes()
    names = {A: "아라", B: "보라", C: "차라"}
    await tell(made, *(MemberCreated(member_id=each, name=names[each], version=1, created_at="") for each in names))
    return made


def standing(fakes: Fakes) -> list[Document]:
    """What is neither ended, nor a name, nor an event."""
    kinds = {repository.EDGE, repository.BLOCK, projections.FOLLOWER, projections.BLOCKER}
    return [each for name in ("follows", "followers") for each in fakes.store.all(name) if each["type"] in kinds]


def told(fakes: Fakes) -> list[str]:
    return [f"{each['type'].split('.')[2]} {each['subject']}" for each in fakes.store.events("follows")]


async def entangle(fakes: Fakes) -> None:
    """A and B follow each other, C follows B, and A and C block each other."""
    await handlers.follow_member(fakes.deps, A, B)
    await handlers.follow_member(fakes.deps, B, A)
    await handlers.follow_member(fakes.deps, C, B)
    await handlers.block_member(fakes.deps, C, A)
    await handlers.block_member(fakes.deps, A, C)


async def test_everything_between_them_and_others_ends_and_is_told(fakes: Fakes) -> None:
    await entangle(fakes)
    await feed(fakes)
    await tell(fakes, LEFT)
    await feed(fakes)
    assert [(each["pk"], each["id"]) for each in standing(fakes)] == [(C, f"edge.{B}"), (B, f"follower.{C}")]
    ended = {f"FollowDeleted {A}.{B}", f"FollowDeleted {B}.{A}", f"MemberUnblocked {A}.{C}", f"MemberUnblocked {C}.{A}"}
    assert set(told(fakes)) >= ended
    assert not [each for each in told(fakes) if each == f"FollowDeleted {C}.{B}"]
    page = await projections.followers(fakes.deps, B, limit=10, cursor=None)
    assert [item["id"] for item in page["items"]] == [C]


async def test_ids_remain_for_a_while(fakes: Fakes) -> None:
    await entangle(fakes)
    await feed(fakes)
    await tell(fakes, LEFT)
    await feed(fakes)
    for name in ("follows", "followers"):
        for each in fakes.store.all(name):
            if A in str(each) and each["type"] != "outbox":
                assert each["ttl"] >= TOMBSTONE_SECONDS, each
                assert "아라" not in str(each)


@pytest.mark.parametrize("order", [*itertools.permutations(range(4))])
async def test_it_ends_the_same_in_whatever_order_it_is_heard_of(fakes: Fakes, order: tuple[int, ...]) -> None:
    """The feed of what was done, news of the member's name, and of their leaving, twice."""
    await entangle(fakes)
    named = MemberUpdated(member_id=A, name="아라 둘", version=2)
    steps = [partial(feed, fakes), *(partial(tell, fakes, news) for news in (named, LEFT, LEFT))]
    for number in order:
        await steps[number]()
    await feed(fakes)
    assert [(each["pk"], each["id"]) for each in standing(fakes)] == [(C, f"edge.{B}"), (B, f"follower.{C}")]
    assert len(told(fakes)) == len(set(told(fakes)))
    assert (await projections.names_of(fakes.deps, [A]))[A] is None
    assert "아라" not in str(fakes.store.all("followers"))


async def test_what_was_decided_before_and_stored_after_ends(fakes: Fakes) -> None:
    follow, back, block = Edge(A, B), Edge(B, A), Block(C, A)
    for edge in (follow, back):
        edge.follow(at="2026-03-01T09:00:00.000Z", blocked=False, blocking=False)
    block.block(at="2026-03-01T09:00:00.000Z")
    await tell(fakes, LEFT)
    await repository.save(fakes.deps, A, Loaded(follow, None))
    await repository.save(fakes.deps, B, Loaded(back, None))
    await repository.save(fakes.deps, C, Loaded(block, None))
    assert len(standing(fakes)) == 3
    await feed(fakes)
    assert standing(fakes) == []


async def test_who_left_does_nothing_and_nothing_is_done_to_them(fakes: Fakes) -> None:
    await tell(fakes, LEFT)
    before = fakes.store.all("follows")
    for act in (handlers.follow_member, handlers.block_member):
        with pytest.raises(Rejection) as refused:
            await act(fakes.deps, A, B)
        assert refused.value.status == 401, "their token outlives them"
        with pytest.raises(NotFound):
            await act(fakes.deps, B, A)
    await handlers.unfollow_member(fakes.deps, A, B)
    assert fakes.store.all("follows") == before == []


async def test_it_goes_in_parts_and_is_taken_up_again(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repository, "BATCH", 2)
    monkeypatch.setattr(endings, "BATCHES", 2)
    monkeypatch.setattr(endings, "PAGE", 3)
    others = [new_ulid(datetime(2026, 2, day, tzinfo=UTC)) for day in range(1, 21)]
    for other in others:
        await tell(fakes, MemberCreated(member_id=other, name="누구", version=1, created_at=""))
        await handlers.follow_member(fakes.deps, A, other)
        await handlers.follow_member(fakes.deps, other, A)
    for other in others[:7]:
        await handlers.block_member(fakes.deps, other, A)
    await feed(fakes)
    fakes.store.failures += [Stale("busy", 0)] * 3
    fakes.bus.failures.append(Unavailable("down"))
    with pytest.raises(Unavailable):  # the message will be delivered again
        await tell(fakes, LEFT)
    assert standing(fakes) != []
    await tell(fakes, LEFT)
    await feed(fakes)
    assert standing(fakes) == []
    ended = [each for each in told(fakes) if each.startswith(("FollowDeleted", "MemberUnblocked"))]
    assert len(ended) == len(set(ended)) == 47


async def test_the_export_has_what_is_theirs_and_not_who_blocks_them(fakes: Fakes) -> None:
    await handlers.follow_member(fakes.deps, A, B)
    await handlers.follow_member(fakes.deps, B, A)
    await handlers.block_member(fakes.deps, C, A)
    await handlers.block_member(fakes.deps, B, C)
    await feed(fakes)
    mine = await export_page(fakes.deps, A, _HELD, Paging())
    assert [(item["record"], item["memberId"]) for item in mine["items"]] == [("following", B), ("follower", B)]
    theirs = await export_page(fakes.deps, B, _HELD, Paging())
    assert [(item["record"], item["memberId"]) for item in theirs["items"]] == [
        ("following", A), ("follower", A), ("block", C),
    ]  # fmt: skip
    FollowExport.model_validate({"items": [item | {"name": None} for item in theirs["items"]], "nextCursor": None})

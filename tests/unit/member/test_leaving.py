"""A member who leaves: nothing of theirs stays, whatever happens meanwhile, and they stay gone."""

import asyncio
from collections.abc import Sequence

import orjson
import pytest

from functions.member import erasures, handlers, leaving, projections, repository
from functions.member.domain import Member, Session
from functions.member.erasures import Erasure
from functions.member.handlers import Grant, Identity
from functions.member.keys import FileKeys
from shared.clock import to_iso
from shared.dependencies import Dependencies
from shared.errors import Rejection, Unavailable
from shared.read_model import TOMBSTONE_SECONDS
from shared.store.port import Create, Document, Operation
from tests.fakes import Fakes, MemoryStore

PERSONA = Identity("dev", "nabi-haneul", name="나비 Haneul", language="ko")
CONTAINERS = ("members", "member-names", "erasures")


async def sign_in(fakes: Fakes, keys: FileKeys, persona: Identity = PERSONA) -> Grant:
    grant = await handlers.sign_in(fakes.deps, keys, persona)
    await feed(fakes)
    return grant


async def feed(fakes: Fakes) -> None:
    """What the change feed trigger does until nothing is new."""
    before: list[Document] | None = None
    while before != (documents := fakes.store.all("members")):
        before = documents
        await handlers.on_feed(fakes.deps, documents)


def kept(fakes: Fakes) -> dict[str, list[Document]]:
    """Everything but what waits to be sent."""
    return {name: [each for each in fakes.store.all(name) if each["type"] != "outbox"] for name in CONTAINERS}


def deleted(fakes: Fakes) -> list[tuple[str, int]]:
    """Who was told to be gone, and in which version."""
    events = [each["data"] for each in fakes.store.events("members") if "MemberDeleted" in each["type"]]
    return [(each["memberId"], each["version"]) for each in events]


def remains(member: Member, at: str, version: int = 2) -> dict[str, list[Document]]:
    """Ids, a version and a time."""
    own = {"pk": member.id, "version": version, "ttl": TOMBSTONE_SECONDS}
    return {
        "members": [{"id": "member", "type": "deleted-member", "at": at, "settled": True, **own}],
        "member-names": [{"id": "names", "type": "names", "words": [], "settled": True, **own}],
        "erasures": [{"id": "erasure", "type": "erasure", "at": at, **own}],
    }


async def test_ids_remain_and_the_others_are_told(fakes: Fakes, keys: FileKeys) -> None:
    grant = await sign_in(fakes, keys)
    await sign_in(fakes, keys)
    await leaving.delete_account(fakes.deps, grant.member.id)
    assert kept(fakes) == remains(grant.member, to_iso(fakes.clock.now()))
    assert deleted(fakes) == [(grant.member.id, 2)]
    assert (await projections.search(fakes.deps, "나비", limit=10, cursor=None))["items"] == []


async def test_leaving_twice_is_leaving_once(fakes: Fakes, keys: FileKeys) -> None:
    grant = await sign_in(fakes, keys)
    await leaving.delete_account(fakes.deps, grant.member.id)
    before = kept(fakes)
    fakes.clock.advance(60)
    await asyncio.gather(*(leaving.delete_account(fakes.deps, grant.member.id) for _ in range(5)))
    await feed(fakes)
    assert kept(fakes) == before
    assert len(deleted(fakes)) == 1


async def test_who_never_was_cannot_leave(fakes: Fakes) -> None:
    with pytest.raises(Rejection) as refused:
        await leaving.delete_account(fakes.deps, fakes.deps.new_id())
    assert refused.value.status == 401
    assert kept(fakes) == {name: [] for name in CONTAINERS}


async def test_sessions_end_at_once(fakes: Fakes, keys: FileKeys) -> None:
    grant = await sign_in(fakes, keys)
    await leaving.delete_account(fakes.deps, grant.member.id)
    with pytest.raises(Rejection) as refused:
        await handlers.refresh(fakes.deps, keys, grant.refresh_token)
    assert refused.value.code == "refresh_refused"
    with pytest.raises(Rejection):
        await handlers.own_profile(fakes.deps, grant.member.id)
    with pytest.raises(Rejection):
        await handlers.edit_profile(fakes.deps, grant.member.id, {"bio": "아직 여기"}, expected_version=None)
    await handlers.sign_out(fakes.deps, keys, grant.refresh_token)
    assert kept(fakes) == remains(grant.member, to_iso(fakes.clock.now()))


async def test_who_signs_in_the_same_way_afterwards_is_somebody_new(fakes: Fakes, keys: FileKeys) -> None:
    first = await sign_in(fakes, keys)
    await leaving.delete_account(fakes.deps, first.member.id)
    second = await sign_in(fakes, keys)
    assert second.member.id != first.member.id
    assert (await sign_in(fakes, keys)).member.id == second.member.id
    await handlers.refresh(fakes.deps, keys, second.refresh_token)
    assert await repository.load_member(fakes.deps, first.member.id) is None


async def test_somebody_else_stays(fakes: Fakes, keys: FileKeys) -> None:
    other = await sign_in(fakes, keys, Identity("dev", "other", name="나비 Other", language="ko"))
    before = kept(fakes)
    grant = await sign_in(fakes, keys)
    await leaving.delete_account(fakes.deps, grant.member.id)
    after = kept(fakes)
    for name in CONTAINERS:
        assert [each for each in after[name] if grant.member.id not in orjson.dumps(each).decode()] == before[name]
    await handlers.refresh(fakes.deps, keys, other.refresh_token)


class DyingStore(MemoryStore):
    """Dies at the write of that number, and at every one after it, until it is `alive` again."""

    dies_at = -1
    writes = 0

    async def execute(self, container: str, partition: str, operations: Sequence[Operation]) -> list[str | None]:
        self.writes += 1
        if 0 < self.dies_at <= self.writes:
            raise Unavailable("dead")
        return await super().execute(container, partition, operations)


@pytest.fixture
def dying(fakes: Fakes) -> DyingStore:
    store = DyingStore(fakes.clock)
    fakes.store = store
    fakes.deps = Dependencies(store=store, bus=fakes.bus, clock=fakes.clock)
    return store


@pytest.mark.parametrize("write", range(1, 12))
async def test_whatever_write_it_dies_before_the_feed_carries_it_through(
    fakes: Fakes, dying: DyingStore, keys: FileKeys, write: int
) -> None:
    grant = await sign_in(fakes, keys)
    before, at = kept(fakes), to_iso(fakes.clock.now())
    dying.writes, dying.dies_at = 0, write
    try:
        await leaving.delete_account(fakes.deps, grant.member.id)
        died = False
    except Unavailable:
        died = True
    # Without the search words, which die in any order, the tombstone, the identity, the log and the sessions: four.
    assert died or write > 4
    dying.dies_at = -1
    await feed(fakes)
    assert kept(fakes) == (before if write == 1 else remains(grant.member, at))
    assert deleted(fakes) == ([] if write == 1 else [(grant.member.id, 2)])


@pytest.mark.parametrize("write", range(2, 8))
async def test_somebody_new_may_sign_in_before_it_is_carried_through(
    fakes: Fakes, dying: DyingStore, keys: FileKeys, write: int
) -> None:
    first = await sign_in(fakes, keys)
    dying.writes, dying.dies_at = 0, write
    try:
        await leaving.delete_account(fakes.deps, first.member.id)
    except Unavailable:
        dying.dies_at = -1
    second = await handlers.sign_in(fakes.deps, keys, PERSONA)
    await feed(fakes)
    assert second.member.id != first.member.id
    assert await repository.load_member(fakes.deps, first.member.id) is None
    assert (await handlers.sign_in(fakes.deps, keys, PERSONA)).member.id == second.member.id
    assert {each["pk"] for each in fakes.store.all("members", "session")} == {second.member.id}


async def test_thousands_of_sessions_end_in_parts(
    fakes: Fakes, keys: FileKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "_SESSION_PAGES", 2)
    grant = await sign_in(fakes, keys)
    now = fakes.clock.now()
    for _ in range(500):
        session = Session(fakes.deps.new_id(), grant.member.id, seed="s", started_at=now, rotated_at=now)
        await repository.save_session(fakes.deps, session, None)
    await leaving.delete_account(fakes.deps, grant.member.id)
    assert len(fakes.store.all("members", "session")) == 301
    await feed(fakes)
    assert kept(fakes) == remains(grant.member, to_iso(now))


class LeavingStore(MemoryStore):
    """Lets a member leave when a session of theirs is about to be stored."""

    def __init__(self, fakes: Fakes) -> None:
        super().__init__(fakes.clock)
        self.deps = Dependencies(store=self, bus=fakes.bus, clock=fakes.clock)
        self.leaves: str | None = None

    async def execute(self, container: str, partition: str, operations: Sequence[Operation]) -> list[str | None]:
        [first, *_] = operations
        if partition == self.leaves and isinstance(first, Create) and first.body["type"] == "session":
            self.leaves = None
            await leaving.delete_account(self.deps, partition)
        return await super().execute(container, partition, operations)


async def test_a_session_that_begins_at_this_moment_ends(fakes: Fakes, keys: FileKeys) -> None:
    store = LeavingStore(fakes)
    fakes.store, fakes.deps = store, store.deps
    grant = await sign_in(fakes, keys)
    store.leaves = grant.member.id
    with pytest.raises(Rejection) as refused:
        await handlers.sign_in(fakes.deps, keys, PERSONA)
    assert refused.value.code == "refresh_refused"
    assert kept(fakes) == remains(grant.member, to_iso(fakes.clock.now()))


async def test_what_a_restore_brings_back_goes_again(fakes: Fakes, keys: FileKeys) -> None:
    grant = await sign_in(fakes, keys)
    backup = {name: fakes.store.all(name) for name in ("members", "member-names")}
    fakes.clock.advance(60)
    at = to_iso(fakes.clock.now())
    await handlers.edit_profile(fakes.deps, grant.member.id, {"name": "나비 둘"}, expected_version=None)
    await leaving.delete_account(fakes.deps, grant.member.id)
    [logged] = [each async for each in erasures.log(fakes.deps)]
    assert logged == Erasure(grant.member.id, 3, at)

    restored = Fakes()
    restored.clock.advance((fakes.clock.now() - restored.clock.now()).total_seconds())
    for name, documents in backup.items():
        for document in documents:
            await restored.store.execute(name, document["pk"], [Create(document)])
    assert (await projections.search(restored.deps, "나비", limit=10, cursor=None))["items"] != []
    await leaving.erase_again(restored.deps, logged)
    await feed(restored)
    assert kept(restored) == remains(grant.member, at, version=3)
    assert deleted(restored) == [(grant.member.id, 3)]
    assert (await handlers.sign_in(restored.deps, keys, PERSONA)).member.id != grant.member.id


async def test_the_others_are_told_again_of_who_stayed_gone_here(fakes: Fakes, keys: FileKeys) -> None:
    grant = await sign_in(fakes, keys)
    await leaving.delete_account(fakes.deps, grant.member.id)
    [logged] = [each async for each in erasures.log(fakes.deps)]
    await leaving.erase_again(fakes.deps, logged)
    await feed(fakes)
    nobody = Erasure(fakes.deps.new_id(), 7, to_iso(fakes.clock.now()))
    await leaving.erase_again(fakes.deps, nobody)
    await feed(fakes)
    assert deleted(fakes) == [(grant.member.id, 2)] * 2 + [(nobody.member_id, 7)]
    assert {each.member_id async for each in erasures.log(fakes.deps)} == {grant.member.id, nobody.member_id}
    assert {each["type"] for each in kept(fakes)["members"]} == {"deleted-member"}

"""Telling again what is: each aggregate once a run, tombstones before they are forgotten, from where it broke off."""

from typing import Any

import orjson
import pytest

from shared.errors import Unavailable
from shared.events.base import EventData
from shared.events.follow import FollowSnapshot
from shared.snapshots import PAGE, publish_page
from shared.store.port import Create, Document, Replace
from tests.fakes import Fakes

CONTAINER, TOPIC = "follows", "follow-events"
YEAR = 365 * 24 * 3600


def snapshot_of(document: Document) -> EventData | None:
    if document["type"] not in ("edge", "ended-edge"):
        return None
    since = "2026-01-01T00:00:00.000Z" if document["type"] == "edge" else None
    return FollowSnapshot(
        follower_id=document["pk"], followee_id=document["id"], version=document["version"], since=since
    )


class World(Fakes):
    async def store_edge(self, partition: str, document_id: str, **fields: Any) -> None:
        document = {"id": document_id, "pk": partition, "type": "edge", "version": 1, **fields}
        await self.store.execute(CONTAINER, partition, [Create(document)])

    async def publish(self, run: str = "run-1") -> int:
        told, continuation = 0, None
        while True:
            sent, continuation = await publish_page(
                self.deps, CONTAINER, TOPIC, snapshot_of, run=run, continuation=continuation
            )
            told += sent
            if continuation is None:
                return told

    def told(self) -> list[tuple[str, dict[str, Any]]]:
        assert {topic for topic, _ in self.bus.sent} <= {TOPIC}
        return [(message.id, orjson.loads(message.body)["data"]) for _, message in self.bus.sent]


@pytest.fixture
def world() -> World:
    return World()


async def test_every_aggregate_is_told_with_its_version_and_nothing_else_is(world: World) -> None:
    await world.store_edge("a", "b", version=3)
    await world.store_edge("b", "a", type="ended-edge", version=2)
    await world.store_edge("a", "record", type="idempotency", ttl=86_400)
    assert await world.publish() == 2
    assert [data for _, data in world.told()] == [
        {"followerId": "a", "followeeId": "b", "version": 3, "since": "2026-01-01T00:00:00.000Z"},
        {"followerId": "b", "followeeId": "a", "version": 2, "since": None},
    ]
    [(_, message), _] = world.bus.sent
    assert message.subject == "ktravel.follow.FollowSnapshot.v1"
    assert orjson.loads(message.body)["id"] == message.id


async def test_more_than_a_page_is_told_page_by_page_and_a_page_again_by_the_same_ids(world: World) -> None:
    for number in range(PAGE * 2 + 1):
        await world.store_edge("a", f"{number:04}")
    told, behind_first = await publish_page(world.deps, CONTAINER, TOPIC, snapshot_of, run="run-1", continuation=None)
    assert told == PAGE
    world.bus.failures = [Unavailable("away")]
    with pytest.raises(Unavailable):
        await publish_page(world.deps, CONTAINER, TOPIC, snapshot_of, run="run-1", continuation=behind_first)
    assert await world.publish() == PAGE * 2 + 1
    ids = [message_id for message_id, _ in world.told()]
    assert len(ids) == PAGE * 3 + 1
    assert len(set(ids)) == PAGE * 2 + 1, "what was told twice has the id it had, for the topic to drop"


async def test_another_run_has_other_ids_and_so_has_another_version(world: World) -> None:
    await world.store_edge("a", "b")
    await world.publish("run-1")
    await world.publish("run-2")
    found = await world.store.read(CONTAINER, "a", "b")
    assert found is not None
    await world.store.execute(CONTAINER, "a", [Replace(found.body | {"version": 2}, found.etag)])
    await world.publish("run-2")
    assert len({message_id for message_id, _ in world.told()}) == 3
    assert all(len(message_id) <= 128 for message_id, _ in world.told())


async def test_a_tombstone_outlives_those_who_are_told_of_it(world: World) -> None:
    await world.store_edge("a", "b", type="ended-edge", version=2, ttl=YEAR)
    world.clock.advance(YEAR - 60)
    assert await world.publish() == 1, "told once, though its renewal brings it to the end of the feed"
    world.clock.advance(YEAR - 60)
    assert await world.store.read(CONTAINER, "a", "b") is not None
    assert await world.publish("run-2") == 1


async def test_a_tombstone_that_begins_anew_meanwhile_is_told_as_what_it_is_then(world: World) -> None:
    await world.store_edge("a", "b", type="ended-edge", version=2, ttl=YEAR)
    found = await world.store.read(CONTAINER, "a", "b")
    assert found is not None
    document = {"id": "b", "pk": "a", "type": "edge", "version": 3}
    execute = world.store.execute

    async def after_somebody_else(container: str, partition: str, operations: Any) -> list[str | None]:
        world.store.execute = execute  # type: ignore[method-assign]
        await execute(container, partition, [Replace(document, found.etag)])
        return await execute(container, partition, operations)

    world.store.execute = after_somebody_else  # type: ignore[method-assign]
    assert await world.publish() == 1
    assert [data["version"] for _, data in world.told()] == [3]

"""Every operation of the real azure-cosmos that local/emulators/README.md lists, against the emulator."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from azure.core import MatchConditions
from azure.cosmos.aio import ContainerProxy
from azure.cosmos.exceptions import (
    CosmosBatchOperationError,
    CosmosHttpResponseError,
    CosmosResourceExistsError,
    CosmosResourceNotFoundError,
)

from local.emulators.cosmos import CosmosEmulator
from tests.fakes import ManualClock
from tests.wire.cosmos_emulator import DATABASE, emulating, sdk_client, sdk_container

GUARD = "FROM c WHERE (NOT IS_DEFINED(c.n) OR (IS_INTEGER(c.n) AND c.n >= 0 AND c.n <= 10))"


@pytest.fixture(params=[1, 3], ids=["1-range", "3-ranges"])
async def emulator(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[CosmosEmulator]:
    async with emulating(tmp_path, ranges=request.param) as running:
        yield running


@pytest.fixture
async def things(emulator: CosmosEmulator) -> AsyncIterator[ContainerProxy]:
    async with sdk_container(emulator) as container:
        yield container


def thing(document_id: str = "a", pk: str = "p", **fields: Any) -> dict[str, Any]:
    return {"id": document_id, "pk": pk, **fields}


def plain(body: Any) -> dict[str, Any]:
    return {name: value for name, value in dict(body).items() if name[0] != "_"}


class TestDocuments:
    async def test_a_document_has_what_the_database_adds(self, things: ContainerProxy) -> None:
        made = await things.create_item(thing(text="제주"))
        found = await things.read_item("a", "p")
        assert plain(found) == thing(text="제주")
        assert {"_rid", "_self", "_etag", "_attachments", "_ts"} <= set(found)
        assert found["_ts"] == int(ManualClock().now().timestamp())
        assert dict(made) == dict(found)
        assert made.get_response_headers()["etag"] == found["_etag"]

    async def test_create_upsert_replace_and_delete(self, things: ContainerProxy) -> None:
        made = await things.create_item(thing(n=1))
        with pytest.raises(CosmosResourceExistsError):
            await things.create_item(thing(n=2))
        guard = {"etag": made["_etag"], "match_condition": MatchConditions.IfNotModified}
        # What was read may be sent back as it is: what the database added is the database's.
        await things.replace_item("a", {**made, "n": 3}, **guard)
        with pytest.raises(CosmosHttpResponseError) as stale:
            await things.replace_item("a", thing(n=4), **guard)
        assert stale.value.status_code == 412
        await things.upsert_item(thing(n=5))
        assert plain(await things.read_item("a", "p")) == thing(n=5)
        await things.delete_item("a", "p")
        for gone in (things.read_item("a", "p"), things.delete_item("a", "p")):
            with pytest.raises(CosmosResourceNotFoundError):
                await gone

    async def test_nothing_comes_back_of_a_write_that_asks_for_nothing(self, things: ContainerProxy) -> None:
        made = await things.create_item(thing(), no_response=True)
        assert dict(made) == {}
        assert made.get_response_headers()["etag"] == (await things.read_item("a", "p"))["_etag"]

    async def test_patch_increments_what_its_condition_lets_it(self, things: ContainerProxy) -> None:
        await things.create_item(thing(n=9))
        increment = [{"op": "incr", "path": "/n", "value": 1}]
        after = await things.patch_item("a", "p", increment, filter_predicate=GUARD)
        assert plain(after) == thing(n=10)
        await things.upsert_item(thing(n=1.5))
        with pytest.raises(CosmosHttpResponseError) as refused:
            await things.patch_item("a", "p", increment, filter_predicate=GUARD)
        assert refused.value.status_code == 412

    async def test_the_pk_of_a_document_is_its_partition(self, things: ContainerProxy) -> None:
        await things.create_item(thing(pk="p"))
        with pytest.raises(CosmosResourceNotFoundError):
            await things.read_item("a", "q")

    async def test_a_document_vanishes_when_its_time_is_over(self, tmp_path: Path) -> None:
        clock = ManualClock()
        async with emulating(tmp_path / "ttl", clock=clock) as emulator, sdk_container(emulator) as things:
            await things.create_item(thing(ttl=2))
            clock.advance(2)
            with pytest.raises(CosmosResourceNotFoundError):
                await things.read_item("a", "p")

    async def test_read_items_reads_points_of_several_partitions(self, things: ContainerProxy) -> None:
        """The SDK asks each range for one of them by a point read."""
        await things.create_item(thing("a", "p"))
        [found] = await things.read_items([("a", "p")])
        assert plain(found) == thing("a", "p")


class TestBatches:
    async def test_a_batch_is_carried_out_in_order(self, things: ContainerProxy) -> None:
        done = await things.execute_item_batch(
            [
                ("create", (thing("a", n=1),)),
                ("upsert", (thing("b"),)),
                ("patch", ("a", [{"op": "incr", "path": "/n", "value": 2}]), {"filter_predicate": GUARD}),
                ("delete", ("b",)),
            ],
            "p",
        )
        assert [each["statusCode"] for each in done] == [201, 201, 200, 204]
        assert plain(await things.read_item("a", "p")) == thing("a", n=3)
        etag = done[2]["eTag"]
        await things.execute_item_batch([("replace", ("a", thing(n=4)), {"if_match_etag": etag})], "p")
        assert plain(await things.read_item("a", "p")) == thing("a", n=4)

    async def test_a_batch_that_fails_leaves_nothing_and_says_which(self, things: ContainerProxy) -> None:
        await things.create_item(thing("taken"))
        with pytest.raises(CosmosBatchOperationError) as failed:
            await things.execute_item_batch(
                [("create", (thing("a"),)), ("create", (thing("taken"),)), ("create", (thing("c"),))], "p"
            )
        assert (failed.value.error_index, failed.value.status_code) == (1, 409)
        responses = failed.value.operation_responses
        assert responses is not None
        assert [each["statusCode"] for each in responses] == [424, 409, 424]
        with pytest.raises(CosmosResourceNotFoundError):
            await things.read_item("a", "p")


class TestQueries:
    async def test_a_query_in_a_partition_is_one_request(
        self, emulator: CosmosEmulator, things: ContainerProxy
    ) -> None:
        for n in range(5):
            await things.create_item(thing(f"a{n}", n=n))
        found = things.query_items(
            "SELECT TOP @limit * FROM c WHERE c.n >= @low ORDER BY c.n DESC, c.id DESC",
            parameters=[{"name": "@limit", "value": 3}, {"name": "@low", "value": 1}],
            partition_key="p",
        )
        assert [body["n"] async for body in found] == [4, 3, 2]
        assert emulator.served["query"] == 1

    async def test_a_query_over_all_partitions_comes_in_order(self, things: ContainerProxy) -> None:
        """The SDK puts it together from what the ranges answer."""
        for n in range(12):
            await things.create_item(thing(f"a{n:02d}", pk=f"p{n % 5}", n=n))
        found = things.query_items("SELECT * FROM c WHERE c.n < 10 ORDER BY c.n DESC, c.id DESC", max_item_count=2)
        assert [body["n"] async for body in found] == list(range(9, -1, -1))


class TestChangeFeed:
    async def test_it_goes_on_from_where_it_was(self, things: ContainerProxy) -> None:
        seen: list[str] = []
        for n in range(4):
            await things.create_item(thing(f"a{n}", pk=f"p{n}"))
        seen += [body["id"] async for body in things.query_items_change_feed(start_time="Beginning")]
        after = things.client_connection.last_response_headers["etag"]
        await things.upsert_item(thing("a1", pk="p1", again=True))
        await things.delete_item("a2", "p2")
        later = [body async for body in things.query_items_change_feed(continuation=after)]
        assert sorted(seen) == ["a0", "a1", "a2", "a3"]
        assert [(body["id"], body["again"]) for body in later] == [("a1", True)]

    async def test_the_sdk_refuses_its_own_continuation_before_all_ranges_were_read(self, tmp_path: Path) -> None:
        """Why shared/store/cosmos_feed.py reads each range by itself. When this fails, the SDK has been mended."""
        async with emulating(tmp_path / "feed", ranges=3) as emulator, sdk_container(emulator) as things:
            await things.create_item(thing())
            pages = things.query_items_change_feed(start_time="Beginning").by_page()
            async for _ in pages:
                break
            after = things.client_connection.last_response_headers["etag"]
            with pytest.raises(ValueError, match="Invalid composite token"):
                await _all(things.query_items_change_feed(continuation=after))

    async def test_it_can_be_that_of_a_partition(self, things: ContainerProxy) -> None:
        for n in range(9):
            await things.create_item(thing("a", pk=f"p{n}"))
        feed = things.query_items_change_feed(partition_key="p3", start_time="Beginning")
        assert [body["pk"] async for body in feed] == ["p3"]


class TestLeases:
    async def test_a_container_for_leases_is_partitioned_by_id(self, emulator: CosmosEmulator) -> None:
        async with sdk_container(emulator, "wire-leases") as leases:
            made = await leases.create_item({"id": "lease", "owner": "me"})
            guard = {"etag": made["_etag"], "match_condition": MatchConditions.IfNotModified}
            await leases.replace_item("lease", {"id": "lease", "owner": "you"}, **guard)
            assert plain(await leases.read_item("lease", "lease")) == {"id": "lease", "owner": "you"}


async def _all(items: Any) -> list[Any]:
    return [item async for item in items]


_UNSUPPORTED: dict[str, Callable[[ContainerProxy], Awaitable[Any]]] = {
    "SQL without ORDER BY": lambda c: _all(c.query_items("SELECT * FROM c", partition_key="p")),
    "aggregates": lambda c: _all(c.query_items("SELECT VALUE COUNT(1) FROM c", partition_key="p")),
    "projections": lambda c: _all(c.query_items("SELECT c.id FROM c ORDER BY c.id ASC", partition_key="p")),
    "other functions": lambda c: _all(
        c.query_items("SELECT * FROM c WHERE CONTAINS(c.a, 'x') ORDER BY c.id ASC", partition_key="p")
    ),
    "listing documents": lambda c: _all(c.read_all_items()),
    "patches but incr": lambda c: c.patch_item("a", "p", [{"op": "set", "path": "/n", "value": 1}]),
    "incr without its condition": lambda c: c.patch_item("a", "p", [{"op": "incr", "path": "/n", "value": 1}]),
    "incr with another condition": lambda c: c.patch_item(
        "a", "p", [{"op": "incr", "path": "/n", "value": 1}], filter_predicate="FROM c WHERE c.n < 5"
    ),
    "replacing without If-Match": lambda c: c.replace_item("a", thing()),
    "reading in a batch": lambda c: c.execute_item_batch([("read", ("a",))], "p"),
    "the feed from now": lambda c: _all(c.query_items_change_feed(start_time="Now")),
    "the feed of all versions": lambda c: _all(c.query_items_change_feed(mode="AllVersionsAndDeletes")),
    "partition keys that are no text": lambda c: c.read_item("a", 1),
}


@pytest.mark.parametrize("what", _UNSUPPORTED)
async def test_what_it_cannot_do_it_says(emulator: CosmosEmulator, what: str) -> None:
    async with sdk_container(emulator) as things:
        await things.create_item(thing(n=1))
        with pytest.raises(CosmosHttpResponseError, match="emulator does not support") as refused:
            await _UNSUPPORTED[what](things)
        assert refused.value.status_code == 400
        assert plain(await things.read_item("a", "p")) == thing(n=1)


async def test_databases_and_containers_are_those_of_the_topology(emulator: CosmosEmulator) -> None:
    async with sdk_client(emulator) as client:
        database = client.get_database_client(DATABASE)
        assert (await database.get_container_client("things").read())["partitionKey"]["paths"] == ["/pk"]
        for missing in (
            client.get_database_client("other").read(),
            database.get_container_client("other").read(),
            database.get_container_client("other").read_item("a", "p"),
        ):
            with pytest.raises(CosmosResourceNotFoundError):
                await missing
        with pytest.raises(CosmosHttpResponseError, match="emulator does not support"):
            await client.create_database("other")


async def test_an_order_needs_its_index(emulator: CosmosEmulator) -> None:
    """As in Azure, where it would be found out late."""
    async with sdk_container(emulator, "others") as others:
        with pytest.raises(CosmosHttpResponseError, match="composite index"):
            await _all(others.query_items("SELECT * FROM c ORDER BY c.n ASC, c.id ASC", partition_key="p"))

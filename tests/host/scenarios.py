"""Scenarios of triggers on the embedded store and bus, each run in a process of its own: `python -m … <name> <app>`.

The runtime starts once a process, so what a restart does is two scenarios on one data directory.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvloop

from local.host import FunctionsHost
from local.logs import install
from shared.bus.port import Message
from shared.dependencies import close_dependencies, dependencies, embedded_bus
from shared.settings import settings
from shared.store.port import Create

QUEUE, CONTAINER = "follow-inbox", "follows"


@asynccontextmanager
async def hosted(app: Path) -> AsyncIterator[Any]:
    """The app's module while it is hosted; stopped in good order afterwards."""
    log = install(settings().data_dir / "log", "all")
    host = await FunctionsHost.start(app)
    host.start_triggers()
    yield sys.modules["function_app"]
    await host.finish()
    await close_dependencies()
    log.close()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.002)


def message(number: int) -> Message:
    properties = {"traceparent": f"00-{number:032x}-{'b' * 16}-01"}
    return Message(id=f"m{number}", subject="s", body=b'{"a":1}', properties=properties, correlation_id="c")


async def write(*ids: str) -> None:
    operations = [Create({"id": each, "pk": "p", "type": "x"}) for each in ids]
    await dependencies("follow").store.execute(CONTAINER, "p", operations)


async def queue_success(app: Path) -> None:
    async with hosted(app) as module:
        bus = embedded_bus()
        await bus.send(QUEUE, [message(number) for number in range(1, 11)])
        await until(lambda: len(module.messages) == 10)
    seen = module.messages[0]
    assert (seen.message_id, seen.subject, seen.get_body(), seen.delivery_count) == ("m1", "s", b'{"a":1}', 1)
    assert seen.application_properties == {"traceparent": f"00-{1:032x}-{'b' * 16}-01"}
    assert (seen.correlation_id, seen.content_type) == ("c", "application/cloudevents+json")
    assert seen.sequence_number >= 1
    assert seen.enqueued_time_utc.tzinfo is not None
    assert await counts() == (0, 0)


async def queue_retry(app: Path) -> None:
    async with hosted(app) as module:
        module.failures += [ValueError("once"), ValueError("twice")]
        await embedded_bus().send(QUEUE, [message(1)])
        await until(lambda: len(module.messages) == 3)
    assert [each.delivery_count for each in module.messages] == [1, 2, 3]
    assert await counts() == (0, 0)


async def queue_dead_letter(app: Path) -> None:
    async with hosted(app) as module:
        module.failures += [ValueError("always")] * 5
        await embedded_bus().send(QUEUE, [message(1)])
        await until(lambda: not module.failures)
        await embedded_bus().send(QUEUE, [message(2)])
        await until(lambda: module.messages[-1].message_id == "m2")
    assert [each.delivery_count for each in module.messages] == [1, 2, 3, 4, 5, 1]
    dead = await embedded_bus().peek(QUEUE)
    await close_dependencies()
    assert [(each.id, each.dead_letter_reason) for each in dead] == [("m1", "MaxDeliveryCountExceeded")]


async def feed_first(app: Path) -> None:
    async with hosted(app) as module:
        await write("a", "b", "c", "d")
        await until(lambda: sum(map(len, module.batches)) == 4)
        await write("e")
        await until(lambda: sum(map(len, module.batches)) == 5)
    assert [each for batch in module.batches for each in batch] == ["a", "b", "c", "d", "e"]
    assert max(map(len, module.batches)) <= 3


async def feed_second(app: Path) -> None:
    async with hosted(app) as module:
        await write("f")
        await until(lambda: bool(module.batches))
    assert module.batches == [["f"]]


async def feed_retry(app: Path) -> None:
    async with hosted(app) as module:
        module.failures += [ValueError("once"), ValueError("twice")]
        await write("a")
        await until(lambda: len(module.batches) == 3)
        await write("b")
        await until(lambda: len(module.batches) == 4)
    assert module.batches == [["a"], ["a"], ["a"], ["b"]]
    assert module.retries == [0, 1, 2, 0]


async def feed_given_up(app: Path) -> None:
    async with hosted(app) as module:
        module.failures += [ValueError("always")] * 3
        await write("a")
        await until(lambda: not module.failures)
        await write("b")
        await until(lambda: module.batches[-1] == ["b"])
    assert module.batches == [["a"], ["a"], ["a"], ["b"]]
    assert '"kind":"feed_batch_lost"' in (settings().data_dir / "log" / "all.jsonl").read_text()


async def timer_first(app: Path) -> None:
    async with hosted(app) as module:
        await until(lambda: bool(module.ticks))
    assert module.ticks == [False]


async def timer_late(app: Path) -> None:
    path = settings().data_dir / "timers" / "tick.txt"
    assert path.exists()
    path.write_text("2020-06-01T00:00:00.000Z")
    async with hosted(app) as module:
        await until(lambda: bool(module.ticks))
    assert module.ticks == [True]


async def counts() -> tuple[int, int]:
    """Messages in the queue in any state, and dead letters."""
    found = await embedded_bus().counts(QUEUE)
    await close_dependencies()
    return found.active + found.locked + found.scheduled, found.dead_lettered


if __name__ == "__main__":
    scenario: Callable[[Path], Any] = globals()[sys.argv[1]]
    uvloop.run(scenario(Path(sys.argv[2])))

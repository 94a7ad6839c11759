"""`make dead-letters`: messages that could not be handled and events that could not be sent, and sending them again.

It also counts what waits in the queues.
`make dead-letters REPLAY=<queue>` moves a queue's dead letters back to it, REPLAY=all those of every queue, and puts
parked events back into their outboxes. Replay what was mended: what still cannot be handled comes back here.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

from shared.bus.port import DeadLetters, Received
from shared.clock import from_iso
from shared.dependencies import broker, close_dependencies, dependencies
from shared.errors import WriteConflict
from shared.inbox import ATTEMPT, POISON
from shared.outbox import OUTBOX, PARKED
from shared.settings import SettingsError
from shared.store.port import Equals, Query, Replace, Store, Stored
from shared.topology import Topology, topology

_PAGE = 100
_AT_MOST = 10_000
"""Dead letters of a queue that are replayed in one go."""
_ALL = "all"


async def list_dead_letters(bus: DeadLetters, queues: Sequence[str], now: datetime, *, bodies: bool) -> list[str]:
    """A block of lines per dead letter."""
    shown: list[str] = []
    # All queues at once: in Azure each has to be opened first, which takes a second.
    found = await asyncio.gather(*(bus.peek(queue, _PAGE) for queue in queues))
    for queue, letters in zip(queues, found, strict=True):
        shown += [_letter(queue, letter, now, body=bodies) for letter in letters]
        if len(letters) == _PAGE:
            shown.append(f"{queue}: there are more; these are the oldest {_PAGE}.")
    return shown


async def parked_events(store: Store, container: str) -> AsyncIterator[Stored]:
    """Every event of a container that the bus refused too often."""
    cursor = None
    while True:
        page = await store.query_across(container, Query([Equals("type", PARKED)], limit=_PAGE, cursor=cursor))
        for item in page.items:
            yield item
        cursor = page.cursor
        if cursor is None:
            return


async def replay_parked(store: Store, container: str) -> int:
    """Put a container's parked events back into its outbox, for the relay to send; how many."""
    count = 0
    for item in [item async for item in parked_events(store, container)]:
        kept = {name: value for name, value in item.body.items() if name not in ("reason", "parkedAt")}
        try:
            await store.execute(
                container, item.body["pk"], [Replace({**kept, "type": OUTBOX, "refusals": 0}, item.etag)]
            )
        except WriteConflict:
            continue  # somebody else replayed it at this moment
        count += 1
    return count


def _letter(queue: str, letter: Received, now: datetime, *, body: bool) -> str:
    reason = letter.properties.get(POISON) or letter.dead_letter_reason or "unknown"
    attempts = letter.properties.get(ATTEMPT, 1)
    lines = [
        f"{queue}  {letter.id}  {letter.subject}  {_age(now, letter.enqueued_at)}",
        f"    reason: {reason}",
        f"    attempts: {attempts}, last delivered {letter.delivery_count} times; trace {_trace(letter)}",
    ]
    if body:
        lines.append(f"    body: {letter.body.decode(errors='replace')}")
    return "\n".join(lines)


def _parked(container: str, item: Stored, now: datetime) -> str:
    event = item.body["event"]
    age = _age(now, from_iso(item.body["parkedAt"]))
    return (
        f"{container} (outbox)  {event['id']}  {event['type']}  {age}\n"
        f"    reason: {item.body['reason']}\n"
        f"    refused {item.body['refusals']} times; trace {str(event['traceparent']).split('-')[1]}"
    )


def _trace(letter: Received) -> str:
    parts = str(letter.properties.get("traceparent", "")).split("-")
    return parts[1] if len(parts) > 1 else "unknown"


def _age(now: datetime, since: datetime) -> str:
    seconds = max(0, int((now - since).total_seconds()))
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= length:
            return f"{seconds // length} {unit} old"
    return f"{seconds} s old"


def _outboxes(known: Topology) -> list[tuple[str, str]]:
    return [
        (name, container.name)
        for name, context in known.contexts.items()
        for container in context.containers
        if container.outbox
    ]


async def main() -> int:
    """List, or replay; the exit code."""
    known = topology()
    queues = [queue.name for queue in known.queues]
    parser = argparse.ArgumentParser(prog="make dead-letters", description=__doc__)
    parser.add_argument("--replay", metavar="QUEUE", help="move them back to this queue")
    parser.add_argument("--body", action="store_true", help="show the bodies too: they may be about somebody")
    arguments = parser.parse_args()
    if arguments.replay not in (None, _ALL, *queues):
        sys.exit(f"There is no queue {arguments.replay}. REPLAY is all, or one of {', '.join(queues)}.")
    os.environ["KTRAVEL_CONTEXTS"] = ""  # an operator looks at all of them
    os.environ.setdefault("KTRAVEL_ENVIRONMENT", "local")
    try:
        if arguments.replay:
            await _replay(
                known, queues if arguments.replay == _ALL else [arguments.replay], everything=arguments.replay
            )
        else:
            await _list(known, queues, bodies=arguments.body)
    finally:
        await close_dependencies()
    return 0


async def _list(known: Topology, queues: list[str], *, bodies: bool) -> None:
    now = datetime.now(UTC)
    shown = await list_dead_letters(broker(), queues, now, bodies=bodies)
    for context, container in _outboxes(known):
        shown += [_parked(container, item, now) async for item in parked_events(dependencies(context).store, container)]
    print("\n".join(shown) if shown else "No dead letters and no parked events.")
    counted = await asyncio.gather(*map(broker().counts, queues))
    for queue, found in zip(queues, counted, strict=True):
        if found.active or found.locked or found.scheduled:
            # Service Bus does not tell which of those that wait are being handled.
            waiting = f"{found.active} waiting, {found.locked} being handled, {found.scheduled} to be tried later"
            print(f"{queue}: {waiting}.")


async def _replay(known: Topology, queues: list[str], *, everything: str) -> None:
    bus = broker()
    for queue in queues:
        count, there = 0, len(await bus.peek(queue, _AT_MOST))
        # As many as there are now: what fails again meanwhile is for the next time.
        while count < there and (replayed := await bus.replay(queue, min(_PAGE, there - count))):
            count += replayed
        print(f"{queue}: {count} moved back.")
    if everything == _ALL:
        for context, container in _outboxes(known):
            print(f"{container} (outbox): {await replay_parked(dependencies(context).store, container)} put back.")


if __name__ == "__main__":
    try:
        sys.exit(asyncio.run(main()))
    except SettingsError as failure:
        sys.exit(str(failure))

"""`make rebuild`: make the read models anew, from what their owners have and tell again.

CONTEXT=<name> does it for one context, CONTAINER=<name> for one container (and those that only make sense with it).
While the platform is stopped this handles the messages itself; while it runs, that does, and what people see is less
until this ends. On Service Bus it has to run. docs/runbook.md says which to prefer, docs/adr/0011 why it is so.
"""

import argparse
import asyncio
import importlib.util
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack

from local.environment import CannotStart, hold
from local.host import FunctionsHost
from local.logs import install
from local.run import START_FAILURES, app_directory
from local.server import run
from shared.clock import SystemClock
from shared.dependencies import broker, close_dependencies, dependencies
from shared.errors import KtravelError
from shared.ids import new_ulid
from shared.rebuilding import ReadModel, Rebuilding, empty, project_again
from shared.settings import settings
from shared.snapshots import publish_page
from shared.telemetry import tracing
from shared.topology import topology

KEPT: Mapping[str, str] = {
    "erasures": "the log of members who left, for restores: nobody else has it",
    "sandbox-payments": "the books of the payment provider that is none",
    "notifications": "inboxes: what was told, read and dismissed, and preferences",
}
"""Containers without an outbox that are no read models, and why. (Of `notification-audience`, mutes stay.)"""
STAGES: Sequence[Sequence[str]] = (("follow",), ("plan", "like", "recommendation"), ("member",))
"""Who tells, one after another. Names come last: without an owner's name nothing of theirs is shown, so that nothing is
shown before it is known who blocks whom."""
_AT_MOST = 2_000
"""Messages that wait in a queue while more are sent."""
_PAUSE_SECONDS = 0.05
_REMOTE_PAUSE_SECONDS = 1.0
"""Between two looks at Service Bus, which shows its messages one by one."""
_PATIENCE_SECONDS = 60.0
"""How long a queue may stand still before it is given up."""

type Models = Mapping[str, Sequence[ReadModel]]
"""What is to be made anew, by context."""


class Stuck(Exception):  # noqa: N818
    """A queue does not get shorter; the message says which, and what to do."""


def rebuildings() -> dict[str, Rebuilding]:
    """What every context that has read models says of them."""
    found = {}
    for context in topology().contexts:
        if importlib.util.find_spec(f"functions.{context}.rebuilding") is not None:
            found[context] = importlib.import_module(f"functions.{context}.rebuilding").REBUILDING
    return found


def chosen(known: Mapping[str, Rebuilding], context: str | None, container: str | None) -> Models:
    """The read models of one context, or that have one container; all of them if neither is named. Raises `ValueError`
    for a name that there is not."""
    found = {
        name: [model for model in rebuilding.models if container in (None, *model.containers)]
        for name, rebuilding in known.items()
        if context in (None, name)
    }
    found = {name: models for name, models in found.items() if models}
    if not found:
        containers = {each for rebuilding in known.values() for model in rebuilding.models for each in model.containers}
        raise ValueError(
            f"There is no such read model. CONTEXT is one of {', '.join(known)}; "
            f"CONTAINER one of {', '.join(sorted(containers))}."
        )
    return found


def tellers(models: Models) -> set[str]:
    """The contexts whose snapshots these read models are made of."""
    subscribers = [name for name, chosen_ones in models.items() if any(model.told for model in chosen_ones)]
    topics = {
        subscription.topic
        for name in subscribers
        for subscription in topology().contexts[name].subscriptions
        if any(subject.endswith("Snapshot.v1") for subject in subscription.subjects)
    }
    return {name for name, context in topology().contexts.items() if context.topic in topics}


def owned_container(context: str) -> str:
    """The container that a context's own documents are in."""
    return next(each.name for each in topology().contexts[context].containers if each.outbox)


async def rebuild(known: Mapping[str, Rebuilding], models: Models, say: Callable[[str], None]) -> None:
    """Empty the read models, and fill them. Somebody must be handling messages. Raises `Stuck` if nobody is."""
    await _until_handled()  # what was under way is handled by what is known still
    for context, chosen_ones in models.items():
        for model in chosen_ones:
            removed = await empty(dependencies(context), model)
            say(f"{', '.join(model.containers)}: {removed} documents removed")
    for context, chosen_ones in models.items():
        if any(model.project for model in chosen_ones):
            container = owned_container(context)
            read = await project_again(dependencies(context), container, chosen_ones)
            say(f"{container}: {read} documents read again")
    run_id, telling = new_ulid(SystemClock().now()), tellers(models)
    for stage in STAGES:
        for context in filter(telling.__contains__, stage):
            say(f"{context}: {await _tell(context, known[context], run_id)} snapshots told")
        await _until_handled()
    for context, chosen_ones in models.items():
        for model in chosen_ones:
            if model.finish is not None:
                await model.finish(dependencies(context))


async def _tell(context: str, rebuilding: Rebuilding, run_id: str) -> int:
    topic = topology().contexts[context].topic
    if topic is None or rebuilding.snapshot_of is None:
        raise ValueError(f"{context} has nothing to tell")
    told, container, continuation = 0, owned_container(context), None
    while True:
        sent, continuation = await publish_page(
            dependencies(context), container, topic, rebuilding.snapshot_of, run=run_id, continuation=continuation
        )
        told += sent
        if continuation is None:
            return told
        await _until(_AT_MOST)


async def _until_handled() -> None:
    """Wait until each queue was empty once, the ones that others fill last. What is to be tried again in the future is
    not waited for."""
    await _until(0)


async def _until(length: int) -> None:
    if settings().bus != "embedded":
        await asyncio.sleep(_REMOTE_PAUSE_SECONDS)  # what a subscription forwards is not in its queue at once
    for queue in _queues():
        shortest, since = sys.maxsize, time.monotonic()
        while (waiting := await _waiting(queue)) > length:
            if waiting < shortest:
                shortest, since = waiting, time.monotonic()
            elif time.monotonic() - since > _PATIENCE_SECONDS:
                raise Stuck(
                    f"{queue} still has {waiting} messages and does not get shorter. Mend that (make dead-letters, and "
                    "the runbook), then run make rebuild again."
                )
            await asyncio.sleep(_PAUSE_SECONDS if settings().bus == "embedded" else _REMOTE_PAUSE_SECONDS)


def _queues() -> list[str]:
    return sorted((queue.name for queue in topology().queues), key=lambda name: (not name.endswith("-inbox"), name))


async def _waiting(queue: str) -> int:
    counts = await broker().counts(queue)
    return counts.active + counts.locked


async def _unhandled() -> int:
    """How many messages could not be handled, for now or for good."""
    found = await asyncio.gather(*map(broker().counts, _queues()))
    return sum(counts.dead_lettered + counts.scheduled for counts in found)


async def _handle_unless_running(stack: AsyncExitStack) -> None:
    try:
        stack.enter_context(hold(settings().data_dir, ["gateway", *topology().contexts]))
    except CannotStart:
        print("Kt-ravel is running, and handles the messages.", flush=True)
        return
    print("Kt-ravel is stopped: its messages are handled here.", flush=True)
    host = await FunctionsHost.start(app_directory())
    stack.push_async_callback(host.finish)
    host.start_triggers("serviceBusTrigger")


async def main() -> int:
    """Make them anew; the exit code."""
    parser = argparse.ArgumentParser(prog="make rebuild", description=__doc__)
    parser.add_argument("--context", help="only this context's read models")
    parser.add_argument("--container", help="only the read model in this container")
    arguments = parser.parse_args()
    os.environ["KTRAVEL_CONTEXTS"] = ""  # an operator is no context's process
    os.environ.setdefault("KTRAVEL_ENVIRONMENT", "local")
    began = time.monotonic()
    known = rebuildings()
    models = chosen(known, arguments.context or None, arguments.container or None)
    data_dir = settings().data_dir
    if settings().store == "sqlite" and not (data_dir / "store").is_dir():
        raise ValueError(
            f"There is nothing in {data_dir}: start Kt-ravel once, or name its directory (KTRAVEL_DATA_DIR)."
        )
    async with AsyncExitStack() as stack:
        log = install(data_dir / "log", "rebuild")
        stack.callback(log.close)
        stack.push_async_callback(close_dependencies)
        if settings().bus == "embedded":
            await _handle_unless_running(stack)
        else:
            print("The apps handle the messages: they have to be running.", flush=True)
        before = await _unhandled()
        with tracing(None):
            await rebuild(known, models, lambda line: print(f"  {line}", flush=True))
        unhandled = await _unhandled() - before
    for container, reason in KEPT.items():
        print(f"  {container}: left as it is ({reason})")
    if unhandled > 0:
        print(f"{unhandled} messages could not be handled yet, or at all: make dead-letters.")
    print(f"Read models made anew in {time.monotonic() - began:.1f} s.")
    return 1 if unhandled > 0 else 0


if __name__ == "__main__":
    try:
        sys.exit(run(main))
    except (*START_FAILURES, KtravelError, Stuck, ValueError) as failure:
        sys.exit(str(failure))

"""The contexts that take part, by their real triggers, fed with the ports of whatever process is running."""

import contextlib
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from functions.member import relay as member_relay
from functions.recommendation import arranging, handlers, inbox
from functions.recommendation import relay as recommendation_relay
from functions.recommendation.ai.port import Recommender
from functions.token import inbox as token_inbox
from functions.token import orders_handlers, reconciler
from functions.token import relay as token_relay
from functions.token.payments.port import PaymentProvider
from shared import ids
from shared.dependencies import Dependencies
from tests.simulation.saga import ai
from tests.simulation.saga.host import Functions
from tests.simulation.saga.process import CURRENT

MINUTE = 60.0
DEADLINES = recommendation_relay.recommendation_deadlines

FUNCTIONS: Mapping[str, Functions] = {
    "member": Functions(
        container="members",
        relay=member_relay.member_relay,
        queues={},
        timers=[(member_relay.member_sweeper, 5 * MINUTE)],
    ),
    "token": Functions(
        container="wallets",
        relay=token_relay.token_relay,
        queues={"token-inbox": token_inbox.token_inbox},
        timers=[(token_relay.token_sweeper, 5 * MINUTE), (reconciler.token_reconciler, MINUTE)],
    ),
    "recommendation": Functions(
        container="recommendations",
        relay=recommendation_relay.recommendation_relay,
        queues={"recommendation-inbox": inbox.recommendation_inbox, "recommendation-work": inbox.recommendation_work},
        timers=[
            (recommendation_relay.recommendation_sweeper, 5 * MINUTE),
            (DEADLINES, MINUTE),
        ],
    ),
}


@dataclass(frozen=True, slots=True)
class Patch:
    """Another value for a name of a module or a class."""

    owner: Any
    name: str
    value: Any


@contextlib.contextmanager
def patched(*patches: Patch) -> Iterator[None]:
    """Have names mean something else, inside."""
    before = [getattr(each.owner, each.name) for each in patches]
    for each in patches:
        setattr(each.owner, each.name, each.value)
    try:
        yield
    finally:
        for each, value in zip(patches, before, strict=True):
            setattr(each.owner, each.name, value)


def _running(context: str) -> Dependencies:
    process = CURRENT.get().process
    assert process.context == context, f"{context} is asked for in the process of {process.context}"
    return process.deps


def _recommender() -> Recommender:
    return CURRENT.get().process.ai


def _provider(_deps: Dependencies) -> PaymentProvider:
    return CURRENT.get().process.provider


def plugged_in() -> contextlib.AbstractContextManager[None]:
    """Have the triggers work with the simulation's ports, and chance come from `random.seed` alone."""
    triggers = (member_relay, token_inbox, token_relay, reconciler, inbox, recommendation_relay)
    return patched(
        *(Patch(module, "dependencies", _running) for module in triggers),
        *(Patch(module, "payment_provider", _provider) for module in (orders_handlers, reconciler)),
        Patch(inbox, "recommender", _recommender),
        Patch(arranging, "gather", ai.gather),
        Patch(handlers, "gather", ai.gather),
        Patch(ids, "os", SimpleNamespace(urandom=random.randbytes)),
    )

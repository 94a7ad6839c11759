"""The triggers beside HTTP: what the outbox holds reaches the topic, what the queue holds reaches the ledger."""

from typing import Any

import azure.functions as func
import orjson
import pytest

from functions.token import inbox, relay
from shared.events.base import EventData
from shared.events.envelope import seal
from shared.topology import topology
from tests.fakes import Delivered, Fakes
from tests.unit.token.ledger import accounts, failed, holds, joined, recommendation, required, tell


@pytest.fixture(autouse=True)
def wired(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (inbox, relay):
        monkeypatch.setattr(module, "dependencies", lambda _context: fakes.deps)


def function(trigger: Any) -> Any:
    return trigger.build().get_user_function()


def delivered(fakes: Fakes, data: EventData) -> Delivered:
    return Delivered(orjson.dumps(seal(data, event_id="e1", at=fakes.clock.now())), subject=data.type())


async def test_the_relay_sends_events_and_nothing_else(fakes: Fakes) -> None:
    await tell(fakes.deps, joined(), required())
    page = await fakes.store.read_feed("wallets", None)
    documents = func.DocumentList([func.Document.from_dict(item.body) for item in page.items])
    await function(relay.token_relay)(documents)
    assert [(topic, message.subject.split(".")[2]) for topic, message in fakes.bus.sent] == [
        ("token-events", "TokenIncreased"),
        ("token-events", "TokenDecreased"),
    ]
    assert fakes.store.events("wallets") == []
    assert accounts(fakes)["held-free"] == 100


async def test_the_sweeper_sends_what_was_left_behind(fakes: Fakes) -> None:
    await tell(fakes.deps, joined())
    await function(relay.token_sweeper)(None)
    assert fakes.bus.sent == []
    fakes.clock.advance(61)
    await function(relay.token_sweeper)(None)
    assert [topic for topic, _ in fakes.bus.sent] == ["token-events"]


async def test_the_inbox_hands_events_to_the_ledger(fakes: Fakes) -> None:
    for data in (joined(), joined(), required(), failed()):
        await function(inbox.token_inbox)(delivered(fakes, data))
    assert holds(fakes) == {recommendation(1): "released"}
    assert not fakes.bus.sent
    assert not fakes.bus.scheduled


async def test_a_request_before_its_wallet_comes_again_later(fakes: Fakes) -> None:
    await function(inbox.token_inbox)(delivered(fakes, required()))
    ((queue, message, at),) = fakes.bus.scheduled
    assert (queue, message.properties["ktravelAttempt"]) == ("token-inbox", 2)
    assert at > fakes.clock.now()


def test_every_event_that_is_subscribed_to_has_a_handler() -> None:
    subscribed = {each for subscription in topology().contexts["token"].subscriptions for each in subscription.subjects}
    assert subscribed == {data.type() for data in inbox.HANDLERS}

"""The triggers beside HTTP: what the outbox holds reaches the topic, what the queue holds reaches the read model."""

from typing import Any

import azure.functions as func
import orjson
import pytest

from functions.plan import inbox, relay
from functions.plan.projections import own_name
from shared.events.envelope import seal
from shared.events.member import MemberCreated
from tests.fakes import Delivered, Fakes
from tests.unit.plan.samples import JIWOO, write


@pytest.fixture(autouse=True)
def wired(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (inbox, relay):
        monkeypatch.setattr(module, "dependencies", lambda _context: fakes.deps)


def function(trigger: Any) -> Any:
    return trigger.build().get_user_function()


async def feed(fakes: Fakes) -> func.DocumentList:
    page = await fakes.store.read_feed("plans", None)
    return func.DocumentList([func.Document.from_dict(item.body) for item in page.items])


async def test_the_relay_sends_events_and_nothing_else(fakes: Fakes) -> None:
    plan_id = await write(fakes.deps)
    documents = await feed(fakes)
    assert len(documents) == 3
    await function(relay.plan_relay)(documents)
    ((topic, message),) = fakes.bus.sent
    assert (topic, message.subject) == ("plan-events", "ktravel.plan.PlanCreated.v1")
    assert orjson.loads(message.body)["data"]["planId"] == plan_id
    assert fakes.store.events("plans") == []
    assert len(fakes.store.all("plans")) == 2


async def test_the_sweeper_sends_what_was_left_behind(fakes: Fakes) -> None:
    await write(fakes.deps)
    await function(relay.plan_sweeper)(None)
    assert fakes.bus.sent == []
    fakes.clock.advance(61)
    await function(relay.plan_sweeper)(None)
    assert [topic for topic, _ in fakes.bus.sent] == ["plan-events"]
    assert fakes.store.events("plans") == []


async def test_the_inbox_keeps_what_it_is_told(fakes: Fakes) -> None:
    data = MemberCreated(member_id=JIWOO.member_id, name="김지우", created_at="", version=1)
    body = orjson.dumps(seal(data, event_id="e1", at=fakes.clock.now()))
    for _ in range(2):
        await function(inbox.plan_inbox)(Delivered(body))
    assert await own_name(fakes.deps, JIWOO.member_id, "?") == "김지우"
    assert len(fakes.store.all("plan-people")) == 1
    assert fakes.bus.sent == []

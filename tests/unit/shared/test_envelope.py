"""Events on the wire: CloudEvents that Azure's own class reads, schemas that older payloads still fit."""

import importlib
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import orjson
import pytest
from azure.core.messaging import CloudEvent

from shared.events import PUBLISHED
from shared.events.base import EventData
from shared.events.envelope import open_envelope, seal
from shared.events.member import MemberCreated
from shared.telemetry import tracing
from shared.topology import topology

os.environ.setdefault("KTRAVEL_ENVIRONMENT", "local")  # importing a context reads its settings

ROOT = Path(__file__).parents[3]
SAMPLES = json.loads((Path(__file__).parent / "event_samples.json").read_text(encoding="utf-8"))
AT = datetime(2026, 1, 1, 12, 30, tzinfo=UTC)


def test_azures_cloud_event_reads_ours() -> None:
    data = MemberCreated(member_id="m1", name="지우", version=1, created_at="2026-01-01T12:30:00.000Z")
    with tracing(None) as trace:
        sealed = seal(data, event_id="e1", at=AT)
    event: CloudEvent[Any] = CloudEvent.from_dict(sealed)
    assert (event.id, event.type, event.source) == ("e1", "ktravel.member.MemberCreated.v1", "/ktravel/member")
    assert (event.subject, event.time, event.datacontenttype) == ("m1", AT, "application/json")
    assert event.data == {"memberId": "m1", "name": "지우", "version": 1, "createdAt": "2026-01-01T12:30:00.000Z"}
    assert event.extensions == {"traceparent": trace.traceparent}


@pytest.mark.parametrize("model", PUBLISHED, ids=lambda model: model.__name__)
def test_the_first_payload_ever_published_still_reads(model: type[EventData]) -> None:
    """event_samples.json keeps a payload of each version that was ever published; entries are added, never changed."""
    samples = SAMPLES[model.type()]
    assert samples, "every event type has a sample"
    schema = json.loads((ROOT / "docs" / "events" / f"{model.type()}.json").read_text(encoding="utf-8"))
    for sample in samples:
        jsonschema.validate(sample, schema)
        envelope = seal(model.model_validate(sample), event_id="e", at=AT)
        assert open_envelope(orjson.dumps(envelope)).data == model.model_validate(sample)
        newer = {**sample, "aFieldOfTheFuture": {"nested": True}}
        assert model.model_validate(newer) == model.model_validate(sample)


def test_samples_name_only_events_there_are() -> None:
    assert set(SAMPLES) == {model.type() for model in PUBLISHED}


def test_an_event_names_the_aggregate_it_happened_to() -> None:
    for model in PUBLISHED:
        for sample in SAMPLES[model.type()]:
            data = model.model_validate(sample)
            assert all(part in sample.values() for part in [data.subject()]) or "." in data.subject()


def test_every_subscription_asks_for_events_that_are_published_and_is_handled() -> None:
    by_topic = {context.topic: name for name, context in topology().contexts.items() if context.topic}
    for name, context in topology().contexts.items():
        handled: dict[str, set[str]] = {}
        for subscription in context.subscriptions:
            inbox = importlib.import_module(f"functions.{name}.inbox")
            handled.setdefault(subscription.forward_to, {model.type() for model in inbox.HANDLERS})
            for subject in subscription.subjects:
                publisher = by_topic[subscription.topic]
                assert subject in {model.type() for model in PUBLISHED if model.context == publisher}
                assert subject in handled[subscription.forward_to], f"{name} subscribes to {subject} and drops it"
        asked = {subject for subscription in context.subscriptions for subject in subscription.subjects}
        for types in handled.values():
            assert types <= asked, f"{name} has handlers that no subscription feeds: {types - asked}"

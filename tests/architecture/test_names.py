"""The names that triggers bind to are those of infra/topology.json and of the settings, and none is left out."""

import importlib
import json
import os
from pathlib import Path
from typing import Any

import azure.functions as func
import pytest

from shared.topology import topology

os.environ.setdefault("KTRAVEL_ENVIRONMENT", "local")

ROOT = Path(__file__).parents[2]
CONNECTIONS = {
    "serviceBusTrigger": ("KTRAVEL_SERVICEBUS", "fullyQualifiedNamespace"),
    "cosmosDBTrigger": ("KTRAVEL_COSMOS", "accountEndpoint"),
}
"""Kind of trigger → its connection, and the setting that names the service where there are no keys."""


def triggers(context: str, kind: str) -> list[dict[str, Any]]:
    """A context's triggers of one kind, as the host is told of them."""
    app = func.FunctionApp()
    for blueprint in importlib.import_module(f"functions.{context}").blueprints:
        app.register_functions(blueprint)
    functions: list[Any] = list(app.get_functions())
    told = [function.get_trigger().get_dict_repr() for function in functions]
    return [trigger for trigger in told if trigger["type"] == kind]


@pytest.mark.parametrize("context", topology().contexts)
def test_every_queue_has_its_trigger_and_every_trigger_its_queue(context: str) -> None:
    found = sorted(trigger["queueName"] for trigger in triggers(context, "serviceBusTrigger"))
    assert found == sorted(queue.name for queue in topology().contexts[context].queues)


@pytest.mark.parametrize("context", topology().contexts)
def test_every_outbox_has_its_trigger_and_every_trigger_its_outbox(context: str) -> None:
    known = topology().contexts[context]
    found = [
        (trigger["databaseName"], trigger["containerName"], trigger["leaseContainerName"])
        for trigger in triggers(context, "cosmosDBTrigger")
    ]
    outboxes = [each.name for each in known.containers if each.outbox]
    assert sorted(found) == sorted((topology().database, name, known.leases) for name in outboxes)
    assert bool(outboxes) == bool(known.topic) == bool(known.leases), "what has an outbox tells of it"


@pytest.mark.parametrize("kind", CONNECTIONS)
def test_triggers_connect_by_the_settings_that_the_sample_names(kind: str) -> None:
    name, place = CONNECTIONS[kind]
    found = {trigger["connection"] for context in topology().contexts for trigger in triggers(context, kind)}
    assert found == {name}
    sample = json.loads((ROOT / "local.settings.sample.json").read_text(encoding="utf-8"))["Values"]
    assert {name, f"{name}__{place}", f"{name}__credential", f"{name}__clientId"} <= sample.keys()


def test_every_subscription_is_to_a_topic_and_forwards_to_a_queue_of_its_own_context() -> None:
    topics = {context.topic for context in topology().contexts.values() if context.topic}
    for name, context in topology().contexts.items():
        queues = {queue.name for queue in context.queues}
        for subscription in context.subscriptions:
            assert subscription.topic in topics, name
            assert subscription.forward_to in queues, name

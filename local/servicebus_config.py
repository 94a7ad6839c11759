"""The configuration of Microsoft's Service Bus emulator (compose.yaml), made from infra/topology.json.

`python -m local.servicebus_config` writes it; a test compares. Its schema, and the limits kept here, are those of
Azure/azure-service-bus-emulator-installer (ServiceBus-Emulator/Schema/Config-schema.json).
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shared.topology import Queue, Subscription, Topology, topology

PATH = Path(__file__).parent.parent / "infra" / "emulators" / "servicebus.json"
_MAX_WINDOW_SECONDS = 300
"""The emulator remembers ids for five minutes at most, Azure for a week."""
_TIME_TO_LIVE = "PT1H"
"""The longest that the emulator keeps a message, alive or dead."""


def config(known: Topology) -> dict[str, Any]:
    """What the emulator reads at its start."""
    namespace = {
        "Name": "sbemulatorns",
        "Queues": [{"Name": queue.name, "Properties": _queue(queue)} for queue in known.queues],
        "Topics": [
            {
                "Name": topic,
                "Properties": {
                    "DefaultMessageTimeToLive": _TIME_TO_LIVE,
                    "RequiresDuplicateDetection": True,
                    "DuplicateDetectionHistoryTimeWindow": _seconds(
                        min(known.topic_defaults.duplicate_detection_seconds, _MAX_WINDOW_SECONDS)
                    ),
                },
                "Subscriptions": [_subscription(each) for each in known.subscriptions if each.topic == topic],
            }
            for topic in known.topics
        ],
    }
    return {"UserConfig": {"Namespaces": [namespace], "Logging": {"Type": "Console"}}}


def text(known: Topology) -> str:
    """The same as it is in the file."""
    return json.dumps(config(known), indent=2) + "\n"


def _queue(queue: Queue) -> Mapping[str, Any]:
    return {
        "DeadLetteringOnMessageExpiration": False,
        "DefaultMessageTimeToLive": _TIME_TO_LIVE,
        "LockDuration": _seconds(queue.lock_seconds),
        "MaxDeliveryCount": queue.max_delivery_count,
        "RequiresDuplicateDetection": False,
        "RequiresSession": False,
    }


def _subscription(subscription: Subscription) -> Mapping[str, Any]:
    """A rule a subject: a message that several rules let through comes once all the same."""
    return {
        "Name": subscription.name,
        "Properties": {
            "DeadLetteringOnMessageExpiration": False,
            "DefaultMessageTimeToLive": _TIME_TO_LIVE,
            "ForwardTo": subscription.forward_to,
            "RequiresSession": False,
        },
        "Rules": [
            {"Name": subject, "Properties": {"FilterType": "Correlation", "CorrelationFilter": {"Label": subject}}}
            for subject in subscription.subjects
        ],
    }


def _seconds(count: int) -> str:
    return f"PT{count}S"


if __name__ == "__main__":
    PATH.parent.mkdir(parents=True, exist_ok=True)
    PATH.write_text(text(topology()))

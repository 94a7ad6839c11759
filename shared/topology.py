"""The one list of containers, topics, subscriptions and queues: infra/topology.json, typed.

Bicep reads the same file, so what the code expects and what the infrastructure makes cannot drift apart.
"""

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


class _Part(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, frozen=True, extra="forbid")


class Container(_Part):
    """A Cosmos DB container, partitioned by /pk. `indexes`: the composite paths that are queried in a partition."""

    name: str
    indexes: tuple[tuple[str, ...], ...]
    outbox: bool
    """Whether events are stored in it, for the relay to send."""


class Queue(_Part):
    """A Service Bus queue."""

    name: str
    max_delivery_count: int
    lock_seconds: int


class Subscription(_Part):
    """What of another context's topic goes to our inbox: the messages with one of these subjects."""

    topic: str
    name: str
    forward_to: str
    subjects: tuple[str, ...]


class Context(_Part):
    """What one context owns."""

    containers: tuple[Container, ...]
    leases: str | None
    topic: str | None
    queues: tuple[Queue, ...]
    subscriptions: tuple[Subscription, ...]


class TopicDefaults(_Part):
    """What holds for every topic."""

    duplicate_detection_seconds: int = Field(gt=0)


class Topology(_Part):
    """Everything there is."""

    database: str
    contexts: dict[str, Context]
    topic_defaults: TopicDefaults
    dead_letter_days: int

    @property
    def topics(self) -> list[str]:
        """Every topic's name."""
        return [context.topic for context in self.contexts.values() if context.topic]

    @property
    def queues(self) -> list[Queue]:
        """Every queue."""
        return [queue for context in self.contexts.values() for queue in context.queues]

    @property
    def subscriptions(self) -> list[Subscription]:
        """Every subscription."""
        return [subscription for context in self.contexts.values() for subscription in context.subscriptions]


@cache
def topology() -> Topology:
    """The topology of this checkout."""
    path = Path(__file__).parent.parent / "infra" / "topology.json"
    return Topology.model_validate_json(path.read_bytes())

"""The AI port: makes an itinerary of a request and its evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from functions.recommendation.brief import Evidence, Proposal, Request


@dataclass(frozen=True, slots=True)
class Usage:
    """What one call cost, in the model's tokens."""

    input_tokens: int
    output_tokens: int


@dataclass(frozen=True, slots=True)
class Arranged:
    """An adapter's answer. `made_by` names adapter and model ("embedded", "openai/gpt-5")."""

    proposal: Proposal
    made_by: str
    usage: Usage | None = None


@dataclass(frozen=True, slots=True)
class Declined:
    """The adapter will not or cannot do it, now or later: an outcome, not an error.

    `code` is a failure code a reader can be told: "ai_refused", "ai_filtered", "ai_unusable", "unknown_destination",
    "no_candidates", "budget_too_small".
    """

    code: str
    made_by: str
    usage: Usage | None = None


class Recommender(Protocol):
    """Arranges an itinerary.

    `complaints` are the quality gates' codes about the previous answer, empty on the first try. Raises `Transient`
    when it is slow, throttled or down: asked again later. An answer that cannot be read is `Declined("ai_unusable")`.
    """

    async def arrange(self, request: Request, evidence: Evidence, complaints: Sequence[str]) -> Arranged | Declined:
        """An itinerary made of the evidence, or the reason there will be none."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...

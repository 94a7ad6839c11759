"""What is put into the queue `recommendation-work`: making recommendations, which would hold up the inbox."""

import orjson

from shared.bus.port import Message
from shared.dependencies import Dependencies
from shared.errors import Poison
from shared.ids import is_compound
from shared.telemetry import current_trace

QUEUE = "recommendation-work"
DELAYS = (1, 5, 15, 30, *[60] * 18, 300, 900, 1800, 3600, 3600)
"""Seconds before the second, third ... attempt. Every minute until the deadline is over, however short jitter makes
the minutes: an AI that comes back before it is asked in time. What is tried still later is what the deadline could not
end, a database that is out of reach: it gets the patience of `shared/inbox.py`."""


def read_job(body: bytes) -> str:
    """The id of the recommendation to make. Raises `Poison` for a body that names none."""
    try:
        recommendation_id = orjson.loads(body)["recommendationId"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        recommendation_id = None
    if not isinstance(recommendation_id, str) or not is_compound(recommendation_id):
        raise Poison(f"the body is no job of {QUEUE}")
    return recommendation_id


async def send(deps: Dependencies, recommendation_id: str) -> None:
    """Have a recommendation made. Saying it again is harmless."""
    message = Message(
        id=f"generate.{recommendation_id}",
        subject="ktravel.recommendation.generate",
        body=orjson.dumps({"recommendationId": recommendation_id}),
        properties={"traceparent": current_trace().traceparent},
        content_type="application/json",
    )
    await deps.bus.send(QUEUE, [message])

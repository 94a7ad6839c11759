"""The adapter that this process's settings choose."""

from functools import cache

from functions.recommendation.ai.port import Recommender
from functions.recommendation.ai.settings import ai_settings
from shared.dependencies import close_at_shutdown

ai_settings()  # refuses at start what would otherwise be found out by the first member who asks


@cache
def recommender() -> Recommender:
    """The adapter, made when first asked for, closed with the process's other adapters."""
    made = _make()

    async def close() -> None:
        recommender.cache_clear()
        await made.close()

    close_at_shutdown(close)
    return made


def _make() -> Recommender:
    chosen = ai_settings()
    if chosen.ai == "embedded":
        from functions.recommendation.ai.embedded import EmbeddedRecommender  # noqa: PLC0415 - not needed elsewhere

        return EmbeddedRecommender()
    # A second of import that only those pay who use it.
    from functions.recommendation.ai.openai_adapter import azure_recommender, openai_recommender  # noqa: PLC0415

    return openai_recommender(chosen) if chosen.ai == "openai" else azure_recommender(chosen)

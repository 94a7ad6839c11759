"""What recommendation does: one function per command, per event, and per piece of its own work.

A recommendation ends once: whoever ends it does so by the ETag, and who comes second finds it ended.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

from functions.recommendation import repository, work
from functions.recommendation.ai.port import Recommender
from functions.recommendation.arranging import Made, Unmade, answer_seconds, arrange
from functions.recommendation.asking import Ask, today
from functions.recommendation.brief import Language, Request
from functions.recommendation.domain import Failure, Recommendation
from functions.recommendation.evidence import gather, likes_anything, likes_lately, own_plan
from functions.recommendation.evidence_handlers import forget_member
from functions.recommendation.failures import SENTENCES
from functions.recommendation.repository import CONTAINER, RECOMMENDATION, Loaded
from shared.auth import Caller, unauthenticated
from shared.clock import from_iso, to_iso
from shared.dependencies import Dependencies
from shared.errors import NotFound, Poison, Rejection, Unavailable, WriteConflict
from shared.events.envelope import Event
from shared.events.member import MemberDeleted, MemberSnapshot
from shared.events.plan import PlanCreated, PlanUpdated
from shared.events.recommendation import RecommendationFailed
from shared.events.token import TokenDecreased, TokenDecreasingFailed, TokenRefunded
from shared.http import Reply
from shared.idempotency import IdempotentRequest
from shared.ids import is_compound, owner_of
from shared.inbox import receive_again
from shared.patience import retrying, until_known
from shared.store.port import Document, Page
from shared.telemetry import record

INBOX = "recommendation-inbox"
_CLAIM_MARGIN_SECONDS = 15
"""How much longer than the AI may take a claim lasts: for reading evidence and storing the result."""

type Answer = Callable[[int, Document], Reply]
"""Makes the reply of a status and a recommendation's document."""


async def request_recommendation(
    deps: Dependencies,
    caller: Caller,
    ask: Ask,
    *,
    language: Language,
    answer: Answer,
    request: IdempotentRequest | None = None,
) -> Reply:
    """Ask for a recommendation: 202, or 200 with what the same request gave within the hour, for 0 tokens. With an
    idempotent `request` the reply is stored in the same batch, and given again instead of a second one.

    Raises the `Rejection` that says what is wrong with it; then nothing is stored and nothing is charged.
    """

    async def attempt() -> Reply:
        # In every attempt: of two with the same key at once, the second finds here what the first was answered.
        earlier = await request.earlier_answer(deps.store, CONTAINER) if request else None
        if earlier is not None:
            return earlier
        wanted = await _wanted(deps, caller.member_id, ask, language)
        member_gone, given = await repository.read_before_asking(deps, wanted, caller.member_id)
        if member_gone:
            raise unauthenticated()  # the token outlives the member it speaks for
        if given is not None and not ask.fresh:
            made = await _made_of_the_same(deps, caller.member_id, wanted, given)
            if made is not None:
                reply = answer(200, made | {"tokens": 0})
                if request:
                    await deps.store.execute(CONTAINER, caller.member_id, [request.remember(reply)])
                    await _forget_if_gone(deps, caller.member_id)
                return reply
        recommendation_id = f"{caller.member_id}.{deps.new_id()}"
        recommendation = Recommendation.require(recommendation_id, caller.member_id, wanted, deps.clock.now())
        reply = answer(202, repository.document(recommendation))
        await repository.add(deps, recommendation, [request.remember(reply)] if request else [])
        if not recommendation.is_open:
            await _forget_if_gone(deps, caller.member_id)
        return reply

    return await retrying(attempt)


async def read_recommendation(deps: Dependencies, caller: Caller, recommendation_id: str) -> Document:
    """A recommendation's document. Raises `NotFound` for anybody else's."""
    if owner_of(recommendation_id) != caller.member_id:
        raise NotFound("recommendation")
    found = await repository.read(deps, recommendation_id)
    if found is None or found.body["type"] != RECOMMENDATION:
        raise NotFound("recommendation")
    return found.body


async def list_recommendations(deps: Dependencies, caller: Caller, *, limit: int, cursor: str | None) -> Page:
    """A page of the caller's cards, newest first."""
    return await repository.cards(deps, caller.member_id, limit=limit, cursor=cursor)


async def on_token_decreased(data: TokenDecreased, _event: Event, deps: Dependencies) -> None:
    """The price is held: have it made, unless it has ended meanwhile."""

    async def attempt() -> bool:
        loaded = await _open(deps, data.recommendation_id)
        if loaded is None:
            return False
        if loaded.recommendation.status == "requested":
            loaded.recommendation.begin(deps.clock.now())
            await repository.save(deps, loaded)
        return True

    if await retrying(attempt):
        # Again if it was being made already: the process may have ended between the two the last time.
        await work.send(deps, data.recommendation_id)
    elif await repository.read(deps, data.recommendation_id) is None:
        await _return_tokens_of_unknown(deps, data)


async def on_token_decreasing_failed(data: TokenDecreasingFailed, _event: Event, deps: Dependencies) -> None:
    """Nothing could be held: it will not be made."""
    params = {"missing": data.missing, "available": data.free + data.paid}
    failure = Failure(data.reason, params if data.reason == "insufficient_tokens" else {})

    async def attempt() -> None:
        loaded = await repository.load(deps, data.recommendation_id)
        if loaded is None or not loaded.recommendation.is_open:
            return
        if loaded.member_gone:
            await _forget(deps, loaded.recommendation.member_id)
            return
        loaded.recommendation.fail(failure, deps.clock.now())
        await repository.save(deps, loaded)

    await retrying(attempt)


async def on_token_refunded(data: TokenRefunded, _event: Event, deps: Dependencies) -> None:
    """What was held for it was given back."""
    await _change(deps, data.recommendation_id, lambda each: each.tokens_returned(deps.clock.now()))


async def on_plan_accepted(data: PlanCreated | PlanUpdated, _event: Event, deps: Dependencies) -> None:
    """An itinerary, or a part of it, went into a plan of the same member."""
    accepted = data.recommendation_id
    if accepted is not None and owner_of(accepted) == data.owner_id:
        await _change(deps, accepted, lambda each: each.accept_as(data.plan_id, deps.clock.now()))


async def on_member_deleted(data: MemberDeleted | MemberSnapshot, event: Event, deps: Dependencies) -> None:
    """End what is open, so that what is held is given back, and keep nothing that the member wrote: a part of it each
    time the event is handled."""
    await repository.mark_gone(deps, data.member_id, data.version)
    is_more = await _forget(deps, data.member_id)
    is_all_evidence = await forget_member(deps, data.member_id, data.version)
    if is_more or not is_all_evidence:
        await receive_again(deps, INBOX, event)


async def generate(deps: Dependencies, recommender: Recommender, recommendation_id: str) -> None:
    """Make a recommendation, or end it with the reason why not.

    One at a time: while somebody is at it, and when the AI is out of reach, raises `Unavailable` to be tried again.
    Its deadline ends what is tried in vain.
    """
    loaded = await _open(deps, recommendation_id)
    if loaded is None or loaded.recommendation.status != "generating":
        return
    now = deps.clock.now()
    claimed = loaded.recommendation.claimed_until
    if claimed is not None and claimed > to_iso(now):
        rest = (from_iso(claimed) - now).total_seconds()
        raise Unavailable("somebody is making this recommendation", retry_after=rest)

    async def claim() -> None:
        nonlocal claimed
        claimed = to_iso(deps.clock.now() + timedelta(seconds=answer_seconds() + _CLAIM_MARGIN_SECONDS))
        await repository.claim(deps, loaded, claimed)

    try:
        outcome = await arrange(deps, recommender, loaded.recommendation, claim=claim)
        await _end(deps, recommendation_id, outcome, loaded)
    except Poison as poison:
        # Trying again cannot help, and a dead letter would leave its tokens held.
        record("unmade", level=logging.ERROR, recommendation=recommendation_id, reason=poison.reason)
        await _end(deps, recommendation_id, Unmade("ai_unusable", None))
    except Exception:
        with suppress(WriteConflict):
            await _release(deps, recommendation_id, claimed)
        raise


async def sweep_overdue(deps: Dependencies) -> int:
    """Fail everything that is open past its deadline; how much was found. What cannot be failed holds up nothing else.
    Raises the first error there was."""
    now, seen, cursor = to_iso(deps.clock.now()), 0, None
    errors: list[BaseException] = []
    while True:
        page = await repository.overdue(deps, now, cursor=cursor)
        overdue = [partial(_open, deps, item.body["id"]) for item in page.items]
        outcomes = await asyncio.gather(*map(retrying, overdue), return_exceptions=True)
        errors += [each for each in outcomes if isinstance(each, BaseException)]
        seen += len(outcomes)
        cursor = page.cursor
        if cursor is None:
            break
    if seen:
        record("overdue", level=logging.WARNING, recommendations=seen)
    if errors:
        raise errors[0]
    return seen


async def _wanted(deps: Dependencies, member_id: str, ask: Ask, language: Language) -> Request:
    if ask.plan_id is not None and ask.kind == "A":
        plan = await _own_plan(deps, member_id, ask.plan_id)
        ask = ask.about(plan)
    wanted = ask.request(language, on=today(deps.clock.now()))
    if wanted.kind == "C":
        await _require_likes(deps, member_id)
    return wanted


async def _own_plan(deps: Dependencies, member_id: str, plan_id: str) -> Document:
    plan = None
    if is_compound(plan_id) and owner_of(plan_id) == member_id:
        plan = await until_known(lambda: own_plan(deps, member_id, plan_id))
    if plan is None:
        raise NotFound("plan")
    return plan


async def _require_likes(deps: Dependencies, member_id: str) -> None:
    async def heard_of_one() -> bool | None:
        return await likes_lately(deps, member_id) or None

    if not await likes_anything(deps, member_id) and not await until_known(heard_of_one):
        raise Rejection("no_likes_yet", 409)


async def _made_of_the_same(
    deps: Dependencies, member_id: str, wanted: Request, given: Mapping[str, Any]
) -> Document | None:
    """What was made for the same request, if the evidence is still the same."""
    made = await repository.read(deps, given["recommendationId"])
    evidence = await gather(deps, member_id, wanted)
    if made is None or evidence.fingerprint != given["fingerprint"]:
        return None
    return made.body


async def _open(deps: Dependencies, recommendation_id: str) -> Loaded | None:
    """A recommendation that may still be made; None for one that has ended. What is overdue, or a member's who left,
    ends here."""
    loaded = await repository.load(deps, recommendation_id)
    if loaded is None or not loaded.recommendation.is_open:
        return None
    if loaded.member_gone:
        await _forget(deps, loaded.recommendation.member_id)
        return None
    now = deps.clock.now()
    if loaded.recommendation.is_overdue(now):
        loaded.recommendation.fail(Failure("timed_out"), now)
        await repository.save(deps, loaded)
        return None
    return loaded


async def _forget_if_gone(deps: Dependencies, member_id: str) -> None:
    """Remove what was just stored and has ended, if the member left meanwhile: no event will come any more that would
    find that out."""
    if await repository.is_gone(deps, member_id):
        await _forget(deps, member_id)


async def _forget(deps: Dependencies, member_id: str) -> bool:
    """End and remove a part of what there is of a member who left; whether there is more."""

    async def attempt() -> bool:
        recommendations, others, more = await repository.page_of_member(deps, member_id)
        for loaded in recommendations:
            loaded.recommendation.fail(Failure("member_gone"), deps.clock.now())
        await repository.bury(deps, member_id, recommendations, others)
        return more

    return await retrying(attempt)


async def _change(
    deps: Dependencies,
    recommendation_id: str,
    change: Callable[[Recommendation], None],
    *,
    loaded: Loaded | None = None,
    fingerprint: str | None = None,
) -> None:
    """Change a recommendation that is there, as it was `loaded` or else as it is, and store what that changed."""
    at_hand = [loaded] if loaded else []

    async def attempt() -> None:
        present = at_hand.pop() if at_hand else await repository.load(deps, recommendation_id)
        if present is None:
            return
        version = present.recommendation.version
        change(present.recommendation)
        if present.recommendation.version != version:
            await repository.save(deps, present, fingerprint=fingerprint)

    await retrying(attempt)


async def _end(
    deps: Dependencies, recommendation_id: str, outcome: Made | Unmade, loaded: Loaded | None = None
) -> None:
    now = deps.clock.now()
    if isinstance(outcome, Made):
        made = outcome.result
        await _change(
            deps,
            recommendation_id,
            lambda each: each.create(made, now),
            loaded=loaded,
            fingerprint=outcome.fingerprint,
        )
    else:
        # An adapter's own code would have no sentence.
        failure = Failure(outcome.code if outcome.code in SENTENCES else "ai_unusable")
        made_by = outcome.made_by
        await _change(deps, recommendation_id, lambda each: each.fail(failure, now, made_by=made_by), loaded=loaded)


async def _release(deps: Dependencies, recommendation_id: str, claimed_until: str | None) -> None:
    loaded = await repository.load(deps, recommendation_id)
    if loaded is not None and loaded.recommendation.is_open and loaded.recommendation.claimed_until == claimed_until:
        await repository.claim(deps, loaded, None)


async def _return_tokens_of_unknown(deps: Dependencies, data: TokenDecreased) -> None:
    """Tokens are held for what is not there, as after a restore: nobody else would ever give them back."""
    failed = RecommendationFailed(
        recommendation_id=data.recommendation_id,
        member_id=data.member_id,
        version=1,
        kind="A",  # nobody knows any more; token goes by the id alone
        location="",
        place_key="",
        tokens=data.amount,
        at=to_iso(deps.clock.now()),
        code="lost",
    )
    record("unknown", level=logging.ERROR, recommendation=data.recommendation_id)
    await repository.bury_unknown(deps, data.recommendation_id, failed)

"""Bringing notifications in line with the facts: at once where few are concerned, in pages through the queue
`notification-fanout` where many may be.

A page names the occasions that a change may have touched, works out for each what the facts say, settles it in the
recipient's inbox, and looks again: whoever changed a fact meanwhile did the same after changing it, so whichever of the
two looks last leaves what is right. Any page may be carried out any number of times, at any time, by several at once.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import blake2b

import orjson
from pydantic import TypeAdapter, ValidationError

from functions.notification import groups, projections, repository, singles
from functions.notification.domain import GROUPED, Kind, Occasion, Verdict
from shared.bus.port import Message
from shared.dependencies import Dependencies
from shared.errors import Poison
from shared.ids import owner_of
from shared.telemetry import current_trace

QUEUE = "notification-fanout"
PAGE = 200
"""Occasions of one page."""
AT_ONCE = 20
"""Occasions that are settled in the invocation that hears of the event: a detour through the queue would take
longer."""
GONE_PAGE, GONE_EACH = 50, 4
"""Members of one page of those whom a gone member had to do with, and how much of each one's inbox is gone through
in it: the product is what one invocation does."""


class Task(StrEnum):
    """What a job goes through, and in what order."""

    FOLLOWERS = "followers"
    """Followers of the owner of the plan `subject_id`, by member id: it is there for them to see."""
    READERS = "readers"
    """All who may have been told of the plan `subject_id`, by member id: who may see it has changed."""
    TOLD = "told"
    """What `recipient_id` was told of the member `subject_id`: how one stands to the other has changed."""
    MISSED = "missed"
    """Plans of the member `subject_id` shared since `recipient_id` follows, by time: heard of before the follow was,
    or while there was a reason not to tell of them."""
    DEEDS = "deeds"
    """What the member `subject_id` likes and forked of `recipient_id`'s plans, by id: heard of while there was a reason
    not to tell of it."""
    ENTRIES = "entries"
    """Those whom `recipient_id` was told of because of `subject_id`, what their notifications are about, by id."""
    GONE = "gone"
    """All whom the member `subject_id` had to do with, by member id: the member is gone."""
    REMAINS = "remains"
    """What there is of the member `subject_id`, who is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One page of work. `cause` is the id of the event it is due to; `after` is where the page before ended."""

    cause: str
    task: Task
    subject_id: str
    recipient_id: str = ""
    after: str = ""


_JOB = TypeAdapter(Job)


def read_job(body: bytes) -> Job:
    """The job in a message's body. Raises `Poison` for what is none."""
    try:
        return _JOB.validate_json(body)
    except ValidationError as error:
        raise Poison(f"the body is no job of {QUEUE}: {error.error_count()} faults") from None


async def send(deps: Dependencies, job: Job) -> None:
    """Put a job into the queue. Its message id follows from what is in it."""
    body = orjson.dumps(job)
    message = Message(
        id=f"{job.cause}.{blake2b(body, digest_size=9).hexdigest()}",
        subject=f"ktravel.notification.{job.task}",
        body=body,
        properties={"traceparent": current_trace().traceparent},
        content_type="application/json",
    )
    await deps.bus.send(QUEUE, [message])


async def run(deps: Dependencies, job: Job) -> None:
    """Carry out one page, then have the next one carried out, if there is one."""
    after = await _PAGES[job.task](deps, job, PAGE)
    if after is not None:
        await send(deps, replace(job, after=after))


async def tell_followers(deps: Dependencies, cause: str, plan_id: str) -> None:
    """Tell an owner's followers of a plan: at once if they are few, else through the queue."""
    await _at_once_if_few(deps, Job(cause=cause, task=Task.FOLLOWERS, subject_id=plan_id))


async def review_readers(deps: Dependencies, cause: str, plan_id: str) -> None:
    """Bring in line what anybody was told of a plan, and tell those who now may hear of it."""
    await _at_once_if_few(deps, Job(cause=cause, task=Task.READERS, subject_id=plan_id))


async def review_entries(deps: Dependencies, cause: str, plan_id: str) -> None:
    """Bring in line what an owner was told of those who like or forked a plan."""
    for kind in (Kind.PLAN_LIKED, Kind.PLAN_FORKED):
        job = Job(cause=cause, task=Task.ENTRIES, subject_id=f"{kind}.{plan_id}", recipient_id=owner_of(plan_id))
        await _at_once_if_few(deps, job)


async def review_follow(deps: Dependencies, cause: str, follower_id: str, followee_id: str) -> None:
    """Bring in line all that hangs on whether one member follows another: what the followee is told of the follower,
    and the other way round."""
    await keep(deps, [_followed(followee_id, follower_id)])
    for task in (Task.TOLD, Task.MISSED):
        await run(deps, Job(cause=cause, task=task, subject_id=followee_id, recipient_id=follower_id))


async def review_member(deps: Dependencies, cause: str, recipient_id: str, actor_id: str) -> None:
    """Bring in line everything that one member may be told of another."""
    await keep(deps, [_followed(recipient_id, actor_id)])
    for task in (Task.TOLD, Task.MISSED, Task.DEEDS):
        await run(deps, Job(cause=cause, task=task, subject_id=actor_id, recipient_id=recipient_id))


async def keep(deps: Dependencies, occasions: Sequence[Occasion]) -> None:
    """Settle each occasion by the facts, until they no longer change meanwhile. Nobody is told of themselves."""
    occasions = [each for each in dict.fromkeys(occasions) if each.recipient_id != each.actor_id]
    kept: dict[Occasion, Verdict] = {}
    seen = None
    while occasions and seen != (now := await projections.look(deps, occasions)):
        judged = dict(zip(occasions, projections.verdicts(occasions, now), strict=True))
        changed = [(occasion, verdict) for occasion, verdict in judged.items() if kept.get(occasion) != verdict]
        if changed:
            await _settle(deps, changed)
        kept, seen = judged, now


async def _settle(deps: Dependencies, changed: Sequence[tuple[Occasion, Verdict]]) -> None:
    alone = [each for each in changed if each[0].kind not in GROUPED]
    found = await singles.find(deps, [occasion for occasion, _ in alone]) if alone else []
    gone = {occasion.recipient_id for occasion, verdict in changed if verdict.gone}
    await _all(
        [
            *(singles.settle(deps, *each, known) for each, known in zip(alone, found, strict=True)),
            *(groups.settle(deps, *each) for each in changed if each[0].kind in GROUPED),
        ]
    )
    # Whoever told a member something while they left may have made an inbox anew.
    await _all(repository.empty(deps, each) for each in gone)


async def _at_once_if_few(deps: Dependencies, job: Job) -> None:
    occasions, _ = await _occasions(deps, job, AT_ONCE + 1)
    if len(occasions) > AT_ONCE:
        await send(deps, job)
    else:
        await keep(deps, occasions)


async def _page(deps: Dependencies, job: Job, limit: int) -> str | None:
    occasions, after = await _occasions(deps, job, limit)
    await keep(deps, occasions)
    return after if len(occasions) == limit else None


async def _occasions(deps: Dependencies, job: Job, limit: int) -> tuple[list[Occasion], str]:
    """A page of the occasions that a job goes through, and the key to go on behind."""
    return await _OCCASIONS[job.task](deps, job, limit)


async def _of_followers(deps: Dependencies, job: Job, limit: int) -> tuple[list[Occasion], str]:
    found = await projections.followers(deps, owner_of(job.subject_id), after=job.after, limit=limit)
    return [_created(each, job.subject_id) for each in found], found[-1] if found else ""


async def _of_readers(deps: Dependencies, job: Job, limit: int) -> tuple[list[Occasion], str]:
    found = await projections.acquaintances(deps, owner_of(job.subject_id), after=job.after, limit=limit)
    return [_created(each, job.subject_id) for each in found], found[-1] if found else ""


async def _of_told(deps: Dependencies, job: Job, limit: int) -> tuple[list[Occasion], str]:
    return _keyed(await repository.told_of(deps, job.recipient_id, job.subject_id, after=job.after, limit=limit))


async def _of_missed(deps: Dependencies, job: Job, limit: int) -> tuple[list[Occasion], str]:
    recipient_id, owner_id = job.recipient_id, job.subject_id
    follow = (await projections.relation(deps, recipient_id, owner_id)).follows
    if not follow.holds:
        return [], ""
    shared = await projections.plans_shared_since(deps, owner_id, follow.since, after=job.after, limit=limit)
    return _keyed([(_created(recipient_id, plan_id), key) for plan_id, key in shared])


async def _of_deeds(deps: Dependencies, job: Job, limit: int) -> tuple[list[Occasion], str]:
    return _keyed(await projections.deeds(deps, job.subject_id, job.recipient_id, after=job.after, limit=limit))


async def _of_entries(deps: Dependencies, job: Job, limit: int) -> tuple[list[Occasion], str]:
    return _keyed(await groups.entries_about(deps, job.recipient_id, job.subject_id, after=job.after, limit=limit))


def _keyed(found: Sequence[tuple[Occasion, str]]) -> tuple[list[Occasion], str]:
    return [occasion for occasion, _ in found], found[-1][1] if found else ""


def _followed(followee_id: str, follower_id: str) -> Occasion:
    return Occasion(Kind.FOLLOWED, followee_id, follower_id, followee_id)


def _created(recipient_id: str, plan_id: str) -> Occasion:
    return Occasion(Kind.PLAN_CREATED, recipient_id, owner_of(plan_id), plan_id)


async def _gone_page(deps: Dependencies, job: Job, _limit: int) -> str | None:
    gone_id = job.subject_id
    found = await projections.concerned(deps, gone_id, after=job.after, limit=GONE_PAGE)
    await _all(_part(deps, job.cause, each, gone_id) for each in dict.fromkeys(found))
    if len(found) == GONE_PAGE:
        return found[-1]
    # Only now: until here, what is known of the member is what says whom they had to do with.
    await send(deps, replace(job, task=Task.REMAINS, after=""))
    return None


async def _part(deps: Dependencies, cause: str, member_id: str, gone_id: str) -> None:
    await projections.forget(deps, member_id, gone_id)
    told = Job(cause=cause, task=Task.TOLD, subject_id=gone_id, recipient_id=member_id)
    after = await _page(deps, told, GONE_EACH)
    if after is not None:
        await send(deps, replace(told, after=after))


async def _remains_page(deps: Dependencies, job: Job, _limit: int) -> str | None:
    gone_id = job.subject_id
    more = await projections.empty(deps, gone_id)
    removed = await repository.empty(deps, gone_id)
    actors = {each["actorId"] for each in removed if each["type"] == repository.ENTRY}
    await _all(projections.forget(deps, each, gone_id) for each in actors)
    # Each page is a message of its own.
    return str(int(job.after or 0) + 1) if more or removed else None


type _Page = Callable[[Dependencies, Job, int], Awaitable[str | None]]

_OCCASIONS: Mapping[Task, Callable[[Dependencies, Job, int], Awaitable[tuple[list[Occasion], str]]]] = {
    Task.FOLLOWERS: _of_followers,
    Task.READERS: _of_readers,
    Task.TOLD: _of_told,
    Task.MISSED: _of_missed,
    Task.DEEDS: _of_deeds,
    Task.ENTRIES: _of_entries,
}
_PAGES: Mapping[Task, _Page] = {
    **dict.fromkeys(_OCCASIONS, _page),
    Task.GONE: _gone_page,
    Task.REMAINS: _remains_page,
}


async def _all(work: Iterable[Awaitable[object]]) -> None:
    # Everything has ended when this ends: what would go on behind a failure might undo what its repetition does.
    outcomes = await asyncio.gather(*work, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome

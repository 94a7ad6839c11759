"""Bringing notifications in line with the facts: at once where few are concerned, in pages through the queue
`notification-fanout` where many may be.

A page names the occasions that a change may have touched, works out for each whether it holds, settles the recipient's
notification, and looks again: whoever changed a fact meanwhile did the same after changing it, so whichever of the two
looks last leaves what is right. Any page may be carried out any number of times, at any time, by several at once.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import blake2b

import orjson
from pydantic import TypeAdapter, ValidationError

from functions.notification import projections, repository
from functions.notification.domain import Kind, Occasion
from shared.bus.port import Message
from shared.dependencies import Dependencies
from shared.errors import Poison
from shared.ids import owner_of
from shared.telemetry import current_trace

QUEUE = "notification-fanout"
PAGE = 200
"""Recipients of one page."""
AT_ONCE = 20
"""Recipients who are told in the invocation that hears of the event: a detour through the queue would take longer."""


class Task(StrEnum):
    """Whose notifications a job goes through, and in what order."""

    PLAN = "plan"
    """Followers of the owner of the plan `subject_id`, by member id: who may see it has changed."""
    UNREAD = "unread"
    """What `follower_id` was told of plans of the member `subject_id` and has not read, by notification id: one of them
    changed how they stand to the other."""
    MISSED = "missed"
    """Plans of the member `subject_id` shared since `follower_id` follows, by time: heard of before the follow was."""
    GONE = "gone"
    """All whom the member `subject_id` had to do with, by member id: the member is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One page of work. `cause` is the id of the event it is due to; `after` is where the page before ended."""

    cause: str
    task: Task
    subject_id: str
    follower_id: str = ""
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
    after = await _PAGES[job.task](deps, job)
    if after is not None:
        await send(deps, replace(job, after=after))


async def tell_followers(deps: Dependencies, cause: str, plan_id: str) -> None:
    """Bring in line what an owner's followers are told of a plan: at once if they are few, else through the queue."""
    owner_id = owner_of(plan_id)
    followers = await projections.followers(deps, owner_id, after="", limit=AT_ONCE + 1)
    if len(followers) > AT_ONCE:
        await send(deps, Job(cause=cause, task=Task.PLAN, subject_id=plan_id))
    else:
        await keep(deps, _occasions(plan_id, followers))


async def review_follow(deps: Dependencies, cause: str, follower_id: str, followee_id: str) -> None:
    """Bring in line all that hangs on whether one member follows another: what the followee is told of the follower,
    and the other way round."""
    await keep(deps, [Occasion(Kind.FOLLOWED, followee_id, follower_id, follower_id)])
    for task in (Task.UNREAD, Task.MISSED):
        await run(deps, Job(cause=cause, task=task, subject_id=followee_id, follower_id=follower_id))


async def keep(deps: Dependencies, occasions: Sequence[Occasion]) -> None:
    """Settle each occasion's notification by the facts, until they no longer change meanwhile."""
    kept: dict[Occasion, str | None] = {}
    while True:
        now = dict(zip(occasions, await projections.since_when(deps, occasions), strict=True))
        changed = now.items() - kept.items()
        if not changed:
            return
        await _all(repository.settle(deps, occasion, at) for occasion, at in changed)
        kept = now


async def _plan_page(deps: Dependencies, job: Job) -> str | None:
    followers = await projections.followers(deps, owner_of(job.subject_id), after=job.after, limit=PAGE)
    await keep(deps, _occasions(job.subject_id, followers))
    return followers[-1] if len(followers) == PAGE else None


def _occasions(plan_id: str, followers: Sequence[str]) -> list[Occasion]:
    return [Occasion(Kind.PLAN_CREATED, each, owner_of(plan_id), plan_id) for each in followers]


async def _unread_page(deps: Dependencies, job: Job) -> str | None:
    told = await repository.unread_plans_of(deps, job.follower_id, job.subject_id, after=job.after, limit=PAGE)
    await keep(deps, told)
    return told[-1].id if len(told) == PAGE else None


async def _missed_page(deps: Dependencies, job: Job) -> str | None:
    follower_id, owner_id = job.follower_id, job.subject_id
    relation = await projections.relation(deps, owner_id, follower_id)
    if not relation.is_follower:
        return None
    since = relation.followed_by.since
    shared = await projections.plans_shared_since(deps, owner_id, since, after=job.after, limit=PAGE)
    await keep(deps, [Occasion(Kind.PLAN_CREATED, follower_id, owner_id, plan_id) for plan_id, _ in shared])
    return shared[-1][1] if len(shared) == PAGE else None


async def _gone_page(deps: Dependencies, job: Job) -> str | None:
    gone_id = job.subject_id
    others = await projections.acquaintances(deps, gone_id, after=job.after, limit=PAGE)
    await keep(deps, [Occasion(Kind.FOLLOWED, each, gone_id, gone_id) for each in others])
    await _all(
        run(deps, Job(cause=job.cause, task=Task.UNREAD, subject_id=gone_id, follower_id=each)) for each in others
    )
    return others[-1] if len(others) == PAGE else None


_PAGES: Mapping[Task, Callable[[Dependencies, Job], Awaitable[str | None]]] = {
    Task.PLAN: _plan_page,
    Task.UNREAD: _unread_page,
    Task.MISSED: _missed_page,
    Task.GONE: _gone_page,
}


async def _all(work: Iterable[Awaitable[None]]) -> None:
    # Everything has ended when this ends: what would go on behind a failure might undo what its repetition does.
    outcomes = await asyncio.gather(*work, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome

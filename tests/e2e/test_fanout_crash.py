"""A plan for many followers, and a platform that is killed while it tells them."""

import asyncio
import random
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from operator import eq, le
from pathlib import Path

from functions.notification import projections
from functions.notification.domain import Person
from shared.clock import SystemClock, to_iso
from shared.dependencies import Dependencies
from shared.events.follow import FollowCreated
from shared.ids import new_ulid
from shared.store.sqlite import SqliteStore
from shared.topology import topology
from tests.e2e.platform import Platform, a_plan, browser, end_locks, eventually
from tests.e2e.test_crash import documents
from tests.fakes import MemoryBus

FOLLOWERS, KILLS, SEED = 5_000, 3, 20_261_123
_AT_ONCE = 500


async def follow(platform: Platform, author_id: str, follower_ids: list[str]) -> None:
    """What notification knows once it has heard that they all signed up and follow the author."""
    path = platform.state / "store" / "notification.sqlite3"
    store = SqliteStore(path, topology().contexts["notification"].containers, clock=SystemClock())
    deps = Dependencies(store=store, bus=MemoryBus(), clock=SystemClock())
    now = to_iso(datetime.now(UTC))

    async def one(follower_id: str) -> None:
        await projections.learn_person(deps, Person(follower_id, "팔로워", 1))
        await projections.learn_follow(
            deps, FollowCreated(follower_id=follower_id, followee_id=author_id, version=1, at=now)
        )

    try:
        for start in range(0, len(follower_ids), _AT_ONCE):
            await asyncio.gather(*map(one, follower_ids[start : start + _AT_ONCE]))
    finally:
        await store.close()


def told(state: Path, plan_id: str) -> int:
    """How many have a notification of the plan."""
    path = state / "store" / "notification.sqlite3"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        query = "SELECT count(*) FROM notifications WHERE id = ?"
        (count,) = connection.execute(query, (f"plan_created.{plan_id}",)).fetchone()
    return int(count)


async def test_kill_9_amid_telling_5000_followers_tells_each_of_them_once(platform: Platform) -> None:
    kills = sorted(random.Random(SEED).sample(range(FOLLOWERS // 10, 9 * FOLLOWERS // 10), KILLS))  # noqa: S311
    followers = [new_ulid(datetime.now(UTC)) for _ in range(FOLLOWERS)]
    async with browser(platform) as sign_in:
        author = await sign_in("author")
        await follow(platform, author.id, followers)
        answer = await author.post("plans", json=a_plan(visibility="followers"))
        assert answer.status == 201, answer.body
        plan_id = answer.json["id"]

    async def count() -> int:
        return told(platform.state, plan_id)

    interrupted = []
    for kill_at in kills:
        await eventually(count, partial(le, kill_at), share=0)
        platform.kill()
        interrupted.append(await count())
        assert end_locks(platform.state), "a page was being worked on"
        platform.start()
    assert interrupted == sorted(interrupted)
    assert interrupted[0] < FOLLOWERS, "it was in the middle"

    await eventually(count, partial(eq, FOLLOWERS), seconds=60)
    assert platform.stop() == 0
    notifications = documents(platform.state, "notification", "notification")
    assert Counter(each["pk"] for each in notifications) == Counter(followers)
    assert {each["subjectId"] for each in notifications} == {plan_id}
    inboxes = documents(platform.state, "inbox", "notification")
    assert {each["pk"]: each["planCreatedUnread0"] for each in inboxes} == dict.fromkeys(followers, 1)

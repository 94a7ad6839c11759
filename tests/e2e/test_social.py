"""Likes, forks and what people are told of them, from outside."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from tests.e2e.platform import Answer, Client, Platform, a_plan, browser, eventually
from tests.e2e.test_journey import persona

CROWD = 1_000
AT_ONCE = 64
"""Who sign in at the same time."""
NOBODY = "01jb2k3m4n5p6q7r8s9t0v1w2x"
ITEM = {"time": "09:30", "title": "성산일출봉", "place": {"name": "성산일출봉"}, "cost": 5000, "note": "일찍"}


async def people(sign_in: Callable[[str], Awaitable[Client]], *names: str) -> list[Client]:
    """Personas nobody else uses."""
    return list(await asyncio.gather(*(sign_in(persona(name)) for name in names)))


async def a_public_plan(owner: Client, **changes: Any) -> str:
    """The id of a plan that everybody may see."""
    answer = await owner.post("plans", json=a_plan(visibility="public", **changes))
    assert answer.status == 201, answer.body
    return str(answer.json["id"])


async def told(member: Client, kind: str, count: int = 1) -> Mapping[str, Any]:
    """The one notification of a kind, once it tells of so many."""

    def is_there(answer: Answer) -> bool:
        return [item["count"] for item in answer.json["items"] if item["kind"] == kind] == [count]

    answer = await eventually(lambda: member.get("notifications"), is_there)
    found: Mapping[str, Any] = next(item for item in answer.json["items"] if item["kind"] == kind)
    return found


async def unread(member: Client, count: int) -> None:
    """Waits until so many are unread."""
    await eventually(lambda: member.get("notifications/unread-count"), lambda answer: answer.json == {"count": count})


async def test_a_fork_says_where_it_is_from_and_its_source_that_there_is_one(shared_platform: Platform) -> None:
    async with browser(shared_platform) as sign_in:
        author, other, reader = await people(sign_in, "author", "other", "reader")
        days = [{"date": "2026-12-24", "items": [ITEM]}]
        written: dict[str, Any] = {"details": "바다와 오름", "budget": 600_000, "itinerary": {"days": days}}
        plan_id = await a_public_plan(author, title="겨울 제주", **written)
        source = (await author.get(f"plans/{plan_id}")).json

        made = await other.post(f"plans/{plan_id}/fork", json={"title": "나의 제주"})
        assert made.status == 201, made.body
        fork = made.json
        assert made.headers["Location"] == f"/api/plans/{fork['id']}"
        assert (fork["ownerId"], fork["visibility"], fork["title"]) == (other.id, "private", "나의 제주")
        own = {"id", "ownerId", "owner", "title", "visibility", "forkedFrom", "forks", "createdAt", "updatedAt"}
        same = source.keys() - own
        assert {name: fork[name] for name in same} == {name: source[name] for name in same}
        assert fork["forkedFrom"] == {
            "planId": plan_id, "owner": {"id": author.id, "name": author.name}, "title": "겨울 제주", "visible": True,
        }  # fmt: skip
        shown = await eventually(lambda: reader.get(f"plans/{plan_id}"), lambda answer: answer.json["forks"] == 1)
        assert shown.json["version"] == source["version"], "being copied changes nothing in the plan"

        notice = await told(author, "plan_forked")
        assert notice["actors"] == [{"id": other.id, "name": other.name}]
        assert notice["subject"] == {"type": "plan", "id": plan_id, "title": "겨울 제주"}
        assert (await author.get(f"plans/{fork['id']}")).status == 404, "the copy is the other's, and private"


async def test_likes_are_counted_and_told_of_in_one_notification(shared_platform: Platform) -> None:
    async with browser(shared_platform) as sign_in:
        author, *likers = await people(sign_in, "author", "a", "b", "c", "d", "e")
        plan_id = await a_public_plan(author, title="봄 제주")
        for number, liker in enumerate(likers, 1):
            for _ in range(2):  # saying it twice is saying it once
                answer = await liker.put(f"plans/{plan_id}/like")
                assert answer.status == 200, answer.body
                assert answer.json == {"planId": plan_id, "liked": True, "likes": number}
        await unread(author, 1)
        notice = await told(author, "plan_liked", len(likers))
        latest = [{"id": each.id, "name": each.name} for each in reversed(likers[-3:])]
        assert notice["actors"] == latest, "the latest few, by name; the rest is a number"
        assert (notice["subject"]["id"], notice["read"]) == (plan_id, False)

        first, second, *_ = likers
        for viewer, liked in ((first, True), (author, False)):
            found = await eventually(
                partial(viewer.get, f"plans/{plan_id}"),
                lambda answer: answer.json["likes"] == len(likers),
            )
            assert found.json["likedByMe"] is liked
        assert [item["id"] for item in (await first.get("members/me/likes")).json["items"]] == [plan_id]

        assert (await first.delete(f"plans/{plan_id}/like")).status == 204
        await told(author, "plan_liked", len(likers) - 1)
        found = await eventually(
            lambda: first.get(f"plans/{plan_id}"), lambda answer: answer.json["likes"] == len(likers) - 1
        )
        assert found.json["likedByMe"] is False
        assert (await second.get(f"plans/{plan_id}")).json["likedByMe"] is True


async def test_1000_members_like_one_plan_at_once_and_nobody_is_refused(shared_platform: Platform) -> None:
    async with browser(shared_platform) as sign_in:
        author, first = await people(sign_in, "author", "first")
        slots = asyncio.Semaphore(AT_ONCE)

        async def sign_up(number: int) -> Client:
            async with slots:
                return await sign_in(persona(f"fan-{number}"))

        crowd = await asyncio.gather(*(sign_up(number) for number in range(CROWD)))
        plan_id = await a_public_plan(author)
        # Every sign-up is news to every context: the plan is heard of behind a thousand of them.
        await eventually(lambda: first.put(f"plans/{plan_id}/like"), lambda answer: answer.status == 200)

        began = time.monotonic()
        answers = await asyncio.gather(*(member.put(f"plans/{plan_id}/like") for member in crowd))
        seconds = time.monotonic() - began
        refused = [(answer.status, answer.body) for answer in answers if answer.status != 200]
        assert refused == []
        counts = [answer.json["likes"] for answer in answers]
        assert max(counts) == CROWD + 1
        assert min(counts) > 1
        assert (await first.put(f"plans/{plan_id}/like")).json["likes"] == CROWD + 1
        await eventually(lambda: author.get(f"plans/{plan_id}"), lambda answer: answer.json["likes"] == CROWD + 1)
        await told(author, "plan_liked", CROWD + 1)
        await unread(author, 1)
        print(f"{CROWD} likes in {seconds:.2f} s")  # noqa: T201 - the figure is to be seen


@dataclass(frozen=True, slots=True)
class Circle:
    """People, and plans that one of them may not like, for requests that are refused."""

    me: Client
    other: Client
    blocker: Client
    blocked: Client
    ids: Mapping[str, str]
    """For what is said of them in a path."""


async def a_circle(sign_in: Callable[[str], Awaitable[Client]]) -> Circle:
    """A member, one whom they have nothing to do with, one who blocks them and one whom they block."""
    me, other, blocker, blocked = await people(sign_in, "me", "other", "blocker", "blocked")
    mine, theirs = await a_public_plan(me), await a_public_plan(other)
    hidden = (await other.post("plans", json=a_plan())).json["id"]
    for_followers = (await other.post("plans", json=a_plan(visibility="followers"))).json["id"]
    of_blocker, of_blocked = await a_public_plan(blocker), await a_public_plan(blocked)
    await block(blocker, me)
    await block(me, blocked)
    ids = {
        "me": me.id, "other": other.id, "blocker": blocker.id, "blocked": blocked.id, "nobody": NOBODY, "mine": mine,
        "theirs": theirs, "hidden": hidden, "for_followers": for_followers, "of_blocker": of_blocker,
        "of_blocked": of_blocked, "no_plan": f"{other.id}.{NOBODY}", "no_owner": f"{NOBODY}.{NOBODY}",
    }  # fmt: skip
    # Likes are refused once the blocks have been heard of there as well.
    for plan_id in (of_blocker, of_blocked):
        await eventually(partial(me.put, f"plans/{plan_id}/like"), lambda answer: answer.status in (404, 409))
    assert (await me.delete(f"plans/{of_blocked}/like")).status == 204
    await eventually(lambda: me.get("members/me/export/like"), lambda answer: not answer.json["items"])
    return Circle(me, other, blocker, blocked, ids)


async def block(blocker: Client, blocked: Client) -> None:
    """Returns once that is known to follow and to notification: what tells of a follower vanishes with them."""
    assert (await blocked.put(f"members/{blocker.id}/follow")).status == 200
    await told(blocker, "followed")
    assert (await blocker.put(f"members/{blocked.id}/block")).status == 200
    for path in ("members/me/export/notification", "members/me/export/follow"):
        await eventually(
            partial(blocker.get, path),
            lambda answer: {item["record"] for item in answer.json["items"]} <= {"preferences", "block"},
        )


async def kept(circle: Circle) -> str:
    """Everything that is held of anybody in the circle, but for when they signed in."""
    parts = ("follow", "like", "notification", "plan")
    exports = await asyncio.gather(
        *(
            member.get(f"members/me/export/{part}")
            for member in (circle.me, circle.other, circle.blocker, circle.blocked)
            for part in parts
        )
    )
    assert {answer.status for answer in exports} == {200}
    return json.dumps([answer.json for answer in exports], sort_keys=True)


type Refusal = tuple[str, str, Any, int, str]
"""Method, path and body, and the status and code of the answer."""

REFUSED: tuple[Refusal, ...] = (
    ("PUT", "members/{me}/follow", None, 422, "cannot_follow_self"),
    ("PUT", "members/{nobody}/follow", None, 404, "not_found"),
    ("PUT", "members/garbage/follow", None, 404, "not_found"),
    ("PUT", "members/{blocker}/follow", None, 404, "not_found"),
    ("PUT", "members/{blocked}/follow", None, 409, "blocked"),
    ("PUT", "members/{me}/block", None, 422, "cannot_block_self"),
    ("PUT", "members/{nobody}/block", None, 404, "not_found"),
    ("PUT", "members/{me}/mute", None, 422, "cannot_mute_self"),
    ("PUT", "members/{nobody}/mute", None, 404, "not_found"),
    ("PUT", "members/garbage/mute", None, 404, "not_found"),
    ("PUT", "plans/{mine}/like", None, 422, "cannot_like_own"),
    ("PUT", "plans/{no_plan}/like", None, 404, "not_found"),
    ("PUT", "plans/{no_owner}/like", None, 404, "not_found"),
    ("PUT", "plans/garbage/like", None, 404, "not_found"),
    ("PUT", "plans/{hidden}/like", None, 404, "not_found"),
    ("PUT", "plans/{for_followers}/like", None, 404, "not_found"),
    ("PUT", "plans/{of_blocker}/like", None, 404, "not_found"),
    ("PUT", "plans/{of_blocked}/like", None, 409, "blocked"),
    ("POST", "plans/{no_plan}/fork", None, 404, "not_found"),
    ("POST", "plans/{hidden}/fork", None, 404, "not_found"),
    ("POST", "plans/{for_followers}/fork", None, 404, "not_found"),
    ("POST", "plans/{of_blocker}/fork", None, 404, "not_found"),
    ("POST", "plans/{theirs}/fork", {"visibility": "everyone"}, 422, "validation_failed"),
    ("POST", "plans/{theirs}/fork", {"ownerId": "somebody"}, 422, "validation_failed"),
    ("POST", "plans/{theirs}/fork", {"title": "x" * 121}, 422, "validation_failed"),
    ("POST", "plans/{theirs}/links", {"sections": ["itinerary"]}, 404, "not_found"),
    ("POST", "plans/{mine}/links", {"sections": []}, 422, "validation_failed"),
    ("POST", "plans/{mine}/links", {"sections": ["secrets"]}, 422, "validation_failed"),
    ("PUT", "notifications/preferences", {"poked": True}, 422, "validation_failed"),
    ("PUT", "notifications/preferences", {"followed": False, "planCreated": False}, 422, "validation_failed"),
    ("PUT", "notifications/preferences", {"followed": "no"}, 422, "validation_failed"),
    ("PUT", "notifications/preferences", [], 422, "validation_failed"),
    ("POST", "notifications/read", {}, 422, "validation_failed"),
    ("POST", "notifications/read", {"all": False}, 422, "validation_failed"),
    ("POST", "notifications/read", {"all": True, "ids": ["x"]}, 422, "validation_failed"),
    ("POST", "notifications/read", {"ids": ["x"] * 101}, 422, "validation_failed"),
    ("DELETE", "notifications/garbage", None, 404, "not_found"),
    ("GET", "feed?limit=101", None, 400, "invalid_parameter"),
    ("GET", "feed?limit=0", None, 400, "invalid_parameter"),
    ("GET", "feed?sort=best", None, 400, "invalid_parameter"),
    ("GET", "feed?scope=friends", None, 400, "invalid_parameter"),
    ("GET", "feed?cursor=garbage", None, 400, "invalid_cursor"),
    ("GET", "feed?sort=trending&cursor=garbage", None, 400, "invalid_cursor"),
    ("GET", "members/me/likes?limit=101", None, 400, "invalid_parameter"),
    ("GET", "members/me/likes?cursor=garbage", None, 400, "invalid_cursor"),
    ("GET", "notifications?limit=101", None, 400, "invalid_parameter"),
    ("GET", "members/{other}/followers?limit=101", None, 400, "invalid_parameter"),
    ("GET", "members/{other}/plans?limit=101", None, 400, "invalid_parameter"),
)


@pytest.mark.parametrize("refusal", REFUSED, ids=lambda refusal: " ".join(map(str, refusal))[:80])
async def test_what_cannot_be_is_refused_clearly_and_nothing_is_stored(
    shared_platform: Platform, refusal: Refusal
) -> None:
    method, path, body, status, code = refusal
    async with browser(shared_platform) as sign_in:
        circle = await a_circle(sign_in)
        before = await kept(circle)
        asked = path.format_map(circle.ids)
        answer = await circle.me.ask(method, asked, json=body)
        assert (answer.status, answer.json["code"]) == (status, code), answer.body
        assert answer.headers["Content-Type"].startswith("application/problem+json")
        assert answer.json["title"]
        if code == "validation_failed":
            assert all(error["pointer"] or error["detail"] for error in answer.json["errors"])
        stranger = Client(circle.me.session, circle.me.url)
        if not asked.startswith(("feed", "members/")) or method != "GET":
            assert (await stranger.ask(method, asked, json=body)).status == 401
        assert await kept(circle) == before
        plan = (await circle.other.get(f"plans/{circle.ids['theirs']}")).json
        assert (plan["likes"], plan["forks"]) == (0, 0)


async def test_preferences_and_mutes_decide_what_is_told(shared_platform: Platform) -> None:
    async with browser(shared_platform) as sign_in:
        me, loud, other = await people(sign_in, "me", "loud", "other")
        plan_id = await a_public_plan(me)
        wanted = (await me.get("notifications/preferences")).json
        assert set(wanted.values()) == {True}
        changed = await me.put("notifications/preferences", json={**wanted, "plan_liked": False})
        assert (changed.status, changed.json["plan_liked"], changed.json["followed"]) == (200, False, True)
        assert (await me.put(f"members/{loud.id}/mute")).json == {"memberId": loud.id, "muting": True}

        assert (await loud.put(f"members/{me.id}/follow")).status == 200
        for liker in (loud, other):
            assert (await liker.put(f"plans/{plan_id}/like")).status == 200
        assert (await other.put(f"members/{me.id}/follow")).status == 200
        notice = await told(me, "followed")
        assert notice["actors"] == [{"id": other.id, "name": other.name}]
        await eventually(lambda: me.get(f"plans/{plan_id}"), lambda answer: answer.json["likes"] == 2)
        items = (await me.get("notifications")).json["items"]
        assert [item["kind"] for item in items] == ["followed"]
        assert (await me.get("notifications/unread-count")).json == {"count": 1}

        # What happened meanwhile is not told later; what happens from now on is.
        assert (await me.delete(f"members/{loud.id}/mute")).status == 204
        assert (await me.put("notifications/preferences", json={})).json == wanted
        assert (await loud.post(f"plans/{plan_id}/fork")).status == 201
        assert (await told(me, "plan_forked"))["actors"] == [{"id": loud.id, "name": loud.name}]
        assert {item["kind"] for item in (await me.get("notifications")).json["items"]} == {"followed", "plan_forked"}
        assert (await told(me, "followed"))["actors"] == [{"id": other.id, "name": other.name}]


async def test_what_is_dismissed_stays_away_until_there_is_news(shared_platform: Platform) -> None:
    async with browser(shared_platform) as sign_in:
        me, first, second = await people(sign_in, "me", "first", "second")
        plan_id = await a_public_plan(me)
        assert (await first.put(f"plans/{plan_id}/like")).status == 200
        notice = await told(me, "plan_liked")
        for _ in range(2):
            assert (await me.delete(f"notifications/{notice['id']}")).status == 204
        assert (await me.get("notifications")).json["items"] == []
        await unread(me, 0)
        assert (await first.put(f"plans/{plan_id}/like")).status == 200, "which is no news"
        assert (await second.put(f"plans/{plan_id}/like")).status == 200
        again = await told(me, "plan_liked")
        assert again["actors"] == [{"id": second.id, "name": second.name}]
        assert again["id"] != notice["id"]
        await unread(me, 1)


async def test_all_is_read_at_once_and_what_is_read_stays_when_it_is_taken_back(shared_platform: Platform) -> None:
    async with browser(shared_platform) as sign_in:
        me, *others = await people(sign_in, "me", "a", "b", "c")
        plans = [await a_public_plan(me, title=f"계획 {number}") for number in range(3)]
        for other in others:
            for plan_id in plans:
                assert (await other.put(f"plans/{plan_id}/like")).status == 200
            assert (await other.put(f"members/{me.id}/follow")).status == 200
        polled = await eventually(
            lambda: me.get("notifications"), lambda answer: [item["count"] for item in answer.json["items"]] == [3] * 4
        )
        await unread(me, 4)
        assert (await me.post("notifications/read", json={"all": True})).json == {"count": 0}
        read = await me.get("notifications")
        assert [item["read"] for item in read.json["items"]] == [True] * 4
        same = await me.get("notifications", headers={"If-None-Match": read.headers["ETag"]})
        assert (same.status, same.body) == (304, b"")
        assert (await me.get("notifications", headers={"If-None-Match": polled.headers["ETag"]})).status == 200
        assert (await others[0].delete(f"plans/{plans[0]}/like")).status == 204
        assert (await others[0].delete(f"plans/{plans[0]}/like")).status == 204
        await eventually(lambda: me.get(f"plans/{plans[0]}"), lambda answer: answer.json["likes"] == 2)
        assert [item["count"] for item in (await me.get("notifications")).json["items"]] == [3] * 4
        await unread(me, 0)


async def test_what_is_unread_is_withdrawn_with_the_like_or_the_follow(shared_platform: Platform) -> None:
    async with browser(shared_platform) as sign_in:
        me, other = await people(sign_in, "me", "other")
        plan_id = await a_public_plan(me)
        assert (await other.put(f"plans/{plan_id}/like")).status == 200
        assert (await other.put(f"members/{me.id}/follow")).status == 200
        await unread(me, 2)
        assert (await other.delete(f"plans/{plan_id}/like")).status == 204
        assert (await other.delete(f"members/{me.id}/follow")).status == 204
        await unread(me, 0)
        assert (await me.get("notifications")).json["items"] == []


async def test_the_export_holds_what_was_done(shared_platform: Platform) -> None:
    async with browser(shared_platform) as sign_in:
        me, other, quiet, foe = await people(sign_in, "me", "other", "quiet", "foe")
        mine, theirs = await a_public_plan(me, title="내 계획"), await a_public_plan(other, title="남의 계획")
        fork = (await me.post(f"plans/{theirs}/fork")).json["id"]
        for request in (f"plans/{theirs}/like", f"members/{other.id}/follow", f"members/{quiet.id}/mute",
                        f"members/{foe.id}/block"):  # fmt: skip
            assert (await me.put(request)).status == 200, request
        assert (await me.put("notifications/preferences", json={"followed": False})).status == 200
        assert (await other.put(f"plans/{mine}/like")).status == 200
        await told(me, "plan_liked")

        async def exported() -> dict[str, set[str]]:
            answer = await me.get("members/me/export")
            assert answer.status == 200, answer.body
            return {
                f"{context} {item['record']}": {
                    str(value)
                    for each in items
                    if each["record"] == item["record"]
                    for name, value in each.items()
                    if name in ("id", "memberId", "planId", "subjectId", "actorId")
                }
                for context, items in answer.json["contexts"].items()
                for item in items
            }

        expected = {
            "plan plan": {mine, fork},
            "follow following": {other.id},
            "follow block": {foe.id},
            "like like": {theirs},
            "notification mute": {quiet.id},
            "notification happening": {mine, other.id},
        }
        found = await eventually(exported, lambda found: expected.items() <= found.items())
        assert {"notification preferences", "notification notification", "member profile", "token wallet"} <= set(found)

"""What is private is 404 to everyone else, by every route, list and notification."""

import asyncio
import uuid
from typing import Any

from tests.e2e.platform import Client, Platform, a_plan, browser, eventually


async def people(sign_in: Any, *names: str) -> list[Client]:
    """Personas nobody else uses."""
    tag = uuid.uuid4().hex[:8]
    return list(await asyncio.gather(*(sign_in(f"{name}-{tag}") for name in names)))


async def settled(platform: Platform, sign_in: Any) -> None:
    """Wait until what was told before has arrived everywhere: a marker sent the same way has."""
    author, reader = await people(sign_in, "marker", "watcher")
    await reader.put(f"members/{author.id}/follow")
    await author.post("plans", json=a_plan(visibility="public"))
    await eventually(lambda: reader.get("notifications"), lambda answer: len(answer.json["items"]) == 1)
    assert platform.url


SECRET = "비밀 여행지"


async def assert_hidden(viewer: Client, owner: Client, plan_id: str) -> None:
    """No route shows the plan, or betrays that it is there."""
    missing = f"{owner.id}.01jb2k3m4n5p6q7r8s9t0v1w2x"
    etag = {"If-Match": '"1.x"'}
    for plan in (plan_id, missing):
        answers = [await viewer.get(f"plans/{plan}")]
        if viewer.token:
            answers += [
                await viewer.put(f"plans/{plan}", json=a_plan(), headers=etag),
                await viewer.delete(f"plans/{plan}"),
                await viewer.put(f"plans/{plan}/visibility", json={"visibility": "public"}),
            ]
        assert {answer.status for answer in answers} == {404}
        assert all(answer.json["code"] == "not_found" for answer in answers)
    lists = [f"members/{owner.id}/plans"] + (["notifications", "members/me/plans"] if viewer.token else [])
    for path in lists:
        answer = await viewer.get(path)
        assert answer.status == 200, (path, answer.body)
        assert plan_id not in answer.body.decode()
        assert SECRET not in answer.body.decode()


async def test_a_private_plan_is_hidden_from_followers_members_and_strangers(shared_platform: Platform) -> None:
    async with browser(shared_platform) as sign_in:
        owner, follower, member = await people(sign_in, "owner", "follower", "member")
        await follower.put(f"members/{owner.id}/follow")
        plan = (await owner.post("plans", json=a_plan(title=SECRET, details=SECRET))).json
        assert plan["visibility"] == "private"
        await settled(shared_platform, sign_in)
        for viewer in (follower, member, await sign_in("")):
            await assert_hidden(viewer, owner, plan["id"])
        assert (await owner.get(f"plans/{plan['id']}")).json == plan, "and nobody has changed it"


async def test_a_followers_plan_is_seen_by_followers_only_and_no_longer_when_they_are_removed(
    shared_platform: Platform,
) -> None:
    async with browser(shared_platform) as sign_in:
        owner, follower, member = await people(sign_in, "owner", "follower", "member")
        await follower.put(f"members/{owner.id}/follow")
        plan = (await owner.post("plans", json=a_plan(title=SECRET, visibility="followers"))).json
        await eventually(lambda: follower.get(f"plans/{plan['id']}"), lambda answer: answer.status == 200)
        await eventually(lambda: follower.get("notifications"), lambda answer: len(answer.json["items"]) == 1)
        await assert_hidden(member, owner, plan["id"])
        await assert_hidden(await sign_in(""), owner, plan["id"])

        assert (await owner.delete(f"members/me/followers/{follower.id}")).status == 204
        await eventually(lambda: follower.get(f"plans/{plan['id']}"), lambda answer: answer.status == 404)
        await eventually(lambda: follower.get("notifications"), lambda answer: not answer.json["items"])
        await assert_hidden(follower, owner, plan["id"])


async def test_a_public_plan_made_private_is_gone_everywhere_within_a_second(shared_platform: Platform) -> None:
    async with browser(shared_platform) as sign_in:
        owner, follower, member = await people(sign_in, "owner", "follower", "member")
        await follower.put(f"members/{owner.id}/follow")
        plan = (await owner.post("plans", json=a_plan(title=SECRET, visibility="public"))).json
        await eventually(lambda: follower.get("notifications"), lambda answer: len(answer.json["items"]) == 1)
        assert (await member.get(f"plans/{plan['id']}")).status == 200
        assert (await member.get(f"members/{owner.id}/plans")).json["items"][0]["id"] == plan["id"]

        hidden = await owner.put(f"plans/{plan['id']}/visibility", json={"visibility": "private"})
        assert (hidden.status, hidden.json["visibility"]) == (200, "private")
        await eventually(lambda: follower.get("notifications"), lambda answer: not answer.json["items"], seconds=1)
        await eventually(
            lambda: follower.get("notifications/unread-count"), lambda answer: answer.json["count"] == 0, seconds=1
        )
        for viewer in (follower, member, await sign_in("")):
            await assert_hidden(viewer, owner, plan["id"])


async def test_a_blocked_member_sees_nothing_of_the_one_who_blocked(shared_platform: Platform) -> None:
    async with browser(shared_platform) as sign_in:
        owner, blocked = await people(sign_in, "owner", "blocked")
        await blocked.put(f"members/{owner.id}/follow")
        plan = (await owner.post("plans", json=a_plan(title=SECRET, visibility="public"))).json
        await eventually(lambda: blocked.get("notifications"), lambda answer: len(answer.json["items"]) == 1)

        assert (await owner.put(f"members/{blocked.id}/block")).status == 200
        await eventually(lambda: blocked.get(f"plans/{plan['id']}"), lambda answer: answer.status == 404)
        await eventually(lambda: blocked.get("notifications"), lambda answer: not answer.json["items"])
        assert (await blocked.put(f"members/{owner.id}/follow")).status == 404
        assert (await blocked.get(f"members/{owner.id}/followers")).status == 404
        assert (await blocked.get(f"members/{owner.id}/plans")).status == 404
        assert (await owner.get("members/me/followers")).json["items"] == []
        assert [each["id"] for each in (await owner.get("members/me/blocked")).json["items"]] == [blocked.id]
        assert (await blocked.get("members/me/blocked")).json["items"] == []
        [relation] = (await blocked.get(f"members/me/relations?ids={owner.id}")).json["items"]
        assert not any((relation["following"], relation["followedBy"], relation["blocking"]))
        assert (await (await sign_in("")).get(f"plans/{plan['id']}")).status == 200, "it is still public"

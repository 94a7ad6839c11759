"""A day on the platform: everything that people do, once, and what each of it sets going.

Sizes are those of everyday: a plan of three days with fifteen items is about 4 KB. Lists are read as they are on that
day, their first page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import orjson

from local.costs.counting import Counts
from local.costs.platform import Platform
from local.demo import itinerary_of
from shared.catalogue import destinations

_START = date(2026, 10, 16)
_DAYS = 3
FOLLOWERS = (10, 100)
"""How many people follow an author whose plan's fan-out is counted."""


@dataclass
class Day:
    """What was counted."""

    operations: dict[str, Counts] = field(default_factory=dict)
    """HTTP operation → the most that one request of it cost, without what it set going."""
    chains: dict[str, Counts] = field(default_factory=dict)
    """What somebody did → all that it cost, to the end."""
    timers: dict[str, Counts] = field(default_factory=dict)
    """Timer → what a run costs when nothing is amiss."""


class _Person:
    def __init__(self, member_id: str, cookie: str) -> None:
        self.id = member_id
        self.cookie = cookie


class _Story:
    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.day = Day()

    async def do(
        self,
        operation: str,
        person: _Person | None = None,
        *,
        chain: str | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        **route: str,
    ) -> Any:
        """One request and what it sets going; the answer's body, if it is JSON, else its bytes."""
        before = self.platform.counts.copy()
        response = await self.platform.ask(
            operation, as_=None if person is None else person.id, body=body, headers=headers, query=query, **route
        )
        asked = self.platform.counts.since(before)
        known = self.day.operations.get(operation)
        if known is None or asked.units > known.units:
            self.day.operations[operation] = asked
        await self.platform.settle()
        if chain is not None:
            self.day.chains[chain] = self.platform.counts.since(before)
        raw = response.get_body()
        return orjson.loads(raw) if raw and "json" in str(response.mimetype) else raw

    async def sign_in(self, persona: str, chain: str | None = None) -> _Person:
        """Somebody, by their session."""
        before = self.platform.counts.copy()
        response = await self.platform.ask("sign_in_persona", body={"persona": persona, "name": persona.title()})
        self.day.operations.setdefault("sign_in_persona", self.platform.counts.since(before))
        await self.platform.settle()
        if chain is not None:
            self.day.chains[chain] = self.platform.counts.since(before)
        cookie = response.headers["Set-Cookie"].partition(";")[0]
        return _Person(orjson.loads(response.get_body())["member"]["id"], cookie)


def _plan(visibility: str, *, title: str = "제주 3일") -> dict[str, Any]:
    days = [_START + timedelta(days=number) for number in range(_DAYS)]
    return {
        "title": title,
        "location": "제주",
        "travelDate": days[0].isoformat(),
        "endDate": days[-1].isoformat(),
        "groupSize": 2,
        "budget": 600_000,
        "currency": "KRW",
        "details": "오름 하나, 바다는 매일, 사진도 많이.",
        "visibility": visibility,
        "itinerary": {"days": itinerary_of(destinations()["jeju"], "ko", 2, days)},
    }


async def live(platform: Platform) -> Day:
    """The whole day."""
    story = _Story(platform)
    author = await story.sign_in("author", "Sign up: the first sign-in of a member")
    await story.sign_in("author", "Sign in again")
    await _session(story, author)
    readers = [await story.sign_in(f"reader-{number}") for number in range(max(FOLLOWERS))]
    plan = await story.do("create_plan", author, body=_plan("public"), chain="Create a public plan, nobody follows")
    followed = 0
    for followers in FOLLOWERS:
        for reader in readers[followed:followers]:
            await story.do("follow_member", reader, memberId=author.id, chain="Follow somebody")
        followed = followers
        chain = f"Create a public plan, {followers} follow"
        plan = await story.do("create_plan", author, body=_plan("public"), chain=chain)
    for reader in readers[:3]:
        await story.do("like_plan", reader, planId=plan["id"], chain="Like a plan")
    await _read(story, readers[0], author, plan["id"])
    await _change(story, readers[0], author, plan["id"])
    await _share(story, author, plan["id"])
    await _tokens(story, readers[1])
    await _recommendations(story, readers[2])
    await _notifications(story, author, readers[3])
    await _relations(story, readers[4], author)
    await _leave(story, readers[5])
    for timer in platform.timers():
        before = platform.counts.copy()
        await platform.run_timer(timer)
        story.day.timers[timer] = platform.counts.since(before)
        await platform.settle()
    return story.day


async def _session(story: _Story, author: _Person) -> None:
    for operation in ("list_sign_in_providers", "get_signing_keys", "get_discovery_document"):
        await story.do(operation)
    origin = {"origin": "http://127.0.0.1:7071"}
    await story.do("refresh_session", headers={"cookie": author.cookie, **origin}, chain="Refresh a session")
    other = await story.sign_in("author")
    await story.do("end_session", headers={"cookie": other.cookie, **origin})
    await story.do("get_my_profile", author)
    await story.do("update_my_profile", author, body={"bio": "오름"}, chain="Change one's profile")


async def _read(story: _Story, reader: _Person, author: _Person, plan_id: str) -> None:
    await story.do("get_member", reader, memberId=author.id)
    await story.do("search_members", reader, query={"q": "reader"})
    await story.do("read_plan", reader, planId=plan_id, chain="Open a plan")
    await story.do("read_plan_calendar", reader, planId=plan_id)
    await story.do("read_plan_print", reader, planId=plan_id)
    await story.do("list_my_plans", author)
    await story.do("list_member_plans", reader, memberId=author.id)
    await story.do("search_destinations", query={"q": "제주"})
    await story.platform.run_timer("plan_trending")
    await story.do("read_feed", reader, chain="Open the feed")
    await story.do("read_feed", reader, query={"scope": "following"}, chain="Open the feed of whom one follows")
    await story.do("read_feed", reader, query={"sort": "trending"}, chain="Open what trends")
    await story.do("read_feed", reader, query={"q": "오름 하나"}, chain="Search the feed for two words")


async def _change(story: _Story, reader: _Person, author: _Person, plan_id: str) -> None:
    await story.do("list_my_likes", reader)
    await story.do("unlike_plan", reader, planId=plan_id, chain="Take a like back")
    await story.do("like_plan", reader, planId=plan_id)
    fork = await story.do("fork_plan", reader, planId=plan_id, body={}, chain="Fork a plan")
    content = _plan("private", title="제주, 고친 계획")
    del content["visibility"]
    await story.do(
        "replace_plan", author, planId=plan_id, body=content, headers={"if-match": "*"}, chain="Change a public plan"
    )
    chain = "Make a private plan public, nobody follows"
    await story.do("set_plan_visibility", reader, planId=fork["id"], body={"visibility": "public"}, chain=chain)
    await story.do("delete_plan", reader, planId=fork["id"], chain="Delete a public plan")


async def _share(story: _Story, author: _Person, plan_id: str) -> None:
    link = await story.do("create_share_link", author, planId=plan_id, body={"sections": ["itinerary"]})
    token = link["url"].rpartition("/shared/")[2].partition("/")[0]
    await story.do("list_share_links", author, planId=plan_id)
    await story.do("read_shared_plan", token=token)
    await story.do("read_shared_page", token=token, chain="Open a shared link's page")
    await story.do("read_shared_image", token=token)
    await story.do("delete_share_link", author, planId=plan_id, linkId=link["id"])


async def _tokens(story: _Story, reader: _Person) -> None:
    platform = story.platform
    await story.do("list_packages")
    await story.do("read_wallet", reader)
    await story.do("list_wallet_entries", reader)
    before = platform.counts.copy()
    order = await story.do("create_order", reader, body={"packageId": "tokens-1000"})
    token = order["checkoutUrl"].rpartition("=")[2]
    form = f"token={token}&choice=pay&returnTo=/wallet".encode()
    urlencoded = {"content-type": "application/x-www-form-urlencoded"}
    response = await platform.ask("pay_at_sandbox", body=form, headers=urlencoded)
    key = response.headers["Location"].partition("paymentKey=")[2].partition("&")[0]
    said = {"paymentKey": key, "amount": 1_900}
    await story.do("confirm_order", reader, orderId=order["id"], body=said)
    story.day.chains["Buy tokens: order, pay at the sandbox, confirm"] = platform.counts.since(before)
    await story.do("read_order", reader, orderId=order["id"])
    await story.do("refund_order", reader, orderId=order["id"], chain="Give an order back")


async def _recommendations(story: _Story, reader: _Person) -> None:
    asked = {
        "type": "B",
        "location": "제주",
        "travelDate": _START.isoformat(),
        "endDate": (_START + timedelta(days=2)).isoformat(),
        "groupSize": 2,
        "budget": 600_000,
    }
    chain = "A recommendation of three days: asked, held, made, spent, told"
    made = await story.do("request_recommendation", reader, body=asked, chain=chain)
    shown = await story.do("read_recommendation", reader, recommendationId=made["id"])
    if shown["status"] != "created":
        raise RuntimeError(f"the recommendation is {shown['status']}")
    await story.do("request_recommendation", reader, body=asked, chain="The same asked again within the hour")
    await story.do("list_recommendations", reader)
    chain = "A recommendation that fails: asked, held, given back, told"
    failed = await story.do("request_recommendation", reader, body={**asked, "budget": 1_000}, chain=chain)
    shown = await story.do("read_recommendation", reader, recommendationId=failed["id"])
    if (shown["status"], shown["failure"]["code"]) != ("failed", "budget_too_small"):
        raise RuntimeError(f"the recommendation ended as {shown['failure']}")
    chain = "A recommendation for a place that is not known: refused, uncharged, told"
    await story.do("request_recommendation", reader, body={**asked, "location": "Atlantis"}, chain=chain)
    chain = "Accept a recommendation as a plan"
    await story.do("accept_recommendation", reader, recommendationId=made["id"], body={}, chain=chain)


async def _notifications(story: _Story, author: _Person, reader: _Person) -> None:
    await story.do("count_unread_notifications", author, chain="Poll the unread count")
    shown = await story.do("list_notifications", author, chain="Open the inbox")
    await story.do("mark_notifications_read", author, body={"ids": [shown["items"][0]["id"]]})
    await story.do("mark_notifications_read", author, body={"all": True})
    await story.do("dismiss_notification", author, notificationId=shown["items"][0]["id"])
    preferences = await story.do("read_notification_preferences", author)
    await story.do("set_notification_preferences", author, body=preferences)
    await story.do("mute_member", reader, memberId=author.id)
    await story.do("read_mute", reader, memberId=author.id)
    await story.do("list_my_muted", reader)
    await story.do("unmute_member", reader, memberId=author.id)


async def _relations(story: _Story, reader: _Person, author: _Person) -> None:
    await story.do("list_my_following", reader)
    await story.do("list_my_followers", author)
    await story.do("list_following", reader, memberId=author.id)
    await story.do("list_followers", reader, memberId=author.id)
    await story.do("unfollow_member", reader, memberId=author.id, chain="Unfollow somebody")
    await story.do("follow_member", reader, memberId=author.id)
    await story.do("remove_follower", author, memberId=reader.id)
    await story.do("block_member", reader, memberId=author.id, chain="Block somebody")
    await story.do("list_my_blocked", reader)
    await story.do("unblock_member", reader, memberId=author.id, chain="Unblock somebody")
    await story.do("list_my_relations", reader, query={"ids": author.id})


async def _leave(story: _Story, reader: _Person) -> None:
    for context in ("member", "token", "plan", "recommendation", "follow", "like", "notification"):
        await story.do(f"export_{context}", reader)
    await story.do("delete_my_account", reader, chain="Leave: a member with one follow and no plans")

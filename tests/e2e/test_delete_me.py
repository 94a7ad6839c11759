"""Everything about me as one file; then nothing of me anywhere: proven by looking everywhere."""

import asyncio
import json
import os
import time
from functools import partial
from typing import Any

import jsonschema

from local.openapi import document
from tests.e2e.leftovers import bytes_saying, documents, messages, saying
from tests.e2e.platform import Client, Platform, a_plan, browser, eventually
from tests.e2e.test_recommendations import a_request, ended

os.environ.setdefault("KTRAVEL_ENVIRONMENT", "local")  # the document is made from the contexts, which read it

PERSONA = "byeolmaru-quuxly"
NAME = "별마루 Quibblezorp"
WORDS = {
    "persona": PERSONA,
    "name": NAME,
    "bio": "고슴도치와 걷는 사람",
    "title": "달빛아래 코끼리산책",
    "details": "엄마의 칠순잔치 비밀",
    "note": "할머니 댁 대문 비밀번호 표시",
    "item": "투명고래 관찰대",
    "private": "숨은 두루미계획",
    "wish": "낙타털 담요가 필요해요",
    "nowhere": "무지개너머 섬나라",
    "renamed": "별마루둘 Zibbertwig",
}
TOMBSTONES = {
    "members: deleted-member",
    "member-names: names",
    "erasures: erasure",
    "wallets: closed-wallet",
    "wallets: hold",
    "plans: deleted-plan",
    "plan-people: member",
    "plan-people: follower",
    "plan-people: block",
    "plan-recommendations: forgotten-recommendation",
    "recommendations: deleted-recommendation",
    "recommendations: gone",
    "recommendation-evidence: gone",
    "recommendation-evidence: ended-follower",
    "recommendation-evidence: ended-like",
    "recommendation-evidence: block",
    "follows: ended-edge",
    "follows: lifted-block",
    "followers: member",
    "followers: ended-follower",
    "followers: ended-blocker",
    "likes: ended-like",
    "likes: deleted-plan",
    "likes: count",
    "like-members: member",
    "like-members: follower",
    "like-members: block",
    "like-members: ended-like",
    "plan-people: followee",
    "plan-likes: like",
    "plan-feed: placed",
    "plan-trending: heat",
    "notification-audience: member",
    "notification-audience: like",
}
"""The only documents in which a member's id may stay: ids, numbers and times, which expire by themselves."""
UNTIL_THE_NEXT_LOOK = {"plan-trending: warm", "plan-trending: top", "plan-likes: count"}
"""Plan ids that a timer looks after: what trends, and counts that came to nought."""


def a_secret_plan(**changes: Any) -> dict[str, Any]:
    """A plan with words in all its corners."""
    item = {"title": WORDS["item"], "note": WORDS["note"], "place": {"name": WORDS["item"]}}
    itinerary = {"days": [{"date": "2026-12-24", "items": [item]}]}
    return a_plan(title=WORDS["title"], details=WORDS["details"], itinerary=itinerary, **changes)


async def pay(me: Client) -> str:
    """Buy tokens; the order's id."""
    key = {"Idempotency-Key": "order-1"}
    order = (await me.post("wallet/orders", json={"packageId": "tokens-1000"}, headers=key)).json
    token = order["checkoutUrl"].partition("token=")[2]
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    paid = await me.post("payments/sandbox/checkout", data=f"token={token}&choice=pay".encode(), headers=form)
    assert paid.status == 303, paid.body
    await eventually(lambda: me.get("wallet"), lambda answer: answer.json["paid"] == 1000)
    return str(order["id"])


async def live(me: Client, friend: Client, author: Client, foe: Client) -> dict[str, str]:
    """A life with a bit of everything, in which others have their part."""
    hidden = (await me.post("plans", json=a_plan(title=WORDS["private"]))).json
    await eventually(lambda: me.get(f"plans/{hidden['id']}"), lambda answer: answer.json["owner"]["name"] == me.name)
    # The name of signing up stays in the answer that is kept for whoever says this again.
    key = {"Idempotency-Key": "plan-1"}
    shown = (await me.post("plans", json=a_secret_plan(visibility="public"), headers=key)).json
    assert (await me.ask("PATCH", "members/me", json={"name": NAME, "bio": WORDS["bio"]})).status == 200
    plain = (await me.post("plans", json=a_plan(title="겨울", visibility="public"))).json
    theirs = (await author.post("plans", json=a_plan(title="여름", visibility="public"))).json
    assert (await me.post(f"plans/{hidden['id']}/links", json={"sections": ["details"]})).status == 201
    link = (await me.post(f"plans/{shown['id']}/links", json={"sections": ["details"]})).json
    for one, other in ((me, friend), (friend, me), (me, author)):
        assert (await one.put(f"members/{other.id}/follow")).status == 200
    assert (await me.put(f"plans/{theirs['id']}/like")).status == 200
    for plan in (shown, plain):
        assert (await friend.put(f"plans/{plan['id']}/like")).status == 200
    fork = await friend.post(f"plans/{plain['id']}/fork", json={}, headers={"Idempotency-Key": "fork-1"})
    assert fork.status == 201, fork.body
    assert (await me.post(f"plans/{theirs['id']}/fork", json={"title": WORDS["title"]})).status == 201
    later = (await me.post("plans", json=a_secret_plan(visibility="followers"))).json
    asked = await me.post("recommendations", json=a_request(details=WORDS["wish"]), headers={"Idempotency-Key": "r-1"})
    made = await ended(me, asked)
    assert made["status"] == "created", made
    assert (await me.post(f"recommendations/{made['id']}/accept", json={})).status == 201
    failed = await ended(me, await me.post("recommendations", json=a_request(location=WORDS["nowhere"])))
    assert failed["status"] == "failed"
    order = await pay(me)
    assert (await me.put(f"members/{author.id}/mute")).status == 200
    wanted = (await me.get("notifications/preferences")).json
    assert (await me.put("notifications/preferences", json={**wanted, "plan_forked": False})).status == 200
    assert (await me.ask("PATCH", "members/me", json={"name": WORDS["renamed"]})).status == 200
    # What follows is told of the latest, so that all of the above has been heard of everywhere.
    await eventually(
        lambda: friend.get("notifications"),
        lambda answer: (
            {later["id"], me.id} <= {item["subject"]["id"] for item in answer.json["items"]} | {me.id}
            and WORDS["renamed"] in json.dumps(answer.json, ensure_ascii=False)
        ),
    )
    await eventually(
        lambda: author.get("notifications"),
        lambda answer: {"followed", "plan_liked", "plan_forked"} <= {item["kind"] for item in answer.json["items"]},
    )
    await eventually(
        lambda: me.get("notifications"),
        lambda answer: "recommendation_failed" in {i["kind"] for i in answer.json["items"]},
    )
    assert (await me.put(f"members/{foe.id}/block")).status == 200
    assert (await foe.put(f"members/{me.id}/block")).status == 200
    return {
        "shown": shown["id"],
        "theirs": theirs["id"],
        "fork": fork.json["id"],
        "link": link["token"],
        "order": order,
    }


async def test_the_export_has_everything_and_after_deletion_nothing_is_left(platform: Platform) -> None:
    async with browser(platform) as sign_in:
        friend, author, foe = await asyncio.gather(*(sign_in(name) for name in ("friend", "author", "foe")))
        me = await sign_in(PERSONA)
        # As the member was called when signing up: the persona's words.
        assert me.name == "Byeolmaru Quuxly"
        made = await live(me, friend, author, foe)

        exported = await me.get("members/me/export")
        assert exported.status == 200, exported.body
        assert exported.headers["Content-Disposition"].startswith('attachment; filename="ktravel-')
        components = document()["components"]
        for context, items in exported.json["contexts"].items():
            assert items, context
            page = {"$ref": f"#/components/schemas/{context.capitalize()}Export", "components": components}
            jsonschema.validate({"items": items, "nextCursor": None}, page)
        jsonschema.validate(exported.json, {"$ref": "#/components/schemas/Export", "components": components})
        said = json.dumps(exported.json, ensure_ascii=False)
        assert [word for name, word in WORDS.items() if name not in ("persona", "name") and word not in said] == []
        for told in (friend.id, author.id, foe.id, *made.values()):
            assert (told in said) == (told not in (made["fork"], made["link"])), told
        assert "secretHash" not in said

        words = [*WORDS.values(), me.name]
        there = {word for found in saying(platform.state, words).values() for word in found}
        assert there >= {*words} - {PERSONA, NAME}, "the looking finds what is there: all but the name in between"

        began = time.monotonic()
        gone = await me.delete("members/me")
        assert gone.status == 204
        assert (await me.delete("members/me")).status == 204
        assert (await me.get("members/me")).status == 401
        assert (await me.get("members/me/export")).status == 401
        assert (await friend.get(f"members/{me.id}")).status == 404
        await eventually(lambda: asyncio.to_thread(saying, platform.state, words), lambda found: not found)
        print(f"nothing is left after {time.monotonic() - began:.2f} s")  # noqa: T201 - the figure is to be seen

        await nobody_sees_me(me, friend, author, foe, made)
        await eventually(lambda: asyncio.to_thread(waiting, platform, me), lambda found: not found)
        left = [each for each in documents(platform.state) if me.id in json.dumps(each.body)]
        assert {each.what for each in left} - UNTIL_THE_NEXT_LOOK <= TOMBSTONES
        assert [each for each in left if "ttl" not in each.body and each.what not in UNTIL_THE_NEXT_LOOK] == []
        assert [each for each in left if each.says] == []
        records = [each.body for each in documents(platform.state) if each.body["type"] == "order-record"]
        assert [(each["id"], each["amount"]) for each in records] == [(made["order"].partition(".")[2], 1900)]

        again = await sign_in(PERSONA)
        assert again.id != me.id
        await eventually(lambda: again.get("wallet"), lambda answer: answer.json.get("free") == 5000)
        assert (await again.get("members/me/plans")).json["items"] == []
        assert (await again.get("notifications")).json["items"] == []
    assert platform.stop() == 0
    assert bytes_saying(platform.state, [word for word in words if word != me.name]) == {}


def waiting(platform: Platform, me: Client) -> list[str]:
    """What somebody has still to be told of me."""
    return [each for each in messages(platform.state) if me.id in each]


async def nobody_sees_me(me: Client, friend: Client, author: Client, foe: Client, made: dict[str, str]) -> None:
    """What others are shown, once it is as it should be."""
    for path in (f"plans/{made['shown']}", f"members/{me.id}/plans", f"members/{me.id}/followers"):
        assert (await friend.get(path)).status == 404, path
    assert (await friend.get(f"shared/{made['link']}")).status == 404
    for other in (friend, author, foe):
        for path in ("members/me/following", "members/me/followers", "members/me/likes", "notifications"):
            await eventually(partial(other.get, path), lambda answer: answer.json["items"] == [])
        assert (await other.get("notifications/unread-count")).json == {"count": 0}
        assert (await other.get("members?q=Zibbertwig")).json["items"] == []
    # The author's plan is liked and forked by nobody any more; the friend's copy of mine is of a plan that is gone.
    liked = await foe.put(f"plans/{made['theirs']}/like")
    assert (liked.status, liked.json["likes"]) == (200, 1)
    plan = await eventually(lambda: author.get(f"plans/{made['theirs']}"), lambda answer: answer.json["forks"] == 0)
    assert plan.json["forks"] == 0
    fork = (await friend.get(f"plans/{made['fork']}")).json
    assert fork["forkedFrom"]["visible"] is False
    assert me.id not in json.dumps(fork)

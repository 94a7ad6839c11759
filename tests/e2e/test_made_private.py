"""Where a plan shows, and that it is gone from there within a second of being made private or for followers only, and
of a block: one test per place."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from functions.plan import trending
from shared.catalogue import destinations
from shared.clock import SystemClock
from shared.dependencies import Dependencies
from shared.store.sqlite import SqliteStore
from shared.topology import topology
from tests.e2e.platform import Answer, Client, Platform, a_plan, browser, eventually
from tests.e2e.test_journey import persona
from tests.e2e.test_recommendations import SOON, a_request, ended
from tests.fakes import MemoryBus

AT_MOST = 1.0
"""Seconds."""
_WORDS = itertools.count()
_OTHERS_USE = ("jeju", "pohang")
_DESTINATIONS = itertools.cycle([each for key, each in destinations().items() if key not in _OTHERS_USE])


@dataclass(frozen=True, slots=True)
class Scene:
    """A public plan, and two who follow its owner, like it and have a fork of it: one whom the test is about, and one
    who is to notice nothing of a block."""

    platform: Platform
    owner: Client
    reader: Client
    bystander: Client
    stranger: Client
    plan_id: str
    location: str
    word: str
    """In the plan's title, and in no other's."""
    things: tuple[str, ...]
    """What the plan's itinerary has: sights that the catalogue of the place has as well."""
    link: str
    forks: dict[str, str]
    """Member's id → the id of their fork."""


type Place = Callable[[Scene, Client], Awaitable[bool]]
"""Whether somebody meets the plan there."""


def _found(answer: Answer) -> bool:
    assert answer.status in (200, 404), answer.body
    return answer.status == 200


def _listed(scene: Scene, answer: Answer) -> bool:
    return _found(answer) and scene.plan_id in [item["id"] for item in answer.json["items"]]


async def feed_of_everybody(scene: Scene, member: Client) -> bool:
    """The latest plans."""
    return _listed(scene, await member.get("feed?limit=100"))


async def feed_of_a_place(scene: Scene, member: Client) -> bool:
    """The latest plans of a place."""
    return _listed(scene, await member.get(f"feed?limit=100&location={scene.location}"))


async def feed_by_words(scene: Scene, member: Client) -> bool:
    """A search."""
    return _listed(scene, await member.get(f"feed?q={scene.word}"))


async def feed_of_those_one_follows(scene: Scene, member: Client) -> bool:
    """The latest plans of those whom the member follows."""
    return _listed(scene, await member.get("feed?scope=following"))


async def trending_everywhere(scene: Scene, member: Client) -> bool:
    """What trends."""
    return _listed(scene, await member.get("feed?sort=trending&limit=100"))


async def trending_at_a_place(scene: Scene, member: Client) -> bool:
    """What trends at a place."""
    return _listed(scene, await member.get(f"feed?sort=trending&limit=100&location={scene.location}"))


async def likes_list(scene: Scene, member: Client) -> bool:
    """The plans that the member likes."""
    return _listed(scene, await member.get("members/me/likes"))


async def plans_of_the_owner(scene: Scene, member: Client) -> bool:
    """The owner's page."""
    return _listed(scene, await member.get(f"members/{scene.owner.id}/plans"))


async def notifications(scene: Scene, member: Client) -> bool:
    """What the member was told."""
    answer = await member.get("notifications")
    return _found(answer) and scene.plan_id in [item["subject"]["id"] for item in answer.json["items"]]


async def unread_count(scene: Scene, member: Client) -> bool:
    """How much of that is unread: the plan is all that anybody was told of."""
    answer = await member.get("notifications/unread-count")
    assert answer.json["count"] in (0, 1), scene
    return bool(answer.json["count"])


async def share_link(scene: Scene, member: Client) -> bool:
    """A link to the plan: its data, its page and its picture agree."""
    kinds = ("", "/page", "/image.png")
    answers = await asyncio.gather(*(member.get(f"shared/{scene.link}{kind}") for kind in kinds))
    assert len({answer.status for answer in answers}) == 1, [answer.status for answer in answers]
    return _found(answers[0])


async def source_of_a_fork(scene: Scene, member: Client) -> bool:
    """What the member's fork says of where it is from."""
    source = (await member.get(f"plans/{scene.forks[member.id]}")).json["forkedFrom"]
    assert source["visible"] == (source.get("planId") == scene.plan_id), source
    assert source["visible"] or source == {"visible": False}, "nothing is said of what is hidden"
    return bool(source["visible"])


async def plan_itself(scene: Scene, member: Client) -> bool:
    """The plan."""
    return _found(await member.get(f"plans/{scene.plan_id}"))


async def calendar_file(scene: Scene, member: Client) -> bool:
    """The plan for calendars."""
    return _found(await member.get(f"plans/{scene.plan_id}/calendar.ics"))


async def printed_page(scene: Scene, member: Client) -> bool:
    """The plan for paper."""
    return _found(await member.get(f"plans/{scene.plan_id}/print"))


async def forking(scene: Scene, member: Client) -> bool:
    """Whether it can be copied."""
    answer = await member.post(f"plans/{scene.plan_id}/fork")
    assert answer.status in (201, 404), answer.body
    return answer.status == 201


async def evidence_of_what_trends(scene: Scene, member: Client) -> bool:
    """What a recommendation of type B is made of."""
    return await _is_evidence(scene, member, "B", "plans")


async def evidence_of_what_one_likes(scene: Scene, member: Client) -> bool:
    """What a recommendation of type C is made of."""
    return await _is_evidence(scene, member, "C", "liked_plans")


async def _is_evidence(scene: Scene, member: Client, kind: str, source: str) -> bool:
    trip = a_request(type=kind, location=scene.location, endDate=SOON.isoformat(), fresh=True)
    asked = await member.post("recommendations", json=trip)
    if kind == "C" and asked.status == 409:
        assert asked.json["code"] == "no_likes_yet"
        return False
    made = await ended(member, asked)
    assert made["status"] == "created", made
    items = [item for day in made["itinerary"]["days"] for item in day["items"]]
    ours = [item for item in items if any(thing in item["title"] for thing in scene.things)]
    return source in [each["kind"] for item in ours for each in item["sources"]]


AT_ONCE = {
    feed_of_everybody,
    feed_of_a_place,
    feed_by_words,
    feed_of_those_one_follows,
    trending_everywhere,
    trending_at_a_place,
    plans_of_the_owner,
    share_link,
    source_of_a_fork,
    plan_itself,
    calendar_file,
    printed_page,
    forking,
}
"""Where the plan itself is asked: being made private shows there with the answer that says that it is."""
BY_NEWS = {
    likes_list,
    notifications,
    unread_count,
    evidence_of_what_trends,
    evidence_of_what_one_likes,
}
"""What other contexts show."""
VISITS = {
    likes_list,
    plans_of_the_owner,
    share_link,
    source_of_a_fork,
    plan_itself,
    calendar_file,
    printed_page,
    forking,
}
"""What somebody goes to by themselves: their own block does not keep them from it. Whatever comes to them without being
asked for is gone."""
FOR_FOLLOWERS = VISITS | {feed_of_those_one_follows, notifications, unread_count}
"""Where plans for followers show to those."""
PLACES = sorted(AT_ONCE | BY_NEWS, key=lambda place: place.__name__)

every_place = pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)


@asynccontextmanager
async def a_scene(platform: Platform, place: Place) -> AsyncIterator[Scene]:
    """A scene in which reader and bystander meet the plan in that place."""
    destination = next(_DESTINATIONS)
    # Several that are worth the day, so that one of them is in whatever is made of them.
    sights = sorted(destination.sights, key=lambda each: (bool(each.usually_closed), -each.fame))[:3]
    async with browser(platform) as sign_in:
        people = (persona("owner"), persona("reader"), persona("bystander"), "")
        owner, reader, bystander, stranger = await asyncio.gather(*map(sign_in, people))
        for member in (reader, bystander):
            assert (await member.put(f"members/{owner.id}/follow")).status == 200
        items = [{"title": sight.names.ko, "category": "sight", "cost": 0} for sight in sights]
        days = [{"date": SOON.isoformat(), "items": items}]
        word = f"여정{next(_WORDS)}번째"
        changes: dict[str, Any] = {"title": f"{word} 산책", "location": destination.names.ko}
        body = a_plan(**changes, travelDate=SOON.isoformat(), visibility="public", itinerary={"days": days})
        plan_id = (await owner.post("plans", json=body)).json["id"]
        made = await owner.post(f"plans/{plan_id}/links", json={"sections": ["itinerary"]})
        assert made.status == 201, made.body
        forks: dict[str, str] = {}
        for member in (reader, bystander):
            liked, forked = await asyncio.gather(
                member.put(f"plans/{plan_id}/like"), member.post(f"plans/{plan_id}/fork")
            )
            assert (liked.status, forked.status) == (200, 201), (liked.body, forked.body)
            forks[member.id] = forked.json["id"]
        scene = Scene(
            platform, owner, reader, bystander, stranger, plan_id,
            destination.names.ko, word, tuple(sight.names.ko for sight in sights), made.json["token"], forks,
        )  # fmt: skip
        await eventually(lambda: owner.get(f"plans/{plan_id}"), lambda answer: answer.json["likes"] == 2)
        if place in (trending_everywhere, trending_at_a_place):
            await compute_trending(platform)
        for member in (reader, bystander):
            await eventually(partial(place, scene, member), bool)
        yield scene
        assert (await owner.delete(f"plans/{plan_id}")).status == 204


async def compute_trending(platform: Platform) -> None:
    """What the timer does once a minute."""
    path = platform.state / "store" / "plan.sqlite3"
    store = SqliteStore(path, topology().contexts["plan"].containers, clock=SystemClock())
    try:
        await trending.refresh(Dependencies(store=store, bus=MemoryBus(), clock=SystemClock()))
    finally:
        await store.close()


async def gone(scene: Scene, place: Place, member: Client) -> None:
    """The member meets the plan there no longer, within a second, and it stays away."""
    await eventually(partial(place, scene, member), lambda shown: not shown, seconds=AT_MOST)
    assert not await place(scene, member)


@every_place
async def test_a_plan_made_private_is_gone_from(place: Place, shared_platform: Platform) -> None:
    async with a_scene(shared_platform, place) as scene:
        hidden = await scene.owner.put(f"plans/{scene.plan_id}/visibility", json={"visibility": "private"})
        assert (hidden.status, hidden.json["visibility"]) == (200, "private")
        if place in AT_ONCE:
            assert not await place(scene, scene.reader)
        for member in (scene.reader, scene.bystander):
            await gone(scene, place, member)


@every_place
async def test_whom_the_owner_blocks_meets_the_plan_no_longer_in(place: Place, shared_platform: Platform) -> None:
    async with a_scene(shared_platform, place) as scene:
        assert (await scene.owner.put(f"members/{scene.reader.id}/block")).status == 200
        await gone(scene, place, scene.reader)
        assert await place(scene, scene.bystander), "nobody else is concerned"


@every_place
async def test_who_blocks_the_owner_meets_the_plan_only_by_going_to_it(place: Place, shared_platform: Platform) -> None:
    async with a_scene(shared_platform, place) as scene:
        assert (await scene.reader.put(f"members/{scene.owner.id}/block")).status == 200
        if place in VISITS:
            # Until the block has been heard of: what the feed shows is asked of the same documents.
            await eventually(partial(feed_of_everybody, scene, scene.reader), lambda shown: not shown, seconds=AT_MOST)
            assert await place(scene, scene.reader)
        else:
            await gone(scene, place, scene.reader)
        assert await place(scene, scene.bystander), "nobody else is concerned"


@every_place
async def test_a_plan_kept_for_followers_is_gone_for_who_is_none_from(place: Place, shared_platform: Platform) -> None:
    async with a_scene(shared_platform, place) as scene:
        assert (await scene.reader.delete(f"members/{scene.owner.id}/follow")).status == 204
        kept = await scene.owner.put(f"plans/{scene.plan_id}/visibility", json={"visibility": "followers"})
        assert kept.status == 200
        if place is share_link:
            assert await place(scene, scene.reader), "it is for whoever has it"
        else:
            await gone(scene, place, scene.reader)
        if place in FOR_FOLLOWERS:
            assert await place(scene, scene.bystander)
        else:
            await gone(scene, place, scene.bystander)


async def test_a_blocked_members_like_and_notice_are_taken_back(shared_platform: Platform) -> None:
    """What the owner has of the one they block: a like less, and nothing that tells of them."""
    async with a_scene(shared_platform, plan_itself) as scene:
        told = {"followed", "plan_liked", "plan_forked"}
        await eventually(
            lambda: scene.owner.get("notifications"),
            lambda answer: {item["kind"] for item in answer.json["items"] if item["count"] == 2} == told,
        )
        assert (await scene.owner.put(f"members/{scene.reader.id}/block")).status == 200
        await eventually(
            lambda: scene.owner.get("notifications"),
            lambda answer: (
                {item["kind"] for item in answer.json["items"] if item["count"] == 1} == told
                and scene.reader.id not in str(answer.json)
            ),
            seconds=AT_MOST,
        )
        await eventually(
            lambda: scene.owner.get(f"plans/{scene.plan_id}"),
            lambda answer: answer.json["likes"] == 1,
            seconds=AT_MOST,
        )
        again = await scene.reader.put(f"plans/{scene.plan_id}/like")
        assert (again.status, again.json["code"]) == (404, "not_found")


async def test_who_blocks_the_owner_cannot_like_their_plans_and_is_told_why(shared_platform: Platform) -> None:
    async with a_scene(shared_platform, likes_list) as scene:
        assert (await scene.reader.delete(f"plans/{scene.plan_id}/like")).status == 204
        assert (await scene.reader.put(f"members/{scene.owner.id}/block")).status == 200

        async def like() -> Answer:
            await scene.reader.delete(f"plans/{scene.plan_id}/like")
            return await scene.reader.put(f"plans/{scene.plan_id}/like")

        refused = await eventually(like, lambda answer: answer.status == 409, seconds=AT_MOST)
        assert refused.json["code"] == "blocked"

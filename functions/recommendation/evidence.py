"""What there is to go by for a request: read from what is known at the moment of asking (projections.py).

Visibility is asked of the plans themselves, every time: a plan that was unshared or deleted is evidence for nobody from
the moment that is heard of. A member's own plans are evidence in A only: what they wrote is neither a trend nor what
they like of others. What somebody wrote who left, or between whom and the member there is a block, is none at all.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Literal

import orjson

from functions.recommendation.brief import Evidence, Request
from functions.recommendation.candidates import Candidates, items_to_do
from functions.recommendation.matching import metres
from functions.recommendation.projections import (
    CONTAINER,
    GONE,
    PLAN,
    heard_by,
    newest_likes,
    newest_plans,
    plan_id_of,
    top_authors,
)
from functions.recommendation.taste import taste_of
from functions.recommendation.weighing import Weighed, decay, renown
from shared.catalogue import Destination, destinations, find
from shared.dependencies import Dependencies
from shared.events.plan import Coordinates, ItineraryDay
from shared.events.recommendation import Kind, SourceKind
from shared.ids import is_compound, owner_of
from shared.store.port import Document

OWN_PLANS, OWN_PLANS_AT_PLACE = 60, 30
LIKES = 100
AUTHORS = 12
"""Authors of the place who are asked in B, of twice as many who are looked at: some may be blocked."""
PLANS_OF_AN_AUTHOR = 3
NEIGHBOURS = 8
"""Other places of the region, then of the country, that are looked at where evidence is thin; as many authors are
asked, for a plan each."""
ENOUGH_PLANS, ENOUGH_ITEMS = 3, 10
"""Less is thin."""
_ELSEWHERE = 0.5
"""How loudly a plan of another place speaks of taste."""
_FIRST_LIKES = 10

type Scope = Literal["place", "region", "country", "catalogue"]


@dataclass(frozen=True, slots=True)
class _Found:
    """What was read. `at_place` are plans of the place asked for; `elsewhere` tells taste only."""

    source: SourceKind
    at_place: Sequence[Weighed]
    elsewhere: Sequence[Weighed]
    scope: Scope
    present: tuple[ItineraryDay, ...] = ()
    plan_version: int | None = None
    said_by: int = 1
    """How many travellers must use a word for it to tell taste."""

    @property
    def plans(self) -> list[Weighed]:
        """Everything that was read, that of the place first."""
        return [*self.at_place, *self.elsewhere]


async def gather(deps: Dependencies, member_id: str, request: Request, *, earlier: Evidence | None = None) -> Evidence:
    """The evidence for a member's request, as it is now: never more than a few dozen reads, however much there is.

    What was gathered `earlier` for the same request is given again if nothing that was read has changed."""
    found = await _READERS[request.kind](deps, member_id, request)
    fingerprint = _fingerprint(found)
    if earlier is not None and earlier.fingerprint == fingerprint:
        return earlier
    plans = found.plans
    taste = taste_of(plans, most_said_by=found.said_by)
    candidates = Candidates(request, taste, source=found.source, present=found.present)
    widened = found.source == "plans" and found.scope in ("region", "country")
    return Evidence(
        candidates=candidates.of(found.at_place, found.scope if widened else None),
        taste=taste,
        present=found.present,
        plan_version=found.plan_version,
        plans=len(plans),
        travellers=len({each.author_id for each in plans}),
        scope=found.scope,
        fingerprint=fingerprint,
    )


async def likes_anything(deps: Dependencies, member_id: str) -> bool:
    """Whether the member likes a plan of somebody else's that is public now, among the latest that they like."""
    return await likes_lately(deps, member_id) or bool(await _liked(deps, member_id, LIKES))


async def likes_lately(deps: Dependencies, member_id: str) -> bool:
    """The same among the very latest: for who asks again and again whether a new like has been heard of."""
    return bool(await _liked(deps, member_id, _FIRST_LIKES))


async def own_plan(deps: Dependencies, member_id: str, plan_id: str) -> Document | None:
    """This context's copy of a member's own plan; None for what is not theirs, is gone, or was not heard of yet."""
    if not is_compound(plan_id) or owner_of(plan_id) != member_id:
        return None
    plan, gone = await deps.store.read_many(CONTAINER, [(member_id, plan_id_of(plan_id)), (member_id, GONE)])
    return None if plan is None or gone is not None or plan.body["type"] != PLAN else plan.body


async def _own(deps: Dependencies, member_id: str, request: Request) -> _Found:
    now = deps.clock.now()
    at_place, newest = await asyncio.gather(
        newest_plans(deps, member_id, limit=OWN_PLANS_AT_PLACE, place_key=request.place_key),
        newest_plans(deps, member_id, limit=OWN_PLANS),
    )
    deepened = None if request.plan_id is None else await own_plan(deps, member_id, request.plan_id)
    plans = {plan["planId"]: plan for plan in (*at_place, *newest, *([] if deepened is None else [deepened]))}
    weighed = [Weighed(plan, decay(plan["updatedAt"], now)) for plan in plans.values()]
    here, elsewhere = _by_place(weighed, request)
    return _Found(
        source="own_plans",
        # The plan that is deepened tells taste, and what is in it is not recommended to it.
        at_place=[each for each in here if each.plan is not deepened],
        elsewhere=[*elsewhere, *(each for each in here if each.plan is deepened)],
        scope=_scope_of(weighed, request),
        present=() if deepened is None else tuple(deepened["itinerary"]),
        plan_version=None if deepened is None else deepened["version"],
    )


async def _trend(deps: Dependencies, member_id: str, request: Request) -> _Found:
    at_place = await _most_followed(
        deps, member_id, [request.place_key], authors=AUTHORS, each_at_place=2 * AUTHORS, plans=PLANS_OF_AN_AUTHOR
    )
    elsewhere: list[Weighed] = []
    scope: Scope = "place"
    destination = find(request.place_key)
    for wider, neighbours in _wider(destination):
        if _is_enough([*at_place, *elsewhere]):
            break
        scope = wider
        read = await _most_followed(deps, member_id, neighbours, authors=NEIGHBOURS, each_at_place=2, plans=1)
        elsewhere += [replace(each, weight=each.weight * _ELSEWHERE) for each in read]
    enough = _is_enough([*at_place, *elsewhere])
    return _Found(
        source="plans",
        at_place=at_place,
        elsewhere=elsewhere,
        scope=scope if enough else "catalogue",
        said_by=2,
    )


async def _taste(deps: Dependencies, member_id: str, request: Request) -> _Found:
    liked = await _liked(deps, member_id, LIKES)
    at_place, elsewhere = _by_place(liked, request)
    return _Found(source="liked_plans", at_place=at_place, elsewhere=elsewhere, scope=_scope_of(liked, request))


_READERS: Mapping[Kind, Callable[[Dependencies, str, Request], Awaitable[_Found]]] = {
    "A": _own,
    "B": _trend,
    "C": _taste,
}


async def _liked(deps: Dependencies, member_id: str, limit: int) -> list[Weighed]:
    """The plans of others that a member likes, of the latest `limit`, as far as they are public now."""
    now = deps.clock.now()
    likes = await newest_likes(deps, member_id, limit=limit)
    if not likes:
        return []
    plan_ids = [like["planId"] for like in likes]
    owners = list(dict.fromkeys(map(owner_of, plan_ids)))
    plans, heard = await asyncio.gather(
        deps.store.read_many(CONTAINER, [(owner_of(each), plan_id_of(each)) for each in plan_ids]),
        heard_by(deps, member_id, owners),
    )
    return [
        Weighed(plan.body, decay(like["at"], now))
        for like, plan in zip(likes, plans, strict=True)
        if plan is not None and plan.body.get("visibility") == "public" and plan.body["pk"] in heard
    ]


async def _most_followed(
    deps: Dependencies, member_id: str, place_keys: Sequence[str], *, authors: int, each_at_place: int, plans: int
) -> list[Weighed]:
    """The newest public plans, `plans` of an author at most, of the most followed authors of some places."""
    now = deps.clock.now()
    shown = await asyncio.gather(*(top_authors(deps, place_key, limit=each_at_place) for place_key in place_keys))
    listed = [
        (author["rank"], author["id"], place_key)
        for place_key, found in zip(place_keys, shown, strict=True)
        for author in found
    ]
    # One place an author, so that the number of authors says how many plans are read.
    ranked = {author_id: (rank, place_key) for rank, author_id, place_key in sorted(listed)}
    heard = await heard_by(deps, member_id, list(ranked))
    asked = sorted(heard, key=lambda author_id: (-ranked[author_id][0], author_id))[:authors]
    read = await asyncio.gather(
        *(
            newest_plans(deps, author_id, limit=plans, place_key=ranked[author_id][1], public_only=True)
            for author_id in asked
        )
    )
    return [
        Weighed(plan, renown(ranked[author_id][0]) * decay(plan["updatedAt"], now), ranked[author_id][0])
        for author_id, found in zip(asked, read, strict=True)
        for plan in found
    ]


def _wider(destination: Destination | None) -> Iterator[tuple[Literal["region", "country"], list[str]]]:
    """The other places of a destination's region, then those of its country, the nearest of them."""
    if destination is None:
        return
    here: Coordinates = {"lat": destination.location.lat, "lng": destination.location.lng}
    others = [each for each in destinations().values() if each.country == destination.country and each != destination]
    others.sort(key=lambda each: metres(here, each.location))
    region = destination.region.key
    yield "region", [each.key for each in others if each.region.key == region][:NEIGHBOURS]
    yield "country", [each.key for each in others if each.region.key != region][:NEIGHBOURS]


def _is_enough(plans: Sequence[Weighed]) -> bool:
    return len(plans) >= ENOUGH_PLANS and sum(items_to_do(each.plan["itinerary"]) for each in plans) >= ENOUGH_ITEMS


def _by_place(plans: Sequence[Weighed], request: Request) -> tuple[list[Weighed], list[Weighed]]:
    here = [each for each in plans if each.plan["placeKey"] == request.place_key]
    there = [
        replace(each, weight=each.weight * _ELSEWHERE) for each in plans if each.plan["placeKey"] != request.place_key
    ]
    return here, there


def _scope_of(plans: Sequence[Weighed], request: Request) -> Scope:
    """How near to the place the nearest of these plans is."""
    keys = {each.plan["placeKey"] for each in plans}
    if request.place_key in keys:
        return "place"
    wanted = find(request.place_key)
    others = [other for key in keys if (other := find(key)) is not None]
    if wanted is None or all(each.country != wanted.country for each in others):
        return "catalogue"
    return "region" if any(each.region.key == wanted.region.key for each in others) else "country"


def _fingerprint(found: _Found) -> str:
    read = sorted((each.plan["planId"], each.plan["version"], each.rank) for each in found.plans)
    return blake2b(orjson.dumps([found.scope, found.plan_version, read]), digest_size=16).hexdigest()

"""Where shared plans are listed: read models fed by the change feed of `plans`, each a list of cards in order of time.

`plan-feed` has `recent|yyyy-mm`, what was shared in a month; `place|<key>|yyyy-mm`, what everybody may see of a place;
and in `recent` and `place|<key>` a document for each month that there is. `plan-words` has for each year what everybody
may see, by the beginnings of its words. Cards say where a plan is and nothing of what it says: whoever reads them asks
the plan (visible.py).

What a plan is listed under is noted beforehand, in a document of its own (`placed`), so that whatever was begun is
finished or taken back, wherever it broke off. The highest version wins, in whatever order and however often they come.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from functions.plan import repository
from functions.plan.repository import DELETED_PLAN, PLAN
from functions.plan.warmth import warm
from functions.plan.words import plan_words, stem
from shared.dependencies import Dependencies
from shared.errors import Stale
from shared.events.plan import Visibility
from shared.ids import owner_of
from shared.patience import retrying
from shared.read_model import TOMBSTONE_SECONDS
from shared.store.port import Create, Delete, Document, Operation, Replace, Stored, Upsert

FEED, WORDS = "plan-feed", "plan-words"
RECENT = "recent"
PLACED = "placed"
CARD, WORD, MONTH = "card", "word", "month"
MONTH_LENGTH, YEAR_LENGTH = 7, 4
"""Of a time in ISO 8601."""

type _Place = tuple[str, str]
"""A container and a partition."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What decides where a plan is listed."""

    key: str
    """Its place in the order of time (domain.Plan.feed_key)."""
    visibility: Visibility
    place_key: str
    words: tuple[str, ...]

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "Shelf":
        """The inverse of `json`."""
        return cls(body["key"], body["visibility"], body["placeKey"], tuple(body["words"]))

    @property
    def json(self) -> Document:
        """As it is noted."""
        return {
            "key": self.key,
            "visibility": self.visibility,
            "placeKey": self.place_key,
            "words": list(self.words),
        }

    @property
    def families(self) -> tuple[str, ...]:
        """The partitions that have one of their kind for each month."""
        return (RECENT, place_family(self.place_key)) if self.visibility == "public" else (RECENT,)

    @property
    def month(self) -> str:
        """When it was shared, as "2026-03"."""
        return self.key[:MONTH_LENGTH]

    def documents(self, plan_id: str) -> Iterator[tuple[_Place, Document]]:
        """All that lists a plan."""
        card = {"type": CARD, "planId": plan_id, "ownerId": owner_of(plan_id), "visibility": self.visibility}
        for family in self.families:
            partition = f"{family}|{self.month}"
            yield (FEED, partition), {"id": plan_id, "pk": partition, **card, "sortKey": self.key}
        if self.visibility == "public":
            year = self.key[:YEAR_LENGTH]
            for each in dict.fromkeys(map(stem, self.words)):
                word = {"id": f"{each}.{plan_id}", "pk": year, "type": WORD, "word": each, "planId": plan_id}
                yield (WORDS, year), {**word, "placeKey": self.place_key, "sortKey": self.key}


def place_family(place_key: str) -> str:
    """The partitions of a place, but for their month."""
    return f"place|{place_key}"


def shelf_in(placed: Stored | None) -> Shelf | None:
    """Where a plan is listed, as noted; None if it is not."""
    shelves = _shelves(placed)
    return shelves[-1] if shelves else None


async def words_of_plans(deps: Dependencies, plan_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The words under which plans are listed; none for one that is not."""
    found = await deps.store.read_many(FEED, [(plan_id, PLACED) for plan_id in plan_ids]) if plan_ids else []
    shelves = [shelf_in(placed) for placed in found]
    return {plan_id: () if shelf is None else shelf.words for plan_id, shelf in zip(plan_ids, shelves, strict=True)}


async def on_feed(deps: Dependencies, documents: Sequence[Mapping[str, Any]]) -> None:
    """List the plans among the documents of `plans` where they belong now."""
    plans = [document for document in documents if document["type"] in (PLAN, DELETED_PLAN)]
    await asyncio.gather(*(place(deps, plan) for plan in plans if plan["type"] == DELETED_PLAN or "shownAt" in plan))


async def place(deps: Dependencies, plan: Mapping[str, Any]) -> None:
    """List a plan where it belongs by its document, unless something newer of it is known."""
    await retrying(_Placing(deps, plan).attempt)


@dataclass(slots=True)
class _Placing:
    """One plan on its way to where it belongs."""

    deps: Dependencies
    plan: Mapping[str, Any]
    begun: list[Shelf] = field(default_factory=list)
    """Where this may have listed it already."""
    tried: bool = False

    async def attempt(self) -> None:
        """Raises `WriteConflict` if somebody else placed it meanwhile."""
        if self.tried:
            # What overtook this one is what is there now, or older.
            present = await self.deps.store.read(repository.CONTAINER, owner_of(self.plan["id"]), self.plan["id"])
            self.plan = self.plan if present is None else present.body
        self.tried = True
        wanted = _wanted(self.plan)
        months = [] if wanted is None else [(family, wanted.month) for family in wanted.families]
        placed, *found = await self.deps.store.read_many(FEED, [(self.plan["id"], PLACED), *months])
        if placed is not None and placed.body["version"] > self.plan["version"]:
            return
        before = list(dict.fromkeys([*_shelves(placed), *self.begun]))
        after = [] if wanted is None else [wanted]
        if before == after and (not after or (placed is not None and placed.body["settled"])):
            await self._note(placed, after, settled=True)
            return
        self.begun = [shelf for shelf in before if shelf != wanted] + after
        etag = await self._note(placed, self.begun, settled=False)
        if wanted is not None:
            await self._put(wanted, [key for key, month in zip(months, found, strict=True) if month is None])
        await self._remove(wanted)
        noted = await self.deps.store.read(FEED, self.plan["id"], PLACED)
        if noted is None or noted.etag != etag:
            raise Stale("another version was placed meanwhile", 0)
        if before:
            # A plan that is listed for the first time is noted once: it has nothing to take back, nor any heat.
            await self._note(noted, after, settled=True)
            await warm(self.deps, self.plan["id"])

    async def _note(self, placed: Stored | None, shelves: Sequence[Shelf], *, settled: bool) -> str | None:
        """Write down where the plan may be listed; the note's ETag."""
        version = self.plan["version"]
        if placed is not None and (placed.body["version"], placed.body["settled"], settled) == (version, True, True):
            return placed.etag
        note: Document = {
            "id": PLACED,
            "pk": self.plan["id"],
            "type": PLACED,
            "version": version,
            "settled": settled,
            "shelves": [shelf.json for shelf in shelves],
        }
        if self.plan["type"] == DELETED_PLAN:
            note["ttl"] = TOMBSTONE_SECONDS
        put: Operation = Create(note) if placed is None else Replace(note, placed.etag)
        [etag] = await self.deps.store.execute(FEED, self.plan["id"], [put])
        return etag

    async def _put(self, shelf: Shelf, months: Sequence[tuple[str, str]]) -> None:
        for family, month in months:
            document = {"id": month, "pk": family, "type": MONTH}
            await self.deps.store.execute(FEED, family, [Upsert(document)])
        by_place: dict[_Place, list[Operation]] = {}
        for at, document in shelf.documents(self.plan["id"]):
            by_place.setdefault(at, []).append(Upsert(document))
        await asyncio.gather(*(self.deps.store.execute(*at, operations) for at, operations in by_place.items()))

    async def _remove(self, wanted: Shelf | None) -> None:
        """Take the plan from where it does not belong."""
        belongs = set() if wanted is None else set(_keys(wanted, self.plan["id"]))
        listed = (key for shelf in self.begun for key in _keys(shelf, self.plan["id"]))
        by_place: dict[_Place, list[str]] = {}
        for at, document_id in dict.fromkeys(listed):
            if (at, document_id) not in belongs:
                by_place.setdefault(at, []).append(document_id)
        await asyncio.gather(*(self._delete(*at, ids) for at, ids in by_place.items()))

    async def _delete(self, container: str, partition: str, ids: Sequence[str]) -> None:
        found = await self.deps.store.read_many(container, [(partition, document_id) for document_id in ids])
        operations = [Delete(each.body["id"], each.etag) for each in found if each is not None]
        if operations:
            await self.deps.store.execute(container, partition, operations)


def _wanted(plan: Mapping[str, Any]) -> Shelf | None:
    """Where a plan is to be listed by its document."""
    if plan["type"] != PLAN or plan["visibility"] == "private":
        return None
    words = plan_words(plan["content"], plan["placeKey"])
    return Shelf(plan["feedKey"], plan["visibility"], plan["placeKey"], words)


def _shelves(placed: Stored | None) -> list[Shelf]:
    return [] if placed is None else [Shelf.of(each) for each in placed.body["shelves"]]


def _keys(shelf: Shelf, plan_id: str) -> Iterator[tuple[_Place, str]]:
    return ((at, document["id"]) for at, document in shelf.documents(plan_id))

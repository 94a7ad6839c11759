"""People who plan, follow, like and block, as recommendation hears of it, and a store that counts what it is asked."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, timedelta
from typing import Any

from functions.recommendation import evidence
from functions.recommendation.brief import Candidate, Evidence, Request
from functions.recommendation.inbox import HANDLERS
from shared.catalogue import Destination, destinations, place_key
from shared.clock import to_iso
from shared.dependencies import Dependencies
from shared.errors import Unavailable
from shared.events.base import EventData
from shared.events.envelope import Event
from shared.events.follow import FollowCreated, FollowDeleted, MemberBlocked, MemberUnblocked
from shared.events.like import LikeCreated, LikeDeleted
from shared.events.member import MemberDeleted
from shared.events.plan import PlanCreated, PlanDeleted, PlanShared, PlanUnshared, PlanUpdated, Visibility
from shared.events.recommendation import Kind
from shared.ids import new_ulid, owner_of
from shared.store.port import Operation, Page, Query, Stored
from tests.fakes import Fakes, ManualClock, MemoryStore

CONTAINER = "recommendation-evidence"
ME = f"01k{'m':0<23}"
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def member(number: int) -> str:
    """A member id of somebody else."""
    digits = "".join(_ALPHABET[number >> shift & 31] for shift in (15, 10, 5, 0))
    return f"01ka{digits:0<22}"


def plan_id(owner_id: str, number: int = 0) -> str:
    return f"{owner_id}.{member(number)}"


def item(title: str, **also: Any) -> dict[str, Any]:
    return {"title": title, **also}


def itinerary(destination: Destination, first: int, count: int, *, start: str = "2026-05-01") -> list[Any]:
    """A day of this many of a destination's sights."""
    sights = destination.sights[first : first + count]
    return [{"date": start, "items": [item(sight.names.ko, category="sight") for sight in sights]}]


async def nothing_happens(_: str) -> None:
    pass


class CountingStore(MemoryStore):
    """Counts calls. `before_write` happens before each batch, and is told its partition."""

    def __init__(self, clock: ManualClock) -> None:
        super().__init__(clock)
        self.calls: list[str] = []
        self.before_write: Callable[[str], Awaitable[None]] = nothing_happens
        self.dies_behind_write = False

    async def read(self, container: str, partition: str, document_id: str) -> Stored | None:
        self.calls.append("read")
        return await super().read(container, partition, document_id)

    async def read_many(self, container: str, keys: Sequence[tuple[str, str]]) -> list[Stored | None]:
        self.calls.append("read_many")
        return await super().read_many(container, keys)

    async def query(self, container: str, partition: str, query: Query) -> Page:
        self.calls.append("query")
        return await super().query(container, partition, query)

    async def execute(self, container: str, partition: str, operations: Sequence[Operation]) -> list[str | None]:
        await self.before_write(partition)
        self.calls.append("execute")
        etags = await super().execute(container, partition, operations)
        if self.dies_behind_write:
            self.dies_behind_write = False
            raise Unavailable("the process is dead")
        return etags


class World(Fakes):
    """Recommendation, told what happens to others."""

    def __init__(self) -> None:
        super().__init__()
        self.use(CountingStore(self.clock))

    def use(self, store: CountingStore) -> None:
        """Work with this store from now on."""
        self.counting = self.store = store
        self.deps = Dependencies(store=store, bus=self.bus, clock=self.clock)

    def event(self, data: EventData) -> Event:
        return Event(new_ulid(self.clock.now()), self.clock.now(), data, None)

    async def tell(self, *happenings: EventData) -> None:
        for data in happenings:
            await HANDLERS[type(data)](data, self.event(data), self.deps)

    async def follow(self, followee_id: str, followers: int) -> None:
        """This many follow somebody."""
        await self.tell(*(followed(member(20_000 + number), followee_id) for number in range(followers)))

    async def plan(self, owner_id: str, number: int = 0, **said: Any) -> str:
        """A plan is written, now if nothing else is said; its id."""
        said = {"updated_at": to_iso(self.clock.now()), **said}
        await self.tell(planned(plan_id(owner_id, number), **said))
        return plan_id(owner_id, number)

    async def gather(self, kind: Kind = "B", location: str = "제주", **said: Any) -> Evidence:
        return await evidence.gather(self.deps, ME, request(kind, location, **said))


def planned(
    plan_id: str,
    location: str = "제주",
    *,
    kind: type[PlanCreated | PlanUpdated | PlanShared | PlanUnshared] = PlanCreated,
    version: int = 1,
    visibility: Visibility = "public",
    days: list[Any] | None = None,
    updated_at: str = "2026-03-01T09:00:00.000Z",
    details: str | None = None,
    group_size: int = 2,
    currency: str = "KRW",
) -> EventData:
    return kind(
        plan_id=plan_id,
        owner_id=owner_of(plan_id),
        version=version,
        visibility=visibility,
        title="A title nobody needs",
        location=location,
        place_key=place_key(location),
        travel_date="2026-05-01",
        end_date="2026-05-01",
        group_size=group_size,
        currency=currency,
        details=details,
        itinerary=itinerary(destinations()["jeju"], 0, 4) if days is None else days,
        created_at="2026-03-01T09:00:00.000Z",
        updated_at=updated_at,
    )


def deleted(plan_id: str, version: int = 9) -> PlanDeleted:
    return PlanDeleted(plan_id=plan_id, owner_id=owner_of(plan_id), version=version)


def followed(follower_id: str, followee_id: str, version: int = 1) -> FollowCreated:
    return FollowCreated(
        follower_id=follower_id, followee_id=followee_id, version=version, at="2026-03-01T09:00:00.000Z"
    )


def unfollowed(follower_id: str, followee_id: str, version: int = 2) -> FollowDeleted:
    return FollowDeleted(follower_id=follower_id, followee_id=followee_id, version=version)


def liked(plan_id: str, version: int = 1, *, at: str = "2026-03-01T09:00:00.000Z", by: str = ME) -> LikeCreated:
    return LikeCreated(member_id=by, plan_id=plan_id, owner_id=owner_of(plan_id), version=version, at=at)


def unliked(plan_id: str, version: int = 2, *, by: str = ME) -> LikeDeleted:
    at = "2026-03-01T10:00:00.000Z"
    return LikeDeleted(member_id=by, plan_id=plan_id, owner_id=owner_of(plan_id), version=version, at=at)


def blocked(blocker_id: str, blocked_id: str, version: int = 1) -> MemberBlocked:
    return MemberBlocked(blocker_id=blocker_id, blocked_id=blocked_id, version=version)


def unblocked(blocker_id: str, blocked_id: str, version: int = 2) -> MemberUnblocked:
    return MemberUnblocked(blocker_id=blocker_id, blocked_id=blocked_id, version=version)


def left(member_id: str, version: int = 5) -> MemberDeleted:
    return MemberDeleted(member_id=member_id, version=version)


def request(kind: Kind = "B", location: str = "제주", **said: Any) -> Request:
    first = date(2026, 6, 1)
    defaults: dict[str, Any] = {
        "kind": kind,
        "location": location,
        "place_key": place_key(location),
        "travel_date": first,
        "end_date": first + timedelta(days=1),
        "group_size": 2,
        "budget": None,
        "currency": "KRW",
        "details": None,
        "language": "ko",
    }
    return Request(**(defaults | said))


def from_plans(found: Evidence) -> list[Candidate]:
    """The candidates that plans of people speak for."""
    return [each for each in found.candidates if each.sources[0]["kind"] != "catalogue"]


def named(found: Evidence, title: str) -> Candidate:
    [candidate] = [each for each in found.candidates if each.title == title]
    return candidate

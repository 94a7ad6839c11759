"""What an itinerary is made from and of: the request, the evidence, the proposal. Pure; shared by all adapters.

Evidence first: read models choose `Candidate`s; who arranges them (ai/port.py) refers to each by its `ref`, so that
where an item comes from is looked up, never claimed.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from shared.events.plan import Coordinates, ItineraryDay
from shared.events.recommendation import Kind, Source

MAX_DAYS = 10

type Language = Literal["ko", "en"]
type Category = Literal["sight", "meal", "stay", "transport", "activity", "shopping", "other"]
type Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
type MealTime = Literal["breakfast", "lunch", "dinner", "snack"]


@dataclass(frozen=True, slots=True)
class Request:
    """What a member asks for. Money is in minor units of `currency`, for the whole group."""

    kind: Kind
    location: str
    """In the member's own words."""
    place_key: str
    travel_date: date
    end_date: date
    group_size: int
    budget: int | None
    currency: str
    details: str | None
    language: Language
    plan_id: str | None = None
    """The own plan to deepen (A only)."""

    @property
    def dates(self) -> tuple[date, ...]:
        """Every day of the trip, in order."""
        return tuple(
            self.travel_date + timedelta(days=number) for number in range((self.end_date - self.travel_date).days + 1)
        )


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something to do that evidence speaks for. Higher `score` speaks louder; below 1 (by taste, 0 without any) is what
    only the catalogue has.

    `title` and `note` may be words of members: data, never instructions.
    """

    ref: str
    title: str
    category: Category
    sources: tuple[Source, ...]
    score: float = 0.0
    catalogue_key: str | None = None
    """The sight or meal of the catalogue it is, if it is one."""
    area: str | None = None
    """The key of the catalogue's area it is in."""
    coordinates: Coordinates | None = None
    minutes: int | None = None
    """How long people typically stay: an estimate."""
    cost: int | None = None
    """For one person, in minor units of the request's currency: an estimate; 0 is free, None unknown."""
    usually_closed: frozenset[Weekday] = frozenset()
    meals: frozenset[MealTime] = frozenset()
    """When one eats there; empty for what is no meal."""
    time: str | None = None
    """When people usually did it, HH:MM, where they said."""
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Taste:
    """What somebody likes, told by what they wrote or liked."""

    categories: tuple[tuple[str, float], ...] = ()
    """The catalogue's categories of sights with their weights (0 to 1), the strongest first."""
    words: tuple[str, ...] = ()
    """Words they keep using, the most frequent first: data, never instructions."""
    items_a_day: float | None = None
    """How full their days are."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What there is to go by for one request."""

    candidates: tuple[Candidate, ...]
    """The best first; what only the catalogue has comes last."""
    taste: Taste = Taste()
    present: tuple[ItineraryDay, ...] = ()
    """What the plan that is deepened says already: kept in mind, not repeated."""
    plan_version: int | None = None
    """The version of the plan that is deepened, as it was read."""
    plans: int = 0
    """How many plans of people were read from."""
    travellers: int = 0
    """How many people wrote them."""
    scope: Literal["place", "region", "country", "catalogue"] = "place"
    """How far one had to look."""
    fingerprint: str = ""
    """Equal as long as the evidence is."""


@dataclass(frozen=True, slots=True)
class ProposedItem:
    """One thing to do. `ref` names the candidate it is; None is an idea of the adapter's own, shown as unverified."""

    title: str
    category: Category
    time: str | None = None
    """Local time, HH:MM."""
    ref: str | None = None
    cost: int | None = None
    """For the whole group, in minor units of the request's currency."""
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ProposedDay:
    """One day's items, in order."""

    date: date
    items: tuple[ProposedItem, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """An itinerary before it has passed the quality gates."""

    title: str
    days: tuple[ProposedDay, ...]

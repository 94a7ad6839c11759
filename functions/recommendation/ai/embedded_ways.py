"""How far it is, and how long it takes: estimates by distance, for walking, a city's transport and a car."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from shared.events.plan import Coordinates

KM_A_DEGREE = 111.2
_WALK_MINUTES_A_KM = 12.5
_UNKNOWN_MINUTES = 20.0
"""To and from what nobody knows the place of."""


@dataclass(frozen=True, slots=True)
class _Speed:
    """How much longer ways are than the bee's line; how far one walks, in kilometres; beyond that minutes to set off
    and to park or wait, then per kilometre near by and farther out."""

    detour: float
    walk_km: float
    wait: float
    near_km: float
    near: float
    far: float


_CITY = _Speed(detour=1.3, walk_km=1.3, wait=12, near_km=8, near=3.0, far=1.5)
_CAR = _Speed(detour=1.25, walk_km=0.9, wait=9, near_km=8, near=1.9, far=1.0)


def kilometres(one: Coordinates, other: Coordinates) -> float:
    """The bee's line; good for the distances of a trip."""
    lat = (one["lat"] - other["lat"]) * KM_A_DEGREE
    lng = (one["lng"] - other["lng"]) * KM_A_DEGREE * math.cos(math.radians((one["lat"] + other["lat"]) / 2))
    return math.hypot(lat, lng)


class Ways:
    """Ways between numbered points. A point may be unknown."""

    def __init__(self, points: Sequence[Coordinates | None], *, by_car: bool) -> None:
        self._points = points
        self._speed = _CAR if by_car else _CITY
        self.minutes = [[_UNKNOWN_MINUTES] * len(points) for _ in points]
        """How long it takes from one to another, `minutes[one][other]`."""
        for one, here in enumerate(points):
            if here is not None:
                row = self.minutes[one]
                for other in range(one):
                    there = points[other]
                    if there is not None:
                        row[other] = self.minutes[other][one] = self._takes(kilometres(here, there))
            self.minutes[one][one] = 0.0

    def km(self, one: int, other: int) -> float | None:
        """The bee's line between them, if both are known."""
        here, there = self._points[one], self._points[other]
        return None if here is None or there is None else kilometres(here, there)

    def on_foot(self, one: int, other: int) -> bool:
        """Whether one walks."""
        km = self.km(one, other)
        return km is not None and km * self._speed.detour <= self._speed.walk_km

    def _takes(self, km: float) -> float:
        speed = self._speed
        way = km * speed.detour
        if way <= speed.walk_km:
            return way * _WALK_MINUTES_A_KM
        return speed.wait + min(way, speed.near_km) * speed.near + max(way - speed.near_km, 0.0) * speed.far

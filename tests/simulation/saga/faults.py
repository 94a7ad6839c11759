"""What goes wrong, drawn from the seed: how often, of which kinds, until when. Every fault that happens is counted."""

from collections import Counter
from collections.abc import Collection
from random import Random

EFFECTS = (
    "killed before an effect",
    "killed after an effect",
    "port failed",
    "effect done but its answer lost",
    "conflict with one's own lost write",
)
SENDING = ("message dropped before acceptance", "message accepted but its sender told it failed")
DELIVERY = (
    "message repeated",
    "message delayed for minutes",
    "message delayed for hours",
    "lock lost while handled",
    "completion lost",
)
FEED = ("feed late", "feed repeated")
OUTAGES = ("member store down", "token store down", "recommendation store down", "bus down", "AI down", "payments down")
CLOCKS = ("clock leapt forward", "clock put back")
OBSERVED = ("message reordered", "process stalled", "timer beside the rest", "conflict of two writers")
"""What comes about by itself, counted where it does."""
AI = (
    "AI slow",
    "AI failed",
    "AI refused",
    "AI answered rubbish once",
    "AI answered rubbish twice",
    "AI set up wrongly",
    "AI answered at the deadline",
)
PEOPLE = ("command said again", "command given up", "member deleted", "requests at once", "tokens short")
SHOPPING = (
    "order confirmed",
    "order paid twice",
    "order declined",
    "provider silent after taking the money",
    "order abandoned",
    "order confirmed with another amount",
    "order told by webhook only",
    "order told by both at once",
    "order refunded",
    "order refunded twice at once",
)
KINDS = (*EFFECTS, *SENDING, *DELIVERY, *FEED, *OUTAGES, *CLOCKS, *OBSERVED, *AI, *PEOPLE, *SHOPPING)
"""All there are: the quick run must have seen each."""


class Faults:
    """One run's. A run in which everything always fails shows little, so each has its own kinds and its own rates."""

    def __init__(self, chance: Random, *, harsh: float | None = None, kinds: Collection[str] = KINDS) -> None:
        self.active = True
        self.counts: Counter[str] = Counter()
        self._chance = chance
        self.harsh = harsh = chance.choice((0.0, 0.3, 1.0, 1.0, 2.5)) if harsh is None else harsh
        self._effects, self._sending, self._delivery, self._feed = (
            [kind for kind in of if kind in kinds and chance.random() < 0.7]
            for of in (EFFECTS, SENDING, DELIVERY, FEED)
        )
        self._effect_rate = 0.02 * harsh * (len(self._effects) / len(EFFECTS))
        self._sending_rate = 0.08 * harsh
        self._delivery_rate = 0.12 * harsh
        self._feed_rate = 0.1 * harsh
        self.stall_rate = 0.01 * min(harsh, 1.0)
        self.lasts = chance.uniform(300, 4500)
        """Seconds until nothing goes wrong any more: less than patience with a message lasts, so that whatever becomes
        a dead letter should not have."""

    def count(self, kind: str) -> None:
        """Note that something happened."""
        self.counts[kind] += 1

    def on_effect(self, *, is_write: bool) -> str | None:
        """What goes wrong at this effect, if anything."""
        kind = self._draw(self._effects, self._effect_rate)
        if kind == EFFECTS[4] and not is_write:
            kind = EFFECTS[2]
        return kind

    def on_send(self) -> str | None:
        """What goes wrong with this sending, if anything."""
        return self._draw(self._sending, self._sending_rate)

    def on_delivery(self) -> str | None:
        """What goes wrong on the way to a handler, if anything."""
        return self._draw(self._delivery, self._delivery_rate)

    def on_feed(self) -> str | None:
        """What goes wrong with this reading of a change feed, if anything."""
        return self._draw(self._feed, self._feed_rate)

    def _draw(self, kinds: list[str], rate: float) -> str | None:
        if not self.active or not kinds or self._chance.random() >= rate:
            return None
        return self._chance.choice(kinds)

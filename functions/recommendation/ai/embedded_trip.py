"""Which sights on which day: days of what is near each other, the best on days that are open for it."""

from collections.abc import Iterator, Sequence

from functions.recommendation.ai.embedded_day import Frame
from functions.recommendation.ai.embedded_draft import HALF_A_DAY, Draft, Drafter, Others, eaten, is_tower
from functions.recommendation.ai.embedded_frames import frames_of
from functions.recommendation.ai.embedded_spots import Ground, Spot

_ROUNDS = 2
_LEFT_BEHIND = 2
_WORTH_MOVING = 8
"""Minutes that must be saved by seeing something on another day."""


def plan_trip(ground: Ground) -> list[Draft]:
    """Every day of the trip, in order."""
    return _Trip(ground).days()


class _Trip:
    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._drafter = Drafter(ground)
        self._drafts: list[Draft] = []
        self._unsettled: list[Frame] = []

    def days(self) -> list[Draft]:
        self._unsettled = frames_of(self._ground)
        for frame in self._by_pick(self._unsettled):
            self._unsettled.remove(frame)
            self._drafts.append(self._drafter.best(frame, self._others()))
        self._drafts.sort(key=lambda draft: draft.frame.date)
        for draft in self._drafts:
            if draft.frame.most and not draft.spots:
                self._share_with(draft)
        for _ in range(_ROUNDS):
            self._even_out()
            for draft in sorted(self._drafts, key=lambda each: each.laid.daylight_ends):
                self._drafter.fill_up(draft, self._others(draft))
            self._make_anew([number for number, draft in enumerate(self._drafts) if draft.is_half_a_day])
        self._even_out()
        self._insist()
        return self._drafts

    def _others(self, *without: Draft) -> Others:
        drafts = [draft for draft in self._drafts if all(draft is not each for each in without)]
        return Others(
            taken=frozenset(ref for draft in drafts for ref in self._drafter.taken_by(draft)),
            towers=sum(is_tower(spot) for draft in drafts for spot in draft.spots),
            unsettled=tuple(self._unsettled),
        )

    def _by_pick(self, frames: Sequence[Frame]) -> list[Frame]:
        """Whole days first, those on which most is open before the others; but before what is near is used up, the
        days of coming and going, which cannot go far."""
        ranked = sorted(frames, key=lambda each: (each.by_the_way, self._closed_worth(each), each.date))
        whole = [frame for frame in ranked if not frame.by_the_way]
        first = -(-len(whole) // 2)
        return [*whole[:first], *ranked[len(whole) :], *whole[first:]]

    def _closed_worth(self, frame: Frame) -> float:
        return sum(spot.worth for spot in self._ground.sights if frame.weekday in spot.candidate.usually_closed)

    def _insist(self) -> None:
        """See what the request names, even if something else is not seen for it."""
        for spot in self._ground.sights:
            if spot.named and all(spot not in draft.spots for draft in self._drafts):
                days = [draft for draft in self._drafts if draft.daytime and draft.frame.most]
                minutes = self._ground.ways.minutes[spot.number]
                days.sort(key=lambda draft: (minutes[draft.daytime[0].number], draft.frame.date))
                any(self._takes_in(spot, draft) for draft in days)

    def _takes_in(self, spot: Spot, draft: Draft) -> bool:
        """Put a sight into a day, for one or all others if need be."""
        if draft.frame.weekday in spot.candidate.usually_closed or (spot.evening and not draft.frame.dinner):
            return False
        others = self._others(draft)
        if spot.evening:
            options = _with_room(draft.daytime, [*draft.evening, spot], spot)
            alone: tuple[list[Spot], list[Spot]] = (draft.daytime, [spot])
        else:
            _, at = self._drafter.places(draft, spot)[0]
            options = _with_room([*draft.daytime[:at], spot, *draft.daytime[at:]], draft.evening, spot)
            alone = ([spot], [])
        for daytime, evening in (*options, alone):
            if any(each.named and each not in (*daytime, *evening) for each in draft.spots):
                continue
            arranged = self._drafter.arranged(draft.frame, daytime, evening, others)
            if arranged is not None:
                draft.daytime, draft.laid = arranged
                draft.evening = evening
                return True
        return False

    def _share_with(self, empty: Draft) -> None:
        """Give a day without anything to see what a day with most of it misses least."""
        drafter = self._drafter
        for giver in sorted(self._drafts, key=lambda draft: (-len(draft.daytime), draft.frame.date)):
            for spot in sorted(giver.daytime, key=lambda each: (each.worth, each.number)):
                rest = [each for each in giver.daytime if each is not spot]
                if not rest or empty.frame.weekday in spot.candidate.usually_closed:
                    continue
                others = self._others(giver, empty)
                less = drafter.laid(giver.frame, rest, giver.evening, Others(others.taken | eaten(empty.laid)))
                if less is None:
                    continue
                own = drafter.laid(empty.frame, [spot], [], Others(others.taken | eaten(less)))
                if own is not None:
                    giver.daytime, giver.laid = rest, less
                    empty.daytime, empty.laid = [spot], own
                    return

    def _even_out(self) -> None:
        """See what is on the way of another day on that day."""
        for giver in self._drafts:
            for spot in list(giver.daytime):
                if len(giver.daytime) <= _LEFT_BEHIND:
                    break
                for taker in self._drafts:
                    if taker is not giver and self._moves(spot, giver, taker):
                        break

    def _moves(self, spot: Spot, giver: Draft, taker: Draft) -> bool:
        """Move a sight to another day, if that saves way enough."""
        drafter = self._drafter
        if not taker.daytime or taker.frame.weekday in spot.candidate.usually_closed:
            return False
        rest = [each for each in giver.daytime if each is not spot]
        extra, at = drafter.places(taker, spot)[0]
        if drafter.felt(giver.daytime) - drafter.felt(rest) - extra < _WORTH_MOVING:
            return False
        if not drafter.may_join(taker, spot, taker.frame.most + 1):
            return False
        others = self._others(giver, taker)
        taken = others.taken | drafter.taken_by(taker)
        less = drafter.arranged(giver.frame, rest, giver.evening, Others(taken))
        if less is None or (giver.frame.dinner and less[1].daylight_ends < HALF_A_DAY):
            return False
        limit = giver.laid.way + taker.laid.way - less[1].way - _WORTH_MOVING
        taken = others.taken | eaten(less[1])
        for daytime, evening in _with_room([*taker.daytime[:at], spot, *taker.daytime[at:]], taker.evening, spot):
            more = drafter.arranged(taker.frame, daytime, evening, Others(taken))
            if more is not None and more[1].way <= limit:
                giver.daytime, giver.laid = less
                taker.daytime, taker.laid = more
                taker.evening = evening
                return True
        return False

    def _make_anew(self, numbers: Sequence[int]) -> None:
        """Make other days instead of those that are over too early, if that makes better ones of what is left."""
        drafter, before = self._drafter, list(self._drafts)
        others = self._others(*(before[number] for number in numbers))
        anew: list[Draft] = []
        taken = others.taken
        for number in numbers:
            theirs = Others(taken, others.towers)
            draft = drafter.best(before[number].frame, theirs)
            drafter.fill_up(draft, theirs)
            taken |= drafter.taken_by(draft)
            anew.append(draft)
        if sum(drafter.value(each, others) for each in anew) > sum(
            drafter.value(before[number], others) for number in numbers
        ):
            for number, draft in zip(numbers, anew, strict=True):
                self._drafts[number] = draft


def _with_room(daytime: list[Spot], evening: list[Spot], moved: Spot) -> Iterator[tuple[list[Spot], list[Spot]]]:
    """The day as it is, then without one that is worth less than what was moved there."""
    yield daytime, evening
    for least in sorted((*daytime, *evening), key=lambda spot: (spot.worth, spot.number)):
        if least is not moved and least.worth < moved.worth:
            yield [each for each in daytime if each is not least], [each for each in evening if each is not least]

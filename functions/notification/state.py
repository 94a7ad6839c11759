"""What an inbox has besides its notifications, in one small document: a revision that counts its changes, how many
of each kind are unread, and what the member wants to be told.

Everything of one kind is read at once by beginning the kind's next *period*: what belongs to an earlier one is read.
So reading all costs the same however much there is, and is an increment: nobody who tells something at that moment
is in its way.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic.alias_generators import to_camel

from functions.notification.domain import Kind
from shared.store.port import Create, Document, Increment, Operation, Replace, Stored

ID = "inbox"

type Counter = tuple[Kind, int]
"""A kind and one of its periods."""

_PERIODS = {kind: f"{to_camel(kind)}Period" for kind in Kind}
_UNREAD = {kind: f"{to_camel(kind)}Unread" for kind in Kind}


@dataclass(frozen=True, slots=True)
class Inbox:
    """The state of one member's inbox, as it was read."""

    member_id: str
    stored: Stored | None

    @property
    def revision(self) -> int:
        """How often something in the inbox has changed."""
        return self._number("revision")

    @property
    def preferences_version(self) -> int:
        """How often the preferences have changed."""
        return self._number("preferencesVersion")

    def count(self) -> int:
        """How many notifications are unread, of the kinds that are wanted."""
        return sum(self.unread(kind) for kind in Kind if self.wants(kind))

    def unread(self, kind: Kind) -> int:
        """How many of a kind are unread."""
        return self._number(_counter(kind, self.period(kind)))

    def period(self, kind: Kind) -> int:
        """The kind's present period."""
        return self._number(_PERIODS[kind])

    def is_unread(self, notification: Document) -> bool:
        """Whether a notification's document is unread."""
        return not notification["read"] and notification["period"] == self.period(Kind(notification["kind"]))

    def wants(self, kind: Kind) -> bool:
        """Whether the member wants to be told of this kind."""
        return bool(self._preference(kind)["on"])

    def welcomes(self, kind: Kind, at: str) -> bool:
        """Whether what happened at `at` is to be told: the kind is wanted, and was not wanted anew only later."""
        return self.wants(kind) and at >= self._preference(kind)["since"]

    def changed(self, unread: Mapping[Counter, int]) -> Operation:
        """What to put into the batch that changes something in the inbox: how many more are unread, by period."""
        by = {"revision": 1} | {_counter(*counter): number for counter, number in unread.items() if number}
        if self.stored is None:
            return Create({"id": ID, "pk": self.member_id, "type": ID, **by})
        return Increment(ID, by)

    def all_read(self) -> tuple[Operation, Operation] | None:
        """Two ways to begin the next period of every kind that has something unread: one that tidies up as well, for
        when nobody else is writing, and one that nobody is in the way of. None if nothing is unread."""
        ended = [kind for kind in Kind if self.unread(kind)]
        if self.stored is None or not ended:
            return None
        periods = {_PERIODS[kind]: 1 for kind in ended}
        return Replace(self._next(ended), self.stored.etag), Increment(ID, {"revision": 1} | periods)

    def prefers(self, wanted: Mapping[Kind, bool], now: str) -> Operation | None:
        """The operation that changes what is wanted; None if that is wanted already. What is there of a kind that is
        switched off counts as read."""
        switched = [kind for kind in Kind if wanted[kind] != self.wants(kind)]
        if not switched:
            return None
        present = {} if self.stored is None else self.stored.body.get("preferences", {})
        changed = {kind.value: {"on": wanted[kind], "since": now} for kind in switched}
        document = self._next([kind for kind in switched if not wanted[kind]]) | {
            "preferences": {**present, **changed},
            "preferencesVersion": self.preferences_version + 1,
        }
        return Create(document) if self.stored is None else Replace(document, self.stored.etag)

    def _next(self, ended: list[Kind]) -> Document:
        """The document with the periods of these kinds ended, and without counters of periods that are over."""
        body: dict[str, Any] = {"id": ID, "pk": self.member_id, "type": ID, "revision": self.revision + 1}
        for kind in Kind:
            period = self.period(kind) + (kind in ended)
            unread = 0 if kind in ended else self.unread(kind)
            body |= ({_PERIODS[kind]: period} if period else {}) | ({_counter(kind, period): unread} if unread else {})
        if self.stored is not None and "preferences" in self.stored.body:
            body |= {field: self.stored.body[field] for field in ("preferences", "preferencesVersion")}
        return body

    def _preference(self, kind: Kind) -> Mapping[str, Any]:
        preferences = {} if self.stored is None else self.stored.body.get("preferences", {})
        return preferences.get(kind) or _WANTED

    def _number(self, field: str) -> int:
        return 0 if self.stored is None else self.stored.body.get(field, 0)


_WANTED: Mapping[str, Any] = {"on": True, "since": ""}


def _counter(kind: Kind, period: int) -> str:
    return f"{_UNREAD[kind]}{period}"

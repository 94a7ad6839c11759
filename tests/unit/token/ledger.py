"""Members, events, and the ledger as it is stored, to test with."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Any

from functions.token.inbox import HANDLERS
from functions.token.repository import CONTAINER, load_wallet, wallet_operations
from shared.auth import Caller
from shared.clock import to_iso
from shared.dependencies import Dependencies
from shared.events.base import EventData
from shared.events.envelope import Event
from shared.events.member import MemberCreated, MemberDeleted
from shared.events.recommendation import RecommendationCreated, RecommendationFailed, RecommendationRequired
from shared.store.port import Page, Query, Stored
from tests.fakes import Fakes, MemoryStore

JIWOO = Caller("01jb2k3m4n5p6q7r8s9t0v1w2x", "지우", "s1")
EMMA = Caller("01jb2k3m4n5p6q7r8s9t0v1w2z", "Emma", "s3")
AT = "2026-03-01T09:00:00.000Z"
MEMBER_ACCOUNTS = ("available-free", "available-paid", "held-free", "held-paid", "refunding")


class TurnTakingStore(MemoryStore):
    """Lets others go on wherever a real store would make one wait."""

    async def read(self, container: str, partition: str, document_id: str) -> Stored | None:
        found = await super().read(container, partition, document_id)
        await asyncio.sleep(0)
        return found

    async def read_many(self, container: str, keys: Sequence[tuple[str, str]]) -> list[Stored | None]:
        found = await super().read_many(container, keys)
        await asyncio.sleep(0)
        return found

    async def query(self, container: str, partition: str, query: Query) -> Page:
        found = await super().query(container, partition, query)
        await asyncio.sleep(0)
        return found


class TurnTakingFakes(Fakes):
    """One context's dependencies, for what happens at once."""

    def __init__(self) -> None:
        super().__init__()
        self.store = TurnTakingStore(self.clock)
        self.deps = Dependencies(store=self.store, bus=self.bus, clock=self.clock)


def recommendation(number: int = 1, caller: Caller = JIWOO) -> str:
    """The id of one of a member's recommendations."""
    return f"{caller.member_id}.01jc{number:022d}"


def joined(caller: Caller = JIWOO) -> MemberCreated:
    return MemberCreated(member_id=caller.member_id, name=caller.name, created_at=AT, version=1)


def left(caller: Caller = JIWOO) -> MemberDeleted:
    return MemberDeleted(member_id=caller.member_id, version=2)


def _about(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "recommendation_id": recommendation(number),
        "member_id": JIWOO.member_id,
        "kind": "B",
        "location": "제주 서귀포",
        "place_key": "jeju",
        "tokens": 100,
        "at": AT,
    } | changes


def required(number: int = 1, **changes: Any) -> RecommendationRequired:
    return RecommendationRequired(version=1, **_about(number, **changes))


def created(number: int = 1, **changes: Any) -> RecommendationCreated:
    itinerary: dict[str, Any] = {
        "title": "제주",
        "travel_date": "2026-04-01",
        "end_date": "2026-04-01",
        "group_size": 2,
        "currency": "KRW",
        "days": [],
        "made_by": "embedded",
    }
    return RecommendationCreated(version=3, **itinerary, **_about(number, **changes))


def failed(number: int = 1, code: str = "over_budget", **changes: Any) -> RecommendationFailed:
    return RecommendationFailed(version=3, code=code, **_about(number, **changes))


async def tell(deps: Dependencies, *told: EventData) -> None:
    """Hand events to their handlers, one after another."""
    for number, data in enumerate(told):
        await HANDLERS[type(data)](data, Event(f"e{number}", deps.clock.now(), data, None), deps)


def accounts(fakes: Fakes, caller: Caller = JIWOO) -> dict[str, int]:
    """A wallet's accounts, those at zero left out."""
    (wallet,) = [
        each for each in fakes.store.all("wallets") if (each["pk"], each["id"]) == (caller.member_id, "wallet")
    ]
    return {account: amount for account, amount in wallet["accounts"].items() if amount}


def holds(fakes: Fakes) -> dict[str, str]:
    """Recommendation → what became of its tokens."""
    return {each["recommendationId"]: each["state"] for each in fakes.store.all("wallets", "hold")}


def told(fakes: Fakes) -> list[str]:
    """The names of the events in the outbox, oldest first."""
    return [event["type"].split(".")[2] for event in fakes.store.events("wallets")]


def check_books(fakes: Fakes) -> None:
    """Every movement sums to zero, the wallet is the sum of its movements in their order, and nothing is negative."""
    for wallet in fakes.store.all("wallets"):
        if wallet["type"] not in ("wallet", "closed-wallet"):
            continue
        assert sum(wallet["accounts"].values()) == 0
        assert all(wallet["accounts"].get(account, 0) >= 0 for account in MEMBER_ACCOUNTS)
        entries = [each for each in fakes.store.all("wallets", "entry") if each["pk"] == wallet["pk"]]
        if wallet["type"] == "closed-wallet":
            continue
        entries.sort(key=lambda each: each["sortKey"])
        assert [each["version"] for each in entries] == list(range(1, wallet["version"] + 1))
        totals: Counter[str] = Counter()
        for entry in entries:
            assert sum(entry["postings"].values()) == 0
            before = totals["available-free"] + totals["available-paid"]
            totals.update(entry["postings"])
            assert entry["balance"] == totals["available-free"] + totals["available-paid"]
            assert entry["amount"] == entry["balance"] - before
        assert totals == Counter(wallet["accounts"])


async def top_up(fakes: Fakes, tokens: int) -> None:
    """What an order that was paid for does to a wallet."""
    loaded = await load_wallet(fakes.deps, JIWOO.member_id)
    assert loaded is not None
    loaded.wallet.purchase(f"{JIWOO.member_id}.01jd{tokens:022d}", tokens, to_iso(fakes.clock.now()))
    await fakes.store.execute(CONTAINER, JIWOO.member_id, wallet_operations(fakes.deps, loaded))

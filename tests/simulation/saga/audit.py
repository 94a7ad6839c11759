"""What must hold: at every write of a wallet, of a hold, of a recommendation; and between them when all is quiet."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from functions.recommendation.domain import PRICE
from functions.token.domain import MEMBER_ACCOUNTS
from shared.store.port import Create, Delete, Document, Operation, Replace, Upsert

_NEXT_OF_HOLD = {None: {"held", "refused", "void"}, "held": {"captured", "released"}}
_ENDS = {"RecommendationCreated": "created", "RecommendationFailed": "failed"}


class Violation(Exception):  # noqa: N818 - it is the finding, not an error of the simulation's
    """Something that must hold does not."""


def require(condition: bool, what: str) -> None:
    """Raise `Violation` unless the condition holds."""
    if not condition:
        raise Violation(what)


class Audit:
    """Looks at every batch as it is committed, and remembers what was in it, whatever is erased later."""

    def __init__(self) -> None:
        self.wallets: dict[str, Document] = {}
        self.holds: dict[str, str] = {}
        """Recommendation id → the state of its hold."""
        self.moved: defaultdict[str, Counter[str]] = defaultdict(Counter)
        """Recommendation or order id → account → what was moved there for it."""
        self.recommendations: dict[str, str] = {}
        """Id → status: the last one, if it was forgotten since."""
        self.ends: defaultdict[str, list[str]] = defaultdict(list)
        """Recommendation id → the ends that were told of it."""
        self.orders: dict[str, Document] = {}
        """Order id → the order as it was last."""
        self.open_orders: set[str] = set()
        self.payments: dict[str, Document] = {}
        """Payment key → the payment in the provider's books."""
        self.refused = 0
        """Holds refused because tokens were short, or the member gone."""

    def on_write(self, container: str, partition: str, operations: Sequence[Operation]) -> None:
        """Look at a batch that was carried out."""
        bodies = [each.body for each in operations if isinstance(each, Create | Upsert | Replace)]
        if container == "wallets":
            self._on_wallet(partition, bodies)
            self.open_orders.difference_update(each.id for each in operations if isinstance(each, Delete))
        elif container == "recommendations":
            self._on_recommendations(bodies)
        elif container == "sandbox-payments":
            self.payments.update((body["id"], body) for body in bodies if body["type"] == "payment")

    def _on_wallet(self, member_id: str, bodies: Sequence[Document]) -> None:
        moved = self._movements(member_id, bodies)
        for body in bodies:
            if body["type"] == "hold":
                self._on_hold(body)
                self.moved[body["recommendationId"]].update(moved)
            elif body["type"] == "order":
                self.orders[body["id"]] = body
                (self.open_orders.add if "dueAt" in body else self.open_orders.discard)(body["id"])
                self.moved[body["id"]].update(moved)

    def _movements(self, member_id: str, bodies: Sequence[Document]) -> dict[str, int]:
        """What a batch moved, account by account."""
        entries = [body for body in bodies if body["type"] == "entry"]
        for entry in entries:
            require(sum(entry["postings"].values()) == 0, f"{entry['id']} does not sum to zero: {entry['postings']}")
        wallet = next((body for body in bodies if body["id"] == "wallet"), None)
        if wallet is None:
            require(not entries, f"{[entry['id'] for entry in entries]} without their wallet")
            return {}
        before = self.wallets.get(member_id, {"accounts": {}, "version": 0})
        self.wallets[member_id] = wallet
        accounts: Mapping[str, int] = wallet["accounts"]
        require(sum(accounts.values()) == 0, f"the accounts of {member_id} do not sum to zero: {accounts}")
        negative = [name for name in MEMBER_ACCOUNTS if accounts.get(name, 0) < 0]
        require(not negative, f"{negative} of {member_id} negative: {accounts}")
        was: Mapping[str, int] = before["accounts"]
        moved = {name: amount - was.get(name, 0) for name, amount in accounts.items() if amount != was.get(name, 0)}
        if wallet["type"] == "wallet":
            told: Counter[str] = Counter()
            for entry in entries:
                told.update(entry["postings"])
            told_of = {name: amount for name, amount in told.items() if amount}
            require(told_of == moved, f"the ledger of {member_id} says {told_of}, its balances moved by {moved}")
            require(wallet["version"] == before["version"] + len(entries), f"a gap in the ledger of {member_id}")
        return moved

    def _on_hold(self, body: Document) -> None:
        of, state = body["recommendationId"], body["state"]
        before = self.holds.get(of)
        require(state in _NEXT_OF_HOLD.get(before, ()), f"the hold of {of} went from {before} to {state}")
        self.holds[of] = state
        self.refused += state == "refused"

    def _on_recommendations(self, bodies: Sequence[Document]) -> None:
        for body in bodies:
            if body["type"] == "recommendation":
                before = self.recommendations.get(body["id"])
                ended = before in ("created", "failed") and before != body["status"]
                require(not ended, f"{body['id']} was {before} and is {body['status']}")
                self.recommendations[body["id"]] = body["status"]
            elif body["type"] == "outbox":
                self._on_event(body["event"])

    def _on_event(self, event: Mapping[str, Any]) -> None:
        end = _ENDS.get(event["type"].split(".")[2])
        if end is None:
            return
        of = event["subject"]
        self.ends[of].append(end)
        require(len(self.ends[of]) == 1, f"{of} ended more than once: {self.ends[of]}")
        # A member who left: what was theirs is replaced by a tombstone in the same batch.
        self.recommendations[of] = end

    def at_the_end(self) -> None:
        """What holds between token and recommendation when nothing is under way any more."""
        for of, status in self.recommendations.items():
            require(status in ("created", "failed"), f"{of} is {status} for ever")
        for of in self.recommendations.keys() | self.holds.keys():
            self._agree(of, self.recommendations.get(of), self.holds.get(of), self.moved[of])
        for order in self.orders.values():
            self._agree_on_order(order, self.moved[order["id"]])
        for member_id, wallet in self.wallets.items():
            waiting = {
                name: wallet["accounts"][name]
                for name in ("held-free", "held-paid", "refunding")
                if wallet["accounts"].get(name)
            }
            require(not waiting, f"tokens of {member_id} are set aside for ever: {waiting}")

    def _agree(self, of: str, status: str | None, hold: str | None, moved: Mapping[str, int]) -> None:
        story = f"{of} is {status}, its hold {hold}, its tokens moved by {dict(moved)}"
        is_created = status == "created"
        require((hold == "captured") == is_created, story)
        require(hold in ("captured", "released", "refused", "void"), story)
        require(moved.get("spent", 0) == (PRICE if is_created else 0), f"charged wrongly: {story}")
        back = sum(moved.get(name, 0) for name in (*MEMBER_ACCOUNTS, "forfeited"))
        require(back == (-PRICE if is_created else 0), f"returned wrongly: {story}")
        for name in ("granted", "purchased", "refunded"):
            require(not moved.get(name), story)

    def _agree_on_order(self, order: Document, moved: Mapping[str, int]) -> None:
        """Tokens were granted once, or never, and the provider has exactly the money for what was not given back."""
        of = order["id"]
        payments = [each for each in self.payments.values() if each["orderId"] == of]
        kept = sum(each["amount"] - each["cancelled"] for each in payments if each["status"] == "captured")
        books = [(each["status"], each["amount"], each["cancelled"]) for each in payments]
        story = f"{of} is {order['state']}, its tokens moved by {dict(moved)}, its payments are {books}"
        require(of not in self.open_orders, f"open for ever: {story}")
        granted = -moved.get("purchased", 0)
        require(granted in (0, order["tokens"]), f"granted more than once: {story}")
        require((order["paidAt"] is not None) == (granted > 0), story)
        require(moved.get("refunded", 0) == (order["refundedTokens"] if granted else 0), story)
        require(kept == (order["amount"] - order["refundedAmount"] if granted else 0), f"paid wrongly: {story}")
        for name in ("granted", "spent", "refunding", "held-free", "held-paid", "available-free"):
            require(not moved.get(name), story)

"""A shop whose provider is Toss Payments: the real handlers, the fake store, and a server that has the money."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from functions.token import orders_handlers
from functions.token.orders import PACKAGES, Order
from functions.token.payments.toss import Toss
from functions.token.payments.toss_api import TossApi
from functions.token.payments.toss_payment import our_order, their_order
from functions.token.reconciler import reconcile
from shared.http import Reply, json_reply
from tests.fakes import Fakes
from tests.unit.token.ledger import EMMA, JIWOO, check_books, joined, tell
from tests.wire.toss_server import KEY, TossServer

API_URL = "http://127.0.0.1:7071"


class TossShop:
    """What a member does to buy tokens, by the handlers."""

    def __init__(self, fakes: Fakes, server: TossServer, api: TossApi) -> None:
        self.fakes = fakes
        self.deps = fakes.deps
        self.server = server
        self.api = api
        self.toss = Toss(api, API_URL)

    async def order(self, package_id: str = "tokens-1000") -> str:
        """The id of a new order."""
        made: list[Order] = []

        def answer(order: Order) -> Reply:
            made.append(order)
            return json_reply(201, {"id": order.id})

        await orders_handlers.create_order(self.deps, self.toss, JIWOO.member_id, PACKAGES[package_id], answer=answer)
        return made[-1].id

    def authorise(self, order_id: str, *, declines: str | None = None) -> str:
        """The member agrees on Toss Payments' window: the payment's key."""
        return self.server.authorise(their_order(order_id), self.stored(order_id)["amount"], declines=declines)

    async def confirm(self, order_id: str, key: str, amount: int | None = None) -> Order:
        """The member comes back."""
        said = self.stored(order_id)["amount"] if amount is None else amount
        order, _ = await orders_handlers.confirm_order(
            self.deps, self.toss, JIWOO.member_id, order_id, payment_key=key, amount=said
        )
        return order

    async def buy(self, package_id: str = "tokens-1000") -> tuple[str, str]:
        """An order that is paid, and its payment's key."""
        order_id = await self.order(package_id)
        key = self.authorise(order_id)
        await self.confirm(order_id, key)
        return order_id, key

    async def refund(self, order_id: str) -> Order:
        order, _ = await orders_handlers.refund_order(self.deps, self.toss, JIWOO.member_id, order_id)
        return order

    async def webhook(self, key: str) -> None:
        """Toss Payments tells of a payment."""
        await self.hear(self.server.webhook(key))

    async def hear(self, body: bytes) -> None:
        """Whatever is posted there."""
        await orders_handlers.on_webhook(self.deps, self.toss, lambda _name: None, body)

    async def reconcile(self, seconds: float = 31) -> int:
        """What the reconciler finds to do, some time later."""
        self.fakes.clock.advance(seconds)
        return await reconcile(self.deps, self.toss)

    def stored(self, order_id: str) -> dict[str, Any]:
        """An order as it is stored."""
        (found,) = [each for each in self.fakes.store.all("wallets", "order") if each["id"] == order_id]
        return found

    def check(self) -> None:
        """Ledger, orders and Toss Payments' books agree on the money, and nothing is under way."""
        check_books(self.fakes)
        documents = self.fakes.store.all("wallets")
        orders = [each for each in documents if each["type"] in ("order", "order-record")]
        assert all(each.get("state") not in ("confirming", "refunding") for each in orders)
        ours = {
            each["id"].rpartition(".")[2]: each["amount"] - each["refundedAmount"] for each in orders if each["paidAt"]
        }
        theirs: dict[str, int] = {}
        for each in self.server.payments.values():
            if each.status in ("DONE", "PARTIAL_CANCELED"):
                ulid = our_order(each.order).rpartition(".")[2]
                theirs[ulid] = theirs.get(ulid, 0) + each.balance
        assert theirs == {ulid: kept for ulid, kept in ours.items() if kept}
        moved = [each["accounts"] for each in documents if each["type"] in ("wallet", "closed-wallet")]
        granted = [each for each in orders if each["paidAt"]]
        assert -sum(accounts.get("purchased", 0) for accounts in moved) == sum(each["tokens"] for each in granted)
        assert sum(accounts.get("refunded", 0) for accounts in moved) == sum(each["refundedTokens"] for each in granted)
        assert all(not accounts.get("refunding", 0) for accounts in moved)


@asynccontextmanager
async def toss_shop() -> AsyncIterator[TossShop]:
    """With two members, who were granted their free tokens."""
    fakes = Fakes()
    async with TossServer(fakes.clock) as server:
        api = TossApi(server.url, KEY)
        await tell(fakes.deps, joined(), joined(EMMA))
        yield TossShop(fakes, server, api)
        await api.close()

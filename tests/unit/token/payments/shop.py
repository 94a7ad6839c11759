"""A shop to buy tokens in: a member with a wallet, the sandbox, stores that go wrong, and books that must agree."""

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

from functions.token import orders_handlers
from functions.token.orders import PACKAGES, Order
from functions.token.payments.port import Payment
from functions.token.payments.sandbox import Behaviour, Sandbox
from functions.token.reconciler import reconcile
from shared.dependencies import Dependencies
from shared.errors import Unavailable
from shared.http import Reply, json_reply
from shared.idempotency import IdempotentRequest
from shared.store.port import Operation, Page, Query, Stored
from tests.fakes import Fakes, MemoryStore
from tests.unit.token.ledger import EMMA, JIWOO, check_books, joined, tell

SECRET = b"a secret of the tests"
API_URL = "http://127.0.0.1:7071"


class Killed(BaseException):
    """The process ends here."""


class BreakingStore(MemoryStore):
    """Raises `fault` at the `fatal` next write (0 is the first), before or after it is made."""

    fatal: int | None = None
    after = False
    fault: BaseException = Killed()
    writes = 0

    async def execute(self, container: str, partition: str, operations: Sequence[Operation]) -> list[str | None]:
        number, self.writes = self.writes, self.writes + 1
        if number == self.fatal and not self.after:
            raise self.fault
        done = await super().execute(container, partition, operations)
        if number == self.fatal:
            raise self.fault
        return done


class JostlingStore(MemoryStore):
    """Lets others go first, a different way for each seed, wherever a real store would make one wait."""

    chance = random.Random(0)  # noqa: S311

    async def _jostle(self) -> None:
        for _ in range(self.chance.randrange(4)):
            await asyncio.sleep(0)

    async def read(self, container: str, partition: str, document_id: str) -> Stored | None:
        await self._jostle()
        return await super().read(container, partition, document_id)

    async def read_many(self, container: str, keys: Sequence[tuple[str, str]]) -> list[Stored | None]:
        await self._jostle()
        return await super().read_many(container, keys)

    async def query(self, container: str, partition: str, query: Query) -> Page:
        await self._jostle()
        return await super().query(container, partition, query)

    async def execute(self, container: str, partition: str, operations: Sequence[Operation]) -> list[str | None]:
        await self._jostle()
        return await super().execute(container, partition, operations)


class Shop:
    """What a member does to buy tokens, by the handlers."""

    def __init__(self, store: type[MemoryStore] = MemoryStore) -> None:
        self.fakes = Fakes()
        self.fakes.store = store(self.fakes.clock)
        self.deps = self.fakes.deps = Dependencies(store=self.fakes.store, bus=self.fakes.bus, clock=self.fakes.clock)
        self.sandbox = Sandbox(self.deps, SECRET, API_URL)

    @classmethod
    async def opened(cls, store: type[MemoryStore] = MemoryStore) -> "Shop":
        """With two members, who were granted their free tokens."""
        shop = cls(store)
        await tell(shop.deps, joined(), joined(EMMA))
        return shop

    async def order(self, package_id: str = "tokens-1000", request: IdempotentRequest | None = None) -> str:
        """The id of a new order."""
        made: list[Order] = []

        def answer(order: Order) -> Reply:
            made.append(order)
            return json_reply(201, {"id": order.id})

        await orders_handlers.create_order(
            self.deps, self.sandbox, JIWOO.member_id, PACKAGES[package_id], answer=answer, request=request
        )
        return made[-1].id

    async def authorise(self, order_id: str, behaviour: Behaviour = "pays") -> str:
        """The key of a new payment of an order."""
        checkout = await self.sandbox.checkout(self.token(order_id))
        assert checkout is not None
        return await self.sandbox.authorise(checkout, behaviour)

    def token(self, order_id: str) -> str:
        """The token in the address of an order's checkout."""
        return str(self.stored(order_id)["checkoutUrl"].rpartition("=")[2])

    async def confirm(self, order_id: str, payment_key: str, amount: int | None = None) -> Order:
        said = self.stored(order_id)["amount"] if amount is None else amount
        order, _ = await orders_handlers.confirm_order(
            self.deps, self.sandbox, JIWOO.member_id, order_id, payment_key=payment_key, amount=said
        )
        return order

    async def buy(self, package_id: str = "tokens-1000") -> str:
        """The id of an order that is paid."""
        order_id = await self.order(package_id)
        await self.confirm(order_id, await self.authorise(order_id))
        return order_id

    async def refund(self, order_id: str) -> Order:
        order, _ = await orders_handlers.refund_order(self.deps, self.sandbox, JIWOO.member_id, order_id)
        return order

    async def webhook(self, payment_key: str) -> None:
        headers, body = self.sandbox.webhook(payment_key)
        await orders_handlers.on_webhook(self.deps, self.sandbox, headers.get, body)

    async def reconcile(self, seconds: float = 31) -> int:
        """What the reconciler finds to do, some time later."""
        self.fakes.clock.advance(seconds)
        return await reconcile(self.deps, self.sandbox)

    async def at_once(self, seed: int, *doings: Coroutine[Any, Any, Any]) -> list[Exception]:
        """Do all of it at the same time, in the way that `seed` says; what was raised."""
        assert isinstance(self.fakes.store, JostlingStore)
        chance = self.fakes.store.chance = random.Random(seed)  # noqa: S311
        results = await asyncio.gather(*chance.sample(doings, len(doings)), return_exceptions=True)
        return [result for result in results if isinstance(result, Exception)]

    async def payment(self, payment_key: str) -> Payment:
        found = await self.sandbox.lookup(payment_key)
        assert found is not None
        return found

    def stored(self, order_id: str) -> dict[str, Any]:
        """An order as it is stored."""
        (found,) = [each for each in self.fakes.store.all("wallets", "order") if each["id"] == order_id]
        return found

    def everything(self) -> list[dict[str, Any]]:
        """All that is stored, of ours and of the sandbox."""
        return self.fakes.store.all("wallets") + self.fakes.store.all("sandbox-payments")

    def check(self) -> None:
        """Ledger, orders and the provider's books agree, and nothing is under way."""
        check_books(self.fakes)
        documents = self.fakes.store.all("wallets")
        orders = [each for each in documents if each["type"] in ("order", "order-record")]
        granted = [each for each in orders if each["paidAt"]]
        ours = {each["id"].rpartition(".")[2]: each["amount"] - each["refundedAmount"] for each in granted}
        assert self._kept() == {ulid: kept for ulid, kept in ours.items() if kept}
        assert all(each.get("state") not in ("confirming", "refunding") for each in orders)
        moved = [each["accounts"] for each in documents if each["type"] in ("wallet", "closed-wallet")]
        assert -sum(accounts.get("purchased", 0) for accounts in moved) == sum(each["tokens"] for each in granted)
        assert sum(accounts.get("refunded", 0) for accounts in moved) == sum(each["refundedTokens"] for each in granted)
        assert all(not accounts.get("refunding", 0) for accounts in moved)

    def _kept(self) -> dict[str, int]:
        """What the provider has of each order's money, by its own books."""
        kept: Counter[str] = Counter()
        for each in self.fakes.store.all("sandbox-payments", "payment"):
            if each["status"] == "captured":
                kept[each["orderId"].partition(".")[2]] += each["amount"] - each["cancelled"]
        return {ulid: amount for ulid, amount in kept.items() if amount}


async def breakdowns[R](
    prepare: Callable[[Shop], Awaitable[R]], act: Callable[[Shop, R], Awaitable[Any]], fault: BaseException
) -> list[tuple[Shop, R]]:
    """Shops in which `act` met the fault, before and after each of the writes it makes: each a shop of its own, with
    what `prepare` made ready in it."""
    broken: list[tuple[Shop, R]] = []
    for fatal in range(100):
        for after in (False, True):
            shop = await Shop.opened(BreakingStore)
            ready = await prepare(shop)
            store = shop.fakes.store
            assert isinstance(store, BreakingStore)
            store.fatal, store.after, store.fault, store.writes = fatal, after, fault, 0
            with contextlib.suppress(Killed, Unavailable):
                await act(shop, ready)
            store.fatal = None
            if store.writes <= fatal:
                return broken
            broken.append((shop, ready))
    raise AssertionError("there is no end to it")

"""Members who buy tokens: they pay, fail to, walk away, pay twice, lie about the amount, and want their money back."""

import asyncio
from collections.abc import Awaitable, Callable

import orjson

from functions.token import orders_handlers
from functions.token.orders import PACKAGES, Order
from functions.token.payments.port import PaymentProvider
from functions.token.payments.sandbox import Behaviour, Sandbox
from shared.errors import Rejection
from shared.http import Reply
from shared.idempotency import IdempotentRequest
from tests.simulation.saga.faults import SHOPPING
from tests.simulation.saga.people import Client
from tests.simulation.saga.process import Process

(
    CONFIRMED, TWICE, DECLINED, SILENT, ABANDONED, OTHER_AMOUNT, ONLY_WEBHOOK, BOTH_AT_ONCE, REFUNDED, REFUNDED_TWICE,
) = SHOPPING  # fmt: skip
_WAYS = SHOPPING[:8]


class Shop:
    """One member's shopping. `books` are the provider's own; `provider` is how the token process reaches them."""

    def __init__(
        self, member_id: str, client: Client, *, token: Process, provider: PaymentProvider, books: Sandbox
    ) -> None:
        self._member_id = member_id
        self._client = client
        self._chance = client.chance
        self._token = token
        self._provider = provider
        self._books = books

    async def buy(self, number: int) -> None:
        """Order a package, and do with the order what the seed says."""
        package = PACKAGES[self._chance.choice(("tokens-1000", "tokens-5000"))]
        request = IdempotentRequest(self._member_id, "create_order", f"order-{number}", b"{}")
        reply = await self._try(
            "POST /wallet/orders",
            lambda: orders_handlers.create_order(
                self._token.deps, self._provider, self._member_id, package, answer=_answer, request=request
            ),
        )
        if reply is None:
            return
        order = orjson.loads(reply.body)
        way = self._chance.choice(_WAYS)
        self._client.faults.count(way)
        if way == ABANDONED:
            return
        behaviours: dict[str, Behaviour] = {DECLINED: "declines", SILENT: "silent"}
        keys = [await self._pay(order["checkout"], behaviours.get(way, "pays")) for _ in range(1 + (way == TWICE))]
        await asyncio.sleep(self._chance.choice((0, 1, 30, 590, 2000)) * self._chance.random())
        told = order["amount"] + (1 if way == OTHER_AMOUNT else 0)
        steps: list[Awaitable[object]] = []
        for key in filter(None, keys):
            if way != ONLY_WEBHOOK:
                steps.append(self._confirm(order["id"], key, told))
            if way in (ONLY_WEBHOOK, BOTH_AT_ONCE) or self._chance.random() < 0.3:
                steps.append(self._webhook(key))
        await asyncio.gather(*steps)
        if self._chance.random() < 0.5:
            await self._refund(order["id"])

    async def _pay(self, checkout_token: str, behaviour: Behaviour) -> str | None:
        """Agree to pay on the provider's page; the payment's key, if the answer came back."""

        async def authorise() -> str | None:
            checkout = await self._books.checkout(checkout_token)
            return None if checkout is None else await self._books.authorise(checkout, behaviour)

        return await self._try("checkout", authorise)

    async def _confirm(self, order_id: str, key: str, amount: int) -> None:
        await self._try(
            "POST confirm",
            lambda: orders_handlers.confirm_order(
                self._token.deps, self._provider, self._member_id, order_id, payment_key=key, amount=amount
            ),
        )

    async def _webhook(self, key: str) -> None:
        async def tell() -> None:
            headers, body = self._books.webhook(key)
            await orders_handlers.on_webhook(self._token.deps, self._provider, headers.get, body)

        await self._try("POST webhook", tell)

    async def _refund(self, order_id: str) -> None:
        await asyncio.sleep(self._chance.choice((0, 60, 1500)) * self._chance.random())
        times = self._chance.choice((1, 2))
        self._client.faults.count(REFUNDED if times == 1 else REFUNDED_TWICE)
        refund = (
            self._try(
                "POST refund",
                lambda: orders_handlers.refund_order(self._token.deps, self._provider, self._member_id, order_id),
            )
            for _ in range(times)
        )
        await asyncio.gather(*refund)

    async def _try[T](self, name: str, command: Callable[[], Awaitable[T]]) -> T | None:
        try:
            return await self._client.insist(self._token, name, command)
        except Rejection:
            return None  # what is refused moves nothing: the audit sees to it


def _answer(order: Order) -> Reply:
    token = order.checkout_url.partition("token=")[2]
    return Reply(201, orjson.dumps({"id": order.id, "checkout": token, "amount": order.amount}))

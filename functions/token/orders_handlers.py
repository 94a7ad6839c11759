"""What token does about orders: one function per command and query, webhooks, and a member's leaving."""

from collections.abc import Callable
from contextlib import suppress

from functions.token import handlers, repository
from functions.token.orders import Order, Package
from functions.token.orders_repository import (
    LoadedOrder,
    load_order,
    load_with_wallet,
    new_order,
    part_with,
    remove_answers,
    save_order,
    some_orders,
)
from functions.token.payments.chosen import payment_provider
from functions.token.payments.port import Payment, PaymentProvider
from functions.token.repository import CONTAINER
from functions.token.settlement import finish, give_back, pays, take_note
from shared.clock import to_iso
from shared.dependencies import Dependencies
from shared.errors import NotFound, Rejection
from shared.http import Reply
from shared.idempotency import IdempotentRequest
from shared.ids import is_compound, owner_of
from shared.patience import retrying


async def create_order(
    deps: Dependencies,
    provider: PaymentProvider,
    member_id: str,
    package: Package,
    *,
    answer: Callable[[Order], Reply],
    request: IdempotentRequest | None = None,
) -> Reply:
    """Order a package, to be paid for. With an idempotent `request` the `answer` is stored in the order's batch, and
    given again instead of a second order."""
    await handlers.read_wallet(deps, member_id)

    async def attempt() -> Reply:
        earlier = await request.earlier_answer(deps.store, CONTAINER) if request else None
        if earlier is not None:
            return earlier
        order_id, now = f"{member_id}.{deps.new_id()}", deps.clock.now()
        order = Order.place(order_id, package, provider=provider.name, checkout_url="", now=now)
        order.checkout_url = await provider.open_checkout(
            order_id, amount=order.amount, currency=order.currency, until=order.pay_until
        )
        reply = answer(order)
        remembered = [request.remember(reply)] if request else []
        await deps.store.execute(CONTAINER, member_id, [new_order(order), *remembered])
        return reply

    return await retrying(attempt)


async def read_order(deps: Dependencies, member_id: str, order_id: str) -> tuple[Order, int]:
    """A member's own order, and how many paid tokens they have to give back."""
    order = (await _own(deps, member_id, order_id)).order
    return order, await _available_paid(deps, order)


async def confirm_order(
    deps: Dependencies, provider: PaymentProvider, member_id: str, order_id: str, *, payment_key: str, amount: int
) -> tuple[Order, int]:
    """Capture the payment that the member authorised, and grant the tokens: once, however often it is said.

    An order that is waiting for one payment is carried through with that one, whatever key is given. Raises the 402
    `Rejection` if the payment failed, 409 for another amount or an order that is too old.
    """
    await handlers.read_wallet(deps, member_id)  # of who has left, nothing is captured
    fresh = False

    async def begin() -> Order:
        nonlocal fresh
        loaded = await _own(deps, member_id, order_id)
        order = loaded.order
        order.require_amount(amount)
        fresh = order.state == "created"
        if fresh:
            order.begin(payment_key, deps.clock.now())
            await save_order(deps, loaded)
        return order

    order = await retrying(begin)
    if not order.granted:
        order = await finish(deps, provider, order, fresh=fresh)
    if order.state == "expired":
        raise Rejection("order_expired", 409)
    if not order.granted:
        raise Rejection("payment_failed", 402, reason=order.failure)
    return order, await _available_paid(deps, order)


async def refund_order(
    deps: Dependencies, provider: PaymentProvider, member_id: str, order_id: str
) -> tuple[Order, int]:
    """Give back what is unspent of an order. One that is being given back is carried through. Raises the 409
    `Rejection` that says why nothing is."""
    fresh = False

    async def begin() -> Order:
        nonlocal fresh
        loaded, wallet = await load_with_wallet(deps, order_id) if owner_of(order_id) == member_id else (None, None)
        if loaded is None:
            raise NotFound("order")
        order = loaded.order
        fresh = not (order.waits and order.granted)
        if fresh:
            now = deps.clock.now()
            refund = order.begin_refund(wallet.wallet.paid if wallet else 0, now)
            if wallet is not None:
                wallet.wallet.reserve_refund(order.id, refund.tokens, to_iso(now), attempt=refund.number)
            await save_order(deps, loaded, wallet)
        return order

    order = await finish(deps, provider, await retrying(begin), fresh=fresh)
    if order.failure is not None:
        raise Rejection("refund_refused", 409, reason=order.failure)
    return order, await _available_paid(deps, order)


async def on_webhook(
    deps: Dependencies, provider: PaymentProvider, header: Callable[[str], str | None], body: bytes
) -> None:
    """Look up the payment that a webhook is about, and settle its order by what the provider says. Raises the 400
    `Rejection` for a webhook that is not the provider's, `Transient` to have it sent again."""
    payment = await provider.lookup(provider.read_webhook(header, body))
    if payment is None or not is_compound(payment.order_id):
        return

    async def begin() -> Order | None:
        loaded = await load_order(deps, payment.order_id)
        if loaded is None:
            return None  # its member has left: what was paid is settled, what was not will never be confirmed
        order, now = loaded.order, deps.clock.now()
        if order.state == "created" and _takes(order, payment) and now < order.pay_until:
            order.begin(payment.key, now)
            await save_order(deps, loaded)
        return order

    order = await retrying(begin)
    if order is None:
        return
    if order.payment_key == payment.key and order.state != "failed":
        with suppress(NotFound):  # its member left meanwhile, and whoever removed it had settled it
            await finish(deps, provider, order)
            if payment.cancelled > 0:
                await take_note(deps, payment)
    else:
        await give_back(provider, payment)


async def pseudonymise(deps: Dependencies, member_id: str) -> bool:
    """Part with up to twenty orders of a member who has left, whose wallet is closed: what waits for the provider is
    settled first; paid orders are set apart without whose they were; all else goes. Whether nothing is left. Raises
    `Transient` while the provider does not answer."""
    provider = payment_provider(deps)
    orders = await some_orders(deps, member_id)
    for order in orders:
        await _settle_and_part(deps, provider, order.id)
        await provider.forget(order.id)
    if not orders:
        await remove_answers(deps, member_id)
    return not orders


async def _settle_and_part(deps: Dependencies, provider: PaymentProvider, order_id: str) -> None:
    async def attempt() -> None:
        loaded = await load_order(deps, order_id)
        if loaded is not None and loaded.order.waits:
            with suppress(NotFound):  # whoever removed it meanwhile had settled it
                await finish(deps, provider, loaded.order)
            loaded = await load_order(deps, order_id)
        if loaded is not None:
            await part_with(deps, loaded)

    await retrying(attempt)


async def _own(deps: Dependencies, member_id: str, order_id: str) -> LoadedOrder:
    loaded = await load_order(deps, order_id) if owner_of(order_id) == member_id else None
    if loaded is None:
        raise NotFound("order")
    return loaded


async def _available_paid(deps: Dependencies, order: Order) -> int:
    """Only asked for where it matters: while something could be given back."""
    until = order.refundable_until
    if order.state != "paid" or until is None or deps.clock.now() >= until:
        return 0
    loaded = await repository.load_wallet(deps, order.member_id)
    return 0 if loaded is None else loaded.wallet.paid


def _takes(order: Order, payment: Payment) -> bool:
    return payment.status != "failed" and pays(payment, order)

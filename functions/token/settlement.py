"""Orders that wait for the payment provider's word, and what follows from it.

Whoever finds an order waiting may go on with it: the request that began it, a webhook, the reconciler, all at once.
The provider answers each of them the same, and the order's ETag lets one of them write it down.
"""

from functions.token import repository
from functions.token.orders import MEMBER_GONE, Order
from functions.token.orders_repository import LoadedOrder, load_with_wallet, part_with, save_order
from functions.token.payments.port import CancelRefused, Payment, PaymentProvider
from shared.clock import to_iso
from shared.dependencies import Dependencies
from shared.errors import NotFound, Poison, Unavailable
from shared.patience import retrying


async def finish(deps: Dependencies, provider: PaymentProvider, order: Order, *, fresh: bool = False) -> Order:
    """Carry an order through that waits for the provider; as it is then. `fresh`: nobody has asked the provider yet,
    so there is no need to look up first what became of it. Raises `Transient` when the provider does not answer, and
    `NotFound` when the order was removed meanwhile: its member has left."""
    if order.state == "confirming":
        order = await _settle_payment(deps, order, await _confirmed(provider, order, fresh=fresh))
    if order.state == "refunding":
        order = await _settle_refund(deps, order, await _cancelled(provider, order, fresh=fresh))
        if order.failure == MEMBER_GONE:
            loaded, _ = await _load(deps, order.id)
            await part_with(deps, loaded)
            await provider.forget(order.id)
    return order


async def give_back(provider: PaymentProvider, payment: Payment) -> None:
    """Give back all of a payment that was captured and is no order's. Raises `Poison` if the provider refuses."""
    if payment.kept > 0:
        outcome = await provider.cancel(payment.key, payment.kept, idempotency_key=f"stray.{payment.key}")
        if isinstance(outcome, CancelRefused):
            raise Poison(f"the provider keeps a payment that is no order's: {outcome.code}")


async def take_note(deps: Dependencies, payment: Payment) -> None:
    """The provider may have given money back that we did not ask it to, in its own console: take the tokens that it
    was for, as far as they are unspent. Raises `NotFound` when the order was removed: its member has left."""

    async def attempt() -> None:
        loaded, wallet = await _load(deps, payment.order_id)
        now = deps.clock.now()
        refund = loaded.order.take_back(payment.cancelled, 0 if wallet is None else wallet.wallet.paid, now)
        if refund is None:
            return
        if wallet is not None and refund.tokens > 0:
            wallet.wallet.reserve_refund(payment.order_id, refund.tokens, to_iso(now), attempt=refund.number)
            wallet.wallet.settle_refund(payment.order_id, refund.tokens, to_iso(now), attempt=refund.number)
            await save_order(deps, loaded, wallet)
        else:
            await save_order(deps, loaded)

    await retrying(attempt)


def pays(payment: Payment, order: Order) -> bool:
    """Whether a payment is one of this order, for the whole of its price."""
    paid = (payment.order_id, payment.amount, payment.currency, payment.cancelled)
    return paid == (order.id, order.amount, order.currency, 0)


async def _confirmed(provider: PaymentProvider, order: Order, *, fresh: bool) -> Payment | None:
    """The order's payment, captured if it can be; None if the key it was given is of no payment of this order."""
    key = order.payment_key
    if key is None:
        raise Poison(f"the order {order.id} is confirming no payment")
    if not fresh:
        payment = await provider.lookup(key)
        if payment is not None and payment.order_id != order.id:
            return None
        if payment is not None and payment.status != "authorised":
            return payment
    return await provider.confirm(key, order_id=order.id, amount=order.amount)


async def _settle_payment(deps: Dependencies, order: Order, payment: Payment | None) -> Order:
    if payment is not None and payment.status == "authorised":
        raise Unavailable("the provider has not confirmed the payment yet")

    async def attempt() -> Order:
        loaded, present_wallet = await _load(deps, order.id)
        if loaded.order.state != "confirming":
            return loaded.order
        wallet = _decide(loaded.order, payment, present_wallet, deps)
        await save_order(deps, loaded, wallet)
        return loaded.order

    return await retrying(attempt)


def _decide(
    order: Order, payment: Payment | None, wallet: repository.Loaded | None, deps: Dependencies
) -> repository.Loaded | None:
    """What becomes of an order, given its payment; the wallet, if it changed too."""
    now = deps.clock.now()
    if payment is None:
        order.fail("unknown_payment", now)
    elif payment.status == "failed":
        order.fail(payment.failure or "declined", now)
    elif payment.kept == 0:
        order.fail("payment_cancelled", now)
    elif not pays(payment, order):
        order.undo(payment.kept, "payment_mismatch", now)
    elif wallet is None or wallet.wallet.closed:
        order.undo(payment.kept, MEMBER_GONE, now)
    else:
        order.pay(now)
        wallet.wallet.purchase(order.id, order.tokens, to_iso(now))
        return wallet
    return None


async def _cancelled(provider: PaymentProvider, order: Order, *, fresh: bool) -> Payment | CancelRefused:
    """The order's payment, with the refund under way carried out; or why it will not be."""
    key, refund = order.payment_key, order.refund
    if key is None or refund is None:
        raise Poison(f"the order {order.id} is refunding nothing")
    if not fresh:
        payment = await provider.lookup(key)
        # Refunds of an order are one after another, so what is given back in all says whether this one was.
        if payment is not None and payment.cancelled >= order.refunded_amount + refund.amount:
            return payment
    return await provider.cancel(key, refund.amount, idempotency_key=f"{order.id}.{refund.number}")


async def _settle_refund(deps: Dependencies, order: Order, outcome: Payment | CancelRefused) -> Order:
    number = order.refunds

    async def attempt() -> Order:
        loaded, wallet = await _load(deps, order.id)
        present, refund = loaded.order, loaded.order.refund
        if refund is None or refund.number != number:
            return present
        now = deps.clock.now()
        if isinstance(outcome, CancelRefused):
            present.cancel_refund(outcome.code, now)
        else:
            present.settle_refund(now)
        if not present.granted:
            wallet = None  # what never came into it does not leave it either
        if wallet is not None:
            moves = wallet.wallet.cancel_refund if isinstance(outcome, CancelRefused) else wallet.wallet.settle_refund
            moves(order.id, refund.tokens, to_iso(now), attempt=number)
        await save_order(deps, loaded, wallet)
        return present

    return await retrying(attempt)


async def _load(deps: Dependencies, order_id: str) -> tuple[LoadedOrder, repository.Loaded | None]:
    loaded, wallet = await load_with_wallet(deps, order_id)
    if loaded is None:
        raise NotFound("order")
    return loaded, wallet

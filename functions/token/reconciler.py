"""The reconciler: finishes orders that somebody began and did not end, and lets go of those that nobody paid."""

import asyncio
import logging

import azure.functions as func

from functions.token.orders import Order
from functions.token.orders_repository import due_orders, load_order, save_order
from functions.token.payments.chosen import payment_provider
from functions.token.payments.port import PaymentProvider
from functions.token.settlement import finish
from shared.dependencies import Dependencies, dependencies
from shared.errors import NotFound, Poison, Transient
from shared.patience import retrying
from shared.telemetry import record

bp = func.Blueprint()
MAX_PAGES = 20
"""Pages of fifty orders that one run looks at; what is left is the first in the next."""


@bp.timer_trigger(arg_name="timer", schedule="30 * * * * *", run_on_startup=False)
async def token_reconciler(timer: func.TimerRequest) -> None:  # noqa: ARG001 - the trigger hands it over
    """Every minute: an order waits for at most a minute and a half after whoever began it went away."""
    deps = dependencies("token")
    await reconcile(deps, payment_provider(deps))


async def reconcile(deps: Dependencies, provider: PaymentProvider) -> int:
    """Look at the orders that are due; how many there were. What went wrong in a way that nobody expected is raised
    at the end, when all others were looked at."""
    now, seen, cursor = deps.clock.now(), 0, None
    defects: list[Exception] = []
    for _ in range(MAX_PAGES):
        orders, cursor = await due_orders(deps, now, cursor)
        outcomes = await asyncio.gather(*(_look_at(deps, provider, order) for order in orders), return_exceptions=True)
        defects += [outcome for outcome in outcomes if isinstance(outcome, Exception)]
        seen += len(orders)
        if cursor is None:
            break
    if defects:
        raise ExceptionGroup("orders that could not be looked at", defects)
    return seen


async def _look_at(deps: Dependencies, provider: PaymentProvider, order: Order) -> None:
    try:
        if order.state == "created":
            await _expire(deps, order)
        else:
            order = await finish(deps, provider, order)
            record("reconciled", level=logging.WARNING, order=order.id, state=order.state)
    except NotFound:
        return  # its member has left: who removed it had settled it
    except (Transient, Poison) as error:
        # It stays as it is and is looked at again, so that one that cannot be finished holds up no other.
        level = logging.ERROR if isinstance(error, Poison) else logging.WARNING
        record("not_reconciled", level=level, order=order.id, looks=order.looks + 1, reason=str(error))
        await _postpone(deps, order)


async def _expire(deps: Dependencies, order: Order) -> None:
    async def attempt() -> None:
        loaded = await load_order(deps, order.id)
        if loaded is not None and loaded.order.state == "created":
            loaded.order.expire(deps.clock.now())
            await save_order(deps, loaded)

    await retrying(attempt)


async def _postpone(deps: Dependencies, order: Order) -> None:
    async def attempt() -> None:
        loaded = await load_order(deps, order.id)
        if loaded is not None and loaded.order.state == order.state:
            loaded.order.postpone(deps.clock.now())
            await save_order(deps, loaded)

    await retrying(attempt)

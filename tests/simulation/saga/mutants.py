"""Faults put into the real code, each of which the simulation must find: those that sagas are known for, and those
that were in it before the simulation found them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from functions.recommendation import repository as recommendations
from functions.token import inbox as token_inbox
from functions.token import orders_handlers, settlement
from functions.token import repository as wallets
from functions.token.domain import Hold, Trip, Wallet
from functions.token.orders_repository import LoadedOrder, load_order
from functions.token.repository import LoadedHold
from shared.clock import to_iso
from shared.dependencies import Dependencies
from shared.events.base import EventData
from shared.events.envelope import Event
from shared.events.recommendation import RecommendationFailed, RecommendationRequired
from shared.ids import owner_of
from shared.inbox import EventHandler
from shared.outbox import stored
from shared.patience import retrying
from shared.store.port import Operation, Replace, Upsert
from tests.simulation.saga.contexts import Patch


def _charge_without_hold() -> tuple[Patch, ...]:
    """The price is spent at once, instead of being held until the recommendation is there."""
    hold = Wallet.hold

    def spend(wallet: Wallet, recommendation_id: str, tokens: int, at: str, trip: Trip) -> Hold:
        decided = hold(wallet, recommendation_id, tokens, at, trip)
        if decided.state == "held":
            wallet.capture(decided, at, trip)
        return decided

    return (Patch(Wallet, "hold", spend),)


def _refund_twice() -> tuple[Patch, ...]:
    """A failure that is heard twice is refunded twice."""

    async def refund(data: RecommendationFailed, _event: Event, deps: Dependencies) -> None:
        async def attempt() -> None:
            loaded, held = await wallets.load_with_hold(deps, data.member_id, data.recommendation_id)
            if held is None:
                void = LoadedHold(Hold(data.recommendation_id, "void"), None)
                await deps.store.execute(wallets.CONTAINER, data.member_id, [wallets.hold_operation(void)])
            if loaded is None or held is None or held.hold.state not in ("held", "released"):
                return
            held.hold.state = "held"
            loaded.wallet.release(held.hold, to_iso(deps.clock.now()), Trip(data.location, data.place_key), data.code)
            entry = loaded.wallet.entries[-1]
            loaded.wallet.entries[-1] = replace(entry, cause=f"{entry.cause}.{entry.version}")
            operations = [wallets.hold_operation(held), *wallets.wallet_operations(deps, loaded)]
            await deps.store.execute(wallets.CONTAINER, data.member_id, operations)

        await retrying(attempt)

    return _handling(RecommendationFailed, refund)


def _sweeper_without_etag() -> tuple[Patch, ...]:
    """Whatever the sweeper found overdue it fails, whatever became of it since."""
    execute = recommendations._execute

    async def overwrite(
        deps: Dependencies, member_id: str, operations: Sequence[Operation], events: Sequence[EventData]
    ) -> None:
        timed_out = any(isinstance(event, RecommendationFailed) and event.code == "timed_out" for event in events)
        if timed_out:
            operations = [Upsert(each.body) if isinstance(each, Replace) else each for each in operations]
        await execute(deps, member_id, operations, events)

    return (Patch(recommendations, "_execute", overwrite),)


def _outbox_outside_the_batch() -> tuple[Patch, ...]:
    """Events are stored after what they tell of."""

    async def in_two(
        deps: Dependencies, member_id: str, operations: Sequence[Operation], events: Sequence[EventData]
    ) -> None:
        await deps.store.execute(recommendations.CONTAINER, member_id, operations)
        if events:
            outbox = [stored(member_id, event, deps) for event in events]
            await deps.store.execute(recommendations.CONTAINER, member_id, outbox)

    return (Patch(recommendations, "_execute", in_two),)


def _hold_that_ignores_the_tombstone() -> tuple[Patch, ...]:
    """A hold that comes after its refund is made all the same."""

    async def hold(data: RecommendationRequired, _event: Event, deps: Dependencies) -> None:
        async def attempt() -> None:
            loaded, decided = await wallets.load_with_hold(deps, data.member_id, data.recommendation_id)
            if loaded is None or (decided is not None and decided.hold.state != "void"):
                return
            trip = Trip(data.location, data.place_key)
            made = loaded.wallet.hold(data.recommendation_id, data.tokens, to_iso(deps.clock.now()), trip)
            held = LoadedHold(made, None if decided is None else decided.etag)
            await deps.store.execute(
                wallets.CONTAINER,
                data.member_id,
                [wallets.hold_operation(held), *wallets.wallet_operations(deps, loaded)],
            )

        await retrying(attempt)

    return _handling(RecommendationRequired, hold)


def _order_and_wallet_read_one_after_the_other() -> tuple[Patch, ...]:
    """What settles a refund may see an order from before somebody else settled it, and the wallet from after."""

    async def load(deps: Dependencies, order_id: str) -> tuple[LoadedOrder | None, wallets.Loaded | None]:
        order = await load_order(deps, order_id)
        return order, await wallets.load_wallet(deps, owner_of(order_id))

    return tuple(Patch(module, "load_with_wallet", load) for module in (settlement, orders_handlers))


def _handling(event: type[EventData], handler: EventHandler) -> tuple[Patch, ...]:
    return (Patch(token_inbox, "HANDLERS", {**token_inbox.HANDLERS, event: handler}),)


MUTANTS: Mapping[str, Callable[[], tuple[Patch, ...]]] = {
    "charge without hold": _charge_without_hold,
    "refund twice": _refund_twice,
    "sweeper without ETag": _sweeper_without_etag,
    "outbox outside the batch": _outbox_outside_the_batch,
    "hold that ignores the tombstone": _hold_that_ignores_the_tombstone,
    "order and wallet read one after the other": _order_and_wallet_read_one_after_the_other,
}

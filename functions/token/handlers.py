"""What token does about wallets when it is told of members and recommendations, and what members ask about theirs.

Each recommendation has one hold document, decided once: whatever comes twice, late or out of order finds it decided.
"""

from functions.token import repository
from functions.token.domain import Hold, Trip, Wallet, belongs
from functions.token.repository import CONTAINER, Loaded, LoadedHold
from shared.auth import unauthenticated
from shared.clock import to_iso
from shared.dependencies import Dependencies
from shared.errors import AlreadyExists, NotFound, Poison, Unavailable
from shared.events.envelope import Event
from shared.events.member import MemberCreated
from shared.events.recommendation import RecommendationCreated, RecommendationFailed, RecommendationRequired
from shared.patience import retrying, until_known


async def read_wallet(deps: Dependencies, member_id: str) -> Wallet:
    """A member's wallet; for who signed up a moment ago it waits for the grant. Raises the `Rejection` for who left."""
    loaded = await until_known(lambda: repository.load_wallet(deps, member_id))
    if loaded is None:
        raise NotFound("wallet")
    if loaded.wallet.closed:
        raise unauthenticated()  # the token outlives the member it speaks for
    return loaded.wallet


async def on_member_created(data: MemberCreated, _event: Event, deps: Dependencies) -> None:
    """Open the wallet and grant what new members are granted."""
    now = to_iso(deps.clock.now())
    wallet = Wallet.empty(data.member_id, now)
    wallet.grant(now)
    operations = repository.wallet_operations(deps, Loaded(wallet, None))
    try:
        await deps.store.execute(CONTAINER, data.member_id, operations)
    except AlreadyExists:
        return  # granted before, or the member has left before


async def on_recommendation_required(data: RecommendationRequired, _event: Event, deps: Dependencies) -> None:
    """Hold the price, or refuse. Raises `Unavailable` while the wallet is not there yet."""
    _require_own(data)

    async def attempt() -> None:
        loaded, decided = await repository.load_with_hold(deps, data.member_id, data.recommendation_id)
        if decided is not None:
            return
        if loaded is None:
            raise Unavailable(f"the wallet of {data.member_id} is not there yet")
        now = to_iso(deps.clock.now())
        hold = loaded.wallet.hold(data.recommendation_id, data.tokens, now, _trip(data))
        await _save(deps, loaded, LoadedHold(hold, None))

    await retrying(attempt)


async def on_recommendation_created(data: RecommendationCreated, _event: Event, deps: Dependencies) -> None:
    """Spend what is held. Raises `Poison` if nothing is."""
    _require_own(data)

    async def attempt() -> None:
        loaded, held = await repository.load_with_hold(deps, data.member_id, data.recommendation_id)
        if loaded is None or held is None:
            raise Poison(f"{data.recommendation_id} was created without a hold")
        if held.hold.state != "captured":
            loaded.wallet.capture(held.hold, to_iso(deps.clock.now()), _trip(data))
            await _save(deps, loaded, held)

    await retrying(attempt)


async def on_recommendation_failed(data: RecommendationFailed, _event: Event, deps: Dependencies) -> None:
    """Give back what is held; if nothing is yet, see to it that nothing will be. Raises `Poison` if it was spent."""
    _require_own(data)

    async def attempt() -> None:
        loaded, held = await repository.load_with_hold(deps, data.member_id, data.recommendation_id)
        if held is None:
            void = LoadedHold(Hold(data.recommendation_id, "void"), None)
            await deps.store.execute(CONTAINER, data.member_id, [repository.hold_operation(void)])
        elif loaded is not None and held.hold.state in ("held", "captured"):
            loaded.wallet.release(held.hold, to_iso(deps.clock.now()), _trip(data), data.code)
            await _save(deps, loaded, held)

    await retrying(attempt)


async def _save(deps: Dependencies, loaded: Loaded, held: LoadedHold) -> None:
    operations = [repository.hold_operation(held), *repository.wallet_operations(deps, loaded)]
    await deps.store.execute(CONTAINER, loaded.wallet.member_id, operations)


def _require_own(data: RecommendationRequired | RecommendationCreated | RecommendationFailed) -> None:
    if not belongs(data.recommendation_id, data.member_id):
        raise Poison(f"{data.recommendation_id} is not a recommendation of {data.member_id}")


def _trip(data: RecommendationRequired | RecommendationCreated | RecommendationFailed) -> Trip:
    return Trip(data.location, data.place_key)

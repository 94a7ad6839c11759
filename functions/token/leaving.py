"""A member who leaves: the wallet is closed, its history erased, and orders are parted with."""

from functions.token import orders_handlers, repository
from functions.token.domain import Wallet
from functions.token.repository import CONTAINER, Loaded
from shared.clock import to_iso
from shared.dependencies import Dependencies
from shared.events.envelope import Event
from shared.events.member import MemberDeleted
from shared.inbox import receive_again
from shared.patience import retrying

QUEUE = "token-inbox"
PAGES_AT_ONCE = 20
"""Pages of entries and orders that one invocation goes through: as many as surely fit its time."""


async def on_member_deleted(data: MemberDeleted, event: Event, deps: Dependencies) -> None:
    """Close the wallet, so that nothing is added any more; then erase, in as many invocations as it takes."""
    await retrying(lambda: _close(deps, data.member_id))
    for _ in range(PAGES_AT_ONCE):
        if await _erase_page(deps, data.member_id):
            return
    await receive_again(deps, QUEUE, event)


async def _close(deps: Dependencies, member_id: str) -> None:
    now = to_iso(deps.clock.now())
    loaded = await repository.load_wallet(deps, member_id) or Loaded(Wallet.empty(member_id, now), None)
    if not loaded.wallet.closed:
        loaded.wallet.close(now)
        await deps.store.execute(CONTAINER, member_id, repository.wallet_operations(deps, loaded))


async def _erase_page(deps: Dependencies, member_id: str) -> bool:
    """Whether nothing is left."""
    if not await retrying(lambda: repository.erase_entries(deps, member_id)):
        return False
    return await orders_handlers.pseudonymise(deps, member_id)

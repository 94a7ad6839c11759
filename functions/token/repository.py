"""Wallets, their entries and holds as documents of `wallets`, all in the partition of the member.

An entry's id says what caused it and a hold's whom it is for, so that a second of either cannot be stored. Whatever
moves tokens replaces the wallet by its ETag: movements are one after another, and entries have no gap.

Once the member has left, the wallet is a tombstone of numbers, and entries are neither kept nor added.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from functions.token.domain import Entry, Hold, Wallet
from shared.dependencies import Dependencies
from shared.outbox import stored
from shared.read_model import TOMBSTONE_SECONDS
from shared.store.port import (
    MAX_OPERATIONS,
    Create,
    Delete,
    Document,
    Equals,
    Operation,
    Page,
    Query,
    Replace,
    Stored,
)

CONTAINER = "wallets"
WALLET, CLOSED_WALLET, ENTRY, HOLD = "wallet", "closed-wallet", "entry", "hold"


@dataclass(slots=True)
class Loaded:
    """A wallet and the ETag it was read with; None if it was never stored."""

    wallet: Wallet
    etag: str | None


@dataclass(slots=True)
class LoadedHold:
    """A hold and the ETag it was read with; None if it was never stored."""

    hold: Hold
    etag: str | None


async def load_wallet(deps: Dependencies, member_id: str) -> Loaded | None:
    """A member's wallet, closed or not; None if we have not heard of the member yet."""
    return loaded_wallet(await deps.store.read(CONTAINER, member_id, WALLET))


async def load_with_hold(
    deps: Dependencies, member_id: str, recommendation_id: str
) -> tuple[Loaded | None, LoadedHold | None]:
    """A member's wallet, and what became of a recommendation's tokens."""
    keys = [(member_id, WALLET), (member_id, _hold_id(recommendation_id))]
    wallet, hold = await deps.store.read_many(CONTAINER, keys)
    return loaded_wallet(wallet), None if hold is None else LoadedHold(_hold(hold.body), hold.etag)


async def entries(deps: Dependencies, member_id: str, *, limit: int, cursor: str | None) -> Page:
    """A page of a member's entries, latest first."""
    query = Query([Equals("type", ENTRY)], order="sortKey", descending=True, limit=limit, cursor=cursor)
    return await deps.store.query(CONTAINER, member_id, query)


async def erase_entries(deps: Dependencies, member_id: str) -> bool:
    """Erase a page of the entries of a closed wallet; whether none is left. Raises `Missing` if another does so too."""
    page = await entries(deps, member_id, limit=MAX_OPERATIONS, cursor=None)
    if page.items:
        await deps.store.execute(CONTAINER, member_id, [Delete(item.body["id"]) for item in page.items])
    return page.cursor is None


def wallet_operations(deps: Dependencies, loaded: Loaded) -> list[Operation]:
    """What stores the wallet as it is now, its new entries and the events it raised: for one batch in the member's
    partition, with the document of whatever moved the tokens."""
    wallet = loaded.wallet
    operations: list[Operation] = []
    if wallet.entries:
        document = _wallet_document(wallet)
        operations.append(Create(document) if loaded.etag is None else Replace(document, loaded.etag))
    if not wallet.closed:
        operations += [Create(_entry_document(wallet.member_id, entry)) for entry in wallet.entries]
    operations += [stored(wallet.member_id, event, deps) for event in wallet.events]
    return operations


def hold_operation(loaded: LoadedHold) -> Operation:
    """What stores a hold as it is now, in the partition of its member."""
    document = _hold_document(loaded.hold)
    return Create(document) if loaded.etag is None else Replace(document, loaded.etag)


def wallet_of(document: Mapping[str, Any]) -> Wallet:
    """The wallet in a document."""
    return Wallet(
        member_id=document["pk"],
        accounts=document["accounts"],
        version=document["version"],
        created_at=document["createdAt"],
        updated_at=document["updatedAt"],
        closed=document["type"] == CLOSED_WALLET,
    )


def loaded_wallet(found: Stored | None) -> Loaded | None:
    """The wallet that was read, if there is one."""
    return None if found is None else Loaded(wallet_of(found.body), found.etag)


def _wallet_document(wallet: Wallet) -> Document:
    document: Document = {
        "id": WALLET,
        "pk": wallet.member_id,
        "type": WALLET,
        "version": wallet.version,
        "accounts": wallet.accounts,
        "createdAt": wallet.created_at,
        "updatedAt": wallet.updated_at,
    }
    return {**document, "type": CLOSED_WALLET, "ttl": TOMBSTONE_SECONDS} if wallet.closed else document


def _entry_document(member_id: str, entry: Entry) -> Document:
    return {
        "id": f"{ENTRY}.{entry.cause}",
        "pk": member_id,
        "type": ENTRY,
        # The order of the ledger, whatever the clocks of those who wrote it said.
        "sortKey": f"{entry.version:015d}",
        "kind": entry.kind,
        "version": entry.version,
        "tokens": entry.tokens,
        "postings": entry.postings,
        "amount": entry.amount,
        "balance": entry.balance,
        "recommendationId": entry.recommendation_id,
        "orderId": entry.order_id,
        "location": entry.trip and entry.trip.location,
        "placeKey": entry.trip and entry.trip.place_key,
        "code": entry.code,
        "at": entry.at,
    }


def _hold_id(recommendation_id: str) -> str:
    return f"{HOLD}.{recommendation_id.partition('.')[2]}"


def _hold_document(hold: Hold) -> Document:
    """Ids and numbers only, so that it may outlive the member; how it ended is known for as long as anybody may ask."""
    document: Document = {
        "id": _hold_id(hold.recommendation_id),
        "pk": hold.recommendation_id.partition(".")[0],
        "type": HOLD,
        "recommendationId": hold.recommendation_id,
        "state": hold.state,
        "free": hold.free,
        "paid": hold.paid,
    }
    return document if hold.state == "held" else {**document, "ttl": TOMBSTONE_SECONDS}


def _hold(document: Mapping[str, Any]) -> Hold:
    return Hold(document["recommendationId"], document["state"], document["free"], document["paid"])

"""Orders as documents of `wallets`, in the partition of their member, so that an order and the tokens it moves change
in one batch; and the records of paid orders whose member has left, each in a partition that says nothing about whom.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from functions.token import repository
from functions.token.orders import Order, Refund
from functions.token.repository import CONTAINER
from shared.clock import from_iso, to_iso
from shared.dependencies import Dependencies
from shared.errors import Missing
from shared.ids import owner_of
from shared.store.port import Between, Create, Delete, Document, Equals, Operation, Query, Replace, Upsert

ORDER, RECORD = "order", "order-record"
RECORD_SECONDS = 5 * 366 * 24 * 3600
"""The five years for which Korean law has records of payments kept."""
_UNPAID_SECONDS = 30 * 24 * 3600
"""How long an order that came to nothing can be looked at."""
_PAGE = 50


@dataclass(slots=True)
class LoadedOrder:
    """An order and the ETag it was read with."""

    order: Order
    etag: str


async def load_order(deps: Dependencies, order_id: str) -> LoadedOrder | None:
    """An order, for changing it; None if there is none."""
    found = await deps.store.read(CONTAINER, owner_of(order_id), order_id)
    return None if found is None else LoadedOrder(_order(found.body), found.etag)


async def load_with_wallet(deps: Dependencies, order_id: str) -> tuple[LoadedOrder | None, repository.Loaded | None]:
    """An order and its member's wallet, of one moment: of two, the wallet could be one in which somebody else has
    settled already what the order says is to be settled."""
    member_id = owner_of(order_id)
    found, wallet = await deps.store.read_many(CONTAINER, [(member_id, order_id), (member_id, repository.WALLET)])
    order = None if found is None else LoadedOrder(_order(found.body), found.etag)
    return order, repository.loaded_wallet(wallet)


async def save_order(deps: Dependencies, loaded: LoadedOrder, wallet: repository.Loaded | None = None) -> None:
    """Store an order that changed, with the wallet whose tokens it moved. Raises `WriteConflict` if either was written
    by somebody else."""
    operations: list[Operation] = [Replace(order_document(loaded.order), loaded.etag)]
    if wallet is not None:
        operations += repository.wallet_operations(deps, wallet)
    await deps.store.execute(CONTAINER, loaded.order.member_id, operations)


async def due_orders(deps: Dependencies, now: datetime, cursor: str | None) -> tuple[list[Order], str | None]:
    """Orders of everybody that the reconciler is to look at by now, the longest due first."""
    due = Query([Equals("type", ORDER), Between("dueAt", high=to_iso(now))], order="dueAt", limit=_PAGE, cursor=cursor)
    page = await deps.store.query_across(CONTAINER, due)
    return [_order(item.body) for item in page.items], page.cursor


async def some_orders(deps: Dependencies, member_id: str) -> list[Order]:
    """Up to twenty of a member's orders."""
    page = await deps.store.query(CONTAINER, member_id, Query([Equals("type", ORDER)], limit=20))
    return [_order(item.body) for item in page.items]


async def part_with(deps: Dependencies, loaded: LoadedOrder) -> None:
    """Remove an order whose member has left; of one that moved money a record stays, without whose it was. Raises
    `WriteConflict` if somebody else changed it."""
    order = loaded.order
    if order.moved_money:
        # Two partitions, so two writes: the record first, and always the same one.
        await deps.store.execute(CONTAINER, _record_partition(order), [Upsert(_record(order))])
    # Gone already, if somebody else parted with it at the same time.
    with suppress(Missing):
        await deps.store.execute(CONTAINER, order.member_id, [Delete(order.id, loaded.etag)])


async def remove_answers(deps: Dependencies, member_id: str) -> None:
    """Remove the stored answers to requests that carried an Idempotency-Key: each is a copy of an order."""
    query = Query([Equals("type", "idempotency")], limit=_PAGE)
    while items := (await deps.store.query(CONTAINER, member_id, query)).items:
        await deps.store.execute(CONTAINER, member_id, [Delete(item.body["id"]) for item in items])


def new_order(order: Order) -> Operation:
    """What stores an order for the first time."""
    return Create(order_document(order))


def order_document(order: Order) -> Document:
    """The document of an order."""
    document: Document = {
        "id": order.id,
        "pk": order.member_id,
        "type": ORDER,
        "version": order.version,
        "state": order.state,
        "packageId": order.package_id,
        "tokens": order.tokens,
        "amount": order.amount,
        "currency": order.currency,
        "provider": order.provider,
        "checkoutUrl": order.checkout_url,
        "paymentKey": order.payment_key,
        "paidAt": order.paid_at and to_iso(order.paid_at),
        "failure": order.failure,
        "refund": order.refund
        and {"tokens": order.refund.tokens, "amount": order.refund.amount, "number": order.refund.number},
        "refunds": order.refunds,
        "refundedTokens": order.refunded_tokens,
        "refundedAmount": order.refunded_amount,
        "looks": order.looks,
        "createdAt": to_iso(order.created_at),
        "updatedAt": to_iso(order.updated_at),
    }
    if order.due_at is not None:
        document["dueAt"] = to_iso(order.due_at)
    elif not order.moved_money:
        document["ttl"] = _UNPAID_SECONDS
    return document


def _order(document: Mapping[str, Any]) -> Order:
    paid_at, due_at, refund = document["paidAt"], document.get("dueAt"), document["refund"]
    return Order(
        id=document["id"],
        package_id=document["packageId"],
        tokens=document["tokens"],
        amount=document["amount"],
        currency=document["currency"],
        provider=document["provider"],
        checkout_url=document["checkoutUrl"],
        state=document["state"],
        version=document["version"],
        created_at=from_iso(document["createdAt"]),
        updated_at=from_iso(document["updatedAt"]),
        payment_key=document["paymentKey"],
        paid_at=paid_at and from_iso(paid_at),
        failure=document["failure"],
        refund=refund and Refund(refund["tokens"], refund["amount"], refund["number"]),
        refunds=document["refunds"],
        refunded_tokens=document["refundedTokens"],
        refunded_amount=document["refundedAmount"],
        due_at=due_at and from_iso(due_at),
        looks=document["looks"],
    )


def _record_partition(order: Order) -> str:
    return f"order-records|{_ulid(order)}"


def _record(order: Order) -> Document:
    return {
        "id": _ulid(order),
        "pk": _record_partition(order),
        "type": RECORD,
        "ttl": RECORD_SECONDS,
        "provider": order.provider,
        "paymentKey": order.payment_key,
        "packageId": order.package_id,
        "tokens": order.tokens,
        "amount": order.amount,
        "currency": order.currency,
        "refundedTokens": order.refunded_tokens,
        "refundedAmount": order.refunded_amount,
        "createdAt": to_iso(order.created_at),
        "paidAt": order.paid_at and to_iso(order.paid_at),
    }


def _ulid(order: Order) -> str:
    return order.id.partition(".")[2]

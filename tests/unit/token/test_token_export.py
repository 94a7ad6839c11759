"""Token's part of the export of everything: all of a member's ledger, and nobody else's."""

from typing import Any

import orjson

from functions.token.api_export import _HELD
from functions.token.orders import PACKAGES
from functions.token.orders_handlers import create_order
from functions.token.payments.chosen import payment_provider
from functions.token.schemas_export import TokenExport
from shared.export import export_page
from shared.http import Paging, Reply
from tests.fakes import Fakes
from tests.unit.token.ledger import EMMA, JIWOO, created, failed, joined, left, recommendation, required, tell


async def exported(fakes: Fakes, member_id: str = JIWOO.member_id) -> list[dict[str, Any]]:
    """All pages."""
    items: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        page = await export_page(fakes.deps, member_id, _HELD, Paging(limit=3, cursor=cursor))
        TokenExport.model_validate_json(orjson.dumps(page))
        items += page["items"]
        if (cursor := page["nextCursor"]) is None:
            return items


async def test_it_has_the_wallet_its_entries_holds_and_orders(fakes: Fakes) -> None:
    await tell(fakes.deps, joined(), joined(EMMA), required(1), created(1), required(2), failed(2))
    await create_order(
        fakes.deps, payment_provider(fakes.deps), JIWOO.member_id, PACKAGES["tokens-1000"], answer=lambda _: Reply(201)
    )
    items = await exported(fakes)
    assert [each["record"] for each in items] == ["wallet", *["entry"] * 5, *["hold"] * 2, "order"]
    assert sum(each["amount"] for each in items if each["record"] == "entry") == 4900
    assert {each["location"] for each in items if each["record"] == "entry"} == {None, "제주 서귀포"}
    states = {each["recommendationId"]: each["state"] for each in items if each["record"] == "hold"}
    assert states == {recommendation(1): "captured", recommendation(2): "released"}
    assert [each["record"] for each in await exported(fakes, EMMA.member_id)] == ["wallet", "entry"]


async def test_of_who_left_there_is_no_wallet_to_have(fakes: Fakes) -> None:
    await tell(fakes.deps, joined(), required(), failed(), left())
    assert {each["record"] for each in await exported(fakes)} == {"hold"}

"""What the tests of payments over HTTP share."""

import pytest

from functions.token import api_orders, api_sandbox
from shared import http
from tests.unit.token.payments.client import Verifier
from tests.unit.token.payments.shop import Shop


@pytest.fixture
async def wired(monkeypatch: pytest.MonkeyPatch) -> Shop:
    """A shop that the operations work in."""
    shop = await Shop.opened()
    monkeypatch.setattr(http, "verifier", Verifier)
    for module, provider in ((api_orders, "payment_provider"), (api_sandbox, "sandbox_provider")):
        monkeypatch.setattr(module, "dependencies", lambda _context: shop.deps)
        monkeypatch.setattr(module, provider, lambda _deps: shop.sandbox)
    return shop

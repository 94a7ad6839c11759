"""The sandbox plays with no real money, and is refused where there is some."""

import pytest

from functions.token.payments.settings import PaymentSettings
from shared.settings import SettingsError

LONG = "s" * 32


def test_locally_nothing_has_to_be_set() -> None:
    read = PaymentSettings.read({"KTRAVEL_ENVIRONMENT": "local"})
    assert (read.provider, len(read.sandbox_key) > 20) == ("sandbox", True)


def test_elsewhere_the_sandbox_has_a_secret_of_its_own() -> None:
    read = PaymentSettings.read({"KTRAVEL_ENVIRONMENT": "dev", "KTRAVEL_SANDBOX_SECRET": LONG})
    assert read.sandbox_key == LONG.encode()
    assert LONG not in repr(read)


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"KTRAVEL_ENVIRONMENT": "prod", "KTRAVEL_SANDBOX_SECRET": LONG}, "KTRAVEL_PAYMENTS"),
        ({"KTRAVEL_ENVIRONMENT": "dev"}, "KTRAVEL_SANDBOX_SECRET"),
        ({"KTRAVEL_ENVIRONMENT": "dev", "KTRAVEL_SANDBOX_SECRET": "short"}, "KTRAVEL_SANDBOX_SECRET"),
        ({"KTRAVEL_ENVIRONMENT": "local", "KTRAVEL_PAYMENTS": "paypal"}, "KTRAVEL_PAYMENTS"),
    ],
)
def test_what_is_missing_or_wrong_is_named(environ: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named) as refused:
        PaymentSettings.read(environ)
    assert LONG not in str(refused.value)

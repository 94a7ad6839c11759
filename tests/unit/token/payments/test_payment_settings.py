"""The sandbox plays with no real money, and is refused where there is some; Toss Payments' test keys likewise."""

import pytest

from functions.token.payments import chosen
from functions.token.payments.settings import PaymentSettings
from shared.settings import SettingsError
from tests.fakes import Fakes

LONG = "s" * 32
LIVE = {
    "KTRAVEL_ENVIRONMENT": "prod",
    "KTRAVEL_PAYMENTS": "toss",
    "KTRAVEL_TOSS_SECRET_KEY": f"live_sk_{LONG}",
    "KTRAVEL_TOSS_CLIENT_KEY": "live_ck_everybodyMaySee",
}
TEST_KEYS = {"KTRAVEL_TOSS_SECRET_KEY": f"test_sk_{LONG}", "KTRAVEL_TOSS_CLIENT_KEY": "test_ck_everybodyMaySee"}


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
        ({"KTRAVEL_ENVIRONMENT": "local", "KTRAVEL_PAYMENTS": "toss"}, "TOSS_SECRET_KEY and KTRAVEL_TOSS_CLIENT_KEY"),
        (LIVE | {"KTRAVEL_TOSS_CLIENT_KEY": ""}, "needs KTRAVEL_TOSS_CLIENT_KEY"),
        (LIVE | TEST_KEYS, "must be a live key in production"),
        (LIVE | {"KTRAVEL_TOSS_CLIENT_KEY": "test_ck_1"}, "must both be"),
        (LIVE | {"KTRAVEL_ENVIRONMENT": "dev", "KTRAVEL_TOSS_SECRET_KEY": f"test_sk_{LONG}"}, "must both be"),
        (LIVE | {"KTRAVEL_TOSS_SECRET_KEY": f"live_ck_{LONG}"}, "KTRAVEL_TOSS_SECRET_KEY"),
        (LIVE | {"KTRAVEL_TOSS_CLIENT_KEY": f"live_sk_{LONG}"}, "KTRAVEL_TOSS_CLIENT_KEY"),
        (LIVE | {"KTRAVEL_TOSS_URL": "http://toss.example"}, "KTRAVEL_TOSS_URL"),
        (LIVE | {"KTRAVEL_TOSS_URL": "http://127.0.0.1.evil.example"}, "KTRAVEL_TOSS_URL"),
        (LIVE | {"KTRAVEL_TOSS_URL": "http://127.0.0.1:9"}, "KTRAVEL_TOSS_URL must be https"),
    ],
)
def test_what_is_missing_or_wrong_is_named(environ: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named) as refused:
        PaymentSettings.read(environ)
    assert LONG not in str(refused.value)


def test_live_keys_are_what_production_takes() -> None:
    read = PaymentSettings.read(LIVE)
    assert (read.provider, read.toss_secret_key) == ("toss", f"live_sk_{LONG}")
    assert read.toss_url == "https://api.tosspayments.com"
    assert LONG not in repr(read)


def test_test_keys_do_anywhere_else() -> None:
    for environment in ("local", "dev"):
        PaymentSettings.read(LIVE | TEST_KEYS | {"KTRAVEL_ENVIRONMENT": environment})
    PaymentSettings.read(
        LIVE | TEST_KEYS | {"KTRAVEL_ENVIRONMENT": "local", "KTRAVEL_TOSS_URL": "http://127.0.0.1:8080"}
    )


def test_the_provider_is_the_one_that_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    deps = Fakes().deps
    assert chosen.payment_provider(deps).name == "sandbox"
    monkeypatch.setattr(chosen, "payment_settings", lambda: PaymentSettings.read(LIVE))
    assert chosen.payment_provider(deps) is chosen.payment_provider(deps)
    assert chosen.payment_provider(deps).name == "toss"
    chosen._toss.cache_clear()

"""What providers may say: only a token that is theirs, for us, for this sign-in and for now signs anybody in."""

import time

import jwt
import pytest

from tests.fakes import Fakes
from tests.wire import openid_forgeries as forgeries
from tests.wire.openid_browser import Browser
from tests.wire.openid_provider import CLIENT_ID, Forge, OpenIdProvider, SigningKey, sign

pytest_plugins = ["tests.wire.openid_fixtures"]


def route(provider: OpenIdProvider) -> str:
    return "google" if provider.style == "entra" else provider.style


async def refused(browser: Browser, provider: OpenIdProvider, fakes: Fakes, code: str = "sign_in_refused") -> None:
    answer = await browser.sign_in(route(provider), returnTo="/plans/new")
    assert answer.status == 302
    assert answer.query == {"error": code, "provider": route(provider), "returnTo": "/plans/new"}
    assert "ktravel_refresh" not in browser.cookies
    assert {each["type"] for each in fakes.store.all("members")} <= {"used"}


FORGERIES: dict[str, Forge] = {
    "unsigned": forgeries.unsigned,
    "HS256 with the public key": forgeries.signed_with_the_public_key,
    "changed after it was signed": forgeries.changed_afterwards,
    "expired": forgeries.with_claims(exp=int(time.time()) - 120),
    "of the future": forgeries.with_claims(iat=int(time.time()) + 600),
    "not yet valid": forgeries.with_claims(nbf=int(time.time()) + 600),
    "another audience": forgeries.with_claims(aud="another-client"),
    "no audience": forgeries.with_claims(aud=None),
    "several audiences, meant for another": forgeries.with_claims(aud=[CLIENT_ID, "another"], azp="another"),
    "several audiences, meant for nobody": forgeries.with_claims(aud=[CLIENT_ID, "another"], azp=None),
    "meant for another": forgeries.with_claims(azp="another-client"),
    "another issuer": forgeries.with_claims(iss="https://accounts.example.org"),
    "an issuer that begins alike": forgeries.with_claims(iss=lambda issuer: f"{issuer}/"),
    "no issuer": forgeries.with_claims(iss=None),
    "another nonce": forgeries.with_claims(nonce="of another sign-in"),
    "an empty nonce": forgeries.with_claims(nonce=""),
    "no end": forgeries.with_claims(exp=None),
    "no beginning": forgeries.with_claims(iat=None),
    "no subject": forgeries.with_claims(sub=None),
    "an empty subject": forgeries.with_claims(sub=""),
    "a subject that is no text": forgeries.with_claims(sub=7),
    "another access token's": forgeries.with_claims(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    "no token": lambda *_: None,
    "no text": lambda *_: 5,
    "nonsense": lambda *_: "a.b.c",
    "encrypted, as it were": lambda *_: "a.b.c.d.e",
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
async def test_a_forged_token_signs_nobody_in(
    provider: OpenIdProvider, browser: Browser, fakes: Fakes, forge: Forge
) -> None:
    provider.forge = forge
    await refused(browser, provider, fakes)


@pytest.mark.parametrize("key_id", ["key-1", "key-2", "https://evil.example/keys"])
async def test_a_signature_by_a_key_that_is_not_published_signs_nobody_in(
    provider: OpenIdProvider, browser: Browser, fakes: Fakes, other_key: SigningKey, key_id: str
) -> None:
    provider.forge = forgeries.signed_by(other_key, key_id)
    await refused(browser, provider, fakes)


@pytest.mark.usefixtures("both")
async def test_google_must_send_the_nonce_back(google: OpenIdProvider, browser: Browser, fakes: Fakes) -> None:
    google.forge = forgeries.with_claims(nonce=None)
    await refused(browser, google, fakes)


@pytest.mark.usefixtures("behind_entra")
async def test_entra_must_send_the_nonce_back(entra: OpenIdProvider, browser: Browser, fakes: Fakes) -> None:
    entra.forge = forgeries.with_claims(nonce=None)
    await refused(browser, entra, fakes)


@pytest.mark.usefixtures("both")
async def test_naver_may_send_the_nonce_back(naver: OpenIdProvider, browser: Browser) -> None:
    naver.forge = lambda provider, claims: sign(provider, claims | {"nonce": provider.authorized["nonce"]})
    assert (await browser.sign_in("naver")).page == "/"


async def test_the_clocks_of_others_may_differ_a_little(provider: OpenIdProvider, browser: Browser) -> None:
    provider.forge = forgeries.with_claims(exp=int(time.time()) - 30, iat=int(time.time()) + 30)
    assert (await browser.sign_in(route(provider))).page == "/"


async def test_a_new_key_is_asked_for_when_a_token_names_it(
    provider: OpenIdProvider, browser: Browser, other_key: SigningKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await browser.sign_in(route(provider))).page == "/"
    monkeypatch.setattr("functions.member.sign_in.id_tokens._REFETCH_SECONDS", 0.0)
    provider.key, provider.published = other_key, [*provider.published, other_key]
    assert (await browser.sign_in(route(provider))).page == "/"
    assert (await browser.sign_in(route(provider))).page == "/"
    assert provider.asked.count("keys") == 2


async def test_names_of_keys_nobody_has_do_not_make_us_ask_all_day(
    provider: OpenIdProvider, browser: Browser, fakes: Fakes, other_key: SigningKey
) -> None:
    provider.forge = forgeries.signed_by(other_key, "nobody's")
    for _ in range(3):
        await refused(browser, provider, fakes)
    assert provider.asked.count("keys") == 1


async def test_a_key_without_a_name_does_where_there_is_one_key(provider: OpenIdProvider, browser: Browser) -> None:
    provider.forge = lambda who, claims: jwt.encode(claims, who.key.private, "RS256")
    assert (await browser.sign_in(route(provider))).page == "/"

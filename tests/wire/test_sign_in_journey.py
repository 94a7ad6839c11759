"""Signing in at a provider, all the way: what works, and what others might try."""

import logging

import pytest

from tests.fakes import Fakes
from tests.wire.openid_browser import Browser
from tests.wire.openid_provider import Account, Fault, OpenIdProvider, Style
from tests.wire.openid_tls import Tls

pytest_plugins = ["tests.wire.openid_fixtures"]


def route(provider: OpenIdProvider) -> str:
    return "google" if provider.style == "entra" else provider.style


async def test_a_newcomer_becomes_a_member_and_comes_back_to_their_page(
    provider: OpenIdProvider, browser: Browser, fakes: Fakes
) -> None:
    begun = await browser.login(route(provider), returnTo="/plans/new?from=feed#top")
    assert "; HttpOnly; SameSite=Lax" in begun.set_cookie
    answer = await browser.callback(route(provider), await browser.at_provider(begun.location))
    assert (answer.status, answer.page) == (302, "/plans/new?from=feed#top")
    assert answer.set_cookie.startswith("ktravel_refresh=")
    member = await browser.member()
    assert (member["name"], member["language"]) == ("Kim Minji", "ko")
    again = await browser.sign_in(route(provider))
    assert again.page == "/"
    assert (await browser.member())["id"] == member["id"]
    assert len(fakes.store.all("members", "member")) == 1


async def test_what_the_provider_is_asked(provider: OpenIdProvider, browser: Browser) -> None:
    await browser.sign_in(route(provider))
    asked = provider.authorized
    assert asked["redirect_uri"] == f"http://127.0.0.1:7071/api/auth/{route(provider)}/callback"
    assert (
        set(asked["scope"].split())
        == {
            "google": {"openid", "email", "profile"},
            "naver": {"openid", "profile"},
            "entra": {"openid", "profile"},
        }[provider.style]
    )
    assert len(asked["nonce"]) >= 32
    assert len(asked["state"]) >= 32
    assert len(asked["code_challenge"]) == 43


@pytest.mark.usefixtures("behind_entra")
@pytest.mark.parametrize(("name", "hint"), [("google", "google"), ("naver", "nid.naver.com")])
async def test_entra_is_told_whose_page_to_show(entra: OpenIdProvider, browser: Browser, name: str, hint: str) -> None:
    assert (await browser.sign_in(name)).page == "/"
    assert entra.authorized["domain_hint"] == hint


@pytest.mark.usefixtures("behind_entra")
async def test_behind_entra_one_person_is_one_member_whichever_way_they_come(
    browser: Browser, entra: OpenIdProvider, fakes: Fakes
) -> None:
    await browser.sign_in("google")
    await browser.sign_in("naver")
    assert len(fakes.store.all("members", "member")) == 1
    assert entra.asked.count("token") == 2


async def test_nothing_of_the_account_is_stored_or_logged(
    provider: OpenIdProvider, browser: Browser, fakes: Fakes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "ktravel")
    provider.account = Account("subject-of-theirs", "Kim Minji", "kim.minji@naver.com")
    await browser.sign_in(route(provider))
    provider.error = "access_denied"
    await browser.sign_in(route(provider))
    told = str(fakes.store.all("members")) + caplog.text
    for secret in ("subject-of-theirs", "kim.minji", "naver.com", "not for logs"):
        assert secret not in told


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ("access_denied", "sign_in_cancelled"),
        ("server_error", "unavailable"),
        ("temporarily_unavailable", "unavailable"),
        ("invalid_request", "sign_in_refused"),
        ("<script>", "sign_in_refused"),
    ],
)
async def test_an_error_of_the_provider_is_told_to_the_web_app(
    provider: OpenIdProvider, browser: Browser, fakes: Fakes, error: str, code: str
) -> None:
    provider.error = error
    answer = await browser.sign_in(route(provider), returnTo="/feed")
    assert answer.page.startswith("/sign-in?")
    assert answer.query == {"error": code, "provider": route(provider), "returnTo": "/feed"}
    assert "ktravel_login" not in browser.cookies
    assert fakes.store.all("members", "member") == []


PLACES = {"google": ["token"], "naver": ["token", "userinfo"], "entra": ["token"]}


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["500", "hang", "garbage", "reset", "list", "huge"])
async def test_a_provider_that_fails_signs_nobody_in_and_is_said_to_be_away(
    provider: OpenIdProvider, browser: Browser, fakes: Fakes, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("functions.member.sign_in.web._SECONDS", 0.3)
    monkeypatch.setattr("functions.member.sign_in.entra._SECONDS", 0.3)
    for place in [".well-known/openid-configuration".rpartition("/")[2], "keys", *PLACES[provider.style]]:
        provider.faults = {place: fault}
        begun = await browser.login(route(provider))
        if not begun.location.startswith(provider.issuer):
            assert (place, begun.query["error"]) == ("openid-configuration", "unavailable")
            continue
        answer = await browser.callback(route(provider), await browser.at_provider(begun.location))
        expected = {"unavailable"} | ({"sign_in_refused"} if provider.style == "entra" else set())
        assert answer.query["error"] in expected, place
        assert fakes.store.all("members", "member") == []
    provider.faults = {}
    assert (await browser.sign_in(route(provider))).page == "/"


async def test_a_provider_with_another_certificate_is_not_spoken_to(
    provider: OpenIdProvider, browser: Browser, tls: Tls, monkeypatch: pytest.MonkeyPatch
) -> None:
    from functions.member.sign_in.settings import sign_in_settings  # noqa: PLC0415

    monkeypatch.delenv("KTRAVEL_SIGN_IN_CA")
    sign_in_settings.cache_clear()
    answer = await browser.login(route(provider))
    assert answer.query["error"] == "unavailable"
    assert provider.asked == []
    assert tls.ca_file.exists()


async def test_a_callback_without_the_cookie_signs_nobody_in(
    provider: OpenIdProvider, browser: Browser, tls: Tls, fakes: Fakes
) -> None:
    """Somebody else's sign-in, sent to us as a link: we would be signed in as them."""
    begun = await browser.login(route(provider))
    query = await browser.at_provider(begun.location)
    victim = Browser(tls)
    assert (await victim.callback(route(provider), query)).query["error"] == "sign_in_expired"
    await victim.login(route(provider))
    assert (await victim.callback(route(provider), query)).query["error"] == "sign_in_expired"
    assert "ktravel_refresh" not in victim.cookies
    assert fakes.store.all("members", "member") == []
    assert "token" not in provider.asked


@pytest.mark.parametrize("change", [{"state": "another"}, {"state": ""}, {"state": "é"}])
async def test_another_state_signs_nobody_in(
    provider: OpenIdProvider, browser: Browser, change: dict[str, str]
) -> None:
    begun = await browser.login(route(provider))
    query = await browser.at_provider(begun.location)
    assert (await browser.callback(route(provider), query | change)).query["error"] == "sign_in_expired"
    assert "token" not in provider.asked


async def test_a_callback_is_good_for_once(provider: OpenIdProvider, browser: Browser) -> None:
    begun = await browser.login(route(provider))
    query, cookies = await browser.at_provider(begun.location), dict(browser.cookies)
    assert (await browser.callback(route(provider), query)).page == "/"
    browser.cookies = cookies
    assert (await browser.callback(route(provider), query)).query["error"] == "sign_in_expired"
    assert provider.asked.count("token") == 1


async def test_a_code_is_good_for_once(provider: OpenIdProvider, browser: Browser) -> None:
    first = await browser.at_provider((await browser.login(route(provider))).location)
    assert (await browser.callback(route(provider), first)).page == "/"
    second = await browser.at_provider((await browser.login(route(provider))).location)
    answer = await browser.callback(route(provider), second | {"code": first["code"]})
    assert answer.query["error"] == "sign_in_refused"


async def test_a_code_of_another_sign_in_is_of_no_use(provider: OpenIdProvider, browser: Browser, tls: Tls) -> None:
    """PKCE: a stolen code, brought into one's own sign-in."""
    stolen = await browser.at_provider((await browser.login(route(provider))).location)
    thief = Browser(tls)
    own = await thief.at_provider((await thief.login(route(provider))).location)
    answer = await thief.callback(route(provider), own | {"code": stolen["code"]})
    assert answer.query["error"] == "sign_in_refused"
    assert "ktravel_refresh" not in thief.cookies


async def test_a_sign_in_that_takes_too_long_is_begun_anew(
    provider: OpenIdProvider, browser: Browser, fakes: Fakes
) -> None:
    query = await browser.at_provider((await browser.login(route(provider))).location)
    fakes.clock.advance(601)
    assert (await browser.callback(route(provider), query)).query["error"] == "sign_in_expired"


@pytest.mark.usefixtures("both")
async def test_a_sign_in_at_one_provider_is_not_finished_at_another(
    google: OpenIdProvider, naver: OpenIdProvider, browser: Browser
) -> None:
    query = await browser.at_provider((await browser.login("google")).location)
    assert (await browser.callback("naver", query)).query["error"] == "sign_in_expired"
    assert "token" not in google.asked + naver.asked


@pytest.mark.usefixtures("both")
async def test_an_answer_that_names_another_issuer_is_refused(google: OpenIdProvider, browser: Browser) -> None:
    query = await browser.at_provider((await browser.login("google")).location)
    answer = await browser.callback("google", query | {"iss": "https://nid.naver.com"})
    assert answer.query["error"] == "sign_in_refused"
    assert "token" not in google.asked


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "evil.example",
        "/plans/여행",
        "@evil.example",
        ".evil.example",
        "/" + "a" * 2000,
        "",
    ],
)
async def test_nobody_is_led_anywhere_but_to_a_page_of_the_web_app(browser: Browser, elsewhere: str) -> None:
    assert (await browser.sign_in("google", returnTo=elsewhere)).location == "http://127.0.0.1:7071/"


@pytest.mark.parametrize("style", ["google", "naver"])
@pytest.mark.parametrize("name", [None, "", " \u202e\u0000 ", 7])
@pytest.mark.usefixtures("both")
async def test_who_has_no_name_there_gets_one_here(
    request: pytest.FixtureRequest, browser: Browser, style: Style, name: str
) -> None:
    request.getfixturevalue(style).account = Account(name=name)
    await browser.sign_in(style)
    assert (await browser.member())["name"] == "여행자"


@pytest.mark.usefixtures("both")
async def test_providers_that_are_not_configured_are_not_there(browser: Browser) -> None:
    for name in ("entra", "dev", "kakao", "x"):
        assert (await browser.login(name)).status == 404
        assert (await browser.callback(name, {})).status == 404

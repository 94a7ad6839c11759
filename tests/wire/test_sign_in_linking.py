"""Two accounts of one person: asked about, proven, linked; or not, and then two members."""

from typing import Any

import pytest

from functions.member import leaving
from tests.fakes import Fakes
from tests.wire.openid_browser import Browser
from tests.wire.openid_provider import Account, OpenIdProvider
from tests.wire.openid_tls import Tls

pytest_plugins = ["tests.wire.openid_fixtures"]

EMAIL = "minji.kim@naver.com"


@pytest.fixture(autouse=True)
def one_person(both: None, google: OpenIdProvider, naver: OpenIdProvider) -> None:  # noqa: ARG001
    """Minji has an account at Google and one at Naver, with one e-mail."""
    google.account = Account("at-google", "Minji", EMAIL)
    naver.account = Account("at-naver", "민지", EMAIL)


@pytest.fixture
async def member(browser: Browser) -> dict[str, Any]:
    """Who she is: she came by Google first."""
    await browser.sign_in("google")
    return await browser.member()


@pytest.fixture
def newcomer(tls: Tls) -> Browser:
    """Another browser of hers."""
    return Browser(tls)


def members(fakes: Fakes) -> int:
    return len(fakes.store.all("members", "member"))


@pytest.mark.usefixtures("member")
async def test_the_second_account_asks_and_stores_nothing(newcomer: Browser, fakes: Fakes) -> None:
    before = fakes.store.all("members")
    answer = await newcomer.sign_in("naver", returnTo="/likes")
    assert answer.page.startswith("/sign-in?")
    assert answer.query == {"link": "naver", "with": "google", "returnTo": "/likes"}
    assert "HttpOnly; SameSite=Strict" in answer.set_cookie
    assert "ktravel_refresh" not in newcomer.cookies
    assert [each for each in fakes.store.all("members") if each["type"] != "used"] == [
        each for each in before if each["type"] != "used"
    ]


async def test_who_proves_to_be_the_member_has_both_accounts_linked(
    member: dict[str, Any], newcomer: Browser, tls: Tls, fakes: Fakes
) -> None:
    await newcomer.sign_in("naver")
    assert (await newcomer.sign_in("google", link="true", returnTo="/likes")).page == "/likes"
    assert (await newcomer.member())["id"] == member["id"]
    for name in ("naver", "google"):
        later = Browser(tls)
        assert (await later.sign_in(name)).page == "/"
        assert (await later.member())["id"] == member["id"]
    assert members(fakes) == 1


async def test_who_says_no_is_somebody_new_and_is_not_asked_again(
    member: dict[str, Any], newcomer: Browser, tls: Tls, fakes: Fakes
) -> None:
    await newcomer.sign_in("naver")
    signed_in = await newcomer.separate()
    assert (signed_in.status, signed_in.body["member"]["name"]) == (200, "민지")
    assert signed_in.body["member"]["id"] != member["id"]
    later = Browser(tls)
    assert (await later.sign_in("naver")).page == "/"
    assert (await later.member())["id"] == signed_in.body["member"]["id"]
    assert members(fakes) == 2


@pytest.mark.usefixtures("member")
async def test_who_says_nothing_is_nobody(newcomer: Browser, fakes: Fakes) -> None:
    await newcomer.sign_in("naver")
    fakes.clock.advance(601)
    assert (await newcomer.separate()).status == 401
    assert (await newcomer.login("google", link="true")).query["error"] == "sign_in_expired"
    assert members(fakes) == 1


@pytest.mark.usefixtures("member")
async def test_whoever_proves_to_be_another_links_nothing_and_is_asked_again(
    newcomer: Browser, google: OpenIdProvider, fakes: Fakes
) -> None:
    await newcomer.sign_in("naver")
    for other in (Account("never-seen", "Eve", "eve@example.org"), Account("never-seen", "Eve", None)):
        google.account = other
        answer = await newcomer.sign_in("google", link="true")
        assert answer.query == {
            "error": "sign_in_other_account",
            "provider": "google",
            "link": "naver",
            "with": "google",
            "returnTo": "/",
        }
    assert "ktravel_refresh" not in newcomer.cookies
    assert members(fakes) == 1
    google.account = Account("at-google", "Minji", EMAIL)
    assert (await newcomer.sign_in("google", link="true")).page == "/"


@pytest.mark.usefixtures("member")
async def test_without_the_question_in_this_browser_nothing_is_linked(newcomer: Browser, tls: Tls) -> None:
    await newcomer.sign_in("naver")
    stranger = Browser(tls)
    assert (await stranger.login("google", link="true")).query["error"] == "sign_in_expired"
    assert (await stranger.separate()).status == 401
    assert (await newcomer.separate(origin="https://evil.example")).status == 403


@pytest.mark.parametrize("verified", [False, "true", None, 1])
async def test_an_email_that_google_does_not_vouch_for_leads_nowhere(
    member: dict[str, Any], newcomer: Browser, google: OpenIdProvider, fakes: Fakes, verified: object
) -> None:
    google.account = Account("another", "Eve", EMAIL, verified=verified)
    assert (await newcomer.sign_in("google")).page == "/"
    assert (await newcomer.member())["id"] != member["id"]
    assert members(fakes) == 2


@pytest.mark.parametrize("email", ["minji@example.org", "minji@naver.com.evil.example", "minji@notnaver.com", None])
async def test_an_email_that_is_not_navers_own_leads_nowhere(
    browser: Browser, newcomer: Browser, google: OpenIdProvider, naver: OpenIdProvider, email: str | None
) -> None:
    google.account = Account("at-google", "Minji", email)
    await browser.sign_in("google")
    naver.account = Account("at-naver", "Eve", email)
    assert (await newcomer.sign_in("naver")).page == "/"
    assert (await newcomer.member())["id"] != (await browser.member())["id"]


@pytest.mark.usefixtures("member")
async def test_letters_may_be_large_or_small(newcomer: Browser, naver: OpenIdProvider) -> None:
    naver.account = Account("at-naver", "민지", EMAIL.upper())
    assert (await newcomer.sign_in("naver")).query["link"] == "naver"


async def test_it_works_from_either_side(browser: Browser, newcomer: Browser, fakes: Fakes) -> None:
    await browser.sign_in("naver")
    assert (await newcomer.sign_in("google")).query == {"link": "google", "with": "naver", "returnTo": "/"}
    await newcomer.sign_in("naver", link="true")
    assert (await newcomer.member())["id"] == (await browser.member())["id"]
    assert members(fakes) == 1


async def test_an_email_that_changed_leads_here_no_more(
    member: dict[str, Any], browser: Browser, newcomer: Browser, google: OpenIdProvider, fakes: Fakes
) -> None:
    google.account = Account("at-google", "Minji", "new@example.org")
    await browser.sign_in("google")
    assert len(fakes.store.all("members", "email")) == 1
    assert (await newcomer.sign_in("naver")).page == "/"
    assert (await newcomer.member())["id"] != member["id"]


async def test_who_leaves_leaves_no_identity_and_no_email(
    member: dict[str, Any], newcomer: Browser, tls: Tls, fakes: Fakes
) -> None:
    await newcomer.sign_in("naver")
    await newcomer.sign_in("google", link="true")
    assert len(fakes.store.all("members", "identity")) == 2
    assert len(fakes.store.all("members", "email")) == 1
    await leaving.delete_account(fakes.deps, member["id"])
    assert {each["type"] for each in fakes.store.all("members")} <= {"deleted-member", "outbox", "used"}
    [tombstone] = fakes.store.all("members", "deleted-member")
    assert "ties" not in tombstone
    for name in ("naver", "google"):
        again = Browser(tls)
        answer = await again.sign_in(name)
        if "link" in answer.query:
            await again.separate()
        assert (await again.member())["id"] != member["id"]


async def test_a_question_about_a_member_who_left_since_is_no_more(
    member: dict[str, Any], newcomer: Browser, fakes: Fakes
) -> None:
    await newcomer.sign_in("naver")
    await leaving.delete_account(fakes.deps, member["id"])
    assert (await newcomer.sign_in("google", link="true")).query["error"] == "sign_in_other_account"
    assert (await newcomer.separate()).status == 200
    assert members(fakes) == 1


@pytest.mark.usefixtures("member")
async def test_events_carry_no_email_and_no_provider(newcomer: Browser, fakes: Fakes) -> None:
    await newcomer.sign_in("naver")
    await newcomer.sign_in("google", link="true")
    [event] = fakes.store.events("members")
    assert event["data"].keys() == {"memberId", "name", "version", "createdAt"}

"""Fixtures of the tests of sign-in: `pytest_plugins = ["tests.wire.openid_fixtures"]`."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from functions.member.keys import FileKeys
from tests.fakes import Fakes, ManualClock
from tests.wire.openid_browser import Browser, member_app
from tests.wire.openid_provider import OpenIdProvider, SigningKey
from tests.wire.openid_tls import Tls


@pytest.fixture(scope="session")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Tls:
    return Tls(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="session")
def provider_key() -> SigningKey:
    return SigningKey("key-1")


@pytest.fixture(scope="session")
def other_key() -> SigningKey:
    return SigningKey("key-2")


@pytest.fixture(scope="session")
def key_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Member's own keys."""
    directory = tmp_path_factory.mktemp("member") / "keys"
    asyncio.run(FileKeys(directory, ManualClock()).published())
    return directory


@pytest.fixture
def fakes() -> Fakes:
    """Dependencies whose clock shows the present: the provider's tokens are of now."""
    made = Fakes()
    made.clock.advance((datetime.now(UTC) - made.clock.now()).total_seconds())
    return made


@pytest.fixture
def browser(tls: Tls) -> Browser:
    return Browser(tls)


@pytest.fixture
async def google(tls: Tls, provider_key: SigningKey) -> AsyncIterator[OpenIdProvider]:
    provider = OpenIdProvider("google", provider_key)
    await provider.start(tls)
    yield provider
    await provider.stop()


@pytest.fixture
async def naver(tls: Tls, provider_key: SigningKey) -> AsyncIterator[OpenIdProvider]:
    provider = OpenIdProvider("naver", provider_key)
    await provider.start(tls)
    yield provider
    await provider.stop()


@pytest.fixture
async def entra(tls: Tls, provider_key: SigningKey) -> AsyncIterator[OpenIdProvider]:
    provider = OpenIdProvider("entra", provider_key)
    await provider.start(tls)
    yield provider
    await provider.stop()


@pytest.fixture
def configured(
    monkeypatch: pytest.MonkeyPatch, fakes: Fakes, key_directory: Path, tls: Tls
) -> Callable[..., AbstractAsyncContextManager[None]]:
    """Member, for the providers it is called with."""
    return partial(member_app, monkeypatch, fakes, key_directory, tls)


@pytest.fixture
async def both(
    configured: Callable[..., AbstractAsyncContextManager[None]], google: OpenIdProvider, naver: OpenIdProvider
) -> AsyncIterator[None]:
    """Member, with Google and Naver."""
    async with configured(google, naver):
        yield


@pytest.fixture
async def behind_entra(
    configured: Callable[..., AbstractAsyncContextManager[None]], entra: OpenIdProvider
) -> AsyncIterator[None]:
    """Member, with Entra."""
    async with configured(entra):
        yield


@pytest.fixture(params=["google", "naver", "entra"])
def provider(request: pytest.FixtureRequest) -> OpenIdProvider:
    """Each provider in turn, with member configured for it."""
    request.getfixturevalue("behind_entra" if request.param == "entra" else "both")
    found: OpenIdProvider = request.getfixturevalue(request.param)
    return found

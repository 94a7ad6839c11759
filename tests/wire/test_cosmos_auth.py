"""Who may ask Cosmos DB, as the SDK and the emulator agree on it: by key, by bearer token, over TLS."""

import time
from pathlib import Path
from typing import Self

import pytest
from azure.core.credentials import AccessToken
from azure.core.exceptions import ServiceRequestError
from azure.cosmos.aio import CosmosClient
from azure.cosmos.exceptions import CosmosHttpResponseError

from shared.errors import Unavailable
from shared.store.cosmos import CosmosStore
from shared.store.cosmos_client import CosmosAccount
from shared.store.port import Create, Query
from tests.wire.cosmos_emulator import CONTAINERS, DATABASE, connected, emulating, sdk_container
from tests.wire.openid_tls import Tls

TOKEN = "a token that the emulator was told of"
WRONG_KEY = "bm90IHRoZSBrZXk="


class Identity:
    """What azure.identity would give."""

    def __init__(self, token: str) -> None:
        self._token = token
        self.scopes: list[str] = []

    async def get_token(self, *scopes: str, **_: object) -> AccessToken:
        self.scopes += scopes
        return AccessToken(self._token, int(time.time()) + 3600)

    async def close(self) -> None:
        pass

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        pass


async def test_a_request_is_signed_with_the_key(tmp_path: Path) -> None:
    """Ids of every kind, which are part of what is signed."""
    async with emulating(tmp_path) as emulator, sdk_container(emulator) as things:
        for document_id in ("Plan A", "한국어", "%41", "a+b&c=d", "'"):
            await things.create_item({"id": document_id, "pk": "p"})
            assert (await things.read_item(document_id, "p"))["id"] == document_id


@pytest.mark.slow  # the SDK tries three times
async def test_another_key_is_refused(tmp_path: Path) -> None:
    async with emulating(tmp_path) as emulator:
        client = CosmosClient(emulator.url, WRONG_KEY)
        with pytest.raises(CosmosHttpResponseError) as refused:
            await client.__aenter__()
        await client.close()
        assert refused.value.status_code == 401
        account = CosmosAccount(emulator.url, WRONG_KEY, is_emulator=True)
        with pytest.raises(Unavailable, match="401"):
            await CosmosStore(account, DATABASE, CONTAINERS).read("things", "p", "a")
        await account.close()


@pytest.mark.parametrize("discovery", [False, True], ids=["one-endpoint", "endpoint-discovery"])
async def test_a_bearer_token_is_accepted_over_tls(tmp_path: Path, *, discovery: bool) -> None:
    """As in Azure: no key, an identity, and the account says where it is."""
    identity = Identity(TOKEN)
    async with emulating(tmp_path, tls=Tls(tmp_path).context, tokens=[TOKEN]) as emulator:
        account = CosmosAccount(emulator.url, identity, is_emulator=not discovery)
        store = CosmosStore(account, DATABASE, CONTAINERS)
        await store.execute("things", "p", [Create({"id": "a", "pk": "p"})])
        assert len((await store.query("things", "p", Query())).items) == 1
        await account.close()
    assert set(identity.scopes) == {"https://127.0.0.1/.default"}


@pytest.mark.slow
async def test_a_token_it_was_not_told_of_is_refused(tmp_path: Path) -> None:
    async with emulating(tmp_path, tls=Tls(tmp_path).context, tokens=[TOKEN]) as emulator:
        account = CosmosAccount(emulator.url, Identity("another"), is_emulator=True)
        with pytest.raises(Unavailable, match="401"):
            await CosmosStore(account, DATABASE, CONTAINERS).read("things", "p", "a")
        await account.close()


async def test_a_token_never_goes_unencrypted(tmp_path: Path) -> None:
    async with emulating(tmp_path, tokens=[TOKEN]) as emulator:
        account = CosmosAccount(emulator.url, Identity(TOKEN), is_emulator=True)
        with pytest.raises(Unavailable):
            await CosmosStore(account, DATABASE, CONTAINERS).read("things", "p", "a")
        await account.close()
    assert not emulator.served


@pytest.mark.slow
async def test_an_account_out_of_reach_is_unavailable_and_heals(tmp_path: Path) -> None:
    """What the first request could not open, a later one opens."""
    async with emulating(tmp_path) as emulator, connected(emulator) as store:
        address, emulator.key = emulator.key, WRONG_KEY
        with pytest.raises(Unavailable):
            await store.read("things", "p", "a")
        emulator.key = address
        assert await store.read("things", "p", "a") is None


async def test_nobody_listens(tmp_path: Path) -> None:
    async with emulating(tmp_path) as emulator:
        pass
    account = CosmosAccount.from_connection_string(emulator.connection_string)
    with pytest.raises(Unavailable) as unavailable:
        await CosmosStore(account, DATABASE, CONTAINERS).read("things", "p", "a")
    assert isinstance(unavailable.value.__cause__, ServiceRequestError)
    await account.close()


@pytest.mark.parametrize("text", ["", "AccountEndpoint=http://127.0.0.1/", "AccountKey=x", "garbage"])
def test_half_a_connection_string_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Account"):
        CosmosAccount.from_connection_string(text)

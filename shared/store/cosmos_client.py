"""A process's one client of Cosmos DB: opened when first used, and made so that no write is ever sent twice.

Three layers below us would send a write again after its connection broke, though nobody can know whether it was
carried out: aiohttp (PUT and DELETE on a connection that was used before), azure-core's retries of "the request was not
sent" (which is what a reset looks like to it) and the SDK's own. A second create would find the first one's document, a
second increment would count twice. All three are turned off here; the caller gets `Unavailable` (docs/adr/0012).
Requests that were certainly not carried out, 429 and 503, the SDK does send again.
"""

import asyncio
import copy
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

import aiohttp
from azure.core.exceptions import AzureError
from azure.core.pipeline.transport import AioHttpTransport
from azure.cosmos.aio import CosmosClient, DatabaseProxy

from shared.connections import cosmos_connection
from shared.store.cosmos_errors import failure_of

if TYPE_CHECKING:
    from azure.core.credentials_async import AsyncTokenCredential
    from azure.core.pipeline import PipelineResponse

_CONNECT_SECONDS = 5
_READ_SECONDS = 10
"""Cosmos DB answers within milliseconds, and gives a page of a query up after five seconds itself."""
_THROTTLE_RETRIES = 5
_THROTTLE_SECONDS = 5
"""How often, and how long in all, a throttled request is tried again before the caller hears of it."""
_LARGE_BYTES = 2**20
_ONCE = {"retry_connect": 0, "retry_read": 0, "retry_status": 0}


@dataclass(slots=True)
class Charges:
    """Request units and requests of one operation of the store."""

    units: float = 0.0
    requests: int = 0


counting: ContextVar[Charges | None] = ContextVar("cosmos charges", default=None)
"""What the responses of the operation under way are added to."""


class CosmosAccount:
    """One account, with one client for all who share it. Raises `Unavailable` while it is out of reach."""

    def __init__(
        self, endpoint: str, credential: "AsyncTokenCredential | str", *, is_emulator: bool = False, **options: Any
    ) -> None:
        """`credential` is an identity, or the key of an emulator; `options` go to the SDK's client."""
        self._endpoint = endpoint
        self._credential = credential
        # An emulator has one address, which may not be the one it thinks it has.
        self._options = {"enable_endpoint_discovery": not is_emulator, **options}
        self._client: CosmosClient | None = None
        self._opening = asyncio.Lock()
        self._opened = False

    @classmethod
    def from_connection_string(cls, text: str, **options: Any) -> "CosmosAccount":
        """The account, most likely an emulator, that a connection string names. Raises `ValueError`."""
        parts = dict(part.split("=", 1) for part in text.split(";") if "=" in part)
        try:
            return cls(parts["AccountEndpoint"], parts["AccountKey"], is_emulator=True, **options)
        except KeyError as error:
            raise ValueError(f"a connection string of Cosmos DB has an {error.args[0]}") from None

    async def database(self, name: str) -> DatabaseProxy:
        """A database, ready to be asked."""
        if self._opened and self._client is not None:
            return self._client.get_database_client(name)
        async with self._opening:
            if self._client is None:
                self._client = _client(self._endpoint, self._credential, self._options)
            if not self._opened:
                try:
                    await self._client.__aenter__()
                except AzureError as error:
                    raise failure_of(error) from error
                self._opened = True
        return self._client.get_database_client(name)

    async def close(self) -> None:
        """Let go of the connections."""
        if self._client is not None:
            await self._client.close()
            self._client, self._opened = None, False


@cache
def cosmos_account() -> CosmosAccount:
    """The account that this process's settings name; in Azure there is no key. Raises `SettingsError`. Whoever asks
    for it must not close it: `close_dependencies` does."""
    from shared.dependencies import close_at_shutdown  # noqa: PLC0415 - which asks here
    from shared.identity import credential  # noqa: PLC0415

    connection = cosmos_connection()
    if connection.connection_string is not None:
        account = CosmosAccount.from_connection_string(connection.connection_string.get_secret_value())
    else:
        account = CosmosAccount(str(connection.endpoint), credential(connection.client_id))

    async def close() -> None:
        cosmos_account.cache_clear()
        await account.close()

    close_at_shutdown(close)
    return account


def _client(endpoint: str, credential: "AsyncTokenCredential | str", options: dict[str, Any]) -> CosmosClient:
    # Without trust_env: for each request it would look for proxies and .netrc, on a thread, at twice the price.
    session = aiohttp.ClientSession(
        cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False, middlewares=(_send_once,)
    )
    settings = {
        "transport": _Transport(session=session),
        "connection_timeout": _CONNECT_SECONDS,
        "read_timeout": _READ_SECONDS,
        "retry_throttle_total": _THROTTLE_RETRIES,
        "retry_throttle_backoff_max": _THROTTLE_SECONDS,
        "enable_compact_utf8_item_writes": True,
        "raw_response_hook": _count,
        **_ONCE,
        **options,
    }
    return CosmosClient(endpoint, credential, **settings)


class _Transport(AioHttpTransport):  # type: ignore[misc] # azure-core gives it lazily, untyped
    """azure-core's transport, but that large bodies do not go at once: aiohttp warns of that."""

    async def send(self, request: Any, **config: Any) -> Any:
        if isinstance(request.data, bytes) and len(request.data) > _LARGE_BYTES:
            request = copy.copy(request)
            request.data = BytesIO(request.data)
        return await super().send(request, **config)


async def _send_once(request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Have aiohttp raise where it would send PUT or DELETE again: it does so for these two errors only."""
    try:
        return await send(request)
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise aiohttp.ClientConnectionError(f"the connection broke: {type(error).__name__}") from error


def _count(response: "PipelineResponse[Any, Any]") -> None:
    charges = counting.get()
    if charges is not None:
        charges.requests += 1
        charges.units += float(response.http_response.headers.get("x-ms-request-charge", 0))


type OnCharge = Callable[[str, str, Charges], None]
"""Told of each operation (its name, its container) what it cost."""

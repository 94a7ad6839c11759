"""The emulator and the SDK's own clients, unmodified, for the tests of what it understands."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

from azure.core.credentials import AccessToken
from azure.servicebus import ServiceBusMessage
from azure.servicebus.aio import ServiceBusClient

from local.emulators.servicebus.emulator import ServiceBusEmulator
from tests.contract.bus_adapters import CREATED, make_topology

NO_RETRIES: dict[str, Any] = {"retry_total": 0}
"""What is refused is to be heard of at once."""


@asynccontextmanager
async def running(directory: Path, **options: Any) -> AsyncIterator[ServiceBusEmulator]:
    emulator = ServiceBusEmulator(directory / "bus.sqlite3", make_topology(), **options)
    await emulator.start()
    yield emulator
    await emulator.stop()


@asynccontextmanager
async def client(connection_string: str) -> AsyncIterator[ServiceBusClient]:
    async with ServiceBusClient.from_connection_string(connection_string, **NO_RETRIES) as made:
        yield made


def text(message_id: str, body: bytes = b"{}", **fields: Any) -> ServiceBusMessage:
    return ServiceBusMessage(body, message_id=message_id, subject=CREATED, **fields)


class Bearer:
    """A credential that has one token, as an identity in Azure would."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def get_token(self, *scopes: str, **_: Any) -> AccessToken:
        assert scopes == ("https://servicebus.azure.net//.default",)
        return AccessToken(self._token, 2**31)

    async def close(self) -> None:
        return

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return

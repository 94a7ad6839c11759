"""The app's identity in Azure: one credential for each client id in a process, made when first asked for."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from azure.core.credentials_async import AsyncTokenCredential


@cache
def credential(client_id: str | None = None) -> "AsyncTokenCredential":
    """What signs in to Azure: the user-assigned identity of `client_id`; without one, whatever identity this machine
    has (a developer's own, after `az login`). Whoever asks for it must not close it: `close_dependencies` does."""
    from azure.identity.aio import DefaultAzureCredential, ManagedIdentityCredential  # noqa: PLC0415 - heavy

    from shared.dependencies import close_at_shutdown  # noqa: PLC0415 - which asks here

    made = ManagedIdentityCredential(client_id=client_id) if client_id else DefaultAzureCredential()

    async def close() -> None:
        credential.cache_clear()
        await made.close()

    close_at_shutdown(close)
    return made

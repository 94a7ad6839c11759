"""How this process reaches Cosmos DB and Service Bus: the settings that the Functions host reads for its triggers, too.

`KTRAVEL_COSMOS` and `KTRAVEL_SERVICEBUS` are the connections that the triggers name. In Azure they are identity-based:
`<name>__accountEndpoint` or `<name>__fullyQualifiedNamespace`, with `<name>__credential` and `<name>__clientId` for a
user-assigned identity, and there is no key. A connection string is for an emulator on this machine, and is refused
outside the local environment.
"""

from functools import cache
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator

from shared.settings import Environment


class CosmosConnection(Environment):
    """Where Cosmos DB is. One of `connection_string` and `endpoint` is set; the former wins."""

    environment: Literal["local", "dev", "prod"] = Field(alias="KTRAVEL_ENVIRONMENT")
    connection_string: SecretStr | None = Field(alias="KTRAVEL_COSMOS", default=None)
    endpoint: str | None = Field(alias="KTRAVEL_COSMOS__accountEndpoint", default=None, pattern=r"^https://")
    credential: Literal["managedidentity"] | None = Field(alias="KTRAVEL_COSMOS__credential", default=None)
    client_id: str | None = Field(alias="KTRAVEL_COSMOS__clientId", default=None)
    """Of the app's user-assigned identity."""

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        _check(self, "KTRAVEL_COSMOS", "accountEndpoint", self.endpoint)
        return self


class ServiceBusConnection(Environment):
    """Where Service Bus is. One of `connection_string` and `namespace` is set; the former wins."""

    environment: Literal["local", "dev", "prod"] = Field(alias="KTRAVEL_ENVIRONMENT")
    connection_string: SecretStr | None = Field(alias="KTRAVEL_SERVICEBUS", default=None)
    namespace: str | None = Field(
        alias="KTRAVEL_SERVICEBUS__fullyQualifiedNamespace", default=None, pattern=r"^[^:/]+$"
    )
    """<name>.servicebus.windows.net"""
    credential: Literal["managedidentity"] | None = Field(alias="KTRAVEL_SERVICEBUS__credential", default=None)
    client_id: str | None = Field(alias="KTRAVEL_SERVICEBUS__clientId", default=None)
    """Of the app's user-assigned identity."""

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        _check(self, "KTRAVEL_SERVICEBUS", "fullyQualifiedNamespace", self.namespace)
        return self


@cache
def cosmos_connection() -> CosmosConnection:
    """This process's way to Cosmos DB. Raises `SettingsError`."""
    return CosmosConnection.read()


@cache
def servicebus_connection() -> ServiceBusConnection:
    """This process's way to Service Bus. Raises `SettingsError`."""
    return ServiceBusConnection.read()


def _check(connection: CosmosConnection | ServiceBusConnection, name: str, suffix: str, address: str | None) -> None:
    if connection.connection_string is None and address is None:
        raise ValueError(f"{name} (an emulator's connection string) or {name}__{suffix} must be set")
    if connection.connection_string is not None and connection.environment != "local":
        raise ValueError(f"{name} holds a key: outside the local environment set {name}__{suffix} instead")

"""Keys are for emulators on this machine; everywhere else a connection is an address and an identity."""

import pytest

from shared.connections import CosmosConnection, ServiceBusConnection
from shared.settings import SettingsError

LOCAL = {"KTRAVEL_ENVIRONMENT": "local"}
PROD = {"KTRAVEL_ENVIRONMENT": "prod"}
COSMOS = {"KTRAVEL_COSMOS__accountEndpoint": "https://ktravel.documents.azure.com:443/"}
SERVICEBUS = {"KTRAVEL_SERVICEBUS__fullyQualifiedNamespace": "ktravel.servicebus.windows.net"}


def test_an_address_and_an_identity_are_enough_everywhere() -> None:
    identity = {"KTRAVEL_COSMOS__credential": "managedidentity", "KTRAVEL_COSMOS__clientId": "c"}
    read = CosmosConnection.read(PROD | COSMOS | identity)
    assert (read.endpoint, read.client_id, read.connection_string) == (*COSMOS.values(), "c", None)
    assert ServiceBusConnection.read(PROD | SERVICEBUS).namespace == "ktravel.servicebus.windows.net"


def test_a_connection_string_is_taken_locally_and_shown_to_nobody() -> None:
    read = CosmosConnection.read(LOCAL | {"KTRAVEL_COSMOS": "AccountKey=hidden"})
    assert read.connection_string is not None
    assert "hidden" not in repr(read)


@pytest.mark.parametrize(
    ("kind", "environ", "said"),
    [
        (
            CosmosConnection,
            PROD | COSMOS | {"KTRAVEL_COSMOS": "AccountKey=k"},
            "KTRAVEL_COSMOS__accountEndpoint instead",
        ),
        (ServiceBusConnection, PROD | {"KTRAVEL_SERVICEBUS": "Endpoint=sb://x"}, "fullyQualifiedNamespace instead"),
        (CosmosConnection, LOCAL, "KTRAVEL_COSMOS__accountEndpoint must be set"),
        (ServiceBusConnection, PROD, "KTRAVEL_SERVICEBUS__fullyQualifiedNamespace must be set"),
        (CosmosConnection, PROD | {"KTRAVEL_COSMOS__accountEndpoint": "http://plain"}, "accountEndpoint"),
        (ServiceBusConnection, PROD | {"KTRAVEL_SERVICEBUS__fullyQualifiedNamespace": "sb://x/"}, "Namespace"),
        (CosmosConnection, PROD | COSMOS | {"KTRAVEL_COSMOS__credential": "key"}, "KTRAVEL_COSMOS__credential"),
    ],
)
def test_what_is_missing_or_not_allowed_is_said(
    kind: type[CosmosConnection | ServiceBusConnection], environ: dict[str, str], said: str
) -> None:
    with pytest.raises(SettingsError, match=said):
        kind.read(environ)

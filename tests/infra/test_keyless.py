"""No key anywhere, no door open to the public when networking is private, no old TLS."""

import re
from collections.abc import Mapping

import pytest

from tests.infra.sources import Sources, sources, walk, without_comments

_KEYS = re.compile(
    r"(?i)\blist(account|service)?(keys|sas|secrets|connectionstrings)\w*\(|\blistKeys\b|accountkey=|sharedaccesskey"
    r"|primary(master)?key|primaryconnectionstring|instrumentationkey|defaultKey|authorizationRules@|@\{?[A-Za-z]*key="
)
_SECRET = re.compile(r"(?i)(\w*(?:secret|password)\w*)\s*[:=]\s*'(?![0-9a-f-]{36}')[^@$'][^']*'")
"""Given a value that is neither a reference to a vault nor a role's number."""
_GIVEN = re.compile(r"(?i)output \w*(?:secret|key|password)\w*")
LOCKED: dict[str, dict[str, object]] = {
    # resource type → settings that close it to keys, and how it is closed to the public
    "Microsoft.DocumentDB/databaseAccounts": {"disableLocalAuth": True, "minimalTlsVersion": "Tls12"},
    "Microsoft.ServiceBus/namespaces": {"disableLocalAuth": True, "minimumTlsVersion": "1.2"},
    "Microsoft.CognitiveServices/accounts": {"disableLocalAuth": True},
    "Microsoft.Storage/storageAccounts": {
        "allowSharedKeyAccess": False,
        "allowBlobPublicAccess": False,
        "minimumTlsVersion": "TLS1_2",
        "supportsHttpsTrafficOnly": True,
    },
    "Microsoft.KeyVault/vaults": {"enableRbacAuthorization": True, "enablePurgeProtection": True},
    "Microsoft.Insights/components": {"DisableLocalAuth": True},
    "Microsoft.OperationalInsights/workspaces": {"disableLocalAuth": True},
    "Microsoft.Web/sites": {
        "httpsOnly": True,
        "minTlsVersion": "1.2",
        "scmMinTlsVersion": "1.2",
        "ftpsState": "Disabled",
    },
}
CLOSED = {
    "Microsoft.DocumentDB/databaseAccounts": "privateNetworking ? 'Disabled' : 'Enabled'",
    "Microsoft.ServiceBus/namespaces": "privateNetworking ? 'Disabled' : 'Enabled'",
    "Microsoft.CognitiveServices/accounts": "privateNetworking ? 'Disabled' : 'Enabled'",
    "Microsoft.Storage/storageAccounts": "privateNetworking ? 'Disabled' : 'Enabled'",
    "Microsoft.KeyVault/vaults": "privateNetworking ? 'Disabled' : 'Enabled'",
    "Microsoft.Web/sites": "empty(subnetId) ? 'Enabled' : 'Disabled'",
}
ENDPOINTS = {
    # private endpoint → (whose, which service, in which zone)
    "cosmosEndpoint": ("cosmos.outputs.id", "Sql", "zones.cosmos"),
    "serviceBusEndpoint": ("serviceBus.outputs.id", "namespace", "zones.serviceBus"),
    "openAiEndpoint": ("openAi.outputs.id", "account", "zones.openAi"),
    "vaultEndpoints": ("vaults[index].outputs.id", "vault", "zones.vault"),
    "storageEndpoints": ("storages[index].outputs.id", "blob", "zones.blob"),
    "appEndpoints": ("apps[index].outputs.id", "sites", "zones.sites"),
}
_DATA = {kind for kind in CLOSED if kind != "Microsoft.Web/sites"}
"""What holds data: each has a private endpoint, by the one switch."""


def _resources(here: Sources, kind: str) -> list[tuple[str, Mapping[str, object]]]:
    return [
        (path, resource)
        for path in here.bicep
        for resource in here.parsed(path).get("resources", {}).values()
        if resource["type"] == kind and not resource["existing"]
    ]


def keys(here: Sources) -> list[str]:
    """Where a key, a connection string or a secret is asked for, given away or written down."""
    wrong = []
    for path, text in [*here.bicep.items(), *here.under("infra/", ".bicepparam")]:
        wrong += [f"{path} asks for a key: {each[0]}" for each in _KEYS.finditer(without_comments(text))]
        wrong += [f"{path} has a secret in it: {each[1]}" for each in _SECRET.finditer(text)]
        wrong += [f"{path} gives a secret out: {each[0]}" for each in _GIVEN.finditer(text)]
    return wrong + _unlocked(here) + _unreferenced(here) + _insecure(here)


def _unlocked(here: Sources) -> list[str]:
    wrong = []
    for kind, settings in LOCKED.items():
        found = _resources(here, kind)
        if not found:
            wrong.append(f"there is no {kind}: is it called otherwise?")
        for path, resource in found:
            said = {keys[-1]: value for keys, value in walk(resource) if keys}
            wrong += [f"{path}: {name} is not {value}" for name, value in settings.items() if said.get(name) != value]
    return wrong


def _unreferenced(here: Sources) -> list[str]:
    own = here.texts["infra/modules/function-app.bicep"]
    reference = re.compile(r"'@Microsoft\.KeyVault\(SecretUri=\$\{vaultUri\}secrets/[a-z-]+\)'")
    return [
        f"{name} is no reference to a vault"
        for name, value in re.findall(r"(KTRAVEL_\w*(?:SECRET|SECRET_KEY)): (.*)", own)
        if not reference.search(value)
    ]


def _insecure(here: Sources) -> list[str]:
    return [
        f"{path}: {name} is not secure"
        for path in here.bicep
        for name, parameter in here.parsed(path).get("parameters", {}).items()
        if re.search(r"(?i)secret$|password|redisConnectionString|apikey", name)
        and {"type": "secure"} not in parameter["decorators"]
    ]


def open_doors(here: Sources) -> list[str]:
    """What could be reached from outside although networking is private."""
    wrong = []
    for kind, condition in CLOSED.items():
        closed = f"publicNetworkAccess: {condition}"
        wrong += [
            f"{path}: {kind} is not closed" for path, _ in _resources(here, kind) if closed not in here.texts[path]
        ]
    main = without_comments(here.texts["infra/main.bicep"])
    for symbol, (target, service, zone) in ENDPOINTS.items():
        block = re.search(rf"module {symbol} .*?(?= module | output )", main)
        if block is None or not all(
            each in block[0]
            for each in (f"targetId: {target} ", f"service: '{service}' ", f"zone: {zone} ", "privateNetworking")
        ):
            wrong.append(f"there is no private endpoint of {target}")
    passed = main.count("privateNetworking: privateNetworking ")
    if passed != len(_DATA) + 1:  # and the gateway
        wrong.append(f"the switch reaches {passed} modules")
    for needed in (
        "subnetId: privateNetworking ? network.outputs.appsSubnetId : ''",
        "outboundSubnetId: privateNetworking ? network.outputs.gatewaySubnetId : ''",
    ):
        if needed not in main:
            wrong.append(f"main.bicep does not say {needed}")
    app = here.texts["infra/modules/function-app.bicep"]
    if "requireAuthentication: true" not in app or "allowedApplications: [gatewayClientId]" not in app:
        wrong.append("a function app answers others than the gateway")
    return wrong


def test_there_is_no_key() -> None:
    assert keys(sources()) == []


def test_nothing_is_reached_from_outside_when_networking_is_private() -> None:
    assert open_doors(sources()) == []


def test_production_is_private() -> None:
    production = sources().texts["infra/main.prod.bicepparam"]
    assert "param privateNetworking = true" in production
    assert "param environmentType = 'prod'" in production
    assert "provider: 'toss'" in production


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("infra/modules/cosmos.bicep", "disableLocalAuth: true", "disableLocalAuth: false"),
        ("infra/modules/cosmos.bicep", "output name", "output it string = account.listKeys().a\noutput name"),
        ("infra/modules/service-bus.bicep", "    disableLocalAuth: true\n", ""),
        ("infra/modules/service-bus.bicep", "minimumTlsVersion: '1.2'", "minimumTlsVersion: '1.0'"),
        ("infra/modules/storage.bicep", "allowSharedKeyAccess: false", "allowSharedKeyAccess: true"),
        ("infra/modules/key-vault.bicep", "enablePurgeProtection: true", "enablePurgeProtection: false"),
        ("infra/modules/function-app.bicep", "minTlsVersion: '1.2'", "minTlsVersion: '1.1'"),
        (
            "infra/modules/function-app.bicep",
            "'@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/toss-secret-key)'",
            "x",
        ),
        ("infra/modules/function-app.bicep", "AzureWebJobsStorage__blobServiceUri: blobEndpoint", "A: 'AccountKey=x'"),
        ("infra/main.prod.bicepparam", "provider: 'toss'", "provider: 'toss'\n  secretKey: 'live_sk_abc'"),
        ("infra/main.bicep", "@secure()\n", ""),
    ],
)
def test_an_added_key_is_told(path: str, old: str, new: str) -> None:
    assert keys(sources().changed(path, old, new))


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("infra/modules/cosmos.bicep", "privateNetworking ? 'Disabled' : 'Enabled'", "'Enabled'"),
        ("infra/modules/function-app.bicep", "empty(subnetId) ? 'Enabled' : 'Disabled'", "'Enabled'"),
        ("infra/modules/function-app.bicep", "allowedApplications: [gatewayClientId]", ""),
        ("infra/main.bicep", "targetId: storages[index].outputs.id", "targetId: cosmos.outputs.id"),
        ("infra/main.bicep", "service: 'vault'", "service: 'blob'"),
        ("infra/main.bicep", "privateNetworking ? network.outputs.appsSubnetId : ''", "''"),
    ],
)
def test_an_opened_door_is_told(path: str, old: str, new: str) -> None:
    assert open_doors(sources().changed(path, old, new))

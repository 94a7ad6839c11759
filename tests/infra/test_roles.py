"""What each identity may do: exactly this, each role by its number with its name, and nothing granted anywhere else."""

import re

import pytest

from tests.infra.sources import Sources, body, loop, sources, without_comments

MODULE = "infra/modules/role-assignments.bicep"
ROLES = {
    # https://learn.microsoft.com/azure/role-based-access-control/built-in-roles and, for the first,
    # https://learn.microsoft.com/azure/cosmos-db/nosql/security/reference-data-plane-roles
    "00000000-0000-0000-0000-000000000002": "Cosmos DB Built-in Data Contributor",
    "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39": "Azure Service Bus Data Sender",
    "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0": "Azure Service Bus Data Receiver",
    "b7e6dc6d-f1e8-4753-8033-0f276bb0955b": "Storage Blob Data Owner",
    "4633458b-17de-408a-b874-0445c86b69e6": "Key Vault Secrets User",
    "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd": "Cognitive Services OpenAI User",
    "3913510d-42f4-4e42-8a64-420c390055eb": "Monitoring Metrics Publisher",
}
GRANTED = {
    # assignment → (role, on what, for each of, only if there is)
    "readsAndWritesContainers": ("Cosmos DB Built-in Data Contributor", "container", "containers", None),
    "sendsEvents": ("Azure Service Bus Data Sender", "ownTopic", None, "topic"),
    "sendsRetries": ("Azure Service Bus Data Sender", "ownQueues[index]", "queues", None),
    "receives": ("Azure Service Bus Data Receiver", "ownQueues[index]", "queues", None),
    "keepsPackageAndLeases": ("Storage Blob Data Owner", "storage", None, "storageName"),
    "readsSecrets": ("Key Vault Secrets User", "vault", None, "vaultName"),
    "asksModel": ("Cognitive Services OpenAI User", "openAi", None, "openAiName"),
    "sendsTelemetry": ("Monitoring Metrics Publisher", "insights", None, None),
}
PASSED = {
    # What main.bicep hands to the module for a context: what topology.json says is its own.
    "containers": "concat(map(context.value.containers, container => container.name), "
    "context.value.leases == null ? [] : [context.value.leases])",
    "topic": "context.value.topic ?? ''",
    "queues": "map(context.value.queues, queue => queue.name)",
    "storageName": "storages[index].outputs.name",
    "vaultName": "vaultNames[?context.key] ?? ''",
    "openAiName": "asksModel && context.key == 'recommendation' ? openAi.outputs.name : ''",
    "principalId": "identities[index].outputs.principalId",
}
VAULTS = {"member", "token", "gateway"}


def _block(text: str, start: str) -> str:
    """From `start` to the brace that ends it."""
    begin = text.index(start)
    depth = 0
    for at in range(text.index("{", begin), len(text)):
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if depth == 0:
            return text[begin : at + 1]
    raise AssertionError(f"{start} does not end")


def wrong_roles(here: Sources) -> list[str]:
    """Rights that are missing, wider than the table, unknown, or granted elsewhere."""
    text = here.texts[MODULE]
    wrong = [
        f"{number} is not called {name} where it is named"
        for number, name in ROLES.items()
        if not re.search(rf"// {re.escape(name)}\nvar \w+ = '{number}'\n", text)
    ]
    names = {variable: ROLES.get(number) for variable, number in re.findall(r"var (\w+) = '([0-9a-f-]{36})'", text)}
    found = {}
    for symbol, resource in here.parsed(MODULE)["resources"].items():
        if resource["existing"]:
            continue
        block = without_comments(_block(text, f"resource {symbol} "))
        role = next((names[each] for each in names if f"roleDefinitions', {each})" in block), None)
        role = role or next((names[each] for each in names if f"sqlRoleDefinitions/${{{each}}}'" in block), None)
        scope = re.search(r"scope: (\S+)", block)
        on = scope[1] if scope else "everything"
        if resource["type"].endswith("/sqlRoleAssignments"):
            on = "container" if on == "'${cosmos.id}/dbs/${databaseName}/colls/${container}'" else "everything"
        only = re.search(r"= if \(!empty\((\w+)\)\)", block)
        found[symbol] = (role, on, loop(resource), only[1] if only else None)
    wrong += [
        f"{symbol} grants {found.get(symbol)}, and should {GRANTED.get(symbol)}"
        for symbol in found.keys() | GRANTED.keys()
        if found.get(symbol) != GRANTED.get(symbol)
    ]
    return wrong + _wrong_elsewhere(here) + _wrong_in_main(here)


def _wrong_elsewhere(here: Sources) -> list[str]:
    return [
        f"{path} grants something: {MODULE} is the only place for that"
        for path, text in here.bicep.items()
        if path != MODULE and re.search(r"(?i)roleAssignments@|accessPolicies", text)
    ]


def _wrong_in_main(here: Sources) -> list[str]:
    main = here.texts["infra/main.bicep"]
    text = without_comments(_block(main, "module roles "))
    wrong = [
        f"roles of a context are not given {name}: {value}"
        for name, value in PASSED.items()
        if f"{name}: {value} " not in text
    ]
    vaults = set(re.findall(r"(\w+): 'kv-", main))
    if vaults != VAULTS:
        wrong.append(f"there are vaults for {sorted(vaults)}, not for {sorted(VAULTS)}")
    gateway = body(here.parsed("infra/main.bicep")["modules"]["gatewayRoles"])["params"]
    if gateway.keys() & {"containers", "topic", "queues", "storageName", "openAiName"}:
        wrong.append("the gateway may do more than read its certificate and send telemetry")
    if len(re.findall("role-assignments.bicep", main)) != 2:
        wrong.append("rights are granted to somebody else than the contexts and the gateway")
    return wrong


def test_every_identity_has_the_rights_of_the_table_and_no_others() -> None:
    assert wrong_roles(sources()) == []


def test_a_removed_assignment_is_told() -> None:
    paragraphs = sources().texts[MODULE].split("\n\n")
    for symbol in GRANTED:
        rest = [each for each in paragraphs if not each.startswith(f"resource {symbol} ")]
        assert len(rest) == len(paragraphs) - 1
        without = sources().changed(MODULE, "\n\n".join(paragraphs), "\n\n".join(rest))
        assert [each for each in wrong_roles(without) if each.startswith(f"{symbol} grants None")]


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (MODULE, "  scope: ownTopic\n", "  scope: serviceBus\n"),
        (MODULE, "/colls/${container}'", "'"),
        (MODULE, "// Storage Blob Data Owner\n", "// Reader\n"),
        (MODULE, "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39", "090c5cfd-751d-490a-894a-3ce6f1109419"),
        (MODULE, "roleDefinitions', serviceBusReceiver)", "roleDefinitions', serviceBusSender)"),
        ("infra/main.bicep", "context.value.topic ?? ''", "'plan-events'"),
        ("infra/main.bicep", "map(context.value.queues, queue => queue.name)", "allQueues"),
        ("infra/main.bicep", "asksModel && context.key == 'recommendation'", "asksModel"),
        ("infra/main.bicep", "  token: 'kv-token-${suffix}'\n", "  token: 'kv-token'\n  plan: 'kv-plan'\n"),
        ("infra/modules/cosmos.bicep", "var topology", "var x = 'roleAssignments@2022-04-01'\nvar topology"),
    ],
)
def test_a_wider_right_is_told(path: str, old: str, new: str) -> None:
    assert wrong_roles(sources().changed(path, old, new))

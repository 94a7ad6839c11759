"""Every container, lease, topic and queue that the code names is in topology.json, and the other way round; and Bicep
makes exactly what is in topology.json."""

import ast
import re
from collections.abc import Iterator, Mapping

import pytest

from tests.infra.sources import Sources, body, loop, sources, tree, without_comments

_STORE = {"read", "read_many", "execute", "query", "query_across"}
_BUS = {"send", "schedule"}


def _constants(here: Sources, context: str) -> dict[str, set[str]]:
    """Text constants of a context's modules: one name may have a value in each."""
    found: dict[str, set[str]] = {}
    aliases: list[tuple[str, str]] = []
    for _, text in here.under(f"functions/{context}/"):
        for node in tree(text).body:
            if not isinstance(node, ast.Assign):
                continue
            # A, B = "a", "b" is not taken apart: which is whose does not matter here.
            names = [each.id for target in node.targets for each in ast.walk(target) if isinstance(each, ast.Name)]
            texts = {each.value for each in ast.walk(node.value) if isinstance(each, ast.Constant)}
            for name in names:
                found.setdefault(name, set()).update(each for each in texts if isinstance(each, str))
                if isinstance(node.value, ast.Attribute):
                    aliases.append((name, node.value.attr))
    for name, other in aliases:
        found[name] |= found.get(other, set())
    return found


def _texts(node: ast.expr, constants: Mapping[str, set[str]]) -> set[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
    return constants.get(name, set()) if name.isupper() else set()


def _calls(here: Sources, context: str) -> Iterator[tuple[str, ast.Call]]:
    for _, text in here.under(f"functions/{context}/"):
        for node in ast.walk(tree(text)):
            if isinstance(node, ast.Call):
                function = node.func
                owner = ast.unparse(function.value) if isinstance(function, ast.Attribute) else ""
                name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
                kind = "store" if owner.endswith("store") else "bus" if owner.endswith("bus") else ""
                yield f"{kind}.{name}" if kind else name, node


def named(here: Sources, context: str) -> dict[str, set[str]]:
    """What a context's code names: containers, leases, topics, queues, databases."""
    constants = _constants(here, context)
    found: dict[str, set[str]] = {key: set() for key in ("containers", "leases", "topics", "queues", "databases")}

    def add(kind: str, node: ast.expr) -> None:
        found[kind] |= _texts(node, constants)

    for name, call in _calls(here, context):
        keywords = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
        if name in {f"store.{each}" for each in _STORE} and call.args:
            add("containers", call.args[0])
        elif name in {"relay", "sweep"} and len(call.args) > 2:
            add("containers", call.args[1])
            add("topics", call.args[2])
        elif name in {"receive_event", "receive_work"}:
            add("queues", call.args[1])
        elif name in {f"bus.{each}" for each in _BUS}:
            add("queues", call.args[0])
        elif name == "service_bus_queue_trigger":
            add("queues", keywords["queue_name"])
        elif name == "cosmos_db_trigger":
            add("containers", keywords["container_name"])
            add("leases", keywords["lease_container_name"])
            add("databases", keywords["database_name"])
    return found


def wrong_names(here: Sources) -> list[str]:
    """What the code names and topology.json does not have, and the other way round."""
    wrong = []
    for context, owned in here.topology.contexts.items():
        expected: dict[str, set[str | None]] = {
            "containers": {container.name for container in owned.containers},
            "leases": {owned.leases} - {None},
            "topics": {owned.topic} - {None},
            "queues": {queue.name for queue in owned.queues},
            "databases": {here.topology.database} if owned.leases else set(),
        }
        found = named(here, context)
        # What is handed on as an argument is not seen at a call of the store: it must be written all the same.
        written = {each for values in _constants(here, context).values() for each in values}
        for kind, names in expected.items():
            wrong += [
                f"{context}: the code names {each!r}, topology.json has none such" for each in found[kind] - names
            ]
            missing = names - found[kind] - (written if kind == "containers" else set())
            wrong += [f"{context}: topology.json has {each!r} ({kind}), the code names none such" for each in missing]
    return wrong


def test_the_code_and_the_topology_name_the_same() -> None:
    assert wrong_names(sources()) == []


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("functions/plan/repository.py", '"plans"', '"plan"'),
        ("functions/plan/projections.py", '"plan-people"', '"plan-persons"'),
        ("functions/plan/relay.py", '"plan-events"', '"plans-events"'),
        ("functions/plan/relay.py", '"plan-leases"', '"plans-leases"'),
        ("functions/plan/relay.py", '"ktravel"', '"kt-ravel"'),
        ("functions/notification/fanout.py", '"notification-fanout"', '"notification-fan-out"'),
        ("functions/follow/handlers.py", '"follow-inbox"', '"follows-inbox"'),
        ("infra/topology.json", '"name": "wallets"', '"name": "wallet"'),
        ("infra/topology.json", '"name": "recommendation-work"', '"name": "recommendation-jobs"'),
    ],
)
def test_what_is_renamed_in_one_place_alone_is_told(path: str, old: str, new: str) -> None:
    assert wrong_names(sources().changed(path, old, new))


_MADE = {
    "infra/modules/cosmos.bicep": {
        "contexts": "items(topology.contexts)",
        "containers": "flatten(map(contexts, context => context.value.containers))",
        "leases": "map(filter(contexts, context => context.value.leases != null), context => context.value.leases)",
    },
    "infra/modules/service-bus.bicep": {
        "contexts": "items(topology.contexts)",
        "topics": "map(filter(contexts, context => context.value.topic != null), context => context.value.topic)",
        "queues": "flatten(map(contexts, context => context.value.queues))",
        "subscriptions": "flatten(map(contexts, context => context.value.subscriptions))",
    },
}
"""What Bicep takes out of topology.json, in its words."""
_LOOPS = {
    "infra/modules/cosmos.bicep": {
        ("Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers", "containers"),
        ("Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers", "leases"),
    },
    "infra/modules/service-bus.bicep": {
        ("Microsoft.ServiceBus/namespaces/topics", "topics"),
        ("Microsoft.ServiceBus/namespaces/queues", "queues"),
        ("Microsoft.ServiceBus/namespaces/topics/subscriptions", "subscriptions"),
        ("Microsoft.ServiceBus/namespaces/topics/subscriptions/rules", "subscriptions"),
    },
}
_SAYS = {
    "infra/modules/cosmos.bicep": [
        "name: topology.database",
        "paths: ['/pk']",
        "paths: ['/id']",
        "includedPaths: map(union(['type'], flatten(container.indexes)), field => { path: '/${field}/?' })",
        (
            "compositeIndexes: map(container.indexes, fields => map(concat(fields, ['id']), "
            "field => { path: '/${field}', order: 'ascending' }))"
        ),
        "defaultTtl: -1",
    ],
    "infra/modules/service-bus.bicep": [
        "requiresDuplicateDetection: true",
        "duplicateDetectionHistoryTimeWindow: 'PT${topology.topicDefaults.duplicateDetectionSeconds}S'",
        "maxDeliveryCount: queue.maxDeliveryCount",
        "lockDuration: 'PT${queue.lockSeconds}S'",
        "forwardTo: subscription.forwardTo",
        "sqlExpression: 'sys.Label IN (\\'${join(subscription.subjects, '\\', \\'')}\\')'",
    ],
}
"""Settings of them that the code counts on."""


def wrong_resources(here: Sources) -> list[str]:
    """Where Bicep makes anything else than what topology.json lists, or makes it otherwise."""
    wrong = []
    for path, variables in _MADE.items():
        text = without_comments(here.texts[path])
        if "var topology = any(loadJsonContent('../topology.json'))" not in text:
            wrong.append(f"{path} does not read topology.json")
        wrong += [
            f"{path}: {name} is not {value}" for name, value in variables.items() if f"var {name} = {value}" not in text
        ]
        wrong += [f"{path} does not say {each}" for each in _SAYS[path] if each not in text]
        made = {
            (resource["type"], str(loop(resource)))
            for resource in here.parsed(path)["resources"].values()
            if loop(resource) is not None
        }
        wrong += [f"{path}: {each} is not made for each, or by hand" for each in made ^ _LOOPS[path]]
    for path in here.bicep:
        for symbol, resource in here.parsed(path).get("resources", {}).items():
            kind = resource["type"].removesuffix("/rules")
            by_hand = kind.endswith(("/containers", "/topics", "/queues", "/subscriptions")) and "Storage" not in kind
            if by_hand and not resource["existing"] and path not in _LOOPS:
                wrong.append(f"{path}: {symbol} is not in topology.json")
    return wrong


def test_bicep_makes_what_the_topology_lists() -> None:
    assert wrong_resources(sources()) == []


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("infra/modules/cosmos.bicep", "for container in containers", "for container in take(containers, 3)"),
        ("infra/modules/cosmos.bicep", "'/pk'", "'/id'"),
        ("infra/modules/cosmos.bicep", "defaultTtl: -1", ""),
        ("infra/modules/service-bus.bicep", "for topic in topics", "for topic in ['plan-events']"),
        ("infra/modules/service-bus.bicep", "context.value.topic != null", "context.key == 'plan'"),
        ("infra/modules/service-bus.bicep", "requiresDuplicateDetection: true", "requiresDuplicateDetection: false"),
        ("infra/modules/service-bus.bicep", "sys.Label IN", "sys.Label NOT IN"),
    ],
)
def test_what_bicep_makes_otherwise_is_told(path: str, old: str, new: str) -> None:
    assert wrong_resources(sources().changed(path, old, new))


def test_subscriptions_forward_from_topics_to_queues_that_are_there_within_the_limits_of_service_bus() -> None:
    topology = sources().topology
    names = [container.name for each in topology.contexts.values() for container in each.containers]
    assert len(set(names)) == len(names)
    for context, owned in topology.contexts.items():
        for subscription in owned.subscriptions:
            assert subscription.topic in topology.topics
            assert subscription.forward_to in {queue.name for queue in owned.queues}
            assert subscription.name == context
            # A SQL filter is at most 1,024 characters (Service Bus quotas); quotes inside would break it.
            assert len(f"sys.Label IN ({', '.join(map(repr, subscription.subjects))})") <= 1024
            assert all(re.fullmatch(r"[A-Za-z0-9.]+", subject) for subject in subscription.subjects)
        for queue in owned.queues:
            assert 5 <= queue.lock_seconds <= 300


def test_every_context_has_an_app_and_the_gateway_a_backend_for_each() -> None:
    main = sources().parsed("infra/main.bicep")["modules"]
    for module in ("identities", "storages", "roles", "apps"):
        assert loop(main[module]) == "contexts"
    backends = "toObject(contexts, context => context.key, context => '${appNames[context.key]}.azurewebsites.net')"
    assert f"backends: {backends}" in without_comments(sources().texts["infra/main.bicep"])
    assert body(main["apps"])["params"]["context"]["operator"]["operands"]["operand_2"] == "key"

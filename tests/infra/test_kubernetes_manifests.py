"""Kubernetes: manifests that its schemas accept, one a context, and the same names as the code's."""

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from local import kubernetes
from local.gateway_operations import operations, published
from local.limits import Limits
from shared.connections import CosmosConnection, ServiceBusConnection
from shared.settings import Settings
from shared.topology import topology
from tests.infra.tools import ROOT, run

BASE = ROOT / "infra" / "k8s" / "base"
MANIFESTS = sorted(path for path in BASE.rglob("*.yaml") if path.name != "kustomization.yaml")
KEDA_TRIGGER = {
    "type": "object",
    "required": ["type", "metadata"],
    "additionalProperties": False,
    "properties": {
        "type": {"enum": ["cpu", "azure-servicebus"]},
        "metricType": {"enum": ["Utilization"]},
        "metadata": {"type": "object", "minProperties": 1, "additionalProperties": {"type": "string"}},
        "authenticationRef": {
            "type": "object",
            "required": ["name"],
            "additionalProperties": False,
            "properties": {"name": {"type": "string"}},
        },
    },
}
KEDA = {
    "ScaledObject": {
        "type": "object",
        "required": ["scaleTargetRef", "triggers"],
        "additionalProperties": False,
        "properties": {
            "scaleTargetRef": {
                "type": "object",
                "required": ["name"],
                "additionalProperties": False,
                "properties": {name: {"type": "string"} for name in ("apiVersion", "kind", "name")},
            },
            "pollingInterval": {"type": "integer"},
            "minReplicaCount": {"type": "integer", "minimum": 2},
            "maxReplicaCount": {"type": "integer"},
            "triggers": {"type": "array", "items": KEDA_TRIGGER},
        },
    },
    "TriggerAuthentication": {
        "type": "object",
        "required": ["podIdentity"],
        "additionalProperties": False,
        "properties": {"podIdentity": {"const": {"provider": "azure-workload"}}},
    },
}
"""What we use of KEDA's own definitions (keda.sh/v1alpha1)."""


def read(path: Path) -> list[dict[str, Any]]:
    return list(yaml.load_all(path.read_bytes(), Loader=yaml.CSafeLoader))


def of_context(name: str, kind: str) -> dict[str, Any] | None:
    found = [each for each in read(BASE / "contexts" / f"{name}.yaml") if each["kind"] == kind]
    assert len(found) <= 1
    return found[0] if found else None


def the(name: str, kind: str) -> dict[str, Any]:
    found = of_context(name, kind)
    assert found is not None
    return found


def container(name: str) -> dict[str, Any]:
    (only,) = the(name, "Deployment")["spec"]["template"]["spec"]["containers"]
    assert isinstance(only, dict)
    return only


def settings() -> dict[str, str]:
    (configured,) = read(BASE / "settings.yaml")
    data: dict[str, str] = configured["data"]
    return data


def test_what_is_checked_in_is_what_the_code_makes() -> None:
    made = kubernetes.files()
    assert {path.name: path.read_text(encoding="utf-8") for path in kubernetes.DIRECTORY.iterdir()} == made


def test_kustomize_takes_every_manifest() -> None:
    (whole,) = read(BASE / "kustomization.yaml")
    assert sorted(whole["resources"]) == sorted(str(path.relative_to(BASE)) for path in MANIFESTS)


@pytest.mark.slow
def test_kubernetes_accepts_every_manifest() -> None:
    asked = run("kubernetes-validate", "--strict", "--quiet", "--kubernetes-version", "1.37.0", *MANIFESTS)
    assert asked.returncode == 0, asked.stdout + asked.stderr


def test_what_is_kedas_is_as_keda_takes_it() -> None:
    seen = set()
    for manifest in (each for path in MANIFESTS for each in read(path)):
        if manifest["apiVersion"] == "keda.sh/v1alpha1":
            jsonschema.validate(manifest["spec"], KEDA[manifest["kind"]])
            seen.add(manifest["kind"])
    assert seen == set(KEDA)


def test_everything_is_in_the_namespace() -> None:
    for manifest in (each for path in MANIFESTS for each in read(path)):
        assert manifest["kind"] == "Namespace" or manifest["metadata"]["namespace"] == "ktravel"


@pytest.mark.parametrize("context", topology().contexts)
def test_a_context_scales_by_its_queues(context: str) -> None:
    queues = [queue.name for queue in topology().contexts[context].queues]
    scaled = of_context(context, "ScaledObject")
    if scaled is None:
        assert not queues
        assert the(context, "HorizontalPodAutoscaler")["spec"]["scaleTargetRef"]["name"] == context
        return
    assert of_context(context, "HorizontalPodAutoscaler") is None  # KEDA makes one of its own
    triggers = scaled["spec"]["triggers"]
    watched = [each for each in triggers if each["type"] == "azure-servicebus"]
    assert [each["metadata"]["queueName"] for each in watched] == queues
    assert {each["authenticationRef"]["name"] for each in watched} == {"keda-service-bus"}
    assert [each["type"] for each in triggers if each not in watched] == ["cpu"]
    assert scaled["spec"]["scaleTargetRef"]["name"] == context


@pytest.mark.parametrize("context", topology().contexts)
def test_a_context_starts_with_the_settings_it_is_given(context: str) -> None:
    given = settings() | {each["name"]: each["value"] for each in container(context)["env"]}
    assert Settings.read(given).hosted == (context,)
    assert CosmosConnection.read(given).connection_string is None
    assert ServiceBusConnection.read(given).connection_string is None


def test_every_setting_is_one_that_the_code_reads() -> None:
    sample = yaml.safe_load((ROOT / "local.settings.sample.json").read_bytes())["Values"]
    ours = {name for name in settings() if name.startswith("KTRAVEL_")}
    assert ours <= set(sample)
    assert not any(name.endswith(("_SECRET", "SECRET_KEY", "API_KEY")) for name in settings())


@pytest.mark.parametrize("context", topology().contexts)
def test_a_container_may_do_little(context: str) -> None:
    pod = the(context, "Deployment")["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    allowed = container(context)["securityContext"]
    assert allowed["readOnlyRootFilesystem"] is True
    assert allowed["allowPrivilegeEscalation"] is False
    assert allowed["capabilities"] == {"drop": ["ALL"]}
    assert {each["mountPath"] for each in container(context)["volumeMounts"]} == {
        "/tmp",  # noqa: S108
        "/azure-functions-host/Secrets",
    }


@pytest.mark.parametrize("context", topology().contexts)
def test_a_context_is_itself_to_azure_and_asked_for_its_health(context: str) -> None:
    template = the(context, "Deployment")["spec"]["template"]
    assert template["spec"]["serviceAccountName"] == context
    assert template["metadata"]["labels"]["azure.workload.identity/use"] == "true"
    assert "azure.workload.identity/client-id" in the(context, "ServiceAccount")["metadata"]["annotations"]
    health = (ROOT / "shared" / "health.py").read_text(encoding="utf-8")
    for probe, path in (("startupProbe", "live"), ("livenessProbe", "live"), ("readinessProbe", "ready")):
        asked = container(context)[probe]["httpGet"]
        assert asked == {"path": f"/api/health/{path}", "port": "http"}
        assert f'route="health/{path}"' in health
    assert the(context, "PodDisruptionBudget")["spec"]["maxUnavailable"] == 1
    selector = {"app.kubernetes.io/name": context}
    assert (
        the(context, "Service")["spec"]["selector"]
        == selector
        == the(context, "Deployment")["spec"]["selector"]["matchLabels"]
    )


def test_the_ingress_leads_every_operation_to_its_context_and_nothing_else_in() -> None:
    (ingress,) = read(BASE / "contexts" / "ingress.yaml")
    (rule,) = ingress["spec"]["rules"]
    routes = [(each["path"], each["backend"]["service"]["name"]) for each in rule["http"]["paths"]]

    def leads(path: str) -> set[str]:
        return {context for pattern, context in routes if re.match(pattern, path)}

    for operation in operations(published()):
        assert leads("/api" + re.sub(r"\{\w+\}", "01x.y", operation.path)) == {operation.context}
    for path in (
        "/api/health/live",
        "/api/docs",
        "/api/auth/dev/token",
        "/admin/host/status",
        "/api/payments/sandbox/checkout",
    ):
        assert leads(path) <= {"member"}, path
    assert not leads("/api/health/live")
    assert not leads("/admin/host/status")
    (everything,) = (each for each in Limits.load().limits if each.name == "everything")
    annotations = ingress["metadata"]["annotations"]
    assert annotations["nginx.ingress.kubernetes.io/limit-rpm"] == str(everything.calls * 60 // everything.seconds)
    assert annotations["nginx.ingress.kubernetes.io/enable-access-log"] == "false"


def test_by_default_nobody_is_let_in_or_out() -> None:
    deny, contexts = read(BASE / "network.yaml")
    assert deny["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    assert {port["port"] for rule in contexts["spec"]["egress"] for port in rule["ports"]} == {53, 443, 5671, "http"}


def test_an_overlay_names_an_identity_for_every_context() -> None:
    (overlay,) = read(ROOT / "infra" / "k8s" / "overlays" / "example" / "kustomization.yaml")
    named = {
        each["target"]["name"] for each in overlay["patches"] if each.get("target", {}).get("kind") == "ServiceAccount"
    }
    assert named == set(topology().contexts)
    (image,) = overlay["images"]
    assert kubernetes.IMAGE.startswith(f"{image['name']}:")

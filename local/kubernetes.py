"""Kubernetes manifests, one a context and the ingress, made from infra/topology.json and the gateway's operations:
`python -m local.kubernetes`. infra/k8s/base/contexts/ holds the output, checked in; what is the same for all is
written by hand beside it.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

import yaml

from local import openapi
from local.gateway_operations import PREFIX, operations, published
from local.limits import Limits
from shared.topology import Context, topology

DIRECTORY = Path(__file__).parent.parent / "infra" / "k8s" / "base" / "contexts"
IMAGE = f"docker.io/ktravel/ktravel:{openapi.VERSION}"
"""An overlay sets the registry and the release."""
NAMESPACE = "ktravel"
PORT = 8080
_USER = 10001
_MESSAGES_EACH = 32
"""Messages one instance handles at once: host.json's maxConcurrentCalls."""
_FEWEST, _MOST = 2, 20


def files() -> dict[str, str]:
    """Name below infra/k8s/base/contexts → content."""
    made = {f"{name}.yaml": _rendered(*_context(name, context)) for name, context in topology().contexts.items()}
    return {**made, "ingress.yaml": _rendered(_ingress())}


def _rendered(*manifests: dict[str, Any]) -> str:
    head = "# Made by local/kubernetes.py: make docs.\n"
    return head + yaml.safe_dump_all(manifests, sort_keys=False, width=120)


def _context(name: str, context: Context) -> list[dict[str, Any]]:
    scaling = _scaled(name, context) if context.queues else _autoscaled(name)
    return [_account(name), _deployment(name), _service(name), _budget(name), scaling]


def _named(kind: str, api: str, name: str, **more: Any) -> dict[str, Any]:
    labels = {"app.kubernetes.io/name": name, "app.kubernetes.io/part-of": "ktravel"}
    metadata = {"name": name, "namespace": NAMESPACE, "labels": labels}
    return {"apiVersion": api, "kind": kind, "metadata": metadata, **more}


def _selector(name: str) -> dict[str, Any]:
    return {"matchLabels": {"app.kubernetes.io/name": name}}


def _account(name: str) -> dict[str, Any]:
    account = _named("ServiceAccount", "v1", name, automountServiceAccountToken=False)
    # The client id of the context's own identity, as in Azure: its rights are to its own containers and queues.
    account["metadata"]["annotations"] = {"azure.workload.identity/client-id": f"set-by-kustomize-{name}"}
    return account


def _deployment(name: str) -> dict[str, Any]:
    labels = {"app.kubernetes.io/name": name, "app.kubernetes.io/part-of": "ktravel"}
    spread = {
        "maxSkew": 1,
        "topologyKey": "topology.kubernetes.io/zone",
        "whenUnsatisfiable": "ScheduleAnyway",
        "labelSelector": _selector(name),
    }
    pod = {
        "metadata": {"labels": {**labels, "azure.workload.identity/use": "true"}},
        "spec": {
            "serviceAccountName": name,
            "automountServiceAccountToken": False,
            "terminationGracePeriodSeconds": 60,
            "topologySpreadConstraints": [spread],
            "securityContext": {
                "runAsNonRoot": True,
                "runAsUser": _USER,
                "runAsGroup": _USER,
                "fsGroup": _USER,
                "seccompProfile": {"type": "RuntimeDefault"},
            },
            "containers": [_container(name)],
            "volumes": [{"name": "tmp", "emptyDir": {}}, {"name": "host-keys", "emptyDir": {}}],
        },
    }
    # No replicas: their number is the scaler's.
    update = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0, "maxSurge": 1}}
    spec = {"revisionHistoryLimit": 3, "strategy": update, "selector": _selector(name), "template": pod}
    return _named("Deployment", "apps/v1", name, spec=spec)


def _container(name: str) -> dict[str, Any]:
    return {
        "name": "functions",
        "image": IMAGE,
        "imagePullPolicy": "Always",
        "ports": [{"name": "http", "containerPort": PORT}],
        "envFrom": [
            {"configMapRef": {"name": "ktravel"}},
            {"secretRef": {"name": f"ktravel-{name}", "optional": True}},
        ],
        "env": [{"name": "KTRAVEL_CONTEXTS", "value": name}],
        "startupProbe": _probe("live", periodSeconds=2, failureThreshold=45),
        "livenessProbe": _probe("live", periodSeconds=10, failureThreshold=3),
        "readinessProbe": _probe("ready", periodSeconds=5, failureThreshold=2),
        "resources": {
            "requests": {"cpu": "250m", "memory": "512Mi"},
            "limits": {"cpu": "1", "memory": "1Gi"},
        },
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "volumeMounts": [
            {"name": "tmp", "mountPath": "/tmp"},  # noqa: S108 - in the container
            {"name": "host-keys", "mountPath": "/azure-functions-host/Secrets"},
        ],
    }


def _probe(what: str, **times: int) -> dict[str, Any]:
    return {"httpGet": {"path": f"{PREFIX}/health/{what}", "port": "http"}, "timeoutSeconds": 4, **times}


def _service(name: str) -> dict[str, Any]:
    ports = [{"name": "http", "port": 80, "targetPort": "http"}]
    selector = {"app.kubernetes.io/name": name}
    return _named("Service", "v1", name, spec={"type": "ClusterIP", "selector": selector, "ports": ports})


def _budget(name: str) -> dict[str, Any]:
    return _named("PodDisruptionBudget", "policy/v1", name, spec={"maxUnavailable": 1, "selector": _selector(name)})


def _target(name: str) -> dict[str, str]:
    return {"apiVersion": "apps/v1", "kind": "Deployment", "name": name}


def _autoscaled(name: str) -> dict[str, Any]:
    cpu = {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 60}}}
    spec = {"scaleTargetRef": _target(name), "minReplicas": _FEWEST, "maxReplicas": _MOST, "metrics": [cpu]}
    return _named("HorizontalPodAutoscaler", "autoscaling/v2", name, spec=spec)


def _scaled(name: str, context: Context) -> dict[str, Any]:
    # KEDA makes the autoscaler of these, of requests (by processor) and of messages: two would fight over one number.
    requests = {"type": "cpu", "metricType": "Utilization", "metadata": {"value": "60"}}
    messages = [
        {
            "type": "azure-servicebus",
            "metadata": {
                "queueName": queue.name,
                "namespace": "set-by-kustomize",
                "messageCount": str(_MESSAGES_EACH),
            },
            "authenticationRef": {"name": "keda-service-bus"},
        }
        for queue in context.queues
    ]
    spec = {
        "scaleTargetRef": _target(name),
        "pollingInterval": 5,
        "minReplicaCount": _FEWEST,
        "maxReplicaCount": _MOST,
        "triggers": [requests, *messages],
    }
    return _named("ScaledObject", "keda.sh/v1alpha1", name, spec=spec)


def _ingress() -> dict[str, Any]:
    found = {(_pattern(each.path), each.context) for each in operations(published())}
    paths = [
        {
            "path": path,
            "pathType": "ImplementationSpecific",
            "backend": {"service": {"name": context, "port": {"name": "http"}}},
        }
        for path, context in sorted(found)
    ]
    (everything,) = (each for each in Limits.load().limits if each.name == "everything")
    ingress = _named("Ingress", "networking.k8s.io/v1", "gateway")
    ingress["metadata"]["annotations"] = {
        "nginx.ingress.kubernetes.io/use-regex": "true",
        "nginx.ingress.kubernetes.io/limit-rpm": str(everything.calls * 60 // everything.seconds),
        "nginx.ingress.kubernetes.io/proxy-read-timeout": "60",
        "nginx.ingress.kubernetes.io/proxy-body-size": "1m",
        "nginx.ingress.kubernetes.io/enable-cors": "true",
        "nginx.ingress.kubernetes.io/cors-allow-credentials": "true",
        "nginx.ingress.kubernetes.io/cors-allow-origin": "https://app.example.com",
        "nginx.ingress.kubernetes.io/enable-access-log": "false",  # share links are in the paths
    }
    host = "api.example.com"
    return {
        **ingress,
        "spec": {
            "ingressClassName": "nginx",
            "tls": [{"hosts": [host], "secretName": "ktravel-tls"}],
            "rules": [{"host": host, "http": {"paths": paths}}],
        },
    }


def _pattern(path: str) -> str:
    parts = ("[^/]+" if part.startswith("{") else part.replace(".", r"\.") for part in path.split("/"))
    return f"{PREFIX}{'/'.join(parts)}$"


def main() -> int:
    """Write the manifests, or compare them with what is checked in."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    check = parser.parse_args().check
    for name, content in files().items():
        path = DIRECTORY / name
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != content:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

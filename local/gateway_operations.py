"""The operations that the gateway publishes: docs/openapi.yaml without what is local only."""

import re
from dataclasses import dataclass
from typing import Any

import yaml

from local import openapi

PREFIX = "/api"
LOCAL_ONLY = ("/auth/dev/", "/payments/sandbox/")
"""Operations that exist where the environment is local, and nowhere else."""
SHARED = "/shared"
"""Below it are the operations by share link."""
_METHODS = ("get", "put", "post", "delete", "patch")


@dataclass(frozen=True, slots=True)
class GatewayOperation:
    """One published operation. `path` is below /api; `public` operations take no access token and ignore one."""

    id: str
    method: str
    path: str
    context: str
    public: bool
    query: tuple[str, ...]


def published() -> dict[str, Any]:
    """docs/openapi.yaml without what is local only; its paths below /api."""
    document: dict[str, Any] = yaml.load(openapi.PATH.read_bytes(), Loader=yaml.CSafeLoader)
    paths = {path.removeprefix(PREFIX): item for path, item in document["paths"].items()}
    document["paths"] = {path: item for path, item in paths.items() if not path.startswith(LOCAL_ONLY)}
    return document


def operations(document: dict[str, Any]) -> list[GatewayOperation]:
    """Every operation, in the document's order. The context that owns it is its tag."""
    return [
        GatewayOperation(
            normalized(operation["operationId"]),
            method.upper(),
            path,
            operation["tags"][0],
            "security" not in operation,
            tuple(each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"),
        )
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in _METHODS
    ]


def normalized(operation_id: str) -> str:
    """The name that API Management gives an operation on import."""
    return re.sub(r"[^a-z0-9]+", "-", operation_id.lower()).strip("-")[:76]

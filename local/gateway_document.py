"""What API Management is told of our operations, made from docs/openapi.yaml: `python -m local.gateway_document`.

It takes OpenAPI 3.0.3 without inline schemas, recursion and security, and names an operation by its normalized
`operationId`. What is local only is left out. Operations by share link are an API of their own: its requests are not
logged, since their paths hold secrets. infra/apim/ holds the output, checked in; a test compares the two.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

import orjson

from local.gateway_operations import SHARED, normalized, operations, published
from local.gateway_policy import fragments
from local.gateway_schemas import narrow

DIRECTORY = Path(__file__).parent.parent / "infra" / "apim"


def files() -> dict[str, bytes]:
    """Name below infra/apim → content."""
    document = published()
    every = operations(document)
    routes = {each.id: {"backend": each.context, "method": each.method, "path": each.path} for each in every}
    return {
        "openapi.json": _rendered(_part(document, "Kt-ravel", "", shared=False)),
        "openapi-shared.json": _rendered(_part(document, "Kt-ravel share links", SHARED, shared=True)),
        "operations.json": _rendered(routes),
        **{f"fragments/{name}.xml": text.encode() for name, text in fragments(every).items()},
    }


def _part(document: dict[str, Any], title: str, root: str, *, shared: bool) -> dict[str, Any]:
    paths = {
        path.removeprefix(root): {
            method: {**operation, "operationId": normalized(operation["operationId"])}
            for method, operation in item.items()
        }
        for path, item in document["paths"].items()
        if path.startswith(f"{SHARED}/") is shared
    }
    info = {"title": title, "version": document["info"]["version"]}
    return narrow({"info": info, "paths": paths, "components": document["components"]})


def _rendered(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def main() -> int:
    """Write the files, or compare them with what is checked in."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    check = parser.parse_args().check
    for name, content in files().items():
        path = DIRECTORY / name
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
        elif not path.is_file() or path.read_bytes() != content:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

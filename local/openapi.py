"""The OpenAPI document, made from the triggers' routes and the schemas they name: `python -m local.openapi`.

docs/openapi.yaml is its output, checked in; a test compares the two. API Management imports it and the web app's
client is generated from it, so an operation that is not said here is not published.
"""

import argparse
import importlib
import os
import re
import sys
from pathlib import Path
from typing import Any

import azure.functions as func
import yaml
from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from shared.http import Operation
from shared.ids import ULID_PATTERN
from shared.problem import CONTENT_TYPE, FIELD_SENTENCES, SENTENCES
from shared.topology import topology

PATH = Path(__file__).parent.parent / "docs" / "openapi.yaml"
VERSION = "0.1.0"
_PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
_REASONS = {
    200: "Done.",
    201: "Made.",
    202: "Accepted; it is being worked on.",
    204: "Done; nothing to say.",
    302: "Go on there.",
    303: "See there.",
    304: "Unchanged since the ETag in If-None-Match.",
    400: "The request, a parameter or a header is malformed.",
    401: "No valid access token.",
    402: "The payment failed.",
    404: "There is no such thing, or the caller may not see it.",
    403: "Not from this origin.",
    409: "It does not fit what is there.",
    412: "It changed since the ETag in If-Match.",
    413: "Too large.",
    415: "Not of the content type that it takes.",
    422: "Some field is not valid; `errors` names it.",
    428: "If-Match is required.",
    429: "Too many requests; Retry-After says when to go on.",
    500: "A fault on our side.",
    503: "Not now; Retry-After says when to try again.",
}


class ProblemField(BaseModel):
    """One thing wrong with one part of the input."""

    model_config = ConfigDict(extra="forbid")

    pointer: str = Field(description="JSON pointer into the body; `?name` is a parameter, `#Name` a header.")
    code: str = Field(json_schema_extra={"enum": [*sorted(FIELD_SENTENCES)]})
    params: dict[str, str | int | None]
    detail: str = Field(description="A sentence in the reader's language.")


class Problem(BaseModel):
    """Problem details, RFC 9457."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(description="Stable: `urn:ktravel:problem:<code>`.")
    title: str = Field(description="A sentence in the reader's language.")
    status: int
    code: str = Field(json_schema_extra={"enum": [*sorted(SENTENCES)]})
    params: dict[str, str | int | None]
    traceId: str = Field(pattern="^[0-9a-f]{32}$", description="Quote it when you ask for help.")  # noqa: N815
    errors: list[ProblemField] = Field(default=[])


def document() -> dict[str, Any]:
    """The whole document."""
    operations = sorted(_operations(), key=lambda found: (found[0], found[1]))
    refs, schemas = _schemas([each for _, _, each in operations])
    paths: dict[str, dict[str, Any]] = {}
    for route, method, each in operations:
        paths.setdefault(f"/api/{_PARAMETER.sub(r'{\1}', route)}", {})[method.lower()] = _describe(each, route, refs)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Kt-ravel",
            "version": VERSION,
            "description": "Travel plans: write them, share them, follow those who write them.",
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": name} for name in topology().contexts],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"accessToken": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def render() -> str:
    """The document as YAML."""
    return yaml.safe_dump(document(), sort_keys=False, allow_unicode=True, width=120)


def _operations() -> list[tuple[str, str, Operation]]:
    app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
    for context in topology().contexts:
        for blueprint in importlib.import_module(f"functions.{context}").blueprints:
            app.register_functions(blueprint)
    found: list[tuple[str, str, Operation]] = []
    for function in app.get_functions():
        trigger: Any = function.get_trigger()
        if trigger.type != "httpTrigger":
            continue
        endpoint: Any = function.get_user_function()
        for method in trigger.methods:
            name = getattr(method, "value", method)
            found.append((trigger.route, name, endpoint.operation))
    return found


type _Refs = dict[tuple[type[BaseModel], JsonSchemaMode], str]


def _schemas(operations: list[Operation]) -> tuple[_Refs, dict[str, Any]]:
    wanted: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {(Problem, "serialization"): None}
    for each in operations:
        if each.body is not None:
            wanted[each.body, "validation"] = None
        for answer in each.answers.values():
            if isinstance(answer, type):
                wanted[answer, "serialization"] = None
    refs, definitions = models_json_schema(list(wanted), ref_template="#/components/schemas/{model}")
    names: _Refs = {(model, mode): schema["$ref"] for (model, mode), schema in refs.items()}  # type: ignore[misc]
    return names, dict(sorted(definitions["$defs"].items()))


def _describe(operation: Operation, route: str, refs: _Refs) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name,
        "tags": [operation.tag],
        "summary": operation.summary,
    }
    if parameters := _parameters(operation, route):
        described["parameters"] = parameters
    if operation.body is not None:
        schema = {"$ref": refs[operation.body, "validation"]}
        content = {operation.body_type: {"schema": schema}}
        described["requestBody"] = {"required": operation.body_required, "content": content}
    described["responses"] = _responses(operation, refs)
    if operation.signed_in is not False:
        described["security"] = [{"accessToken": []}] if operation.signed_in else [{"accessToken": []}, {}]
    return described


def _parameters(operation: Operation, route: str) -> list[dict[str, Any]]:
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": _path_schema(name)}
        for name in _PARAMETER.findall(route)
    ]
    if operation.query is not None:
        schema = operation.query.model_json_schema()
        if "$defs" in schema:
            raise ValueError(f"the query parameters of {operation.name} are not flat")
        for name, each in schema["properties"].items():
            required = name in schema.get("required", ())
            description = {"description": each.pop("description")} if "description" in each else {}
            each.pop("title", None)
            parameters.append({"name": name, "in": "query", "required": required, **description, "schema": each})
    headers = [
        {"name": name, "in": "header", "required": False, "schema": {"type": "string"}} for name in operation.headers
    ]
    return parameters + headers


def _path_schema(name: str) -> dict[str, Any]:
    if name == "memberId":
        return {"type": "string", "examples": ["01jb2k3m4n5p6q7r8s9t0v1w2x"], "pattern": f"^{ULID_PATTERN}$"}
    if name == "planId":
        return {"type": "string", "pattern": rf"^{ULID_PATTERN}\.{ULID_PATTERN}$"}
    return {"type": "string", "minLength": 1}


def _responses(operation: Operation, refs: _Refs) -> dict[str, Any]:
    responses: dict[str, Any] = {}
    for status, answer in operation.answers.items():
        responses[str(status)] = {"description": _REASONS[status]}
        if isinstance(answer, str):
            responses[str(status)]["content"] = {answer: {"schema": {"type": "string"}}}
        elif answer is not None:
            schema = {"$ref": refs[answer, "serialization"]}
            responses[str(status)]["content"] = {"application/json": {"schema": schema}}
    if "If-None-Match" in operation.headers:
        responses["304"] = {"description": _REASONS[304]}
    problems = {429, 503, *operation.problems}
    problems |= {401} if operation.signed_in is not False else set()
    problems |= {400, 413, 415, 422} if operation.body is not None else set()
    problems |= {400} if operation.query is not None or set(operation.headers) - {"If-None-Match"} else set()
    for status in sorted(problems):
        responses[str(status)] = {
            "description": _REASONS[status],
            "content": {CONTENT_TYPE: {"schema": {"$ref": refs[Problem, "serialization"]}}},
        }
    return dict(sorted(responses.items()))


def main() -> int:
    """Write the document, or compare it with what is checked in."""
    os.environ.setdefault("KTRAVEL_ENVIRONMENT", "local")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    if parser.parse_args().check:
        return 0 if PATH.read_text(encoding="utf-8") == render() else 1
    PATH.write_text(render(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What API Management imports: every published operation, in a form that it takes."""

import re
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
import yaml

from local import gateway_document, openapi
from local.gateway_operations import normalized, operations, published
from local.gateway_schemas import schema
from shared.topology import topology

NAMES = ("openapi.json", "openapi-shared.json")
ROOTS = {"openapi.json": "", "openapi-shared.json": "/shared"}
METHODS = {"get", "put", "post", "delete", "patch"}


def read(name: str) -> dict[str, Any]:
    document: dict[str, Any] = orjson.loads((gateway_document.DIRECTORY / name).read_bytes())
    return document


def every_operation(name: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in read(name)["paths"].items():
        for method, operation in item.items():
            yield method, ROOTS[name] + path, operation


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for value in part.values():
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def test_what_is_checked_in_is_what_the_code_makes() -> None:
    made = gateway_document.files()
    assert {name: (gateway_document.DIRECTORY / name).read_bytes() for name in made} == made


def test_the_gateway_publishes_what_the_code_has_but_for_what_is_local() -> None:
    said = yaml.load(openapi.PATH.read_bytes(), Loader=yaml.CSafeLoader)["paths"]
    wanted = {
        (method, path.removeprefix("/api"))
        for path, item in said.items()
        for method in item
        if not re.match(r"/api/(auth/dev/|payments/sandbox/)", path)
    }
    found = [(method, path) for name in NAMES for method, path, _ in every_operation(name)]
    assert len(found) == len(set(found))
    assert set(found) == wanted
    assert not any("health" in path or "docs" in path for _, path in found)


def test_each_operation_has_the_backend_of_the_context_that_owns_it() -> None:
    routes = read("operations.json")
    for name in NAMES:
        for method, path, operation in every_operation(name):
            route = routes.pop(operation["operationId"])
            assert route == {"backend": operation["tags"][0], "method": method.upper(), "path": path}
            assert route["backend"] in topology().contexts
    assert routes == {}


def test_operations_by_share_link_are_an_api_of_their_own() -> None:
    assert {path for _, path, _ in every_operation("openapi-shared.json")} >= {
        "/shared/{token}",
        "/shared/{token}/page",
    }
    assert not any(path.startswith("/shared") for _, path, _ in every_operation("openapi.json"))


@pytest.mark.parametrize("name", NAMES)
def test_it_is_in_a_form_that_api_management_imports(name: str) -> None:
    """learn.microsoft.com/azure/api-management/api-management-api-import-restrictions"""
    document = read(name)
    assert document["openapi"] == "3.0.3"
    assert set(document) == {"openapi", "info", "paths", "components"}
    assert set(document["components"]) == {"schemas"}
    for method, path, operation in every_operation(name):
        assert method in METHODS
        assert not {"security", "servers", "callbacks", "externalDocs"} & operation.keys()
        assert normalized(operation["operationId"]) == operation["operationId"]
        assert len(operation["summary"]) <= 300
        names = [each["name"].lower() for each in operation.get("parameters", ()) if each["required"]]
        assert len(names) == len(set(names))
        in_path = {each["name"] for each in operation.get("parameters", ()) if each["in"] == "path"}
        assert in_path == set(re.findall(r"\{(\w+)\}", path))
        bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
        for content in (each for body in bodies for each in body.get("content", {}).values()):
            assert set(content["schema"]) == {"$ref"}


@pytest.mark.parametrize("name", NAMES)
def test_its_schemas_are_there_are_needed_and_do_not_name_themselves(name: str) -> None:
    document = read(name)
    schemas = document["components"]["schemas"]
    needed = {each.removeprefix("#/components/schemas/") for each in references(document)}
    assert needed == set(schemas)
    finished: set[str] = set()

    def walk(one: str, above: tuple[str, ...]) -> None:
        assert one not in above, f"{one} names itself"
        if one not in finished:
            for each in references(schemas[one]):
                walk(each.rpartition("/")[2], (*above, one))
            finished.add(one)

    for one in schemas:
        walk(one, ())


@pytest.mark.parametrize("name", NAMES)
def test_its_schemas_say_only_what_3_0_can(name: str) -> None:
    def walk(part: Any) -> None:
        if isinstance(part, dict):
            assert not {"const", "examples", "prefixItems", "$defs"} & part.keys()
            assert "null" not in (part.get("type"), *(part["type"] if isinstance(part.get("type"), list) else ()))
            assert set(part) == {"$ref"} or not isinstance(part.get("$ref"), str)
            for key, value in part.items():
                for each in value.values() if key == "properties" else [value]:
                    walk(each)
        elif isinstance(part, list):
            for each in part:
                walk(each)

    walk(read(name)["components"]["schemas"])


def test_it_fits() -> None:
    """loadJsonContent takes 1,048,576 characters, loadTextContent 131,072; a policy may have 256 KiB."""
    for path in gateway_document.DIRECTORY.rglob("*.*"):
        most = 1_048_576 if path.suffix == ".json" else 131_072
        assert len(path.read_text(encoding="utf-8")) <= most


@pytest.mark.parametrize(
    ("given", "narrowed"),
    [
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, {"type": "string", "nullable": True}),
        ({"anyOf": [{"$ref": "#/x"}, {"type": "null"}]}, {"allOf": [{"$ref": "#/x"}], "nullable": True}),
        ({"$ref": "#/x", "description": "d"}, {"allOf": [{"$ref": "#/x"}], "description": "d"}),
        ({"type": "string", "const": "a"}, {"type": "string", "enum": ["a"]}),
        ({"type": "integer", "exclusiveMinimum": 0}, {"type": "integer", "minimum": 0, "exclusiveMinimum": True}),
        ({"properties": {"title": {"title": "T", "type": "string"}}}, {"properties": {"title": {"type": "string"}}}),
        (
            {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]},
            {"anyOf": [{"type": "string"}, {"type": "integer"}], "nullable": True},
        ),
    ],
)
def test_a_schema_is_said_as_3_0_says_it(given: dict[str, Any], narrowed: dict[str, Any]) -> None:
    assert schema(given) == narrowed


def test_what_3_0_cannot_say_is_refused() -> None:
    with pytest.raises(ValueError, match="prefixItems"):
        schema({"type": "array", "prefixItems": []})


def test_public_operations_are_those_that_take_no_token() -> None:
    public = {each.id for each in operations(published()) if each.public}
    assert {"get-signing-keys", "get-discovery-document", "refresh-session", "search-destinations"} <= public
    assert not {"read-plan", "create-plan", "read-feed"} & public

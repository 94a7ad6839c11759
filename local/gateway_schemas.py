"""OpenAPI 3.1 as 3.0.3 says it, and with schemas by reference only: what API Management imports."""

from typing import Any

_TEXT = {"type": "string"}
_SAID_ELSEWHERE = {"title", "$schema"}


def narrow(document: dict[str, Any]) -> dict[str, Any]:
    """A document of OpenAPI 3.0.3 with the same operations; schemas that none of them needs are left out."""
    schemas = document["components"]["schemas"]
    paths = {
        path: {method: _operation(operation) for method, operation in item.items()}
        for path, item in document["paths"].items()
    }
    wanted: dict[str, Any] = {}
    _collect(paths, schemas, wanted)
    return {
        "openapi": "3.0.3",
        "info": document["info"],
        "paths": paths,
        "components": {"schemas": dict(sorted(wanted.items()))},
    }


def _collect(part: Any, schemas: dict[str, Any], wanted: dict[str, Any]) -> None:
    if isinstance(part, dict):
        name = part["$ref"].rpartition("/")[2] if isinstance(part.get("$ref"), str) else None
        if name is not None and name not in wanted:
            wanted[name] = _TEXT if name == "Text" else schema(schemas[name])
            _collect(wanted[name], schemas, wanted)
        for value in part.values():
            _collect(value, schemas, wanted)
    elif isinstance(part, list):
        for value in part:
            _collect(value, schemas, wanted)


def _operation(operation: dict[str, Any]) -> dict[str, Any]:
    narrowed = {key: value for key, value in operation.items() if key != "security"}
    if "parameters" in operation:
        narrowed["parameters"] = [{**each, "schema": schema(each["schema"])} for each in operation["parameters"]]
    if "requestBody" in operation:
        narrowed["requestBody"] = _with_content(operation["requestBody"])
    narrowed["responses"] = {status: _with_content(each) for status, each in operation["responses"].items()}
    return narrowed


def _with_content(part: dict[str, Any]) -> dict[str, Any]:
    if "content" not in part:
        return part
    return {**part, "content": {kind: {"schema": _referred(each["schema"])} for kind, each in part["content"].items()}}


def _referred(found: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in found:
        return found
    if found != _TEXT:
        raise ValueError(f"this schema of a body has no name: {found}")
    return {"$ref": "#/components/schemas/Text"}


def schema(found: Any) -> Any:
    """One schema. Raises `ValueError` for what 3.0.3 cannot say."""
    if not isinstance(found, dict):
        return found
    if unknown := {"prefixItems", "patternProperties", "$defs", "if", "not", "propertyNames"} & found.keys():
        raise ValueError(f"OpenAPI 3.0.3 has no {sorted(unknown)}")
    narrowed: dict[str, Any] = {key: value for key, value in found.items() if key not in _SAID_ELSEWHERE}
    narrowed |= _parts(found)
    if "const" in narrowed:
        narrowed["enum"] = [narrowed.pop("const")]
    if "examples" in narrowed:
        narrowed["example"] = narrowed.pop("examples")[0]
    for limit, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if exclusive in narrowed:
            narrowed[limit], narrowed[exclusive] = narrowed[exclusive], True
    return _nullable(narrowed)


def _parts(found: dict[str, Any]) -> dict[str, Any]:
    parts: dict[str, Any] = {key: schema(found[key]) for key in ("items", "additionalProperties") if key in found}
    parts |= {key: [schema(each) for each in found[key]] for key in ("allOf", "oneOf", "anyOf") if key in found}
    if "properties" in found:
        parts["properties"] = {name: schema(each) for name, each in found["properties"].items()}
    return parts


def _nullable(narrowed: dict[str, Any]) -> dict[str, Any]:
    if narrowed.get("type") == "null":
        return {**narrowed, "type": "string", "nullable": True, "enum": [None]}
    if "$ref" in narrowed and len(narrowed) > 1:
        return {
            **{key: value for key, value in narrowed.items() if key != "$ref"},
            "allOf": [{"$ref": narrowed["$ref"]}],
        }
    choices = narrowed.get("anyOf", [])
    others = [each for each in choices if each.get("enum") != [None]]
    if len(others) == len(choices):
        return narrowed
    rest = {key: value for key, value in narrowed.items() if key != "anyOf"}
    if len(others) > 1:
        return {**rest, "anyOf": others, "nullable": True}
    (only,) = others
    return {**rest, "allOf": [only], "nullable": True} if "$ref" in only else {**only, **rest, "nullable": True}

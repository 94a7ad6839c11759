"""/api/docs and the OpenAPI document."""

import re
from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml

from local.documentation import Documentation, in_3_0
from local.http import Request, Response


@pytest.fixture
def documentation(tmp_path: Path) -> Documentation:
    document = {"openapi": "3.1.0", "paths": {}, "components": {"schemas": {"A": {"type": ["string", "null"]}}}}
    (tmp_path / "openapi.yaml").write_text(yaml.safe_dump(document))
    return Documentation(tmp_path / "openapi.yaml")


def get(documentation: Documentation, path: str, **headers: str) -> Response | None:
    return documentation.answer(Request("GET", path, "", headers))


def test_the_page_fetches_nothing_from_elsewhere(documentation: Documentation) -> None:
    page = get(documentation, "/api/docs")
    assert page is not None
    links = re.findall(r'(?:src|href)="([^"]+)"', page.body.decode())
    assert links
    for link in links:
        answer = get(documentation, link)
        assert answer is not None, link
        assert answer.status == 200
        assert len(answer.body) > 100
    start = get(documentation, "/api/docs/start.js")
    assert start is not None
    assert b"http" not in start.body
    assert b"validatorUrl: null" in start.body


def test_the_document_is_served_as_it_is_and_for_the_page_in_3_0(documentation: Documentation) -> None:
    given = get(documentation, "/api/openapi.json")
    shown = get(documentation, "/api/docs/openapi-3.0.json")
    assert given is not None
    assert shown is not None
    assert orjson.loads(given.body)["openapi"] == "3.1.0"
    assert orjson.loads(shown.body)["openapi"] == "3.0.3"
    assert orjson.loads(shown.body)["components"]["schemas"]["A"] == {"type": "string", "nullable": True}


def test_a_known_version_is_not_sent_again(documentation: Documentation) -> None:
    first = get(documentation, "/api/openapi.json")
    assert first is not None
    etag = dict(first.headers)[b"etag"].decode()
    second = documentation.answer(Request("GET", "/api/openapi.json", "", {"if-none-match": etag}))
    assert second is not None
    assert (second.status, second.body) == (304, b"")


@pytest.mark.parametrize("path", ["/api/docs/../../etc/passwd", "/api/docs/index.html", "/api/docsx", "/api/plans"])
def test_nothing_else_is_answered(documentation: Documentation, path: str) -> None:
    assert get(documentation, path) is None


def test_without_a_document_it_says_so(tmp_path: Path) -> None:
    answer = get(Documentation(tmp_path / "none.yaml"), "/api/openapi.json")
    assert answer is not None
    assert answer.status == 404


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"type": ["integer", "null"]}, {"type": "integer", "nullable": True}),
        ({"type": ["integer", "string"]}, {"anyOf": [{"type": "integer"}, {"type": "string"}]}),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, {"type": "string", "nullable": True}),
        (
            {"anyOf": [{"$ref": "#/x"}, {"type": "null"}]},
            {"allOf": [{"$ref": "#/x"}], "nullable": True},
        ),
        (
            {"oneOf": [{"$ref": "#/x"}, {"$ref": "#/y"}, {"type": "null"}]},
            {"oneOf": [{"$ref": "#/x"}, {"$ref": "#/y"}], "nullable": True},
        ),
        ({"const": "A"}, {"enum": ["A"]}),
        ({"type": "null"}, {"nullable": True, "enum": [None]}),
        ({"type": "string", "examples": ["a", "b"]}, {"type": "string", "example": "a"}),
        ({"exclusiveMinimum": 0}, {"minimum": 0, "exclusiveMinimum": True}),
        ({"examples": {"one": {"value": 1}}}, {"examples": {"one": {"value": 1}}}),
        ({"items": [{"const": 1}]}, {"items": [{"enum": [1]}]}),
    ],
)
def test_what_3_1_says_is_said_in_3_0(said: dict[str, Any], expected: dict[str, Any]) -> None:
    assert in_3_0(said) == expected

"""`/api/docs`: the OpenAPI document, readable and to be tried out, with nothing fetched from elsewhere.

The swagger-ui that PyPI has (4.15) knows OpenAPI 3.0; the page is therefore given our 3.1 document said in 3.0.
"""

import hashlib
import mimetypes
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import yaml
from swagger_ui_bundle import swagger_ui_path

from local.http import Request, Response, problem

DOCUMENT = Path(__file__).parent.parent / "docs" / "openapi.yaml"
_ASSETS = ("swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png", "favicon-16x16.png")
_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    b"connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_NULL = {"nullable": True, "enum": [None]}
"""null, as OpenAPI 3.0 says it."""
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Kt-ravel API</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
<link rel="icon" type="image/png" href="/api/docs/favicon-32x32.png" sizes="32x32">
</head>
<body>
<div id="docs"></div>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script>
</body>
</html>
"""
_START = """window.ui = SwaggerUIBundle({
  url: "/api/docs/openapi-3.0.json",
  dom_id: "#docs",
  deepLinking: true,
  docExpansion: "none",
  filter: true,
  persistAuthorization: true,
  tryItOutEnabled: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
});
"""


class Documentation:
    """Answers what is below /api/docs, and /api/openapi.json."""

    def __init__(self, document: Path = DOCUMENT) -> None:
        self._document = document

    def answer(self, request: Request) -> Response | None:
        """The page or file a GET asks for; None if it is not about the documentation."""
        path = request.path.rstrip("/")
        if path == "/api/openapi.json":
            return self._openapi(request, as_3_0=False)
        if path == "/api/docs/openapi-3.0.json":
            return self._openapi(request, as_3_0=True)
        if path == "/api/docs":
            headers = [(b"content-security-policy", _POLICY)]
            return _file(request, _PAGE.encode(), "text/html; charset=utf-8", headers)
        if path == "/api/docs/start.js":
            return _file(request, _START.encode(), "text/javascript; charset=utf-8")
        name = path.removeprefix("/api/docs/")
        if name in _ASSETS:
            return _file(request, _asset(name), mimetypes.guess_type(name)[0] or "application/octet-stream")
        return None

    def _openapi(self, request: Request, *, as_3_0: bool) -> Response:
        try:
            text = self._document.read_bytes()
        except FileNotFoundError:
            return problem(request, "not_found", 404)
        return _file(request, _json(text, as_3_0=as_3_0), "application/json")


def _file(
    request: Request, body: bytes, content_type: str, headers: list[tuple[bytes, bytes]] | None = None
) -> Response:
    etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    fields = [(b"etag", etag.encode()), (b"cache-control", b"no-cache"), *(headers or ())]
    if request.headers.get("if-none-match") == etag:
        return Response(304, fields)
    return Response(200, [(b"content-type", content_type.encode()), *fields], body)


@cache
def _asset(name: str) -> bytes:
    content: bytes = (swagger_ui_path / name).read_bytes()
    return content


@cache
def _json(text: bytes, *, as_3_0: bool) -> bytes:
    document = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
    if as_3_0:
        document = {**in_3_0(document), "openapi": "3.0.3"}
        document.pop("jsonSchemaDialect", None)
    return orjson.dumps(document)


def in_3_0(part: Any) -> Any:
    """What OpenAPI 3.1 says with JSON Schema 2020-12, as OpenAPI 3.0 says it."""
    if isinstance(part, list):
        return [in_3_0(item) for item in part]
    if not isinstance(part, dict):
        return part
    said = {name: in_3_0(value) for name, value in part.items()}
    _nullable(said)
    if "const" in said:
        said["enum"] = [said.pop("const")]
    if isinstance(said.get("examples"), list):
        examples = said.pop("examples")
        if examples:
            said.setdefault("example", examples[0])
    for bound, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(said.get(bound), int | float) and not isinstance(said[bound], bool):
            said[limit] = said[bound]
            said[bound] = True
    return said


def _nullable(said: dict[str, Any]) -> None:
    kind = said.get("type")
    if kind == "null":
        del said["type"]
        said |= _NULL
    elif isinstance(kind, list):
        others = [name for name in kind if name != "null"]
        if len(others) < len(kind):
            said["nullable"] = True
        said["type"] = others[0] if len(others) == 1 else others
        if len(others) != 1:
            del said["type"]
            said["anyOf"] = [{"type": name} for name in others]
    for keyword in ("anyOf", "oneOf"):
        choices = said.get(keyword)
        if isinstance(choices, list) and _NULL in choices:
            others = [choice for choice in choices if choice != _NULL]
            del said[keyword]
            said["nullable"] = True
            if len(others) == 1 and "$ref" not in others[0]:
                said.update(others[0])
            else:
                said["allOf" if len(others) == 1 else keyword] = others

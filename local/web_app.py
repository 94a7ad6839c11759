"""The built web app, as Azure Static Web Apps serves it: files, and index.html for every address that is a page."""

import mimetypes
import os
from pathlib import Path
from urllib.parse import unquote

import orjson

from local.http import Request, Response

_DIST = Path(__file__).parent.parent / "frontend" / "dist"
_HASHED = "assets/"
"""Where Vite puts files whose names change with their content."""
_CONFIGURATION = "staticwebapp.config.json"
"""For Static Web Apps, which does not give it away: the headers of every answer, the build's Content-Security-Policy
among them."""
_NOT_OURS = {"cache-control", "strict-transport-security", "x-content-type-options"}
"""Headers that are said below, that go with https, and that the gateway sends with everything."""
mimetypes.add_type("application/manifest+json", ".webmanifest")
mimetypes.add_type("font/woff2", ".woff2")


class WebApp:
    """The files in `directory` (default: what KTRAVEL_WEB_APP names, else the checkout's build); without them,
    everything leads to the API's documentation."""

    def __init__(self, directory: Path | None = None) -> None:
        self._directory = (directory or Path(os.environ.get("KTRAVEL_WEB_APP") or _DIST)).resolve()

    @property
    def built(self) -> bool:
        """Whether there is a web app to serve."""
        return (self._directory / "index.html").is_file()

    def answer(self, request: Request) -> Response:
        """The file a GET asks for."""
        if request.method not in ("GET", "HEAD"):
            return Response(405, [(b"allow", b"GET, HEAD")])
        if not self.built:
            return Response(307, [(b"location", b"/api/docs"), (b"cache-control", b"no-store")])
        name = unquote(request.path).lstrip("/")
        path = (self._directory / name).resolve() if "\0" not in name else self._directory
        if not path.is_relative_to(self._directory) or not path.is_file() or path.name == _CONFIGURATION:
            if name.startswith(_HASHED):
                return Response(404, self._headers())
            path = self._directory / "index.html"
        response = _file(request, path, immutable=name.startswith(_HASHED))
        response.headers.extend(self._headers())
        return response

    def _headers(self) -> list[tuple[bytes, bytes]]:
        # Read again for every answer: a build may have come since, with another policy.
        path = self._directory / _CONFIGURATION
        if not path.is_file():
            return []
        said: dict[str, str] = orjson.loads(path.read_bytes())["globalHeaders"]
        return [(name.encode(), value.encode()) for name, value in said.items() if name not in _NOT_OURS]


def _file(request: Request, path: Path, *, immutable: bool) -> Response:
    status = path.stat()
    etag = f'"{status.st_mtime_ns:x}-{status.st_size:x}"'.encode()
    kept = b"public, max-age=31536000, immutable" if immutable else b"no-cache"
    headers = [(b"etag", etag), (b"cache-control", kept)]
    if request.headers.get("if-none-match", "").encode("latin-1") == etag:
        return Response(304, headers)
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if kind.startswith("text/") or kind in ("application/javascript", "application/json", "image/svg+xml"):
        kind = f"{kind}; charset=utf-8"
    return Response(200, [(b"content-type", kind.encode()), *headers], path.read_bytes())

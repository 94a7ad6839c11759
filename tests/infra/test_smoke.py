"""The questions asked after a release: of the real platform, and of what only looks like it."""

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from local import smoke
from local.gateway_operations import operations, published
from shared.topology import topology
from tests.e2e.platform import Platform
from tests.infra.tools import ROOT


def asked(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """As the workflow asks: with the system's Python, without anything installed."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from local.smoke import main; sys.exit(main())"
    command = [sys.executable, "-I", "-S", "-c", code, url, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    made = Platform(tmp_path_factory.mktemp("smoke"))
    made.start()
    yield made
    made.remove()


@pytest.mark.slow
def test_the_platform_answers_all_of_it(platform: Platform) -> None:
    answered = asked(platform.url)
    assert answered.returncode == 0, answered.stdout + answered.stderr
    assert answered.stdout.count(": ok\n") == len(smoke.questions(platform.url))


@pytest.mark.slow
def test_one_context_is_asked_alone(platform: Platform) -> None:
    answered = asked(platform.url, "--context", "token")
    assert answered.returncode == 0
    assert set(re.findall(r"^(\w+):.*: ok$", answered.stdout, re.MULTILINE)) == {"token"}
    assert asked(platform.url, "--context", "nobody").returncode == 2


class Pretender(BaseHTTPRequestHandler):
    """Says 200 to everything."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("X-Trace-Id", "a" * 32)
        self.end_headers()
        self.wfile.write(b'{"items": [], "issuer": "https://elsewhere.example/api", "jwks_uri": "", "keys": []}')

    def log_message(self, *arguments: object) -> None:
        """Nothing."""


@pytest.fixture
def pretender() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pretender)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_what_says_yes_to_everything_is_found_out(pretender: str) -> None:
    found = {question.path: fault for question, fault in smoke.faults(pretender, set(), seconds=0)}
    assert found["/api/members/me"] == "it answered 200, not 401"
    assert found["/api/nothing-of-this-name"] == "it answered 200, not 404"
    assert "the issuer is https://elsewhere.example/api" in (found["/api/.well-known/openid-configuration"] or "")
    assert found["/api/.well-known/jwks.json"] == "there is no key"
    assert found["/api/feed?limit=1"] is None


def test_what_is_not_there_is_said_to_be_so() -> None:
    (first, *_) = smoke.questions("http://127.0.0.1:9")
    assert "it did not answer" in (smoke.ask("http://127.0.0.1:9", first) or "")


def test_something_is_asked_of_every_context_that_serves_it() -> None:
    served = {each.path: each.context for each in operations(published()) if each.method == "GET"}
    asked_of = {each.context for each in smoke.questions("https://api.example.com")}
    assert asked_of == set(topology().contexts)
    for each in smoke.questions("https://api.example.com"):
        path = each.path.removeprefix("/api").partition("?")[0]
        if path != "/nothing-of-this-name":
            assert served[path] == each.context


def test_it_needs_nothing_installed() -> None:
    source = (ROOT / "local" / "smoke.py").read_text(encoding="utf-8")
    modules = re.findall(r"^(?:import|from) (\w+)", source, re.MULTILINE)
    assert set(modules) <= set(sys.stdlib_module_names)
    assert (ROOT / "local" / "__init__.py").read_text(encoding="utf-8").count("import") == 0

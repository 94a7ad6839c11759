"""How the web app is served: by a strict policy, to which the build adds the API's origin; not linked to the API."""

import json
import re

import yaml

from tests.infra.tools import ROOT

CONFIG = json.loads((ROOT / "frontend" / "staticwebapp.config.json").read_text(encoding="utf-8"))
HEADERS: dict[str, str] = CONFIG["globalHeaders"]
POLICY = {name: set(sources) for name, *sources in map(str.split, HEADERS["content-security-policy"].split("; "))}


def test_nothing_is_allowed_that_is_not_named() -> None:
    assert POLICY["default-src"] == POLICY["base-uri"] == POLICY["frame-ancestors"] == {"'none'"}
    for name, sources in POLICY.items():
        assert not sources & {"*", "'unsafe-inline'", "'unsafe-eval'", "https:", "http:"}, name
    assert POLICY["script-src"] == POLICY["style-src"] == {"'self'"}
    assert not {"data:", "blob:"} & (POLICY["script-src"] | POLICY["connect-src"])


def test_the_other_headers_are_strict() -> None:
    assert int(re.findall(r"max-age=(\d+)", HEADERS["strict-transport-security"])[0]) >= 31_536_000
    assert HEADERS["x-content-type-options"] == "nosniff"
    assert HEADERS["x-frame-options"] == "DENY"
    assert HEADERS["referrer-policy"] in ("strict-origin-when-cross-origin", "same-origin", "no-referrer")


def test_what_has_a_hash_in_its_name_is_kept_and_nothing_else() -> None:
    kept = {each["route"]: each["headers"]["cache-control"] for each in CONFIG["routes"]}
    assert "immutable" in kept.pop("/assets/*")
    assert set(kept.values()) <= {"no-cache"}
    assert HEADERS["cache-control"] == "no-cache"
    assert CONFIG["navigationFallback"]["rewrite"] == "/index.html"


def test_the_api_s_origin_comes_from_the_build() -> None:
    """Checked in, the policy knows no origin but its own; vite.config.ts adds that of VITE_API_URL."""
    assert POLICY["connect-src"] == {"'self'"}
    build = (ROOT / "frontend" / "vite.config.ts").read_text(encoding="utf-8")
    assert "const api = origin(env['VITE_API_URL'])" in build
    assert "hosting({ connect: [...api," in build
    release = yaml.safe_load((ROOT / ".github" / "workflows" / "release-web.yml").read_bytes())
    assert release["jobs"]["web"]["env"]["VITE_API_URL"] == "${{ vars.KTRAVEL_API_URL }}"
    assert "VITE_API_URL=" in (ROOT / "infra" / "hooks" / "web-prepackage.sh").read_text(encoding="utf-8")


def test_it_is_not_linked_to_the_gateway() -> None:
    """Linking replaces the Authorization header."""
    for path in (ROOT / "infra").rglob("*.bicep"):
        text = path.read_text(encoding="utf-8")
        assert "staticSites/linkedBackends" not in text
        assert "staticSites/userProvidedFunctionApps" not in text

"""Serving the built web app."""

import json
from pathlib import Path

import pytest

from local.http import Request, Response
from local.web_app import WebApp


@pytest.fixture
def web_app(tmp_path: Path) -> WebApp:
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("<!doctype html>index")
    (dist / "assets" / "app.1a2b.js").write_text("start()")
    (dist / "한글.txt").write_text("안녕")
    (tmp_path / "secret.txt").write_text("secret")
    return WebApp(dist)


def get(web_app: WebApp, path: str, method: str = "GET", **headers: str) -> Response:
    return web_app.answer(Request(method, path, "", headers))


@pytest.mark.parametrize("path", ["/", "/plans/01abc", "/members/me", "/nothing.png", "/assets"])
def test_addresses_of_pages_give_the_index(web_app: WebApp, path: str) -> None:
    answer = get(web_app, path)
    assert (answer.status, answer.body) == (200, b"<!doctype html>index")
    assert dict(answer.headers)[b"cache-control"] == b"no-cache"
    assert dict(answer.headers)[b"content-type"] == b"text/html; charset=utf-8"


def test_files_are_files(web_app: WebApp) -> None:
    answer = get(web_app, "/assets/app.1a2b.js")
    assert (answer.status, answer.body) == (200, b"start()")
    assert b"immutable" in dict(answer.headers)[b"cache-control"]
    assert get(web_app, "/%ED%95%9C%EA%B8%80.txt").body.decode() == "안녕"


def test_an_asset_of_another_build_is_not_there(web_app: WebApp) -> None:
    assert get(web_app, "/assets/app.old.js").status == 404


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/%2e%2e/secret.txt", "//../secret.txt", "/assets/../../secret.txt"]
)
def test_nothing_outside_is_given_away(web_app: WebApp, path: str) -> None:
    assert b"secret" not in get(web_app, path).body


def test_odd_names_do_no_harm(web_app: WebApp) -> None:
    assert get(web_app, "/%00").status == 200


def test_a_known_version_is_not_sent_again(web_app: WebApp) -> None:
    etag = dict(get(web_app, "/").headers)[b"etag"].decode()
    assert web_app.answer(Request("GET", "/", "", {"if-none-match": etag})).status == 304


def test_only_reading_is_possible(web_app: WebApp) -> None:
    assert get(web_app, "/", "POST").status == 405


def test_without_a_build_it_leads_to_the_documentation(tmp_path: Path) -> None:
    web_app = WebApp(tmp_path / "none")
    assert not web_app.built
    assert dict(get(web_app, "/").headers)[b"location"] == b"/api/docs"


def test_every_answer_has_the_headers_of_static_web_apps(web_app: WebApp, tmp_path: Path) -> None:
    policy = "default-src 'none'; script-src 'self'"
    said = {"content-security-policy": policy, "x-frame-options": "DENY", "cache-control": "no-cache"}
    said |= {"strict-transport-security": "max-age=1", "x-content-type-options": "nosniff"}
    (tmp_path / "dist" / "staticwebapp.config.json").write_text(json.dumps({"globalHeaders": said}))
    etag = dict(get(web_app, "/").headers)[b"etag"].decode()
    for answer in (
        get(web_app, "/"),
        get(web_app, "/plans/01abc"),
        get(web_app, "/assets/app.1a2b.js"),
        get(web_app, "/assets/gone.js"),
        get(web_app, "/", **{"if-none-match": etag}),
    ):
        names = [name for name, _ in answer.headers]
        assert dict(answer.headers)[b"content-security-policy"] == policy.encode()
        assert names.count(b"x-frame-options") == 1
        assert names.count(b"cache-control") <= 1
        assert not {b"strict-transport-security", b"x-content-type-options"} & set(names)


def test_the_configuration_itself_is_not_given_away(web_app: WebApp, tmp_path: Path) -> None:
    (tmp_path / "dist" / "staticwebapp.config.json").write_text('{"globalHeaders": {}}')
    assert get(web_app, "/staticwebapp.config.json").body == b"<!doctype html>index"


def test_another_build_may_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "index.html").write_text("another")
    monkeypatch.setenv("KTRAVEL_WEB_APP", str(tmp_path))
    assert get(WebApp(), "/").body == b"another"

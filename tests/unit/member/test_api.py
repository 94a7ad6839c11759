"""The triggers' functions, called as the worker calls them, on fakes."""

import importlib
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import azure.functions as func
import orjson
import pytest

import functions.member
from functions.member import api, api_auth, api_dev, api_export, relay
from functions.member.keys import FileKeys
from functions.member.sign_in.settings import sign_in_settings
from shared.auth import Caller, TokenVerifier
from shared.settings import settings
from tests.fakes import Fakes

CONTEXT = SimpleNamespace(trace_context=SimpleNamespace(trace_parent=None))
WEB = "http://127.0.0.1:7071"


class Answer:
    """A response, read as a client does."""

    def __init__(self, response: func.HttpResponse) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self.body: Any = orjson.loads(response.get_body()) if response.get_body() else None

    @property
    def cookie(self) -> str:
        """The refresh token in the cookie that was set."""
        return str(self.headers["Set-Cookie"].partition(";")[0].removeprefix("ktravel_refresh="))


class Client:
    """Calls operations, signed in or not."""

    def __init__(self, fakes: Fakes) -> None:
        self.fakes = fakes
        self.token: str | None = None

    async def call(
        self,
        operation: Any,
        method: str = "GET",
        *,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        path: Mapping[str, str] | None = None,
    ) -> Answer:
        sent = {"content-type": "application/json"} if body is not None else {}
        if self.token:
            sent["authorization"] = f"Bearer {self.token}"
        raw = body if isinstance(body, bytes) else orjson.dumps(body)
        request = func.HttpRequest(
            method=method,
            url=f"{WEB}/api",
            headers={**sent, **(headers or {})},
            params=params,
            route_params=path,
            body=b"" if body is None else raw,
        )
        return Answer(await operation(request, CONTEXT))

    async def sign_in(self, persona: str = "kim-minji", **fields: str) -> Answer:
        answer = await self.call(api_dev.sign_in_persona, "POST", body={"persona": persona, **fields})
        self.token = answer.body["accessToken"]
        return answer

    async def refresh(self, token: str, **headers: str) -> Answer:
        return await self.call(
            api_auth.refresh_session, "POST", headers={"cookie": f"other=a=b; ktravel_refresh={token}", **headers}
        )


@pytest.fixture
def client(fakes: Fakes, keys: FileKeys, monkeypatch: pytest.MonkeyPatch) -> Client:
    class LocalVerifier(TokenVerifier):
        """Takes the keys where they are made instead of asking for them over HTTP."""

        async def verify(self, token: str) -> Caller:
            self._keys = {key.id: key.private.public_key() for key in await keys.published()}
            return await super().verify(token)

    verifier = LocalVerifier("http://127.0.0.1:9/", settings().issuer)
    monkeypatch.setattr("shared.http.verifier", lambda: verifier)
    for module in (api, api_auth, api_dev, api_export, relay):
        monkeypatch.setattr(module, "dependencies", lambda _: fakes.deps)
    for module in (api_auth, api_dev):
        monkeypatch.setattr(module, "keys", lambda: keys)
    return Client(fakes)


async def test_a_persona_signs_in(client: Client) -> None:
    answer = await client.sign_in()
    assert answer.status == 200
    assert set(answer.body) == {"accessToken", "expiresIn", "member"}
    assert answer.body["expiresIn"] == 600
    assert answer.body["member"].items() >= {"name": "Kim Minji", "language": "ko", "searchable": True}.items()
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Set-Cookie"] == (
        f"ktravel_refresh={answer.cookie}; Max-Age=2592000; Path=/api/auth; HttpOnly; SameSite=Lax"
    )


@pytest.mark.parametrize(
    ("persona", "fields", "name"),
    [
        ("kim-minji", {}, "Kim Minji"),
        ("a1b-2c", {}, "A1b 2c"),
        ("-", {}, "-"),
        ("kim", {"name": " 김민지 "}, "김민지"),
    ],
)
async def test_a_persona_has_a_name(client: Client, persona: str, fields: dict[str, str], name: str) -> None:
    assert (await client.sign_in(persona, **fields)).body["member"]["name"] == name
    assert (await client.sign_in(persona, name="too late")).body["member"]["name"] == name


async def test_a_new_member_reads_the_language_of_their_browser(client: Client) -> None:
    body = {"persona": "kim"}
    answer = await client.call(api_dev.sign_in_persona, "POST", body=body, headers={"accept-language": "en-GB,ko;q=.5"})
    assert answer.body["member"]["language"] == "en"


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({}, "/persona", "required"),
        ({"persona": ""}, "/persona", "invalid"),
        ({"persona": "Kim"}, "/persona", "invalid"),
        ({"persona": "a\n"}, "/persona", "invalid"),
        ({"persona": "a" * 41}, "/persona", "invalid"),
        ({"persona": 7}, "/persona", "wrong_type"),
        ({"persona": "a", "name": "  "}, "/name", "too_short"),
        ({"persona": "a", "name": "x" * 51}, "/name", "too_long"),
        ({"persona": "a", "admin": True}, "/admin", "unknown_field"),
    ],
)
async def test_a_bad_persona_is_refused_and_nothing_stored(client: Client, body: Any, pointer: str, code: str) -> None:
    answer = await client.call(api_dev.sign_in_persona, "POST", body=body)
    assert answer.status == 422
    assert [(fault["pointer"], fault["code"]) for fault in answer.body["errors"]] == [(pointer, code)]
    assert client.fakes.store.all("members") == []


async def test_a_cookie_goes_on_with_the_session(client: Client) -> None:
    signed_in = await client.sign_in()
    answer = await client.refresh(signed_in.cookie, origin=WEB)
    assert answer.status == 200
    assert answer.body["member"] == signed_in.body["member"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.cookie != signed_in.cookie
    client.token = answer.body["accessToken"]
    assert (await client.call(api.get_my_profile)).status == 200


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_a_refusal_clears_the_cookie(client: Client, language: str) -> None:
    answer = await client.refresh("garbage", **{"accept-language": language})
    assert (answer.status, answer.body["code"]) == (401, "refresh_refused")
    assert answer.headers["Set-Cookie"] == "ktravel_refresh=; Max-Age=0; Path=/api/auth; HttpOnly; SameSite=Lax"
    assert answer.headers["Content-Language"] == language
    assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_without_a_cookie_there_is_no_session(client: Client) -> None:
    answer = await client.call(api_auth.refresh_session, "POST")
    assert (answer.status, answer.body["code"]) == (401, "refresh_refused")


async def test_signing_out_ends_the_session(client: Client) -> None:
    token = (await client.sign_in()).cookie
    answer = await client.call(api_auth.end_session, "POST", headers={"cookie": f"ktravel_refresh={token}"})
    assert (answer.status, answer.body) == (204, None)
    assert answer.cookie == ""
    assert (await client.refresh(token)).status == 401
    assert (await client.call(api_auth.end_session, "POST")).status == 204


async def test_this_machine_is_the_same_by_both_its_names(client: Client) -> None:
    cookie = (await client.sign_in()).cookie
    for origin in ("http://localhost:7071", WEB):
        assert (await client.refresh(cookie, origin=origin)).status == 200
        headers = {"origin": origin, "cookie": "ktravel_refresh=garbage"}
        assert (await client.call(api_auth.end_session, "POST", headers=headers)).status == 204


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "", f"{WEB}.evil.example", "http://127.0.0.1", "http://localhost:7072"]
)
async def test_other_origins_are_refused(client: Client, origin: str) -> None:
    token = (await client.sign_in()).cookie
    before = client.fakes.store.all("members")
    for operation in (api_auth.refresh_session, api_auth.end_session):
        answer = await client.call(operation, "POST", headers={"origin": origin, "cookie": f"ktravel_refresh={token}"})
        assert (answer.status, answer.body["code"]) == (403, "origin_not_allowed")
        assert "Set-Cookie" not in answer.headers
    assert client.fakes.store.all("members") == before


async def test_the_cookie_is_secure_where_the_connection_is(client: Client, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("KTRAVEL_API_URL", "https://api.example.org")
    environment.setenv("KTRAVEL_WEB_URL", "https://app.example.org")
    answer = await client.sign_in()
    assert answer.headers["Set-Cookie"].endswith("; HttpOnly; SameSite=Lax; Secure")
    assert (await client.refresh(answer.cookie, origin="https://app.example.org")).status == 200
    assert (await client.refresh(answer.cookie, origin=WEB)).status == 403


async def test_my_profile(client: Client) -> None:
    await client.sign_in()
    answer = await client.call(api.get_my_profile)
    assert answer.status == 200
    assert set(answer.body) == {"id", "name", "bio", "language", "searchable", "createdAt", "updatedAt"}
    assert answer.headers["Cache-Control"] == "private, no-cache"
    unchanged = await client.call(api.get_my_profile, headers={"if-none-match": answer.headers["ETag"]})
    assert (unchanged.status, unchanged.body) == (304, None)


async def test_my_profile_is_mine_alone(client: Client) -> None:
    assert (await client.call(api.get_my_profile)).status == 401
    assert (await client.call(api.update_my_profile, "PATCH", body={})).status == 401


async def test_a_token_that_outlives_its_member_is_no_good(client: Client) -> None:
    shown = (await client.sign_in()).body["member"]
    gone = await client.call(api.delete_my_account, "DELETE")
    assert (gone.status, gone.body) == (204, None)
    assert gone.cookie == ""
    assert "Max-Age=0" in gone.headers["Set-Cookie"]
    before = client.fakes.store.all("members")
    assert (await client.call(api.get_my_profile)).status == 401
    assert (await client.call(api.update_my_profile, "PATCH", body={"bio": "x"})).status == 401
    assert (await client.call(api_export.export_member)).status == 401
    assert (await client.call(api_export.export_my_data)).status == 401
    assert (await client.call(api.get_member, path={"memberId": shown["id"]})).status == 404
    assert (await client.call(api.delete_my_account, "DELETE")).status == 204, "saying it again is saying it once"
    assert client.fakes.store.all("members") == before


async def test_a_profile_is_changed_in_what_is_named(client: Client) -> None:
    before = (await client.sign_in()).body["member"]
    client.fakes.clock.advance(60)
    changes = {"name": " 민지 ", "bio": "제주에 살아요\n커피", "language": "en", "searchable": False}
    answer = await client.call(api.update_my_profile, "PATCH", body=changes)
    assert answer.status == 200
    assert answer.body.items() >= {**changes, "name": "민지", "createdAt": before["createdAt"]}.items()
    assert answer.body["updatedAt"] > before["updatedAt"]
    assert (await client.call(api.get_my_profile)).body == answer.body
    one = await client.call(api.update_my_profile, "PATCH", body={"bio": ""})
    assert one.body.items() >= {**changes, "name": "민지", "bio": ""}.items()


async def test_a_change_to_the_same_is_no_change(client: Client) -> None:
    before = (await client.sign_in()).body["member"]
    etag = (await client.call(api.get_my_profile)).headers["ETag"]
    client.fakes.clock.advance(60)
    answer = await client.call(api.update_my_profile, "PATCH", body={"name": before["name"]})
    assert (answer.body, answer.headers["ETag"]) == (before, etag)


async def test_only_a_new_name_is_told(client: Client) -> None:
    await client.sign_in()
    for change in ({"bio": "x"}, {"searchable": False}, {"name": "Min"}):
        await client.call(api.update_my_profile, "PATCH", body=change)
    events = client.fakes.store.events("members")
    assert [each["type"].split(".")[2] for each in events] == ["MemberCreated", "MemberUpdated"]
    assert events[-1]["data"].items() >= {"name": "Min", "version": 4}.items()


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"name": ""}, "/name", "too_short"),
        ({"name": " \t "}, "/name", "too_short"),
        ({"name": "x" * 51}, "/name", "too_long"),
        ({"name": "a\nb"}, "/name", "invalid"),
        ({"name": "a\u0000b"}, "/name", "invalid"),
        ({"name": "a\u202eb"}, "/name", "invalid"),
        ({"name": None}, "/name", "wrong_type"),
        ({"bio": "x" * 501}, "/bio", "too_long"),
        ({"bio": "a\u0007"}, "/bio", "invalid"),
        ({"language": "fr"}, "/language", "not_allowed"),
        ({"searchable": "true"}, "/searchable", "wrong_type"),
        ({"searchable": None}, "/searchable", "wrong_type"),
        ({"id": "x"}, "/id", "unknown_field"),
        ([], "", "wrong_type"),
    ],
)
async def test_a_bad_profile_is_refused_and_nothing_stored(client: Client, body: Any, pointer: str, code: str) -> None:
    await client.sign_in()
    before = client.fakes.store.all("members")
    answer = await client.call(api.update_my_profile, "PATCH", body=body)
    assert answer.status == 422
    assert [(fault["pointer"], fault["code"]) for fault in answer.body["errors"]] == [(pointer, code)]
    assert client.fakes.store.all("members") == before


async def test_a_profile_that_changed_meanwhile_is_not_overwritten(client: Client) -> None:
    await client.sign_in()
    etag = (await client.call(api.get_my_profile)).headers["ETag"]
    headers = {"if-match": etag}
    first = await client.call(api.update_my_profile, "PATCH", body={"bio": "one"}, headers=headers)
    second = await client.call(api.update_my_profile, "PATCH", body={"bio": "two"}, headers=headers)
    assert (first.status, second.status, second.body["code"]) == (200, 412, "precondition_failed")
    assert (await client.call(api.get_my_profile)).body["bio"] == "one"


async def test_a_malformed_if_match_is_refused(client: Client) -> None:
    await client.sign_in()
    before = client.fakes.store.all("members")
    answer = await client.call(api.update_my_profile, "PATCH", body={"bio": "x"}, headers={"if-match": "x"})
    assert (answer.status, answer.body["errors"][0]["pointer"]) == (400, "#If-Match")
    assert client.fakes.store.all("members") == before


async def test_anybody_sees_a_public_profile(client: Client) -> None:
    member = (await client.sign_in()).body["member"]
    client.token = None
    answer = await client.call(api.get_member, path={"memberId": member["id"]})
    assert answer.status == 200
    assert answer.body == {name: member[name] for name in ("id", "name", "bio", "createdAt", "updatedAt")}
    headers = {"if-none-match": answer.headers["ETag"]}
    assert (await client.call(api.get_member, path={"memberId": member["id"]}, headers=headers)).status == 304


@pytest.mark.parametrize("member_id", ["01jb2k3m4n5p6q7r8s9t0v1w2x", "ME", "a/b", "..", "x" * 3000, "\u0000"])
async def test_nobody_is_404(client: Client, member_id: str) -> None:
    answer = await client.call(api.get_member, path={"memberId": member_id})
    assert (answer.status, answer.body["code"]) == (404, "not_found")


async def test_members_are_found_once_the_feed_has_told(client: Client) -> None:
    member = (await client.sign_in()).body["member"]
    client.token = None
    documents = client.fakes.store.all("members")
    await relay.member_relay(documents)
    answer = await client.call(api.search_members, params={"q": "MIN"})
    assert [item["id"] for item in answer.body["items"]] == [member["id"]]
    assert answer.body["nextCursor"] is None
    assert [topic for topic, _ in client.fakes.bus.sent] == ["member-events"]
    assert client.fakes.store.all("members", "outbox") == []


async def test_what_the_relay_left_behind_is_swept(client: Client) -> None:
    await client.sign_in()
    client.fakes.clock.advance(120)
    await relay.member_sweeper(None)
    assert [topic for topic, _ in client.fakes.bus.sent] == ["member-events"]


@pytest.mark.parametrize(
    ("params", "pointer", "code"),
    [
        ({}, "?q", "required"),
        ({"q": "x" * 51}, "?q", "too_long"),
        ({"q": "x", "limit": "0"}, "?limit", "too_small"),
        ({"q": "x", "limit": "101"}, "?limit", "too_large"),
        ({"q": "x", "limit": "ten"}, "?limit", "wrong_type"),
        ({"q": "x", "order": "name"}, "?order", "unknown_field"),
    ],
)
async def test_a_bad_search_is_refused(client: Client, params: dict[str, str], pointer: str, code: str) -> None:
    answer = await client.call(api.search_members, params=params)
    assert answer.status == 400
    assert [(fault["pointer"], fault["code"]) for fault in answer.body["errors"]] == [(pointer, code)]


async def test_verifiers_find_the_keys(client: Client, keys: FileKeys) -> None:
    discovery = await client.call(api_auth.get_discovery_document)
    assert discovery.body["issuer"] == settings().issuer
    assert discovery.body["jwks_uri"] == f"{settings().issuer}/.well-known/jwks.json"
    key_set = await client.call(api_auth.get_signing_keys)
    assert key_set.body == {"keys": [key.jwk for key in await keys.published()]}
    for answer in (discovery, key_set):
        assert answer.headers["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize(("language", "name"), [("ko", "로컬 페르소나"), ("en", "Local persona")])
async def test_the_ways_to_sign_in(client: Client, language: str, name: str) -> None:
    answer = await client.call(api_auth.list_sign_in_providers, headers={"accept-language": language})
    assert answer.body == {"items": [{"id": "dev", "name": name}], "nextCursor": None}


@pytest.mark.parametrize(("where", "there"), [("local", True), ("dev", False), ("prod", False)])
async def test_personas_exist_locally_and_nowhere_else(
    client: Client, environment: pytest.MonkeyPatch, where: str, there: bool
) -> None:
    environment.setenv("KTRAVEL_ENVIRONMENT", where)
    environment.setenv("KTRAVEL_CONTEXTS", "member")
    environment.setenv("KTRAVEL_API_URL", "https://api.example.org")
    environment.setenv("KTRAVEL_WEB_URL", "https://app.example.org")
    environment.setenv("KTRAVEL_STORE", "cosmos")
    environment.setenv("KTRAVEL_BUS", "servicebus")
    environment.setenv("KTRAVEL_SIGN_IN", "oidc")
    environment.setenv("KTRAVEL_GOOGLE_CLIENT_ID", "ours")
    environment.setenv("KTRAVEL_GOOGLE_CLIENT_SECRET", "only ours")
    sign_in_settings.cache_clear()
    try:
        assert (api_dev.bp in importlib.reload(functions.member).blueprints) is there
        answer = await client.call(api_auth.list_sign_in_providers)
        assert [item["id"] for item in answer.body["items"]] == ["google", *["dev"] * there]
    finally:
        environment.undo()
        settings.cache_clear()
        sign_in_settings.cache_clear()
        importlib.reload(functions.member)


def test_every_operation_has_its_route() -> None:
    app = func.FunctionApp()
    for blueprint in functions.member.blueprints:
        app.register_functions(blueprint)
    triggers: list[Any] = [function.get_trigger() for function in app.get_functions()]
    routes = {f"{each.methods[0].value} {each.route}" for each in triggers if each.type == "httpTrigger"}
    assert routes == {
        "GET auth/providers",
        "POST auth/dev/token",
        "POST auth/refresh",
        "POST auth/logout",
        "GET .well-known/jwks.json",
        "GET .well-known/openid-configuration",
        "GET members/me",
        "PATCH members/me",
        "DELETE members/me",
        "GET members/me/export",
        "GET members/me/export/member",
        "GET members/{memberId}",
        "GET members",
        "GET auth/{provider}/login",
        "GET auth/{provider}/callback",
        "POST auth/separate",
    }

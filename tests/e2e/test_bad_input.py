"""Bad input, as it comes over the wire: a 4xx problem that names the field, and nothing stored."""

import base64
import json
import time
import uuid
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.e2e.platform import Answer, Client, Platform, a_plan, browser

COORDINATES = "/itinerary/days/0/items/0/place/coordinates"
LONG_DAYS = {"travelDate": "2026-05-01", "endDate": "2026-06-30"}


def item(**changes: Any) -> dict[str, Any]:
    """A plan whose one item is changed."""
    return {"itinerary": {"days": [{"date": "2026-12-24", "items": [{"title": "바다", **changes}]}]}}


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"location": None}, "/location", None),
        ({"travelDate": ...}, "/travelDate", "required"),
        ({"location": ...}, "/location", "required"),
        ({"groupSize": ...}, "/groupSize", "required"),
        ({"location": ""}, "/location", None),
        ({"location": "   "}, "/location", None),
        ({"location": "가" * 121}, "/location", "too_long"),
        ({"travelDate": "2026-02-30"}, "/travelDate", None),
        ({"travelDate": "24/12/2026"}, "/travelDate", None),
        ({"travelDate": "2026-12-24T00:00:00"}, "/travelDate", None),
        ({"travelDate": 20261224}, "/travelDate", None),
        ({"travelDate": "0001-01-01"}, "/travelDate", None),
        ({"endDate": "2026-12-23"}, "/endDate", "before_start"),
        (LONG_DAYS, "/endDate", "too_many_days"),
        ({"groupSize": 0}, "/groupSize", "too_small"),
        ({"groupSize": 1000}, "/groupSize", "too_large"),
        ({"groupSize": "2"}, "/groupSize", "wrong_type"),
        ({"groupSize": 2.5}, "/groupSize", "wrong_type"),
        ({"groupSize": True}, "/groupSize", "wrong_type"),
        ({"budget": -1}, "/budget", "too_small"),
        ({"budget": 10**30}, "/budget", None),
        ({"currency": "WON"}, "/currency", "unknown_currency"),
        ({"currency": "krw"}, "/currency", "unknown_currency"),
        ({"details": "가" * 4001}, "/details", "too_long"),
        ({"title": "x" * 121}, "/title", "too_long"),
        ({"title": "bell\x07"}, "/title", None),
        ({"ownerId": "somebody"}, "/ownerId", "unknown_field"),
        ({"visibility": "everyone"}, "/visibility", "not_allowed"),
        ({"itinerary": []}, "/itinerary", "wrong_type"),
        ({"itinerary": {"days": [{"date": "2026-12-25", "items": []}]}}, "/itinerary/days/0/date", "outside_trip"),
        (item(title=""), "/itinerary/days/0/items/0/title", None),
        (item(cost=-5), "/itinerary/days/0/items/0/cost", "too_small"),
        (item(time="25:00"), "/itinerary/days/0/items/0/time", None),
        (item(place={"name": "x", "coordinates": {"lat": 91, "lng": 0}}), f"{COORDINATES}/lat", None),
        (item(place={"name": "x", "coordinates": {"lat": 1}}), f"{COORDINATES}/lng", "required"),
    ],
)  # fmt: skip
async def test_a_bad_plan_is_422_names_the_field_and_stores_nothing(
    shared_platform: Platform, changes: dict[str, Any], pointer: str, code: str | None
) -> None:
    body = {name: value for name, value in a_plan(**changes).items() if value is not ...}
    async with browser(shared_platform) as sign_in:
        jiu = await sign_in(f"jiu-{uuid.uuid4().hex[:8]}")
        answer = await jiu.post("plans", json=body)
        assert (answer.status, answer.json["code"]) == (422, "validation_failed"), answer.body
        (error,) = answer.json["errors"]
        assert error["pointer"] == pointer
        assert code in (None, error["code"])
        assert error["detail"]
        assert (await jiu.get("members/me/plans")).json["items"] == []

        plan = await jiu.post("plans", json=a_plan())
        path = f"plans/{plan.json['id']}"
        replaced = await jiu.put(path, json=body, headers={"If-Match": plan.headers["ETag"]})
        assert replaced.status == 422, replaced.body
        assert (await jiu.get(path)).json == plan.json


@pytest.mark.parametrize(
    ("data", "headers", "status", "code"),
    [
        (b"{", {}, 400, "invalid_json"),
        (b"", {}, 400, "invalid_json"),
        (b'{"location": "\xff"}', {}, 400, "invalid_json"),
        (b'{"location": NaN}', {}, 422, "validation_failed"),
        (b"[" * 50_000, {}, 400, "invalid_json"),
        (b"null", {}, 422, "validation_failed"),
        (json.dumps(a_plan()).encode(), {"Content-Type": "text/plain"}, 415, "unsupported_media_type"),
        (json.dumps(a_plan()).encode(), {"Content-Type": "multipart/form-data"}, 415, "unsupported_media_type"),
        (json.dumps(a_plan(details="x" * 1_000_000)).encode(), {}, 413, "body_too_large"),
        (json.dumps(a_plan()).encode(), {"Idempotency-Key": "two words"}, 400, "invalid_header"),
        (json.dumps(a_plan()).encode(), {"Idempotency-Key": "x" * 300}, 400, "invalid_header"),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_a_bad_body_is_refused_and_stores_nothing(
    shared_platform: Platform, data: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    async with browser(shared_platform) as sign_in:
        jiu = await sign_in(f"jiu-{uuid.uuid4().hex[:8]}")
        answer = await jiu.post("plans", data=data, headers={"Content-Type": "application/json", **headers})
        assert (answer.status, answer.json["code"]) == (status, code), answer.body
        assert answer.headers["Content-Type"].startswith("application/problem+json")
        assert (await jiu.get("members/me/plans")).json["items"] == []


async def test_a_plan_over_128_kb_is_413(shared_platform: Platform) -> None:
    days = [
        {"date": f"2026-12-{day:02}", "items": [{"title": "바다", "note": "가" * 900}] * 30} for day in range(1, 11)
    ]
    async with browser(shared_platform) as sign_in:
        jiu = await sign_in(f"jiu-{uuid.uuid4().hex[:8]}")
        body = json.dumps(
            a_plan(travelDate="2026-12-01", endDate="2026-12-10", itinerary={"days": days}), ensure_ascii=False
        )
        while len(body.encode()) > 250_000:
            days.pop()
            body = json.dumps(
                a_plan(travelDate="2026-12-01", endDate="2026-12-10", itinerary={"days": days}), ensure_ascii=False
            )
        answer = await jiu.post("plans", data=body.encode(), headers={"Content-Type": "application/json"})
        assert (answer.status, answer.json["code"]) == (413, "plan_too_large"), answer.body
        assert (await jiu.get("members/me/plans")).json["items"] == []


@pytest.mark.parametrize(
    "path",
    [
        "plans/x", "plans/%2e%2e", "plans/01jb2k3m4n5p6q7r8s9t0v1w2x", "plans/a.b", "plans/%00", "members/x",
        "plans/" + "a" * 500, "members/01JB2K3M4N5P6Q7R8S9T0V1W2X", "members/x/plans", "members/x/followers",
        "members/%EF%BF%BF", "nothing/here", "plans/'; DROP TABLE plans; --",
    ],
)  # fmt: skip
async def test_garbage_ids_are_404(shared_platform: Platform, path: str) -> None:
    async with browser(shared_platform) as sign_in:
        jiu = await sign_in("garbage")
        assert (await jiu.get(path)).status == 404
        if path.startswith("members/") and path.count("/") == 1:
            for command in ("follow", "block"):
                assert (await jiu.put(f"{path}/{command}")).status == 404


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=10000", "limit=-1", "limit=ten", "cursor=garbage", "cursor=%00",
     "cursor=" + "a" * 3000, "cursor=eyJhIjoxfQ", "unknown=1"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["members/me/plans", "members/me/followers", "members/me/following", "notifications"])
async def test_bad_paging_is_400(shared_platform: Platform, path: str, query: str) -> None:
    async with browser(shared_platform) as sign_in:
        answer = await (await sign_in("pager")).get(f"{path}?{query}")
        assert answer.status == 400, answer.body
        assert answer.json["code"] in ("invalid_parameter", "invalid_cursor")


@pytest.mark.parametrize("value", ["garbage", '"x"', "1", '"-1.x"', '""'])
async def test_a_garbage_if_match_is_400_and_changes_nothing(shared_platform: Platform, value: str) -> None:
    async with browser(shared_platform) as sign_in:
        jiu = await sign_in("matcher")
        plan = (await jiu.post("plans", json=a_plan())).json
        headers = {"If-Match": value}
        answers = [
            await jiu.put(f"plans/{plan['id']}", json=a_plan(title="x"), headers=headers),
            await jiu.put(f"plans/{plan['id']}/visibility", json={"visibility": "public"}, headers=headers),
            await jiu.delete(f"plans/{plan['id']}", headers=headers),
        ]
        assert [(answer.status, answer.json["code"]) for answer in answers] == [(400, "invalid_header")] * 3
        assert (await jiu.get(f"plans/{plan['id']}")).json == plan


def unsigned(claims: dict[str, Any]) -> str:
    """A token with alg=none."""

    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(claims)}."


def forgeries(token: str) -> dict[str, str]:
    """Tokens that must not be believed, made from one that is."""
    header, claims = jwt.get_unverified_header(token), jwt.decode(token, options={"verify_signature": False})
    ours = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    first, middle, signature = token.split(".")
    other = json.dumps({**claims, "sub": "01jb2k3m4n5p6q7r8s9t0v1w2x"}).encode()
    swapped = base64.urlsafe_b64encode(other).rstrip(b"=").decode()
    return {
        "signed with another key": jwt.encode(claims, ours, algorithm="RS256", headers={"kid": header["kid"]}),
        "an unknown key": jwt.encode(claims, ours, algorithm="RS256", headers={"kid": "unknown"}),
        "no algorithm": unsigned(claims),
        "another member's claims": f"{first}.{swapped}.{signature}",
        "no signature": f"{first}.{middle}.",
        "expired": jwt.encode({**claims, "exp": int(time.time()) - 1}, ours, algorithm="RS256", headers=header),
        "garbage": "garbage",
        "empty": "",
        "a symmetric algorithm": jwt.encode(claims, "k" * 64, algorithm="HS256", headers={"kid": header["kid"]}),
    }


async def test_forged_tokens_are_401_everywhere_and_do_nothing(shared_platform: Platform) -> None:
    async with browser(shared_platform) as sign_in:
        jiu = await sign_in(f"jiu-{uuid.uuid4().hex[:8]}")
        assert jiu.token
        for name, token in forgeries(jiu.token).items():
            forger = Client(jiu.session, jiu.url, token)
            answers: list[Answer] = [
                await forger.post("plans", json=a_plan()),
                await forger.get("members/me"),
                await forger.get("notifications"),
                await forger.put(f"members/{jiu.id}/follow"),
                await forger.get(f"members/{jiu.id}/plans"),
            ]
            assert {answer.status for answer in answers} == {401}, name
            assert {answer.json["code"] for answer in answers} == {"unauthenticated"}, name
        assert (await jiu.get("members/me/plans")).json["items"] == []


async def test_a_wrong_method_is_404_as_the_functions_host_says_it(shared_platform: Platform) -> None:
    async with browser(shared_platform) as sign_in:
        jiu = await sign_in("method")
        assert (await jiu.ask("PATCH", "plans")).status == 404
        assert (await jiu.post("members/me")).status == 404


@pytest.mark.parametrize("persona", ["", "UPPER", "has space", "한글", "x" * 41, 7, None, ["a"]])
async def test_a_bad_persona_is_422(shared_platform: Platform, persona: Any) -> None:
    async with browser(shared_platform) as sign_in:
        answer = await (await sign_in("")).post("auth/dev/token", json={"persona": persona})
        assert (answer.status, answer.json["errors"][0]["pointer"]) == (422, "/persona")

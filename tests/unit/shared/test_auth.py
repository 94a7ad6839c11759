"""Access tokens that are no good, against a key set that is served as member serves its own."""

import asyncio
import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.auth import AUDIENCE, Caller, TokenVerifier
from shared.errors import Rejection, Unavailable

ISSUER = "https://api.example.org/api"
MEMBER = "01jb2k3m4n5p6q7r8s9t0v1w2x"


@cache
def private_key(name: str) -> RSAPrivateKey:
    """A key pair, made once a process: it takes a tenth of a second."""
    assert name in ("known", "forger", "new")
    return generate_private_key(65537, 2048)


def jwk(kid: str, key: RSAPrivateKey) -> dict[str, Any]:
    return {**jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": kid, "use": "sig"}


@dataclass
class Endpoint:
    """What a key set's address answers, and how often it was asked."""

    body: bytes = b""
    status: int = 200
    asked: int = 0
    url: str = field(default="")

    def publish(self, **keys: RSAPrivateKey) -> None:
        self.body = orjson.dumps({"keys": [jwk(kid, key) for kid, key in keys.items()]})


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    served = Endpoint()
    served.publish(known=private_key("known"))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked += 1
            self.send_response(served.status)
            self.send_header("Content-Length", str(len(served.body)))
            self.end_headers()
            self.wfile.write(served.body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class calls it that
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.005})
    thread.start()
    served.url = f"http://127.0.0.1:{server.server_port}/jwks.json"
    yield served
    server.shutdown()
    thread.join()
    server.server_close()


class Moments:
    """The `time` that shared.auth sees: it stands still until it is moved."""

    def __init__(self) -> None:
        self.passed = 0.0
        self._start = (time.time(), time.monotonic())

    def time(self) -> float:
        return self._start[0] + self.passed

    def monotonic(self) -> float:
        return self._start[1] + self.passed


@pytest.fixture
def moments(monkeypatch: pytest.MonkeyPatch) -> Moments:
    made = Moments()
    monkeypatch.setattr("shared.auth.time", made)
    return made


@pytest.fixture
def verifier(endpoint: Endpoint) -> TokenVerifier:
    return TokenVerifier(endpoint.url, ISSUER)


def claims(**changes: Any) -> dict[str, Any]:
    """The claims of a good token, with some replaced; None leaves one out."""
    now = int(time.time())
    good = {"iss": ISSUER, "aud": AUDIENCE, "sub": MEMBER, "sid": "s", "name": "Kim", "iat": now, "exp": now + 600}
    return {name: value for name, value in (good | changes).items() if value is not None}


def token(key: str = "known", kid: str | None = "known", **changes: Any) -> str:
    headers = {} if kid is None else {"kid": kid}
    return jwt.encode(claims(**changes), private_key(key), algorithm="RS256", headers=headers)


def unsigned(header: Any, payload: Any, signature: bytes = b"") -> str:
    parts = (orjson.dumps(header), orjson.dumps(payload), signature)
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


async def refuse(verifier: TokenVerifier, bad: str) -> None:
    with pytest.raises(Rejection) as refused:
        await verifier.verify(bad)
    assert (refused.value.code, refused.value.status) == ("unauthenticated", 401)


async def test_a_good_token_names_the_caller(verifier: TokenVerifier, endpoint: Endpoint) -> None:
    assert await verifier.verify(token()) == Caller(MEMBER, "Kim", "s")
    await verifier.verify(token())
    assert endpoint.asked == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": 1_700_000_000},
        {"aud": "somebody else"},
        {"iss": "https://evil.example/api"},
        {"nbf": 4_000_000_000},
        {"iat": 4_000_000_000},
        {"sub": "not an id"},
        {"sub": 7},
        {"exp": "soon"},
        *({name: None} for name in ("iss", "aud", "sub", "sid", "name", "iat", "exp")),
    ],
)
async def test_claims_that_do_not_hold_are_refused(verifier: TokenVerifier, changes: dict[str, Any]) -> None:
    # Without PyJWT's own check of what it encodes, which refuses some of these.
    signed = jwt.PyJWS().encode(
        orjson.dumps(claims(**changes)), private_key("known"), algorithm="RS256", headers={"kid": "known"}
    )
    await refuse(verifier, signed)
    await verifier.verify(token())


async def test_a_forged_signature_is_refused(verifier: TokenVerifier) -> None:
    await refuse(verifier, token(key="forger"))


async def test_a_token_that_was_altered_is_refused(verifier: TokenVerifier) -> None:
    header, _, signature = token().split(".")
    payload = base64.urlsafe_b64encode(orjson.dumps(claims(name="Lee"))).rstrip(b"=").decode()
    await refuse(verifier, f"{header}.{payload}.{signature}")


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", None, "RS512", ["RS256"]])
async def test_another_algorithm_is_refused(verifier: TokenVerifier, algorithm: Any) -> None:
    await verifier.verify(token())
    await refuse(verifier, unsigned({"alg": algorithm, "kid": "known"}, claims()))


async def test_the_public_key_is_no_shared_secret(verifier: TokenVerifier) -> None:
    public = private_key("known").public_key()
    for secret in (
        public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
    ):
        for algorithm in ("HS256", "RS256"):
            head = unsigned({"alg": algorithm, "kid": "known"}, claims()).rpartition(".")[0]
            mac = hmac.new(secret, head.encode(), hashlib.sha256).digest()
            await refuse(verifier, f"{head}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}")


async def test_a_token_without_a_key_id_is_refused_and_nobody_asked(
    verifier: TokenVerifier, endpoint: Endpoint
) -> None:
    await refuse(verifier, token(kid=None))
    await refuse(verifier, unsigned({"alg": "RS256", "kid": 7}, claims()))
    assert endpoint.asked == 0


@pytest.mark.parametrize("name", ["jwk", "jku", "x5c"])
async def test_a_key_that_comes_with_the_token_is_not_used(
    verifier: TokenVerifier, endpoint: Endpoint, name: str
) -> None:
    given_along = {
        "jwk": jwk("known", private_key("forger")),
        "jku": f"{endpoint.url}/evil",
        "x5c": ["MIIB"],
    }
    forged = jwt.encode(
        claims(), private_key("forger"), algorithm="RS256", headers={"kid": "known", name: given_along[name]}
    )
    await refuse(verifier, forged)
    assert endpoint.asked == 1


@pytest.mark.parametrize(
    "garbage", ["", ".", "..", "a.b.c", "é.é.é", "e30.e30.e30", "bnVsbA.e30.", "W10.e30.", "x" * 10_000, "\u0000"]
)
async def test_garbage_is_refused(verifier: TokenVerifier, garbage: str) -> None:
    await refuse(verifier, garbage)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    header=st.dictionaries(
        st.sampled_from(["alg", "kid", "typ", "crit", "b64"]),
        st.one_of(
            st.none(),
            st.booleans(),
            st.integers(),
            st.text(max_size=5),
            st.sampled_from(["RS256", "known"]),
            st.lists(st.text(max_size=3), max_size=2),
        ),
    ),
    payload=st.one_of(st.none(), st.integers(), st.dictionaries(st.text(max_size=4), st.text(max_size=4))),
    signature=st.binary(max_size=300),
)
async def test_whatever_it_is_made_of_is_refused(header: Any, payload: Any, signature: bytes) -> None:
    verifier = TokenVerifier("http://127.0.0.1:9/", ISSUER)
    verifier._keys = {"known": private_key("known").public_key()}
    verifier._fetched_at = time.monotonic()
    text = ".".join(
        base64.urlsafe_b64encode(part).rstrip(b"=").decode()
        for part in (json.dumps(header).encode(), json.dumps(payload).encode(), signature)
    )
    await refuse(verifier, text)


async def test_a_remembered_token_expires_all_the_same(verifier: TokenVerifier, moments: Moments) -> None:
    good = token()
    await verifier.verify(good)
    assert await verifier.verify(good) == Caller(MEMBER, "Kim", "s")
    moments.passed = 601
    verifier._keys = {}
    verifier._fetched_at = moments.monotonic()
    with pytest.raises(Unavailable):  # looked at anew, for which there is no key now
        await verifier.verify(good)


async def test_an_unknown_key_is_asked_for_once_in_five_seconds(
    verifier: TokenVerifier, endpoint: Endpoint, moments: Moments
) -> None:
    await verifier.verify(token())
    for _ in range(3):
        await refuse(verifier, token(key="new", kid="new"))
    await asyncio.gather(*(refuse(verifier, token(key="forger", kid=f"forged{number}")) for number in range(5)))
    assert endpoint.asked == 1
    moments.passed = 5
    endpoint.publish(known=private_key("known"), new=private_key("new"))
    await verifier.verify(token(key="new", kid="new"))
    await refuse(verifier, token(key="forger", kid="forged"))
    assert endpoint.asked == 2


async def test_many_at_once_ask_for_the_keys_once(verifier: TokenVerifier, endpoint: Endpoint) -> None:
    await asyncio.gather(*(verifier.verify(token(sid=str(number))) for number in range(10)))
    assert endpoint.asked == 1


async def test_a_key_that_is_withdrawn_is_no_longer_taken(
    verifier: TokenVerifier, endpoint: Endpoint, moments: Moments
) -> None:
    await verifier.verify(token())
    endpoint.publish(new=private_key("new"))
    moments.passed = 5
    await verifier.verify(token(key="new", kid="new"))
    await refuse(verifier, token(sid="another"))


async def test_a_key_that_is_withdrawn_is_taken_for_an_hour_at_most(
    verifier: TokenVerifier, endpoint: Endpoint, moments: Moments
) -> None:
    """Even if nobody shows a token of another key."""
    await verifier.verify(token())
    endpoint.publish(new=private_key("new"))
    moments.passed = 3_601
    await refuse(verifier, token(sid="another", exp=int(moments.time()) + 60))
    assert endpoint.asked == 2


@pytest.mark.parametrize(
    ("status", "body"), [(500, b""), (404, b""), (200, b"<html>"), (200, b"[]"), (200, b"{}"), (200, b'{"keys": []}')]
)
async def test_without_keys_nobody_is_let_in_or_called_a_liar(
    verifier: TokenVerifier, endpoint: Endpoint, moments: Moments, status: int, body: bytes
) -> None:
    good, endpoint.status, endpoint.body = endpoint.body, status, body
    for _ in range(3):
        with pytest.raises(Unavailable):
            await verifier.verify(token())
    assert endpoint.asked == 1
    moments.passed = 1
    endpoint.status, endpoint.body = 200, good
    assert await verifier.verify(token()) == Caller(MEMBER, "Kim", "s")


async def test_known_keys_go_on_while_the_key_set_is_out_of_reach(
    verifier: TokenVerifier, endpoint: Endpoint, moments: Moments
) -> None:
    await verifier.verify(token())
    endpoint.status = 500
    moments.passed = 5
    await refuse(verifier, token(key="forger", kid="forged"))
    await refuse(verifier, token(key="forger", kid="forged"))
    assert endpoint.asked == 2
    assert await verifier.verify(token(sid="another")) == Caller(MEMBER, "Kim", "another")


async def test_an_address_where_nobody_answers_is_not_a_defect() -> None:
    with pytest.raises(Unavailable):
        await TokenVerifier("http://127.0.0.1:9/jwks.json", ISSUER).verify(token())

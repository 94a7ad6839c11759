"""Rate limits: infra/apim/limits.json and how it is applied."""

import pytest
from pydantic import ValidationError

from local.limits import Limit, LimitedOperation, Limiter, Limits


def limits(*made: Limit) -> Limits:
    return Limits(limits=made)


def limit(**changes: object) -> Limit:
    return Limit.model_validate(
        {
            "name": "x",
            "per": "address",
            "calls": 2,
            "seconds": 60,
            "operations": [{"method": "GET", "path": "/*"}],
            **changes,
        }
    )


def call(
    limiter: Limiter,
    method: str = "GET",
    path: str = "/api/plans",
    *,
    now: float = 0,
    address: str = "a",
    token: str = "",
) -> int | None:
    authorization = f"Bearer {token}" if token else None
    return limiter.refusal(method, path, address=address, authorization=authorization, now=now)


def test_what_is_unlimited_never_counts() -> None:
    limiter = Limiter(Limits(limits=(limit(),), unlimited=("/.well-known/jwks.json",)))
    assert [call(limiter, path="/api/.well-known/jwks.json") for _ in range(5)] == [None] * 5
    assert [call(limiter) for _ in range(3)] == [None, None, 60]


def test_the_keys_are_unlimited() -> None:
    limiter = Limiter(Limits.load())
    assert {call(limiter, path="/api/.well-known/jwks.json") for _ in range(5_000)} == {None}


def test_calls_over_the_limit_are_told_when_to_come_back() -> None:
    limiter = Limiter(limits(limit()))
    assert [call(limiter), call(limiter, now=10), call(limiter, now=20)] == [None, None, 40]
    assert call(limiter, now=59.5) == 1
    assert call(limiter, now=60) is None


def test_addresses_are_counted_apart() -> None:
    limiter = Limiter(limits(limit(calls=1)))
    assert [call(limiter, address="a"), call(limiter, address="b"), call(limiter, address="a")] == [None, None, 60]


def test_members_are_counted_by_token_and_strangers_by_address() -> None:
    limiter = Limiter(limits(limit(calls=1, per="member")))
    header = "eyJhbGciOiJSUzI1NiJ9." + "x" * 200
    assert call(limiter, token=f"{header}.one") is None
    assert call(limiter, token=f"{header}.two") is None
    assert call(limiter) is None
    assert call(limiter, token=f"{header}.one") == 60
    assert call(limiter) == 60


def test_a_token_does_not_get_around_a_limit_by_address() -> None:
    limiter = Limiter(limits(limit(calls=1)))
    assert [call(limiter, token="one"), call(limiter, token="two")] == [None, 60]


@pytest.mark.parametrize(
    ("path", "method", "asked", "limited"),
    [
        ("/*", "GET", "/api/anything/at/all", True),
        ("/*", "GET", "/api", True),
        ("/plans", "POST", "/api/plans", True),
        ("/plans", "POST", "/api/plans/", True),
        ("/plans", "POST", "/API/PLANS", True),
        ("/plans", "POST", "/api/pl%61ns", True),
        ("/plans", "POST", "/api/plans/x/fork", False),
        ("/plans/{planId}/fork", "POST", "/api/plans/x/fork", True),
        ("/plans/{planId}/fork", "POST", "/api/plans/fork", False),
        ("/auth/*", "GET", "/api/auth/google/login", True),
        ("/auth/*", "GET", "/api/authors", False),
        ("/.well-known/jwks.json", "GET", "/api/.well-known/jwksxjson", False),
    ],
)
def test_a_limit_is_about_its_operations_only(path: str, method: str, asked: str, limited: bool) -> None:
    limiter = Limiter(limits(limit(calls=1, operations=[{"method": method, "path": path}])))
    call(limiter, method, asked)
    assert (call(limiter, method, asked) is not None) is limited
    assert call(limiter, "PATCH", asked) is None


def test_all_operations_of_a_limit_are_counted_together() -> None:
    both = [{"method": "POST", "path": "/a"}, {"method": "PUT", "path": "/b"}]
    limiter = Limiter(limits(limit(calls=2, operations=both)))
    assert [call(limiter, "POST", "/api/a"), call(limiter, "PUT", "/api/b"), call(limiter, "POST", "/api/a")] == [
        None,
        None,
        60,
    ]


def test_the_longest_wait_is_told() -> None:
    limiter = Limiter(limits(limit(name="short", calls=1, seconds=5), limit(name="long", calls=1, seconds=300)))
    call(limiter)
    assert call(limiter, now=1) == 299


def test_what_is_not_over_is_not_gone_through_at_every_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """Anybody can make up tokens, each of which begins a window."""
    monkeypatch.setattr("local.limits._MOST_WINDOWS", 10)
    looked = []

    class Watched(Limiter):
        def _forget(self, now: float) -> None:
            looked.append(now)
            super()._forget(now)

    limiter = Watched(limits(limit(per="member")))
    for number in range(1000):
        call(limiter, token=f"{number:048d}")
    assert len(looked) < 10


def test_windows_that_ended_are_forgotten() -> None:
    limiter = Limiter(limits(limit(seconds=1)))
    for number in range(20_500):
        call(limiter, address=str(number), now=number / 1000)
    assert len(limiter._windows) < 20_000


@pytest.mark.parametrize("change", [{"calls": 0}, {"seconds": 301}, {"per": "planet"}, {"operations": []}, {"more": 1}])
def test_a_limit_that_makes_no_sense_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        limit(**change)


@pytest.mark.parametrize("path", ["plans", "/a/*/b", "/{}", "/a b"])
def test_a_path_that_makes_no_sense_is_refused(path: str) -> None:
    with pytest.raises(ValidationError):
        LimitedOperation(method="GET", path=path)


def test_the_limits_of_this_checkout_are_read_and_sign_in_is_the_strictest() -> None:
    by_name = {each.name: each for each in Limits.load().limits}
    assert by_name["sign-in"].calls < by_name["read"].calls
    assert len(by_name) == len(Limits.load().limits)
    limiter = Limiter(Limits.load())
    answers = [call(limiter, "POST", "/api/auth/dev/token") for _ in range(by_name["sign-in"].calls + 1)]
    assert answers[-1] == 60
    assert answers[:-1] == [None] * by_name["sign-in"].calls

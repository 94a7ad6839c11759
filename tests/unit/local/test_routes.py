"""Route templates, as the Functions host matches them."""

import pytest

from local.routes import BadTemplate, Router


@pytest.fixture
def router() -> Router[str]:
    made: Router[str] = Router("api")
    made.add(["GET", "POST"], "plans", "plans")
    made.add(["GET"], "plans/{planId}", "plan")
    made.add(["GET"], "plans/{planId}/calendar.ics", "calendar")
    made.add(["GET"], "members/me", "me")
    made.add(["GET", "PUT"], "members/{memberId}", "member")
    made.add(["GET"], "members/me/followers/{memberId}", "my follower")
    made.add(["GET"], "members/{memberId}/plans", "plans of a member")
    made.add(["GET"], "rooms/{number:int}", "room by number")
    made.add(["GET"], "rooms/{name}", "room by name")
    made.add(["GET"], "orders/{orderId?}", "orders")
    made.add(["GET"], "files/{*path}", "file")
    made.add(["GET"], ".well-known/jwks.json", "keys")
    return made


@pytest.mark.parametrize(
    ("path", "target", "parameters"),
    [
        ("/api/plans", "plans", {}),
        ("/api/plans/", "plans", {}),
        ("/API/Plans", "plans", {}),
        ("/api/plans/A1.b2", "plan", {"planId": "A1.b2"}),
        ("/api/plans/x/calendar.ics", "calendar", {"planId": "x"}),
        ("/api/members/me", "me", {}),
        ("/api/members/meg", "member", {"memberId": "meg"}),
        ("/api/members/me/followers/z", "my follower", {"memberId": "z"}),
        ("/api/members/me/plans", "plans of a member", {"memberId": "me"}),
        ("/api/rooms/12", "room by number", {"number": "12"}),
        ("/api/rooms/twelve", "room by name", {"name": "twelve"}),
        ("/api/orders", "orders", {}),
        ("/api/orders/7", "orders", {"orderId": "7"}),
        ("/api/files", "file", {}),
        ("/api/files/a/b/c", "file", {"path": "a/b/c"}),
        ("/api/.well-known/jwks.json", "keys", {}),
        ("/api/plans/%EC%A0%9C%EC%A3%BC%20", "plan", {"planId": "제주 "}),
        ("/api/plans/a%2Fb", "plan", {"planId": "a%2Fb"}),
        ("/api/plans/a%252Fb", "plan", {"planId": "a%2Fb"}),
    ],
)
def test_a_path_finds_its_route_and_its_parameters(
    router: Router[str], path: str, target: str, parameters: dict[str, str]
) -> None:
    assert router.match("GET", path) == (target, parameters)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", ""),
        ("GET", "/plans"),
        ("GET", "/api"),
        ("GET", "/api//plans"),
        ("GET", "/api/plans//"),
        ("GET", "/api/plans/x/y"),
        ("DELETE", "/api/plans"),
        ("HEAD", "/api/plans"),
        ("GET", "/api/members/me/followers"),
    ],
)
def test_no_route(router: Router[str], method: str, path: str) -> None:
    assert router.match(method, path) is None


def test_a_method_that_does_not_fit_goes_on_to_the_next_route(router: Router[str]) -> None:
    assert router.match("PUT", "/api/members/me") == ("member", {"memberId": "me"})


@pytest.mark.parametrize(
    "template", ["a/{b}.ics", "a/{b?}/c", "{*a}/b", "a/{b:guid}", "a/{b=1}", "a/{b", "a/{}", "plans", "rooms/{other}"]
)
def test_what_is_not_understood_or_is_taken_is_refused(router: Router[str], template: str) -> None:
    with pytest.raises(BadTemplate):
        router.add(["GET"], template, "new")

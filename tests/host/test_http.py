"""HTTP functions through the official runtime, behind the gateway, over a real connection."""

import http.client
import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.host.asking import Answer, ask
from tests.host.started import Started, started
from tests.sockets import remove_sockets

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    data_dir = tmp_path_factory.mktemp("http") / "data"
    with started("local.run", data_dir, app="http_app") as running:
        yield running
    remove_sockets(data_dir)


def test_an_answer_goes_out_as_the_function_gave_it(program: Started) -> None:
    answer = ask(program, "GET", "plain")
    assert (answer.status, answer.body) == (200, b'{"ok":true}')
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-length"] == "11"
    assert len(answer.headers["x-trace-id"]) == 32


def test_a_function_sees_the_request_as_in_azure(program: Started) -> None:
    parent = f"00-{'a' * 32}-{'b' * 16}-01"
    seen = ask(
        program,
        "POST",
        "echo/%EC%A0%9C%EC%A3%BC/b?x=1&x=2&empty=&y=a%20b",
        b"body",
        X_Mixed_Case="Yes",
        traceparent=parent,
    ).json()
    assert seen["method"] == "POST"
    assert seen["route"] == {"first": "제주", "second": "b"}
    assert seen["query"] == {"x": "1,2", "y": "a b"}
    assert seen["headers"]["x-mixed-case"] == "Yes"
    assert seen["headers"]["x-forwarded-for"] == "127.0.0.1"
    assert all(name == name.lower() for name in seen["headers"])
    assert seen["body"] == "body"
    assert seen["traceparent"] == parent
    assert seen["url"].startswith(f"{program.url}/api/echo/")
    assert seen["url"].endswith("?x=1&x=2&empty=&y=a%20b")


def test_a_query_of_any_number_of_parameters_is_read(program: Started) -> None:
    query = "&".join([*(f"p{number}=1" for number in range(2000)), "x=1", "x=2"])
    seen = ask(program, "GET", f"echo/a?{query}").json()["query"]
    assert (len(seen), seen["x"]) == (2001, "1,2")


def test_an_optional_parameter_may_be_left_out(program: Started) -> None:
    assert ask(program, "GET", "echo/a").json()["route"] == {"first": "a"}


def test_a_literal_beats_a_parameter_where_the_method_fits(program: Started) -> None:
    assert ask(program, "PUT", "echo/fixed").body == b"fixed"
    assert ask(program, "GET", "echo/fixed").json()["route"] == {"first": "fixed"}


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "plain"), ("HEAD", "plain"), ("GET", "nowhere"), ("GET", ""), ("PUT", "echo/a/b")]
)
def test_a_wrong_method_and_an_unknown_path_are_not_found(program: Started, method: str, path: str) -> None:
    answer = ask(program, method, path)
    assert answer.status == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_cookies_are_written_as_asp_net_does(program: Started) -> None:
    assert ask(program, "GET", "cookies").cookies == [
        "refresh=a%2Bb%2Fc%3D; max-age=60; path=/api/auth; secure; samesite=lax; httponly",
        "gone=; max-age=0; path=/",
    ]


def test_an_exception_gives_nothing_away_and_is_found_by_its_trace(program: Started) -> None:
    answer = ask(program, "POST", "raises", accept_language="en")
    assert answer.status == 500
    assert b"secret" not in answer.body
    assert answer.json()["traceId"] == answer.headers["x-trace-id"]
    program.until_said("secret words of a member")
    log = next(program._output.parent.glob("data/log/all.jsonl")).read_text()
    lines = [json.loads(line) for line in log.splitlines()]
    [line] = [line for line in lines if line["trace"] == answer.headers["x-trace-id"]]
    assert (line["kind"], line["function"], line["error"]) == ("invocation_failed", "raises", "ValueError")
    assert "function_app.py" in line["at"]
    assert "secret" not in log


@pytest.mark.parametrize(
    ("method", "path", "status", "body"),
    [
        ("DELETE", "no-output", 204, b""),
        ("GET", "text", 200, b"just text"),
        ("GET", "synchronous", 202, b"on a thread"),
    ],
)
def test_other_kinds_of_answers(program: Started, method: str, path: str, status: int, body: bytes) -> None:
    answer = ask(program, method, path)
    assert (answer.status, answer.body) == (status, body)


def test_a_function_that_should_answer_and_does_not_is_at_fault(program: Started) -> None:
    assert ask(program, "DELETE", "nothing").status == 500


def test_a_body_over_100_mb_is_refused_without_being_sent(program: Started) -> None:
    connection = http.client.HTTPConnection(urlsplit(program.url).netloc, timeout=20)
    connection.putrequest("POST", "/api/echo/a")
    connection.putheader("content-length", str(200 * 1024 * 1024))
    connection.endheaders()
    answer = Answer(connection.getresponse())
    connection.close()
    assert (answer.status, answer.json()["code"]) == (413, "body_too_large")


def test_the_documentation_is_there(program: Started) -> None:
    assert b"swagger-ui-bundle.js" in ask(program, "GET", "docs").body
    assert len(ask(program, "GET", "docs/swagger-ui-bundle.js").body) > 100_000

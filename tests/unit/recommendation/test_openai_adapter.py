"""The adapter against a real server on this machine, with the real SDK: what it asks, and what it makes of every way
a model, its service and the network can misbehave."""

import logging
import traceback
from collections.abc import AsyncIterator, Callable
from typing import Any, Self

import pytest
from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError

from functions.recommendation import quality
from functions.recommendation.ai.openai_adapter import OpenAIRecommender, azure_recommender, openai_recommender
from functions.recommendation.ai.port import Arranged, Declined, Usage
from functions.recommendation.ai.settings import AiSettings
from functions.recommendation.brief import Language
from functions.recommendation.evidence import gather
from shared.errors import Unavailable
from shared.ids import new_ulid
from tests.fakes import Fakes
from tests.unit.recommendation.ai_samples import EVIDENCE, SECRET_WISH, obeys, request
from tests.unit.recommendation.openai_server import (
    Behaviour,
    OpenAIServer,
    answers,
    breaks_off,
    completes,
    drips,
    fails,
    filters_the_answer,
    hangs,
    redirects,
    refuses,
    resets,
    runs_out_of_tokens,
    says,
)

KEY, TOKEN = "sk-key-of-a-test", "entra-token-of-a-test"
ONCE, TWICE = Usage(700, 300), Usage(1400, 600)


class FakeCredential:
    """An identity that has a token, or has none."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.fault = fault
        self.scopes: list[str] = []
        self.closed = False

    async def get_token(self, *scopes: str, **_: Any) -> AccessToken:
        self.scopes += scopes
        if self.fault is not None:
            raise self.fault
        return AccessToken(TOKEN, 4_102_444_800)

    async def close(self) -> None:
        self.closed = True

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK waits half a second before it tries again where nobody tells it how long."""
    monkeypatch.setattr("openai._base_client.INITIAL_RETRY_DELAY", 0.001)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
async def server() -> AsyncIterator[OpenAIServer]:
    async with OpenAIServer() as server:
        yield server


@pytest.fixture
def credential() -> FakeCredential:
    return FakeCredential()


type Make = Callable[..., OpenAIRecommender]


@pytest.fixture
async def make(server: OpenAIServer, credential: FakeCredential) -> AsyncIterator[Make]:
    """Adapters for the server, closed in the end."""
    made: list[OpenAIRecommender] = []

    def make(ai: str = "openai", seconds: float = 5) -> OpenAIRecommender:
        settings = AiSettings.read(
            {
                "KTRAVEL_AI": ai,
                "KTRAVEL_AI_MODEL": "gpt-test",
                "KTRAVEL_AI_TIMEOUT": str(seconds),
                "KTRAVEL_OPENAI_API_KEY": KEY if ai == "openai" else "",
                "KTRAVEL_OPENAI_URL": f"{server.url}/v1",
                "KTRAVEL_AZURE_OPENAI_ENDPOINT": f"{server.url}/",
            }
        )
        made.append(openai_recommender(settings) if ai == "openai" else azure_recommender(settings, credential))
        return made[-1]

    yield make
    for each in made:
        await each.close()


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [getattr(each, "line") for each in caplog.records if hasattr(each, "line")]  # noqa: B009 - typed nowhere


# What is asked.


@pytest.mark.parametrize(
    ("ai", "path", "authorization"),
    [("openai", "/v1/chat/completions", f"Bearer {KEY}"), ("azure", "/openai/v1/chat/completions", f"Bearer {TOKEN}")],
)
async def test_it_asks_where_it_should_as_whom_it_should(
    server: OpenAIServer, make: Make, ai: str, path: str, authorization: str
) -> None:
    server.behave(obeys(server))
    answer = await make(ai).arrange(request(), EVIDENCE, ())
    assert isinstance(answer, Arranged)
    assert (answer.made_by, answer.usage) == (f"{ai}/gpt-test", ONCE)
    (asked,) = server.asked
    assert (asked.path, asked.headers["Authorization"]) == (path, authorization)
    assert "api-key" not in asked.headers
    assert (asked.body["model"], asked.body["store"], asked.body["max_completion_tokens"]) == (
        "gpt-test",
        False,
        16_000,
    )
    assert [each["role"] for each in asked.body["messages"]] == ["system", "user"]


@pytest.mark.parametrize("ai", ["openai", "azure"])
async def test_a_good_answer_passes_the_quality_gates_with_its_sources(
    server: OpenAIServer, make: Make, ai: str
) -> None:
    server.behave(obeys(server))
    answer = await make(ai).arrange(request(), EVIDENCE, ())
    assert isinstance(answer, Arranged)
    assert quality.faults(request(), EVIDENCE, answer.proposal) == []
    days = quality.settled(request(), EVIDENCE, answer.proposal)
    assert [day["date"] for day in days] == ["2026-05-01", "2026-05-02", "2026-05-03"]
    assert all(item["sources"] == [{"kind": "plans", "plans": 3, "travellers": 2}] for d in days for item in d["items"])


@pytest.mark.parametrize("language", ["ko", "en"])
async def test_what_the_catalogue_has_becomes_an_itinerary_that_passes_the_gates(
    server: OpenAIServer, make: Make, language: Language
) -> None:
    server.behave(obeys(server))
    evidence = await gather(Fakes().deps, new_ulid(Fakes().clock.now()), request(language))
    assert evidence.scope == "catalogue"
    answer = await make().arrange(request(language), evidence, ())
    assert isinstance(answer, Arranged)
    assert quality.faults(request(language), evidence, answer.proposal) == []
    days = quality.settled(request(language), evidence, answer.proposal)
    assert {source["kind"] for day in days for item in day["items"] for source in item["sources"]} == {"catalogue"}


async def test_the_gates_complaints_reach_the_model(server: OpenAIServer, make: Make) -> None:
    server.behave(obeys(server))
    await make().arrange(request("en"), EVIDENCE, ["over_budget"])
    assert '["over_budget"]' in server.asked[0].system


async def test_a_ref_that_nobody_gave_is_for_the_gates_to_complain_about(server: OpenAIServer, make: Make) -> None:
    server.behave(obeys(server, lambda answer: answer["days"][0]["items"][0].update(ref="c99")))
    answer = await make().arrange(request(), EVIDENCE, ())
    assert isinstance(answer, Arranged)
    assert quality.faults(request(), EVIDENCE, answer.proposal) == ["unknown_ref"]


async def test_without_candidates_it_still_asks_what_the_service_takes(server: OpenAIServer, make: Make) -> None:
    server.behave(answers('{"title": "제주", "days": []}'))
    assert isinstance(await make().arrange(request(), type(EVIDENCE)(candidates=()), ()), Arranged)


# What is an outcome.


@pytest.mark.parametrize("ai", ["openai", "azure"])
@pytest.mark.parametrize(
    ("behaviour", "code", "usage"),
    [
        (refuses(), "ai_refused", ONCE),
        (filters_the_answer(), "ai_filtered", ONCE),
        (fails(400, "content_filter", message=SECRET_WISH), "ai_filtered", None),
        (fails(400, "content_policy_violation"), "ai_filtered", None),
        (fails(400, "context_length_exceeded", message=SECRET_WISH), "ai_unusable", None),
        (fails(400, SECRET_WISH), "ai_unusable", None),
        (fails(422), "ai_unusable", None),
    ],
    ids=["refusal", "filtered answer", "filtered prompt", "policy", "too long", "bad request", "unprocessable"],
)
async def test_what_the_model_or_its_service_will_not_do_is_declined_at_once(
    server: OpenAIServer, make: Make, *, ai: str, behaviour: Behaviour, code: str, usage: Usage | None
) -> None:
    server.behave(behaviour)
    assert await make(ai).arrange(request(), EVIDENCE, ()) == Declined(code, f"{ai}/gpt-test", usage)
    assert len(server.asked) == 1


RUBBISH = {
    "no JSON": answers("죄송하지만 일정을 만들 수 없습니다"),
    "another schema": answers('{"itinerary": []}'),
    "empty": answers(""),
    "nothing": completes({"content": None}),
    "no choices": completes({"content": "{}"}, choices=0),
    "cut off": runs_out_of_tokens('{"title": "제주에서 사흘", "days": []}'),
    "a tool call": completes({"content": None}, "tool_calls"),
}


@pytest.mark.parametrize("behaviour", RUBBISH.values(), ids=RUBBISH)
async def test_what_cannot_be_read_is_asked_for_once_more_then_declined(
    server: OpenAIServer, make: Make, behaviour: Behaviour
) -> None:
    server.behave(behaviour)
    assert await make().arrange(request(), EVIDENCE, ()) == Declined("ai_unusable", "openai/gpt-test", TWICE)
    assert len(server.asked) == 2


async def test_a_second_answer_that_can_be_read_is_taken_and_both_are_counted(server: OpenAIServer, make: Make) -> None:
    server.behave(answers("{"), obeys(server))
    answer = await make().arrange(request(), EVIDENCE, ())
    assert isinstance(answer, Arranged)
    assert answer.usage == TWICE


# What is transient.

DOWN = {
    "408": (fails(408), 2),
    "409": (fails(409), 2),
    "429": (fails(429, "rate_limit_exceeded"), 2),
    "500": (fails(500), 2),
    "503": (fails(503), 2),
    "529": (fails(529), 2),
    "reset": (resets(), 2),
    "broken off": (breaks_off(), 2),
    "no quota": (fails(429, "insufficient_quota"), 2),
    "wrong key": (fails(401, "invalid_api_key", message=f"Incorrect API key provided: {KEY}"), 1),
    "forbidden": (fails(403), 1),
    "no such deployment": (fails(404, "DeploymentNotFound"), 1),
    "not JSON": (says(b"<html>Sign in to the airport's network</html>", "text/html"), 1),
    "truncated body": (says(b'{"id": "chatcmpl-1", "choices": [', "application/json"), 1),
    "no completion": (says(b'{"ok": true}', "application/json"), 1),
    "JSON of another type": (says(b"[]", "text/plain"), 1),
}


@pytest.mark.parametrize(("behaviour", "times"), DOWN.values(), ids=DOWN)
async def test_what_may_pass_is_unavailable_after_a_bounded_number_of_tries(
    server: OpenAIServer, make: Make, behaviour: Behaviour, times: int
) -> None:
    server.behave(behaviour)
    with pytest.raises(Unavailable):
        await make().arrange(request(), EVIDENCE, ())
    assert len(server.asked) == times


async def test_what_passes_quickly_is_not_noticed(server: OpenAIServer, make: Make) -> None:
    for passing in (fails(503), fails(429), resets()):
        server.behave(passing, obeys(server))
        assert isinstance(await make().arrange(request(), EVIDENCE, ()), Arranged)


@pytest.mark.parametrize(
    ("said", "seconds", "times"),
    [
        ({"retry-after": "20"}, 20, 1),
        ({"retry-after-ms": "2500"}, 2.5, 1),
        ({"retry-after": "86400"}, 300, 1),
        ({"retry-after": "0"}, None, 2),
        ({"retry-after": "-5"}, None, 2),
        ({"retry-after": "nan"}, None, 2),
        ({"retry-after": "soon"}, None, 2),
        ({}, None, 2),
    ],
)
async def test_a_long_wait_is_left_to_the_queue(
    server: OpenAIServer, make: Make, said: dict[str, str], seconds: float | None, times: int
) -> None:
    server.behave(fails(429, headers=said))
    with pytest.raises(Unavailable) as raised:
        await make().arrange(request(), EVIDENCE, ())
    assert raised.value.retry_after == seconds
    assert len(server.asked) == times


@pytest.mark.parametrize("behaviour", [hangs(), drips()], ids=["hangs", "drips"])
async def test_an_answer_that_does_not_come_is_given_up(server: OpenAIServer, make: Make, behaviour: Behaviour) -> None:
    server.behave(behaviour)
    with pytest.raises(Unavailable, match=r"longer than 0.1 s|APITimeoutError"):
        await make(seconds=0.1).arrange(request(), EVIDENCE, ())


async def test_both_tries_together_have_one_limit(server: OpenAIServer, make: Make) -> None:
    server.behave(answers("{"), hangs())
    with pytest.raises(Unavailable, match=r"longer than 0.6 s|APITimeoutError"):
        await make(seconds=0.6).arrange(request(), EVIDENCE, ())
    assert len(server.asked) == 2


async def test_nobody_there_is_unavailable() -> None:
    async with OpenAIServer() as gone:
        url = gone.url
    environ = {"KTRAVEL_AI": "openai", "KTRAVEL_AI_MODEL": "m", "KTRAVEL_OPENAI_API_KEY": KEY}
    recommender = openai_recommender(AiSettings.read({**environ, "KTRAVEL_OPENAI_URL": url}))
    with pytest.raises(Unavailable, match="APIConnectionError"):
        await recommender.arrange(request(), EVIDENCE, ())
    await recommender.close()


async def test_what_members_wrote_follows_no_redirect(server: OpenAIServer, make: Make) -> None:
    async with OpenAIServer() as elsewhere:
        server.behave(redirects(f"{elsewhere.url}/v1/chat/completions"))
        with pytest.raises(Unavailable, match="307"):
            await make().arrange(request(), EVIDENCE, ())
        assert elsewhere.asked == []


# Keyless.


async def test_azure_is_asked_with_a_token_for_it_and_closes_its_identity(
    server: OpenAIServer, make: Make, credential: FakeCredential
) -> None:
    server.behave(obeys(server))
    recommender = make("azure")
    await recommender.arrange(request(), EVIDENCE, ())
    await recommender.arrange(request(), EVIDENCE, ())
    assert credential.scopes == ["https://cognitiveservices.azure.com/.default"]  # and kept until it expires
    await recommender.close()
    assert credential.closed


async def test_without_a_token_azure_is_unavailable_and_the_operator_is_told(
    server: OpenAIServer, make: Make, credential: FakeCredential, caplog: pytest.LogCaptureFixture
) -> None:
    credential.fault = ClientAuthenticationError("the identity 1234 of tenant 5678 may not")
    with caplog.at_level(logging.INFO, "ktravel"), pytest.raises(Unavailable, match="ClientAuthenticationError"):
        await make("azure").arrange(request(), EVIDENCE, ())
    assert server.asked == []
    assert caplog.records[-1].levelno == logging.ERROR
    assert "5678" not in caplog.text


async def test_the_apps_own_identity_is_made_and_closed() -> None:
    environ = {"KTRAVEL_AI": "azure", "KTRAVEL_AI_MODEL": "m", "KTRAVEL_AZURE_OPENAI_ENDPOINT": "https://x.example"}
    await azure_recommender(AiSettings.read(environ)).close()


# What is recorded, and what must not be.


@pytest.mark.parametrize(
    ("behaviour", "outcome", "level", "status"),
    [
        (refuses(), "ai_refused", logging.WARNING, None),
        (answers("{"), "ai_unusable", logging.WARNING, None),
        (fails(400, "content_filter"), "ai_filtered", logging.WARNING, 400),
        (fails(400, "bad"), "ai_unusable", logging.ERROR, 400),
        (fails(401), "unavailable", logging.ERROR, 401),
        (fails(404), "unavailable", logging.ERROR, 404),
        (fails(429), "unavailable", logging.WARNING, 429),
        (fails(429, "insufficient_quota"), "unavailable", logging.ERROR, 429),
        (fails(500), "unavailable", logging.WARNING, 500),
        (resets(), "unavailable", logging.WARNING, None),
    ],
)
async def test_what_only_the_operator_can_mend_is_an_error_in_the_log(
    server: OpenAIServer,
    make: Make,
    caplog: pytest.LogCaptureFixture,
    *,
    behaviour: Behaviour,
    outcome: str,
    level: int,
    status: int | None,
) -> None:
    server.behave(behaviour)
    with caplog.at_level(logging.INFO, "ktravel"):
        try:
            await make().arrange(request(), EVIDENCE, ())
        except Unavailable:
            assert outcome == "unavailable"
    line = lines(caplog)[-1]
    assert (line["kind"], line["outcome"], line["status"]) == ("ai_call", outcome, status)
    assert {each.levelno for each in caplog.records if hasattr(each, "line")} == {level}


async def test_each_call_is_recorded_with_what_it_cost(
    server: OpenAIServer, make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    server.behave(obeys(server))
    with caplog.at_level(logging.INFO, "ktravel"):
        await make().arrange(request(), EVIDENCE, ())
    (line,) = lines(caplog)
    assert line["made_by"] == "openai/gpt-test"
    assert (line["outcome"], line["input_tokens"], line["output_tokens"]) == ("arranged", 700, 300)
    assert line["ms"] > 0


LEAKY = {
    "key echoed": fails(401, KEY, message=f"Incorrect API key provided: {KEY}"),
    "prompt echoed": fails(400, SECRET_WISH, message=SECRET_WISH),
    "prompt echoed in a failure": fails(500, message=SECRET_WISH),
    "refusal": refuses(),
    "rubbish": answers(SECRET_WISH),
    "no completion": says(SECRET_WISH.encode(), "text/html"),
    "reset": resets(),
    "hangs": hangs(),
}


@pytest.mark.parametrize("behaviour", LEAKY.values(), ids=LEAKY)
async def test_neither_keys_nor_what_members_wrote_are_in_lines_or_exceptions(
    server: OpenAIServer, make: Make, caplog: pytest.LogCaptureFixture, behaviour: Behaviour
) -> None:
    server.behave(behaviour)
    fault, said = None, ""
    with caplog.at_level(logging.DEBUG):
        try:
            said = repr(await make(seconds=0.2).arrange(request(), EVIDENCE, ()))
        except Unavailable as raised:
            fault = raised
    if fault is not None:
        assert (fault.__cause__, fault.__context__) == (None, None)
        said = "".join(traceback.format_exception(fault))
    for secret in (SECRET_WISH, KEY, EVIDENCE.candidates[0].title):
        assert secret not in caplog.text + said

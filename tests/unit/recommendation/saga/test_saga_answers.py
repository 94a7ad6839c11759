"""What is answered without asking again: the same key, the same request on the same evidence."""

import asyncio
from dataclasses import replace

import orjson
import pytest

from functions.recommendation.repository import CONTAINER
from shared.errors import AlreadyExists, Rejection, Unavailable
from shared.http import Reply
from shared.idempotency import IdempotentRequest
from shared.store.port import Store
from tests.unit.recommendation.saga.samples import EVIDENCE, JIWOO, MINJUN, PLAN, Saga


async def test_the_same_request_on_the_same_evidence_is_answered_with_what_is_stored(saga: Saga) -> None:
    made = await saga.created()
    told = saga.events()
    reply = await saga.reply()
    assert reply.status == 200
    body = orjson.loads(reply.body)
    assert (body["id"], body["tokens"], body["status"]) == (made, 0, "created")
    assert saga.events() == told
    assert len(saga.ai.asked) == 1
    assert saga.read(made)["tokens"] == 100


async def test_it_is_asked_again_after_an_hour(saga: Saga) -> None:
    made = await saga.created()
    saga.clock.advance(3599)
    assert (await saga.reply()).status == 200
    saga.clock.advance(2)
    reply = await saga.reply()
    assert reply.status == 202
    assert orjson.loads(reply.body)["id"] != made


async def test_fresh_asks_and_charges_again(saga: Saga) -> None:
    made = await saga.created()
    reply = await saga.reply(fresh=True)
    body = orjson.loads(reply.body)
    assert (reply.status, body["tokens"]) == (202, 100)
    assert body["id"] != made
    assert saga.events() == ["RecommendationRequired", "RecommendationCreated", "RecommendationRequired"]


async def test_other_evidence_asks_again(saga: Saga) -> None:
    await saga.created()
    saga.evidence.now = replace(EVIDENCE, fingerprint="f2")
    assert (await saga.reply()).status == 202


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "C"},
        {"location": "제주도"},
        {"group_size": 3},
        {"budget": 300001},
        {"currency": "USD"},
        {"details": None},
        {"end_date": None},
        {"language": "en"},
        {"kind": "A"},
        {"kind": "A", "plan_id": PLAN},
    ],
    ids=str,
)
async def test_another_request_asks_again(saga: Saga, changes: dict[str, object]) -> None:
    await saga.created()
    assert (await saga.reply(**changes)).status == 202  # type: ignore[arg-type]


async def test_nobody_is_answered_with_what_is_anothers(saga: Saga) -> None:
    await saga.created()
    assert (await saga.reply(MINJUN)).status == 202


async def test_what_failed_is_no_answer(saga: Saga) -> None:
    recommendation_id = await saga.request()
    await saga.refuse(recommendation_id)
    assert (await saga.reply()).status == 202


async def test_the_same_request_while_one_is_under_way_is_a_second_one(saga: Saga) -> None:
    one, other = await asyncio.gather(saga.request(), saga.request())
    assert one != other
    await saga.hold(one)
    assert len({one, other, await saga.request()}) == 3
    assert saga.events() == ["RecommendationRequired"] * 3


async def test_evidence_is_gathered_only_for_what_has_an_answer(saga: Saga) -> None:
    await saga.request()
    assert saga.evidence.gathered == 0


async def test_a_key_said_twice_is_one_request(saga: Saga) -> None:
    first = await saga.reply(key="k1")
    again = await saga.reply(key="k1")
    assert (again.status, again.body, again.headers) == (202, first.body, first.headers)
    assert saga.events() == ["RecommendationRequired"]


async def test_a_key_said_twice_at_once_is_one_request(saga: Saga) -> None:
    replies = await asyncio.gather(*(saga.reply(key="k1") for _ in range(5)))
    assert len({reply.body for reply in replies}) == 1
    assert saga.events() == ["RecommendationRequired"]


async def test_who_comes_second_with_a_key_is_answered_as_the_first(
    saga: Saga, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await saga.reply(key="k1")
    look, looked = IdempotentRequest.earlier_answer, []

    async def too_early(self: IdempotentRequest, store: Store, container: str) -> Reply | None:
        looked.append(self.key)
        return None if len(looked) == 1 else await look(self, store, container)

    monkeypatch.setattr(IdempotentRequest, "earlier_answer", too_early)
    assert (await saga.reply(key="k1")).body == first.body
    assert looked == ["k1", "k1"]
    assert saga.events() == ["RecommendationRequired"]


async def test_a_key_with_another_body_is_refused(saga: Saga) -> None:
    await saga.reply(key="k1")
    with pytest.raises(Rejection) as caught:
        await saga.reply(key="k1", group_size=5)
    assert (caught.value.code, caught.value.status) == ("idempotency_key_reused", 422)
    assert saga.events() == ["RecommendationRequired"]


async def test_a_key_that_was_answered_for_nothing_is_never_charged_later(saga: Saga) -> None:
    made = await saga.created()
    assert (await saga.reply(key="k1")).status == 200
    saga.clock.advance(2 * 3600)
    again = await saga.reply(key="k1")
    assert (again.status, orjson.loads(again.body)["id"]) == (200, made)
    assert saga.events() == ["RecommendationRequired", "RecommendationCreated"]


async def test_nothing_is_told_of_a_request_that_was_not_stored(saga: Saga) -> None:
    saga.store.failures = [Unavailable("down")]
    with pytest.raises(Unavailable):
        await saga.request()
    assert saga.store.all(CONTAINER) == []


async def test_a_conflict_is_tried_again_and_told_once(saga: Saga) -> None:
    saga.store.failures = [AlreadyExists("taken", 0)]
    await saga.request()
    assert saga.events() == ["RecommendationRequired"]
    assert len([each for each in saga.store.all(CONTAINER) if each["type"] == "recommendation"]) == 1


async def test_fifty_different_requests_at_once_are_fifty(saga: Saga) -> None:
    ids = await asyncio.gather(*(saga.request(group_size=size) for size in range(1, 51)))
    assert len(set(ids)) == 50
    assert saga.events() == ["RecommendationRequired"] * 50
    assert all(each.startswith(JIWOO.member_id) for each in ids)

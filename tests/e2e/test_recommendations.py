"""Tokens and recommendations from outside: asked for, paid for once, accepted; or failed and not paid for."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.e2e.platform import Answer, Client, Platform, a_plan, browser, end_locks, eventually
from tests.e2e.test_journey import persona

SOON = (datetime.now(UTC) + timedelta(days=30)).date()
LATER = SOON + timedelta(days=2)


def a_request(**changes: Any) -> dict[str, Any]:
    """A request that is accepted."""
    return {
        "type": "A", "location": "제주", "travelDate": SOON.isoformat(), "endDate": LATER.isoformat(), "groupSize": 2,
        "budget": 1_000_000, **changes,
    }  # fmt: skip


async def ended(member: Client, asked: Answer) -> dict[str, Any]:
    """The recommendation once it has ended."""
    assert asked.status == 202, asked.body
    path = f"recommendations/{asked.json['id']}"
    assert asked.headers["Location"] == f"/api/{path}"
    answer = await eventually(lambda: member.get(path), lambda found: found.json["status"] in ("created", "failed"))
    found: dict[str, Any] = answer.json
    return found


async def available(member: Client) -> int:
    """What a member may spend."""
    return int((await member.get("wallet")).json["available"])


async def holding(member: Client, **balances: int) -> None:
    """Waits until the wallet says so."""
    await eventually(
        lambda: member.get("wallet"), lambda answer: {name: answer.json[name] for name in balances} == balances
    )


async def test_a_recommendation_is_made_paid_for_once_and_becomes_a_plan(shared_platform: Platform) -> None:
    async with browser(shared_platform) as sign_in:
        jiu = await sign_in(persona("jiu"))
        wallet = await jiu.get("wallet")
        assert {name: wallet.json[name] for name in ("available", "free", "paid", "held")} == {
            "available": 5000, "free": 5000, "paid": 0, "held": 0,
        }  # fmt: skip

        made = await ended(jiu, await jiu.post("recommendations", json=a_request()))
        assert made["status"] == "created", made
        assert (made["type"], made["tokens"], made["madeBy"], made["failure"]) == ("A", 100, "embedded", None)
        assert [step["name"] for step in made["steps"]] == ["requested", "tokens_held", "generating", "created"]
        days = made["itinerary"]["days"]
        assert [day["date"] for day in days] == [(SOON + timedelta(days=number)).isoformat() for number in range(3)]
        items = [item for day in days for item in day["items"]]
        assert all(item["sources"] for item in items)
        assert sum(item["cost"] or 0 for item in items) <= 1_000_000
        await holding(jiu, available=4900, held=0)

        accepted = await jiu.post(f"recommendations/{made['id']}/accept", json={"items": [items[0]["id"]]})
        assert accepted.status == 201, accepted.body
        plan = (await jiu.get(f"plans/{accepted.json['id']}")).json
        assert (plan["visibility"], plan["location"], plan["groupSize"]) == ("private", "제주", 2)
        assert [item["title"] for day in plan["itinerary"]["days"] for item in day["items"]] == [items[0]["title"]]
        again = await jiu.post(f"recommendations/{made['id']}/accept", json={})
        assert (again.status, again.json["id"]) == (200, plan["id"])
        assert len(await jiu.everything("members/me/plans")) == 1
        await eventually(
            lambda: jiu.get(f"recommendations/{made['id']}"), lambda answer: answer.json["acceptedAs"] == [plan["id"]]
        )

        entries = await jiu.everything("wallet/entries")
        assert [(each["amount"], each["balance"]) for each in entries] == [(0, 4900), (-100, 4900), (5000, 5000)]
        assert "제주" in entries[1]["text"]


async def test_the_same_request_on_the_same_evidence_costs_nothing_and_fresh_costs_again(
    shared_platform: Platform,
) -> None:
    async with browser(shared_platform) as sign_in:
        jiu = await sign_in(persona("jiu"))
        made = await ended(jiu, await jiu.post("recommendations", json=a_request()))
        await holding(jiu, available=4900, held=0)
        again = await jiu.post("recommendations", json=a_request())
        assert (again.status, again.json["id"], again.json["tokens"]) == (200, made["id"], 0)
        assert await available(jiu) == 4900
        fresh = await ended(jiu, await jiu.post("recommendations", json=a_request(fresh=True)))
        assert (fresh["status"], fresh["tokens"]) == ("created", 100)
        assert fresh["id"] != made["id"]
        await holding(jiu, available=4800, held=0)


async def test_b_is_made_of_what_the_most_followed_plan_and_c_of_what_was_liked(shared_platform: Platform) -> None:
    async with browser(shared_platform) as sign_in:
        author, reader = await asyncio.gather(sign_in(persona("author")), sign_in(persona("reader")))
        await reader.put(f"members/{author.id}/follow")
        item = {"time": "10:00", "title": "죽도시장 골목 산책", "category": "sight", "cost": 0}
        day = {"date": SOON.isoformat(), "items": [item]}
        body = a_plan(location="포항", travelDate=SOON.isoformat(), visibility="public", itinerary={"days": [day]})
        plan = (await author.post("plans", json=body)).json

        trip = a_request(type="C", location="포항", endDate=SOON.isoformat())
        refused = await reader.post("recommendations", json=trip)
        assert (refused.status, refused.json["code"]) == (409, "no_likes_yet")
        assert await available(reader) == 5000
        assert (await reader.put(f"plans/{plan['id']}/like")).status == 200

        async def asked(kind: str) -> dict[str, Any]:
            made = await ended(reader, await reader.post("recommendations", json={**trip, "type": kind, "fresh": True}))
            assert made["status"] == "created", made
            return {
                source["kind"]: item for item in made["itinerary"]["days"][0]["items"] for source in item["sources"]
            }

        async def source_of(kind: str, source: str, *, there: bool) -> dict[str, Any]:
            return await eventually(lambda: asked(kind), lambda items: (source in items) == there)

        for kind, source in (("B", "plans"), ("C", "liked_plans")):
            assert "죽도시장" in (await source_of(kind, source, there=True))[source]["title"]

        assert (await author.put(f"plans/{plan['id']}/visibility", json={"visibility": "private"})).status == 200
        await source_of("B", "plans", there=False)


async def test_50_simultaneous_requests_on_1000_tokens_create_10_and_refuse_40(shared_platform: Platform) -> None:
    async with browser(shared_platform) as sign_in:
        jiu = await sign_in(persona("jiu"))
        await asyncio.gather(
            *(ended(jiu, r) for r in [await jiu.post("recommendations", json=a_request(groupSize=n, budget=10_000_000))
                                      for n in range(1, 41)])
        )  # fmt: skip
        await holding(jiu, available=1000, held=0)
        asked = await asyncio.gather(
            *(jiu.post("recommendations", json=a_request(groupSize=n, budget=10_000_000)) for n in range(41, 91))
        )
        found = await asyncio.gather(*(ended(jiu, answer) for answer in asked))
        assert sorted(each["status"] for each in found) == ["created"] * 10 + ["failed"] * 40
        failures = [each["failure"] for each in found if each["status"] == "failed"]
        assert {each["code"] for each in failures} == {"insufficient_tokens"}
        assert all(str(each["params"]["missing"]) in each["message"] for each in failures)
        await holding(jiu, available=0, held=0)
        # Nothing crossed: each has its own group's itinerary.
        assert sorted(each["groupSize"] for each in found) == list(range(41, 91))


async def test_an_unknown_destination_fails_and_is_not_charged(shared_platform: Platform) -> None:
    async with browser(shared_platform) as sign_in:
        jiu = await sign_in(persona("jiu"))
        found = await ended(jiu, await jiu.post("recommendations", json=a_request(location="아틀란티스")))
        assert (found["status"], found["failure"]["code"], found["tokens"]) == ("failed", "unknown_destination", 0)
        assert found["failure"]["message"]
        assert await available(jiu) == 5000


@pytest.mark.parametrize(
    ("change", "status", "pointer"),
    [
        ({"type": "D"}, 422, "/type"),
        ({"type": "B", "location": None}, 422, "/location"),
        ({"travelDate": "2020-01-01", "endDate": "2020-01-02"}, 422, "/travelDate"),
        ({"endDate": (SOON + timedelta(days=10)).isoformat()}, 422, "/endDate"),
        ({"endDate": (SOON - timedelta(days=1)).isoformat()}, 422, "/endDate"),
        ({"budget": None}, 422, "/budget"),
        ({"groupSize": 0}, 422, "/groupSize"),
        ({"currency": "XXZ"}, 422, "/currency"),
        ({"surprise": 1}, 422, "/surprise"),
        ({"type": "C"}, 409, None),
    ],
)
async def test_a_bad_request_is_told_what_is_wrong_and_costs_nothing(
    shared_platform: Platform, change: dict[str, Any], status: int, pointer: str | None
) -> None:
    async with browser(shared_platform) as sign_in:
        jiu = await sign_in(persona("jiu"))
        answer = await jiu.post("recommendations", json=a_request(**change))
        assert answer.status == status, answer.body
        if pointer is not None:
            assert pointer in [each["pointer"] for each in answer.json["errors"]]
        assert (await jiu.get("recommendations")).json["items"] == []
        assert await available(jiu) == 5000


async def test_what_is_anothers_is_not_there(shared_platform: Platform) -> None:
    async with browser(shared_platform) as sign_in:
        jiu, minho, stranger = await asyncio.gather(sign_in(persona("jiu")), sign_in(persona("minho")), sign_in(""))
        made = await ended(jiu, await jiu.post("recommendations", json=a_request()))
        order = (await jiu.post("wallet/orders", json={"packageId": await a_package(jiu)})).json
        for path in (f"recommendations/{made['id']}", f"wallet/orders/{order['id']}"):
            assert (await minho.get(path)).status == 404
            assert (await stranger.get(path)).status == 401
        assert (await minho.post(f"recommendations/{made['id']}/accept", json={})).status == 404
        assert (await minho.post(f"wallet/orders/{order['id']}/refund")).status in (404, 415)


async def test_accepting_into_a_plan_that_changed_meanwhile_is_412(shared_platform: Platform) -> None:
    async with browser(shared_platform) as sign_in:
        jiu = await sign_in(persona("jiu"))
        body = a_plan(travelDate=SOON.isoformat(), endDate=LATER.isoformat(), budget=1_000_000)
        plan = await jiu.post("plans", json=body)
        made = await ended(jiu, await jiu.post("recommendations", json={"type": "A", "planId": plan.json["id"]}))
        assert made["status"] == "created", made
        changed = await jiu.put(
            f"plans/{plan.json['id']}", json={**body, "title": "바뀐 계획"}, headers={"If-Match": plan.headers["ETag"]}
        )
        assert changed.status == 200
        stale = await jiu.post(f"recommendations/{made['id']}/accept", json={})
        assert (stale.status, stale.json["code"]) == (412, "precondition_failed")
        assert (await jiu.get(f"plans/{plan.json['id']}")).json["itinerary"] == {"days": []}
        taken = await jiu.post(
            f"recommendations/{made['id']}/accept", json={}, headers={"If-Match": changed.headers["ETag"]}
        )
        assert (taken.status, taken.json["id"], taken.json["title"]) == (200, plan.json["id"], "바뀐 계획")
        assert len(taken.json["itinerary"]["days"]) == 3


async def a_package(member: Client) -> str:
    """The id of the first package."""
    packages = (await member.get("wallet/packages")).json["items"]
    return str(packages[0]["id"])


async def test_kill_9_amid_sagas_ends_each_of_them_charged_once_or_not_at_all(platform: Platform) -> None:
    async with browser(platform) as sign_in:
        members = await asyncio.gather(*(sign_in(f"asker-{number}") for number in range(4)))
        await asyncio.gather(*(member.get("wallet") for member in members))

        async def ask(member: Client, number: int) -> None:
            body = a_request(groupSize=1 + number, budget=20_000_000)
            answer = await member.post("recommendations", json=body, headers={"Idempotency-Key": f"r-{number}"})
            assert answer.status == 202, answer.body

        for number in range(5):
            await asyncio.gather(*(ask(member, number) for member in members))
        first = [asyncio.create_task(ask(member, number)) for member in members for number in range(5, 15)]
        await asyncio.sleep(0.05)
        platform.kill()
        await asyncio.gather(*first, return_exceptions=True)
        end_locks(platform.state)
        platform.start()
        for member in members:
            member.url = platform.url
        # Whoever had no answer says it again, as a browser would.
        await asyncio.gather(*(ask(member, number) for member in members for number in range(15)))

        async def all_ended(member: Client) -> None:
            cards = await eventually(
                lambda: member.everything("recommendations"),
                lambda items: {each["status"] for each in items} == {"created"},
                seconds=90,
            )
            assert len(cards) == 15
            await holding(member, available=5000 - 1500, held=0)
            moved = [each["kind"] for each in await member.everything("wallet/entries")]
            assert {kind: moved.count(kind) for kind in set(moved)} == {"grant": 1, "hold": 15, "capture": 15}

        for member in members:
            await all_ended(member)

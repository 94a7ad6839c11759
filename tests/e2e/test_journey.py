"""The main job, from outside: a member writes a plan and a follower is told."""

import asyncio
import uuid

from tests.e2e.platform import Platform, a_plan, browser, eventually


def persona(name: str) -> str:
    """A persona nobody else uses: the platform is shared."""
    return f"{name}-{uuid.uuid4().hex[:8]}"


async def test_a_follower_is_told_of_a_new_plan_and_can_read_it(shared_platform: Platform) -> None:
    async with browser(shared_platform) as sign_in:
        jiu, minho = await asyncio.gather(sign_in(persona("jiu")), sign_in(persona("minho")))
        assert (await minho.put(f"members/{jiu.id}/follow")).status == 200
        told = await eventually(lambda: jiu.get("notifications"), lambda answer: bool(answer.json["items"]))
        (followed,) = told.json["items"]
        assert (followed["kind"], followed["actors"]) == ("followed", [{"id": minho.id, "name": minho.name}])

        written = await jiu.post("plans", json=a_plan(visibility="followers", budget=600000, details="바다와 오름"))
        assert written.status == 201, written.body
        plan = written.json
        assert written.headers["Location"] == f"/api/plans/{plan['id']}"
        assert plan["owner"] == {"id": jiu.id, "name": jiu.name}

        count = await eventually(
            lambda: minho.get("notifications/unread-count"), lambda answer: answer.json["count"] == 1
        )
        assert count.status == 200
        (notification,) = (await minho.get("notifications")).json["items"]
        assert (notification["kind"], notification["read"]) == ("plan_created", False)
        assert notification["actors"] == [{"id": jiu.id, "name": jiu.name}]
        assert (notification["subject"]["type"], notification["subject"]["id"]) == ("plan", plan["id"])

        read = await minho.get(f"plans/{notification['subject']['id']}")
        assert (read.status, read.json["details"]) == (200, "바다와 오름")
        assert (await minho.post("notifications/read", json={"ids": [notification["id"]]})).json == {"count": 0}
        assert (await minho.get("notifications")).json["items"][0]["read"] is True


async def test_sign_up_then_at_once_follow_write_and_list_200_times(shared_platform: Platform) -> None:
    """A member who signed up a moment ago is known wherever they turn."""
    async with browser(shared_platform) as sign_in:
        author = await sign_in(persona("author"))

        async def newcomer(number: int) -> None:
            member = await sign_in(persona(f"new-{number}"))
            followed, written = await asyncio.gather(
                member.put(f"members/{author.id}/follow"), member.post("plans", json=a_plan())
            )
            assert (followed.status, written.status) == (200, 201), (followed.body, written.body)
            back = await author.put(f"members/{member.id}/follow")
            assert back.status == 200, back.body
            for path in ("members/me", "members/me/plans", "members/me/following", f"members/{member.id}",
                         f"members/{member.id}/plans", f"members/{member.id}/followers", "notifications"):  # fmt: skip
                answer = await member.get(path)
                assert answer.status == 200, (path, answer.body)
            assert [each["id"] for each in (await member.get("members/me/plans")).json["items"]] == [written.json["id"]]

        for start in range(0, 200, 10):
            await asyncio.gather(*(newcomer(number) for number in range(start, start + 10)))


async def test_a_plan_is_edited_without_losing_what_another_wrote(shared_platform: Platform) -> None:
    async with browser(shared_platform) as sign_in:
        jiu = await sign_in(persona("jiu"))
        written = await jiu.post("plans", json=a_plan())
        path, etag = f"plans/{written.json['id']}", written.headers["ETag"]

        assert (await jiu.put(path, json=a_plan(title="겨울 제주"))).status == 428
        first = await jiu.put(path, json=a_plan(title="겨울 제주"), headers={"If-Match": etag})
        assert (first.status, first.json["title"]) == (200, "겨울 제주")
        second = await jiu.put(path, json=a_plan(title="여름 제주"), headers={"If-Match": etag})
        assert (second.status, second.json["code"]) == (412, "precondition_failed")
        assert (await jiu.get(path)).json["title"] == "겨울 제주"
        assert (await jiu.get(path, headers={"If-None-Match": first.headers["ETag"]})).status == 304

        assert (await jiu.delete(path)).status == 204
        assert (await jiu.get(path)).status == 404
        assert (await jiu.get("members/me/plans")).json["items"] == []


async def test_the_same_post_said_twice_is_carried_out_once(shared_platform: Platform) -> None:
    async with browser(shared_platform) as sign_in:
        jiu = await sign_in(persona("jiu"))
        key = {"Idempotency-Key": "the-same"}
        answers = await asyncio.gather(*(jiu.post("plans", json=a_plan(), headers=key) for _ in range(8)))
        assert {answer.status for answer in answers} == {201}
        assert len({answer.body for answer in answers}) == 1
        assert len((await jiu.get("members/me/plans")).json["items"]) == 1
        other = await jiu.post("plans", json=a_plan(groupSize=3), headers=key)
        assert (other.status, other.json["code"]) == (422, "idempotency_key_reused")


async def test_people_stay_signed_in_and_a_stolen_refresh_token_ends_the_session(shared_platform: Platform) -> None:
    async with browser(shared_platform) as sign_in:
        stranger = await sign_in("")
        signed_in = await stranger.post("auth/dev/token", json={"persona": persona("jiu")})
        cookie = signed_in.headers["Set-Cookie"]
        assert all(part in cookie.lower() for part in ("httponly", "samesite=lax", "path=/api/auth"))

        def value(of: str) -> dict[str, str]:
            return {"Cookie": of.partition(";")[0]}

        first = await stranger.post("auth/refresh", headers=value(cookie))
        again = await stranger.post("auth/refresh", headers=value(cookie))
        assert (first.status, again.status) == (200, 200)
        assert value(first.headers["Set-Cookie"]) == value(again.headers["Set-Cookie"]), "two tabs get one successor"
        second = await stranger.post("auth/refresh", headers=value(first.headers["Set-Cookie"]))
        assert second.status == 200
        stolen = await stranger.post("auth/refresh", headers=value(cookie))
        assert (stolen.status, stolen.json["code"]) == (401, "refresh_refused")
        ended = await stranger.post("auth/refresh", headers=value(second.headers["Set-Cookie"]))
        assert ended.status == 401, "reuse ends the session for whoever has it"


async def test_state_survives_a_restart(platform: Platform) -> None:
    async with browser(platform) as sign_in:
        jiu = await sign_in("jiu")
        plan = (await jiu.post("plans", json=a_plan())).json
    assert platform.stop() == 0
    platform.start()
    async with browser(platform) as sign_in:
        again = await sign_in("jiu")
        assert again.id == jiu.id
        read = await again.get(f"plans/{plan['id']}")
        assert read.json == plan

"""Share links on the running platform: what they show to a stranger, and that their tokens stay nowhere."""

import asyncio
from pathlib import Path

from tests.e2e.platform import Platform, a_plan, browser, eventually


def written_by(platform: Platform) -> dict[str, bytes]:
    """Everything that the platform keeps and says: stores, broker, logs, console."""
    paths = [path for path in platform.data_dir.rglob("*") if path.is_file()]
    return {str(path.relative_to(platform.data_dir)): path.read_bytes() for path in paths}


async def test_a_link_shows_a_private_plan_until_it_is_revoked(platform: Platform) -> None:
    async with browser(platform) as sign_in:
        owner, stranger = await sign_in("owner"), await sign_in("")
        plan = (await owner.post("plans", json=a_plan(title="비밀 여행"))).json
        made = await owner.post(
            f"plans/{plan['id']}/links", json={"sections": ["itinerary"]}, headers={"Idempotency-Key": "k"}
        )
        assert made.status == 201
        token, link_id = made.json["token"], made.json["id"]
        assert made.json["url"] == f"{platform.url}/api/shared/{token}/page"
        assert (await stranger.get(f"plans/{plan['id']}")).status == 404
        paths = [f"shared/{token}", f"shared/{token}/page", f"shared/{token}/image.png"]
        answers = await asyncio.gather(*(stranger.get(path) for path in paths))
        assert [answer.status for answer in answers] == [200, 200, 200]
        assert [answer.headers["Content-Type"].partition(";")[0] for answer in answers] == [
            "application/json",
            "text/html",
            "image/png",
        ]
        assert answers[0].json["title"] == "비밀 여행"
        garbage = token[:-6] + "aaaaaa"
        assert (await stranger.get(f"shared/{garbage}")).status == 404
        assert (await owner.delete(f"plans/{plan['id']}/links/{link_id}")).status == 204
        again = await asyncio.gather(*(stranger.get(path) for path in paths))
        assert [answer.status for answer in again] == [404, 404, 404]
    platform.stop()  # so that every line is written
    secrets = [each.rpartition(".")[2].encode() for each in (token, garbage)]
    kept = written_by(platform)
    assert any(Path(name).suffix == ".jsonl" and b"read_shared_page" in text for name, text in kept.items())
    assert [name for name, text in kept.items() if any(secret in text for secret in secrets)] == []


async def test_a_fork_is_counted_and_its_author_named(shared_platform: Platform) -> None:
    async with browser(shared_platform) as sign_in:
        author, other = await sign_in("fork-author"), await sign_in("fork-other")
        plan = (await author.post("plans", json=a_plan(visibility="public"))).json
        fork = await other.post(f"plans/{plan['id']}/fork")
        assert (fork.status, fork.json["forkedFrom"]["owner"]["id"]) == (201, author.id)

        async def forks() -> int:
            count: int = (await author.get(f"plans/{plan['id']}")).json["forks"]
            return count

        assert await eventually(forks, lambda count: count == 1, seconds=5) == 1
        await other.delete(f"plans/{fork.json['id']}")
        assert await eventually(forks, lambda count: count == 0, seconds=5) == 0


async def test_a_plan_is_printed_and_put_into_calendars(shared_platform: Platform) -> None:
    async with browser(shared_platform) as sign_in:
        owner, stranger = await sign_in("formats-owner"), await sign_in("")
        plan = (await owner.post("plans", json=a_plan())).json
        for form, kind in (("calendar.ics", "text/calendar"), ("print", "text/html")):
            answer = await owner.get(f"plans/{plan['id']}/{form}")
            assert (answer.status, answer.headers["Content-Type"]) == (200, f"{kind}; charset=utf-8")
            assert (await stranger.get(f"plans/{plan['id']}/{form}")).status == 404

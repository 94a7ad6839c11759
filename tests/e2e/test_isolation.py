"""One process per context: a fault stays where it happens."""

import asyncio
import os
import re
import signal

from tests.e2e.platform import Platform, a_plan, browser, eventually


def pid_of(platform: Platform, context: str) -> int:
    """The process of a context, as the platform printed it last."""
    found = re.findall(rf"\b{context}\b.*?\bpid (\d+)", platform.output.read_text(encoding="utf-8"))
    return int(found[-1])


async def test_while_notification_is_dead_nobody_else_notices_and_afterwards_everyone_is_told(
    services: Platform,
) -> None:
    async with browser(services) as sign_in:
        author, follower = await sign_in("author"), await sign_in("follower")
        assert (await follower.put(f"members/{author.id}/follow")).status == 200
        await eventually(lambda: author.get("notifications"), lambda answer: len(answer.json["items"]) == 1)

        os.kill(pid_of(services, "notification"), signal.SIGKILL)
        down = await eventually(lambda: author.get("notifications"), lambda answer: answer.status == 503)
        assert (down.json["code"], "Retry-After" in down.headers) == ("unavailable", True)

        answers = await asyncio.gather(
            *(author.post("plans", json=a_plan(visibility="public", title=f"plan {n}")) for n in range(50))
        )
        assert {answer.status for answer in answers} == {201}
        for path in ("members/me", "members/me/plans", "members/me/followers", f"plans/{answers[0].json['id']}"):
            assert (await author.get(path)).status == 200, path

    services.stop()
    services.start()
    async with browser(services) as sign_in:
        follower = await sign_in("follower")
        await eventually(
            lambda: follower.get("notifications/unread-count"), lambda answer: answer.json == {"count": 50}
        )
        items = await follower.everything("notifications")
        assert {item["subject"]["id"] for item in items} == {answer.json["id"] for answer in answers}
        assert len(items) == 50

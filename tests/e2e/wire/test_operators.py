"""What operators do, over the protocols of Azure: dead letters listed and sent back, read models made anew."""

import asyncio
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from shared.bus.embedded import EmbeddedBus
from shared.bus.port import Message
from shared.clock import SystemClock
from shared.topology import topology
from tests.e2e.platform import Platform, a_plan, browser, eventually
from tests.e2e.test_rebuild import done, everything, heard_of, known, operate
from tests.e2e.wire.emulators import Emulators

pytestmark = pytest.mark.slow
QUEUE = "like-inbox"


@pytest.fixture
def emulators(tmp_path: Path) -> Iterator[Emulators]:
    made = Emulators(tmp_path / "state")
    made.start()
    yield made
    made.stop()


def asked(state: Path, emulators: Emulators, *options: str) -> subprocess.CompletedProcess[str]:
    return operate("local.dead_letters", state, *options, settings=emulators.settings)


async def a_dead_letter(state: Path) -> None:
    bus = EmbeddedBus(state / "bus.sqlite3", topology(), clock=SystemClock())
    await bus.send(QUEUE, [Message(id="m1", subject="ktravel.test", body=b"{}")])
    (message,) = await bus.receive(QUEUE, 1, 0)
    await bus.dead_letter(QUEUE, message.lock_token, "it was nonsense")
    await bus.close()


async def test_dead_letters_are_listed_and_sent_back(tmp_path: Path, emulators: Emulators) -> None:
    state = tmp_path / "state"
    await a_dead_letter(state)
    listed = await asyncio.to_thread(asked, state, emulators)
    assert listed.returncode == 0, listed.stderr
    assert f"{QUEUE}  m1  ktravel.test" in listed.stdout
    assert "it was nonsense" in listed.stdout
    replayed = await asyncio.to_thread(asked, state, emulators, "--replay", QUEUE)
    assert f"{QUEUE}: 1 moved back." in replayed.stdout, replayed.stderr
    listed = await asyncio.to_thread(asked, state, emulators)
    assert listed.stdout.splitlines() == [
        "No dead letters and no parked events.",
        f"{QUEUE}: 1 waiting, 0 being handled, 0 to be tried later.",
    ]


async def at_rest(platform: Platform) -> None:
    """Wait until nothing changes any more: between a change feed and its messages no message is under way."""
    before = None
    while (now := everything(platform)) != before:
        before = now
        await asyncio.sleep(3)
        await heard_of(platform)


async def test_read_models_made_anew_are_what_they_were(wired: tuple[Platform, Emulators]) -> None:
    platform, emulators = wired
    async with browser(platform) as sign_in:
        author, reader = await sign_in("rebuild-author"), await sign_in("rebuild-reader")
        plans = [(await author.post("plans", json=a_plan(title=f"p{n}", visibility="public"))).json for n in range(2)]
        for plan in plans:
            await eventually(partial(reader.put, f"plans/{plan['id']}/like"), lambda answer: answer.status < 300)
        done(await reader.put(f"members/{author.id}/follow"))
        done(await reader.post(f"plans/{plans[1]['id']}/fork", json={"visibility": "public"}))
        await eventually(lambda: author.get("notifications"), lambda answer: len(answer.json["items"]) == 4)
        await at_rest(platform)

        def rebuild(*options: str) -> subprocess.CompletedProcess[str]:
            return operate("local.rebuild", platform.state, *options, settings=emulators.settings)

        # What trends is looked at once a minute: here it is now.
        trending = await asyncio.to_thread(rebuild, "--container", "plan-trending")
        assert trending.returncode == 0, trending.stdout + trending.stderr
        before, inboxes = known(platform), everything(platform)["notifications"]
        assert before["plan-feed"]
        again = await asyncio.to_thread(rebuild)
        assert again.returncode == 0, again.stdout + again.stderr
        assert known(platform) == before
        assert everything(platform)["notifications"] == inboxes

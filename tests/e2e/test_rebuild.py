"""Read models are made anew, on a running platform and on a stopped one, and say what they said before."""

import asyncio
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.leftovers import documents
from tests.e2e.platform import ROOT, Answer, Client, Platform, a_plan, browser, eventually

os.environ.setdefault("KTRAVEL_ENVIRONMENT", "local")  # importing a context reads its settings

from tests.simulation.read_models import READ_MODELS, Documents, told_again


@pytest.fixture
def with_demo(tmp_path: Path) -> Iterator[Platform]:
    made = Platform(tmp_path, settings={"KTRAVEL_DEMO": "1"})
    made.start()
    yield made
    made.remove()


def make_rebuild(platform: Platform, *options: str) -> subprocess.CompletedProcess[str]:
    return operate("local.rebuild", platform.state, *options)


def operate(
    module: str, state: Path, *options: str, settings: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run one of the operators' commands on a data directory."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KTRAVEL_")}
    return subprocess.run(
        [sys.executable, "-m", module, *options],
        cwd=ROOT,
        env={**environment, **(settings or {}), "KTRAVEL_DATA_DIR": str(state)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def everything(platform: Platform) -> dict[str, list[dict[str, Any]]]:
    """Every document, by container, in the order of partitions and ids."""
    found: dict[str, list[dict[str, Any]]] = {}
    for each in documents(platform.state):
        found.setdefault(each.container, []).append(each.body)
    return {name: sorted(bodies, key=lambda each: (each["pk"], each["id"])) for name, bodies in found.items()}


def known(platform: Platform) -> Documents:
    found = everything(platform)
    return told_again({name: found.get(name, []) for name in READ_MODELS}, found["plans"], datetime.now(UTC))


async def heard_of(platform: Platform) -> None:
    """Wait until every event was sent and handled."""

    async def under_way() -> int:
        with closing(sqlite3.connect(f"file:{platform.state / 'bus.sqlite3'}?mode=ro", uri=True)) as bus:
            [(messages,)] = bus.execute("SELECT count(*) FROM message").fetchall()
        waiting = [each for each in documents(platform.state) if each.body["type"] == "outbox"]
        return int(messages) + len(waiting)

    await eventually(under_way, lambda count: count == 0)


def done(answer: Answer) -> None:
    assert answer.status < 300, answer.body


async def live(one: Client, other: Client, leaver: Client) -> None:
    """Some of all that demo data has not: what ended, what is gone, what somebody else made of it."""
    at = {"visibility": "public"}
    shown, copied, removed = [(await one.post("plans", json=a_plan(title=f"p{each}", **at))).json for each in range(3)]
    for reader in (other, leaver):
        done(await reader.put(f"members/{one.id}/follow"))
        done(await reader.put(f"plans/{shown['id']}/like"))
        done(await reader.post(f"plans/{copied['id']}/fork", json=at))
    done(await other.delete(f"plans/{shown['id']}/like"))
    done(await other.delete(f"members/{one.id}/follow"))
    done(await one.delete(f"plans/{removed['id']}"))
    done(await one.put(f"members/{other.id}/mute"))
    done(await other.put(f"members/{leaver.id}/block"))
    done(await one.ask("PATCH", "members/me", json={"bio": "다른 말"}))
    done(await leaver.delete("members/me"))


async def test_read_models_made_anew_are_what_they_were(with_demo: Platform) -> None:
    platform = with_demo
    async with browser(platform) as sign_in:
        people = [await sign_in(persona) for persona in ("rebuild-one", "rebuild-other", "rebuild-leaver")]
        await eventually(lambda: people[0].everything("feed"), lambda plans: len(plans) > 20, seconds=60)
        await live(*people)
        await heard_of(platform)
        # What trends is looked at once a minute: here it is now.
        trending = await asyncio.to_thread(make_rebuild, platform, "--container", "plan-trending")
        assert trending.returncode == 0, trending.stderr
        assert "snapshots" not in trending.stdout, "what trends follows from plan's own documents"
        before, inboxes = known(platform), everything(platform)["notifications"]
        assert all(before[name] for name in READ_MODELS if name != "plan-recommendations")
        feed = await people[0].everything("feed")

        running = await asyncio.to_thread(make_rebuild, platform)
        assert running.returncode == 0, running.stdout + running.stderr
        assert "is running" in running.stdout
        assert known(platform) == before
        assert everything(platform)["notifications"] == inboxes
        assert await people[0].everything("feed") == feed

        platform.stop()
        stopped = await asyncio.to_thread(make_rebuild, platform)
        assert stopped.returncode == 0, stopped.stdout + stopped.stderr
        assert "is stopped" in stopped.stdout
        assert known(platform) == before
        assert everything(platform)["notifications"] == inboxes
        said = running.stdout + stopped.stdout
        assert not [word for word in ("rebuild-", *(each.id for each in people)) if word in said], "nothing private"

        platform.start()
        await eventually(lambda: people[0].everything("feed"), lambda plans: plans == feed)


def test_a_read_model_that_there_is_not_is_refused_by_name(tmp_path: Path) -> None:
    refused = make_rebuild(Platform(tmp_path), "--container", "plans")
    assert refused.returncode == 1
    assert "There is no such read model" in refused.stderr
    assert "plan-feed" in refused.stderr
    refused = make_rebuild(Platform(tmp_path), "--context", "plan")
    assert refused.returncode == 1
    assert "There is nothing in" in refused.stderr

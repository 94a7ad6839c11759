"""`make dead-letters`."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from local import dead_letters
from shared import dependencies as made
from shared.bus.port import Message
from shared.dependencies import close_dependencies, embedded_bus, embedded_store
from shared.inbox import ATTEMPT, POISON
from shared.settings import settings
from shared.store.port import Create

QUEUE = "plan-inbox"
TRACE = "a" * 32
PARKED = {
    "id": "outbox.e1",
    "pk": "p",
    "type": "parked",
    "refusals": 10,
    "reason": "too large",
    "parkedAt": "2020-01-01T00:00:00.000Z",
    "event": {"id": "e1", "type": "ktravel.plan.PlanCreated.v1", "traceparent": f"00-{TRACE}-{'b' * 16}-01"},
}


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data directory of the test's own."""
    for name in [name for name in os.environ if name.startswith("KTRAVEL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("KTRAVEL_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("KTRAVEL_ENVIRONMENT", "local")
    monkeypatch.setenv("KTRAVEL_CONTEXTS", "")
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()
    assert made.embedded_bus.cache_info().currsize == 0


async def put(number: int, **properties: Any) -> None:
    """A dead letter."""
    bus = embedded_bus()
    await bus.send(QUEUE, [Message(id=f"m{number}", subject="s.v1", body=b"a name", properties=properties)])
    [taken] = await bus.receive(QUEUE, 1, 1)
    await bus.dead_letter(QUEUE, taken.lock_token, "MaxDeliveryCountExceeded")


async def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    monkeypatch.setattr("sys.argv", ["dead-letters", *arguments])
    assert await dead_letters.main() == 0
    return capsys.readouterr().out


async def test_there_may_be_none(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run(monkeypatch, capsys) == "No dead letters and no parked events.\n"


async def test_what_is_dead_is_listed_without_its_body(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    await put(1, **{POISON: "no handler", ATTEMPT: 3, "traceparent": f"00-{TRACE}-{'b' * 16}-01"})
    await put(2)
    await embedded_store("plan").execute("plans", "p", [Create(PARKED)])
    await close_dependencies()
    said = await run(monkeypatch, capsys)
    first, second, parked = said.split("\nplan")
    assert first.startswith(f"{QUEUE}  m1  s.v1  0 s old")
    assert "reason: no handler" in first
    assert "attempts: 3, last delivered 1 times" in first
    assert f"trace {TRACE}" in first
    assert "reason: MaxDeliveryCountExceeded" in second
    assert "trace unknown" in second
    assert parked.startswith("s (outbox)  e1  ktravel.plan.PlanCreated.v1")
    assert "reason: too large" in parked
    assert "a name" not in said
    assert "body: a name" in await run(monkeypatch, capsys, "--body")


async def test_a_queue_is_replayed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    await put(1, **{POISON: "no handler", "kept": 1})
    await close_dependencies()
    assert await run(monkeypatch, capsys, "--replay", QUEUE) == f"{QUEUE}: 1 moved back.\n"
    [again] = await embedded_bus().receive(QUEUE, 10, 0)
    await close_dependencies()
    assert (again.id, again.properties, again.delivery_count) == ("m1", {"kept": 1}, 1)


async def test_everything_is_replayed_parked_events_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    await put(1)
    await embedded_store("plan").execute("plans", "p", [Create(PARKED)])
    await close_dependencies()
    said = await run(monkeypatch, capsys, "--replay", "all")
    assert f"{QUEUE}: 1 moved back." in said
    assert "plans (outbox): 1 put back." in said
    stored = await embedded_store("plan").read("plans", "p", "outbox.e1")
    await close_dependencies()
    assert stored is not None
    assert stored.body == {
        "id": "outbox.e1",
        "pk": "p",
        "type": "outbox",
        "refusals": 0,
        "event": PARKED["event"],
    }


async def test_a_queue_that_does_not_exist_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match=rf"no queue no-such\. REPLAY is all, or one of .*{QUEUE}"):
        await run(monkeypatch, capsys, "--replay", "no-such")


async def test_what_waits_is_counted(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    messages = [Message(id=f"m{number}", subject="s", body=b"x", properties={}) for number in range(4)]
    await embedded_bus().send(QUEUE, messages[:3])
    await embedded_bus().schedule(QUEUE, messages[3], datetime.now(UTC) + timedelta(hours=1))
    await embedded_bus().receive(QUEUE, 1, 0)
    await close_dependencies()
    said = await run(monkeypatch, capsys)
    assert said.splitlines()[1:] == [f"{QUEUE}: 2 waiting, 1 being handled, 1 to be tried later."]


@pytest.mark.parametrize(
    ("seconds", "said"), [(-5, "0 s"), (59, "59 s"), (61, "1 min"), (7_300, "2 h"), (900_000, "10 d")]
)
def test_ages(seconds: int, said: str) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert dead_letters._age(now, datetime.fromtimestamp(now.timestamp() - seconds, UTC)) == f"{said} old"

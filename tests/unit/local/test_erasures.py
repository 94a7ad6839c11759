"""`make erasures`."""

import os
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

os.environ.setdefault("KTRAVEL_ENVIRONMENT", "local")

from functions.member.erasures import Erasure, note
from local import erasures
from shared.dependencies import close_dependencies, dependencies
from shared.settings import settings

FIRST = Erasure("01jb2k3m4n5p6q7r8s9t0v1w2x", 2, "2026-03-01T09:00:00.000Z")
SECOND = Erasure("01jb2k3m4n5p6q7r8s9t0v1w2y", 5, "2026-03-02T09:00:00.000Z")


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


async def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    monkeypatch.setattr("sys.argv", ["erasures", *arguments])
    assert await erasures.main() == 0
    return capsys.readouterr().out.splitlines()


async def told() -> list[tuple[str, int]]:
    """Who is told to have left, and in which version."""
    feed = await dependencies("member").store.read_feed("members", None)
    events = [item.body["event"]["data"] for item in feed.items if item.body["type"] == "outbox"]
    await close_dependencies()
    return [(each["memberId"], each["version"]) for each in events]


async def leave() -> None:
    for erasure in (SECOND, FIRST):
        await note(dependencies("member"), erasure)
    await close_dependencies()


async def test_it_lists_who_left_longest_gone_first(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run(monkeypatch, capsys) == []
    await leave()
    lines = [orjson.loads(line) for line in await run(monkeypatch, capsys)]
    assert lines == [{"member_id": each.member_id, "version": each.version, "at": each.at} for each in (FIRST, SECOND)]


async def test_a_saved_log_is_replayed_where_there_is_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    await leave()
    saved = tmp_path / "saved.jsonl"
    saved.write_text("\n".join(await run(monkeypatch, capsys)), encoding="utf-8")
    for path in (tmp_path / "store").iterdir():
        path.unlink()
    assert (await run(monkeypatch, capsys, "--replay", str(saved)))[0].startswith("2 members")
    assert await told() == [(each.member_id, each.version) for each in (FIRST, SECOND)]


async def test_the_log_itself_is_replayed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    await leave()
    assert (await run(monkeypatch, capsys, "--replay", "log"))[0].startswith("2 members")
    assert await told() == [(each.member_id, each.version) for each in (FIRST, SECOND)]


async def test_what_is_no_log_is_refused_and_nobody_is_removed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"member_id": "x", "version": 1, "at": "y"}\n{"member": 1}\n', encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["erasures", "--replay", str(broken)])
    with pytest.raises(ValueError, match="line 2"):
        await erasures.main()
    assert await told() == []

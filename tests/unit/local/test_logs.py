"""Log files and the console."""

import asyncio
import io
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from local.failures import record_failure
from local.logs import CONSOLE_ONLY, ConsoleFormatter, JsonLines, install
from local.runtime import InvocationFailed
from shared.telemetry import record, tracing


@pytest.fixture
def logger(request: pytest.FixtureRequest) -> Iterator[logging.Logger]:
    """A logger of this test's own."""
    made = logging.getLogger(f"test.{request.node.name}")
    made.setLevel(logging.INFO)
    made.propagate = False
    yield made
    for handler in list(made.handlers):
        handler.close()
        made.removeHandler(handler)


def lines(path: Path) -> list[dict[str, object]]:
    return [orjson.loads(line) for line in path.read_bytes().splitlines()]


async def test_lines_are_gathered_and_written_a_moment_later(tmp_path: Path) -> None:
    handler = JsonLines(tmp_path, "plan")
    handler.write(logging.INFO, {"kind": "request", "trace": "t"})
    assert (tmp_path / "plan.jsonl").read_bytes() == b""
    async with asyncio.timeout(2):
        while not (tmp_path / "plan.jsonl").read_bytes():
            await asyncio.sleep(0.01)
    [line] = lines(tmp_path / "plan.jsonl")
    handler.close()
    assert (line["kind"], line["trace"], line["process"], line["level"]) == ("request", "t", "plan", "info")
    assert str(line["time"]).endswith("+00:00")


async def test_a_warning_is_written_at_once_with_what_came_before(tmp_path: Path, logger: logging.Logger) -> None:
    logger.addHandler(JsonLines(tmp_path, "plan"))
    logger.info("first")
    logger.warning("second")
    assert [line["message"] for line in lines(tmp_path / "plan.jsonl")] == ["first", "second"]


def test_without_an_event_loop_each_line_is_written_at_once(tmp_path: Path, logger: logging.Logger) -> None:
    logger.addHandler(JsonLines(tmp_path, "plan"))
    logger.info("line")
    assert len(lines(tmp_path / "plan.jsonl")) == 1


async def test_closing_writes_what_was_gathered(tmp_path: Path, logger: logging.Logger) -> None:
    handler = JsonLines(tmp_path, "plan")
    logger.addHandler(handler)
    logger.info("line")
    handler.close()
    assert len(lines(tmp_path / "plan.jsonl")) == 1


def test_a_restart_adds_to_the_file(tmp_path: Path, logger: logging.Logger) -> None:
    for _ in range(2):
        handler = JsonLines(tmp_path, "plan")
        logger.addHandler(handler)
        logger.info("line")
        logger.removeHandler(handler)
        handler.close()
    assert len(lines(tmp_path / "plan.jsonl")) == 2


def test_old_files_are_kept_up_to_a_number(tmp_path: Path, logger: logging.Logger) -> None:
    logger.addHandler(JsonLines(tmp_path, "plan", max_bytes=1000, files=3))
    for number in range(100):
        logger.info("line %d", number)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["plan.1.jsonl", "plan.2.jsonl", "plan.jsonl"]
    assert all((tmp_path / name).stat().st_size <= 1000 for name in names)
    assert lines(tmp_path / "plan.jsonl")[-1]["message"] == "line 99"
    assert lines(tmp_path / "plan.1.jsonl")[-1]["message"] != "line 99"


def test_what_an_exception_says_stays_out_of_the_file(tmp_path: Path, logger: logging.Logger) -> None:
    logger.addHandler(JsonLines(tmp_path, "plan"))
    try:
        int("a member's words")
    except ValueError:
        logger.exception("the trigger of %s failed", "work")
    assert "words" not in (tmp_path / "plan.jsonl").read_text()
    assert lines(tmp_path / "plan.jsonl")[0]["error"] == "ValueError"


def test_what_is_for_the_console_only_stays_out_of_the_file(tmp_path: Path, logger: logging.Logger) -> None:
    handler = JsonLines(tmp_path, "plan")
    logger.addHandler(handler)
    handler.handle(logging.LogRecord(CONSOLE_ONLY, logging.ERROR, "", 0, "a member's words", (), None))
    assert (tmp_path / "plan.jsonl").read_bytes() == b""


def test_a_line_that_cannot_be_written_harms_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    handler = JsonLines(tmp_path, "plan")
    handler.handle(logging.LogRecord("x", logging.INFO, "", 0, "%d", ("not a number",), None))
    handler.handle(logging.LogRecord("x", logging.INFO, "", 0, "next", (), None))
    handler.close()
    assert [line["message"] for line in lines(tmp_path / "plan.jsonl")] == ["next"]
    assert "not a number" in capsys.readouterr().err


async def test_a_full_disk_costs_lines_and_not_what_they_tell_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "plan.jsonl").symlink_to("/dev/full")
    handler = JsonLines(tmp_path, "plan")
    handler.write(logging.WARNING, {"kind": "request", "trace": "t"})
    assert "cannot be written" in caplog.text
    handler.close()


async def test_a_log_whose_next_file_cannot_be_made_goes_on_in_the_old_one(tmp_path: Path) -> None:
    directory = tmp_path / "log"
    handler = JsonLines(directory, "plan", max_bytes=100)
    handler.write(logging.WARNING, {"kind": "first"})
    (tmp_path / "log").rename(tmp_path / "away")
    handler.write(logging.WARNING, {"kind": "second"})
    (tmp_path / "away").rename(directory)
    handler.write(logging.WARNING, {"kind": "third"})
    handler.close()
    kept = [line["kind"] for path in directory.iterdir() for line in lines(path)]
    assert sorted(map(str, kept)) == ["first", "third"]


def test_the_console_says_it_in_words() -> None:
    made = logging.LogRecord("ktravel", logging.WARNING, "", 0, "", (), None)
    made.line = {"kind": "retry", "trace": "abc", "span": "s", "parent": None, "queue": "plan-inbox"}
    said = ConsoleFormatter().format(made)
    assert said[9:] == "warning retry trace=abc queue=plan-inbox"


def test_the_console_shows_where_an_exception_came_from() -> None:
    with pytest.raises(ValueError, match="why") as caught:
        int("why")
    info = (caught.type, caught.value, caught.tb)
    made = logging.LogRecord("ktravel", logging.ERROR, "", 0, "it failed", (), info)
    said = ConsoleFormatter().format(made)
    assert "error   it failed" in said
    assert said.endswith("with base 10: 'why'")


@pytest.fixture
def loggers() -> Iterator[None]:
    """`install` changes the process's loggers; put them back."""
    names = ("", "ktravel", "azure.functions")
    before = [
        (logging.getLogger(name), logging.getLogger(name).level, list(logging.getLogger(name).handlers))
        for name in names
    ]
    flags = logging.logThreads, logging.logProcesses, logging.logMultiprocessing
    yield
    logging.logThreads, logging.logProcesses, logging.logMultiprocessing = flags
    for logger, level, handlers in before:
        logger.setLevel(level)
        logger.propagate = True
        for handler in set(logger.handlers) - set(handlers):
            logger.removeHandler(handler)
            handler.close()


@pytest.mark.usefixtures("loggers")
def test_a_failed_invocation_is_a_line_in_the_file_and_a_story_on_the_console(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    console = io.StringIO()
    monkeypatch.setattr(sys, "stderr", console)
    handler = install(tmp_path, "all")
    trace = f"00-{'a' * 32}-{'b' * 16}-01"
    story = 'Traceback:\n  File "functions/plan/api.py", line 3, in create\n    raise\nValueError: a name'
    record_failure(InvocationFailed("plan_create", "ValueError('a name')", story), trace, level=logging.ERROR)
    with tracing(None):
        record("request", operation="x")
    handler.flush()
    failed, request = lines(tmp_path / "all.jsonl")
    assert (failed["kind"], failed["function"], failed["error"]) == ("invocation_failed", "plan_create", "ValueError")
    assert failed["trace"] == "a" * 32
    assert failed["at"] == 'File "functions/plan/api.py", line 3, in create'
    assert "a name" not in (tmp_path / "all.jsonl").read_text()
    assert "ValueError: a name" in console.getvalue()
    assert request["kind"] == "request"
    assert "request" not in console.getvalue()

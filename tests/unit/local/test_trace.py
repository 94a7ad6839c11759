"""`make trace`."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest

from local import trace
from local.trace import read, render

TRACE = "a" * 32


def line(kind: str, span: str, parent: str | None, at: float, **fields: Any) -> dict[str, Any]:
    moment = f"2026-01-01T00:00:{at:09.6f}+00:00"
    return {
        "time": moment,
        "process": "all",
        "level": "info",
        "kind": kind,
        "trace": TRACE,
        "span": span,
        "parent": parent,
        **fields,
    }


JOURNEY = [
    line("request", "s1", "client", 1.010, operation="plan_create", context="plan", status=201, ms=10.0),
    line("sent", "s2", "s1", 1.012, type="PlanCreated"),
    line("message", "s3", "s2", 1.020, queue="notification-inbox", message="m1", outcome="handled", ms=5.0),
    line("retry", "s3", "s2", 1.018, level="warning", attempt=1),
    line("message", "s4", "s2", 1.016, queue="follow-inbox", outcome="handled", ms=1.0),
]


def write(path: Path, lines: Sequence[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.writelines(orjson.dumps(each) + b"\n" for each in lines)


def test_what_a_step_led_to_is_below_it_in_the_order_of_time() -> None:
    shown = [re.sub(r"^ *\S+ ms  ", "", row) for row in render(reversed(JOURNEY))]
    assert shown == [
        "request  [plan]  10.0 ms  operation=plan_create status=201",
        "  sent  [all]  type=PlanCreated",
        "    message  m1  [all]  5.0 ms  queue=notification-inbox outcome=handled".replace("  m1", " m1"),
        "      · retry WARNING  [all]  attempt=1",
        "    message  [all]  1.0 ms  queue=follow-inbox outcome=handled",
    ]


def test_times_count_from_the_beginning_of_the_first_step() -> None:
    assert [row.split()[0] for row in render(JOURNEY)] == ["0.0", "12.0", "15.0", "18.0", "15.0"]


def test_a_step_whose_cause_is_not_in_the_files_is_a_root() -> None:
    assert len(render([line("message", "s9", "lost", 2.0)])) == 1


def test_a_long_chain_is_no_trouble() -> None:
    chain = [line("sent", f"s{n}", f"s{n - 1}", 1.0) for n in range(2_000)]
    assert len(render(chain)) == 2_000


def test_lines_are_gathered_from_all_files_of_all_processes(tmp_path: Path) -> None:
    write(tmp_path / "plan.1.jsonl", JOURNEY[:1])
    write(tmp_path / "plan.jsonl", JOURNEY[1:2])
    write(tmp_path / "notification.jsonl", [*JOURNEY[2:], {**JOURNEY[0], "trace": "b" * 32}])
    with (tmp_path / "notification.jsonl").open("ab") as file:
        file.write(f'{{"trace":"{TRACE}","ki'.encode())
    assert len(read(tmp_path, TRACE)) == len(JOURNEY)
    assert len(read(tmp_path, "aaaaaa")) == len(JOURNEY)


@pytest.mark.parametrize(
    "given",
    [TRACE, TRACE.upper(), TRACE[:8], f"00-{TRACE}-{'b' * 16}-01", f"x-trace-id: {TRACE}\r", f'"traceId":"{TRACE}"}}'],
)
def test_it_is_asked_for_by_id(
    given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "log" / "all.jsonl", JOURNEY)
    monkeypatch.setenv("KTRAVEL_DATA_DIR", str(tmp_path))
    monkeypatch.setattr("sys.argv", ["trace", given])
    assert trace.main() == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"Trace {TRACE}"
    assert len(said) == 1 + len(JOURNEY)


@pytest.mark.parametrize(
    ("given", "why"),
    [("", "no trace id"), ("xyz", "no trace id"), ("abc", "no trace id"), ("c" * 32, "No line of")],
)
def test_what_is_not_there_is_said(given: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KTRAVEL_DATA_DIR", str(tmp_path))
    monkeypatch.setattr("sys.argv", ["trace", given])
    with pytest.raises(SystemExit, match=why):
        trace.main()


def test_a_beginning_of_several_ids_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = "a" * 31 + "b"
    write(tmp_path / "log" / "all.jsonl", [JOURNEY[0], {**JOURNEY[0], "trace": other}])
    monkeypatch.setenv("KTRAVEL_DATA_DIR", str(tmp_path))
    monkeypatch.setattr("sys.argv", ["trace", "aaaaaaaa"])
    with pytest.raises(SystemExit, match=other):
        trace.main()

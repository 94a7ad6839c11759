"""Counts a day and writes it into docs/costs.md; with --check, says whether what is there is so."""

import argparse
import asyncio
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from local.costs.counting import Counts
    from local.costs.day import Day
    from local.costs.platform import Platform

DOCUMENT = Path(__file__).parents[2] / "docs" / "costs.md"
_RUNS_A_DAY = {"0 */5 * * * *": 288, "0 * * * * *": 1_440, "30 * * * * *": 1_440, "15 * * * * *": 1_440}
BEGIN, END = "<!-- counted: python -m local.costs -->", "<!-- end of what is counted -->"


def main() -> int:
    """Exit status: 1 if the document is out of date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args().check
    # In memory where that is to be had: nothing here has to last.
    memory = Path("/dev/shm")  # noqa: S108
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as directory:
        for name in [name for name in os.environ if name.startswith("KTRAVEL_")]:
            del os.environ[name]
        os.environ |= {"KTRAVEL_ENVIRONMENT": "local", "KTRAVEL_DATA_DIR": directory}
        logging.disable(logging.WARNING)
        tables = asyncio.run(count(Path(directory)))
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)
    written = f"{before}{BEGIN}\n\n{tables}\n{END}{rest.partition(END)[2]}"
    if check:
        return 0 if written == DOCUMENT.read_text(encoding="utf-8") else 1
    DOCUMENT.write_text(written, encoding="utf-8")
    return 0


async def count(directory: Path) -> str:
    """The tables, in Markdown."""
    # The functions read the settings as they are imported.
    from local.costs.day import live  # noqa: PLC0415
    from local.costs.platform import Platform  # noqa: PLC0415

    platform = Platform(directory)
    try:
        day = await live(platform)
        return "\n".join(_tables(platform, day))
    finally:
        await platform.close()


def _tables(platform: "Platform", day: "Day") -> Iterator[str]:
    yield "## What people do, to its end\n"
    yield "Everything that it sets going included: change feeds, messages, the functions that handle them.\n"
    yield "| | executions | messages sent | Service Bus operations | reads | queries | writes | RU |"
    yield "|---|---|---|---|---|---|---|---|"
    for chain, counts in day.chains.items():
        yield (
            f"| {chain} | {counts.executions} | {counts.messages} | {counts.operations} | {counts.reads} | "
            f"{counts.queries} | {counts.writes} | {counts.units:.0f} |"
        )
    yield "\n## HTTP operations\n"
    yield "Each is one execution and sends nothing by itself: its events wait in the outbox.\n"
    yield "| operation | reads | queries | writes | batches | RU |"
    yield "|---|---|---|---|---|---|"
    routes = {platform.route(name): counts for name, counts in day.operations.items()}
    for route in sorted(routes, key=lambda each: (each.partition(" ")[2], each)):
        yield f"| `{route}` | {_store(routes[route])} |"
    missing = sorted(platform.route(name) for name in platform.operations() - day.operations.keys())
    yield f"\nNot counted: {', '.join(f'`{route}`' for route in missing)}.\n"
    yield "## Event handlers\n"
    yield "One message each, at its most on that day; what it sends on is in the last column.\n"
    yield "| queue | event | reads | queries | writes | batches | RU | messages |"
    yield "|---|---|---|---|---|---|---|---|"
    for key, invoked in sorted(platform.handled.items()):
        yield f"| {key} | {_store(invoked.most)} | {invoked.most.messages} |"
    yield "\n## Change feeds\n"
    yield "One invocation each: reading the feed, what hangs on it, and sending and removing what is in the outbox.\n"
    yield "| what was written | reads | queries | writes | batches | RU | messages |"
    yield "|---|---|---|---|---|---|---|"
    for key, invoked in sorted(platform.relayed.items()):
        yield f"| {key} | {_store(invoked.most)} | {invoked.most.messages} |"
    yield "\n## Timers\n"
    yield "A run when nothing is amiss, on that day's data.\n"
    yield "| timer | schedule | queries | RU | RU a day |"
    yield "|---|---|---|---|---|"
    for name, schedule in platform.timers().items():
        counts, runs = day.timers[name], _RUNS_A_DAY[schedule]
        yield f"| {name} | `{schedule}` | {counts.queries} | {counts.units:.1f} | {counts.units * runs:,.0f} |"


def _store(counts: "Counts") -> str:
    return f"{counts.reads} | {counts.queries} | {counts.writes} | {counts.batches} | {counts.units:.1f}"


if __name__ == "__main__":
    sys.exit(main())

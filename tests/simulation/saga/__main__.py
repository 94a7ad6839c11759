"""Many runs on all cores, or one replayed: `python -m tests.simulation.saga --sagas 100000`, `--seed 7`."""

import argparse
import itertools
import multiprocessing
import os
import sys
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext

from tests.simulation.saga.audit import Violation
from tests.simulation.saga.contexts import patched
from tests.simulation.saga.mutants import MUTANTS
from tests.simulation.saga.runs import Tally, carry_out, prepared, run, simulating

CHUNK = 25
"""Runs that a process does before it says how they went."""
ENOUGH = 5
"""Violations after which no more are looked for."""

Findings = list[tuple[int, str]]
"""Seeds, and what did not hold."""


def main(arguments: Sequence[str]) -> int:
    """Do what the command line says; 1 if something that must hold did not."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.saga")
    parser.add_argument("--sagas", type=int, help="simulate at least so many")
    parser.add_argument("--seed", type=int, help="begin with this one; without --sagas: replay it, with its history")
    parser.add_argument("--mutant", choices=sorted(MUTANTS), help="with this fault put into the code")
    options = parser.parse_args(arguments)
    if options.sagas is None:
        return replay(options.seed or 0, options.mutant)
    return simulate(options.sagas, options.seed or 0, options.mutant)


def simulate(sagas: int, first: int, mutant: str | None) -> int:
    """Run seed after seed until there were so many sagas."""
    started = time.perf_counter()
    total, findings = Tally(), Findings()
    chunks = (range(begin, begin + CHUNK) for begin in itertools.count(first, CHUNK))
    with multiprocessing.Pool() as pool:
        # Not imap: it would take seeds for ever, long before there is an answer.
        waiting = [pool.apply_async(_chunk, (next(chunks), mutant)) for _ in range(2 * (os.cpu_count() or 1))]
        while waiting:
            tally, found = waiting.pop(0).get()
            total.add(tally)
            findings += found
            if total.sagas < sagas and len(findings) < ENOUGH:
                waiting.append(pool.apply_async(_chunk, (next(chunks), mutant)))
    _say(_report(total, time.perf_counter() - started))
    for seed, what in findings:
        _say(f"\nVIOLATION: {what}\n  replay: {_command(seed, mutant)}")
    return 1 if findings else 0


def replay(seed: int, mutant: str | None) -> int:
    """Run one seed and print what happened, line by line."""
    with _mutated(mutant), simulating():
        world = prepared(seed)
        world.history.lines = []
        try:
            tally = carry_out(world)
        except Violation as violation:
            _say("\n".join(world.history.lines))
            _say(f"\nVIOLATION: {violation}\n  replay: {_command(seed, mutant)}")
            return 1
    _say("\n".join(world.history.lines))
    _say(_report(tally, 0.0))
    return 0


def _chunk(seeds: Sequence[int], mutant: str | None) -> tuple[Tally, Findings]:
    total, findings = Tally(), Findings()
    with _mutated(mutant):
        for seed in seeds:
            try:
                total.add(run(seed))
            except Violation as violation:
                findings.append((seed, str(violation)))
    return total, findings


def _mutated(mutant: str | None) -> AbstractContextManager[None]:
    return nullcontext() if mutant is None else patched(*MUTANTS[mutant]())


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _command(seed: int, mutant: str | None) -> str:
    return f"make simulate SEED={seed}" + (f" MUTANT='{mutant}'" if mutant else "")


def _report(total: Tally, seconds: float) -> str:
    lines = [
        f"{total.sagas:,} sagas and {total.orders:,} orders in {total.runs:,} runs: {total.steps:,} steps, "
        f"{total.hours:,.0f} virtual hours"
        + (f", {seconds:,.1f} s ({total.sagas / seconds:,.0f} sagas a second)" if seconds else ""),
        "ends: " + ", ".join(f"{count:,} {end}" for end, count in total.ends.most_common()),
        "what went wrong: " + ", ".join(f"{count:,} {kind}" for kind, count in total.counts.most_common()),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != "0":
        # The order of sets is a part of what is to be replayed.
        again = [sys.executable, "-m", "tests.simulation.saga", *sys.argv[1:]]
        os.execve(sys.executable, again, {**os.environ, "PYTHONHASHSEED": "0"})  # noqa: S606
    sys.exit(main(sys.argv[1:]))

"""The token saga under every fault there is, from seeds that replay; and that the simulation finds what is wrong."""

import os
import subprocess
import sys
from collections.abc import Iterable

import pytest

from tests.simulation.saga.__main__ import main
from tests.simulation.saga.audit import Violation
from tests.simulation.saga.contexts import patched
from tests.simulation.saga.faults import KINDS
from tests.simulation.saga.mutants import MUTANTS
from tests.simulation.saga.runs import Tally, carry_out, prepared, run, simulating

QUICK_RUNS = 150
ENOUGH_TO_FIND_A_MUTANT = 800


def test_whatever_goes_wrong_every_saga_ends_and_is_charged_exactly_once_or_not_at_all() -> None:
    total = Tally()
    for seed in range(QUICK_RUNS):
        try:
            total.add(run(seed))
        except Violation as violation:
            pytest.fail(f"{violation}\nreplay: make simulate SEED={seed}")
    assert total.sagas > 300
    assert min(total.ends["created"], total.ends["failed"]) > 100
    never = [kind for kind in KINDS if not total.counts[kind]]
    assert not never, f"what never went wrong was not tried: {never}"


def run_all(seeds: Iterable[int]) -> None:
    for seed in seeds:
        run(seed)


@pytest.mark.parametrize("name", MUTANTS)
def test_a_fault_in_the_code_is_found(name: str) -> None:
    with patched(*MUTANTS[name]()), pytest.raises(Violation):
        run_all(range(ENOUGH_TO_FIND_A_MUTANT))


def test_a_seed_replays() -> None:
    histories = []
    for _ in range(2):
        with simulating():
            world = prepared(5)
            world.history.lines = []
            carry_out(world)
        histories.append(world.history.lines)
    assert histories[0] == histories[1]
    assert len(histories[0]) > 50


@pytest.mark.slow
def test_a_seed_replays_in_another_process_whatever_its_hashes() -> None:
    command = [sys.executable, "-m", "tests.simulation.saga", "--seed", "8"]
    outputs = {
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": hashes}).stdout
        for hashes in ("1", "2")
    }
    assert len(outputs) == 1


def test_a_failing_seed_is_said_with_the_command_that_replays_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--seed", "0", "--mutant", "charge without hold"]) == 1
    assert "make simulate SEED=0 MUTANT='charge without hold'" in capsys.readouterr().out


@pytest.mark.slow
def test_many_are_simulated_on_all_cores(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--sagas", "1", "--seed", "1000"]) == 0
    assert "sagas a second" in capsys.readouterr().out

"""What holds for all tests."""

from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes is this machine's business: nothing is asserted by the clock.
settings.register_profile("ktravel", deadline=None)
settings.load_profile("ktravel")

LONGEST = (
    "simulation/test_replay.py",
    "e2e/wire/test_journeys.py",
    "e2e/test_openapi.py",
    "simulation/test_saga_rows.py",
    "simulation/test_saga.py",
    "e2e/wire/test_operators.py",
    "e2e/wire/test_faults.py",
    "e2e/test_recommendations.py",
    "host/test_services.py",
    "wire/test_servicebus_sdk.py",
    "wire/test_servicebus_faults.py",
    "e2e/test_isolation.py",
    "e2e/test_crash.py",
    "e2e/test_fanout_crash.py",
    "costs/test_document.py",
    "e2e/test_social.py",
)
"""The files that take longest, the longest first."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deal what takes longest out to the processes, each of which begins with it and goes on in random order: they are
    given equal shares of the tests, one after another, and what is quick is passed on to whoever is done first."""
    processes = getattr(config, "workerinput", {}).get("workercount", 1)
    here = Path(__file__).parent
    turns = {here / name: number for number, name in enumerate(LONGEST)}
    first: list[list[pytest.Item]] = [[] for _ in range(processes)]
    for item in sorted((each for each in items if each.path in turns), key=lambda each: turns[each.path]):
        there, back = divmod(turns[item.path], processes)
        first[processes - 1 - back if there % 2 else back].append(item)
    quick = [each for each in items if each.path not in turns]
    share = len(items) // processes
    items.clear()
    for number, long in enumerate(first):
        rest = len(quick) if number == processes - 1 else max(0, share - len(long))
        items += long + quick[:rest]
        del quick[:rest]

"""What the published tables say, and what lies between their lines."""

import pytest

from local.costs.charges import KB, bus_operations, query_units, read_units, write_units


@pytest.mark.parametrize(
    ("kilobytes", "read", "write"),
    [(0, 1.00, 4.95), (1, 1.00, 4.95), (2, 1.04, 6.29), (4, 1.14, 6.67), (16, 1.67, 9.52), (2_048, 291.8, 1_250)],
)
def test_the_sizes_that_are_published_cost_what_is_published(kilobytes: int, read: float, write: float) -> None:
    # Two replicas are asked.
    assert (read_units(kilobytes * KB), write_units(kilobytes * KB)) == (2 * read, write)


def test_sizes_in_between_lie_on_the_line() -> None:
    assert read_units(3 * KB) == pytest.approx(2.18)
    assert write_units(KB + KB // 2) == pytest.approx(5.62)
    assert read_units(3_000 * KB) == read_units(2_048 * KB)


def test_a_query_costs_something_though_it_finds_nothing() -> None:
    assert query_units(0) == pytest.approx(4.6)
    assert query_units(500) == pytest.approx(6.6)


@pytest.mark.parametrize(("size", "operations"), [(0, 1), (1, 1), (64 * KB, 1), (64 * KB + 1, 2), (256 * KB, 4)])
def test_messages_are_billed_by_64_kb(size: int, operations: int) -> None:
    assert bus_operations(size) == operations

"""What requests cost, in request units, by the published table for documents of a size.

https://learn.microsoft.com/azure/cosmos-db/understand-request-unit-consumption, in between by proportion. The account
that is emulated reads with session consistency's price; strong consistency doubles it. What a query costs beyond the
documents it gives is a rough figure: Microsoft names none.
"""

from bisect import bisect_left

_READS = {
    1: 1.0,
    2: 1.04,
    4: 1.14,
    8: 1.33,
    16: 1.67,
    32: 2.19,
    64: 4.76,
    128: 9.95,
    256: 20.28,
    512: 40.95,
    1024: 145.9,
    2048: 291.8,
}
_WRITES = {
    1: 4.95,
    2: 6.29,
    4: 6.67,
    8: 7.04,
    16: 9.52,
    32: 11.23,
    64: 22.67,
    128: 48.19,
    256: 98.29,
    512: 184.57,
    1024: 625.0,
    2048: 1250.0,
}
_QUERY = 2.3
"""Of a query that finds nothing."""
_OF_A_READ = 0.1
"""How much of a point read's price a query adds for a document it finds."""


def read_charge(size: int) -> float:
    """Of a point read of a document of `size` bytes, or of finding that there is none."""
    return _looked_up(_READS, size)


def write_charge(size: int) -> float:
    """Of a write or a deletion of a document of `size` bytes."""
    return _looked_up(_WRITES, size)


def query_charge(sizes: list[int]) -> float:
    """Of a page of a query or of the feed."""
    return round(_QUERY + sum(_OF_A_READ * read_charge(size) for size in sizes), 2)


def _looked_up(table: dict[int, float], size: int) -> float:
    kilobytes = min(max(size / 1024, 1), 2048)
    sizes = list(table)
    above = sizes[bisect_left(sizes, kilobytes)]
    if above == 1:
        return table[1]
    below = above // 2
    share = (kilobytes - below) / (above - below)
    return round(table[below] + share * (table[above] - table[below]), 2)

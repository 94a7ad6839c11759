"""What Azure charges for, by its published tables. Prices are not here: they differ by region and change.

Request units: https://learn.microsoft.com/azure/cosmos-db/understand-request-unit-consumption ("Document size"), for
session and eventual consistency; with strong, which is ours (docs/adr/0016), reads and queries cost twice that, since
two replicas are asked (https://learn.microsoft.com/azure/cosmos-db/consistency-levels, "Consistency levels and
throughput"). Service Bus operations: https://azure.microsoft.com/pricing/details/service-bus/ (a
send, a receive and a completion are an operation each, for every 64 KB begun) and
https://learn.microsoft.com/azure/service-bus-messaging/service-bus-auto-forwarding (so is a forwarded copy).
"""

from collections.abc import Sequence
from itertools import pairwise

KB = 1_024
READS = (
    (1, 1.00), (2, 1.04), (4, 1.14), (8, 1.33), (16, 1.67), (32, 2.19), (64, 4.76), (128, 9.95), (256, 20.28),
    (512, 40.95), (1_024, 145.90), (2_048, 291.80),
)  # fmt: skip
"""KB of a document → request units to read it by its id, from one replica."""
WRITES = (
    (1, 4.95), (2, 6.29), (4, 6.67), (8, 7.04), (16, 9.52), (32, 11.23), (64, 22.67), (128, 48.19), (256, 98.29),
    (512, 184.57), (1_024, 625.00), (2_048, 1_250.00),
)  # fmt: skip
"""KB of a document → request units to write it."""
QUERY = 2.3
"""Request units of a query in one partition before it reads anything, from one replica."""
REPLICAS = 2
"""How many a read or a query asks under strong consistency, each for its full price."""
OPERATION_BYTES = 64 * KB


def read_units(size: int) -> float:
    """Request units to read a document of so many bytes; one that is not there costs what the smallest does."""
    return REPLICAS * _between(READS, size)


def write_units(size: int) -> float:
    """Request units to create, replace, increment or delete a document of so many bytes."""
    return _between(WRITES, size)


def query_units(size: int) -> float:
    """Request units of a query in one partition that gives documents of so many bytes in all."""
    return REPLICAS * QUERY + (read_units(size) if size else 0)


def bus_operations(size: int) -> int:
    """Operations of sending, forwarding, receiving or completing a message of so many bytes: of one of the four."""
    return max(1, -(-size // OPERATION_BYTES))


def _between(table: Sequence[tuple[int, float]], size: int) -> float:
    """The table's figure, on a straight line between the sizes that it names."""
    kilobytes = size / KB
    if kilobytes <= table[0][0]:
        return table[0][1]
    for (low, least), (high, most) in pairwise(table):
        if kilobytes <= high:
            return least + (most - least) * (kilobytes - low) / (high - low)
    return table[-1][1]

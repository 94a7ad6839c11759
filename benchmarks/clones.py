"""A great many documents in little time: rows that the platform wrote itself, written again with other ids and times.

Past the adapter, which would take ten times as long: what is measured is how things are with them, not how they came.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

type Values = Mapping[str, str]
"""What stands in place of each mark."""


@contextmanager
def cloning(path: Path, tables: Sequence[str]) -> Iterator[sqlite3.Connection]:
    """A connection for writing to these tables of a store's file as fast as it goes. Nobody else may have it open:
    meanwhile it is without its indexes, and without what would save it if the machine stopped."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-524288", "locking_mode=EXCLUSIVE"):
            connection.execute(f"PRAGMA {pragma}")
        found = connection.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index'").fetchall()
        indexes = [(name, sql) for name, table, sql in found if sql is not None and table in tables]
        for name, _ in indexes:
            connection.execute(f'DROP INDEX "{name}"')
        yield connection
        for _, sql in indexes:
            connection.execute(sql)
    finally:
        connection.close()


@dataclass(frozen=True, slots=True)
class Template:
    """A row of a table, in which marks can be given other values."""

    insert: str
    columns: Sequence[Any]
    """Those with marks as text for `%`, the others as they are."""
    marked: Sequence[bool]

    def rows(self, values: Iterable[Values]) -> Iterator[Sequence[Any]]:
        """The row, for each of the values."""
        pairs = list(zip(self.columns, self.marked, strict=True))
        for each in values:
            yield [column % each if marked else column for column, marked in pairs]


def templates(
    connection: sqlite3.Connection, table: str, *, kinds: Sequence[str], marks: Mapping[str, str]
) -> list[Template]:
    """Every row of a container that has one of the kinds and one of the marks, which are told apart by their names."""
    names = [name for _, name, *_ in connection.execute(f'PRAGMA table_info("{table}")') if name != "number"]
    columns = ", ".join(f'"{name}"' for name in names)
    holes = ", ".join("?" * len(names))
    insert = f'INSERT INTO "{table}" ({columns}) VALUES ({holes})'  # noqa: S608 - our own names
    kind = "json_extract(body, '$.type')"
    query = f'SELECT {columns} FROM "{table}" WHERE {kind} IN ({", ".join("?" * len(kinds))})'  # noqa: S608
    found = []
    for row in connection.execute(query, tuple(kinds)):
        made = [_marked(column, marks) for column in row]
        marked = [one != other for one, other in zip(made, row, strict=True)]
        if any(marked):
            # Where nothing was marked, "%" stays as it is.
            columns_of = [new if is_marked else old for new, old, is_marked in zip(made, row, marked, strict=True)]
            found.append(Template(insert, columns_of, marked))
    return found


def write(connection: sqlite3.Connection, template: Template, values: Iterable[Values]) -> None:
    """Write the row for each of the values: quickest in the order of partitions and ids."""
    connection.execute("BEGIN")
    connection.executemany(template.insert, template.rows(values))
    connection.execute("COMMIT")


def _marked(column: Any, marks: Mapping[str, str]) -> Any:
    if not isinstance(column, str) or not any(mark in column for mark in marks):
        return column
    text = column.replace("%", "%%")
    for mark, name in marks.items():
        text = text.replace(mark, f"%({name})s")
    return text

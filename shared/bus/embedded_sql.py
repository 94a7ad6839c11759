"""The statements of the embedded broker (shared/bus/embedded.py).

Every statement finds its rows by the primary key or by `message_by_state`; a test asks SQLite for the plan of each.
All moments are microseconds since 1970.
"""
# ruff: noqa: S608 - what is put together here are constants of this module

from typing import Final

from shared.bus.port import DEAD_LETTER_MARKS

READY: Final = 0
SCHEDULED: Final = 1
LOCKED: Final = 2
DEAD: Final = 3

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS message (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    queue TEXT NOT NULL,
    state INTEGER NOT NULL,
    -- Ready: enqueued_at, the place in the queue. Scheduled: when it becomes visible. Locked: when the lock ends.
    -- Dead: since when.
    at INTEGER NOT NULL,
    enqueued_at INTEGER NOT NULL,
    deliveries INTEGER NOT NULL DEFAULT 0,
    lock INTEGER,
    id TEXT NOT NULL,
    subject TEXT NOT NULL,
    content_type TEXT NOT NULL,
    correlation_id TEXT,
    properties TEXT NOT NULL,
    reason TEXT,
    description TEXT,
    body BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS message_by_state ON message (queue, state, at);
CREATE TABLE IF NOT EXISTS accepted (
    topic TEXT NOT NULL,
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (topic, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS accepted_by_time ON accepted (at);
"""


def _oldest(state: int, condition: str = "TRUE") -> str:
    return f"""SELECT sequence FROM message WHERE queue = :queue AND state = {state} AND {condition}
        ORDER BY at, sequence LIMIT :limit"""


def _first(state: int) -> str:
    return f"(SELECT at FROM message WHERE queue = ?1 AND state = {state} ORDER BY at LIMIT 1)"


REMEMBER: Final = """
INSERT INTO accepted (topic, id, at) VALUES (?, ?, ?)
ON CONFLICT (topic, id) DO UPDATE SET at = excluded.at WHERE accepted.at <= ?
"""
"""Changes a row unless the topic has accepted a message of this id after the last parameter."""
FORGETTABLE: Final = "SELECT topic, id FROM accepted WHERE at <= ? ORDER BY at LIMIT ?"
FORGET: Final = "DELETE FROM accepted WHERE topic = ? AND id = ?"
INSERT: Final = """
INSERT INTO message (queue, state, at, enqueued_at, id, subject, content_type, correlation_id, properties, body)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

NEXT: Final = f"SELECT {_first(READY)}, {_first(SCHEDULED)}, {_first(LOCKED)}, {_first(DEAD)}"
"""The first moment of each state; NULL where there is no such message."""
COLUMNS: Final = """sequence, enqueued_at, deliveries, id, subject, content_type, correlation_id, properties, reason,
    description, body"""
SHOW: Final = f"""
UPDATE message SET state = {READY} WHERE sequence IN ({_oldest(SCHEDULED, "at <= :now")})
"""
_GIVE_BACK = f"""
UPDATE message SET
    lock = NULL,
    state = iif(deliveries < :max, {READY}, {DEAD}),
    at = iif(deliveries < :max, enqueued_at, :now),
    reason = iif(deliveries < :max, NULL, 'MaxDeliveryCountExceeded'),
    description = iif(deliveries < :max, NULL, 'not settled in ' || deliveries || ' deliveries')
"""
EXPIRE: Final = f"{_GIVE_BACK} WHERE sequence IN ({_oldest(LOCKED, 'at <= :now')})"
FIRST_READY: Final = f"""
SELECT {COLUMNS} FROM message WHERE queue = ? AND state = {READY} ORDER BY at, sequence LIMIT ?
"""
TAKE: Final = f"UPDATE message SET state = {LOCKED}, at = ?, lock = ?, deliveries = deliveries + 1 WHERE sequence = ?"
"""A second statement for what FIRST_READY found: `UPDATE ... RETURNING` takes ten times as long."""
UNDO_TAKE: Final = f"""
UPDATE message SET state = {READY}, at = enqueued_at, lock = NULL, deliveries = deliveries - 1
WHERE queue = :queue AND state = {LOCKED} AND lock = :lock
"""

_HELD = f"sequence = :sequence AND lock = :lock AND queue = :queue AND state = {LOCKED} AND at > :now"
COMPLETE: Final = f"DELETE FROM message WHERE {_HELD}"
ABANDON: Final = f"{_GIVE_BACK} WHERE {_HELD}"
DEAD_LETTER: Final = f"""
UPDATE message SET state = {DEAD}, at = :now, lock = NULL, reason = :reason, description = :description WHERE {_HELD}
"""
RENEW: Final = f"UPDATE message SET at = :until WHERE {_HELD}"
RELEASE: Final = f"""
UPDATE message SET state = {READY}, at = enqueued_at, lock = NULL, deliveries = deliveries - 1 WHERE {_HELD}
"""

PEEK: Final = f"""
SELECT {COLUMNS} FROM message WHERE queue = ? AND state = {DEAD} ORDER BY at, sequence LIMIT ?
"""
REPLAY: Final = f"""
UPDATE message SET
    state = {READY}, at = :now, enqueued_at = :now, deliveries = 0, reason = NULL, description = NULL,
    properties = json_remove(properties, {", ".join(f"'$.{mark}'" for mark in DEAD_LETTER_MARKS)})
WHERE sequence IN ({_oldest(DEAD)})
"""
PURGE: Final = f"DELETE FROM message WHERE sequence IN ({_oldest(DEAD, 'at <= :kept')})"
BROWSE: Final = f"""
SELECT state, {COLUMNS} FROM message
WHERE sequence >= ? AND +queue = ? AND (state = {DEAD}) = ? ORDER BY sequence LIMIT ?
"""
"""The plus keeps SQLite from the index by state, after which it would have to sort."""
DISCARD: Final = f"DELETE FROM message WHERE sequence = ? AND queue = ? AND state = {DEAD}"
COUNT: Final = "SELECT state, count(*) FROM message WHERE queue = ? GROUP BY state"

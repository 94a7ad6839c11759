"""What happened in a run, line by line, for whoever replays a seed."""

from collections.abc import Sequence

from shared.store.port import Create, Delete, Increment, Operation, Replace, Upsert


class History:
    """Kept only if somebody wants to read it: `lines` is None otherwise."""

    def __init__(self) -> None:
        self.lines: list[str] | None = None

    def note(self, time: float, text: str) -> None:
        """Something happened."""
        if self.lines is not None:
            self.lines.append(f"{time:11.3f}  {text}")

    def wrote(self, time: float, container: str, operations: Sequence[Operation]) -> None:
        """A batch was committed."""
        if self.lines is not None:
            self.note(time, f"  wrote {container}: " + ", ".join(map(_said, operations)))


def _said(operation: Operation) -> str:
    if isinstance(operation, Delete | Increment):
        return f"{type(operation).__name__} {operation.id[-12:]}"
    assert isinstance(operation, Create | Replace | Upsert)
    body = operation.body
    kind = body["event"]["type"].split(".")[2] if body["type"] == "outbox" else body["type"]
    state = body.get("status") or body.get("state") or body.get("accounts") or ""
    return f"{type(operation).__name__} {kind} {body['id'][-12:]} {state}".rstrip()

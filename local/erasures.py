"""`make erasures`: members who left, as JSON lines of ids and times; and removing them again after a restore.

A backup still has those who left after it was made. So: save the log before restoring, by `make -s erasures`, restore,
start, and `make erasures REPLAY=<the saved file>` (REPLAY=log is the log that is there). Whoever is gone already only
has the others told again, to whom it changes nothing. It may be done while the platform runs, or before it starts.
"""

import argparse
import asyncio
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
from pydantic import TypeAdapter, ValidationError

from shared.dependencies import close_dependencies, dependencies
from shared.settings import SettingsError

if TYPE_CHECKING:
    from functions.member.erasures import Erasure

_LOG = "log"


def _saved(path: str) -> "list[Erasure]":
    from functions.member.erasures import Erasure  # noqa: PLC0415 - importing a context reads its settings

    erasure, found = TypeAdapter(Erasure), []
    for number, line in enumerate(Path(path).read_bytes().splitlines(), start=1):
        try:
            found.append(erasure.validate_json(line))
        except ValidationError:
            raise ValueError(f"{path}, line {number}, is no erasure") from None
    return found


async def main() -> int:
    """List, or replay; the exit code."""
    parser = argparse.ArgumentParser(prog="make erasures", description=__doc__)
    parser.add_argument("--replay", metavar="FILE", help="remove again whom this saved log names, or the `log` itself")
    arguments = parser.parse_args()
    os.environ["KTRAVEL_CONTEXTS"] = ""  # an operator is no context's process
    os.environ.setdefault("KTRAVEL_ENVIRONMENT", "local")
    from functions.member import erasures, leaving  # noqa: PLC0415 - importing a context reads its settings

    deps = dependencies("member")
    try:
        if arguments.replay is None:
            async for erasure in erasures.log(deps):
                print(orjson.dumps(asdict(erasure)).decode())
        else:
            saved = (
                [each async for each in erasures.log(deps)] if arguments.replay == _LOG else _saved(arguments.replay)
            )
            for erasure in saved:
                await leaving.erase_again(deps, erasure)
            print(f"{len(saved)} members removed again; the running platform does the rest.")
    finally:
        await close_dependencies()
    return 0


if __name__ == "__main__":
    try:
        sys.exit(asyncio.run(main()))
    except (SettingsError, ValueError, OSError) as failure:
        sys.exit(str(failure))

"""The JSON Schemas of the published events, made from their models: `python -m local.event_schemas`.

docs/events/ is its output, checked in, for those who read our topics without our code.
"""

import argparse
import json
import sys
from pathlib import Path

from shared.events import PUBLISHED

DIRECTORY = Path(__file__).parent.parent / "docs" / "events"


def render() -> dict[str, str]:
    """File name → JSON Schema of the event's `data`."""
    files = {}
    for model in PUBLISHED:
        schema = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"urn:ktravel:event:{model.type()}",
            **model.model_json_schema(by_alias=True),
        }
        files[f"{model.type()}.json"] = json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
    return files


def main() -> int:
    """Write the schemas, or compare them with what is checked in."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    files = render()
    if parser.parse_args().check:
        present = {path.name: path.read_text(encoding="utf-8") for path in DIRECTORY.glob("*.json")}
        return 0 if present == files else 1
    DIRECTORY.mkdir(parents=True, exist_ok=True)
    for path in DIRECTORY.glob("*.json"):
        if path.name not in files:
            path.unlink()
    for name, text in files.items():
        (DIRECTORY / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What the checks look at: the texts of infra/ and of the code, of this checkout or of a copy with one change in it.

A check takes `Sources` and returns what it finds wrong, so that a test can show two things: nothing is wrong here, and
it would be said if it were (`changed`).
"""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from pycep import BicepParser

from shared.topology import Topology

ROOT = Path(__file__).parents[2]
_READ = ("infra/*.bicep", "infra/modules/*.bicep", "infra/*.bicepparam", "infra/*.json", "azure.yaml", "host.json")
_CODE = ("function_app.py", "shared/**/*.py", "functions/**/*.py", "local.settings.sample.json")


@dataclass(frozen=True)
class Sources:
    """Texts by path, relative to the checkout."""

    texts: Mapping[str, str]

    def changed(self, path: str, old: str, new: str) -> "Sources":
        """A copy in which `old`, which is there, is `new`."""
        assert old in self.texts[path], f"{path} has no {old!r}"
        return replace(self, texts={**self.texts, path: self.texts[path].replace(old, new)})

    def under(self, prefix: str, suffix: str = ".py") -> Iterator[tuple[str, str]]:
        """Path and text of every file in a folder."""
        return ((path, text) for path, text in self.texts.items() if path.startswith(prefix) and path.endswith(suffix))

    @property
    def bicep(self) -> Mapping[str, str]:
        """The Bicep files."""
        return dict(self.under("infra/", ".bicep"))

    @property
    def topology(self) -> Topology:
        """The one list of containers, topics and queues."""
        return Topology.model_validate_json(self.texts["infra/topology.json"])

    def parsed(self, path: str) -> dict[str, Any]:
        """A Bicep file as pycep reads it: globals, parameters, variables, resources, modules."""
        return _parsed(self.texts[path])


@cache
def sources() -> Sources:
    """This checkout."""
    paths = {path for pattern in (*_READ, *_CODE) for path in ROOT.glob(pattern)}
    # What azd's hook chooses for this machine is a copy of one of the others.
    paths.discard(ROOT / "infra/main.bicepparam")
    return Sources({str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in sorted(paths)})


@cache
def tree(text: str) -> ast.Module:
    """Python, parsed once."""
    return ast.parse(text)


def joined(text: str) -> str:
    """Bicep with each condition on one line: pycep, and so checkov, knows no `?` or `:` that begins one."""
    return re.sub(r"\n\s*([?:]) ", r" \1 ", text)


@cache
def _parsed(text: str) -> dict[str, Any]:
    return dict(_parser().parse(text=joined(text)))


@cache
def _parser() -> BicepParser:
    return BicepParser()  # it reads its grammar, which takes a second


def walk(node: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    """Every value in a parsed file with the keys that lead to it."""
    yield path, node
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from walk(value, (*path, str(key)))
    elif isinstance(node, list | tuple):
        for value in node:
            yield from walk(value, path)


def body(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is between a resource's braces, whether it has a condition, a loop, both or neither."""
    config: Mapping[str, Any] = resource["config"]
    return config["config"] if {"loop_type", "condition"} & config.keys() else config


def loop(resource: Mapping[str, Any]) -> object:
    """What a resource is repeated for, or None."""
    repeated = resource["config"].get("loop_type")
    return None if repeated is None else repeated["detail"]["array_name"]


def without_comments(text: str) -> str:
    """Bicep without its comments, each run of white space one space."""
    return re.sub(r"\s+", " ", re.sub(r"(?m)(^|\s)//[^\n]*", "", text)).strip()


def json_of(text: str) -> Any:
    """JSON."""
    return json.loads(text)

"""Matching a path to a route, as the Functions host (ASP.NET Core) does it, in a few dictionary look-ups.

Templates know `{name}`, `{name:int}`, `{name?}` and `{*name}`, each for whole segments. Literals match whatever their
case and beat parameters; a parameter with a constraint beats one without; `{*name}` comes last. A route whose methods
do not fit is passed over, so a wrong method finds another route or none.
"""

import re
from urllib.parse import unquote

_PARAMETER = re.compile(r"\{(?P<rest>\*)?(?P<name>\w+)(?::(?P<constraint>\w+))?(?P<optional>\?)?\}")
_CONSTRAINTS = {"int": re.compile(r"[+-]?\d{1,10}")}
_ENCODED_SLASH = re.compile("%2f", re.IGNORECASE)


class BadTemplate(ValueError):  # noqa: N818
    """A route template that is not understood here."""


class _Node[T]:
    __slots__ = ("constrained", "literals", "parameter", "rest", "targets")

    def __init__(self) -> None:
        self.literals: dict[str, _Node[T]] = {}
        self.constrained: list[tuple[re.Pattern[str], _Node[T]]] = []
        self.parameter: _Node[T] | None = None
        self.rest: _Node[T] | None = None
        self.targets: dict[str, tuple[T, tuple[str, ...]]] = {}
        """Method → what to do, and the names of the parameters on the way here."""


class Router[T]:
    """Routes to targets. `prefix` is host.json's routePrefix."""

    def __init__(self, prefix: str = "") -> None:
        self._prefix = [part for part in prefix.split("/") if part]
        self._root: _Node[T] = _Node()

    def add(self, methods: list[str], template: str, target: T) -> None:
        """Route `methods` of `template` to `target`. Raises `BadTemplate`, also for one that is taken."""
        parts = [*self._prefix, *(part for part in template.split("/") if part)]
        self._add(methods, parts, target)
        last = _PARAMETER.fullmatch(parts[-1]) if parts else None
        if last is not None and (last["optional"] or last["rest"]):
            self._add(methods, parts[:-1], target)

    def _add(self, methods: list[str], parts: list[str], target: T) -> None:
        node, names = self._root, []
        for position, part in enumerate(parts):
            match = _PARAMETER.fullmatch(part)
            if match is None:
                if "{" in part or "}" in part:
                    raise BadTemplate(f"{part!r} in {'/'.join(parts)!r} is not understood")
                node = node.literals.setdefault(part.lower(), _Node())
                continue
            if (match["optional"] or match["rest"]) and position != len(parts) - 1:
                raise BadTemplate(f"{part!r} in {'/'.join(parts)!r} must come last")
            names.append(match["name"])
            node = _child(node, match)
        for method in methods:
            if method.upper() in node.targets:
                raise BadTemplate(f"{method} {'/'.join(parts)!r} is there twice")
            node.targets[method.upper()] = (target, tuple(names))

    def match(self, method: str, raw_path: str) -> tuple[T, dict[str, str]] | None:
        """The target of a path as it came over the wire, and the values of its parameters, decoded."""
        if raw_path[-1:] == "/":
            raw_path = raw_path[:-1]
        parts = raw_path[1:].split("/") if raw_path else []
        if "%" in raw_path:
            # An encoded slash stays encoded, as in Azure: it is no separator, and becomes none further on.
            parts = [unquote(_ENCODED_SLASH.sub("%252F", part)) for part in parts]
        values: list[str] = []
        found = _find(self._root, parts, 0, method, values)
        if found is None:
            return None
        target, names = found
        return target, dict(zip(names, values, strict=False))


def _child[T](node: _Node[T], match: re.Match[str]) -> _Node[T]:
    if match["rest"]:
        if node.rest is None:
            node.rest = _Node()
        return node.rest
    if match["constraint"]:
        pattern = _CONSTRAINTS.get(match["constraint"])
        if pattern is None:
            raise BadTemplate(f"the constraint {match['constraint']!r} is not understood")
        for known, child in node.constrained:
            if known is pattern:
                return child
        node.constrained.append((pattern, _Node()))
        return node.constrained[-1][1]
    if node.parameter is None:
        node.parameter = _Node()
    return node.parameter


def _find[T](
    node: _Node[T], parts: list[str], at: int, method: str, values: list[str]
) -> tuple[T, tuple[str, ...]] | None:
    if at == len(parts):
        return node.targets.get(method)
    part = parts[at]
    literal = node.literals.get(part.lower()) if node.literals else None
    if literal is not None and (found := _find(literal, parts, at + 1, method, values)) is not None:
        return found
    if part:
        if node.constrained:
            for pattern, child in node.constrained:
                if pattern.fullmatch(part) and (found := _descend(child, parts, at, method, values)) is not None:
                    return found
        if node.parameter is not None and (found := _descend(node.parameter, parts, at, method, values)) is not None:
            return found
    if node.rest is not None and (target := node.rest.targets.get(method)) is not None:
        values.append("/".join(parts[at:]))
        return target
    return None


def _descend[T](
    node: _Node[T], parts: list[str], at: int, method: str, values: list[str]
) -> tuple[T, tuple[str, ...]] | None:
    values.append(parts[at])
    found = _find(node, parts, at + 1, method, values)
    if found is None:
        values.pop()
    return found

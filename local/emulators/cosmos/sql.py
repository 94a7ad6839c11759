"""The SQL that shared/store/cosmos_query.py writes, parsed and evaluated as Cosmos DB does; all else is refused.

A comparison of values of different types, or with a field that is absent, is undefined: neither true nor false.
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NoReturn

from local.emulators.cosmos.wire import UnsupportedError, WireError

type Document = Mapping[str, Any]
type Expression = Callable[[Document], Any]

UNDEFINED: Final = object()
FILTER = "{documentdb-formattableorderbyquery-filter}"
"""Where the SDK puts a condition of its own into a query that orders over several partition ranges."""

_TOKEN = re.compile(r"""\s*(?:(>=|<=|[-=<>(),.*\[\]{}:])|(@\w+)|(\d+)|"([^"\\]*)"|([A-Za-z_]\w*))""")
_SIGNS: Mapping[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


def is_integer(value: object) -> bool:
    """Whether JSON's number has no fraction."""
    return isinstance(value, int | float) and not isinstance(value, bool) and value == int(value)


_FUNCTIONS: Mapping[str, Callable[[Any], bool]] = {
    "IS_DEFINED": lambda value: value is not UNDEFINED,
    "IS_NULL": lambda value: value is None,
    "IS_STRING": lambda value: isinstance(value, str),
    "IS_NUMBER": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "IS_INTEGER": is_integer,
}


@dataclass(frozen=True, slots=True)
class Statement:
    """A query. `ordered`: it gives what a query over several ranges is put together from, rather than documents."""

    top: int | None
    where: str
    """As it was written; empty without one."""
    holds: Expression
    order: Sequence[str]
    descending: bool
    ordered: bool


def parse(text: str, parameters: Sequence[Mapping[str, Any]] = ()) -> Statement:
    """A query. Raises `WireError` (400) for what is not supported."""
    return _Parser(text, {each["name"]: each["value"] for each in parameters}).statement()


@lru_cache(maxsize=256)
def parse_condition(text: str) -> Expression:
    """The condition of a patch: FROM c WHERE ..."""
    parser = _Parser(text, {})
    parser.words("FROM", "c", "WHERE")
    condition = parser.expression()
    parser.end()
    return condition


def sortable(value: object) -> tuple[int, Any]:
    """Where a value comes in Cosmos DB's order of types: what is absent, null, truth values, numbers, text."""
    if value is UNDEFINED:
        return 0, 0
    if value is None:
        return 1, 0
    if isinstance(value, bool):
        return 2, value
    if isinstance(value, int | float):
        return 3, value
    return (4, value) if isinstance(value, str) else (5, 0)


class _Parser:
    def __init__(self, text: str, parameters: Mapping[str, Any]) -> None:
        self._text = text
        self._parameters = parameters
        self._tokens = list(_tokens(text))
        self._next = 0

    def statement(self) -> Statement:
        self.words("SELECT")
        top = None
        if self._take("TOP"):
            top = int(self._value(self._word()))
        ordered = not self._take("*")
        if ordered:
            self._ordered_form()
        self.words("FROM", "c")
        begins = ends = self._place()
        holds: Expression = _always
        if self._take("WHERE"):
            begins = self._place()
            holds = self.expression()
            ends = self._place()
        order, descending = self._order_by() if self._take("ORDER") else ((), False)
        self.end()
        return Statement(top, self._text[begins:ends].strip(), holds, order, descending, ordered)

    def words(self, *expected: str) -> None:
        for word in expected:
            if not self._take(word):
                self._refuse()

    def end(self) -> None:
        if self._next != len(self._tokens):
            self._refuse()

    def expression(self) -> Expression:
        terms = [self._conjunction()]
        while self._take("OR"):
            terms.append(self._conjunction())
        return terms[0] if len(terms) == 1 else lambda document: _any(term(document) for term in terms)

    def _conjunction(self) -> Expression:
        terms = [self._term()]
        while self._take("AND"):
            terms.append(self._term())
        return terms[0] if len(terms) == 1 else lambda document: _all(term(document) for term in terms)

    def _term(self) -> Expression:
        if self._take("NOT"):
            negated = self._term()
            return lambda document: _not(negated(document))
        if self._take("("):
            inner = self.expression()
            self.words(")")
            return inner
        if self._take("true"):
            return _always
        if self._peek() in _FUNCTIONS:
            function = _FUNCTIONS[self._word()]
            self.words("(")
            operand = self._operand()
            self.words(")")
            return lambda document: function(operand(document))
        return self._comparison()

    def _comparison(self) -> Expression:
        left = self._operand()
        if self._take("IN"):
            self.words("(")
            values = [self._operand()]
            while self._take(","):
                values.append(self._operand())
            self.words(")")
            return lambda document: _any(_equal(left(document), value(document)) for value in values)
        sign = self._word()
        right = self._operand()
        if sign == "=":
            return lambda document: _equal(left(document), right(document))
        if sign in _SIGNS:
            return lambda document: _compare(_SIGNS[sign], left(document), right(document))
        return self._refuse()

    def _operand(self) -> Expression:
        word = self._word()
        if word == "c":
            self.words(".")
            field = self._word()
            return lambda document: document.get(field, UNDEFINED)
        value = self._value(word)
        return lambda _: value

    def _value(self, word: str) -> Any:
        if word.startswith("@"):
            if word not in self._parameters:
                raise WireError(400, f"The parameter {word} is not given.")
            return self._parameters[word]
        if word == "-":
            return -int(self._word())
        if word.isdecimal():
            return int(word)
        return self._refuse()

    def _order_by(self) -> tuple[Sequence[str], bool]:
        self.words("BY")
        order: list[str] = []
        directions: set[str] = set()
        while not order or self._take(","):
            self.words("c", ".")
            order.append(self._word())
            directions.add(self._word())
        if directions not in ({"ASC"}, {"DESC"}):
            self._refuse()
        return order, directions == {"DESC"}

    def _ordered_form(self) -> None:
        """c._rid, [{"item": c.a}, {"item": c.b}] AS orderByItems, c AS payload"""
        self.words("c", ".", "_rid", ",", "[")
        while not self._take("]"):
            self.words("{", "item", ":", "c", ".")
            self._word()
            self.words("}")
            self._take(",")
        self.words("AS", "orderByItems", ",", "c", "AS", "payload")

    def _peek(self) -> str:
        return self._tokens[self._next][0] if self._next < len(self._tokens) else ""

    def _word(self) -> str:
        word = self._peek()
        self._next += 1
        return word

    def _take(self, word: str) -> bool:
        taken = self._peek() == word
        self._next += taken
        return taken

    def _place(self) -> int:
        return self._tokens[self._next][1] if self._next < len(self._tokens) else len(self._text)

    def _refuse(self) -> NoReturn:
        raise UnsupportedError(f"this SQL (it stops making sense to it at {self._place()}): {self._text}")


def _tokens(text: str) -> Sequence[tuple[str, int]]:
    """Each with the place where it begins."""
    found = []
    place = 0
    while text[place:].strip():
        match = _TOKEN.match(text, place)
        if match is None:
            raise UnsupportedError(f"this SQL (at {place}): {text}")
        found.append((next(group for group in match.groups() if group is not None), match.start(match.lastindex or 0)))
        place = match.end()
    return found


def _always(_: Document) -> bool:
    return True


def _kind(value: object) -> int:
    return sortable(value)[0]


def _equal(left: object, right: object) -> object:
    if left is UNDEFINED or right is UNDEFINED:
        return UNDEFINED
    return _kind(left) == _kind(right) and left == right


def _compare(sign: Callable[[Any, Any], bool], left: object, right: object) -> object:
    if _kind(left) != _kind(right) or not isinstance(left, str | int | float):
        return UNDEFINED
    return sign(left, right)


def _not(value: object) -> object:
    return not value if isinstance(value, bool) else UNDEFINED


def _any(values: Any) -> object:
    found = list(values)
    if any(value is True for value in found):
        return True
    return UNDEFINED if UNDEFINED in found else False


def _all(values: Any) -> object:
    found = list(values)
    if any(value is False for value in found):
        return False
    return UNDEFINED if UNDEFINED in found else True

"""AMQP 1.0's types (part 1 of the standard) to Python values and back.

What Python has no type of its own for is a subclass of the nearest, so that a value that was read is written as the
same type again.
"""

import struct
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID


class Symbol(str):
    """symbol"""

    __slots__ = ()


class Char(str):
    """char"""

    __slots__ = ()


class UByte(int):
    """ubyte"""


class UShort(int):
    """ushort"""


class UInt(int):
    """uint"""


class ULong(int):
    """ulong"""


class Byte(int):
    """byte"""


class Short(int):
    """short"""


class Int(int):
    """int; a plain `int` is a long"""


class Timestamp(int):
    """timestamp: milliseconds since 1970"""


class Float(float):
    """float; a plain `float` is a double"""


class Decimal(bytes):
    """decimal32, 64 or 128, unread"""


class Described:
    """A described value. Performatives, sections and outcomes are lists with the code that says what they are."""

    __slots__ = ("descriptor", "value")

    def __init__(self, descriptor: Any, value: Any) -> None:
        self.descriptor = descriptor
        self.value = value

    def fields(self, count: int) -> list[Any]:
        """The first `count` fields of a described list; those that were left out are None."""
        found = list(self.value or ())
        return (found + [None] * count)[:count]


class Array(list[Any]):
    """array, of the type that one-byte constructor `code` names"""

    def __init__(self, code: int, items: list[Any]) -> None:
        super().__init__(items)
        self.code = code


_LENGTH = struct.Struct(">I")
_DESCRIBED = 0x00
_UUID = 0x98
_FIXED: Mapping[int, tuple[str, Callable[[Any], Any]]] = {
    0x50: (">B", UByte),
    0x51: (">b", Byte),
    0x52: (">B", UInt),
    0x53: (">B", ULong),
    0x54: (">b", Int),
    0x55: (">b", int),
    0x56: (">B", bool),
    0x60: (">H", UShort),
    0x61: (">h", Short),
    0x70: (">I", UInt),
    0x71: (">i", Int),
    0x72: (">f", Float),
    0x73: (">I", lambda code: Char(chr(code))),
    0x74: (">4s", Decimal),
    0x80: (">Q", ULong),
    0x81: (">q", int),
    0x82: (">d", float),
    0x83: (">q", Timestamp),
    0x84: (">8s", Decimal),
    0x94: (">16s", Decimal),
    _UUID: (">16s", lambda raw: UUID(bytes=raw)),
}
_EMPTY: Mapping[int, Callable[[], Any]] = {
    0x40: lambda: None,
    0x41: lambda: True,
    0x42: lambda: False,
    0x43: lambda: UInt(0),
    0x44: lambda: ULong(0),
    0x45: list,
}
_VARIABLE: Mapping[int, Callable[[bytes], Any]] = {
    0xA0: bytes,
    0xA1: lambda raw: raw.decode(),
    0xA3: lambda raw: Symbol(raw.decode("ascii")),
    0xB0: bytes,
    0xB1: lambda raw: raw.decode(),
    0xB3: lambda raw: Symbol(raw.decode("ascii")),
}
_SHORT_FORMS = frozenset({0xA0, 0xA1, 0xA3, 0xC0, 0xC1, 0xE0})
_MAPS = frozenset({0xC1, 0xD1})
_ARRAYS = frozenset({0xE0, 0xF0})


class NotAmqp(ValueError):  # noqa: N818
    """These bytes are no AMQP value."""


def decode(data: bytes, position: int = 0) -> tuple[Any, int]:
    """The value at `position` and where it ends. Raises `NotAmqp`."""
    try:
        code = data[position]
        if code != _DESCRIBED:
            return _decode_as(code, data, position + 1)
        descriptor, position = decode(data, position + 1)
        value, position = decode(data, position)
        return Described(descriptor, value), position
    except (IndexError, struct.error, UnicodeDecodeError, OverflowError) as error:
        raise NotAmqp(f"a value cannot be read at byte {position}") from error


def _decode_as(code: int, data: bytes, position: int) -> tuple[Any, int]:
    if (empty := _EMPTY.get(code)) is not None:
        return empty(), position
    if (fixed := _FIXED.get(code)) is not None:
        form, make = fixed
        return make(struct.unpack_from(form, data, position)[0]), position + struct.calcsize(form)
    size, position = _number(code, data, position)
    end = position + size
    if end > len(data):
        raise NotAmqp(f"a value is said to be {size} bytes and is shorter")
    if (variable := _VARIABLE.get(code)) is not None:
        return variable(data[position:end]), end
    if code >> 4 in (0xC, 0xD, 0xE, 0xF):
        count, position = _number(code, data, position)
        return _decode_compound(code, data, position, count), end
    raise NotAmqp(f"there is no type 0x{code:02x}")


def _decode_compound(code: int, data: bytes, position: int, count: int) -> Any:
    if code in _ARRAYS:
        element = data[position]
        items = []
        position += 1
        for _ in range(count):
            item, position = _decode_as(element, data, position)
            items.append(item)
        return Array(element, items)
    found = []
    for _ in range(count):
        item, position = decode(data, position)
        found.append(item)
    return dict(zip(found[::2], found[1::2], strict=True)) if code in _MAPS else found


def _number(code: int, data: bytes, position: int) -> tuple[int, int]:
    if code in _SHORT_FORMS:
        return data[position], position + 1
    return _LENGTH.unpack_from(data, position)[0], position + _LENGTH.size


def _variable(short: int, raw: bytes) -> bytes:
    return bytes((short, len(raw))) + raw if len(raw) < 256 else bytes((short + 0x10,)) + _LENGTH.pack(len(raw)) + raw  # noqa: PLR2004


def _compound(code: int, count: int, raw: bytes) -> bytes:
    return bytes((code,)) + _LENGTH.pack(len(raw) + _LENGTH.size) + _LENGTH.pack(count) + raw


def _encode_array(array: Array) -> bytes:
    if array.code == _UUID:
        raw = b"".join(item.bytes for item in array)
    elif array.code == 0xB3:  # noqa: PLR2004 - symbols
        raw = b"".join(_LENGTH.pack(len(item)) + item.encode("ascii") for item in array)
    else:
        raw = b"".join(struct.pack(_FIXED[array.code][0], item) for item in array)
    return _compound(0xF0, len(array), bytes((array.code,)) + raw)


_ENCODERS: Mapping[type, Callable[[Any], bytes]] = {
    type(None): lambda _: b"\x40",
    bool: lambda value: b"\x41" if value else b"\x42",
    str: lambda value: _variable(0xA1, value.encode()),
    Symbol: lambda value: _variable(0xA3, value.encode("ascii")),
    bytes: lambda value: _variable(0xA0, value),
    int: lambda value: struct.pack(">Bq", 0x81, value),
    UByte: lambda value: struct.pack(">BB", 0x50, value),
    UShort: lambda value: struct.pack(">BH", 0x60, value),
    UInt: lambda value: struct.pack(">BI", 0x70, value),
    ULong: lambda value: struct.pack(">BB", 0x53, value) if value < 256 else struct.pack(">BQ", 0x80, value),  # noqa: PLR2004
    Byte: lambda value: struct.pack(">Bb", 0x51, value),
    Short: lambda value: struct.pack(">Bh", 0x61, value),
    Int: lambda value: struct.pack(">Bi", 0x71, value),
    Timestamp: lambda value: struct.pack(">Bq", 0x83, value),
    Float: lambda value: struct.pack(">Bf", 0x72, value),
    float: lambda value: struct.pack(">Bd", 0x82, value),
    Char: lambda value: struct.pack(">BI", 0x73, ord(value)),
    UUID: lambda value: bytes((_UUID,)) + value.bytes,
    Decimal: lambda value: bytes(({4: 0x74, 8: 0x84, 16: 0x94}[len(value)],)) + value,
    Described: lambda value: b"\0" + encode(value.descriptor) + encode(value.value),
    Array: _encode_array,
    list: lambda value: _compound(0xD0, len(value), b"".join(map(encode, value))) if value else b"\x45",
    dict: lambda value: _compound(0xD1, 2 * len(value), b"".join(encode(k) + encode(v) for k, v in value.items())),
}


def encode(value: Any) -> bytes:
    """The bytes of a value. Raises `KeyError` for what has no type here: a defect of the caller."""
    return _ENCODERS[type(value)](value)

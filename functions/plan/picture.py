"""The picture of a destination for link previews: sky, sun and hills or sea, drawn from the place's key.

A PNG (https://www.w3.org/TR/png/) of 256 colours, written with nothing but zlib. A row is made of a map of what stands
in front of the sky there and a table of that row's colours, so that no pixel is looked at by itself.
"""

import hashlib
import math
import random
import struct
import zlib
from collections.abc import Sequence
from functools import lru_cache

WIDTH, HEIGHT = 1200, 630

type _Colour = tuple[int, int, int]

_SKIES: tuple[tuple[_Colour, _Colour, _Colour], ...] = (
    ((86, 156, 214), (214, 236, 248), (255, 244, 200)),
    ((250, 150, 110), (255, 226, 170), (255, 250, 225)),
    ((70, 84, 150), (240, 160, 150), (255, 220, 180)),
    ((96, 186, 190), (228, 246, 236), (255, 240, 190)),
    ((150, 130, 200), (250, 214, 214), (255, 246, 220)),
)
"""The sky above, at the horizon, and its sun."""
_GROUNDS: tuple[tuple[_Colour, _Colour], ...] = (
    ((146, 186, 178), (24, 78, 72)),
    ((168, 178, 200), (40, 52, 92)),
    ((196, 188, 150), (88, 92, 48)),
    ((214, 170, 150), (104, 56, 58)),
)
"""The farthest hills, and the nearest."""
_SEA: tuple[_Colour, _Colour] = ((150, 206, 214), (22, 100, 134))
"""Its glitter, and itself."""
BY_THE_SEA = frozenset(
    {
        *(
            "busan",
            "gangneung",
            "geoje",
            "incheon",
            "jeju",
            "mokpo",
            "namhae",
            "pohang",
            "sokcho",
            "taean",
            "tongyeong",
        ),
        *("yeosu", "bali", "barcelona", "cebu", "da-nang", "fukuoka", "hong-kong", "okinawa", "singapore"),
    }
)
"""Destinations of the catalogue that people go to for the sea, too."""
_SKY_STEPS = 160
_LAYERS = 4
_HORIZON = 0.56
_SUN = 250
_GLINT = 251


@lru_cache(maxsize=64)
def picture(place_key: str) -> bytes:
    """The PNG for a destination: the same for the same key."""
    chance = random.Random(hashlib.sha256(place_key.encode()).digest())  # noqa: S311 - a picture, no secret
    sky = chance.choice(_SKIES)
    ground = chance.choice(_GROUNDS)
    sea = place_key in BY_THE_SEA
    sun = (chance.uniform(0.15, 0.85) * WIDTH, chance.uniform(0.18, 0.42) * HEIGHT, chance.uniform(46, 78))
    tops = [_top(chance, layer, flat=sea and layer == _LAYERS - 1) for layer in range(_LAYERS)]
    palette = _palette(sky, ground, sea=sea)
    return _png(palette, _rows(tops, sun, _glints(chance) if sea else {}))


def _top(chance: random.Random, layer: int, *, flat: bool) -> list[float]:
    """How far down each column of a layer begins; the nearer the layer the lower."""
    base = HEIGHT * (_HORIZON - 0.04 + 0.115 * layer)
    if flat:
        return [HEIGHT * 0.74] * WIDTH
    waves = [
        (
            chance.uniform(14, 52) / harmonic,
            harmonic * chance.uniform(0.7, 1.3) * math.tau / WIDTH,
            chance.uniform(0, 7),
        )
        for harmonic in (1, 2, 4, 7)
    ]
    lowest = HEIGHT - 1
    return [
        min(lowest, base + sum(size * math.sin(pace * x + start) for size, pace, start in waves)) for x in range(WIDTH)
    ]


def _glints(chance: random.Random) -> dict[int, list[tuple[int, int]]]:
    """Where the sea glitters: row → from and to."""
    glints: dict[int, list[tuple[int, int]]] = {}
    for _ in range(70):
        start = chance.randrange(WIDTH)
        row = round(HEIGHT * chance.uniform(0.76, 0.99))
        glints.setdefault(row, []).append((start, min(WIDTH, start + chance.randrange(16, 90))))
    return glints


def _palette(sky: tuple[_Colour, _Colour, _Colour], ground: tuple[_Colour, _Colour], *, sea: bool) -> bytes:
    """256 colours: the sky's steps, then two for each layer (its edge and itself), the sun's and the glints'."""
    above, horizon, sun = sky
    colours = [_between(above, horizon, step / (_SKY_STEPS - 1)) for step in range(_SKY_STEPS)]
    behind = horizon
    for layer in range(_LAYERS):
        own = _between(*ground, layer / (_LAYERS - 1))
        if sea and layer == _LAYERS - 1:
            own = _SEA[1]
        colours += [_between(behind, own, 0.5), own]
        behind = own
    colours += [(0, 0, 0)] * (256 - len(colours))
    colours[_SUN], colours[_GLINT] = sun, _SEA[0]
    return bytes(part for colour in colours for part in colour)


def _rows(
    tops: Sequence[Sequence[float]], sun: tuple[float, float, float], glints: dict[int, list[tuple[int, int]]]
) -> bytes:
    begins: list[list[tuple[int, int]]] = [[] for _ in range(HEIGHT + 1)]
    for layer, top in enumerate(tops):
        for x, y in enumerate(top):
            row = int(y)
            begins[row].append((x, 2 * layer + 1))
            begins[row + 1].append((x, 2 * layer + 2))
    front = bytearray(WIDTH)  # 0: the sky; 2n + 1: the edge of layer n; 2n + 2: the layer
    sun_x, sun_y, radius = sun
    tables = [
        bytes([step, *range(_SKY_STEPS, _SKY_STEPS + 2 * _LAYERS)]).ljust(256, b"\0") for step in range(_SKY_STEPS)
    ]
    sunny = bytes([_SUN, *range(_SKY_STEPS, _SKY_STEPS + 2 * _LAYERS)]).ljust(256, b"\0")
    rows = bytearray()
    for y in range(HEIGHT):
        for x, what in begins[y]:
            front[x] = max(front[x], what)
        line = bytearray(front.translate(tables[min(_SKY_STEPS - 1, int(y * _SKY_STEPS / (HEIGHT * _HORIZON)))]))
        half = radius**2 - (y - sun_y) ** 2
        if half > 0:
            left, right = round(sun_x - half**0.5), round(sun_x + half**0.5)
            line[left:right] = front[left:right].translate(sunny)
        for start, end in glints.get(y, ()):
            line[start:end] = bytes([_GLINT]) * (end - start)
        rows += b"\0" + line
    return bytes(rows)


def _png(palette: bytes, rows: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _between(one: _Colour, other: _Colour, share: float) -> _Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue

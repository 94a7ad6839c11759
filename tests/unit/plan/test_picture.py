"""The picture of a destination: a PNG that any reader takes, the same each time, small and soon there."""

import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.plan.picture import BY_THE_SEA, HEIGHT, WIDTH, picture
from shared.catalogue import destinations


def read_png(data: bytes) -> tuple[bytes, list[bytes]]:
    """A PNG's palette and rows; refuses what a strict reader refuses."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    chunks: list[tuple[bytes, bytes]] = []
    at = 8
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + length]
        (crc,) = struct.unpack(">I", data[at + 8 + length : at + 12 + length])
        assert crc == zlib.crc32(kind + body)
        chunks.append((kind, body))
        at += 12 + length
    assert [kind for kind, _ in chunks] == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    assert struct.unpack(">IIBBBBB", chunks[0][1]) == (1200, 630, 8, 3, 0, 0, 0)
    palette, pixels = chunks[1][1], zlib.decompress(chunks[2][1])
    assert len(palette) == 3 * 256
    assert len(pixels) == HEIGHT * (WIDTH + 1)
    rows = [pixels[start : start + WIDTH + 1] for start in range(0, len(pixels), WIDTH + 1)]
    assert {row[0] for row in rows} == {0}
    return palette, [row[1:] for row in rows]


@pytest.mark.parametrize("key", destinations())
def test_every_destination_has_one_of_its_own(key: str) -> None:
    data = picture(key)
    assert len(data) < 60_000
    palette, rows = read_png(data)
    used = {palette[3 * index : 3 * index + 3] for row in rows for index in set(row)}
    assert len(used) > 100, "a sky is no flat colour"
    assert rows[0] != rows[-1]


def test_they_differ_and_the_same_place_has_the_same() -> None:
    drawn = {key: picture(key) for key in destinations()}
    assert len(set(drawn.values())) == len(drawn)
    picture.cache_clear()
    assert picture("jeju") == drawn["jeju"]


@settings(max_examples=20)
@given(st.text(max_size=82))
def test_any_place_can_be_drawn(key: str) -> None:
    read_png(picture(key))


def test_the_sea_is_where_the_catalogue_has_places() -> None:
    assert set(destinations()) >= BY_THE_SEA

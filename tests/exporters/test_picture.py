import struct
import zlib

import pytest

from mimecast_hold.exporters.picture import sign


def chunks(png: bytes) -> dict[bytes, bytes]:
    """A PNG's chunks, each with its checksum checked."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    found, place = {}, 8
    while place < len(png):
        (length,) = struct.unpack_from(">I", png, place)
        kind, data = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        assert struct.unpack_from(">I", png, place + 8 + length) == (zlib.crc32(kind + data),)
        found[kind] = data
        place += length + 12
    return found


@pytest.mark.parametrize(("width", "height"), [(120, 50), (128, 128), (256, 256)])
def test_the_sign_is_a_png_of_the_size_asked_for(width: int, height: int) -> None:
    found = chunks(sign(width, height))
    assert struct.unpack(">IIBBBBB", found[b"IHDR"]) == (width, height, 8, 3, 0, 0, 0)
    rows = zlib.decompress(found[b"IDAT"])
    assert len(rows) == height * (width + 1)
    assert max(rows) < len(found[b"PLTE"]) // 3


def test_the_sign_is_the_same_on_the_left_as_on_the_right() -> None:
    rows = zlib.decompress(chunks(sign(64, 64))[b"IDAT"])
    for start in range(0, len(rows), 65):
        row = rows[start + 1 : start + 65]
        assert row == row[::-1]

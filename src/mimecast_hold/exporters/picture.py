"""Our sign, an envelope on hold, drawn as PNG for platforms that take no SVG.

Stored and not deflated, since compressors differ: so it is the same, byte for byte, wherever it is drawn.
"""

import struct
import zlib

_BLUE, _WHITE = (0x1D, 0x4E, 0x89), (0xFF, 0xFF, 0xFF)
_FINE = 4  # samples across a pixel, for smooth edges
_SHADES = _FINE * _FINE
_LINE = 0.035  # half a stroke, in heights of the picture


def sign(width: int, height: int) -> bytes:
    """The sign, white on blue, in the middle of a picture of this size."""
    rows = b"".join(
        b"\x00" + bytes(_shade(column, row, width, height) for column in range(width)) for row in range(height)
    )
    # PNG, "Chunk layout": 8 bits a pixel, each an index into the palette.
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"PLTE", _palette()), (b"IDAT", _stored(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _palette() -> bytes:
    steps = [step / _SHADES for step in range(_SHADES + 1)]
    return bytes(
        round(blue + (white - blue) * step) for step in steps for blue, white in zip(_BLUE, _WHITE, strict=True)
    )


def _shade(column: int, row: int, width: int, height: int) -> int:
    """How many of a pixel's samples are white."""
    offsets = [(step + 0.5) / _FINE for step in range(_FINE)]
    return sum(
        _is_white((column + dx - width / 2) / height, (row + dy) / height - 0.5) for dx in offsets for dy in offsets
    )


def _is_white(x: float, y: float) -> bool:
    """The sign about (0, 0), in heights of the picture: a frame, its flap, and two bars that say pause."""
    left = abs(x)
    if max(left - 0.36, abs(y) - 0.26) > _LINE:
        return False
    on_frame = max(left - 0.36, abs(y) - 0.26) > -_LINE
    # The flap falls from the corners to the middle; half a stroke is measured across it.
    on_flap = abs(y + 0.26 - (0.36 - left) * 0.6) < _LINE * 1.17
    on_bars = 0.05 < left < 0.11 and 0.04 < y < 0.18
    return on_frame or on_flap or on_bars


def _stored(data: bytes) -> bytes:
    """A zlib stream (RFC 1950) of stored blocks (RFC 1951, 3.2.4): even at level 0, compressors differ in these."""
    blocks = [data[start : start + 0xFFFF] for start in range(0, len(data), 0xFFFF)]
    packed = b"".join(
        struct.pack("<BHH", number == len(blocks), len(block), len(block) ^ 0xFFFF) + block
        for number, block in enumerate(blocks, 1)
    )
    return b"\x78\x01" + packed + struct.pack(">I", zlib.adler32(data))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

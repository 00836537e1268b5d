"""Standard streams as they are found: closed, non-blocking, or of an encoding that lacks a letter."""

import errno
import io
import os
import time
from typing import TYPE_CHECKING, BinaryIO, TextIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_PATIENCE = 60.0  # seconds in which whoever reads must take something
_PAUSE = 0.01
_BLOCK = 64 * 1024


def write_whole(descriptor: int, data: bytes) -> None:
    """Write all of it, also where the descriptor is non-blocking; raises `OSError` where nobody takes it."""
    left = memoryview(data)
    waited = 0.0
    while left:
        try:
            left = left[os.write(descriptor, left) :]
            waited = 0.0
        except BlockingIOError:
            if waited >= _PATIENCE:
                raise
            time.sleep(_PAUSE)
            waited += _PAUSE


def read_whole(file: BinaryIO, most: int | None = None) -> bytes:
    """All that comes, and no more than `most` and a byte, also where there is nothing for the moment."""
    pieces: list[bytes] = []
    size = 0
    while most is None or size <= most:
        piece = file.read(_BLOCK if most is None else min(_BLOCK, most + 1 - size))
        if piece is None:  # a non-blocking descriptor
            time.sleep(_PAUSE)
        elif not piece:
            break
        else:
            pieces.append(piece)
            size += len(piece)
    return b"".join(pieces)


def usable(stream: TextIO | None) -> TextIO | None:
    """The stream, with its text written whole and letters that it lacks replaced; None where it is closed."""
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    stream.reconfigure(errors="replace")  # a terminal may not know every letter of a subject
    try:
        descriptor = stream.fileno()
        if os.get_blocking(descriptor):
            return stream
    except (OSError, ValueError):  # put in its place by a test
        return stream
    # Not made blocking: the setting belongs to all processes that have the same terminal or pipe.
    patient = io.BufferedWriter(_NonBlocking(descriptor))
    return io.TextIOWrapper(patient, stream.encoding, "replace", line_buffering=stream.line_buffering)


class _NonBlocking(io.RawIOBase):
    """A non-blocking descriptor, written to as if it were a blocking one."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def fileno(self) -> int:
        return self._descriptor

    def isatty(self) -> bool:
        return os.isatty(self._descriptor)

    def writable(self) -> bool:
        return True

    def write(self, data: "ReadableBuffer", /) -> int:
        given = bytes(data)
        write_whole(self._descriptor, given)
        return len(given)


class ClosedStream(io.TextIOBase):
    """In the place of a standard output that is closed: nothing is printed, and whoever prints hears of it."""

    def write(self, _: str, /) -> int:
        """Refuse, as the system would."""
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))

"""A TCP connection within its time, whatever the name server and the addresses do."""

import contextlib
import socket
import time
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import Any

from mimecast_hold.api import threads
from mimecast_hold.errors import ConfigurationError

_LONGEST_WAIT = 3600.0  # seconds; a socket cannot wait for ever with a time-out

TimeLeft = Callable[[], float]
"""Seconds that may still be waited; raises `TimeoutError` where there are none."""


def time_left_until(ends: float) -> float:
    """Seconds until `ends`, of the monotonic clock; raises `TimeoutError` where it has come."""
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return min(left, _LONGEST_WAIT)


def connect(host: str, port: int | None, time_left: TimeLeft, options: Sequence[Any] = ()) -> socket.socket:
    """A TCP connection; raises `OSError`. A dead address leaves the next ones their share of the time."""
    addresses = _addresses(host, port, time_left)
    failure: OSError = socket.gaierror("no address")
    for tried, (family, kind, protocol, _, address) in enumerate(addresses):
        sock = None
        try:
            sock = socket.socket(family, kind, protocol)  # which fails for a family that this machine has not
            for option in options:
                sock.setsockopt(*option)
            sock.settimeout(time_left() / (len(addresses) - tried))
            sock.connect(address)
            sock.settimeout(time_left())
        except OSError as error:
            if sock:
                sock.close()
            failure = error
        else:
            return sock
    raise failure


_Address = tuple[socket.AddressFamily, socket.SocketKind, int, str, Any]


def _addresses(host: str, port: int | None, time_left: TimeLeft) -> Sequence[_Address]:
    """The host's addresses; looked up in a thread of its own, since a name server cannot be given a time."""
    with contextlib.suppress(OSError, UnicodeError):  # it is a name
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    found: SimpleQueue[Sequence[_Address] | OSError] = SimpleQueue()

    def look_up() -> Sequence[_Address] | OSError:
        try:
            return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            return error
        except UnicodeError:
            return socket.gaierror("no name that can be looked up")

    try:
        threads.start(look_up, found.put)
    except ConfigurationError:  # without a thread it takes as long as it takes
        found.put(look_up())
    try:
        answer = found.get(timeout=time_left())
    except Empty:
        raise TimeoutError from None
    if isinstance(answer, OSError):
        raise answer
    return answer

"""Opens connections by the standard library alone: one can be on its way while the rest is still being imported.

Where a process is started for each click, a host's name, its handshake and the reading of the authorities take as long
as the import of urllib3: so they take none of the time.
"""

import os
import socket
import ssl
import sys
import time
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from mimecast_hold.api import daemons

_LONGEST_WAIT = 3600.0  # seconds; a socket cannot wait for ever with a time-out
_OPTIONS = ((socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),)  # as urllib3's own

TimeLeft = Callable[[], float]
"""Seconds that may still be waited; raises `TimeoutError` where there are none."""


def time_left_until(ends: float) -> float:
    """Seconds until `ends`, of the monotonic clock; raises `TimeoutError` where it has come."""
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return min(left, _LONGEST_WAIT)


def may_have_proxies() -> bool:
    """Whether asking for the environment's proxies can find any: two systems keep them elsewhere, too."""
    return sys.platform in ("darwin", "win32") or any(name.lower().endswith("_proxy") for name in os.environ)


class CaBundleError(OSError):
    """The CA bundle cannot be read."""


def tls_context(ca_bundle: str | None) -> ssl.SSLContext:
    """TLS of version 1.2 at least that verifies the certificate and the host's name; raises `CaBundleError`."""
    path = ca_bundle or _authorities()
    file, folder = (None, path) if os.path.isdir(path) else (path, None)  # noqa: PTH112 - ssl takes no Path
    try:
        context = ssl.create_default_context(cafile=file, capath=folder)
    except OSError:
        raise CaBundleError from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    return context


def _authorities() -> str:
    """Those that requests trusts, too."""
    import certifi

    return certifi.where()


def connect(host: str, port: int | None, time_left: TimeLeft, options: Sequence[Any] = ()) -> socket.socket:
    """A TCP connection; raises `OSError`. A dead address leaves the next ones their share of the time."""
    addresses = _addresses(host, port, time_left)
    failure: OSError = socket.gaierror("no address")
    for tried, (family, kind, protocol, _, address) in enumerate(addresses):
        sock = socket.socket(family, kind, protocol)
        try:
            for option in options:
                sock.setsockopt(*option)
            sock.settimeout(time_left() / (len(addresses) - tried))
            sock.connect(address)
            sock.settimeout(time_left())
        except OSError as error:
            sock.close()
            failure = error
        else:
            return sock
    raise failure


_Address = tuple[socket.AddressFamily, socket.SocketKind, int, str, Any]


def _addresses(host: str, port: int | None, time_left: TimeLeft) -> Sequence[_Address]:
    """The host's addresses; in a thread of its own, since a name server cannot be given a time."""
    found: SimpleQueue[Sequence[_Address] | OSError] = SimpleQueue()

    def look_up() -> None:
        try:
            found.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except OSError as error:
            found.put(error)
        except UnicodeError:
            found.put(socket.gaierror("no name that can be looked up"))

    daemons.start(look_up)
    try:
        answer = found.get(timeout=time_left())
    except Empty:
        raise TimeoutError from None
    if isinstance(answer, OSError):
        raise answer
    return answer


class Opened(NamedTuple):
    """A TLS connection to a host that was verified, and what it was verified by."""

    sock: ssl.SSLSocket
    context: ssl.SSLContext


class Opening:
    """A TLS connection that is being opened in a thread of its own, for whoever asks for it, once."""

    def __init__(self, url: str, *, ca_bundle: str | None, seconds: float) -> None:
        """Begin; it is to be open within `seconds`."""
        parts = urlsplit(url)
        self._host = parts.hostname or ""
        self._port = parts.port or 443
        self._ca_bundle = ca_bundle
        self._ends = time.monotonic() + seconds
        self._ended: SimpleQueue[Opened | Exception] = SimpleQueue()
        daemons.start(self._open)

    def opened(self, time_left: TimeLeft) -> Opened:
        """What it came to; raises what went wrong, `OSError` as a rule, and `TimeoutError` when time is up."""
        try:
            ended = self._ended.get(timeout=time_left())
        except Empty:
            raise TimeoutError from None
        if isinstance(ended, Exception):
            raise ended
        return ended

    def _open(self) -> None:
        try:
            context = tls_context(self._ca_bundle)
            raw = connect(self._host, self._port, lambda: time_left_until(self._ends), _OPTIONS)
            self._ended.put(Opened(context.wrap_socket(raw, server_hostname=self._host), context))
        except Exception as error:  # noqa: BLE001 - raised where it is asked for
            self._ended.put(error)

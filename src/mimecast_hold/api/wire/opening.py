"""The first connection, opened while the rest is still being imported.

Where a process is started for each click, a host's name, its handshake and the reading of the authorities take as long
as the import of urllib3: so they take none of the time.
"""

import os
import socket
import ssl
import sys
import time
from queue import Empty, SimpleQueue
from typing import NamedTuple
from urllib.parse import urlsplit

from mimecast_hold.api import threads
from mimecast_hold.api.wire.dialling import TimeLeft, connect, time_left_until
from mimecast_hold.api.wire.tls import tls_context
from mimecast_hold.errors import ConfigurationError

_OPTIONS = ((socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),)  # as urllib3's own


def may_have_proxies() -> bool:
    """Whether asking for the environment's proxies can find any: two systems keep them elsewhere, too."""
    return sys.platform in ("darwin", "win32") or any(name.lower().endswith("_proxy") for name in os.environ)


def origin(url: str) -> str:
    """Scheme, host and port of `url`, as they stand there."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"


class Opened(NamedTuple):
    """A TLS connection to a host that was verified, and what it was verified by."""

    sock: ssl.SSLSocket
    context: ssl.SSLContext


class Opening:
    """A TLS connection that is being opened in a thread of its own, for whoever asks for it, once."""

    def __init__(self, url: str, *, ca_bundle: str | None, seconds: float) -> None:
        """Begin; the connection to the host of `url` is to be open within `seconds`."""
        self.origin = origin(url)
        self._ca_bundle = ca_bundle
        self._ends = time.monotonic() + seconds
        self._ended: SimpleQueue[Opened | OSError | None] = SimpleQueue()
        try:
            threads.start(self._open, self._ended.put)
        except ConfigurationError:  # without a thread nothing is opened ahead
            self._ended.put(None)

    def opened(self, time_left: TimeLeft) -> Opened | None:
        """What it came to; None where it is better begun anew. Raises `OSError`, which `TimeoutError` is, too."""
        try:
            ended = self._ended.get(timeout=time_left())
        except Empty:
            raise TimeoutError from None
        if isinstance(ended, OSError):
            raise ended
        return ended

    def _open(self) -> Opened | OSError | None:
        try:
            parts = urlsplit(self.origin)
            host = parts.hostname or ""
            context = tls_context(self._ca_bundle)
            raw = connect(host, parts.port or 443, lambda: time_left_until(self._ends), _OPTIONS)
            return Opened(context.wrap_socket(raw, server_hostname=host), context)
        except OSError as error:
            return error
        except Exception:  # noqa: BLE001 - whoever tries again, in the way that everything else goes, tells it
            return None

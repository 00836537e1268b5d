"""Connections that give an exchange its time and no more, however the other side spreads its bytes.

requests and urllib3 bound each wait, not their sum: to them a server that sends a byte a second is never late, and a
name with ten dead addresses takes ten times as long. Here every wait (name, connect, proxy, handshake, send, read) ends
when the time of the thread's exchange is up.
"""

import contextlib
import io
import math
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from email.errors import MissingHeaderBodySeparatorDefect
from http.client import HTTPResponse, IncompleteRead
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from mimecast_hold.api.wire import dialling
from mimecast_hold.api.wire.permission import Leave, always


class _Exchange(threading.local):
    """What the thread is at: no argument reaches from the transport through urllib3 to a socket."""

    ends = math.inf
    begin: Leave = staticmethod(always)
    answer: HTTPResponse | None = None


_exchange = _Exchange()


@contextlib.contextmanager
def exchange(seconds: float, begin: Leave = always) -> Iterator[None]:
    """Let whatever this thread does with the connections of this module end within `seconds`.

    `begin` is called when a request's first byte is about to be sent, be the connection new or kept.
    """
    _exchange.ends = time.monotonic() + seconds
    _exchange.begin = begin
    try:
        yield
    except BaseException:
        # urllib3 does not close an answer that it could make nothing of.
        if _exchange.answer:
            _exchange.answer.close()
        raise
    finally:
        _exchange.ends, _exchange.begin, _exchange.answer = math.inf, always, None


def time_left() -> float:
    """Seconds that this thread's exchange may still take; raises `TimeoutError` where there are none."""
    return dialling.time_left_until(_exchange.ends)


class _Stream(io.RawIOBase):
    """What a socket gives, awaited for as long as the exchange may take."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket) -> None:
        self._raw = raw
        self._sock = sock
        self.ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int | None:  # noqa: ANN401 - its type has no name before Python 3.12
        if self.ended:
            return 0
        self._sock.settimeout(time_left())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Reader(io.BufferedReader):
    """A buffer over a stream; a connection that has more to say than the answer is not used again."""

    def __init__(self, stream: _Stream, sock: socket.socket) -> None:
        super().__init__(stream)
        self._stream = stream
        self._sock = sock

    def close(self) -> None:
        if not self.closed and self._has_more():
            with contextlib.suppress(OSError, ValueError):
                # Not closed, since urllib3 finds out by asking the socket.
                self._sock.shutdown(socket.SHUT_RDWR)
        super().close()

    def _has_more(self) -> bool:
        """Whether bytes have come that nobody has read, which are not to be taken for the next answer."""
        if isinstance(self._sock, ssl.SSLSocket) and self._sock.pending():
            return True
        self._stream.ended = True
        with contextlib.suppress(OSError, ValueError):
            return bool(self.peek(1))
        return False


class _Response(HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - handed on as they come
        super().__init__(sock, *args, **kwargs)
        # The stream in it stays open when the connection is closed, as it is for the last answer.
        self.fp = _Reader(_Stream(self.fp.detach(), sock), sock)
        _exchange.answer = self

    def begin(self) -> None:
        super().begin()
        if any(isinstance(defect, MissingHeaderBodySeparatorDefect) for defect in self.msg.defects):
            # Cut off in a header, or none of HTTP's: http.client takes what is left for the end of the headers.
            raise IncompleteRead(b"")
        # urllib3 logs what else is odd in the headers together with their text, in which a gateway may quote a secret.
        self.msg.defects.clear()
        self.msg.set_payload("")

    def _read_next_chunk_size(self) -> int:
        size: int = super()._read_next_chunk_size()  # type: ignore[misc]  # http.client's own, which knows no sign
        if size < 0:
            # Read to the end, however far that is.
            raise ValueError(size)
        return size


class _Connection(HTTPConnection):
    """urllib3's, of which `_new_conn` and `_tunnel` are the same in all versions from 1.26 on."""

    response_class = _Response
    _tunnels = False

    def send(self, data: Any) -> None:  # noqa: ANN401 - whatever http.client takes
        if self.sock is None:
            self.connect()
        if not self._tunnels:
            begin, _exchange.begin = _exchange.begin, always
            begin()
        self.sock.settimeout(time_left())
        super().send(data)

    def _new_conn(self) -> socket.socket:
        return dialling.connect(self._dns_host.strip("[]"), self.port, time_left, self.socket_options or ())

    def _tunnel(self) -> None:
        self._tunnels = True  # what is said to the proxy is not the request yet
        try:
            super()._tunnel()
        finally:
            self._tunnels = False
        self.sock.settimeout(time_left())  # for the handshake that follows


class _TlsConnection(_Connection, HTTPSConnection):
    def __init__(self, *args: Any, ready: deque[ssl.SSLSocket], **kwargs: Any) -> None:  # noqa: ANN401 - as above
        super().__init__(*args, **kwargs)
        self._ready = ready

    def connect(self) -> None:
        try:
            self.sock = self._ready.pop()
        except IndexError:
            super().connect()
        else:
            self.is_verified = True


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


def pools(context: ssl.SSLContext | None, ready: deque[ssl.SSLSocket]) -> dict[str, Callable[..., HTTPConnectionPool]]:
    """For a pool manager's `pool_classes_by_scheme`: TLS is as `context` says, whatever else is asked for.

    `ready` holds sockets to the host that have been opened and verified already: they are taken first.
    """
    fixed = {"ssl_context": context, "cert_reqs": "CERT_REQUIRED", "ca_certs": None, "ca_cert_dir": None}

    def tls_pool(host: str, port: int, **settings: Any) -> HTTPSConnectionPool:  # noqa: ANN401 - handed on as they come
        return _TlsPool(host, port, **{**settings, **fixed, "ready": ready})

    return {"http": _Pool, "https": tls_pool}

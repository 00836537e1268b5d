"""One HTTP exchange on urllib3: (method, url, headers, body) in, (status, headers, body) out, the rest a failure.

It speaks to urllib3, the layer of requests that carries requests: it follows no redirect, reads no `.netrc`, keeps no
cookie and takes nothing from the environment, so none of that has to be switched off, and a start is a quarter shorter
than with all of requests. That is loaded where there is a proxy. The connections are kept alive in one pool, safe for
many threads.
"""

import http.client
import io
import ssl
import threading
import zlib
from collections import deque
from collections.abc import Mapping
from typing import NamedTuple

import urllib3
import urllib3.exceptions

from mimecast_hold.api.answer.classification import framed
from mimecast_hold.api.secret import Secret
from mimecast_hold.api.wire import sockets
from mimecast_hold.api.wire.opening import Opened, Opening, may_have_proxies, origin
from mimecast_hold.api.wire.permission import Leave, always
from mimecast_hold.api.wire.tls import tls_context
from mimecast_hold.api.wire.transport_errors import TransportError, failure

__all__ = ["ANSWER_LIMIT", "HttpTransport", "Reply", "TransportError"]

ANSWER_LIMIT = 8 * 1024 * 1024
"""Bytes of an answer's body that are read at the most, packed and unpacked."""

_BLOCK = 64 * 1024
_MOST_MEMBERS = 100  # each is a copy of the rest
_BROKEN = (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError)


class Reply(NamedTuple):
    """An HTTP answer: `headers` with lower-case names, `body` decoded."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class HttpTransport:
    """The wire itself. TLS is always verified, and of version 1.2 at least."""

    def __init__(
        self,
        *,
        timeout_seconds: float = 30,
        proxy_url: Secret | None = None,
        ca_bundle: str | None = None,
        pool_size: int = 8,
        local: bool = False,
        opening: Opening | None = None,
    ) -> None:
        """Take the seconds for one exchange, the proxy and the CA bundle; `local` hosts get no proxy by themselves.

        `opening` is a connection that is being opened already, to a host that is asked without a proxy.
        """
        self._seconds = timeout_seconds
        self._ca_bundle = ca_bundle
        self._proxy_url = proxy_url
        self._pool_size = pool_size
        self._local = local
        self._lock = threading.Lock()
        self._opening = opening
        self._ways: dict[str, urllib3.PoolManager] = {}

    def __call__(self, method: str, url: str, headers: Mapping[str, str], body: bytes, begin: Leave = always) -> Reply:
        """Send one request and read its answer; `begin` is called before its first byte.

        Raises `TransportError`, and what `begin` raises.
        """
        outgoing = _Body(body)
        try:
            with sockets.exchange(self._seconds, begin):
                response = self._way(url).urlopen(
                    method,
                    url,
                    body=outgoing,
                    headers={**headers, "Content-Length": str(len(body))},
                    redirect=False,
                    retries=False,
                    timeout=self._seconds,
                    preload_content=False,
                    decode_content=False,
                )
                try:
                    return _read(response)
                finally:
                    response.close()
                    response.release_conn()
        except _BROKEN as error:
            login = self._has_proxy_login(url)
            raise failure(error, sent=outgoing.carried, seconds=self._seconds, proxy_login=login) from None

    def close(self) -> None:
        """Close the connections; nobody who is still finding the way to a host is waited for."""
        for way in list(self._ways.values()):
            way.clear()

    def _has_proxy_login(self, url: str) -> bool:
        """Whether a proxy is on the way that was given a user name and password."""
        proxy = getattr(self._ways.get(origin(url)), "proxy", None)
        return bool(proxy and proxy.auth)

    def _way(self, url: str) -> urllib3.PoolManager:
        """The connections to the host of `url`, by whatever proxy is on the way, found out once."""
        host = origin(url)
        if host not in self._ways:
            # Whoever has the lock may wait for a handshake.
            if not self._lock.acquire(timeout=sockets.time_left()):
                raise TimeoutError
            try:
                if host not in self._ways:
                    self._ways[host] = self._new_way(host)
            finally:
                self._lock.release()
        return self._ways[host]

    def _new_way(self, host: str) -> urllib3.PoolManager:
        proxy_url = self._proxy_for(host)
        opened = None if proxy_url else self._opened(host)
        way = self._through(proxy_url) if proxy_url else urllib3.PoolManager(maxsize=self._pool_size)
        tls = None
        if host.startswith("https:"):
            tls = _shared(opened.context if opened else tls_context(self._ca_bundle))
        pools = sockets.pools(tls, deque([opened.sock] if opened else ()))
        way.pool_classes_by_scheme = pools  # type: ignore[assignment]  # whatever makes a pool will do
        return way

    def _proxy_for(self, host: str) -> Secret | None:
        if self._proxy_url or self._local or not may_have_proxies():
            return self._proxy_url
        from mimecast_hold.api.wire.proxies import environment_proxy

        return environment_proxy(host)

    def _through(self, proxy_url: Secret) -> urllib3.PoolManager:
        from mimecast_hold.api.wire.proxies import through

        return through(proxy_url, tls_context(self._ca_bundle), self._pool_size)

    def _opened(self, host: str) -> Opened | None:
        """The connection that has been opened to this very host, once."""
        opening, self._opening = self._opening, None
        return opening.opened(sockets.time_left) if opening and opening.origin == host else None


class _Body(io.BytesIO):
    """A body that knows whether anyone began to send it: before that, nothing can have been carried out."""

    carried = False

    def read(self, size: int | None = -1, /) -> bytes:
        self.carried = True
        return super().read(size)


def _shared(context: ssl.SSLContext) -> ssl.SSLContext:
    """The context as urllib3 uses it: 1.26 compares a host's name itself, and OpenSSL is told of no address."""
    context.check_hostname = not urllib3.__version__.startswith("1.")  # type: ignore[attr-defined]
    return context


def _read(response: "urllib3.BaseHTTPResponse") -> Reply:
    if response.status < 200:
        # An interim answer that nobody asked for: the answer itself would be taken for the next request's.
        raise TransportError("The answer is an interim one.", sent=True, kind="protocol", answered=True)
    headers = {name.lower(): value for name, value in response.headers.itermerged()}
    try:
        body = _unpacked(_body(response), headers.get("content-encoding", ""))
    except TransportError as error:
        # A gateway's 5xx may be unreadable, too, and what nothing framed may have been cut off.
        error.late = response.status >= 500 or not framed(headers)
        raise
    return Reply(response.status, headers, body)


def _body(raw: "urllib3.BaseHTTPResponse") -> bytes:
    """The body as it was sent; read to its end even where it is empty, or the connection is not kept."""
    pieces: list[bytes] = []
    size = 0
    while piece := raw.read(_BLOCK, decode_content=False):
        pieces.append(piece)
        size += len(piece)
        if size > ANSWER_LIMIT:
            raise _too_large()
    if raw.length_remaining:
        # urllib3 2 finds this out by itself.
        raise http.client.IncompleteRead(b"", raw.length_remaining)
    return b"".join(pieces)


def _unpacked(body: bytes, encoding: str) -> bytes:
    """`body` without its gzip, at most ANSWER_LIMIT bytes: a compressed bomb is not unpacked."""
    name = encoding.strip().lower()
    if name in ("", "identity") or not body:
        return body
    if name not in ("gzip", "x-gzip"):
        raise _unusable("The answer came in an encoding that was not asked for.")
    unpacked = bytearray()
    for _ in range(_MOST_MEMBERS):
        if not body:
            return bytes(unpacked)
        member = zlib.decompressobj(wbits=31)
        try:
            unpacked += member.decompress(body, ANSWER_LIMIT + 1 - len(unpacked))
        except zlib.error:
            raise _unusable("The answer's compression could not be read.") from None
        if len(unpacked) > ANSWER_LIMIT:
            raise _too_large()
        if not member.eof:
            raise http.client.IncompleteRead(b"")
        body = member.unused_data  # RFC 1952: members follow one another
    raise _unusable("The answer's compression has too many parts.")


def _too_large() -> TransportError:
    return _unusable(f"The answer is larger than {ANSWER_LIMIT // 1024 // 1024} MiB.")


def _unusable(message: str) -> TransportError:
    """The host has answered, so that nothing is under way any more; only what it said cannot be used."""
    return TransportError(message, sent=True, kind="protocol", late=False, answered=True)

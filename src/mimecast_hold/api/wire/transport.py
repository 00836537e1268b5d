"""One HTTP exchange on requests: a method, URL, headers and body in; a `Reply` or a `TransportError` out.

It uses requests' adapter without a session. An adapter follows no redirect, keeps no cookie and reads neither `.netrc`
nor the environment, so there is nothing to switch off. One pool of kept-alive connections serves all threads.

requests bounds each wait but not their sum. So each exchange runs in a thread of its own, and the caller waits for it
for `timeout_seconds` in total, however slowly the host sends.
"""

import contextlib
import io
import logging
import os
import socket
import ssl
import threading
import zlib
from collections.abc import Iterator, Mapping
from queue import Empty, SimpleQueue
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies, select_proxy

from mimecast_hold.api import threads
from mimecast_hold.api.answer.reply import Reply, framed
from mimecast_hold.api.secret import Secret
from mimecast_hold.api.wire.permission import BeforeSending, allow
from mimecast_hold.api.wire.transport_errors import TransportError, check_proxy, transport_error
from mimecast_hold.errors import ConfigurationError

__all__ = ["RESPONSE_LIMIT", "HttpTransport", "Reply", "TransportError"]

RESPONSE_LIMIT = 8 * 1024 * 1024
"""The largest response body in bytes, both as sent and unpacked."""

_BLOCK = 64 * 1024
_MOST_GZIP_MEMBERS = 100
_FAILURES = (requests.RequestException, OSError, ValueError)


def _is_not_ours(record: logging.LogRecord) -> bool:
    return record.threadName != threads.NAME


# urllib3 logs a response's headers if they are malformed, and a gateway may quote our credentials in them. So nothing
# that it logs about our own requests is passed on.
for _logger in ("urllib3.connection", "urllib3.connectionpool"):
    logging.getLogger(_logger).addFilter(_is_not_ours)


class HttpTransport:
    """HTTP with certificate verification and TLS 1.2 or newer, safe for many threads.

    `timeout_seconds` bounds a whole exchange. `proxy_url` takes precedence over the environment's proxy variables,
    which are ignored for a `local` host.
    """

    def __init__(
        self,
        *,
        timeout_seconds: float = 30,
        proxy_url: Secret | None = None,
        ca_bundle: str | None = None,
        pool_size: int = 8,
        local: bool = False,
    ) -> None:
        self._seconds = timeout_seconds
        self._connect_seconds = timeout_seconds / 2  # so that an address that is dead leaves time for the next one
        self._proxy_url = proxy_url
        self._ca_bundle = ca_bundle
        self._local = local
        self._adapter = HTTPAdapter(pool_maxsize=pool_size)
        self._proxies: dict[str, str | None] = {}  # by URL: to look one up takes longer than to sign a request

    def __call__(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, begin: BeforeSending = allow
    ) -> Reply:
        """Send one request and return the response. Calls `begin` before the first byte of the body leaves.

        Raises:
            TransportError: There is no usable response.
            Exception: Whatever `begin` raises; nothing was sent then.
        """
        outgoing = _Body(body, begin)
        done: SimpleQueue[Reply | Exception] = SimpleQueue()

        def exchange() -> Reply | Exception:
            try:
                return self._exchange(method, url, headers, outgoing)
            except Exception as error:  # noqa: BLE001 - raised again in the caller's thread
                return error

        try:
            threads.start(exchange, done.put)
        except ConfigurationError:  # No thread is left. The exchange has the time limit of requests then.
            done.put(exchange())
        try:
            outcome = done.get(timeout=self._seconds)
        except Empty:
            outcome = transport_error(TimeoutError(), sent=outgoing.abandon(), seconds=self._seconds)
        if isinstance(outcome, Reply):
            return outcome
        raise outcome

    def close(self) -> None:
        """Close idle connections. A later request opens new ones."""
        self._adapter.close()

    def _exchange(self, method: str, url: str, headers: Mapping[str, str], outgoing: "_Body") -> Reply:
        proxy = None
        try:
            proxy = self._proxy_for(url)
            response = self._adapter.send(
                requests.Request(method, url, dict(headers), data=outgoing).prepare(),
                stream=True,
                timeout=(self._connect_seconds, self._seconds),
                verify=self._ca_bundle or True,  # given each time: no environment variable overrides it
                proxies={urlsplit(url).scheme: proxy} if proxy else {},
            )
            with outgoing.receiving(response):
                connection = response.raw.connection
                reply = _read(response)
        except _FAILURES as error:
            seconds = self._seconds if outgoing.begun else self._connect_seconds
            raise transport_error(
                error, sent=outgoing.begun, seconds=seconds, proxy=proxy, ca_bundle=self._ca_bundle
            ) from None
        if _has_unread_data(connection):
            self.close()
        return reply

    def _proxy_for(self, url: str) -> str | None:
        if url not in self._proxies:
            proxy = self._proxy_url.reveal() if self._proxy_url else None
            if not proxy and not self._local:
                proxy = select_proxy(url, get_environ_proxies(url, no_proxy=None))
            if proxy:
                check_proxy(proxy)
            self._proxies[url] = proxy
        return self._proxies[url]


class _Body(io.BytesIO):
    """A request body that knows whether anything of it was read. Until then, Mimecast cannot have acted on it."""

    def __init__(self, body: bytes, begin: BeforeSending) -> None:
        super().__init__(body)
        self.begun = False
        self._begin = begin
        self._abandoned = False
        self._response: requests.Response | None = None
        self._lock = threading.Lock()

    def read(self, size: int | None = -1, /) -> bytes:
        """Read for sending; the first call asks `begin`."""
        with self._lock:
            if not self.begun:
                if self._abandoned:
                    raise TimeoutError
                self._begin()
                self.begun = True
        return super().read(size)

    @contextlib.contextmanager
    def receiving(self, response: requests.Response) -> Iterator[None]:
        """Close the response in the end, and let `abandon` end it before."""
        with response:
            with self._lock:
                if self._abandoned:
                    raise TimeoutError
                self._response = response
            try:
                yield
            finally:
                with self._lock:
                    self._response = None

    def abandon(self) -> bool:
        """Make sure that sending does not begin from now on; return whether it has begun already.

        A response that is being received is cut off, so that its thread does not read for as long as the host sends.
        """
        with self._lock:
            self._abandoned = True
            if self._response:
                _cut_off(self._response)
            return self.begun


def _cut_off(response: requests.Response) -> None:
    """Shut the socket down: this also wakes the thread that reads from it. Windows cannot duplicate it."""
    with (
        contextlib.suppress(OSError, ValueError, AttributeError),  # it has been closed meanwhile
        socket.socket(fileno=os.dup(response.raw.fileno())) as duplicate,
    ):
        duplicate.shutdown(socket.SHUT_RDWR)


def _has_unread_data(connection: object) -> bool:
    """Return whether TLS holds data after the response. urllib3 checks a kept connection, but not its TLS buffer."""
    sock = getattr(connection, "sock", None)
    return isinstance(sock, ssl.SSLSocket) and sock.pending() > 0


def _read(response: requests.Response) -> Reply:
    if response.status_code < 200:
        # An unexpected informational response. The final one would be taken for the next request's.
        raise TransportError("The response is incomplete.", sent=True, kind="protocol", answered=True)
    headers = {name.lower(): value for name, value in response.headers.items()}
    try:
        body = _unpacked(_body(response), headers.get("content-encoding", ""))
    except TransportError as error:
        # A gateway's 5xx can be unreadable, and a body without a length can be cut off: the request may still apply.
        error.may_still_apply = response.status_code >= 500 or not framed(headers)
        raise
    return Reply(response.status_code, headers, body)


def _body(response: requests.Response) -> bytes:
    """Read the body as it was sent. `iter_content` would unpack gzip, and without a limit."""
    body = bytearray()
    try:
        for block in response.raw.stream(_BLOCK, decode_content=False):
            body += block
            if len(body) > RESPONSE_LIMIT:
                break
    except Exception as error:
        raise requests.ConnectionError(error) from error  # as requests wraps what urllib3 raises
    if len(body) > RESPONSE_LIMIT:
        raise _too_large()
    if response.raw.length_remaining:  # urllib3 2 raises by itself
        raise requests.ConnectionError
    return bytes(body)


def _unpacked(body: bytes, encoding: str) -> bytes:
    """Undo gzip within `RESPONSE_LIMIT`, so that a compressed bomb fills no memory."""
    name = encoding.strip().lower()
    if name in ("", "identity") or not body:
        return body
    if name not in ("gzip", "x-gzip"):
        raise _unusable("The response has a content encoding that was not requested.")
    unpacked = bytearray()
    for _ in range(_MOST_GZIP_MEMBERS):
        member = zlib.decompressobj(wbits=31)
        try:
            unpacked += member.decompress(body, RESPONSE_LIMIT + 1 - len(unpacked))
        except zlib.error:
            raise _unusable("The response is not valid gzip.") from None
        if len(unpacked) > RESPONSE_LIMIT:
            raise _too_large()
        if not member.eof:
            raise requests.ConnectionError  # cut off
        body = member.unused_data  # RFC 1952, section 2.2: members follow one another
        if not body:
            return bytes(unpacked)
    raise _unusable("The response has too many gzip parts.")


def _too_large() -> TransportError:
    return _unusable(f"The response is larger than {RESPONSE_LIMIT // 1024 // 1024} MiB.")


def _unusable(message: str) -> TransportError:
    """The host has answered, so the request is over; only its answer cannot be used."""
    return TransportError(message, sent=True, kind="protocol", may_still_apply=False, answered=True)

"""One HTTP exchange on requests: (method, url, headers, body) in, (status, headers, body) out, the rest a failure.

It speaks to requests' adapter and not to a Session: an adapter follows no redirect, reads no `.netrc`, keeps no
cookie and takes nothing from the environment, so none of that has to be switched off. The connections are kept alive
in one pool, safe for many threads.
"""

import http.client
import io
import ssl
import threading
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import requests
import requests.adapters
import urllib3
import urllib3.exceptions
from requests.utils import DEFAULT_CA_BUNDLE_PATH, get_environ_proxies

from mimecast_hold.api import sockets
from mimecast_hold.api.mishaps import TransportError, failure

__all__ = ["ANSWER_LIMIT", "Reply", "RequestsTransport", "TransportError"]

ANSWER_LIMIT = 8 * 1024 * 1024
"""Bytes of an answer's body that are read at the most, packed and unpacked."""

_BLOCK = 64 * 1024
_BROKEN = (requests.RequestException, urllib3.exceptions.HTTPError, http.client.HTTPException, OSError)


class Reply(NamedTuple):
    """An HTTP answer: `headers` with lower-case names, `body` decoded."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class RequestsTransport:
    """The wire itself. TLS is always verified, and of version 1.2 at least."""

    def __init__(
        self,
        *,
        timeout_seconds: float = 30,
        proxy_url: str | None = None,
        ca_bundle: str | None = None,
        pool_size: int = 8,
        local: bool = False,
    ) -> None:
        """Take the seconds for one exchange, the proxy and the CA bundle; `local` hosts get no proxy by themselves."""
        self._seconds = timeout_seconds
        self._ca_bundle = ca_bundle
        self._proxy_url = proxy_url
        self._pool_size = pool_size
        self._local = local
        self._lock = threading.Lock()
        self._ways: dict[str, tuple[_Adapter, dict[str, str]]] = {}

    def __call__(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Send one request and read its answer; raises `TransportError` alone."""
        outgoing = _Body(body)
        try:
            with sockets.time_bound(self._seconds):
                prepared = requests.Request(method, url, headers=dict(headers), data=outgoing).prepare()
                adapter, proxies = self._way(url)
                response = adapter.send(prepared, stream=True, timeout=self._seconds, proxies=proxies)
                try:
                    return _read(response)
                finally:
                    response.close()
        except _BROKEN as error:
            raise failure(error, sent=outgoing.begun, seconds=self._seconds) from None

    def close(self) -> None:
        """Close the connections."""
        for adapter, _ in self._ways.values():
            adapter.close()

    def _way(self, url: str) -> "tuple[_Adapter, dict[str, str]]":
        """The connections to the host of `url` and the proxies on the way, found out once."""
        scheme, _, rest = url.partition("://")
        host = f"{scheme}://{rest.partition('/')[0]}"
        with self._lock:
            if host not in self._ways:
                proxies = self._proxies(host)
                tls = _tls_context(self._ca_bundle) if scheme == "https" else None
                proxy_tls = _tls_context(self._ca_bundle, proxy=True) if proxies else None
                self._ways[host] = _Adapter(tls, proxy_tls, self._pool_size), proxies
            return self._ways[host]

    def _proxies(self, url: str) -> dict[str, str]:
        if self._proxy_url:
            return {"http": self._proxy_url, "https": self._proxy_url}
        if self._local:
            return {}
        return get_environ_proxies(url, no_proxy=None)


class _Body(io.BytesIO):
    """A body that knows whether anyone began to send it: before that, nothing can have been carried out."""

    begun = False

    def read(self, size: int | None = -1, /) -> bytes:
        self.begun = True
        return super().read(size)


class _Adapter(requests.adapters.HTTPAdapter):
    """requests' adapter on connections that keep to their time, with one TLS context for all of them."""

    def __init__(self, tls: ssl.SSLContext | None, proxy_tls: ssl.SSLContext | None, pool_size: int) -> None:
        self._pools = sockets.pools(tls)
        self._proxy_tls = proxy_tls
        super().__init__(pool_maxsize=pool_size, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - handed on as they come
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> urllib3.ProxyManager:  # noqa: ANN401 - as above
        manager: urllib3.ProxyManager = super().proxy_manager_for(proxy, **kwargs, proxy_ssl_context=self._proxy_tls)
        manager.pool_classes_by_scheme = self._pools  # type: ignore[assignment]  # whatever makes a pool will do
        return manager

    def cert_verify(self, *_: object) -> None:
        """Nothing: requests would load its authorities into the context again for each connection."""


def _tls_context(ca_bundle: str | None, *, proxy: bool = False) -> ssl.SSLContext:
    path = Path(ca_bundle or DEFAULT_CA_BUNDLE_PATH)
    file, folder = (None, path) if path.is_dir() else (path, None)
    try:
        # It verifies the certificate and the host's name.
        context = ssl.create_default_context(cafile=file, capath=folder)
    except OSError:
        raise TransportError("The CA bundle could not be read.", sent=False, kind="configuration") from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # urllib3 1.26 compares a host's name itself: it does not tell OpenSSL about one that is an IP address.
    context.check_hostname = proxy or not urllib3.__version__.startswith("1.")  # type: ignore[attr-defined]
    return context


def _read(response: requests.Response) -> Reply:
    if response.status_code < 200:
        # An interim answer that nobody asked for: the answer itself would be taken for the next request's.
        raise TransportError("The answer is an interim one.", sent=True, kind="protocol", answered=True)
    headers = {name.lower(): value for name, value in response.headers.items()}
    body = _unpacked(_body(response.raw), headers.get("content-encoding", ""))
    return Reply(response.status_code, headers, body)


def _body(raw: urllib3.HTTPResponse) -> bytes:
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
    while body:
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
    return bytes(unpacked)


def _too_large() -> TransportError:
    return _unusable(f"The answer is larger than {ANSWER_LIMIT // 1024 // 1024} MiB.")


def _unusable(message: str) -> TransportError:
    """The host has answered, so that nothing is under way any more; only what it said cannot be used."""
    return TransportError(message, sent=True, kind="protocol", late=False, answered=True)

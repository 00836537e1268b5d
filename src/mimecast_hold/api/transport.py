"""One HTTP exchange on requests: (method, url, headers, body) in, (status, headers, body) out, the rest a failure.

It speaks to requests' adapter and not to a Session: an adapter follows no redirect, reads no `.netrc`, keeps no
cookie and takes nothing from the environment, so none of that has to be switched off. The connections are kept alive
in one pool, safe for many threads.
"""

import http.client
import io
import ssl
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

import requests
import requests.adapters
import urllib3.exceptions
from requests.utils import get_environ_proxies

ANSWER_LIMIT = 8 * 1024 * 1024
"""Bytes of an answer's body, decoded, that are read at the most."""

_BLOCK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer: `headers` with lower-case names, `body` decoded."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class TransportError(Exception):
    """No answer that can be used.

    `sent` tells whether any of the body can have left this machine; `kind` is the category it will be reported under;
    `late` tells whether the request may still take effect.
    """

    def __init__(
        self,
        message: str,
        *,
        sent: bool,
        kind: Literal["network", "timeout", "protocol"] = "network",
        late: bool = True,
        answered: bool = False,
    ) -> None:
        """Take what happened, in the user's words."""
        super().__init__(message)
        self.sent = sent
        self.kind: Literal["network", "timeout", "protocol"] = kind
        self.late = late and sent
        self.answered = answered


class Transport(Protocol):
    """What the client asks of the wire."""

    def __call__(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Send one request and read its answer; raises `TransportError` alone."""
        ...


class RequestsTransport:
    """The wire itself. TLS is always verified."""

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
        self._verify: str | bool = ca_bundle or True
        self._proxy_url = proxy_url
        self._local = local
        self._proxies: dict[str, dict[str, str]] = {}
        self._adapter = requests.adapters.HTTPAdapter(pool_maxsize=pool_size, max_retries=0)

    def __call__(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Send one request and read its answer; raises `TransportError` alone."""
        ends = time.monotonic() + self._seconds
        outgoing = _Body(body)
        prepared = requests.Request(method, url, headers=dict(headers), data=outgoing).prepare()
        try:
            # verify and proxies go with each request: on a session, REQUESTS_CA_BUNDLE would silently win.
            response = self._adapter.send(
                prepared,
                stream=True,
                timeout=self._seconds,
                verify=self._verify,
                proxies=self._proxies_for(url),
            )
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise _failure(error, sent=outgoing.begun, seconds=self._seconds) from None
        try:
            return _read(response, ends, self._seconds)
        finally:
            response.close()

    def close(self) -> None:
        """Close the connections."""
        self._adapter.close()

    def _proxies_for(self, url: str) -> dict[str, str]:
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


def _read(response: requests.Response, ends: float, seconds: float) -> Reply:
    headers = {name.lower(): value for name, value in response.headers.items()}
    raw = response.raw
    pieces: list[bytes] = []
    size = 0
    try:
        for piece in _pieces(raw):
            pieces.append(piece)
            size += len(piece)
            if size > ANSWER_LIMIT:
                raise _too_large()
            if time.monotonic() > ends:
                raise TransportError(_SLOW.format(seconds), sent=True, kind="timeout")
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        raise _failure(error, sent=True, seconds=seconds) from None
    except http.client.HTTPException:
        raise TransportError("The answer was cut off.", sent=True) from None
    return Reply(
        response.status_code,
        headers,
        _decoded(b"".join(pieces), headers.get("content-encoding", "")),
    )


def _pieces(raw: urllib3.HTTPResponse) -> Iterator[bytes]:
    if raw.chunked or not hasattr(raw, "read1"):
        yield from raw.stream(_BLOCK, decode_content=False)
        return
    # read() would wait for a whole block of a dripping answer; read1 (urllib3 2) gives what is there.
    while piece := raw.read1(_BLOCK, decode_content=False):
        yield piece
    if raw.length_remaining:
        raise http.client.IncompleteRead(b"", raw.length_remaining)


def _decoded(body: bytes, encoding: str) -> bytes:
    """`body` without its gzip, at most ANSWER_LIMIT bytes: a compressed bomb is not unpacked."""
    if encoding.strip().lower() in ("", "identity"):
        return body
    if encoding.strip().lower() not in ("gzip", "x-gzip"):
        raise TransportError(
            "The answer came in an encoding that was not asked for.",
            sent=True,
            kind="protocol",
            late=False,
            answered=True,
        )
    try:
        unpacker = zlib.decompressobj(wbits=31)
        unpacked = unpacker.decompress(body, ANSWER_LIMIT + 1)
    except zlib.error:
        raise TransportError(
            "The answer's compression could not be read.",
            sent=True,
            kind="protocol",
            late=False,
            answered=True,
        ) from None
    if len(unpacked) > ANSWER_LIMIT:
        raise _too_large()
    if not unpacker.eof:
        raise TransportError("The answer was cut off.", sent=True)
    return unpacked


def _too_large() -> TransportError:
    return TransportError(
        f"The answer is larger than {ANSWER_LIMIT // 1024 // 1024} MiB.",
        sent=True,
        kind="protocol",
        late=False,
        answered=True,
    )


_SLOW = "There was no complete answer within {:g} s."


def _failure(error: BaseException, *, sent: bool, seconds: float) -> TransportError:
    """What happened, in the user's words, from the innermost cause that says something."""
    causes = tuple(_causes(error))
    kinds = tuple(type(cause) for cause in causes)
    if any(issubclass(kind, (urllib3.exceptions.TimeoutError, TimeoutError)) for kind in kinds):
        if sent:
            return TransportError(_SLOW.format(seconds), sent=True, kind="timeout")
        return TransportError(
            f"No connection was made within {seconds:g} s.", sent=False, kind="timeout"
        )
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return TransportError(
                f"The host's TLS certificate could not be verified: {cause.verify_message}.",
                sent=sent,
            )
    for cause in causes:
        if isinstance(cause, urllib3.exceptions.ProxyError) or "Tunnel connection failed" in str(
            cause
        ):
            return TransportError("The proxy did not let the connection through.", sent=sent)
    if sent:
        return TransportError("The connection broke before the answer was complete.", sent=True)
    if any(issubclass(kind, ssl.SSLError) for kind in kinds):
        return TransportError("The host did not complete the TLS handshake.", sent=False)
    return TransportError("The host could not be reached.", sent=False)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and everything it wraps: requests puts urllib3's into `args`, urllib3 its own into `reason`."""
    pending = [error]
    seen: set[int] = set()
    while pending:
        cause = pending.pop()
        if cause is None or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        wrapped = (cause.__cause__, cause.__context__, getattr(cause, "reason", None), *cause.args)
        pending.extend(one for one in wrapped if isinstance(one, BaseException))

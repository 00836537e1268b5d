"""What went wrong on the wire, in the user's words, and whether the request can have left."""

import socket
import ssl
from collections.abc import Iterator
from typing import Literal

import urllib3.exceptions
from urllib3.util.ssl_match_hostname import CertificateError

from mimecast_hold.api.tls import CaBundleError

Kind = Literal["network", "timeout", "protocol", "configuration"]


class TransportError(Exception):
    """No answer that can be used.

    `sent` tells whether any of the body can have left this machine; `kind` is the category it will be reported under;
    `late` tells whether the request may still take effect; `answered`, whether the host said anything.
    """

    def __init__(
        self,
        message: str,
        *,
        sent: bool,
        kind: Kind = "network",
        late: bool = True,
        answered: bool = False,
    ) -> None:
        """Take what happened, in the user's words."""
        super().__init__(message)
        self.sent = sent
        self.kind: Kind = kind
        self.late = late and sent
        self.answered = answered


_TIMEOUTS = (urllib3.exceptions.TimeoutError, TimeoutError)
_TUNNEL = "Tunnel connection failed: "  # http.client's words; what follows is the proxy's status
_UNSENT = (
    (socket.gaierror, "The host's name could not be found"),
    (ConnectionRefusedError, "The host refused the connection"),
    (ssl.SSLError, "The host did not complete a TLS handshake of version 1.2 or newer"),
    (ConnectionError, "The host broke the connection off"),
)


def failure(error: BaseException, *, sent: bool, seconds: float) -> TransportError:
    """What an exception of urllib3, http.client or the system means."""
    causes = tuple(_causes(error))
    if any(isinstance(cause, _TIMEOUTS) for cause in causes):
        what = "There was no complete answer" if sent else "No connection was made"
        return TransportError(f"{what} within {seconds:g} s.", sent=sent, kind="timeout")
    for cause in causes:
        if isinstance(cause, CaBundleError):
            return TransportError("The CA bundle could not be read.", sent=False, kind="configuration")
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _untrusted(cause.verify_message)
        if isinstance(cause, CertificateError):
            return _untrusted(str(cause))
    if sent:
        return TransportError("The connection broke before the answer was complete.", sent=True)
    return TransportError(f"{_why_unsent(causes)}.", sent=False)


def _untrusted(why: str) -> TransportError:
    return TransportError(f"The host's TLS certificate could not be verified: {why.rstrip('.')}.", sent=False)


def _why_unsent(causes: tuple[BaseException, ...]) -> str:
    for cause in causes:
        if _TUNNEL in str(cause):
            status = str(cause).partition(_TUNNEL)[2][:3]
            wants = ": it wants a user name and password" if status == "407" else ""
            return f"The proxy refused to connect to the host (HTTP {status}{wants})"
    proxy = any(isinstance(cause, urllib3.exceptions.ProxyError) for cause in causes)
    for kind, text in _UNSENT:
        if any(isinstance(cause, kind) for cause in causes):
            return text.replace("The host", "The proxy") if proxy else text
    return "The proxy could not be reached" if proxy else "The host could not be reached"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and everything it wraps: urllib3 puts one into `args` or `reason`."""
    pending: list[object] = [error]
    seen: set[int] = set()
    while pending:
        cause = pending.pop()
        if not isinstance(cause, BaseException) or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        pending += (cause.__cause__, cause.__context__, getattr(cause, "reason", None), *cause.args)

"""What went wrong on the wire, in the user's words, and whether the request can have left."""

import socket
import ssl
from collections.abc import Iterator
from typing import Literal

import urllib3.exceptions
from urllib3.util.ssl_match_hostname import CertificateError

from mimecast_hold.api.wire.tls import CaBundleError

Kind = Literal["network", "timeout", "protocol", "configuration"]


class TransportError(Exception):
    """No answer that can be used.

    `sent` tells whether any of the body can have left this machine; `kind` is the category it will be reported under;
    `late` tells whether the request may still take effect; `answered`, whether the host said anything; `hint`, what to
    do where that is known.
    """

    def __init__(
        self,
        message: str,
        *,
        sent: bool,
        kind: Kind = "network",
        late: bool = True,
        answered: bool = False,
        hint: str = "",
    ) -> None:
        """Take what happened, in the user's words."""
        super().__init__(message)
        self.sent = sent
        self.kind: Kind = kind
        self.late = late and sent
        self.answered = answered
        self.hint = hint


_TIMEOUTS = (urllib3.exceptions.TimeoutError, TimeoutError)
_TUNNEL = "Tunnel connection failed: "  # http.client's words; what follows is the proxy's status
_LONGEST = 500  # characters of OpenSSL's words
_UNSENT = (
    (socket.gaierror, "The host's name could not be found"),
    (ConnectionRefusedError, "The host refused the connection"),
    (ssl.SSLError, "The host did not complete a TLS handshake of version 1.2 or newer"),
    (ConnectionError, "The host broke the connection off"),
)


_TRUST = (
    "If a proxy or firewall inspects TLS, give its certificate authority as ca_bundle (a PEM file); if not, check "
    "base_url or region: this may not be Mimecast."
)
_STRICT = (
    "Python 3.13 and newer accept only certificates in the form of RFC 5280. Have the certificate authority (usually a "
    "TLS inspection proxy's) reissue its certificates with Subject Key Identifier and Authority Key Identifier, or run "
    "the plugin with Python 3.12."
)
_CLOCK = (
    "Check this machine's clock. If it is right, the host's or the TLS inspection proxy's certificate must be renewed."
)
_NAME = "Check base_url or region. If a proxy or firewall inspects TLS, it presents the wrong certificate."
# X509_V_ERR_* of OpenSSL 3. Those of 80 to 93 come of X509_V_FLAG_X509_STRICT, which Python sets from 3.13 on.
_CERTIFICATE_HINTS = dict.fromkeys(range(80, 94), _STRICT) | dict.fromkeys((9, 10), _CLOCK) | {62: _NAME, 64: _NAME}

_NO_LOGIN = "Give proxy_url with a user name and password: http://user:password@proxy:port."
_WRONG_LOGIN = "Check the user name and password in proxy_url; percent-encode characters such as @ and : in them."
_CA_FILE = "Give as ca_bundle the path of a PEM file with certificates, or of a folder that OpenSSL can read."


def failure(error: BaseException, *, sent: bool, seconds: float, proxy_login: bool = False) -> TransportError:
    """What an exception of urllib3, http.client or the system means; `proxy_login`: a proxy was given a password."""
    causes = tuple(_causes(error))
    if any(isinstance(cause, _TIMEOUTS) for cause in causes):
        what = "There was no complete answer" if sent else "No connection was made"
        return TransportError(f"{what} within {seconds:g} s.", sent=sent, kind="timeout")
    if known := next(filter(None, map(_certificate_failure, causes)), None):
        return known
    if sent:
        return TransportError("The connection broke before the answer was complete.", sent=True)
    for cause in causes:
        if _TUNNEL in str(cause):
            return _refused_by_proxy(str(cause).partition(_TUNNEL)[2][:3], proxy_login=proxy_login)
    return TransportError(f"{_why_unsent(causes)}.", sent=False)


def _certificate_failure(cause: BaseException) -> TransportError | None:
    if isinstance(cause, CaBundleError):
        return _setting("The CA bundle could not be read.", _CA_FILE)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return _untrusted(cause.verify_message, _CERTIFICATE_HINTS.get(cause.verify_code, _TRUST))
    return _untrusted(str(cause), _NAME) if isinstance(cause, CertificateError) else None


def _setting(message: str, hint: str) -> TransportError:
    """What stays as it is until somebody changes the connection or the way to the host."""
    return TransportError(message, sent=False, kind="configuration", hint=hint)


def _untrusted(why: str, hint: str) -> TransportError:
    # The names in a certificate are written by whoever made it.
    said = "".join(char if char.isprintable() else "\ufffd" for char in why[:_LONGEST]).rstrip(".")
    return _setting(f"The host's TLS certificate could not be verified: {said}.", hint)


def _refused_by_proxy(status: str, *, proxy_login: bool) -> TransportError:
    if status != "407":
        return TransportError(f"The proxy refused to connect to the host (HTTP {status}).", sent=False)
    if proxy_login:
        return _setting("The proxy refused the user name and password that it was given (HTTP 407).", _WRONG_LOGIN)
    return _setting("The proxy wants a user name and password (HTTP 407).", _NO_LOGIN)


def _why_unsent(causes: tuple[BaseException, ...]) -> str:
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

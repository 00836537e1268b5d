"""Explain a transport exception in plain words, and whether the request can have left this machine."""

import contextlib
import errno
import os
import socket
import ssl
from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlsplit

import requests

Kind = Literal["network", "timeout", "protocol", "configuration"]


class TransportError(Exception):
    """There is no usable response.

    Attributes:
        sent: Whether any of the body can have left this machine.
        kind: The category that the error is reported under.
        may_still_apply: Whether the request may still take effect.
        answered: Whether the host sent anything.
        hint: What to do, where that is known.
    """

    def __init__(
        self,
        message: str,
        *,
        sent: bool,
        kind: Kind = "network",
        may_still_apply: bool = True,
        answered: bool = False,
        hint: str = "",
    ) -> None:
        super().__init__(message)
        self.sent = sent
        self.kind: Kind = kind
        self.may_still_apply = may_still_apply and sent
        self.answered = answered
        self.hint = hint


_TIMEOUTS = (requests.Timeout, TimeoutError)
_TUNNEL = "Tunnel connection failed: "  # http.client has no exception type for it; the proxy's status follows
_NOT_CONNECTED: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
    ((socket.gaierror, UnicodeError, requests.exceptions.InvalidURL), "The {}'s name could not be found."),
    (ConnectionRefusedError, "The {} refused the connection."),
    (ssl.SSLError, "The {} did not complete a TLS handshake of version 1.2 or newer."),
    (ConnectionError, "The {} closed the connection."),
)
_EXHAUSTED = (errno.EMFILE, errno.ENFILE, errno.ENOMEM)
_LONGEST_REASON = 500  # characters of OpenSSL's own words

_TRUST = (
    "If a proxy or firewall inspects TLS, give its certificate authority as ca_bundle (a PEM file). If not, check "
    "base_url or region: this may not be Mimecast."
)
_STRICT = (
    "Python 3.13 and newer accept only certificates that follow RFC 5280. Have the certificate authority (usually a "
    "TLS inspection proxy's) reissue its certificates with Subject Key Identifier and Authority Key Identifier, or run "
    "the plugin with Python 3.12."
)
_CLOCK = (
    "Check this machine's clock. If it is right, the host's or the TLS inspection proxy's certificate must be renewed."
)
_NAME = "Check base_url or region. If a proxy or firewall inspects TLS, it presents the wrong certificate."
# OpenSSL's X509_V_ERR_* codes. 80 to 93 come from X509_V_FLAG_X509_STRICT, which Python sets from 3.13 on.
_CERTIFICATE_HINTS = dict.fromkeys(range(80, 94), _STRICT) | dict.fromkeys((9, 10), _CLOCK) | {62: _NAME, 64: _NAME}

_NO_LOGIN = "Give proxy_url with a user name and password: http://user:password@proxy:port."
_WRONG_LOGIN = "Check the user name and password in proxy_url. Percent-encode characters such as @ and : in them."
_CA_FILE = "Give as ca_bundle the path of a PEM file with certificates, or of a folder that OpenSSL can read."
_PROXY_FORM = "Use the form http://proxy:port or http://user:password@proxy:port."


def transport_error(
    error: Exception, *, sent: bool, seconds: float, proxy: str | None = None, ca_bundle: str | None = None
) -> TransportError:
    """Return the `TransportError` for an exception of requests, urllib3, http.client or the system.

    `sent` says whether any of the body was sent, `seconds` is the timeout, `proxy` the URL of the proxy in use.
    """
    causes = tuple(_causes(error))
    timed_out = any(isinstance(cause, _TIMEOUTS) for cause in causes)
    if sent and timed_out:
        return TransportError(f"There was no complete response within {seconds:g} s.", sent=True, kind="timeout")
    if sent:
        return TransportError("The connection broke before the response was complete.", sent=True)
    if setting := _wrong_setting(error, causes, proxy, ca_bundle):
        return setting
    peer = "proxy" if any(isinstance(cause, requests.exceptions.ProxyError) for cause in causes) else "host"
    for kinds, text in _NOT_CONNECTED:
        if any(isinstance(cause, kinds) for cause in causes):
            return TransportError(text.format(peer), sent=False)
    if timed_out:
        return TransportError(f"No connection was made within {seconds:g} s.", sent=False, kind="timeout")
    return TransportError(f"The {peer} could not be reached.", sent=False)


def _wrong_setting(
    error: Exception, causes: tuple[BaseException, ...], proxy: str | None, ca_bundle: str | None
) -> TransportError | None:
    """Return the error if its cause is a setting of the connection or the network, else None."""
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _untrusted(cause.verify_message, _CERTIFICATE_HINTS.get(cause.verify_code, _TRUST))
        if _TUNNEL in str(cause):
            return _refused_by_proxy(str(cause).partition(_TUNNEL)[2][:3], proxy)
    if isinstance(error, requests.exceptions.SSLError) and (names := _wrong_name(causes)):
        return _untrusted(names, _NAME)
    exhausted = any(isinstance(cause, OSError) and cause.errno in _EXHAUSTED for cause in causes)
    if ca_bundle and not exhausted and not _is_readable(ca_bundle):
        return _configuration("The CA bundle could not be read.", _CA_FILE)
    if proxy and any(isinstance(cause, ValueError) for cause in causes):
        return _configuration("The proxy URL is not valid.", _PROXY_FORM)
    return None


def check_proxy(url: str) -> None:
    """Raise `TransportError` for a SOCKS proxy, which requests supports only with an extra package."""
    if url.lower().startswith("socks"):
        raise _configuration("SOCKS proxies are not supported.", "Give the URL of an HTTP proxy.")


def _configuration(message: str, hint: str) -> TransportError:
    """Return an error that persists until the connection or the network is changed."""
    return TransportError(message, sent=False, kind="configuration", hint=hint)


def _wrong_name(causes: tuple[BaseException, ...]) -> str:
    """Return urllib3 1.26's message about a certificate for another host; newer versions leave this to OpenSSL."""
    errors = (cause for cause in causes if isinstance(cause, ValueError) and not isinstance(cause, OSError))
    return next(map(str, errors), "")


def _untrusted(reason: str, hint: str) -> TransportError:
    # The reason may quote names from the certificate, which are untrusted text.
    printable = "".join(char if char.isprintable() else "\ufffd" for char in reason[:_LONGEST_REASON]).rstrip(".")
    return _configuration(f"The host's TLS certificate could not be verified: {printable}.", hint)


def _refused_by_proxy(status: str, proxy: str | None) -> TransportError:
    if status != "407":
        return TransportError(f"The proxy refused to connect to the host (HTTP {status}).", sent=False)
    if proxy and urlsplit(proxy).username:
        return _configuration("The proxy rejected the user name and password (HTTP 407).", _WRONG_LOGIN)
    return _configuration("The proxy requires a user name and password (HTTP 407).", _NO_LOGIN)


def _is_readable(ca_bundle: str) -> bool:
    file, folder = (None, ca_bundle) if os.path.isdir(ca_bundle) else (ca_bundle, None)  # noqa: PTH112 - as ssl wants
    with contextlib.suppress(OSError, ValueError):
        ssl.create_default_context(cafile=file, capath=folder)
        return True
    return False


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield the error and everything it wraps: urllib3 keeps an inner one in `args` or `reason`."""
    pending: list[object] = [error]
    seen: set[int] = set()
    while pending:
        cause = pending.pop()
        if not isinstance(cause, BaseException) or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        pending += (cause.__cause__, cause.__context__, getattr(cause, "reason", None), *cause.args)

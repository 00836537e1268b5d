"""The way through a proxy, by requests: it knows where the environment names one and how each kind is spoken to."""

import ssl

import urllib3
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies, prepend_scheme_if_needed, select_proxy
from urllib3.exceptions import HTTPError

from mimecast_hold.api.secret import Secret
from mimecast_hold.api.wire.transport_errors import TransportError


def environment_proxy(url: str) -> Secret | None:
    """The URL of the proxy that the environment (on macOS and Windows the system, too) names for `url`."""
    found = select_proxy(url, get_environ_proxies(url, no_proxy=None))
    return Secret(found) if found else None


def through(proxy_url: Secret, tls: ssl.SSLContext, pool_size: int) -> urllib3.ProxyManager:
    """Connections through a proxy; `tls` is for a proxy that is itself spoken to over TLS.

    Raises `TransportError` for a proxy of no kind that can be used.
    """
    if proxy_url.reveal().lower().startswith("socks"):
        raise _unusable("The proxy speaks SOCKS, which is not supported: an HTTP proxy is needed.")
    adapter = HTTPAdapter(pool_maxsize=pool_size)
    try:
        url = prepend_scheme_if_needed(proxy_url.reveal(), "http")  # type: ignore[no-untyped-call]
        manager: urllib3.ProxyManager = adapter.proxy_manager_for(url, proxy_ssl_context=tls)
    except (HTTPError, ValueError, TypeError):  # a user or password beyond latin-1, or empty
        raise _unusable(_NO_FORM) from None
    if not manager.proxy or not manager.proxy.host:
        raise _unusable(_NO_FORM)
    return manager


_NO_FORM = "The proxy's URL is of no form that can be used."


def _unusable(why: str) -> TransportError:
    return TransportError(why, sent=False, kind="configuration")

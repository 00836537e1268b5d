"""What TLS connections are made with, by the standard library alone."""

import os
import ssl


class CaBundleError(OSError):
    """The CA bundle cannot be read."""


def tls_context(ca_bundle: str | None) -> ssl.SSLContext:
    """TLS of version 1.2 at least that verifies the certificate and the host's name; raises `CaBundleError`."""
    path = ca_bundle or _authorities()
    try:
        file, folder = (None, path) if os.path.isdir(path) else (path, None)  # noqa: PTH112 - ssl takes no Path
        context = ssl.create_default_context(cafile=file, capath=folder)
    except (OSError, ValueError):  # a path with a NUL is a ValueError
        raise CaBundleError from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    return context


def _authorities() -> str:
    """Those that requests trusts, too."""
    import certifi

    return certifi.where()

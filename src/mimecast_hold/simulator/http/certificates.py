"""A certificate for loopback and its authority, new for each server."""

import ssl
import tempfile
from pathlib import Path


class CertificatesUnavailableError(RuntimeError):
    """The package that makes certificates is not installed."""


class Certificates:
    def __init__(self) -> None:
        try:
            import trustme
        except ImportError:
            raise CertificatesUnavailableError(
                "TLS needs the extra 'simulator'. Run: pip install 'mimecast-hold[simulator]'"
            ) from None
        authority = trustme.CA()
        self._folder = tempfile.TemporaryDirectory(prefix="mimecast-hold-simulator-")
        self.ca_bundle = str(Path(self._folder.name) / "ca.pem")
        authority.cert_pem.write_to_path(self.ca_bundle)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        authority.issue_cert("127.0.0.1", "localhost").configure_cert(self.context)

    def close(self) -> None:
        self._folder.cleanup()

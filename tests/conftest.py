"""What every test runs under."""

import os
from collections.abc import Iterator
from importlib.metadata import version

import hypothesis
import pytest

# A slow machine is no defect, so that no example has a deadline.
hypothesis.settings.register_profile("quick", deadline=None, max_examples=100)
# Whoever waits for a change to go in gets the same examples again; whoever writes one gets new ones.
hypothesis.settings.register_profile("repeated", hypothesis.settings.get_profile("quick"), derandomize=True)
hypothesis.settings.load_profile("repeated" if os.environ.get("CI") else "quick")

_PROXIES = {"ALL_PROXY", "FTP_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"}
_AUTHORITIES = {"CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_DIR", "SSL_CERT_FILE"}
_STARTERS = {"PYTHONPATH", "PYTHONHOME", "PYTHONWARNINGS"}
_COLOURS = {"FORCE_COLOR", "NO_COLOR"}


def pytest_configure(config: pytest.Config) -> None:
    if version("urllib3").startswith("1."):
        # It leaves idle connections of a queue that nobody closed to the garbage collector, which says so.
        config.addinivalue_line("filterwarnings", "ignore:unclosed:ResourceWarning")


@pytest.fixture(scope="session", autouse=True)
def _an_environment_that_says_nothing() -> Iterator[None]:
    """Whoever runs the tests may have a tenant, a proxy or authorities of their own."""
    heeded = _PROXIES | _AUTHORITIES | _STARTERS | _COLOURS
    with pytest.MonkeyPatch.context() as patch:
        for name in tuple(os.environ):
            if name.upper() in heeded or name.upper().startswith("MIMECAST_"):
                patch.delenv(name)
        yield

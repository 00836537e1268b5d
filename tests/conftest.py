"""Settings for all tests."""

import os
from collections.abc import Iterator
from importlib.metadata import version

import hypothesis
import pytest

# No deadlines: a slow machine is not a defect.
hypothesis.settings.register_profile("quick", deadline=None, max_examples=100)
# CI uses the same examples each time; a developer gets new ones.
hypothesis.settings.register_profile("repeated", hypothesis.settings.get_profile("quick"), derandomize=True)
hypothesis.settings.load_profile("repeated" if os.environ.get("CI") else "quick")

_UNSET = {
    "ALL_PROXY", "FTP_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY",
    "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_DIR", "SSL_CERT_FILE",
    "PYTHONPATH", "PYTHONHOME", "PYTHONWARNINGS",
    "FORCE_COLOR", "NO_COLOR",
}  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    if version("urllib3").startswith("1."):
        # It leaves idle connections to the garbage collector, which warns about them.
        config.addinivalue_line("filterwarnings", "ignore:unclosed:ResourceWarning")


@pytest.fixture(scope="session", autouse=True)
def _clean_environment() -> Iterator[None]:
    """Remove the developer's own tenant, proxy and certificates from the environment."""
    with pytest.MonkeyPatch.context() as patch:
        for name in tuple(os.environ):
            if name.upper() in _UNSET or name.upper().startswith("MIMECAST_"):
                patch.delenv(name)
        yield

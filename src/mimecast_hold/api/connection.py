"""The connection to a tenant, as one immutable value."""

import re
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple, TypedDict

from mimecast_hold.api import base_url as urls
from mimecast_hold.api.auth.credentials import ApiKeys, ClientCredentials
from mimecast_hold.api.secret import Secret
from mimecast_hold.errors import ConfigurationError

Api = Literal["1.0", "2.0"]

# Source: Mimecast's base URLs by region. API 1.0: only public clients mention `uspcom`. API 2.0: the global host fails
# over, the others keep data in their region (June 2025).
REGIONS: dict[Api, dict[str, str]] = {
    "1.0": {
        "eu": "https://eu-api.mimecast.com",
        "de": "https://de-api.mimecast.com",
        "us": "https://us-api.mimecast.com",
        "usb": "https://usb-api.mimecast.com",
        "ca": "https://ca-api.mimecast.com",
        "za": "https://za-api.mimecast.com",
        "au": "https://au-api.mimecast.com",
        "je": "https://jer-api.mimecast.com",
        "sandbox": "https://sandbox-api.mimecast.com",
        "uspcom": "https://uspcom-api.mimecast-pscom-us.com",
    },
    "2.0": {
        "global": "https://api.services.mimecast.com",
        "us": "https://us-api.services.mimecast.com",
        "uk": "https://uk-api.services.mimecast.com",
    },
}

_PROXY = r"(?ai)https?://(?:[^\s/?#@\\]*@)?(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?/?"


class Limits(TypedDict, total=False):
    """Optional limits of a `Connection`."""

    timeout_seconds: float
    max_attempts: int
    concurrency: int
    messages_per_request: int


BOUNDS = {
    "timeout_seconds": (1, 300),
    "max_attempts": (1, 10),
    "concurrency": (1, 32),
    "messages_per_request": (1, 25),
}
"""The smallest and the largest value of each limit, as in the connection's schema."""


class Connection(NamedTuple):
    """Everything that a client needs.

    Attributes:
        base_url: As returned by `checked_base_url`.
        timeout_seconds: The limit for one HTTP exchange.
        max_attempts: How many times a request may be sent.
        concurrency: How many requests may be in flight at the same time.
        required_by: What set `require_guard`, for messages.
    """

    base_url: str
    credentials: ApiKeys | ClientCredentials
    proxy_url: Secret | None = None
    ca_bundle: str | None = None
    timeout_seconds: float = 30
    max_attempts: int = 4
    concurrency: int = 8
    messages_per_request: int = 1
    require_guard: bool = False
    required_by: str = "require_guard"

    @property
    def api(self) -> Api:
        """The API that the credentials belong to."""
        return self.credentials.api

    @property
    def host(self) -> str:
        """The host of the base URL, with its port if that is not the scheme's default."""
        return urls.host_of(self.base_url)

    @property
    def is_mimecast(self) -> bool:
        """Whether the host is Mimecast's, not a simulator or another server."""
        return urls.is_mimecast(self.base_url)

    @property
    def is_loopback(self) -> bool:
        """Whether the host is this machine."""
        return urls.is_loopback(self.base_url)


def checked_limits(limits: Limits) -> Limits:
    """Return the limits. Raises `ConfigurationError` for an unknown one, and for a value out of bounds."""
    for name in limits:
        if name not in BOUNDS:
            raise ConfigurationError(
                f"{name} is not a known setting.", hint=f"Known settings: {', '.join(BOUNDS)}.", field=name
            )
    for name, (least, most) in BOUNDS.items():
        value = limits.get(name, least)
        kinds = (int, float) if name == "timeout_seconds" else (int,)
        if isinstance(value, bool) or not isinstance(value, kinds) or not least <= value <= most:
            raise ConfigurationError(
                f"{name} must be from {least} to {most}.", hint=f"Set {name} to a number in this range.", field=name
            )
    return limits


def ca_variables(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the environment variables that name a CA bundle, with their paths. The first one counts."""
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        if path := environ.get(name, "").strip():
            yield name, path


def region_url(api: Api, region: str) -> str:
    """Return the base URL of a region in any letter case. Raises `ConfigurationError` for an unknown one."""
    regions = REGIONS[api]
    region = region.strip().lower()
    if region in regions:
        return regions[region]
    hint = "Choose the region in which the tenant was created, or set base_url."
    for other, names in REGIONS.items():
        if region in names:
            hint = f"{region} is a region of API {other}, but the credentials are for API {api}."
    raise ConfigurationError(f"The region is not one of API {api}: {', '.join(regions)}.", hint=hint, field="region")


def checked_proxy_url(text: str) -> Secret:
    """Return the URL of a proxy as a secret, since it may contain a password. Raises `ConfigurationError`."""
    parts = re.fullmatch(_PROXY, text)
    if parts and (parts["port"] is None or 0 < int(parts["port"]) < 1 << 16):
        return Secret(text)
    raise ConfigurationError(
        "proxy_url must have the form http://host:port.",
        hint="Begin with http:// or https://. Percent-encode the user name and password before @.",
        field="proxy_url",
    )

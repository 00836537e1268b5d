"""Where a tenant lives and how it is spoken to, as one frozen value."""

import re
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple, TypedDict

from mimecast_hold.api import base_url as urls
from mimecast_hold.api.auth.credentials import ApiKeys, ClientCredentials
from mimecast_hold.api.base_url import checked_base_url
from mimecast_hold.api.secret import Secret
from mimecast_hold.errors import ConfigurationError

__all__ = [
    "BOUNDS",
    "REGIONS",
    "Api",
    "Connection",
    "Limits",
    "ca_variables",
    "checked_base_url",
    "checked_limits",
    "checked_proxy_url",
    "region_url",
]

Api = Literal["1.0", "2.0"]

# API 1.0: Mimecast's base URLs by region; `uspcom` is seen in public clients only.
# API 2.0: the global host fails over, the others keep data in their region (June 2025).
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
    """How much of Mimecast a run may ask at once, and for how long: see `Connection`."""

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
"""The least and the most of each limit, as in the connection's schema."""


class Connection(NamedTuple):
    """Everything a client needs to know. `base_url` is one that `checked_base_url` gave."""

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
    """Where `require_guard` is set, in the words of whoever set it."""

    @property
    def api(self) -> Api:
        """The API that the credentials are for."""
        return self.credentials.api

    @property
    def host(self) -> str:
        """Whom the base URL names, with a port where it is not the scheme's own."""
        return urls.host(self.base_url)

    @property
    def is_mimecast(self) -> bool:
        """Whether that is Mimecast, and not a simulator or someone else."""
        return urls.is_mimecast(self.base_url)

    @property
    def is_loopback(self) -> bool:
        """Whether that is this machine."""
        return urls.is_loopback(self.base_url)


def checked_limits(limits: Limits) -> Limits:
    """The limits; raises `ConfigurationError` for one that is out of its bounds, and for one that there is not."""
    for name in limits:
        if name not in BOUNDS:
            raise ConfigurationError(
                f"{name}: there is no such setting.", hint=f"The settings are: {', '.join(BOUNDS)}.", field=name
            )
    for name, (least, most) in BOUNDS.items():
        value = limits.get(name, least)
        kinds = (int, float) if name == "timeout_seconds" else (int,)
        if isinstance(value, bool) or not isinstance(value, kinds) or not least <= value <= most:
            raise ConfigurationError(
                f"{name} is not from {least} to {most}.", hint=f"Give {name} as a number within that.", field=name
            )
    return limits


def ca_variables(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The environment's variables that name authorities, where filled in, with their paths: the first counts."""
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        if path := environ.get(name, "").strip():
            yield name, path


def region_url(api: Api, region: str) -> str:
    """The base URL of a region, in any letter case."""
    regions = REGIONS[api]
    region = region.strip().lower()
    if region in regions:
        return regions[region]
    raise ConfigurationError(
        f"The region is not one of API {api}: {', '.join(regions)}.",
        hint=_other_api(api, region) or "Choose the region in which the tenant was created, or give base_url.",
        field="region",
    )


def checked_proxy_url(text: str) -> Secret:
    """Take a proxy's URL; no message shows any of it, since a password may stand in it."""
    parts = re.fullmatch(_PROXY, text)
    if parts and (parts["port"] is None or 0 < int(parts["port"]) < 1 << 16):
        return Secret(text)
    raise ConfigurationError(
        "proxy_url is not of the form http://host:port.",
        hint="Begin with http:// or https://; percent-encode a user name and password before @.",
        field="proxy_url",
    )


def _other_api(api: Api, region: str) -> str:
    other: Api = "2.0" if api == "1.0" else "1.0"
    if region not in REGIONS[other]:
        return ""
    return f"{region} is a region of API {other}, and the credentials are for API {api}."

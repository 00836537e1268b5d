"""Where an API 1.0 tenant lives, found by an e-mail address and no credentials.

Source: Mimecast: Discover Authentication.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

from mimecast_hold.api.answer.classification import Answer, HttpReply, Kind, classify
from mimecast_hold.api.auth import signing
from mimecast_hold.api.base_url import checked_base_url, is_mimecast
from mimecast_hold.api.client import Wire, request_id
from mimecast_hold.api.connection import REGIONS
from mimecast_hold.api.deadline import Clock, SystemClock
from mimecast_hold.api.wire.transport_errors import TransportError
from mimecast_hold.errors import ConfigurationError, Problem, ServiceError, error_from

URL = "https://api.mimecast.com"
_PATH = "/api/login/discover-authentication"
_ATTEMPTS = 3  # where Mimecast refuses the application id, which it does now and then to a right one


@dataclass(frozen=True, slots=True)
class Region:
    """A region's name, None where we have none for its host, and its base URL."""

    name: str | None
    base_url: str


def discover(
    address: str,
    app_id: str,
    *,
    wire: Wire,
    url: str = URL,
    clock: Clock | None = None,
    request_ids: Callable[[], str] = request_id,
) -> Region:
    """The region of the tenant that `address` belongs to; raises a `MimecastHoldError` where none is told.

    The host that is answered must be Mimecast's: whoever could answer another would be sent the keys.
    """
    time = clock or SystemClock()
    headers = {"Accept": "application/json", "Content-Type": "application/json", "x-mc-app-id": app_id}
    body = json.dumps({"data": [{"emailAddress": address}]}).encode()
    for _ in range(_ATTEMPTS):
        own = {"x-mc-date": signing.date_header(time.now()), "x-mc-req-id": request_ids()}
        answer = classify(_sent(wire, url + _PATH, headers | own, body), time.now())
        if answer.kind is not Kind.INTERMITTENT:
            break
    return _region(_told(answer))


def _sent(wire: Wire, url: str, headers: dict[str, str], body: bytes) -> HttpReply:
    try:
        return wire("POST", url, headers, body)
    except TransportError as error:
        hint = "Check the network, the proxy and the CA bundle, then try again."
        raise error_from(Problem(error.kind, str(error), hint, retryable=True)) from None


def _told(answer: Answer) -> object:
    """What the answer says of the region's API."""
    problem = answer.problem or (answer.failures[0].refusal.problem if answer.failures else None)
    if problem or answer.kind is not Kind.ANSWERED:
        problem = problem or Problem("protocol", "Mimecast's answer could not be understood.")
        raise error_from(problem.hinted("Check the address and the application id (--app-id)."))
    region = answer.data[0].get("region") if answer.data else None
    return region.get("api") if isinstance(region, dict) else None


def _region(told: object) -> Region:
    try:
        base_url = checked_base_url(told.rstrip("/") if isinstance(told, str) else "")
    except ConfigurationError:
        base_url = ""
    if not is_mimecast(base_url):
        problem = Problem(
            "protocol",
            "The answer names no host of Mimecast's, so it is not to be trusted.",
            "Ask Mimecast for the tenant's region, and check the network and the proxy.",
        )
        raise ServiceError(problem.message, problem=problem)
    names = {known: name for name, known in REGIONS["1.0"].items()}
    return Region(names.get(base_url), base_url)

"""Find the region of an API 1.0 tenant by an e-mail address, without credentials.

Source: Mimecast: Discover Authentication.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

from mimecast_hold.api.answer.classification import Answer, Kind, classify
from mimecast_hold.api.auth import signing
from mimecast_hold.api.base_url import checked_base_url, is_mimecast
from mimecast_hold.api.client import Wire, request_id
from mimecast_hold.api.connection import REGIONS
from mimecast_hold.api.deadline import Clock, SystemClock
from mimecast_hold.api.wire.transport_errors import TransportError
from mimecast_hold.errors import ConfigurationError, Problem, error_from

URL = "https://api.mimecast.com"
_PATH = "/api/login/discover-authentication"
_ATTEMPTS = 3  # as Mimecast sometimes rejects a correct application id
_HINT = "Check the address and the application id (--app-id)."


@dataclass(frozen=True, slots=True)
class Region:
    """A base URL with the name of its region, or None if that is not known."""

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
    """Return the region of the tenant that `address` belongs to.

    Raises a `MimecastHoldError` if the response has no region, or a host that is not Mimecast's: keys would be sent to
    it.
    """
    clock = clock or SystemClock()
    headers = {"Accept": "application/json", "Content-Type": "application/json", "x-mc-app-id": app_id}
    body = json.dumps({"data": [{"emailAddress": address}]}).encode()
    for _ in range(_ATTEMPTS):
        signed = {"x-mc-date": signing.date_header(clock.now()), "x-mc-req-id": request_ids()}
        try:
            reply = wire("POST", url + _PATH, headers | signed, body)
        except TransportError as error:
            hint = "Check the network, the proxy and the CA bundle, then try again."
            raise error_from(Problem(error.kind, str(error), hint, retryable=True)) from None
        answer = classify(reply, clock.now())
        if answer.kind is not Kind.INTERMITTENT:
            break
    return _region(answer)


def _region(answer: Answer) -> Region:
    problem = answer.problem or (answer.failures[0].refusal.problem if answer.failures else None)
    if problem or answer.kind is not Kind.ANSWERED:
        problem = problem or Problem("protocol", "Mimecast's response could not be read.")
        raise error_from(problem.with_hint(_HINT))
    region = answer.data[0].get("region") if answer.data else None
    api = region.get("api") if isinstance(region, dict) else None
    try:
        base_url = checked_base_url(api.rstrip("/") if isinstance(api, str) else "")
    except ConfigurationError:
        base_url = ""
    if not is_mimecast(base_url):
        problem = Problem(
            "protocol",
            "The response does not name a Mimecast host, so it was ignored.",
            "Ask Mimecast for the tenant's region, and check the network and the proxy.",
        )
        raise error_from(problem)
    names = {known: name for name, known in REGIONS["1.0"].items()}
    return Region(names.get(base_url), base_url)

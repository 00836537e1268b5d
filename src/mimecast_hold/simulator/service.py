"""One request answered, in Mimecast's order: path, quota, entry, permission, shape, effect."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from mimecast_hold.simulator import acting, entrance, reading
from mimecast_hold.simulator.http.bodies import read_call
from mimecast_hold.simulator.http.calls import Call, Reply, Request, api_of, endpoint_of, refusal
from mimecast_hold.simulator.http.limits import Allowance, allowance_headers, over_limit
from mimecast_hold.simulator.mailbox import rules as names
from mimecast_hold.simulator.mailbox.forms import in_forms
from mimecast_hold.simulator.mailbox.mail import with_bad_text
from mimecast_hold.simulator.mailbox.tenant import Tenant
from mimecast_hold.simulator.search import BadRequestError
from mimecast_hold.simulator.verification import (
    quota_holder,
    refuse_bearer,
    refuse_permission,
    refuse_product,
    refuse_signature,
    unknown_application,
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    answer: Callable[[Tenant, Call], Reply]
    permission: str
    product: str | None = names.CLOUD_GATEWAY


# Permissions and products: the page of each endpoint.
ENDPOINTS: Final[Mapping[str, Endpoint]] = {
    "/api/gateway/hold-release": Endpoint(acting.release, names.HELD_EDIT),
    "/api/gateway/hold-reject": Endpoint(acting.reject, names.HELD_EDIT),
    "/api/gateway/get-hold-message-list": Endpoint(reading.hold_list, names.DASHBOARD_READ),
    "/api/gateway/get-hold-summary-list": Endpoint(reading.hold_summary, names.HELD_SUMMARY_READ),
    "/api/gateway/get-held-release-logs": Endpoint(reading.release_log, names.HELD_READ, names.AUDIT_EVENTS),
    "/api/account/get-account": Endpoint(reading.account, names.DASHBOARD_READ, None),
}
TOKEN_PATH: Final = "/oauth/token"
DISCOVERY_PATH: Final = "/api/login/discover-authentication"

ENDPOINT_NAMES: Final = frozenset(map(endpoint_of, (*ENDPOINTS, TOKEN_PATH, DISCOVERY_PATH)))


def serve(tenant: Tenant, request: Request) -> Reply:
    """Answer one request."""
    if request.path not in ENDPOINTS and request.path not in (TOKEN_PATH, DISCOVERY_PATH):
        return refusal(404, "err_not_found", "There is no such resource")
    if request.method != "POST":
        refused = refusal(405, "err_method_not_allowed", "The method is not allowed")
        return replace(refused, headers=(("Allow", "POST"),))
    if request.path == TOKEN_PATH:
        with tenant.lock:
            return entrance.give_token(tenant, request)
    with tenant.lock:
        allowance = _take(tenant, request)
        refused_entry = over_limit(tenant.rules.quota) if allowance.refused else _refuse_entry(tenant, request)
    return _with_headers(tenant, refused_entry or _serve_known(tenant, request), allowance)


def refuse_application(tenant: Tenant, request: Request) -> Reply:
    """Answer as to an unknown application id, which the service does now and then to a right one as well.

    Nothing is carried out, and the call counts.
    """
    with tenant.lock:
        allowance = _take(tenant, request)
    refused = unknown_application(request.headers.get("x-mc-app-id", ""))
    return _with_headers(tenant, over_limit(tenant.rules.quota) if allowance.refused else refused, allowance)


def _take(tenant: Tenant, request: Request) -> Allowance:
    """Count a request, whatever it is answered: refused ones use up quota, too."""
    quota, endpoint = tenant.rules.quota, endpoint_of(request.path)
    holder = (
        None
        if request.path == DISCOVERY_PATH
        else quota_holder(request.headers, tenant.credentials, tenant.tokens, tenant.now)
    )
    counted_alone = quota.per_endpoint or request.path == DISCOVERY_PATH
    counter = (endpoint if counted_alone else None, holder)
    return tenant.limiter.take(counter, tenant.now, quota, stranger=holder is not None)


def _refuse_entry(tenant: Tenant, request: Request) -> Reply | None:
    if request.path == DISCOVERY_PATH:
        return None
    if api_of(request.headers) == "2.0":
        return refuse_bearer(request.headers, tenant.tokens, tenant.now)
    return refuse_signature(request.headers, request.path, tenant.credentials, tenant.now, tenant.rules)


def _with_headers(tenant: Tenant, reply: Reply, allowance: Allowance) -> Reply:
    headers = allowance_headers(tenant.rules.quota.headers, allowance)
    return replace(reply, headers=(*reply.headers, *headers))


def _serve_known(tenant: Tenant, request: Request) -> Reply:
    endpoint, api = ENDPOINTS.get(request.path), api_of(request.headers)
    if endpoint is not None:
        rules = tenant.rules
        refused = refuse_product(endpoint.product, rules) if api == "2.0" else None
        refused = refused or refuse_permission(endpoint.permission, rules)
        if refused is not None:
            return refused
    call = read_call(request)
    if isinstance(call, Reply):
        return call
    tenant.announce(call)
    with tenant.lock:
        tenant.receive_arrivals()
        _interfere(tenant, call)
        if endpoint is None:
            return entrance.discover(tenant, request, call.items[0] if call.items else {})
        try:
            reply = endpoint.answer(tenant, call)
        except BadRequestError as error:
            return refusal(400, error.code, error.message, named=error.field)
        return with_bad_text(in_forms(reply, call.endpoint, tenant.rules.forms))


def _interfere(tenant: Tenant, call: Call) -> None:
    other = tenant.rules.other_admin
    if other is None or other.endpoint != call.endpoint:
        return
    tenant.calls[call.endpoint] += 1
    if tenant.calls[call.endpoint] % other.every == 0:
        tenant.act_on_newest(other.count, other.verb, other.ids)

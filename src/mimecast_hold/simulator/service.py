"""Serve one request, with Mimecast's order of checks: path, quota, login, permission, body, effect."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from mimecast_hold.simulator import actions, lists, login
from mimecast_hold.simulator.http.calls import Call, Reply, Request, api_of, endpoint_of, read_call, refusal
from mimecast_hold.simulator.http.limits import Allowance, allowance_headers, over_limit
from mimecast_hold.simulator.mailbox import rules as names
from mimecast_hold.simulator.mailbox.forms import in_forms
from mimecast_hold.simulator.mailbox.mail import with_bad_text
from mimecast_hold.simulator.mailbox.tenant import Tenant
from mimecast_hold.simulator.search import BadRequestError
from mimecast_hold.simulator.verification import (
    forbidden,
    quota_holder,
    refuse_bearer,
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
    "/api/gateway/hold-release": Endpoint(actions.release, names.HELD_EDIT),
    "/api/gateway/hold-reject": Endpoint(actions.reject, names.HELD_EDIT),
    "/api/gateway/get-hold-message-list": Endpoint(lists.hold_list, names.DASHBOARD_READ),
    "/api/gateway/get-hold-summary-list": Endpoint(lists.hold_summary, names.HELD_SUMMARY_READ),
    "/api/gateway/get-held-release-logs": Endpoint(lists.release_log, names.HELD_READ, names.AUDIT_EVENTS),
    "/api/account/get-account": Endpoint(lists.account, names.DASHBOARD_READ, None),
}
TOKEN_PATH: Final = "/oauth/token"
DISCOVERY_PATH: Final = "/api/login/discover-authentication"
PATHS: Final = frozenset({*ENDPOINTS, TOKEN_PATH, DISCOVERY_PATH})
ENDPOINT_NAMES: Final = frozenset(map(endpoint_of, PATHS))


def serve(tenant: Tenant, request: Request) -> Reply:
    """Answer one request."""
    if request.path not in PATHS:
        return refusal(404, "err_not_found", "There is no such resource")
    if request.method != "POST":
        refused = refusal(405, "err_method_not_allowed", "The method is not allowed")
        return replace(refused, headers=(("Allow", "POST"),))
    if request.path == TOKEN_PATH:
        with tenant.lock:
            return login.issue_token(tenant, request)
    with tenant.lock:
        allowance = _take(tenant, request)
        denied = over_limit(tenant.rules.quota) if allowance.refused else _refuse_login(tenant, request)
    return _with_headers(tenant, denied or _serve_permitted(tenant, request), allowance)


def refuse_application(tenant: Tenant, request: Request) -> Reply:
    """Refuse a valid application id, as the service sometimes does. The call counts; nothing is carried out."""
    with tenant.lock:
        allowance = _take(tenant, request)
    refused = unknown_application(request.headers.get("x-mc-app-id", ""))
    return _with_headers(tenant, over_limit(tenant.rules.quota) if allowance.refused else refused, allowance)


def _take(tenant: Tenant, request: Request) -> Allowance:
    """Count a request. Refused requests use up quota too."""
    quota, is_discovery = tenant.rules.quota, request.path == DISCOVERY_PATH
    endpoint = endpoint_of(request.path) if quota.per_endpoint or is_discovery else None
    holder = None if is_discovery else quota_holder(tenant, request)
    return tenant.limiter.take((endpoint, holder), tenant.now, quota)


def _refuse_login(tenant: Tenant, request: Request) -> Reply | None:
    if request.path == DISCOVERY_PATH:
        return None
    return (refuse_bearer if api_of(request.headers) == "2.0" else refuse_signature)(tenant, request)


def _with_headers(tenant: Tenant, reply: Reply, allowance: Allowance) -> Reply:
    return replace(reply, headers=(*reply.headers, *allowance_headers(tenant.rules.quota.headers, allowance)))


def _serve_permitted(tenant: Tenant, request: Request) -> Reply:
    endpoint = ENDPOINTS.get(request.path)
    if endpoint is not None:
        refused = refuse_product(endpoint.product, tenant.rules) if api_of(request.headers) == "2.0" else None
        if refused or endpoint.permission not in tenant.rules.permissions:
            return refused or forbidden(tenant.rules)
    call = read_call(request)
    if isinstance(call, Reply):
        return call
    for callback in tenant.callbacks:
        callback(call)
    with tenant.lock:
        tenant.receive_arrivals()
        _interfere(tenant, call)
        if endpoint is None:
            return login.discover(tenant, request, call.item)
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

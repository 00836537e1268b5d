"""One request answered, in Mimecast's order: path, entry, quota, permission, shape, effect."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from mimecast_hold.simulator import acting, entrance, reading
from mimecast_hold.simulator import rules as names
from mimecast_hold.simulator.calls import Api, Call, Reply, Request, refusal
from mimecast_hold.simulator.limits import Allowance, allowance_headers, over_limit
from mimecast_hold.simulator.search import BadRequestError
from mimecast_hold.simulator.tenant import Tenant
from mimecast_hold.simulator.verification import (
    api_of,
    refuse_bearer,
    refuse_permission,
    refuse_product,
    refuse_signature,
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    answer: Callable[[Tenant, Call], Reply]
    permission: str
    product: str | None = names.CLOUD_GATEWAY
    permission_2: str | None = None
    """What API 2.0 asks for, where that differs."""

    def permission_for(self, api: Api) -> str:
        return self.permission_2 or self.permission if api == "2.0" else self.permission


# Permissions and products: the page of each endpoint.
ENDPOINTS: Final[Mapping[str, Endpoint]] = {
    "/api/gateway/hold-release": Endpoint(acting.release, names.HELD_EDIT),
    "/api/gateway/hold-reject": Endpoint(acting.reject, names.HELD_EDIT),
    "/api/gateway/get-hold-message-list": Endpoint(reading.hold_list, names.DASHBOARD_READ),
    "/api/gateway/get-hold-summary-list": Endpoint(
        reading.hold_summary, names.DASHBOARD_READ, permission_2=names.HELD_SUMMARY_READ
    ),
    "/api/gateway/get-held-release-logs": Endpoint(reading.release_log, names.HELD_READ, names.AUDIT_EVENTS),
    "/api/account/get-account": Endpoint(reading.account, names.DASHBOARD_READ, None),
}
TOKEN_PATH: Final = "/oauth/token"
DISCOVERY_PATH: Final = "/api/login/discover-authentication"


def endpoint_of(path: str) -> str:
    """Give the short name of an endpoint: the end of its path."""
    return path.rpartition("/")[2]


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
        refused_entry = _refuse_entry(tenant, request)
        if refused_entry is not None:
            return refused_entry
        allowance = tenant.limiter.take(endpoint_of(request.path), tenant.now, tenant.rules.quota)
    reply = _over(tenant) if allowance.refused else _serve_known(tenant, request)
    return _with_headers(tenant, reply, allowance)


def _refuse_entry(tenant: Tenant, request: Request) -> Reply | None:
    if request.path == DISCOVERY_PATH:
        return None
    if api_of(request.headers) == "2.0":
        return refuse_bearer(request.headers, tenant.tokens, tenant.now)
    return refuse_signature(request.headers, request.path, tenant.credentials, tenant.now, tenant.rules)


def _over(tenant: Tenant) -> Reply:
    return over_limit(tenant.rules.quota)


def _with_headers(tenant: Tenant, reply: Reply, allowance: Allowance) -> Reply:
    headers = allowance_headers(tenant.rules.quota.headers, allowance)
    return replace(reply, headers=(*reply.headers, *headers))


def _serve_known(tenant: Tenant, request: Request) -> Reply:
    endpoint, api = ENDPOINTS.get(request.path), api_of(request.headers)
    if endpoint is not None:
        rules = tenant.rules
        refused = refuse_product(endpoint.product, rules) if api == "2.0" else None
        refused = refused or refuse_permission(endpoint.permission_for(api), rules)
        if refused is not None:
            return refused
    call = read_call(request)
    if isinstance(call, Reply):
        return call
    tenant.announce(call)
    with tenant.lock:
        _interfere(tenant, call)
        if endpoint is None:
            return entrance.discover(tenant, request, call.items[0] if call.items else {})
        try:
            return endpoint.answer(tenant, call)
        except BadRequestError as error:
            return refusal(400, error.code, error.message, named=error.field)


def read_call(request: Request) -> Call | Reply:
    """Read the body, or refuse one that is no JSON of Mimecast's form."""
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        return refusal(400, "err_malformed_json", "The body is no JSON")
    data = body.get("data") if isinstance(body, dict) else None
    if not isinstance(data, list) or not all(isinstance(item, dict) for item in data):
        return refusal(400, "err_validation_null", "data must be an array", named="data")
    meta = body.get("meta")
    pagination = meta.get("pagination") if isinstance(meta, dict) else None
    return Call(
        endpoint_of(request.path),
        api_of(request.headers),
        data,
        pagination if isinstance(pagination, dict) else {},
    )


def _interfere(tenant: Tenant, call: Call) -> None:
    other = tenant.rules.other_admin
    if other is None or other.endpoint != call.endpoint:
        return
    tenant.calls[call.endpoint] += 1
    if tenant.calls[call.endpoint] % other.every == 0:
        tenant.act_on_newest(other.count, other.verb, other.ids)

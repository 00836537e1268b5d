"""Verify access: API 1.0's signature and date, API 2.0's bearer token, and products.

Written from Mimecast's pages alone. It shares no code with the client, so they cannot have the same bug.
"""

import base64
import hashlib
import hmac
import re
from typing import Final

from mimecast_hold.simulator.http.calls import Reply, Request, api_of, envelope, failure, gateway_refusal, refusal
from mimecast_hold.simulator.mailbox.dates import signing_date
from mimecast_hold.simulator.mailbox.rules import Rules
from mimecast_hold.simulator.mailbox.tenant import Tenant

_GUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)


def signature(date: str, request_id: str, path: str, app_key: str, secret_key: str) -> str:
    """Return the right signature of a request (Mimecast: Authorization)."""
    signed = f"{date}:{request_id}:{path}:{app_key}".encode()
    digest = hmac.new(base64.b64decode(secret_key), signed, hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def refuse_date(tenant: Tenant, request: Request) -> Reply | None:
    """Refuse a request of API 1.0 with a bad date or request id."""
    if not _GUID.fullmatch(request.headers.get("x-mc-req-id", "")):
        return refusal(401, "err_xdk_client_unauthorized", "x-mc-req-id is missing or not a GUID")
    date = signing_date(request.headers.get("x-mc-date", ""))
    if date is None:
        return refusal(401, "err_xdk_client_unauthorized", "x-mc-date is missing or not a date")
    if abs(tenant.now - date) > tenant.rules.date_window:
        return refusal(401, "err_xdk_invalid_date", "x-mc-date is too far from the current time")
    return None


def refuse_signature(tenant: Tenant, request: Request) -> Reply | None:
    """Refuse a request of API 1.0 that is not signed correctly."""
    return _refuse_application(tenant, request) or refuse_date(tenant, request) or _refuse_keys(tenant, request)


def _refuse_application(tenant: Tenant, request: Request) -> Reply | None:
    if not all(_access_key_and_signature(request)):
        return refusal(401, "err_xdk_client_unauthorized", "Authorization missing or incomplete")
    if tenant.rules.wrong_region:
        return refusal(401, "err_audit_log_incorrect_region", "The account is of another region")
    if not (app_id := request.headers.get("x-mc-app-id")):
        return refusal(401, "err_xdk_client_unauthorized", "x-mc-app-id is missing")
    return None if app_id == tenant.credentials.app_id else unknown_application(app_id)


def unknown_application(app_id: str) -> Reply:
    """Refuse an application id with HTTP 200 and `meta.status` 200, as in recorded traffic."""
    return envelope((), [failure(None, "err_developer_key", f"App ID is invalid: {app_id}")])


def _access_key_and_signature(request: Request) -> tuple[str, str]:
    realm, _, rest = request.headers.get("authorization", "").partition(" ")
    access_key, _, signed = rest.partition(":")
    # Clients in production send a blank after the colon.
    return (access_key, signed.strip()) if realm == "MC" else ("", "")


def _refuse_keys(tenant: Tenant, request: Request) -> Reply | None:
    known = tenant.credentials
    access_key, signed = _access_key_and_signature(request)
    date, request_id = request.headers["x-mc-date"], request.headers["x-mc-req-id"]
    expected = signature(date, request_id, request.path, known.app_key, known.secret_key)
    if access_key == known.access_key and tenant.rules.keys_expired:
        return refusal(418, "err_xdk_binding_expired", "The access key has expired")
    # Recorded: an unknown key has no secret to check with, and its signature is called invalid too.
    if access_key != known.access_key or not hmac.compare_digest(signed.encode(), expected.encode()):
        return refusal(401, "err_xdk_invalid_signature", "0004 Invalid Signature")
    return None


def quota_holder(tenant: Tenant, request: Request) -> str | None:
    """Return whose quota a request uses: None for the tenant's own, or an unknown client's key or token."""
    if api_of(request.headers) == "2.0":
        bearer = _bearer(request)
        return bearer if tenant.tokens.check(bearer, tenant.now) == "unknown" else None
    access_key, _ = _access_key_and_signature(request)
    return None if access_key == tenant.credentials.access_key else access_key


def _bearer(request: Request) -> str:
    return request.headers.get("authorization", "").removeprefix("Bearer ")


def refuse_bearer(tenant: Tenant, request: Request) -> Reply | None:
    match tenant.tokens.check(_bearer(request), tenant.now):
        case "expired":
            return gateway_refusal(401, "token_expired", "The access token has expired")
        case "unknown":
            return gateway_refusal(401, "token_verification_failed", "The access token is not valid")
    return None


def refuse_product(product: str | None, rules: Rules) -> Reply | None:
    """Refuse an API 2.0 application without the endpoint's product."""
    if product is None or product in rules.products:
        return None
    return gateway_refusal(403, "app_forbidden", "Resource or method requested does not exist in any product")


def forbidden(rules: Rules) -> Reply:
    fail = [failure(None, "err_xdk_operation_forbidden", "0003 Forbidden to perform operation")]
    return envelope((), fail, status=403, http_status=200 if rules.denial_over_200 else 403)

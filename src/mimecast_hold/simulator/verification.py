"""Who may come in: API 1.0's signature and date, API 2.0's bearer token, permissions, products.

Written from Mimecast's pages alone and sharing nothing with the client, so that the two cannot be
wrong together.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from mimecast_hold.simulator.http.calls import Reply, api_of, envelope, failure, gateway_refusal, refusal
from mimecast_hold.simulator.mailbox.credentials import Credentials, Tokens
from mimecast_hold.simulator.mailbox.dates import signing_date
from mimecast_hold.simulator.mailbox.rules import Rules

_GUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)


def signature(date: str, request_id: str, path: str, app_key: str, secret_key: str) -> str:
    """Work out what a request must be signed with (Mimecast: Authorization)."""
    signed = f"{date}:{request_id}:{path}:{app_key}".encode()
    digest = hmac.new(base64.b64decode(secret_key), signed, hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def refuse_date(headers: Mapping[str, str], now: datetime, rules: Rules) -> Reply | None:
    """Refuse a request of API 1.0 whose date or request id is missing, wrong or too far off."""
    if not _GUID.fullmatch(headers.get("x-mc-req-id", "")):
        return refusal(401, "err_xdk_client_unauthorized", "x-mc-req-id is missing or no GUID")
    date = signing_date(headers.get("x-mc-date", ""))
    if date is None:
        return refusal(401, "err_xdk_client_unauthorized", "x-mc-date is missing or no date")
    if abs(now - date) > rules.date_window:
        return refusal(401, "err_xdk_invalid_date", "x-mc-date is too far from the current time")
    return None


def refuse_signature(
    headers: Mapping[str, str], path: str, credentials: Credentials, now: datetime, rules: Rules
) -> Reply | None:
    """Refuse a request of API 1.0 that is not signed as it must be, or give None."""
    return (
        _refuse_application(headers, credentials, rules)
        or refuse_date(headers, now, rules)
        or _refuse_keys(headers, path, credentials, rules)
    )


def _refuse_application(headers: Mapping[str, str], credentials: Credentials, rules: Rules) -> Reply | None:
    if not all(_access_key_and_signature(headers)):
        return refusal(401, "err_xdk_client_unauthorized", "Authorization missing or incomplete")
    if rules.wrong_region:
        return refusal(401, "err_audit_log_incorrect_region", "The account is of another region")
    if not (app_id := headers.get("x-mc-app-id")):
        return refusal(401, "err_xdk_client_unauthorized", "x-mc-app-id is missing")
    return None if app_id == credentials.app_id else unknown_application(app_id)


def unknown_application(app_id: str) -> Reply:
    """Refuse an application id as recorded traffic shows it: under HTTP 200, and under `meta.status` 200 as well."""
    return envelope((), [failure(None, "err_developer_key", f"App ID is invalid: {app_id}")])


def _access_key_and_signature(headers: Mapping[str, str]) -> tuple[str, str]:
    realm, _, rest = headers.get("authorization", "").partition(" ")
    access_key, _, given = rest.partition(":")
    given = given.strip()  # clients in production send a blank after the colon
    return (access_key, given) if realm == "MC" else ("", "")


def _refuse_keys(headers: Mapping[str, str], path: str, credentials: Credentials, rules: Rules) -> Reply | None:
    access_key, given = _access_key_and_signature(headers)
    if access_key != credentials.access_key:
        # Recorded: an unknown key has no secret to check a signature with, and is told so.
        return refusal(401, "err_xdk_invalid_signature", "0004 Invalid Signature")
    if rules.keys_expired:
        return refusal(418, "err_xdk_binding_expired", "The access key has expired")
    date, request_id = headers["x-mc-date"], headers["x-mc-req-id"]
    expected = signature(date, request_id, path, credentials.app_key, credentials.secret_key)
    if not hmac.compare_digest(given.encode(), expected.encode()):
        return refusal(401, "err_xdk_invalid_signature", "0004 Invalid Signature")
    return None


def quota_holder(headers: Mapping[str, str], credentials: Credentials, tokens: Tokens, now: datetime) -> str | None:
    """Give whose quota a request uses up: the tenant's own (None), or that of a stranger's key or token."""
    if api_of(headers) == "2.0":
        bearer = _bearer(headers)
        return bearer if tokens.check(bearer, now) == "unknown" else None
    access_key, _ = _access_key_and_signature(headers)
    return None if access_key == credentials.access_key else access_key


def _bearer(headers: Mapping[str, str]) -> str:
    return headers.get("authorization", "").removeprefix("Bearer ")


def refuse_bearer(headers: Mapping[str, str], tokens: Tokens, now: datetime) -> Reply | None:
    verdict = tokens.check(_bearer(headers), now)
    if verdict == "expired":
        return gateway_refusal(401, "token_expired", "The access token has expired")
    if verdict == "unknown":
        return gateway_refusal(401, "token_verification_failed", "The access token is not valid")
    return None


def refuse_product(product: str | None, rules: Rules) -> Reply | None:
    """Refuse an API 2.0 application that was not given the product of an endpoint."""
    if product is None or product in rules.products:
        return None
    message = "Resource or method requested does not exist in any product"
    return gateway_refusal(403, "app_forbidden", message)


def refuse_permission(permission: str | None, rules: Rules) -> Reply | None:
    if permission is None or permission in rules.permissions:
        return None
    return forbidden(rules)


def forbidden(rules: Rules) -> Reply:
    fail = [failure(None, "err_xdk_operation_forbidden", "0003 Forbidden to perform operation")]
    return envelope((), fail, status=403, http_status=200 if rules.denial_over_200 else 403)

"""The calls without authorization: a token for API 2.0, and the region of an account."""

import hmac
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qs

from mimecast_hold.simulator.http.calls import Reply, Request, dump, envelope, failure, gateway_refusal, refusal
from mimecast_hold.simulator.mailbox.samples import DOMAIN
from mimecast_hold.simulator.mailbox.tenant import Tenant
from mimecast_hold.simulator.verification import refuse_date

# Mimecast: Global Base URLs.
REGION_HOSTS: Final[Mapping[str, str]] = {
    "eu": "eu-api.mimecast.com",
    "de": "de-api.mimecast.com",
    "us": "us-api.mimecast.com",
    "usb": "usb-api.mimecast.com",
    "ca": "ca-api.mimecast.com",
    "za": "za-api.mimecast.com",
    "au": "au-api.mimecast.com",
    "je": "jer-api.mimecast.com",
    "sandbox": "sandbox-api.mimecast.com",
    "uspcom": "uspcom-api.mimecast-pscom-us.com",
}


def issue_token(tenant: Tenant, request: Request) -> Reply:
    """Answer oauth/token (RFC 6749, section 4.4)."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        return gateway_refusal(400, "invalid_request", "The body must be a form")
    form = {name: values[-1] for name, values in parse_qs(request.body.decode("latin-1")).items()}
    if form.get("grant_type") != "client_credentials":
        return gateway_refusal(400, "unsupported_grant_type", "The grant type is not supported")
    known = (tenant.credentials.client_id, tenant.credentials.client_secret)
    given = (form.get("client_id", ""), form.get("client_secret", ""))
    if not hmac.compare_digest("\n".join(given).encode(), "\n".join(known).encode()):
        return gateway_refusal(401, "invalid_client", "The client id or secret is not valid")
    life = tenant.rules.token_life_seconds
    token = tenant.tokens.issue(tenant.now, life)
    return Reply(200, dump({"access_token": token, "token_type": "Bearer", "expires_in": life}))


def discover(tenant: Tenant, request: Request, item: Mapping[str, object]) -> Reply:
    """Answer discover-authentication (Mimecast: Discover Authentication)."""
    if refused := refuse_date(tenant, request):
        return refused
    if not request.headers.get("x-mc-app-id"):
        return refusal(401, "err_developer_key", "x-mc-app-id is missing")
    address = str(item.get("emailAddress") or "")
    if "@" not in address or address.rpartition("@")[2].lower() != DOMAIN:
        code = "err_validation_invalid_email_address"
        return envelope((), [failure(item, code, "The address is not known")])
    region = tenant.rules.region
    url = tenant.rules.discovery_host or f"https://{REGION_HOSTS[region]}"
    found = {"emailAddress": address, "authenticate": ["Basic-Cloud"], "region": {"code": region, "api": url}}
    return envelope([dump(found)])

import base64
import dataclasses
import json
from datetime import timedelta
from pathlib import Path

import pytest

from mimecast_hold.simulator import Rules, Simulator, Tenant
from mimecast_hold.simulator.mailbox.rules import (
    ALL_PERMISSIONS,
    AUDIT_EVENTS,
    CLOUD_GATEWAY,
    DASHBOARD_READ,
    HELD_EDIT,
    HELD_READ,
    HELD_SUMMARY_READ,
)
from mimecast_hold.simulator.verification import signature
from tests.simulator.caller import (
    ACCOUNT,
    DISCOVER,
    LIST,
    LOG,
    NOW,
    REJECT,
    RELEASE,
    SUMMARY,
    Caller,
)

VECTORS = json.loads((Path(__file__).parent / "vectors" / "openssl.json").read_text())


def tenant_with(**rules: object) -> Tenant:
    return Tenant(held=3, now=lambda: NOW, rules=dataclasses.replace(Rules(), **rules))  # type: ignore[arg-type]


@pytest.mark.parametrize("path", VECTORS["signatures"])
def test_the_expected_signature_equals_openssls(path: str) -> None:
    given = signature(VECTORS["date"], VECTORS["request_id"], path, VECTORS["app_key"], VECTORS["secret_key"])
    assert given == VECTORS["signatures"][path]


def test_a_valid_signature_is_accepted_and_an_invalid_one_refused() -> None:
    tenant = tenant_with()
    (first, second, _) = tenant.held
    with Simulator(tenant) as sim:
        right = Caller(sim).release(first)
        wrong_key = base64.b64encode(b"another secret key").decode()
        wrong = Caller(sim, secret_key=wrong_key).release(second)
    assert (right.status, right.data) == (200, [{"id": first, "release": True}])
    assert (wrong.status, wrong.code) == (401, "err_xdk_invalid_signature")
    assert (tenant.fate(first), tenant.fate(second)) == ("released", "held")


def test_a_signature_is_valid_for_one_path_only() -> None:
    tenant = tenant_with()
    with Simulator(tenant) as sim:
        caller = Caller(sim)
        answer = caller.send(RELEASE, b'{"data": []}', caller.signed(ACCOUNT))
    assert answer.code == "err_xdk_invalid_signature"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"app_key": "01234567-89ab-4cde-8f01-23456789abcd"}, "err_xdk_invalid_signature"),
        ({"access_key": "somebody"}, "err_xdk_invalid_signature"),
    ],
)
def test_each_wrong_credential_is_refused(changes: dict[str, str], code: str) -> None:
    with Simulator(tenant_with()) as sim:
        answer = Caller(sim, **changes)(ACCOUNT)
    assert (answer.status, answer.json["meta"]["status"], answer.code) == (401, 401, code)


def test_an_unknown_application_id_is_refused_with_http_200_and_meta_status_200() -> None:
    """Seen in recorded traffic."""
    tenant = tenant_with()
    (first, *_) = tenant.held
    with Simulator(tenant) as sim:
        answer = Caller(sim, app_id="01234567-89ab-4cde-8f01-23456789abcd").release(first)
    assert (answer.status, answer.json["meta"]["status"], answer.data) == (200, 200, [])
    (error,) = answer.json["fail"][0]["errors"]
    assert (error["code"], error["retryable"]) == ("err_developer_key", False)
    assert error["message"] == "App ID is invalid: 01234567-89ab-4cde-8f01-23456789abcd"
    assert tenant.fate(first) == "held"


def test_a_blank_after_the_colon_of_the_signature_is_accepted() -> None:
    with Simulator(tenant_with()) as sim:
        caller = Caller(sim)
        headers = caller.signed(ACCOUNT)
        headers["Authorization"] = headers["Authorization"].replace(":", ": ")
        assert caller.send(ACCOUNT, b'{"data": []}', headers).status == 200


_SENSELESS = [
    (name, value)
    for name in ("Authorization", "x-mc-app-id", "x-mc-date", "x-mc-req-id")
    for value in (None, "", "nonsense")
    if (name, value) != ("x-mc-app-id", "nonsense")
]


@pytest.mark.parametrize(("name", "value"), _SENSELESS)
def test_a_missing_or_invalid_header_is_refused(name: str, value: str | None) -> None:
    with Simulator(tenant_with()) as sim:
        caller = Caller(sim)
        headers = {k: v for k, v in caller.signed(ACCOUNT).items() if k != name}
        answer = caller.send(ACCOUNT, b'{"data": []}', headers | ({} if value is None else {name: value}))
    assert answer.status == 401


@pytest.mark.parametrize("date", ["Wed, 04 Mar 2026 05:06:07 UTC", "Wed, 04 Mar 2026 05:06:07 GMT"])
def test_a_date_can_end_with_utc_or_gmt(date: str) -> None:
    with Simulator(tenant_with()) as sim:
        caller = Caller(sim)
        caller.date = date
        assert caller(ACCOUNT).status == 200


@pytest.mark.parametrize(
    "date",
    [
        "Mi, 04 Mär 2026 05:06:07 UTC",
        "Thu, 04 Mar 2026 05:06:07 UTC",
        "Wed, 4 Mar 2026 05:06:07 UTC",
        "Wed, 04 Mar 2026 05:06:07 +0000",
        "Wed, 44 Mar 2026 05:06:07 UTC",
        "2026-03-04T05:06:07+0000",
    ],
)
def test_a_date_in_another_form_is_refused(date: str) -> None:
    with Simulator(tenant_with()) as sim:
        caller = Caller(sim)
        caller.date = date
        headers = caller.signed(ACCOUNT) | {"x-mc-date": date.encode().decode("latin-1")}
        answer = caller.send(ACCOUNT, b'{"data": []}', headers)
    assert answer.code == "err_xdk_client_unauthorized"


@pytest.mark.parametrize(("minutes", "status"), [(-16, 401), (-15, 200), (15, 200), (16, 401)])
def test_a_clock_can_be_15_minutes_off(minutes: int, status: int) -> None:
    tenant = tenant_with()
    with Simulator(tenant) as sim:
        caller = Caller(sim)
        tenant.rules = Rules(clock_offset=timedelta(minutes=minutes))
        answer = caller(ACCOUNT)
    assert answer.status == status
    hour = NOW + timedelta(minutes=minutes)
    assert answer.headers["date"] == f"{hour:%a, %d %b %Y %H:%M:%S} GMT"


def test_expired_keys_are_refused_with_418() -> None:
    with Simulator(tenant_with(keys_expired=True)) as sim:
        answer = Caller(sim)(ACCOUNT)
    assert (answer.status, answer.code) == (418, "err_xdk_binding_expired")


def test_a_wrong_region_looks_like_a_wrong_key() -> None:
    with Simulator(tenant_with(wrong_region=True)) as sim:
        answer = Caller(sim)(ACCOUNT)
    assert (answer.status, answer.code) == (401, "err_audit_log_incorrect_region")


def test_client_credentials_give_a_token_for_every_endpoint() -> None:
    tenant = tenant_with()
    (first, *_) = tenant.held
    with Simulator(tenant) as sim:
        caller = Caller(sim, "2.0")
        token = caller.token().json
        answer = caller.release(first)
    assert (token["token_type"], token["expires_in"]) == ("Bearer", 1800)
    assert answer.data == [{"id": first, "release": True}]
    assert tenant.tokens.issued == 2


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "wrong"}, 401, "invalid_client"),
        ({"client_secret": "schlüssel"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
def test_wrong_client_credentials_give_no_token(changes: dict[str, str], status: int, code: str) -> None:
    tenant = tenant_with()
    with Simulator(tenant) as sim:
        answer = Caller(sim, "2.0").token(**changes)
    assert (answer.status, answer.code, tenant.tokens.issued) == (status, code, 1)


def test_a_token_request_must_be_a_form() -> None:
    with Simulator(tenant_with()) as sim:
        caller = Caller(sim)
        answer = caller.send("/oauth/token", b"{}", {"Content-Type": "application/json"})
    assert answer.status == 400


def test_a_token_expires_and_can_be_revoked() -> None:
    clock = [NOW]
    tenant = Tenant(held=1, now=lambda: clock[0], rules=Rules(token_life_seconds=60))
    with Simulator(tenant) as sim:
        old = Caller(sim, "2.0")
        clock[0] += timedelta(seconds=59)
        lived = old(ACCOUNT)
        clock[0] += timedelta(seconds=1)
        expired = old(ACCOUNT)
        new = Caller(sim, "2.0")
        tenant.revoke_tokens()
        revoked = new(ACCOUNT)
        new.bearer = "made up"
        unknown = new(ACCOUNT)
    assert (lived.status, expired.status, expired.code) == (200, 401, "token_expired")
    assert (revoked.status, revoked.code) == (401, "token_expired")
    assert (unknown.status, unknown.code) == (401, "token_verification_failed")


ENDPOINTS = {
    RELEASE: HELD_EDIT,
    REJECT: HELD_EDIT,
    LIST: DASHBOARD_READ,
    SUMMARY: HELD_SUMMARY_READ,
    LOG: HELD_READ,
    ACCOUNT: DASHBOARD_READ,
}


@pytest.mark.parametrize("path", ENDPOINTS)
def test_each_endpoint_needs_its_own_permission(path: str) -> None:
    tenant = tenant_with()
    with Simulator(tenant) as sim:
        tenant.rules = Rules(permissions=ALL_PERMISSIONS - {ENDPOINTS[path]})
        without = Caller(sim)(path, {"id": "x", "ids": ["x"]})
        tenant.rules = Rules(permissions=frozenset({ENDPOINTS[path]}))
        alone = Caller(sim)(path, {"id": "x", "ids": ["x"]})
    assert (without.status, without.json["meta"]["status"]) == (403, 403)
    assert alone.status == 200


@pytest.mark.parametrize("api", ["1.0", "2.0"])
def test_the_summary_needs_its_own_permission_in_both_apis(api: str) -> None:
    tenant = tenant_with(permissions=ALL_PERMISSIONS - {HELD_SUMMARY_READ})
    with Simulator(tenant) as sim:
        assert Caller(sim, api)(SUMMARY).status == 403
        tenant.rules = Rules(permissions=frozenset({HELD_SUMMARY_READ}))
        assert Caller(sim, api)(SUMMARY).status == 200


def test_a_missing_permission_can_be_refused_with_http_200() -> None:
    with Simulator(tenant_with(permissions=frozenset(), denial_over_200=True)) as sim:
        answer = Caller(sim)(LIST, {})
    assert (answer.status, answer.json["meta"]["status"]) == (200, 403)


@pytest.mark.parametrize(
    ("products", "open_paths"),
    [
        (set(), {ACCOUNT}),
        ({CLOUD_GATEWAY}, {ACCOUNT, RELEASE, REJECT, LIST, SUMMARY}),
        ({AUDIT_EVENTS}, {ACCOUNT, LOG}),
    ],
)
def test_api_2_permits_the_endpoints_of_the_applications_products(products: set[str], open_paths: set[str]) -> None:
    with Simulator(tenant_with(products=frozenset(products))) as sim:
        caller = Caller(sim, "2.0")
        answers = {path: caller(path, {"id": "x", "ids": ["x"]}) for path in ENDPOINTS}
    assert {path for path, answer in answers.items() if answer.status == 200} == open_paths
    refused = [answer for answer in answers.values() if answer.status != 200]
    assert {(answer.status, answer.code) for answer in refused} <= {(403, "app_forbidden")}


def test_login_is_checked_before_permission_and_permission_before_the_body() -> None:
    with Simulator(tenant_with(permissions=frozenset())) as sim:
        stranger = Caller(sim, access_key="somebody")
        assert stranger.send(RELEASE, b"nonsense", stranger.signed(RELEASE)).status == 401
        caller = Caller(sim)
        assert caller.send(RELEASE, b"nonsense", caller.signed(RELEASE)).status == 403


def test_discovery_names_the_regions_host_without_credentials() -> None:
    tenant = tenant_with(region="za")
    with Simulator(tenant) as sim:
        caller = Caller(sim)
        headers = {k: v for k, v in caller.signed(DISCOVER).items() if k != "Authorization"}
        body = b'{"data": [{"emailAddress": "amara.okafor@example.com"}]}'
        found = caller.send(DISCOVER, body, headers)
        tenant.rules = Rules(discovery_host="https://api.example.org")
        evil = caller.send(DISCOVER, body, headers)
        stranger = caller.send(DISCOVER, body.replace(b".com", b".net"), headers)
        undated = caller.send(DISCOVER, body, headers | {"x-mc-date": ""})
        unnamed = caller.send(DISCOVER, body, headers | {"x-mc-app-id": ""})
    assert found.data[0]["region"] == {"code": "za", "api": "https://za-api.mimecast.com"}
    assert evil.data[0]["region"]["api"] == "https://api.example.org"
    assert stranger.code == "err_validation_invalid_email_address"
    assert (undated.status, unnamed.status) == (401, 401)

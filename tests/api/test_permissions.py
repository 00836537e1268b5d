"""What each call needs: the table, the hints built from it, and the manifest, which lists the same for each action."""

import json

import pytest

from mimecast_hold.api.answer.permissions import NEEDS
from mimecast_hold.api.client import Client
from mimecast_hold.errors import Problem
from mimecast_hold.hold_queue.search import endpoints
from mimecast_hold.plugin.manifest import load
from tests.api.still_clock import StillClock
from tests.api.wires import CLIENT, KEYS, Reply, Script, connection, token

CALLS = {
    "test_connection": [
        endpoints.ACCOUNT,
        endpoints.HOLD_LIST,
        endpoints.RELEASE_LOGS,
        endpoints.HOLD_RELEASE,
    ],
    "find_held_messages": [endpoints.HOLD_LIST],
    "get_hold_summary": [endpoints.HOLD_SUMMARY],
    "release_held_message": [endpoints.HOLD_RELEASE, endpoints.HOLD_LIST, endpoints.RELEASE_LOGS],
    "release_matching_held_messages": [endpoints.HOLD_RELEASE, endpoints.HOLD_LIST, endpoints.RELEASE_LOGS],
    "reject_held_message": [endpoints.HOLD_REJECT, endpoints.HOLD_LIST, endpoints.RELEASE_LOGS],
    "get_release_log": [endpoints.RELEASE_LOGS],
}
ACTIONS = load().actions


def test_the_table_has_every_endpoint_and_no_other() -> None:
    paths = {value for name, value in vars(endpoints).items() if name.isupper() and str(value).startswith("/api/")}
    assert set(NEEDS) == paths


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_the_manifest_names_for_each_action_what_its_calls_need(action: object) -> None:
    needs = [NEEDS[path] for path in CALLS[action.id]]  # type: ignore[attr-defined]  # an Action
    permissions = {one.name for one in action.permissions}  # type: ignore[attr-defined]
    products = {one.name for one in action.products}  # type: ignore[attr-defined]
    assert permissions == {one.permission for one in needs}
    assert products == {one.product for one in needs if one.product}


def refused(path: str, api: str, status: int, body: object) -> Problem:
    """Return the problem of a call that is refused with this response."""
    reply = Reply(status, {}, json.dumps(body).encode())
    credentials = CLIENT if api == "2.0" else KEYS
    wire = Script(*([token()] if api == "2.0" else []), reply, *([token()] if api == "2.0" else []), reply)
    client = Client(connection(credentials), wire=wire, clock=StillClock())
    answer = client.attempt(path, [{"id": "A"}], request_id="r")
    problem = answer.problem or answer.failures[0].refusal.problem
    assert problem is not None
    return problem


def failing(code: str, message: str, status: int) -> object:
    return {"meta": {"status": status}, "data": [], "fail": [{"errors": [{"code": code, "message": message}]}]}


@pytest.mark.parametrize("path", sorted(NEEDS))
@pytest.mark.parametrize("api", ["1.0", "2.0"])
@pytest.mark.parametrize(
    ("status", "body"),
    [
        (403, failing("err_xdk_operation_forbidden", "0003 Forbidden to perform operation", 403)),
        (200, failing("err_xdk_operation_forbidden", "0003 Forbidden to perform operation", 403)),
        (200, failing("err_x", "You have no permission for this message", 200)),
        (403, failing("err_ip", "IP address not found in the permitted ranges", 403)),
        (403, {"meta": {"status": 403}}),
        (403, {"message": "Forbidden"}),
    ],
)
def test_a_hint_names_the_permission_of_the_call_and_no_other(path: str, api: str, status: int, body: object) -> None:
    hint = refused(path, api, status, body).hint
    names = {one.permission.replace(" | ", ", ") for one in NEEDS.values()}
    assert {name for name in names if f"needs: {name}." in hint} == {NEEDS[path].permission.replace(" | ", ", ")}


@pytest.mark.parametrize("path", sorted(NEEDS))
def test_a_hint_names_the_product_of_the_call(path: str) -> None:
    body = {"fail": [{"code": "app_forbidden", "message": "Resource or method requested does not exist"}]}
    hint = refused(path, "2.0", 403, body).hint
    assert "product" in hint
    assert {name for name in ("Cloud Gateway", "Audit Events") if name in hint} == {NEEDS[path].product} - {None}


@pytest.mark.parametrize(("api", "field", "other"), [("1.0", "app_key", "client_id"), ("2.0", "client_id", "app_key")])
def test_a_hint_names_the_credentials_that_were_given(api: str, field: str, other: str) -> None:
    hint = refused(endpoints.HOLD_LIST, api, 401, failing("err_x", "No", 401)).hint
    assert field in hint
    assert other not in hint
    assert "region" in hint


def test_the_hint_for_a_403_with_another_reason_names_the_reason_first() -> None:
    problem = refused(
        endpoints.HOLD_RELEASE, "1.0", 403, failing("err_ip", "IP address not found in the permitted ranges", 403)
    )
    assert problem.message == "IP address not found in the permitted ranges."
    assert problem.hint.startswith("Read Mimecast's message")

"""Defects that a client could have, as misread answers; the invariant must catch each."""

import json
from typing import Any

from mimecast_hold.api.wire.transport import Reply
from mimecast_hold.simulator import Tenant
from tests.faults.scenario import Exchange


def a_log_entry_is_believed_by_its_looks(exchange: Exchange, reply: Reply, tenant: Tenant) -> Reply:
    """Take an entry with a held message's sender, recipient, subject and size for that message's entry."""
    looks = {_looks(json.loads(mail.json)): mail.id for mail in (*tenant.held.values(), *_gone(tenant))}
    return _with_entries(
        exchange, reply, lambda rows: [{**row, "id": looks.get(_looks(row), row["id"])} for row in rows]
    )


def _gone(tenant: Tenant) -> list[Any]:
    """Return the mail that left, rejected last, so that a released twin's entry wins."""
    return [entry.mail for entry in sorted(tenant.log, key=lambda entry: entry.status == "rejected")]


def _looks(item: dict[str, Any]) -> tuple[str, int]:
    return item["subject"], item["size"]


def gone_is_believed_as_released(exchange: Exchange, reply: Reply, tenant: Tenant) -> Reply:
    """Take messages that are no longer held for released, as if the log said so."""
    missing = [one for one in {*tenant.release_calls, *tenant.reject_calls} if one not in tenant.held]
    logged = {"status": "released", "messageInfo": ""}
    return _with_entries(exchange, reply, lambda rows: [{**logged, "id": one} for one in missing])


def _with_entries(exchange: Exchange, reply: Reply, change: Any) -> Reply:
    """Return the log's answer with other entries."""
    if not exchange.path.endswith("get-held-release-logs") or reply.status != 200:
        return reply
    body = json.loads(reply.body)
    for part in body.get("data", []):
        part["heldReleaseLogs"] = change(part["heldReleaseLogs"])
    pagination = body.get("meta", {}).get("pagination")
    if pagination:
        pagination["totalCount"] = sum(len(part["heldReleaseLogs"]) for part in body["data"])
    return _answer(reply, reply.status, body)


def _answer(reply: Reply, status: int, body: object) -> Reply:
    """Return another answer in place of this one, with correct framing."""
    text = json.dumps(body).encode()
    kept = {name: value for name, value in reply.headers.items() if name not in ("content-encoding", "retry-after")}
    headers = {**kept, "content-type": "application/json", "content-length": str(len(text))}
    return reply._replace(status=status, headers=headers, body=text)


def a_gateways_500_is_not_late(_: Exchange, reply: Reply, __: Tenant) -> Reply:
    """Take a gateway's error for Mimecast's own."""
    if reply.status not in (500, 501, 503):
        return reply
    own = {"meta": {"status": 500}, "data": [], "fail": [{"errors": [{"code": "err_server", "message": "x"}]}]}
    return _answer(reply, 500, own)


def err_developer_key_ends_the_run(_: Exchange, reply: Reply, __: Tenant) -> Reply:
    """Take an intermittent refusal for wrong keys."""
    if b"err_developer_key" not in reply.body:
        return reply
    wrong = {"code": "err_xdk_invalid_signature", "message": "0004 Invalid Signature"}
    body = {"meta": {"status": 401}, "data": [], "fail": [{"errors": [wrong]}]}
    return _answer(reply, 401, body)

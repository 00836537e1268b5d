"""The calls that change the hold queue: release and reject."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from mimecast_hold.simulator.http.calls import Call, Reply, dump, envelope, failure, refusal
from mimecast_hold.simulator.mailbox.logbook import Notice
from mimecast_hold.simulator.mailbox.tenant import Tenant, Verb

# Mimecast: Reject Message.
REASON_TYPES: Final = frozenset(
    {
        "MESSAGE CONTAINS UNDESIRABLE CONTENT",
        "MESSAGE CONTAINS CONFIDENTIAL INFORMATION",
        "REVIEWER DISAPPROVES OF CONTENT",
        "INAPPROPRIATE COMMUNICATION",
        "MESSAGE GOES AGAINST EMAIL POLICIES",
    }
)

Outcome = tuple[bytes | None, object | None]
"""What `data` and what `fail` say of one message; neither where the answer leaves it out."""


def release(tenant: Tenant, call: Call) -> Reply:
    """Answer hold-release: an item for each message (Mimecast: Release Message)."""
    if refused := _refuse_whole(tenant, call, len(call.items)):
        return refused
    outcomes = []
    for position, item in enumerate(call.items):
        told = _is_told(tenant, position)
        if told or tenant.rules.does_unaccounted:
            outcome = _release_one(tenant, item.get("id"))
            outcomes += [outcome] if told else []
    return _answer(outcomes)


def reject(tenant: Tenant, call: Call) -> Reply:
    """Answer hold-reject: an item for many messages (Mimecast: Reject Message)."""
    targets = [(item, i) for item in call.items for i in _ids(item)]
    if refused := _refuse_whole(tenant, call, len(targets)):
        return refused
    outcomes = []
    for position, (item, identifier) in enumerate(targets):
        told = _is_told(tenant, position)
        if told or tenant.rules.does_unaccounted:
            outcome = _reject_one(tenant, item, identifier)
            outcomes += [outcome] if told else []
    return _answer(outcomes)


def _ids(item: object) -> Sequence[object]:
    ids = item.get("ids") if isinstance(item, dict) else None
    return ids if isinstance(ids, list) and ids else [None]


def _refuse_whole(tenant: Tenant, call: Call, wanted: int) -> Reply | None:
    rules = tenant.rules
    if not call.items:
        return refusal(400, "err_validation_null", "data must not be empty", named="data")
    if call.endpoint == "hold-release" and call.api == "2.0" and wanted > rules.most_items:
        message = f"data takes 1 to {rules.most_items} items"
        return refusal(400, "err_validation_size", message, named="data")
    if wanted > 1 and rules.accounts_for == "refuses":
        return refusal(rules.refuses_with, "err_validation_size", "One item only", named="data")
    if rules.missing == "empty-400" and not all(i in tenant.held for i in call.ids):
        return Reply(400, b"")
    return None


def _is_told(tenant: Tenant, position: int) -> bool:
    told = tenant.rules.accounts_for
    return told in ("all", "refuses") or (told == "first" and position == 0)


def _answer(outcomes: Sequence[Outcome]) -> Reply:
    data = [done for done, _ in outcomes if done is not None]
    fail = [failed for _, failed in outcomes if failed is not None]
    nothing_known = bool(outcomes) and not data and not fail
    return envelope(data, fail, status=404 if nothing_known else 200)


def _release_one(tenant: Tenant, identifier: object) -> Outcome:
    if invalid := _invalid(identifier, "id"):
        return None, invalid
    identifier = str(identifier)
    tenant.release_calls[identifier] += 1
    done = dump({"id": identifier, "release": True})
    if refused := _refused(tenant, identifier, "release"):
        return refused
    if tenant.act(identifier, "release"):
        return done, None
    if tenant.rules.confirms_repeats and tenant.released_by_api(identifier):
        return done, None
    return None, _missing(tenant, identifier)


def _reject_one(tenant: Tenant, item: object, identifier: object) -> Outcome:
    if invalid := _invalid(identifier, "ids"):
        return None, invalid
    identifier, fields = str(identifier), item if isinstance(item, dict) else {}
    reason = fields.get("reasonType")
    if reason is not None and reason not in REASON_TYPES:
        message = "reasonType is not one of the permitted values"
        return None, failure({"id": identifier}, "err_validation", message, named="reasonType")
    tenant.reject_calls[identifier] += 1
    if refused := _refused(tenant, identifier, "reject"):
        return refused
    mail = tenant.held.get(identifier)
    if mail is None:
        return None, _missing(tenant, identifier)
    tenant.act(identifier, "reject", reason=str(reason or ""))
    if fields.get("notify") is True:
        text = str(fields.get("message") or "")
        tenant.notices.append(Notice(identifier, mail.sender.address, str(reason or ""), text))
    return dump({"id": identifier, "reject": True}), None


def _invalid(identifier: object, named: str) -> object | None:
    fail = partial(failure, {named: identifier}, named=named)
    if identifier is None:
        return fail("err_validation_null", f"{named} must not be null")
    if not isinstance(identifier, str):
        return fail("err_validation", f"{named} must be text")
    if not identifier.strip():
        return fail("err_validation_blank", f"{named} must not be blank")
    return None


def _refused(tenant: Tenant, identifier: str, verb: Verb) -> Outcome | None:
    """Give what the tenant was told to answer for a message that it keeps held."""
    refused = tenant.refusal(identifier)
    if refused is None or identifier not in tenant.held:
        return None
    if refused == "withheld":
        return dump({"id": identifier, verb: False}), None
    code, message = refused
    return None, failure({"id": identifier}, code, message)


def _missing(tenant: Tenant, identifier: str) -> object | None:
    """Say that a message is not held.

    How hold-release says it is not published; these are the forms in which other endpoints answer
    for what they do not know.
    """
    rules, key = tenant.rules, {"id": identifier}
    match rules.missing:
        case "meta-404":
            return None
        case "xdk-failure":
            return failure(key, "xdk_failure", "0007 Invalid token")
        case "fail-without-key":
            return failure(None, rules.missing_code, rules.missing_message)
        case _:
            return failure(key, rules.missing_code, rules.missing_message)

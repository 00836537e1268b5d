"""The calls that change the hold queue: hold-release and hold-reject."""

from collections.abc import Callable, Mapping, Sequence
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
"""The items of `data` and of `fail` for one message; both None if the answer does not mention it."""


def release(tenant: Tenant, call: Call) -> Reply:
    """Answer hold-release: one item per message (Mimecast: Release Message)."""
    return _answer(tenant, call, [partial(_act, tenant, "release", "id", item, item.get("id")) for item in call.items])


def reject(tenant: Tenant, call: Call) -> Reply:
    """Answer hold-reject: one item for many messages (Mimecast: Reject Message)."""
    rejects = [
        partial(_act, tenant, "reject", "ids", item, identifier) for item in call.items for identifier in _ids(item)
    ]
    return _answer(tenant, call, rejects)


def _ids(item: Mapping[str, object]) -> Sequence[object]:
    ids = item.get("ids")
    return ids if isinstance(ids, list) and ids else [None]


def _answer(tenant: Tenant, call: Call, changes: Sequence[Callable[[], Outcome]]) -> Reply:
    """Carry out the changes, and answer for those that the rules account for."""
    if refused := _refuse_whole(tenant, call, len(changes)):
        return refused
    accounted = {"none": 0, "first": 1}.get(tenant.rules.accounts_for, len(changes))
    outcomes = [change() for change in changes[:accounted]]
    if tenant.rules.does_unaccounted:
        for change in changes[accounted:]:
            change()
    data = [done for done, _ in outcomes if done is not None]
    fail = [failed for _, failed in outcomes if failed is not None]
    nothing_known = bool(outcomes) and not data and not fail
    return envelope(data, fail, status=404 if nothing_known else 200)


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


def _act(tenant: Tenant, verb: Verb, field: str, item: Mapping[str, object], identifier: object) -> Outcome:
    if invalid := _invalid(identifier, field):
        return None, invalid
    identifier, reason = str(identifier), item.get("reasonType") if verb == "reject" else None
    if reason is not None and reason not in REASON_TYPES:
        message = "reasonType is not one of the permitted values"
        return None, failure({"id": identifier}, "err_validation", message, named="reasonType")
    (tenant.release_calls if verb == "release" else tenant.reject_calls)[identifier] += 1
    if refused := _refused(tenant, identifier, verb):
        return refused
    done = dump({"id": identifier, verb: True}), None
    if mail := tenant.held.get(identifier):
        tenant.act(identifier, verb, reason=str(reason or ""))
        if verb == "reject" and item.get("notify") is True:
            text = str(item.get("message") or "")
            tenant.notices.append(Notice(identifier, mail.sender.address, str(reason or ""), text))
        return done
    if verb == "release" and tenant.rules.confirms_repeats and tenant.released_by_api(identifier):
        return done
    return None, _missing(tenant, identifier)


def _invalid(identifier: object, named: str) -> object | None:
    if identifier is None:
        code, problem = "err_validation_null", "must not be null"
    elif not isinstance(identifier, str):
        code, problem = "err_validation", "must be text"
    elif not identifier.strip():
        code, problem = "err_validation_blank", "must not be blank"
    else:
        return None
    return failure({named: identifier}, code, f"{named} {problem}", named=named)


def _refused(tenant: Tenant, identifier: str, verb: Verb) -> Outcome | None:
    """Return the answer for a message that stays held (`Tenant.refuse` and `Tenant.withhold`)."""
    refused = tenant.refusal(identifier)
    if refused is None or identifier not in tenant.held:
        return None
    if refused == "withheld":
        return dump({"id": identifier, verb: False}), None
    code, message = refused
    return None, failure({"id": identifier}, code, message)


def _missing(tenant: Tenant, identifier: str) -> object | None:
    """Return the `fail` item of a message that is not held.

    Mimecast does not document it for hold-release. These are the forms in which other endpoints report unknown ids.
    """
    key = {"id": identifier}
    match tenant.rules.missing:
        case "meta-404":
            return None
        case "xdk-failure":
            return failure(key, "xdk_failure", "0007 Invalid token")
        case form:
            code, message = "err_hold_message_not_found", "The message was not found in the hold queue"
            return failure(None if form == "fail-without-key" else key, code, message)

"""Turn an answer into one event for each message that the request contained. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from mimecast_hold.api.answer.classification import Answer, Kind
from mimecast_hold.errors import Problem
from mimecast_hold.hold_queue.outcome.events import Answered, Event, Lost, Postponed, Verdict
from mimecast_hold.hold_queue.outcome.records import Operation
from mimecast_hold.hold_queue.values import has_content

_RUN_AGAIN = "Run the action again: a second request is harmless."
_ERRORS_BESIDE = Problem("protocol", "Mimecast lists errors for this message.", _RUN_AGAIN, retryable=True)

Entries = tuple[Sequence[object], Sequence[Problem]]
"""An id's values in `data` and its refusals in `fail`: usually one of either."""


def events_from(operation: Operation, ids: Sequence[str], answer: Answer) -> dict[str, Event]:
    """Return what `answer` means for each of the `ids` in its request."""
    if answer.kind is Kind.ANSWERED:
        return _events_by_id(operation, ids, answer)
    return dict.fromkeys(ids, _event_for_all(answer))


def accounts_for_all(events: Mapping[str, Event]) -> bool:
    """Return whether an answer settled every message; larger groups may follow then."""
    clear = (Verdict.DONE, Verdict.DECLINED, Verdict.REFUSED)
    return all(isinstance(event, Answered) and event.verdict in clear for event in events.values())


def _event_for_all(answer: Answer) -> Event:
    problem = answer.problem or Problem("internal", "The response could not be classified.")
    match answer.kind:
        case Kind.NOT_SENT:
            return Postponed(problem)
        case Kind.LIMITED:
            return Postponed(problem, sent=answer.sent, uses_attempt=False)
        case Kind.INTERMITTENT:
            return Postponed(problem, sent=answer.sent)
        case Kind.STALE_TOKEN:
            return Postponed(problem, sent=True, uses_attempt=False, token=True)
        case Kind.REFUSED:
            # If the token call was refused, nothing was sent for the message.
            return Answered(Verdict.REFUSED, problem) if answer.sent else Postponed(problem)
        case _:
            return Lost(problem, may_still_apply=answer.may_still_apply, answered=answer.reached)


def _events_by_id(operation: Operation, ids: Sequence[str], answer: Answer) -> dict[str, Event]:
    entries = _entries(operation, answer)
    found = {message_id: _verdict(operation, entries.get(message_id, ((), ())), answer) for message_id in ids}
    missing = [message_id for message_id in ids if found[message_id] is None]
    unkeyed = [failure.refusal.problem for failure in answer.failures if failure.key is None]
    left_out = Problem(
        "protocol",
        "Mimecast's answer does not mention the message.",
        _RUN_AGAIN,
        retryable=True,
        http_status=answer.http_status,
    )
    if len(ids) > 1 and (len(missing) == len(ids) or answer.http_status in (400, 413, 422)):
        # The answer accounts for none: part of the group may have been done, and no message used an attempt.
        problem = unkeyed[0] if unkeyed else left_out
        return dict.fromkeys(ids, Lost(problem, uses_attempt=False, answered=True))
    if len(unkeyed) > len(missing):
        # More refusals without a key than messages left out: one of them is about a message that was answered.
        found = {message_id: event and _contradiction(event.problem) for message_id, event in found.items()}
    refused_alone = len(ids) == 1 and unkeyed and not (answer.unreadable or answer.data)
    otherwise = Answered(Verdict.REFUSED, unkeyed[0]) if refused_alone else Lost(left_out, answered=True)
    return {message_id: event or otherwise for message_id, event in found.items()}


def _entries(operation: Operation, answer: Answer) -> Mapping[str, Entries]:
    """Collect everything that the answer says about each id."""
    entries: defaultdict[str, tuple[list[object], list[Problem]]] = defaultdict(lambda: ([], []))
    for item in answer.data:
        message_id = item.get("id")
        if isinstance(message_id, str):
            values, refusals = entries[message_id]
            values.append(item.get(operation.answer_field))
            if has_content(item.get("errors")):
                refusals.append(_ERRORS_BESIDE)
    for failure in answer.failures:
        if failure.key is not None:
            entries[failure.key][1].append(failure.refusal.problem)
    return entries


def _verdict(operation: Operation, entries: Entries, answer: Answer) -> Answered | None:
    """Return what the answer says about one id; None if it says nothing readable."""
    values, refusals = entries
    refusal = refusals[0] if refusals else None
    if not values and refusal:
        # An unreadable item may have been about this very message.
        return _contradiction(refusal) if answer.unreadable else Answered(Verdict.REFUSED, refusal)
    # Only JSON's own true and false count: the string "true" is not a confirmation.
    clear = {value for value in values if value is True or value is False}
    if refusal or len(clear) > 1 or (True in clear and answer.refusing):
        return _contradiction(refusal)
    if len(clear) != 1 or not all(isinstance(value, bool) for value in values):
        return None
    if True in clear:
        return Answered(Verdict.DONE)
    problem = Problem(
        "refused",
        f"Mimecast answered {operation.answer_field}: false.",
        "Check the message in the hold queue; another administrator or a policy may keep it there.",
    )
    return Answered(Verdict.DECLINED, problem)


def _contradiction(also: Problem | None) -> Answered:
    detail = f" (it also says: {also.message})" if also else ""
    problem = Problem("protocol", f"Mimecast's answer contradicts itself{detail}.", _RUN_AGAIN, retryable=True)
    return Answered(Verdict.CONTRADICTORY, problem)

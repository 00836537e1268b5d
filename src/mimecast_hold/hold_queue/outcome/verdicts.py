"""What one answer says of each message it was asked about: an Answer in, an event for each id out. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from mimecast_hold.api.answer.classification import Answer, Kind
from mimecast_hold.errors import Problem
from mimecast_hold.hold_queue.outcome.events import Answered, Event, Lost, Postponed, Verdict
from mimecast_hold.hold_queue.outcome.records import Operation
from mimecast_hold.hold_queue.values import was_given

_ASK_AGAIN = "Run the action again: asking twice is harmless."


def events_from(operation: Operation, ids: Sequence[str], answer: Answer) -> dict[str, Event]:
    """The event that `answer` is for each of the `ids` that were asked about together."""
    if answer.kind is Kind.ANSWERED:
        return _by_message(operation, ids, answer)
    event = _of_all(answer)
    return dict.fromkeys(ids, event)


def accounts_for_all(events: Mapping[str, Event]) -> bool:
    """Whether an answer left no message open: then larger groups may follow."""
    clear = (Verdict.DONE, Verdict.DECLINED, Verdict.REFUSED)
    return all(isinstance(event, Answered) and event.verdict in clear for event in events.values())


def _of_all(answer: Answer) -> Event:
    problem = answer.problem or Problem("internal", "An answer without a meaning.")
    match answer.kind:
        case Kind.NOT_SENT:
            return Postponed(problem)
        case Kind.LIMITED:
            return Postponed(problem, sent=answer.sent, counts=False)
        case Kind.INTERMITTENT:
            return Postponed(problem, sent=answer.sent)
        case Kind.STALE_TOKEN:
            return Postponed(problem, sent=True, counts=False, token=True)
        case Kind.REFUSED:
            # A refused token call is no answer about a message, of which nothing was sent.
            return Answered(Verdict.REFUSED, problem) if answer.sent else Postponed(problem)
        case _:
            return Lost(problem, late=answer.late, answered=answer.reached)


def _by_message(operation: Operation, ids: Sequence[str], answer: Answer) -> dict[str, Event]:
    words = _words(operation, answer)
    said = {message_id: _said(operation, words.get(message_id, _SILENCE), answer) for message_id in ids}
    silent = [message_id for message_id in ids if said[message_id] is None]
    unkeyed = [failure.refusal.problem for failure in answer.failures if failure.key is None]
    if len(ids) > 1 and (len(silent) == len(ids) or answer.http_status in (400, 413, 422)):
        # It accounts for none: a part may have been done, and it is no attempt at any single message.
        problem = unkeyed[0] if unkeyed else _left_out(answer)
        return dict.fromkeys(ids, Lost(problem, counts=False, answered=True))
    if len(unkeyed) > len(silent):
        # More refusals that name nobody than messages they can be about: one of those accounted for is meant, too.
        said = {message_id: found and _against(found) for message_id, found in said.items()}
    alone = len(ids) == 1
    events: dict[str, Event] = {}
    for message_id, event in said.items():
        if event is not None:
            events[message_id] = event
        elif alone and unkeyed and not (answer.unreadable or answer.data):
            events[message_id] = Answered(Verdict.REFUSED, unkeyed[0])
        else:
            events[message_id] = Lost(_left_out(answer), answered=True)
    return events


Words = tuple[Sequence[object], Sequence[Problem]]
"""The values of an id in `data`, and its refusals in `fail`: of either, one as a rule."""

_SILENCE: Words = ((), ())
_ERRORS_BESIDE = Problem("protocol", "Mimecast lists errors for this message.", _ASK_AGAIN, retryable=True)


def _words(operation: Operation, answer: Answer) -> Mapping[str, Words]:
    """What the answer says of each id that it names, however often it does."""
    words: defaultdict[str, tuple[list[object], list[Problem]]] = defaultdict(lambda: ([], []))
    for item in answer.data:
        named = item.get("id")
        if isinstance(named, str):
            words[named][0].append(item.get(operation.answer_field))
            if was_given(item.get("errors")):
                words[named][1].append(_ERRORS_BESIDE)
    for failure in answer.failures:
        if failure.key is not None:
            words[failure.key][1].append(failure.refusal.problem)
    return words


def _said(operation: Operation, words: Words, answer: Answer) -> Answered | None:
    """What the answer says of this very id; None where it says nothing that can be read."""
    values, refusals = words
    if not values and answer.unreadable and refusals:
        return _contradiction(refusals)  # what could not be read may have been a word of this very message
    if not values:
        return Answered(Verdict.REFUSED, refusals[0]) if refusals else None
    # Only JSON's own true and false: a string "true" is not Mimecast's word.
    clear = {value for value in values if value is True or value is False}
    if refusals or len(clear) > 1 or (True in clear and answer.refusing):
        return _contradiction(refusals)
    if len(clear) != 1 or not all(isinstance(value, bool) for value in values):
        return None
    return _DONE if True in clear else Answered(Verdict.DECLINED, _declined(operation))


_DONE = Answered(Verdict.DONE)


def _against(event: Answered) -> Answered:
    return _contradiction([event.problem] if event.problem else [])


def _contradiction(refusals: Sequence[Problem]) -> Answered:
    said = f" (it says, too: {refusals[0].message})" if refusals else ""
    return Answered(
        Verdict.CONTRADICTORY,
        Problem("protocol", f"Mimecast's answer contradicts itself{said}.", _ASK_AGAIN, retryable=True),
    )


def _declined(operation: Operation) -> Problem:
    return Problem(
        "refused",
        f"Mimecast answered {operation.answer_field}: false.",
        "Look the message up in the hold queue; another administrator or a policy may keep it there.",
    )


def _left_out(answer: Answer) -> Problem:
    return Problem(
        "protocol",
        "Mimecast's answer does not say what became of the message.",
        _ASK_AGAIN,
        retryable=True,
        http_status=answer.http_status,
    )

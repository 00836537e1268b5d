"""Check the records against the tenant's own state. Answers on the wire are read here by independent rules.

The tenant knows what it let go, when, and by whom; no check rests on what the client made of an answer.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from mimecast_hold.api.wire.transport import Reply
from mimecast_hold.simulator import LogEntry
from tests.faults.scenario import Exchange, Played, RunPlayed

CLEAN_YES, CLEAN_NO, DOUBTFUL, LATE, NOT_DONE = "clean yes", "clean no", "doubtful", "late", "not done"
_DONE = {"release": "released", "reject": "rejected"}
_OTHERS = ("failed", "unknown", "not_attempted", "skipped")
Record = Mapping[str, Any]
"""A record as the envelope shows it."""


@dataclass
class Tally:
    """The totals of all runs."""

    sequences: int = 0
    messages: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    disagreements: Counter[str] = field(default_factory=Counter)
    """By kind."""

    def add(self, played: Played) -> list[tuple[str, str]]:
        """Count a scenario's results and return its disagreements."""
        self.sequences += 1
        for one in played.runs:
            self.messages += len(one.records)
            for record in one.records:
                self.kinds[f"{record.outcome} by {record.evidence or 'nothing'}"] += 1
        found = disagreements(played)
        self.disagreements.update(kind for kind, _ in found)
        return found

    def __str__(self) -> str:
        kinds = "\n".join(f"  {kind:36} {count:6}" for kind, count in sorted(self.kinds.items()))
        against = "".join(f"\n  DISAGREES: {kind:64} {count:6}" for kind, count in self.disagreements.most_common())
        head = f"sequences {self.sequences}, messages {self.messages}, disagreements {self.disagreements.total()}"
        return f"{head}\n{kinds}{against}"


def disagreements(played: Played) -> list[tuple[str, str]]:
    """Return every untrue statement in the records, with its record; an empty list if all are true."""
    found = [(kind, "") for kind in _of_all(played)]
    for number, run in enumerate(played.runs):
        for record in run.records:
            shown = record.as_dict()
            about = f"run {number + 1}: {shown}"
            found += [(kind, about) for kind in _untrue(shown, number, played)]
    return found


# All together.


def _of_all(played: Played) -> Iterator[str]:
    changed = played.tenant.changed_by_api
    if not changed <= played.allowed:
        yield "something was done to a message that no run was to touch"
    if any(run.endless for run in played.runs):
        yield "a run did not end"
    for run in played.runs:
        if _count(run, "get-hold-message-list") > _MOST_PAGES:
            yield "a list was read on and on"
        if run.error and _count(run, f"hold-{played.scenario.verb}"):
            yield "a run ended with an error and no records, after it had sent something"
        told = [record.id for record in run.records]
        if len(told) != len(set(told)):
            yield "a message has two records"
        if run.run.choice == "matching":
            sent = {one for exchange in run.exchanges for one in exchange.ids}
            if not sent <= set(told):
                yield "a message was sent and has no record"
        elif not run.error and told != list(dict.fromkeys(played.ids)):
            yield "the records are not those of the ids, in their order"
    yield from _repeated(played)


_MOST_PAGES = 200
"""Far more pages than any queue here needs, even with shifting pages and repeated readings."""


def _count(run: RunPlayed, endpoint: str) -> int:
    return sum(one.path.endswith(endpoint) for one in run.exchanges)


def _repeated(played: Played) -> Iterator[str]:
    """Report messages that were sent again although they were known to be done."""
    verb = played.scenario.verb
    known: set[str] = set()
    for run in played.runs:
        for exchange in run.exchanges:
            if exchange.path.endswith(f"hold-{verb}") and known & set(exchange.ids):
                yield "sent again in a later run although an earlier one had reported it as done"
                break
        known |= {record.id for record in run.records if record.as_dict()[_DONE[verb]] is True}


# Each record.


def _untrue(record: Record, number: int, played: Played) -> Iterator[str]:
    run, scenario = played.runs[number], played.scenario
    carried = _carried(run, record["id"])
    words = [word(one, record["id"], scenario.verb) for one in carried]
    yield from _state_known(record, scenario.verb)
    yield from _against_the_tenant(record, number, played)
    yield from _without_ground(record, words, number, played)
    if record["outcome"] == "not_attempted" and carried:
        yield "reported as not attempted, but it was sent"
    if record["outcome"] == "skipped" and carried:
        yield "reported as skipped, but it was sent"
    if record["message"] is not None and record["message"]["id"] != record["id"]:
        yield "shows another message"
    if number == 0:
        yield from _miscounted(record, carried, run)
    yield from _given_up(record, run, scenario.settings["max_attempts"])
    if record["outcome"] == "unknown" and _is_plain(played) and run.run.cancel_at is None:
        yield from _settled(record, run, played, words)


def _carried(run: RunPlayed, identifier: str) -> list[Exchange]:
    """Return the requests with a message that left this machine."""
    return [one for one in run.exchanges if identifier in one.ids and not (one.error and not one.error.sent)]


def _state_known(record: Record, verb: str) -> Iterator[str]:
    """Check that the record is in one of the contract's states and does not contradict itself."""
    done = _DONE[verb]
    expected = {
        done: True,
        f"already_{done}": True,
        f"not_{done}": False,
        **dict.fromkeys(_OTHERS, False),
        "unknown": None,
    }
    outcome, error = record["outcome"], record["error"]
    if outcome not in expected:
        yield "in no known state"
    elif record[done] is not expected[outcome]:
        yield f"{outcome}, and {done} says otherwise"
    if (error is None) != (expected.get(outcome) is True):
        yield "an error for a success, or none for anything else"
    if error and error["category"] == "internal":
        yield "internal: a defect of ours"


def _against_the_tenant(record: Record, number: int, played: Played) -> Iterator[str]:
    """Check a record against the tenant's state."""
    run, done = played.runs[number], _DONE[played.scenario.verb]
    identifier, outcome = record["id"], record["outcome"]
    fate = played.tenant.fate(identifier)
    ours = identifier in _done_by(number, played)
    if record[done] is True and fate != done:
        yield f"reported as done, but it is {fate}"
    if record[done] is False and ours:
        yield f"reported as {outcome}, but a request of this run did it"
    if outcome.startswith("already_") and record[done] is True:
        if ours and identifier not in run.done_before:
            yield "reported as done before, but this run did it"
        if not _done_before_asked(identifier, run, played):
            yield "reported as done before, but it was done later"
    category = record["error"]["category"] if record["error"] else ""
    if category in ("already_released", "already_rejected") and category != f"already_{fate}":
        yield f"reported as {category}, but it is {fate}"


def _done_by(number: int, played: Played) -> set[str]:
    """Return what a run's requests did, sooner or later; the last run includes what earlier ones left in flight."""
    run, last = played.runs[number], number == len(played.runs) - 1
    everything = set(played.tenant.changed_by_api)
    if last:
        return everything
    later = {one for after in played.runs[number + 1 :] for exchange in after.exchanges for one in exchange.ids}
    return set(run.done_after) | (everything - later)


def _done_before_asked(identifier: str, run: RunPlayed, played: Played) -> bool:
    if identifier in run.done_before or not _carried(run, identifier):
        return True
    ours = identifier in run.done_after
    return not ours


def _entries(identifier: str, played: Played) -> list[LogEntry]:
    """Return the tenant's own log entries for a message."""
    return [entry for entry in played.tenant.log if entry.message_id == identifier]


def _without_ground(record: Record, words: Sequence[str], number: int, played: Played) -> Iterator[str]:
    """Check that Mimecast confirmed each success."""
    scenario, run = played.scenario, played.runs[number]
    if record[_DONE[scenario.verb]] is not True:
        return
    rules, seen = scenario.rules, scenario.visibility
    if record["evidence"] == "response":
        earlier = [
            word(one, record["id"], scenario.verb)
            for before in played.runs[:number]
            for one in _carried(before, record["id"])
        ]
        if CLEAN_YES not in (*words, *earlier):
            yield "based on an answer that was never given"
    elif record["evidence"] == "release_log":
        until = run.ended_at - seen.log_delay + _A_SECOND
        visible = [one for one in _entries(record["id"], played) if one.at <= until]
        if not seen.log_permitted or not visible:
            yield "based on the log, which does not show it"
        if rules.log_ids == "unrelated":
            yield "based on a log entry that only looks like it"
    else:
        yield "reported without Mimecast's confirmation"


_A_SECOND = timedelta(seconds=1)


def _miscounted(record: Record, carried: Sequence[Exchange], run: RunPlayed) -> Iterator[str]:
    if run.run.cancel_at is None and record["attempts"] != len(carried):
        yield "attempts are not the requests that carried it"
    request_ids = [one.request_id for one in carried]
    if (record["request_id"] is not None or carried) and record["request_id"] not in request_ids:
        yield "the id of a request that did not carry it"


def _given_up(record: Record, run: RunPlayed, max_attempts: int) -> Iterator[str]:
    """Check that one intermittent refusal with attempts left was not reported as wrong keys.

    A token call that gives no token uses an attempt too.
    """
    error = record["error"] or {}
    refused = [one for one in run.exchanges if one.reply and one.reply.status == 200 and _CODE in one.reply.body]
    wrong_key = error.get("code") == "err_developer_key" or error.get("category") == "authentication"
    tokens = [
        one for one in run.exchanges if one.path.endswith("/token") and (not one.reply or one.reply.status >= 300)
    ]
    if wrong_key and len(refused) == 1 and len(tokens) + 1 < max_attempts:
        yield "one err_developer_key was taken for a wrong key"


_CODE = b"err_developer_key"


# Whether more could have been known.


def _is_plain(played: Played) -> bool:
    """Return whether lists and logs are in the usual form and complete, so they are easy to read here."""
    rules, scenario = played.scenario.rules, played.scenario
    return (
        len(played.runs) == 1
        and played.runs[0].run.choice == "ids"
        and not rules.forms
        and rules.log_ids == "message"
        and rules.log_dates == "usual"
        and rules.largest_page == 500
        and not (rules.empty_pages or rules.refuses_future_end or rules.refuses_old_start)
        and scenario.bad_subject is None
    )


def _settled(record: Record, run: RunPlayed, played: Played, words: Sequence[str]) -> Iterator[str]:
    """Report unknown messages that could have been settled."""
    scenario, identifier = played.scenario, record["id"]
    if CLEAN_YES in words:
        yield "unknown after a plain yes"
    if not {DOUBTFUL, LATE} & set(words):
        yield "unknown with no answer lost"
    listed, complete = _last_look(run.exchanges, scenario.verb)
    if record["evidence"] is None and complete:
        yield "unknown for lack of a look, but there was one"
    if record["evidence"] == "hold_queue" and identifier in listed and LATE not in words:
        yield "unknown though it is held, and nothing can come late"
    entries = _logged(run.exchanges, identifier)
    if record["evidence"] == "hold_queue" and identifier not in listed and entries == ["plain"]:
        yield "unknown though the log has a plain entry"
    if record["evidence"] == "release_log" and entries == ["plain"]:
        yield "unknown by a plain entry"


def _is_framed(reply: Reply) -> bool:
    """Return whether the body's end is marked by more than the connection's end."""
    length, coding = (reply.headers.get(name, "") for name in ("content-length", "transfer-encoding"))
    return coding.strip().lower() == "chunked" if coding else length.isdigit()


def word(exchange: Exchange, identifier: str, verb: str) -> str:  # noqa: PLR0911  # a table of answers, top to bottom
    """Return what an exchange says about a message."""
    if exchange.error or exchange.reply is None:
        return LATE
    reply = exchange.reply
    if reply.status == 429:
        return NOT_DONE
    body = _json(reply)
    if reply.status >= 500:
        own = ((body or {}).get("meta") or {}).get("status") == reply.status
        return DOUBTFUL if own and reply.status in (500, 503) else LATE
    if body is None:
        return DOUBTFUL if _is_framed(reply) else LATE
    if reply.status == 401 or _CODE in reply.body:
        return NOT_DONE
    rows, fail = _list(body.get("data")), _list(body.get("fail"))
    said = [row.get(verb) for row in rows if row.get("id") == identifier]
    named = [one for one in fail if _key(one) == identifier]
    unnamed = [one for one in fail if _key(one) is None]
    # What names nobody belongs to one of whom nothing else is said, if there is one.
    accounted = {row.get("id") for row in rows} | {_key(one) for one in fail}
    against = unnamed if accounted >= set(exchange.ids) else []
    status = (body.get("meta") or {}).get("status", 200)
    if said and not named and not against and all(one is said[0] for one in said) and said[0] in (True, False):
        if said[0] is False:
            return CLEAN_NO
        return CLEAN_YES if said[0] is True and status < 300 else DOUBTFUL
    if not said and (named or (len(exchange.ids) == 1 and (unnamed or status >= 300))):
        return CLEAN_NO
    if not said and status in (401, 403) and not rows:
        return CLEAN_NO
    return DOUBTFUL


def _list(value: Any) -> list[Any]:
    """Return a list, or a single item as a list."""
    return value if isinstance(value, list) else [value] if isinstance(value, dict) else []


def _key(failure: Any) -> Any:
    key = failure.get("key")
    return key.get("id") if isinstance(key, dict) else key


def _json(reply: Reply) -> Any:
    try:
        body = json.loads(reply.body)
    except ValueError:
        return None
    return body if isinstance(body, dict) and reply.status not in range(300, 400) else None


def _last_look(exchanges: Sequence[Exchange], verb: str) -> tuple[set[str], bool]:
    """Return the ids in the last look after the last request, and whether it was complete (queues have one page)."""
    after = exchanges
    for number, one in enumerate(exchanges):
        if one.path.endswith(f"hold-{verb}"):
            after = exchanges[number + 1 :]
    listed: set[str] = set()
    complete = False
    for one in after:
        if one.path.endswith("get-hold-message-list"):
            body = _json(one.reply) if one.reply and one.reply.status == 200 else None
            rows = [row.get("id") for row in (body or {}).get("data") or []]
            listed |= set(rows)
            pagination = ((body or {}).get("meta") or {}).get("pagination") or {}
            complete = (
                not _refuses(body or {})
                and pagination.get("totalCount") == len(set(rows))
                and not pagination.get("next")
            )
    return listed, complete


def _refuses(body: Any) -> bool:
    """Return whether a list's answer is a refusal; its items do not count then."""
    return bool(body.get("fail")) or (body.get("meta") or {}).get("status", 200) >= 300


def _logged(exchanges: Sequence[Exchange], identifier: str) -> list[str]:
    """Return the message's log entries in successful answers, as plain or contradictory."""
    found = []
    for one in exchanges:
        if one.path.endswith("get-held-release-logs") and one.reply and one.reply.status == 200:
            body = _json(one.reply) or {}
            parts = [] if _refuses(body) else body.get("data") or []
            rows = [row for part in parts for row in part.get("heldReleaseLogs", [])]
            for row in rows:
                if row["id"] == identifier:
                    odd = row["status"] == "released" and "rejected" in row["messageInfo"]
                    found.append("contradictory" if odd else "plain")
    return found

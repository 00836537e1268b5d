"""Whether what was told agrees with the tenant's own state, by a reading of the wire that is not the package's."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from mimecast_hold.api.transport import Reply
from mimecast_hold.hold_queue.records import ActionRecord
from tests.faults.scenario import Exchange, Played, Scenario

CLEAN_YES, CLEAN_NO, DOUBTFUL, LATE, NOT_DONE = "clean yes", "clean no", "doubtful", "late", "not done"


@dataclass
class Tally:
    """What all the runs came to."""

    sequences: int = 0
    messages: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    disagreements: list[tuple[str, Scenario]] = field(default_factory=list)

    def add(self, played: Played) -> None:
        self.sequences += 1
        self.messages += len(played.records)
        for one in played.records:
            self.kinds[f"{one.outcome} by {one.evidence or 'nothing'}"] += 1
        self.disagreements += [(text, played.scenario) for text in disagreements(played)]

    def __str__(self) -> str:
        kinds = "\n".join(f"  {kind:32} {count:6}" for kind, count in sorted(self.kinds.items()))
        head = f"sequences {self.sequences}, messages {self.messages}, disagreements {len(self.disagreements)}"
        return f"{head}\n{kinds}"


def disagreements(played: Played) -> list[str]:
    """Every way in which the records are not true; nothing where they are."""
    found = []
    if [one.id for one in played.records] != list(dict.fromkeys(played.ids)):
        found.append("the records are not those of the ids, in their order")
    for record in played.records:
        found += [f"{text}: {record}" for text in _untrue(record, played)]
    return found


def _untrue(record: ActionRecord, played: Played) -> Iterator[str]:
    verb = played.scenario.verb
    carried = [one for one in played.exchanges if record.id in one.ids and not (one.error and not one.error.sent)]
    words = [word(one, record.id, verb) for one in carried]
    yield from _against_the_state(record, played)
    if record.done and record.evidence == "response" and CLEAN_YES not in words:
        yield "told by an answer that was never given"
    if record.done and record.evidence not in ("response", "release_log"):
        yield "told without Mimecast's word"
    by_id = played.scenario.rules.log_ids == "message"
    if record.evidence == "release_log" and by_id and not _entries(played.exchanges, record.id):
        yield "told by the log, which says nothing of it"
    if record.outcome == "not_attempted" and carried:
        yield "told as not attempted, and it was sent"
    if played.scenario.cancel_at is None and record.attempts != len(carried):
        yield f"attempts {record.attempts}, and {len(carried)} requests carried it"
    if (record.request_id is not None or carried) and record.request_id not in [one.request_id for one in carried]:
        yield "the id of a request that did not carry it"
    # Somebody who cancels does not wait for answers that are still on their way.
    if record.result == "unknown" and played.scenario.cancel_at is None:
        yield from _settled(record, played, words)


def _against_the_state(record: ActionRecord, played: Played) -> Iterator[str]:
    tenant = played.tenant
    fate = tenant.fate(record.id)
    wanted = {"release": "released", "reject": "rejected"}[played.scenario.verb]
    ours = record.id in tenant._by_api  # noqa: SLF001  # what was done through the API, and so by this run
    if record.done and fate != wanted:
        yield f"told as {wanted}, and it is {fate}"
    if record.done is False and ours:
        yield f"told as not {wanted} by this run, which did it"
    category = record.error.category if record.error else ""
    if category in ("already_released", "already_rejected") and category != f"already_{fate}":
        yield f"told as {category}, and it is {fate}"


def _settled(record: ActionRecord, played: Played, words: Sequence[str]) -> Iterator[str]:
    """Why a message that is told as unknown was settled all the same."""
    if CLEAN_YES in words:
        yield "unknown after a plain yes"
    if not {DOUBTFUL, LATE} & set(words):
        yield "unknown with no answer lost"
    listed, complete = _last_look(played.exchanges, played.scenario.verb)
    if record.evidence is None and complete:
        yield "unknown for want of a look, and there was one"
    if record.evidence == "hold_queue" and record.id in listed and LATE not in words:
        yield "unknown though it is held, and nothing can come late"
    entries = _entries(played.exchanges, record.id)
    if record.evidence == "hold_queue" and record.id not in listed and entries == ["plain"]:
        yield "unknown though the log has a plain entry"
    if record.evidence == "release_log" and entries == ["plain"]:
        yield "unknown by a plain entry"


def word(exchange: Exchange, identifier: str, verb: str) -> str:  # noqa: PLR0911  # a table of answers, top to bottom
    """What an exchange said of a message."""
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
        return CLEAN_NO if reply.status in (401, 403) or (reply.status >= 400 and len(exchange.ids) == 1) else DOUBTFUL
    if reply.status == 401:
        return NOT_DONE
    said = [row.get(verb) for row in body.get("data") or [] if row.get("id") == identifier]
    fail = body.get("fail") or []
    named = [one for one in fail if _key(one) == identifier]
    unnamed = [one for one in fail if _key(one) is None]
    # What names nobody belongs to one of whom nothing else is said, if there is one.
    accounted = {row.get("id") for row in body.get("data") or []} | {_key(one) for one in fail}
    against = unnamed if accounted >= set(exchange.ids) else []
    status = (body.get("meta") or {}).get("status", 200)
    if said and not named and not against and set(said) <= {True, False} and len(set(said)) == 1:
        if said[0] is False:
            return CLEAN_NO
        return CLEAN_YES if status < 300 else DOUBTFUL
    if not said and (named or (len(exchange.ids) == 1 and (unnamed or status >= 300))):
        return CLEAN_NO
    if not said and status in (401, 403) and not body.get("data"):
        return CLEAN_NO
    return DOUBTFUL


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
    """The ids that the last look after the last request shows, and whether it was whole; queues here are one page."""
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
    """Whether a list's answer refuses, whatever it lists besides: then nobody need believe the list."""
    return bool(body.get("fail")) or (body.get("meta") or {}).get("status", 200) >= 300


def _entries(exchanges: Sequence[Exchange], identifier: str) -> list[str]:
    """The log's entries for an id in answers that do not refuse: plain ones, and those that contradict themselves."""
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

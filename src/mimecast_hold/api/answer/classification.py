"""What an answer means: a reply in, its meaning out. Pure, over tables where a table will do.

Sources: Mimecast's "Response Codes" (HTTP status speaks of the call only; the function's success or failure is in the
body) and the forms of failure that public clients handle. The codes of hold-release itself are not published, so no
particular one is ever needed: a failure is classified by code where it is known, else by wording, else by status.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import NamedTuple, Protocol

from mimecast_hold.api.answer.json_body import UnreadableError, is_object, is_page, parse_json, read_json
from mimecast_hold.api.answer.quota import http_date, retry_after, told_wait
from mimecast_hold.api.answer.refusals import (
    INTERMITTENT,
    NOT_MINE,
    Refusal,
    by_status,
    foreign_refusal,
    gateway_refusal,
    refusal,
)
from mimecast_hold.api.base_url import redirect_host
from mimecast_hold.errors import Problem

_SKEW = 300.0  # seconds of clock offset from which a refused signature is put down to the clock


class HttpReply(Protocol):
    """What is read of an HTTP answer."""

    @property
    def status(self) -> int:
        """HTTP's status."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """Headers with lower-case names."""
        ...

    @property
    def body(self) -> bytes:
        """The body, decoded."""
        ...


class Kind(Enum):
    """What became of one request as a whole."""

    NOT_SENT = "not sent"
    LIMITED = "refused by the limiter, not carried out"
    INTERMITTENT = "refused before the function was reached, as a right application is now and then"
    STALE_TOKEN = "refused for its token, which has been renewed since"  # noqa: S105 - words, not a token
    LOST = "sent, and the answer lost or unreadable"
    REFUSED = "refused as a whole: credentials, permission, product"
    ANSWERED = "answered, message by message"


class Failure(NamedTuple):
    """One item of a `fail` array: the id it is about, if it says so, and what Mimecast says.

    `said`: it has a code or words of its own.
    """

    key: str | None
    refusal: Refusal
    said: bool = False


_NO_META: Mapping[str, object] = {}


class Answer(NamedTuple):
    """What one request came to.

    `late`: it may still take effect. `reached`: the host answered, in whatever way. `sent`: the request itself left;
    not so where a token call was refused in its place. `wait`: seconds, where the limiter told them or a 503 asks for
    them. `offset` is Mimecast's clock less ours, in seconds, where its `Date` told. `unreadable`: how many items of
    `data` are no objects, or stand under another name. `replaced`: a character that no text can carry became U+FFFD.
    `foreign`: a proxy or gateway refused it, and not Mimecast.
    """

    kind: Kind
    problem: Problem | None = None
    late: bool = False
    reached: bool = True
    sent: bool = True
    data: tuple[Mapping[str, object], ...] = ()
    failures: tuple[Failure, ...] = ()
    meta: Mapping[str, object] = _NO_META
    wait: float | None = None
    http_status: int | None = None
    offset: float | None = None
    unreadable: int = 0
    replaced: bool = False
    foreign: bool = False

    @property
    def refusing(self) -> bool:
        """Whether HTTP's or the function's status is anything but a success."""
        function = function_status(self.meta)
        return not all(200 <= status < 300 for status in (self.http_status, function) if status is not None)


def classify(reply: HttpReply, now: datetime) -> Answer:
    """What `reply` means, read at `now`; never raises."""
    answer = _classify(reply)
    offset = clock_offset(reply.headers.get("date"), now)
    problem = answer.problem
    if problem and problem.category == "authentication" and offset and abs(offset) > _SKEW:
        problem = problem.hinted(_skew_hint(offset))
    return answer._replace(problem=problem, http_status=reply.status, offset=offset, wait=_wait(answer, reply, now))


def _wait(answer: Answer, reply: HttpReply, now: datetime) -> float | None:
    if answer.kind is Kind.LIMITED:
        return told_wait(reply.headers, now)
    return retry_after(reply.headers, now) if answer.kind is Kind.LOST and reply.status == 503 else None


def _classify(reply: HttpReply) -> Answer:
    try:
        answer = _answer(reply)
    except UnreadableError as error:
        return _without_body(reply, str(error))
    function = function_status(answer.meta)
    if reply.status >= 500 or reply.status in (408, 429):
        # HTTP's status decides, whatever the body claims; its reason goes into the record.
        return _unanswered(answer, reply.status, reply.status)
    if answer.data or answer.unreadable:
        return answer  # message by message; under a status that refuses, it contradicts itself
    return _without_data(answer, decisive_status(function, reply.status), reply.status)


def _without_data(answer: Answer, status: int, http_status: int) -> Answer:
    if status == 429:
        return _unanswered(answer, 429, http_status)
    if whole := _whole(status, http_status, answer.failures):
        return answer._replace(kind=_refusing_kind(whole), problem=whole.problem)
    if status >= 500 or status == 408:
        return _unanswered(answer, status, http_status)
    if not answer.failures and not 200 <= status < 300:
        return answer._replace(failures=(Failure(None, by_status(status, http_status)),))
    return answer


def _refusing_kind(whole: Refusal) -> Kind:
    return Kind.INTERMITTENT if whole.problem.code == INTERMITTENT else Kind.REFUSED


# By Mimecast's own word; a cache or gateway in front that says the same tells nothing of the request behind it.
_NOT_PROCESSED = (500, 503)


def _unanswered(answer: Answer, status: int, http_status: int) -> Answer:
    """Limited, or lost by the service's own account, in the first words that were given."""
    problem = by_status(status, http_status).problem
    spoken = (failure.refusal.problem for failure in answer.failures if failure.said)
    problem = next((_worded(problem, said) for said in spoken), problem)
    if status == 429:
        return Answer(Kind.LIMITED, problem, meta=answer.meta)
    own = function_status(answer.meta) == status and not answer.data and not answer.unreadable
    return Answer(Kind.LOST, problem, late=not own or status not in _NOT_PROCESSED, meta=answer.meta)


def _whole(status: int, http_status: int, failures: Sequence[Failure]) -> Refusal | None:
    """The refusal of the whole call, if what is refused is not one message; for an answer without data."""
    for failure in failures:
        if failure.refusal.whole:
            return failure.refusal
    found = by_status(status, http_status)
    return found if found.whole and not failures else None


def _without_body(reply: HttpReply, unreadable: str) -> Answer:
    """What the HTTP status alone says: a refusing one counts without a body, any other is a lost answer."""
    status = reply.status
    if status < 400:
        problem = Problem("protocol", unreadable, NOT_MINE, retryable=True, http_status=status)
        return Answer(Kind.LOST, problem, late=status < 300 and not framed(reply.headers))
    said = _gateway(reply)
    found = said or by_status(status, status)
    if status == 429 or (said and status < 500 and said.problem.category == "rate_limited"):
        return Answer(Kind.LIMITED, _not_mimecasts(found.problem, reply))
    if status >= 500 or status == 408:
        problem = by_status(status, status).problem
        return Answer(Kind.LOST, _worded(problem, said.problem) if said else _not_mimecasts(problem, reply), late=True)
    foreign = bool(reply.body.strip()) and not is_object(reply.body)
    if foreign:
        found = foreign_refusal(status, page=is_page(reply.body))
    if found.whole:
        return Answer(_refusing_kind(found), found.problem, foreign=foreign)
    return Answer(Kind.ANSWERED, failures=(Failure(None, found),), foreign=foreign)


def _worded(problem: Problem, said: Problem) -> Problem:
    return problem._replace(code=said.code, message=said.message)


def _not_mimecasts(problem: Problem, reply: HttpReply) -> Problem:
    """The same, told for a proxy's or gateway's where it is a web page."""
    if not is_page(reply.body):
        return problem
    message = f"A proxy or gateway on the way answered, not Mimecast (HTTP {reply.status}, a web page)."
    return problem._replace(message=message)


def _gateway(reply: HttpReply) -> Refusal | None:
    """The refusal of a gateway in front of Mimecast, which has forms of its own."""
    try:
        body = parse_json(reply.body)
    except UnreadableError:
        return None
    return gateway_refusal(body, reply.status) if isinstance(body, dict) else None


def framed(headers: Mapping[str, str]) -> bool:
    """Whether anything but the connection's end marked the body's: else nobody can tell whether all of it came.

    A header that only names a framing is none: http.client unchunks "chunked" alone, and heeds a length in digits.
    """
    coding = headers.get("transfer-encoding")
    if coding is not None:
        return coding.lower() == "chunked"
    length = headers.get("content-length", "").strip()
    return length.isascii() and length.isdigit()


def function_status(meta: Mapping[str, object]) -> int | None:
    """`meta.status`, the function's own, in whichever plain form; None where it gives none that is a number."""
    status = meta.get("status")
    if isinstance(status, str):
        found = re.fullmatch(r"([0-9]{3})(?:\.0+)?", status.strip())
        return int(found[1]) if found else None
    if isinstance(status, float) and status.is_integer():
        return int(status)
    return status if isinstance(status, int) and not isinstance(status, bool) else None


def decisive_status(function: int | None, http: int) -> int:
    """Which of the two statuses says what became of the call: the function's, unless HTTP refuses what it accepts.

    HTTP's own word on credentials and permission, and its 5xx, come before anything that the body claims.
    """
    if function is None or http >= 500 or http in (401, 403, 418):
        return http
    return http if 200 <= function < 300 <= http else function


def _answer(reply: HttpReply) -> Answer:
    """`meta`, the objects in `data`, and the failures, as they are; raises `UnreadableError`."""
    if 300 <= reply.status < 400:
        host = redirect_host(reply.headers.get("location", ""))
        target = f" to {host}" if host else ""
        raise UnreadableError(f"The answer is a redirect{target} (HTTP {reply.status}), which is never followed.")
    body, replaced = read_json(reply.body)
    if not isinstance(body, dict):
        raise UnreadableError("The answer is JSON, but not an object as Mimecast's are.")
    if not body.keys() & {"meta", "data", "fail"}:
        # A gateway in front may say {"detail": ...} or {"message": ...}; with 200 it says nothing of the call.
        raise UnreadableError("The answer is JSON, but not of the form that Mimecast's are.")
    meta = _meta(body)
    items = _list(body, "data")
    data = tuple(item for item in items if isinstance(item, dict))
    status = decisive_status(function_status(meta), reply.status)
    failures = tuple(_failure(item, status, reply.status) for item in _list(body, "fail"))
    unreadable = len(items) - len(data)
    if body.get("data") is None and not failures and 200 <= status < 300:
        unreadable = _elsewhere(body)
    return Answer(Kind.ANSWERED, data=data, failures=failures, meta=meta, unreadable=unreadable, replaced=replaced)


def _elsewhere(body: Mapping[str, object]) -> int:
    """How much stands under names that are not Mimecast's: what `data` should have been, it may be."""
    others = [value for name, value in body.items() if name not in ("meta", "data", "fail")]
    return sum(
        len(value) if isinstance(value, list) else 1 for value in others if value and isinstance(value, list | dict)
    )


def _meta(body: Mapping[str, object]) -> Mapping[str, object]:
    meta = body.get("meta")
    meta = {} if meta is None else meta
    if not isinstance(meta, dict):
        raise UnreadableError("The answer's `meta` is no object.")
    if function_status(meta) is None and meta.get("status") is not None:
        raise UnreadableError("The answer's `meta.status` is no number.")
    return meta


def _list(body: Mapping[str, object], name: str) -> Sequence[object]:
    """A list, or the one object that stands in its place."""
    value = body.get(name)
    if value is None:
        return ()
    if isinstance(value, dict):
        return (value,)
    if not isinstance(value, list):
        raise UnreadableError(f"The answer's `{name}` is no list.")
    return value


def _failure(item: object, status: int, http_status: int) -> Failure:
    """A `fail` item: `{"key", "errors": [...]}`, or the gateway's `{"code", "message"}`; every error is read."""
    item = item if isinstance(item, dict) else {"errors": item}
    known = _named(item.get("key"))
    errors = item.get("errors")
    said = list(_said(errors or item))
    return Failure(known, refusal(said, status, http_status, of_one=known is not None), any(map(any, said)))


def _named(key: object) -> str | None:
    """The one message that a failure's key names: the item that was sent, or the id alone."""
    if isinstance(key, dict):
        return _named(key.get("id")) or _named(key.get("ids"))
    if isinstance(key, list) and len(key) == 1:
        return _named(key[0])
    return key if isinstance(key, str) else None


def _said(errors: object) -> Iterator[tuple[str, str]]:
    """Code and message of each error, whether they stand in a list, alone, or as a text."""
    for one in errors if isinstance(errors, list) else [errors]:
        if isinstance(one, dict):
            yield _text(one.get("code")), _text(one.get("message"))
        elif isinstance(one, str):
            yield "", one


def _text(value: object) -> str:
    """A text, or the number that stands in its place."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < _LONGEST_NUMBER else ""
    return value if isinstance(value, str) else ""


_LONGEST_NUMBER = 10**15


def clock_offset(date: str | None, now: datetime) -> float | None:
    """Mimecast's clock less ours in seconds, from an answer's `Date` header; None if there is none."""
    theirs = http_date(date)
    return (theirs - now).total_seconds() if theirs else None


def _skew_hint(offset: float) -> str:
    direction = "behind" if offset > 0 else "ahead of"
    return (
        f"This machine's clock is {abs(offset) / 60:.0f} minutes {direction} Mimecast's, which refuses a date too far "
        "from its own: set the clock, then try again."
    )

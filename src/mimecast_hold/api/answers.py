"""What an answer means: a reply in, its meaning out. Pure, over tables where a table will do.

Sources: Mimecast's "Response Codes" (HTTP status speaks of the call only; the function's success or failure is in the
body) and the forms of failure that public clients handle. The codes of hold-release itself are not published, so no
particular one is ever needed: a failure is classified by code where it is known, else by wording, else by status.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import NamedTuple, Protocol

from mimecast_hold.api.json_body import UnreadableError, is_page, parse_json
from mimecast_hold.api.quota import http_date, told_wait
from mimecast_hold.api.refusals import NOT_MINE, Refusal, by_status, gateway_refusal, refusal
from mimecast_hold.errors import Problem

_GONE = {"not_found", "already_released", "already_rejected"}
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
    STALE_TOKEN = "refused for its token, which has been renewed since"  # noqa: S105 - words, not a token
    LOST = "sent, and the answer lost or unreadable"
    REFUSED = "refused as a whole: credentials, permission, product"
    ANSWERED = "answered, message by message"


class Failure(NamedTuple):
    """One item of a `fail` array: the id it is about, if it says so, and what Mimecast says."""

    key: str | None
    refusal: Refusal


_NO_META: Mapping[str, object] = {}


class Answer(NamedTuple):
    """What one request came to.

    `late`: it may still take effect. `reached`: the host answered, in whatever way. `sent`: the request itself left;
    not so where a token call was refused in its place. `wait`: seconds, where the limiter told them. `offset` is
    Mimecast's clock less ours, in seconds, where its `Date` told.
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

    @property
    def refusing(self) -> bool:
        """Whether HTTP's or the function's status is anything but a success."""
        function = function_status(self.meta)
        return not all(200 <= status < 300 for status in (self.http_status, function) if status is not None)


def classify(reply: HttpReply, now: datetime) -> Answer:
    """What `reply` means, read at `now`; never raises."""
    answer = _classify(reply)
    offset = clock_offset(reply.headers.get("date"), now)
    wait = told_wait(reply.headers, now) if answer.kind is Kind.LIMITED else None
    problem = answer.problem
    if problem and problem.category == "authentication" and offset and abs(offset) > _SKEW:
        problem = problem.hinted(_skew_hint(offset))
    return answer._replace(problem=problem, http_status=reply.status, offset=offset, wait=wait)


def _classify(reply: HttpReply) -> Answer:
    try:
        meta, data, failures = _parts(reply)
    except UnreadableError as error:
        return _without_body(reply, str(error))
    if reply.status in (408, 429) or reply.status >= 500:
        # HTTP's status decides, whatever the body claims; its reason goes into the record.
        return _without_body(reply, "", failures)._replace(meta=meta)
    status = function_status(meta)
    status = reply.status if status is None else status
    if status == 429 and not data:  # with data, it contradicts itself
        return Answer(Kind.LIMITED, by_status(429, reply.status).problem, meta=meta)
    if whole := _whole(status, reply.status, data, failures):
        return Answer(Kind.REFUSED, whole.problem, data=data, failures=failures, meta=meta)
    if not data and not failures and not 200 <= status < 300:
        if status >= 500:
            return _lost(status, reply.status)._replace(meta=meta)
        failures = (Failure(None, by_status(status, reply.status)),)
    return Answer(Kind.ANSWERED, data=data, failures=failures, meta=meta)


def _whole(status: int, http_status: int, data: Sequence[object], failures: Sequence[Failure]) -> Refusal | None:
    """The refusal of the whole call, if it is one: no data, and what is refused is not one message."""
    if data:
        return None
    for failure in failures:
        if failure.refusal.whole:
            return failure.refusal
    found = by_status(status, http_status)
    if not found.whole or (failures and found.problem.category == "permission"):
        return None
    # Over HTTP's 404, too, a failure of Mimecast's form may be about a message and not about the URL.
    about_one = {failure.refusal.problem.category for failure in failures} & _GONE
    return None if found.problem.category == "configuration" and about_one else found


def _without_body(reply: HttpReply, unreadable: str, failures: Sequence[Failure] = ()) -> Answer:
    """What the HTTP status alone says: a refusing one counts without a body, any other is a lost answer."""
    status = reply.status
    if status == 429:
        return Answer(Kind.LIMITED, by_status(429, 429).problem)
    if status >= 500 or status == 408:
        return _lost(status, status, failures)
    if status >= 400:
        found = _gateway(reply) or by_status(status, status)
        if found.whole:
            return Answer(Kind.REFUSED, found.problem)
        return Answer(Kind.ANSWERED, failures=(Failure(None, found),))
    problem = Problem("protocol", unreadable, NOT_MINE, retryable=True, http_status=status)
    return Answer(Kind.LOST, problem, late=_may_be_cut_off(reply))


def _lost(status: int, http_status: int, failures: Sequence[Failure] = ()) -> Answer:
    problem = by_status(status, http_status).problem
    for said in [failure.refusal.problem for failure in failures if failure.refusal.problem.code][:1]:
        problem = problem._replace(code=said.code, message=said.message)
    # 500 and 503 were not processed; a gateway's 502 or 504 tells nothing of the request behind it.
    return Answer(Kind.LOST, problem, late=status not in (500, 501, 503))


def _gateway(reply: HttpReply) -> Refusal | None:
    """The refusal of a gateway in front of Mimecast, which has forms of its own."""
    try:
        body = parse_json(reply.body)
    except UnreadableError:
        return None
    return gateway_refusal(body, reply.status) if isinstance(body, dict) else None


def _may_be_cut_off(reply: HttpReply) -> bool:
    """Whether only the connection's end marks the body's: then nobody can tell whether all of it came."""
    framed = reply.headers.keys() & {"content-length", "transfer-encoding"}
    return not framed and 200 <= reply.status < 300 and not is_page(reply.body)


_STATUS = re.compile("[0-9]{3}")


def function_status(meta: Mapping[str, object]) -> int | None:
    """`meta.status`, the function's own; None where it gives none that is a number."""
    status = meta.get("status")
    if isinstance(status, str) and _STATUS.fullmatch(status.strip()):
        return int(status)
    return status if isinstance(status, int) and not isinstance(status, bool) else None


_Parts = tuple[Mapping[str, object], tuple[Mapping[str, object], ...], tuple[Failure, ...]]


def _parts(reply: HttpReply) -> _Parts:
    """`meta`, the objects in `data`, and the failures; raises `UnreadableError`."""
    if 300 <= reply.status < 400:
        raise UnreadableError(f"The answer is a redirect (HTTP {reply.status}), which is never followed.")
    body = parse_json(reply.body)
    if not isinstance(body, dict):
        raise UnreadableError("The answer is JSON, but not an object as Mimecast's are.")
    if not body.keys() & {"meta", "data", "fail"}:
        # A gateway in front may say {"detail": ...} or {"message": ...}; with 200 it says nothing of the call.
        raise UnreadableError("The answer is JSON, but not of the form that Mimecast's are.")
    meta = body.get("meta")
    meta = {} if meta is None else meta
    if not isinstance(meta, dict):
        raise UnreadableError("The answer's `meta` is no object.")
    status = function_status(meta)
    if status is None and meta.get("status") is not None:
        raise UnreadableError("The answer's `meta.status` is no number.")
    data = tuple(item for item in _list(body, "data") if isinstance(item, dict))
    decisive = reply.status if status is None else status
    failures = tuple(_failure(item, decisive, reply.status) for item in _list(body, "fail"))
    return meta, data, failures


def _list(body: Mapping[str, object], name: str) -> Sequence[object]:
    value = body.get(name)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise UnreadableError(f"The answer's `{name}` is no list.")
    return value


def _failure(item: object, status: int, http_status: int) -> Failure:
    """A `fail` item: `{"key", "errors": [...]}`, or the gateway's `{"code", "message"}`; every error is read."""
    if not isinstance(item, dict):
        return Failure(None, by_status(status if status >= 300 else 400, http_status))
    key = item.get("key")
    given = key.get("id") if isinstance(key, dict) else key
    known = given if isinstance(given, str) else None
    errors = item.get("errors")
    listed = [one for one in errors if isinstance(one, dict)] if isinstance(errors, list) else []
    said = [(_text(one.get("code")), _text(one.get("message"))) for one in (listed or [item])]
    return Failure(known, refusal(said, status, http_status, of_one=known is not None))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


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

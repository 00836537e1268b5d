"""What an answer means: a reply in, its meaning out. Pure, over tables where a table will do.

Sources: Mimecast's "Response Codes" (HTTP status speaks of the call only; the function's success or failure is in the
body) and the forms of failure that public clients handle. The codes of hold-release itself are not published, so no
particular one is ever needed: a failure is classified by code where it is known, else by wording, else by status.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import NoReturn, Protocol

from mimecast_hold.api.refusals import NOT_MINE, Refusal, by_status, refusal
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
    STALE_TOKEN = "refused for its token, which has been renewed since"  # noqa: S105 - words, not a token
    LOST = "sent, and the answer lost or unreadable"
    REFUSED = "refused as a whole: credentials, permission, product"
    ANSWERED = "answered, message by message"


@dataclass(frozen=True, slots=True)
class Failure:
    """One item of a `fail` array: the id it is about, if it says so, and what Mimecast says."""

    key: str | None
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Answer:
    """What one request came to.

    `late`: it may still take effect. `reached`: the host answered, in whatever way. `offset` is Mimecast's clock less
    ours, in seconds, where its `Date` told.
    """

    kind: Kind
    problem: Problem | None = None
    late: bool = False
    reached: bool = True
    data: tuple[Mapping[str, object], ...] = ()
    failures: tuple[Failure, ...] = ()
    meta: Mapping[str, object] = field(default_factory=dict)
    http_status: int | None = None
    offset: float | None = None

    @property
    def refusing(self) -> bool:
        """Whether HTTP's or the function's status refuses."""
        status = function_status(self.meta)
        return not ((self.http_status or 200) < 300 and (status or 200) < 300)


class Unreadable(ValueError):
    """A body that is not JSON of the form Mimecast answers in."""


def classify(reply: HttpReply, now: datetime) -> Answer:
    """What `reply` means, read at `now`; never raises."""
    offset = clock_offset(reply.headers.get("date"), now)
    answer = replace(_classify(reply), http_status=reply.status, offset=offset)
    if (
        answer.problem
        and answer.problem.category == "authentication"
        and offset
        and abs(offset) > _SKEW
    ):
        return replace(answer, problem=answer.problem.hinted(_skew_hint(offset)))
    return answer


def _classify(reply: HttpReply) -> Answer:
    if reply.status == 429:
        return Answer(Kind.LIMITED, by_status(429, 429).problem)
    if reply.status >= 500 or reply.status == 408:
        return _lost(reply.status, reply.status)
    try:
        meta, data, failures = _parts(reply)
    except Unreadable as error:
        return _unreadable(reply.status, str(error))
    status = function_status(meta) or reply.status
    if status == 429:
        return Answer(Kind.LIMITED, by_status(429, reply.status).problem, meta=meta)
    whole = _whole(status, reply.status, data, failures)
    if whole is not None:
        return Answer(Kind.REFUSED, whole.problem, data=data, failures=failures, meta=meta)
    if status >= 500 and not data and not failures:
        return replace(_lost(status, reply.status), meta=meta)
    if status >= 300 and not data and not failures:
        failures = (Failure(None, by_status(status, reply.status)),)
    return Answer(Kind.ANSWERED, data=data, failures=failures, meta=meta)


def _whole(
    status: int, http_status: int, data: Sequence[object], failures: Sequence[Failure]
) -> Refusal | None:
    """The refusal of the whole call, if it is one: no data, and what is refused is not one message."""
    if data:
        return None
    for failure in failures:
        if failure.refusal.whole:
            return failure.refusal
    found = by_status(status, http_status)
    if failures and found.problem.category not in ("authentication", "configuration"):
        return None
    return found if found.whole else None


def _lost(status: int, http_status: int) -> Answer:
    found = by_status(status, http_status)
    # 500 and 503 were not processed; a gateway's 502 or 504 tells nothing of the request behind it.
    return Answer(Kind.LOST, found.problem, late=status not in (500, 501, 503))


def _unreadable(status: int, reason: str) -> Answer:
    """No body of Mimecast's form: a refusing status still counts, any other is a lost answer."""
    if status >= 400:
        found = by_status(status, status)
        if found.whole:
            return Answer(Kind.REFUSED, found.problem)
        return Answer(Kind.ANSWERED, failures=(Failure(None, found),))
    return Answer(
        Kind.LOST,
        Problem("protocol", reason, NOT_MINE, retryable=True, http_status=status),
    )


def function_status(meta: Mapping[str, object]) -> int | None:
    """`meta.status`, the function's own; None where it gives none that is a number."""
    status = meta.get("status")
    if isinstance(status, str) and status.strip().isascii() and status.strip().isdigit():
        return int(status)
    return status if isinstance(status, int) and not isinstance(status, bool) else None


_Parts = tuple[Mapping[str, object], tuple[Mapping[str, object], ...], tuple[Failure, ...]]


def _parts(reply: HttpReply) -> _Parts:
    """`meta`, the objects in `data`, and the failures; raises `Unreadable`."""
    if 300 <= reply.status < 400:
        raise Unreadable(
            f"The answer is a redirect (HTTP {reply.status}), which is never followed."
        )
    body = parse_json(reply.body)
    if not isinstance(body, dict):
        raise Unreadable("The answer is JSON, but not an object as Mimecast's are.")
    if not body.keys() & {"meta", "data", "fail"}:
        # A gateway in front may say {"detail": ...} or {"message": ...}; with 200 it says nothing of the call.
        raise Unreadable("The answer is JSON, but not of the form that Mimecast's are.")
    meta = body.get("meta") or {}
    if not isinstance(meta, dict):
        raise Unreadable("The answer's `meta` is no object.")
    if function_status(meta) is None and meta.get("status") is not None:
        raise Unreadable("The answer's `meta.status` is no number.")
    status = function_status(meta) or reply.status
    data = tuple(item for item in _list(body, "data") if isinstance(item, dict))
    failures = tuple(_failure(item, status, reply.status) for item in _list(body, "fail"))
    return meta, data, failures


def _list(body: Mapping[str, object], name: str) -> Sequence[object]:
    value = body.get(name)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise Unreadable(f"The answer's `{name}` is no list.")
    return value


def _failure(item: object, status: int, http_status: int) -> Failure:
    """A `fail` item: `{"key", "errors": [...]}`, or the gateway's `{"code", "message"}`; every error is read."""
    if not isinstance(item, dict):
        return Failure(None, by_status(status if status >= 300 else 400, http_status))
    key = item.get("key")
    given = key.get("id") if isinstance(key, dict) else key
    errors = item.get("errors")
    listed = [one for one in errors if isinstance(one, dict)] if isinstance(errors, list) else []
    said = [(_text(one.get("code")), _text(one.get("message"))) for one in (listed or [item])]
    return Failure(given if isinstance(given, str) else None, refusal(said, status, http_status))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def parse_json(body: bytes) -> object:
    """JSON, strictly: no NaN, no member twice, no nesting that exhausts the stack; raises `Unreadable`."""
    try:
        # Not loads(bytes), which would also guess at UTF-16 and UTF-32.
        return json.loads(
            body.decode(),
            object_pairs_hook=_members,
            parse_float=_finite,
            parse_constant=_no_constant,
        )
    except Unreadable:
        raise
    except (ValueError, RecursionError):
        start = body[:256].lstrip().lower()
        if not start:
            raise Unreadable("The answer is empty.") from None
        if start.startswith(b"<"):
            raise Unreadable(
                "The answer is a web page, as a proxy or a login page sends, and not Mimecast's."
            ) from None
        raise Unreadable("The answer is not JSON that can be read.") from None


def _members(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    members: dict[str, object] = {}
    for name, value in pairs:
        if name in members:
            raise Unreadable("The answer's JSON has a member twice.")
        members[name] = value
    return members


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise Unreadable("The answer's JSON carries a number too large.")
    return number


def _no_constant(name: str) -> NoReturn:
    raise Unreadable(f"The answer's JSON carries {name}.")


def clock_offset(date: str | None, now: datetime) -> float | None:
    """Mimecast's clock less ours in seconds, from an answer's `Date` header; None if there is none."""
    if not date:
        return None
    try:
        theirs = parsedate_to_datetime(date)
    except (ValueError, TypeError, OverflowError):
        return None
    return (theirs.replace(tzinfo=theirs.tzinfo or UTC) - now).total_seconds()


def _skew_hint(offset: float) -> str:
    direction = "behind" if offset > 0 else "ahead of"
    return (
        f"This machine's clock is {abs(offset) / 60:.0f} minutes {direction} Mimecast's, which refuses a date too far "
        "from its own: set the clock, then try again."
    )

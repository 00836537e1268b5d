"""Classify a response. Pure.

Source: Mimecast, "Response Codes". The HTTP status is about the call; the body says whether the function succeeded. The
forms of failures are those that public clients handle. The codes of hold-release are not published, so a failure is
classified by its code if that is known, then by its wording, then by the status.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from mimecast_hold.api.answer.json_body import UnreadableError, is_object, is_page, read_json
from mimecast_hold.api.answer.quota import clock_offset, reset_after, retry_after
from mimecast_hold.api.answer.refusals import (
    INTERMITTENT,
    NOT_MIMECAST,
    Refusal,
    by_status,
    gateway_refusal,
    intermediary_refusal,
    refusal,
)
from mimecast_hold.api.answer.reply import Reply, framed
from mimecast_hold.api.base_url import redirect_host
from mimecast_hold.errors import Problem

_MAX_SKEW = 300.0  # seconds; above that, the hint on rejected credentials blames the clock
_NO_META: Mapping[str, object] = {}
# In Mimecast's own form, these two say that the request was not processed. From a cache or gateway they do not.
_NOT_PROCESSED = (500, 503)


class Kind(Enum):
    """What happened to a request as a whole."""

    NOT_SENT = "not sent"
    LIMITED = "rejected by the rate limit, not processed"
    INTERMITTENT = "rejected before it was processed, as Mimecast sometimes rejects a correct application"
    STALE_TOKEN = "rejected for its token, which has been renewed since"  # noqa: S105 - words, not a token
    LOST = "sent, but the response is missing or unreadable"
    REFUSED = "refused as a whole: credentials, permission, product"
    ANSWERED = "answered, message by message"


class Failure(NamedTuple):
    """One item of a `fail` array. `key`: the id of its message, if named. `has_reason`: it has a code or text."""

    key: str | None
    refusal: Refusal
    has_reason: bool = False


class Answer(NamedTuple):
    """The result of one request.

    Attributes:
        may_still_apply: The request may still take effect.
        reached: The host responded in some way.
        sent: The request itself was sent; False if it failed earlier, for example in a token call.
        wait: Seconds to wait, from a rate limit or from a 503 with `Retry-After`.
        offset: Mimecast's clock minus ours in seconds, from the `Date` header.
        unreadable: How many items of `data` are not objects or stand under another name.
        replaced: U+FFFD stands for a character that could not be decoded.
        from_gateway: A proxy or gateway refused the request, not Mimecast.
    """

    kind: Kind
    problem: Problem | None = None
    may_still_apply: bool = False
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
    from_gateway: bool = False

    @property
    def refusing(self) -> bool:
        """Whether the status of HTTP or of the function is not a success."""
        statuses = (self.http_status, _function_status(self.meta))
        return not all(200 <= status < 300 for status in statuses if status is not None)


def classify(reply: Reply, now: datetime) -> Answer:
    """Return the classified `reply`. `now` is the aware time of its arrival. Never raises."""
    try:
        answer = _by_body(reply)
    except UnreadableError as error:
        answer = _by_http_status(reply, str(error))
    offset = clock_offset(reply.headers, now)
    problem = answer.problem
    if problem and problem.category == "authentication" and offset and abs(offset) > _MAX_SKEW:
        problem = problem.with_hint(_skew_hint(offset))
    wait = None
    if answer.kind is Kind.LIMITED:
        wait = reset_after(reply.headers, now)
    elif answer.kind is Kind.LOST and reply.status == 503:
        wait = retry_after(reply.headers, now)
    return answer._replace(problem=problem, http_status=reply.status, offset=offset, wait=wait)


def _by_body(reply: Reply) -> Answer:
    answer = _read(reply)
    http_status = reply.status
    if http_status >= 500 or http_status in (408, 429):
        # The HTTP status decides, whatever the body says. The record gives the body's reason.
        return _unanswered(answer, http_status, http_status)
    if answer.data or answer.unreadable:
        return answer  # message by message; `Answer.refusing` shows if the status contradicts it
    status = _decisive_status(_function_status(answer.meta), http_status)
    if status == 429:
        return _unanswered(answer, status, http_status)
    failures = answer.failures
    if not failures and not 200 <= status < 300:
        failures = (Failure(None, by_status(status, http_status)),)
    if refusal_of_call := next((failure.refusal for failure in failures if failure.refusal.whole_call), None):
        return answer._replace(kind=_kind(refusal_of_call), problem=refusal_of_call.problem)
    if status >= 500 or status == 408:
        return _unanswered(answer, status, http_status)
    return answer._replace(failures=failures)


def _kind(refusal_of_call: Refusal) -> Kind:
    return Kind.INTERMITTENT if refusal_of_call.problem.code == INTERMITTENT else Kind.REFUSED


def _unanswered(answer: Answer, status: int, http_status: int) -> Answer:
    """Return an answer that is limited or lost according to its status, with the first reason given."""
    problem = by_status(status, http_status).problem
    reason = next((failure.refusal.problem for failure in answer.failures if failure.has_reason), problem)
    problem = problem._replace(code=reason.code, message=reason.message)
    if status == 429:
        return Answer(Kind.LIMITED, problem, meta=answer.meta)
    from_mimecast = _function_status(answer.meta) == status and not answer.data and not answer.unreadable
    may_still_apply = not (from_mimecast and status in _NOT_PROCESSED)
    return Answer(Kind.LOST, problem, may_still_apply=may_still_apply, meta=answer.meta)


def _by_http_status(reply: Reply, unreadable: str) -> Answer:
    """Classify a response without a body of Mimecast's form: an error status counts, any other is a lost answer."""
    status = reply.status
    if status < 400:
        problem = Problem("protocol", unreadable, NOT_MIMECAST, retryable=True, http_status=status)
        return Answer(Kind.LOST, problem, may_still_apply=status < 300 and not framed(reply.headers))
    gateway = _gateway_refusal(reply)
    found = gateway or by_status(status, status)
    if status == 429 or (gateway and status < 500 and found.problem.category == "rate_limited"):
        return Answer(Kind.LIMITED, _not_from_mimecast(found.problem, reply))
    if status >= 500 or status == 408:
        problem = by_status(status, status).problem._replace(code=found.problem.code, message=found.problem.message)
        return Answer(Kind.LOST, problem if gateway else _not_from_mimecast(problem, reply), may_still_apply=True)
    from_gateway = bool(reply.body.strip()) and not is_object(reply.body)
    if from_gateway:
        found = intermediary_refusal(status, page=is_page(reply.body))
    if found.whole_call:
        return Answer(_kind(found), found.problem, from_gateway=from_gateway)
    return Answer(Kind.ANSWERED, failures=(Failure(None, found),), from_gateway=from_gateway)


def _not_from_mimecast(problem: Problem, reply: Reply) -> Problem:
    if not is_page(reply.body):
        return problem
    return problem._replace(message=f"A proxy or gateway responded, not Mimecast (HTTP {reply.status}, a web page).")


def _gateway_refusal(reply: Reply) -> Refusal | None:
    try:
        body = read_json(reply.body).value
    except UnreadableError:
        return None
    return gateway_refusal(body, reply.status) if isinstance(body, dict) else None


def _function_status(meta: Mapping[str, object]) -> int | None:
    """Return `meta.status`, the status of the function, or None if it is not a number; "200" and 200.0 count."""
    status = meta.get("status")
    if isinstance(status, str):
        found = re.fullmatch(r"([0-9]{3})(?:\.0+)?", status.strip())
        return int(found[1]) if found else None
    if isinstance(status, float) and status.is_integer():
        return int(status)
    return status if isinstance(status, int) and not isinstance(status, bool) else None


def _decisive_status(function: int | None, http: int) -> int:
    """Return the status that counts: the function's, unless HTTP reports an error and the function a success.

    HTTP's 5xx and what it says about credentials and permissions always come first.
    """
    if function is None or http >= 500 or http in (401, 403, 418):
        return http
    return http if 200 <= function < 300 <= http else function


def _read(reply: Reply) -> Answer:
    """Read `meta`, the objects in `data`, and the failures; raises `UnreadableError`."""
    if 300 <= reply.status < 400:
        host = redirect_host(reply.headers.get("location", ""))
        target = f" to {host}" if host else ""
        raise UnreadableError(f"The response is a redirect{target} (HTTP {reply.status}). Redirects are not followed.")
    body, replaced = read_json(reply.body)
    if not isinstance(body, dict) or not body.keys() & {"meta", "data", "fail"}:
        # A gateway may send {"detail": ...} or {"message": ...}. With HTTP 200, that says nothing about the call.
        raise UnreadableError("The response is JSON, but not in the form that Mimecast sends.")
    meta = _meta(body)
    items = _list(body, "data")
    data = tuple(item for item in items if isinstance(item, dict))
    status = _decisive_status(_function_status(meta), reply.status)
    failures = tuple(_failure(item, status, reply.status) for item in _list(body, "fail"))
    unreadable = len(items) - len(data)
    if body.get("data") is None and not failures and 200 <= status < 300:
        unreadable = _items_elsewhere(body)
    return Answer(Kind.ANSWERED, data=data, failures=failures, meta=meta, unreadable=unreadable, replaced=replaced)


def _items_elsewhere(body: Mapping[str, object]) -> int:
    """Count the items under names that are not Mimecast's, since they may be what `data` should contain."""
    others = [value for name, value in body.items() if name not in ("meta", "data", "fail")]
    return sum(
        len(value) if isinstance(value, list) else bool(value) for value in others if isinstance(value, list | dict)
    )


def _meta(body: Mapping[str, object]) -> Mapping[str, object]:
    meta = body.get("meta")
    if meta is None:
        return {}
    if not isinstance(meta, dict):
        raise UnreadableError("`meta` in the response is not an object.")
    if _function_status(meta) is None and meta.get("status") is not None:
        raise UnreadableError("`meta.status` in the response is not a number.")
    return meta


def _list(body: Mapping[str, object], name: str) -> Sequence[object]:
    """Return a list; a single object counts as a list of one."""
    value = body.get(name)
    if value is None:
        return ()
    if isinstance(value, dict):
        return (value,)
    if not isinstance(value, list):
        raise UnreadableError(f"`{name}` in the response is not a list.")
    return value


def _failure(item: object, status: int, http_status: int) -> Failure:
    """Read a `fail` item: `{"key", "errors": [...]}`, or the gateway's `{"code", "message"}`."""
    item = item if isinstance(item, dict) else {"errors": item}
    key = _message_id(item.get("key"))
    errors = list(_errors(item.get("errors") or item))
    return Failure(key, refusal(errors, status, http_status, names_message=key is not None), any(map(any, errors)))


def _message_id(key: object) -> str | None:
    """Return the one id that a failure's key names; the key is an id or the item that was sent."""
    if isinstance(key, dict):
        return _message_id(key.get("id")) or _message_id(key.get("ids"))
    if isinstance(key, list) and len(key) == 1:
        return _message_id(key[0])
    return key if isinstance(key, str) else None


def _errors(errors: object) -> Iterator[tuple[str, str]]:
    """Yield code and message of each error: objects or texts, in a list or alone."""
    for error in errors if isinstance(errors, list) else [errors]:
        if isinstance(error, dict):
            yield _text(error.get("code")), _text(error.get("message"))
        elif isinstance(error, str):
            yield "", error


def _text(value: object) -> str:
    """Return a text, or a number of reasonable size as text."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**15:
        return str(value)
    return value if isinstance(value, str) else ""


def _skew_hint(offset: float) -> str:
    direction = "behind" if offset > 0 else "ahead of"
    return (
        f"This machine's clock is {abs(offset) / 60:.0f} minutes {direction} Mimecast's, and Mimecast rejects requests "
        "with a wrong date. Set the clock, then try again."
    )

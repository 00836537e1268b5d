"""What Mimecast's refusals mean: tables of codes, words and statuses, each with its category and remedy. Pure."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mimecast_hold.api.answer.wordings import Meaning, expired, meaning_of, names_permission, throttles
from mimecast_hold.errors import Category, Problem

NOT_MINE = (
    "Something between here and Mimecast may have answered in its place: check base_url or region and the proxy, then "
    "run the action again."
)
# The next four are general: `permissions` puts the call's own permission, product and fields into their place.
WRONG_KEY = "Check the credentials. Mimecast answers a wrong region in the same way: check the region too."
NO_PERMISSION = "The role of this key or application lacks a permission. Ask the tenant's administrator."
NOT_PERMITTED = (
    "Read Mimecast's message: unless it gives another reason, the role of this key or application lacks a permission. "
    "Ask the tenant's administrator."
)
NO_PRODUCT = (
    "The application was not given the product that this call belongs to. Products cannot be changed after saving: "
    "create the application anew."
)
_EXPIRED = (
    "The access key's time to live has lapsed: make a new one, or use an authentication profile that never expires."
)
_REGION = "The key belongs to another region: set region to the tenant's own."
_NOT_HELD = (
    "The hold queue has no message of this id: it may have been released or rejected, have expired, or never been "
    "held. Take the id from the hold queue (find_held_messages)."
)
_WRONG_ID = "This is not the id of a held message (a message tracking id, or cut off?): take it from the hold queue."
_PROXY_LOGIN = "Check the user name and password in proxy_url."
_LIMIT = "Mimecast's limit for calls was reached: wait, then run the action again for what is left."
_LATER = "Run the action again later; if it stays so, give Mimecast support the request id."
_READ = "Read Mimecast's message; if it does not help, give Mimecast support the request id."

_LONGEST = 2000  # characters of a message; more is no message, and wordings are looked for in it
_LONGEST_CODE = 200


class Refusal(NamedTuple):
    """What a refusal says. `whole`: it speaks of the call (key, role, product) and not of one message."""

    problem: Problem
    whole: bool = False


_OF_THE_CALL = ("authentication", "permission")


class _Meaning(NamedTuple):
    category: Category
    hint: str
    whole: bool = False
    retryable: bool = False


INTERMITTENT = "err_developer_key"
"""Said of a wrong application, and now and then of a right one; the function has not been reached (seen in recorded
traffic of API 1.0, over HTTP 200 and `meta.status` 200)."""

_CODES: dict[str, _Meaning] = {
    "err_xdk_binding_expired": _Meaning("authentication", _EXPIRED, whole=True),
    INTERMITTENT: _Meaning("authentication", WRONG_KEY, whole=True),
    "err_xdk_invalid_signature": _Meaning("authentication", WRONG_KEY, whole=True),
    "err_xdk_client_unauthorized": _Meaning("authentication", WRONG_KEY, whole=True),
    "token_expired": _Meaning("authentication", _LATER, whole=True, retryable=True),
    "invalid_token": _Meaning("authentication", WRONG_KEY, whole=True),
    "invalid_client": _Meaning("authentication", "Check client_id and client_secret.", whole=True),
    "err_audit_log_incorrect_region": _Meaning("configuration", _REGION, whole=True),
    "app_forbidden": _Meaning("permission", NO_PRODUCT, whole=True),
    "err_xdk_operation_forbidden": _Meaning("permission", NO_PERMISSION, whole=True),
    "err_xdk_operation_forbidden_for_address": _Meaning(
        "permission", "This key may not act for this message's address: use one that may."
    ),
    "xdk_failure": _Meaning("refused", _WRONG_ID),
}

_WORDS: "dict[Meaning, _Meaning]" = {
    "not_found": _Meaning("not_found", _NOT_HELD),
    "already_released": _Meaning("already_released", _NOT_HELD),
    "already_rejected": _Meaning("already_rejected", _NOT_HELD),
    "permission": _Meaning("permission", NO_PERMISSION),
    "wrong_id": _Meaning("refused", _WRONG_ID),
}

_STATUSES: dict[int, tuple[_Meaning, str]] = {
    400: (_Meaning("refused", _WRONG_ID), "Mimecast called the request malformed"),
    401: (_Meaning("authentication", WRONG_KEY, whole=True), "Mimecast refused the credentials"),
    403: (_Meaning("permission", NO_PERMISSION, whole=True), "Mimecast did not permit the call"),
    404: (_Meaning("not_found", _NOT_HELD), "Mimecast found no such object"),
    405: (_Meaning("configuration", NOT_MINE, whole=True), "The host does not take such a call"),
    407: (_Meaning("configuration", _PROXY_LOGIN, whole=True), "The proxy wants a user name and password"),
    408: (_Meaning("timeout", _LATER, retryable=True), "The service gave up waiting for the request"),
    409: (_Meaning("refused", _LATER, retryable=True), "Mimecast reported a conflict"),
    418: (_Meaning("authentication", _EXPIRED, whole=True), "The access key's binding has expired"),
    429: (_Meaning("rate_limited", _LIMIT, retryable=True), "Mimecast's limit for calls was reached"),
    500: (_Meaning("server_error", _LATER, retryable=True), "Mimecast could not process the call"),
    502: (_Meaning("server_error", _LATER, retryable=True), "A gateway got no valid answer from Mimecast"),
    503: (_Meaning("server_error", _LATER, retryable=True), "Mimecast's service is unavailable"),
    504: (_Meaning("timeout", _LATER, retryable=True), "A gateway waited too long for Mimecast"),
}  # fmt: skip
_NO_SUCH_URL = _Meaning("configuration", NOT_MINE, whole=True)


def by_status(status: int, http_status: int) -> Refusal:
    """What the function's `status` means where nothing else speaks; `http_status` goes into the record."""
    if status == 404 and http_status == 404:
        # HTTP's own 404 says that the URL does not exist; the function's 404, over 200, that the object does not.
        return _refusal(_NO_SUCH_URL, "", "The host knows no such URL (HTTP 404)", http_status)
    fallback = 500 if status >= 500 else 400
    meaning, text = _STATUSES.get(status) or (_STATUSES[fallback][0], "The call was refused")
    if status == http_status:
        return _refusal(meaning, "", f"{text} (HTTP {status})", http_status)
    return _refusal(meaning, "", f"{text} (meta.status {status})", http_status)


def refusal(said: Sequence[tuple[str, str]], status: int, http_status: int, *, of_one: bool = False) -> Refusal:
    """What the errors of one `fail` item mean: (code, message) pairs, of which the most telling decides.

    A known code comes first, then what the status says of the whole call, then a wording; `of_one`: the item names a
    message. Words alone never refuse the whole call: "DMARC authentication failed" is no matter of our credentials.
    """
    text = "; ".join(dict.fromkeys(message or code for code, message in said if message or code))
    found = by_status(status, http_status)
    known, meaning = _telling(said, found, of_one=of_one)
    if meaning is None and found.problem.category in _OF_THE_CALL:
        meaning = _of_the_call(found, text[:_LONGEST])
    elif meaning is None and (200 <= status < 300 or (status == 404 and text and not found.whole)):
        meaning = _Meaning("refused", _READ)
    text = text or ("" if meaning else found.problem.message)
    return _refusal(meaning or _meaning_of(found), known, text, http_status)


def _telling(said: Sequence[tuple[str, str]], found: Refusal, *, of_one: bool) -> tuple[str, _Meaning | None]:
    """The code that tells most, or else the first, and what it or its message means beside what the status says."""
    of_the_call = found.problem.category in _OF_THE_CALL
    for code, _ in said:
        meaning = _by_code(code)
        if meaning and not (of_the_call and meaning.category == "refused"):
            return code, meaning
    first = next((code for code, _ in said if code), "")
    # HTTP's or the function's 401 and 403 speak of the call, whatever is "not found" in their words.
    for code, message in () if of_the_call else said:
        if word := meaning_of(message[:_LONGEST], code[:_LONGEST_CODE], of_one=of_one):
            return code or first, _WORDS[word]
    return first, None


def gateway_refusal(body: Mapping[str, object], status: int) -> Refusal | None:
    """What a gateway's or a token endpoint's own form of refusal means; None where it says nothing.

    `{"code", "message"}`, `{"detail"}`, and RFC 6749's `{"error", "error_description"}`. Its wording is not gone by,
    but for too many calls: "not found" is a URL here, and no message.
    """
    code = _first_text(body, "code", "error")
    text = _first_text(body, "error_description", "message", "detail") or code
    if not text:
        return None
    meaning = _by_code(code) or (_STATUSES[429][0] if throttles(text[:_LONGEST]) else None)
    return _refusal(meaning or _meaning_of(by_status(status, status)), code, text, status)


def foreign_refusal(status: int, *, page: bool) -> Refusal:
    """A refusal in no form of Mimecast's: whoever sent it knows nothing of our credentials, nor of the message."""
    found = by_status(status, status)
    if status == 407:
        return found
    what = "a web page" if page else "plain text"
    message = f"A proxy or gateway on the way refused the request, not Mimecast (HTTP {status}, {what})"
    return _refusal(_Meaning("configuration", NOT_MINE, found.whole), "", message, status)


def _of_the_call(found: Refusal, text: str) -> _Meaning | None:
    """What words add to refused credentials or a missing permission; None where they add nothing."""
    if found.problem.category == "permission":
        return None if not text or names_permission(text) else _Meaning("permission", NOT_PERMITTED, whole=True)
    code = {"token": "token_expired", "key": "err_xdk_binding_expired"}.get(expired(text) or "")
    return _CODES[code] if code else None


def _first_text(body: Mapping[str, object], *names: str) -> str:
    return next((value for name in names if isinstance(value := body.get(name), str) and value), "")


def _meaning_of(found: Refusal) -> _Meaning:
    problem = found.problem
    return _Meaning(problem.category, problem.hint, found.whole, problem.retryable)


def _by_code(code: str) -> _Meaning | None:
    known = _CODES.get(code.lower())
    if known is None and code.lower().startswith("err_validation"):
        return _Meaning("refused", _WRONG_ID)
    return known


def _refusal(meaning: _Meaning, code: str, text: str, http_status: int) -> Refusal:
    message = text.strip() or "Mimecast refused without saying why"
    if len(message) > _LONGEST:
        message = f"{message[: _LONGEST - 1]}…"
    elif message[-1] not in ".!?":
        message = f"{message}."
    own = code[:_LONGEST_CODE] or None
    problem = Problem(meaning.category, message, meaning.hint, own, meaning.retryable, http_status)
    return Refusal(problem, meaning.whole)

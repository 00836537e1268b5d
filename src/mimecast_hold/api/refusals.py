"""What Mimecast's refusals mean: tables of codes, wordings and statuses, each with its category and remedy. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mimecast_hold.errors import Category, Problem

NOT_MINE = (
    "Something between here and Mimecast may have answered in its place: check base_url or region and the proxy, then "
    "run the action again."
)
_WRONG_KEY = (
    "Check the credentials (API 1.0: access key, secret key, application id and key; API 2.0: client id and secret). "
    "Mimecast answers a wrong region in the same way: check the region too."
)
_EXPIRED = (
    "The access key's time to live has lapsed: make a new one, or use an authentication profile that never expires."
)
_ROLE = "The role of this key or application needs: {}. Ask the tenant's administrator."
_HELD_EDIT = "Account, Monitoring, Held, Edit to release or reject; Account, Dashboard, Read to look"
_PRODUCT = (
    "The application was not given the product that this call belongs to (Cloud Gateway; Audit Events for the release "
    "log). Products cannot be changed after saving: create the application anew."
)
_REGION = "The key belongs to another region: set region to the tenant's own."
_NOT_HELD = (
    "The hold queue has no message of this id: it may have been released or rejected, have expired, or never been "
    "held. Take the id from the hold queue (find_held_messages)."
)
_WRONG_ID = "This is not the id of a held message (a message tracking id, or cut off?): take it from the hold queue."
_LIMIT = "Mimecast's limit for calls was reached: wait, then run the action again for what is left."
_LATER = "Run the action again later; if it stays so, give Mimecast support the request id."
_READ = "Read Mimecast's message; if it does not help, give Mimecast support the request id."

_LONGEST = 2000  # characters of a message; more is no message, and wordings are looked for in it
_LONGEST_CODE = 200


class Refusal(NamedTuple):
    """What a refusal says. `whole`: it speaks of the call (key, role, product) and not of one message."""

    problem: Problem
    whole: bool = False


class _Meaning(NamedTuple):
    category: Category
    hint: str
    whole: bool = False
    retryable: bool = False


_CODES: dict[str, _Meaning] = {
    "err_xdk_binding_expired": _Meaning("authentication", _EXPIRED, whole=True),
    "err_developer_key": _Meaning("authentication", _WRONG_KEY, whole=True),
    "err_xdk_invalid_signature": _Meaning("authentication", _WRONG_KEY, whole=True),
    "token_expired": _Meaning("authentication", _LATER, whole=True, retryable=True),
    "invalid_token": _Meaning("authentication", _WRONG_KEY, whole=True),
    "invalid_client": _Meaning("authentication", "Check the client id and client secret.", whole=True),
    "err_audit_log_incorrect_region": _Meaning("configuration", _REGION, whole=True),
    "app_forbidden": _Meaning("permission", _PRODUCT, whole=True),
    "err_xdk_operation_forbidden_for_address": _Meaning(
        "permission", "This key may not act for this message's address: use one that may."
    ),
    "xdk_failure": _Meaning("refused", _WRONG_ID),
}

# In this order: "already released" before "not found", since a text may say both.
_WORDINGS: tuple[tuple[str, _Meaning], ...] = (
    (r"already[^.]*reject|reject[^.]*already", _Meaning("already_rejected", _NOT_HELD)),
    (r"already[^.]*releas|releas[^.]*already", _Meaning("already_released", _NOT_HELD)),
    (
        r"not (be )?found|no such|does ?n.t exist|not exist|unknown (message|id|object)|no longer",
        _Meaning("not_found", _NOT_HELD),
    ),
    (r"token.{0,20}expired", _Meaning("authentication", _LATER, whole=True, retryable=True)),
    (r"(binding|key).{0,20}expired", _Meaning("authentication", _EXPIRED, whole=True)),
    (
        r"invalid signature|unauthori[sz]ed|authenticat|credential",
        _Meaning("authentication", _WRONG_KEY, whole=True),
    ),
    (
        r"permission|not permitted|forbidden|access denied|insufficient",
        _Meaning("permission", _ROLE.format(_HELD_EDIT), whole=True),
    ),
    (r"throttl|rate limit|quota", _Meaning("rate_limited", _LIMIT, retryable=True)),
    (r"invalid token", _Meaning("refused", _WRONG_ID)),
)

_STATUSES: dict[int, tuple[_Meaning, str]] = {
    400: (_Meaning("refused", _WRONG_ID), "Mimecast called the request malformed"),
    401: (_Meaning("authentication", _WRONG_KEY, whole=True), "Mimecast refused the credentials"),
    403: (_Meaning("permission", _ROLE.format(_HELD_EDIT), whole=True), "Mimecast did not permit the call"),
    404: (_Meaning("not_found", _NOT_HELD), "Mimecast found no such object"),
    405: (_Meaning("configuration", NOT_MINE, whole=True), "The host does not take such a call"),
    407: (_Meaning("configuration", "Give proxy_url a user and password.", whole=True), "The proxy wants credentials"),
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

    A known code comes before a known wording, and both before the status. `of_one`: the item names a message, so that
    its wording ("DMARC authentication failed") speaks of the call only where the status does, too.
    """
    text = "; ".join(dict.fromkeys(message or code for code, message in said if message or code))
    for code, _ in said:
        if meaning := _by_code(code):
            return _refusal(meaning, code, text, http_status)
    for code, message in said:
        meaning = _by_wording(f"{message[:_LONGEST]} {code[:_LONGEST_CODE].replace('_', ' ')}")
        if meaning and meaning.whole and of_one and not by_status(status, http_status).whole:
            meaning = None if meaning.category == "authentication" else meaning._replace(whole=False)
        if meaning:
            return _refusal(meaning, code, text, http_status)
    code = next((code for code, _ in said if code), "")
    if 200 <= status < 300 or (status == 404 and http_status == 404):
        return _refusal(_Meaning("refused", _READ), code, text, http_status)
    found = by_status(status, http_status)
    return _refusal(_meaning_of(found), code, text or found.problem.message, http_status)


def gateway_refusal(body: Mapping[str, object], status: int) -> Refusal | None:
    """What a gateway's or a token endpoint's own form of refusal means; None where it says nothing.

    `{"code", "message"}`, `{"detail"}`, and RFC 6749's `{"error", "error_description"}`. Its wording is not gone by:
    "not found" is a URL here, and no message.
    """
    code = _first_text(body, "code", "error")
    text = _first_text(body, "error_description", "message", "detail") or code
    if not text:
        return None
    meaning = _by_code(code) or _meaning_of(by_status(status, status))
    return _refusal(meaning, code, text, status)


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


def _by_wording(text: str) -> _Meaning | None:
    return next((meaning for wording, meaning in _WORDINGS if re.search(wording, text, re.IGNORECASE)), None)


def _refusal(meaning: _Meaning, code: str, text: str, http_status: int) -> Refusal:
    message = text.strip() or "Mimecast refused without saying why"
    if len(message) > _LONGEST:
        message = f"{message[: _LONGEST - 1]}…"
    elif message[-1] not in ".!?":
        message = f"{message}."
    own = code[:_LONGEST_CODE] or None
    problem = Problem(meaning.category, message, meaning.hint, own, meaning.retryable, http_status)
    return Refusal(problem, meaning.whole)

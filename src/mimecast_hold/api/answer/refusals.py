"""Interpret Mimecast's refusals: tables give each code, wording and status a category and a hint. Pure."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mimecast_hold.api.answer.wordings import Meaning, expired, is_forbidden, is_rate_limit, meaning_of
from mimecast_hold.errors import Category, Problem

NOT_MIMECAST = (
    "Something else may have responded in Mimecast's place: check base_url or region and the proxy, then run the "
    "action again."
)
# `permissions` puts the call's own permission, product and fields into the next four.
WRONG_KEY = "Check the credentials. Mimecast gives the same response for a wrong region: check the region too."
NO_PERMISSION = "The role of this key or application lacks a permission. Ask the tenant's administrator."
NOT_PERMITTED = (
    "Read Mimecast's message: unless it gives another reason, the role of this key or application lacks a permission. "
    "Ask the tenant's administrator."
)
NO_PRODUCT = (
    "The application lacks the product that contains this call. Products cannot be changed after saving: create the "
    "application again."
)
_EXPIRED = (
    "The access key's time to live has expired: create a new one, or use an authentication profile that never expires."
)
_REGION = "The key belongs to another region: set region to the tenant's own."
_NOT_HELD = (
    "The hold queue has no message of this id: it may have been released or rejected, have expired, or never been "
    "held. Take the id from the hold queue (find_held_messages)."
)
_WRONG_ID = (
    "This is not the id of a held message. It may be a message tracking id, or cut off. Take the id from the hold "
    "queue."
)
_PROXY_LOGIN = "Check the user name and password in proxy_url."
_LIMIT = "Mimecast's rate limit was reached: wait, then run the action again for the remaining messages."
_LATER = "Run the action again later. If the error persists, give Mimecast support the request id."
_READ = "Read Mimecast's message. If it does not help, give Mimecast support the request id."

_MAX_MESSAGE = 2000  # characters; also bounds what the wordings are searched for in
_MAX_CODE = 200


class Refusal(NamedTuple):
    """Why Mimecast refused. `whole_call`: because of the call (key, role, product), not of one message."""

    problem: Problem
    whole_call: bool = False


_OF_THE_CALL = ("authentication", "permission")


class _Meaning(NamedTuple):
    category: Category
    hint: str
    whole_call: bool = False
    retryable: bool = False


INTERMITTENT = "err_developer_key"
"""The code for a wrong application. Mimecast sometimes sends it for a correct one, before it runs the function (source:
recorded traffic of API 1.0, with HTTP 200 and `meta.status` 200)."""

_CODES: dict[str, _Meaning] = {
    "err_xdk_binding_expired": _Meaning("authentication", _EXPIRED, whole_call=True),
    INTERMITTENT: _Meaning("authentication", WRONG_KEY, whole_call=True),
    "err_xdk_invalid_signature": _Meaning("authentication", WRONG_KEY, whole_call=True),
    "err_xdk_client_unauthorized": _Meaning("authentication", WRONG_KEY, whole_call=True),
    "token_expired": _Meaning("authentication", _LATER, whole_call=True, retryable=True),
    "invalid_token": _Meaning("authentication", WRONG_KEY, whole_call=True),
    "invalid_client": _Meaning("authentication", "Check client_id and client_secret.", whole_call=True),
    "err_audit_log_incorrect_region": _Meaning("configuration", _REGION, whole_call=True),
    "app_forbidden": _Meaning("permission", NO_PRODUCT, whole_call=True),
    "err_xdk_operation_forbidden": _Meaning("permission", NO_PERMISSION, whole_call=True),
    "err_xdk_operation_forbidden_for_address": _Meaning(
        "permission", "This key may not act for this message's address: use one that may."
    ),
    "xdk_failure": _Meaning("refused", _WRONG_ID),
}

_WORDS: dict[Meaning, _Meaning] = {
    "not_found": _Meaning("not_found", _NOT_HELD),
    "already_released": _Meaning("already_released", _NOT_HELD),
    "already_rejected": _Meaning("already_rejected", _NOT_HELD),
    "permission": _Meaning("permission", NO_PERMISSION),
    "wrong_id": _Meaning("refused", _WRONG_ID),
}

_STATUSES: dict[int, tuple[_Meaning, str]] = {
    400: (_Meaning("refused", _WRONG_ID), "Mimecast rejected the request as malformed"),
    401: (_Meaning("authentication", WRONG_KEY, whole_call=True), "Mimecast rejected the credentials"),
    403: (_Meaning("permission", NO_PERMISSION, whole_call=True), "Mimecast did not permit the call"),
    404: (_Meaning("not_found", _NOT_HELD), "Mimecast found no such object"),
    405: (_Meaning("configuration", NOT_MIMECAST, whole_call=True), "The host does not accept this call"),
    407: (_Meaning("configuration", _PROXY_LOGIN, whole_call=True), "The proxy requires a user name and password"),
    408: (_Meaning("timeout", _LATER, retryable=True), "The service timed out waiting for the request"),
    409: (_Meaning("refused", _LATER, retryable=True), "Mimecast reported a conflict"),
    418: (_Meaning("authentication", _EXPIRED, whole_call=True), "The access key's binding has expired"),
    429: (_Meaning("rate_limited", _LIMIT, retryable=True), "Mimecast's rate limit was reached"),
    500: (_Meaning("server_error", _LATER, retryable=True), "Mimecast could not process the call"),
    502: (_Meaning("server_error", _LATER, retryable=True), "A gateway got no valid response from Mimecast"),
    503: (_Meaning("server_error", _LATER, retryable=True), "Mimecast's service is unavailable"),
    504: (_Meaning("timeout", _LATER, retryable=True), "A gateway timed out waiting for Mimecast"),
}  # fmt: skip
# Only HTTP's own 404 says that the URL does not exist. The function's 404 says that the object does not.
_NO_SUCH_URL = (_Meaning("configuration", NOT_MIMECAST, whole_call=True), "The host does not know this URL")


def by_status(status: int, http_status: int) -> Refusal:
    """Return what the function's `status` means by itself; `http_status` goes into the record."""
    meaning, text = _of_status(status, http_status)
    return _refusal(meaning, "", text, http_status)


def _of_status(status: int, http_status: int) -> tuple[_Meaning, str]:
    if status == http_status == 404:
        meaning, text = _NO_SUCH_URL
    elif status in _STATUSES:
        meaning, text = _STATUSES[status]
    else:
        meaning, text = _STATUSES[500 if status >= 500 else 400][0], "The call was refused"
    return meaning, f"{text} ({'HTTP' if status == http_status else 'meta.status'} {status})"


def refusal(
    errors: Sequence[tuple[str, str]], status: int, http_status: int, *, names_message: bool = False
) -> Refusal:
    """Return what the errors of one `fail` item mean.

    `errors` are pairs of code and message; `names_message`: the item names the message that it is about. A known code
    decides first, then a status that refuses the whole call, then a known wording. A wording alone never refuses the
    whole call: "DMARC authentication failed" is not about our credentials.
    """
    text = "; ".join(dict.fromkeys(message or code for code, message in errors if message or code))
    default, default_text = _of_status(status, http_status)
    code, meaning = _recognized(errors, default, names_message=names_message)
    if meaning is None and default.category in _OF_THE_CALL:
        meaning = _of_the_call(default, text[:_MAX_MESSAGE])
    elif meaning is None and (200 <= status < 300 or (status == 404 and text and not default.whole_call)):
        meaning = _Meaning("refused", _READ)
    if meaning is None:
        return _refusal(default, code, text or default_text, http_status)
    return _refusal(meaning, code, text, http_status)


def _recognized(
    errors: Sequence[tuple[str, str]], default: _Meaning, *, names_message: bool
) -> tuple[str, _Meaning | None]:
    """Return the first code or wording that is known, with its meaning; otherwise the first code and None."""
    of_the_call = default.category in _OF_THE_CALL
    for code, _ in errors:
        meaning = _by_code(code)
        if meaning and not (of_the_call and meaning.category == "refused"):
            return code, meaning
    first = next((code for code, _ in errors if code), "")
    # A status of 401 or 403 is about the call, even if the text says that something was not found.
    for code, message in () if of_the_call else errors:
        if word := meaning_of(message[:_MAX_MESSAGE], code[:_MAX_CODE], names_message=names_message):
            return code or first, _WORDS[word]
    return first, None


def gateway_refusal(body: Mapping[str, object], status: int) -> Refusal | None:
    """Return what an error from a gateway or a token endpoint means, or None if the body has no error.

    Its forms are `{"code", "message"}`, `{"detail"}` and RFC 6749's `{"error", "error_description"}`. Of its wording
    only a rate limit counts: "not found" is about a URL here, not about a message.
    """
    code = _first_text(body, "code", "error")
    text = _first_text(body, "error_description", "message", "detail") or code
    if not text:
        return None
    meaning = _by_code(code) or (_STATUSES[429][0] if is_rate_limit(text[:_MAX_MESSAGE]) else None)
    return _refusal(meaning or _of_status(status, status)[0], code, text, status)


def intermediary_refusal(status: int, *, page: bool) -> Refusal:
    """Return a refusal that is not in Mimecast's form: its sender knows neither our credentials nor the message."""
    if status == 407:
        return by_status(status, status)
    what = "a web page" if page else "plain text"
    message = f"A proxy or gateway refused the request, not Mimecast (HTTP {status}, {what})"
    return _refusal(
        _Meaning("configuration", NOT_MIMECAST, _of_status(status, status)[0].whole_call), "", message, status
    )


def _of_the_call(default: _Meaning, text: str) -> _Meaning | None:
    """Return what a text adds to rejected credentials or a missing permission, or None if it adds nothing."""
    if default.category == "permission":
        return None if not text or is_forbidden(text) else _Meaning("permission", NOT_PERMITTED, whole_call=True)
    code = {"token": "token_expired", "key": "err_xdk_binding_expired"}.get(expired(text) or "")
    return _CODES[code] if code else None


def _first_text(body: Mapping[str, object], *names: str) -> str:
    return next((value for name in names if isinstance(value := body.get(name), str) and value), "")


def _by_code(code: str) -> _Meaning | None:
    code = code.lower()
    return _Meaning("refused", _WRONG_ID) if code.startswith("err_validation") else _CODES.get(code)


def _refusal(meaning: _Meaning, code: str, text: str, http_status: int) -> Refusal:
    message = text.strip() or "Mimecast refused without a reason"
    if len(message) > _MAX_MESSAGE:
        message = f"{message[: _MAX_MESSAGE - 1]}…"
    elif message[-1] not in ".!?":
        message = f"{message}."
    problem = Problem(meaning.category, message, meaning.hint, code[:_MAX_CODE] or None, meaning.retryable, http_status)
    return Refusal(problem, meaning.whole_call)

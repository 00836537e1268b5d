"""The access token of API 2.0: fetched once for all threads and reused until it expires.

Source: Mimecast API 2.0, "OAuth client credentials".
"""

import threading
from collections.abc import Mapping
from urllib.parse import urlencode

from mimecast_hold.api.answer.classification import Answer, Kind, classify
from mimecast_hold.api.answer.json_body import UnreadableError, read_json
from mimecast_hold.api.answer.reply import Reply
from mimecast_hold.api.auth.credentials import ClientCredentials, Post
from mimecast_hold.api.deadline import Clock
from mimecast_hold.api.secret import Secret
from mimecast_hold.errors import Problem

TOKEN_PATH = "/oauth/token"  # noqa: S105 - a path
_DEFAULT_LIFE = 1800.0  # seconds; tokens are reported to live for 30 minutes if `expires_in` is missing
_MAX_LIFE = 86400.0  # a token is renewed daily, whatever `expires_in` says
_MAX_DIGITS = 9
_MARGIN = 0.1  # the token is renewed in the last tenth of its life


class TokenBearer:
    """Adds the same token to the requests of all threads. `post` makes the token call."""

    def __init__(self, credentials: ClientCredentials, clock: Clock, post: Post) -> None:
        self._credentials = credentials
        self._clock = clock
        self._post = post
        self._lock = threading.Lock()
        self._token: Secret | None = None
        self._renew_at = 0.0
        self._fetches = 0
        self._failed: Answer | None = None  # the result of the last token call, if it returned no token

    def headers(self, path: str, request_id: str, post: Post | None = None) -> Mapping[str, str] | Answer:
        """Return the headers of a request, or an Answer if there is no token.

        One thread fetches the token, with its own `post` if given, and all threads that wait share the result.
        """
        del path
        fetches = self._fetches
        with self._lock:
            if self._token is None or self._clock.monotonic() >= self._renew_at:
                if self._failed is None or self._fetches == fetches:
                    self._fetch(post or self._post)
                if self._failed:
                    return self._failed
            return {"Authorization": _bearer(self._token), "x-mc-req-id": request_id}

    def renew(self, used: Mapping[str, str]) -> bool:
        """Drop the token in the headers `used`, which was rejected. Return True: a new token is worth one more try."""
        with self._lock:
            if self._token and used.get("Authorization") == _bearer(self._token):
                self._token = None
        return True

    def _fetch(self, post: Post) -> None:
        self._token, self._failed = None, _DEFECT
        form = {
            "client_id": self._credentials.client_id,
            "client_secret": self._credentials.client_secret.reveal(),
            "grant_type": "client_credentials",
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        started = self._clock.monotonic()
        try:
            reply = post(TOKEN_PATH, headers, urlencode(form).encode())
        finally:
            self._fetches += 1
        if isinstance(reply, Answer):
            self._failed = reply if reply.kind is Kind.REFUSED else _not_sent(reply)
            return
        self._token, life = _token(reply)
        self._failed = None if self._token else _failure(classify(reply, self._clock.now()))
        self._renew_at = started + life * (1 - _MARGIN)


_DEFECT = Answer(Kind.NOT_SENT, Problem("internal", "The token call failed because of a defect."), sent=False)


def _bearer(token: Secret | None) -> str:
    return f"Bearer {token.reveal() if token else ''}"


def _token(reply: Reply) -> tuple[Secret | None, float]:
    """Return the token, None if there is none that fits in a header, and its life in seconds."""
    try:
        body = read_json(reply.body).value
    except UnreadableError:
        body = None
    if not isinstance(body, dict) or not 200 <= reply.status < 300:
        return None, 0.0
    token = body.get("access_token")
    if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token.strip():
        return None, 0.0
    return Secret(token.strip()), _life(body.get("expires_in"))


def _life(seconds: object) -> float:
    """Read `expires_in`, which some token endpoints send as text."""
    if isinstance(seconds, str) and seconds.isascii() and seconds.isdigit():
        seconds = int(seconds[:_MAX_DIGITS])
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds <= 0:
        return _DEFAULT_LIFE
    return float(min(seconds, _MAX_LIFE))


def _not_sent(answer: Answer) -> Answer:
    """Return the answer for the request that needed the token."""
    return answer._replace(kind=Kind.NOT_SENT, sent=False, may_still_apply=False, failures=())


def _failure(answer: Answer) -> Answer:
    """Return the answer for a token call without a token: refused, limited, or as if the request was not sent."""
    if answer.kind in (Kind.LIMITED, Kind.REFUSED):
        return answer._replace(sent=False)
    if answer.kind in (Kind.LOST, Kind.INTERMITTENT):
        return _not_sent(answer)
    reason = answer.failures[0].refusal.problem if answer.failures else None
    if answer.from_gateway:
        return answer._replace(kind=Kind.REFUSED, problem=reason, failures=(), sent=False)
    problem = Problem(
        "authentication",
        f"Mimecast returned no token: {reason.message if reason else 'the response contains none.'}",
        "Check client_id and client_secret, and the region.",
        code=reason.code if reason else None,
        http_status=answer.http_status,
    )
    return Answer(Kind.REFUSED, problem, sent=False, http_status=answer.http_status, offset=answer.offset)

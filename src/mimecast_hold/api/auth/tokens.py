"""API 2.0: a token that is fetched once for all threads and kept for its life.

Source: Mimecast API 2.0, "OAuth client credentials".
"""

import threading
from collections.abc import Mapping
from urllib.parse import urlencode

from mimecast_hold.api.answer.classification import Answer, HttpReply, Kind, classify
from mimecast_hold.api.answer.json_body import UnreadableError, parse_json
from mimecast_hold.api.auth.credentials import ClientCredentials, Post
from mimecast_hold.api.deadline import Clock
from mimecast_hold.api.secret import Secret
from mimecast_hold.errors import Problem

TOKEN_PATH = "/oauth/token"  # noqa: S105 - a path
_LIFE_WITHOUT_WORD = 1800.0  # seconds; 30 minutes are reported where `expires_in` is missing
_LONGEST_LIFE = 86400.0  # a token is renewed daily, however long it is said to live
_DIGITS = 9
_MARGIN = 0.1  # the part of a token's life at its end in which it is renewed early


class TokenBearer:
    """API 2.0: one token for all threads, kept for its life."""

    def __init__(self, credentials: ClientCredentials, clock: Clock, post: Post) -> None:
        """`post` is the way to Mimecast of whoever gives none of its own to `headers`."""
        self._credentials = credentials
        self._clock = clock
        self._post = post
        self._lock = threading.Lock()
        self._token: Secret | None = None
        self._renew_at = 0.0
        self._fetched = 0  # how often a token was asked for
        self._failed: Answer | None = None  # what the last of these came to, if it gave none

    def headers(self, path: str, request_id: str, post: Post | None = None) -> "Mapping[str, str] | Answer":
        """The bearer's headers; the first thread that finds no living token gets one, or fails, for all that wait."""
        del path
        seen = self._fetched
        with self._lock:
            if self._token is None or self._clock.monotonic() >= self._renew_at:
                if self._failed is None or self._fetched == seen:
                    self._fetch(post or self._post)
                if self._failed:
                    return self._failed
            return {"Authorization": _bearer(self._token), "x-mc-req-id": request_id}

    def renewed(self, used: Mapping[str, str]) -> bool:
        """Drop the token that was refused, unless another thread has renewed it already."""
        with self._lock:
            if self._token and used.get("Authorization") == _bearer(self._token):
                self._token = None
        return True

    def _fetch(self, post: Post) -> None:
        """Get a token, or learn why there is none."""
        self._token, self._failed = None, _DEFECT
        form = {
            "client_id": self._credentials.client_id,
            "client_secret": self._credentials.client_secret.reveal(),
            "grant_type": "client_credentials",
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        begun = self._clock.monotonic()
        try:
            reply = post(TOKEN_PATH, headers, urlencode(form).encode())
        finally:
            self._fetched += 1
        if isinstance(reply, Answer):
            self._failed = reply if reply.kind is Kind.REFUSED else _unsent(reply)
            return
        self._token, life = _token(reply)
        self._failed = None if self._token else _refused(classify(reply, self._clock.now()))
        self._renew_at = begun + life * (1 - _MARGIN)


_DEFECT = Answer(Kind.NOT_SENT, Problem("internal", "Asking for a token failed by a defect."), sent=False)


def _bearer(token: Secret | None) -> str:
    return f"Bearer {token.reveal() if token else ''}"


def _token(reply: HttpReply) -> tuple[Secret | None, float]:
    """The token and its life in seconds: `expires_in` is believed where it is a number."""
    try:
        body = parse_json(reply.body) if 200 <= reply.status < 300 else None
    except UnreadableError:
        body = None
    if not isinstance(body, dict):
        return None, 0.0
    token = body.get("access_token")
    if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token.strip():
        return None, 0.0
    return Secret(token.strip()), _life(body.get("expires_in"))


def _life(told: object) -> float:
    """Seconds; some token endpoints write the number as text."""
    if isinstance(told, str) and told.isascii() and told.isdigit():
        told = int(told[:_DIGITS])
    if isinstance(told, bool) or not isinstance(told, int | float) or told <= 0:
        return _LIFE_WITHOUT_WORD
    return float(min(told, _LONGEST_LIFE))


def _unsent(answer: Answer) -> Answer:
    """A token call without an answer: whatever it was, the request itself was not sent."""
    status, wait = answer.http_status, answer.wait
    return Answer(Kind.NOT_SENT, answer.problem, reached=answer.reached, sent=False, http_status=status, wait=wait)


def _refused(answer: Answer) -> Answer:
    """A token call that gave no token: refused by Mimecast, limited, or for us as good as not sent."""
    if answer.kind in (Kind.LIMITED, Kind.REFUSED):
        return answer._replace(sent=False)
    if answer.kind in (Kind.LOST, Kind.INTERMITTENT):
        return _unsent(answer)
    said = answer.failures[0].refusal.problem if answer.failures else None
    if answer.foreign:
        return answer._replace(kind=Kind.REFUSED, problem=said, failures=(), sent=False)
    problem = Problem(
        "authentication",
        f"Mimecast gave no token: {said.message if said else 'the answer carried none.'}",
        "Check client_id and client_secret, and the region.",
        code=said.code if said else None,
        http_status=answer.http_status,
    )
    return Answer(Kind.REFUSED, problem, sent=False, http_status=answer.http_status, offset=answer.offset)

"""Both ways to authenticate: headers for one attempt, asked again on every attempt.

API 1.0 signs each request; API 2.0 sends a token, which is kept for its life and renewed once for all threads.
Sources: Mimecast API Concepts, "Authorization"; API 2.0, "OAuth client credentials".
"""

import base64
import binascii
import threading
from collections.abc import Callable, Mapping
from typing import ClassVar, Literal, NamedTuple, Protocol, Self
from urllib.parse import urlencode

from mimecast_hold.api import signing
from mimecast_hold.api.answers import Answer, HttpReply, Kind, UnreadableError, classify, parse_json
from mimecast_hold.api.clock import Clock
from mimecast_hold.api.secret import Secret
from mimecast_hold.errors import ConfigurationError, Problem

TOKEN_PATH = "/oauth/token"  # noqa: S105 - a path
_LIFE_WITHOUT_WORD = 1800.0  # seconds; 30 minutes are reported where `expires_in` is missing
_LONGEST_LIFE = 86400.0  # a token is renewed daily, however long it is said to live
_DIGITS = 9
_MARGIN = 0.1  # the part of a token's life at its end in which it is renewed early

Post = Callable[[str, Mapping[str, str], bytes], "HttpReply | Answer"]
"""Sends a body to a path: the reply, or an Answer where there was none."""


class _ApiKeys(NamedTuple):
    access_key: Secret
    secret_key: Secret
    app_id: str
    app_key: Secret


class ApiKeys(_ApiKeys):
    """API 1.0: the four parts of an application's access, trimmed; the keys do not print."""

    __slots__ = ()
    api: ClassVar[Literal["1.0"]] = "1.0"

    def __new__(cls, access_key: str | Secret, secret_key: str | Secret, app_id: str, app_key: str | Secret) -> Self:
        """Take all four; raises `ConfigurationError` that names the one that cannot be right."""
        keys = super().__new__(
            cls,
            _secret("access_key", access_key),
            _secret("secret_key", secret_key),
            _header_text("app_id", app_id),
            _secret("app_key", app_key),
        )
        keys._check_secret_key()
        return keys

    def _check_secret_key(self) -> None:
        try:
            base64.b64decode(self.secret_key.reveal(), validate=True)
        except (binascii.Error, ValueError):
            raise ConfigurationError(
                "secret_key is not base64.",
                hint="Copy the whole secret key from the Mimecast console: it ends in = or ==.",
                field="secret_key",
            ) from None

    @property
    def identity(self) -> str:
        """What tells this key from another, for a hash."""
        return self.access_key.reveal()


class _ClientCredentials(NamedTuple):
    client_id: str
    client_secret: Secret


class ClientCredentials(_ClientCredentials):
    """API 2.0: an application's client id and secret, trimmed; the secret does not print."""

    __slots__ = ()
    api: ClassVar[Literal["2.0"]] = "2.0"

    def __new__(cls, client_id: str, client_secret: str | Secret) -> Self:
        """Take both; raises `ConfigurationError` that names the one that cannot be right."""
        return super().__new__(cls, _header_text("client_id", client_id), _secret("client_secret", client_secret))

    @property
    def identity(self) -> str:
        """What tells this client from another, for a hash."""
        return self.client_id


Credentials = ApiKeys | ClientCredentials


class Authenticator(Protocol):
    """Headers for one attempt."""

    def headers(self, path: str, request_id: str) -> "Mapping[str, str] | Answer":
        """The headers, or the Answer that a call needed to get them came to."""
        ...

    def renewed(self, used: Mapping[str, str]) -> bool:
        """Whether what was refused with the headers `used` is worth one repeat with new ones."""
        ...


class Signer:
    """API 1.0: signs each attempt anew."""

    def __init__(self, keys: ApiKeys, clock: Clock) -> None:
        """Take the keys and the time of day."""
        self._keys = keys
        self._clock = clock

    def headers(self, path: str, request_id: str) -> Mapping[str, str]:
        """The five headers of a signed call."""
        keys = self._keys
        date = signing.date_header(self._clock.now())
        text = signing.data_to_sign(date, request_id, path, keys.app_key.reveal())
        signed = signing.signature(keys.secret_key.reveal(), text)
        return {
            "Authorization": signing.authorization(keys.access_key.reveal(), signed),
            "x-mc-app-id": keys.app_id,
            "x-mc-date": date,
            "x-mc-req-id": request_id,
        }

    def renewed(self, used: Mapping[str, str]) -> bool:
        """Never: another signature by the same key says the same."""
        del used
        return False


class TokenBearer:
    """API 2.0: one token for all threads, kept for its life."""

    def __init__(self, credentials: ClientCredentials, clock: Clock, post: Post) -> None:
        """Take the credentials and the way to Mimecast."""
        self._credentials = credentials
        self._clock = clock
        self._post = post
        self._lock = threading.Lock()
        self._token: Secret | None = None
        self._renew_at = 0.0
        self._fetched = 0  # how often a token was asked for
        self._failed: Answer | None = None  # what the last of these came to, if it gave none

    def headers(self, path: str, request_id: str) -> "Mapping[str, str] | Answer":
        """The bearer's headers; the first thread that finds no living token gets one, or fails, for all that wait."""
        del path
        seen = self._fetched
        with self._lock:
            if self._token is None or self._clock.monotonic() >= self._renew_at:
                if self._failed is None or self._fetched == seen:
                    self._fetch()
                if self._failed:
                    return self._failed
            return {"Authorization": _bearer(self._token), "x-mc-req-id": request_id}

    def renewed(self, used: Mapping[str, str]) -> bool:
        """Drop the token that was refused, unless another thread has renewed it already."""
        with self._lock:
            if self._token and used.get("Authorization") == _bearer(self._token):
                self._token = None
        return True

    def _fetch(self) -> None:
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
            reply = self._post(TOKEN_PATH, headers, urlencode(form).encode())
        finally:
            self._fetched += 1
        if isinstance(reply, Answer):
            self._failed = _unsent(reply)
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
    return Answer(Kind.NOT_SENT, answer.problem, reached=answer.reached, sent=False, http_status=answer.http_status)


def _refused(answer: Answer) -> Answer:
    """A token call that gave no token: refused by Mimecast, limited, or for us as good as not sent."""
    if answer.kind in (Kind.LIMITED, Kind.REFUSED):
        return answer._replace(sent=False)
    if answer.kind is Kind.LOST:
        return _unsent(answer)
    said = answer.failures[0].refusal.problem if answer.failures else None
    problem = Problem(
        "authentication",
        f"Mimecast gave no token: {said.message if said else 'the answer carried none.'}",
        "Check the client id and client secret, and the region.",
        code=said.code if said else None,
        http_status=answer.http_status,
    )
    return Answer(Kind.REFUSED, problem, sent=False, http_status=answer.http_status, offset=answer.offset)


def _secret(name: str, value: str | Secret) -> Secret:
    return Secret(_header_text(name, value.reveal() if isinstance(value, Secret) else value))


def _header_text(name: str, value: object) -> str:
    """`value` trimmed, fit to stand in a header; raises `ConfigurationError` without showing it."""
    text = value.strip() if isinstance(value, str) else ""
    if not text:
        raise ConfigurationError(f"{name} is missing.", hint=f"Give {name}.", field=name)
    if not text.isascii() or not text.isprintable():
        raise ConfigurationError(
            f"{name} has characters that no key has (line breaks, control characters or letters beyond ASCII).",
            hint=f"Copy {name} again from the Mimecast console.",
            field=name,
        )
    return text

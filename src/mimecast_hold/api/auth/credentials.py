"""Both ways to authenticate: headers for one attempt, asked again on every attempt.

API 1.0 signs each request; API 2.0 sends a token, see `tokens`.
Source: Mimecast API Concepts, "Authorization".
"""

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import ClassVar, Literal, NamedTuple, Protocol, Self

from mimecast_hold.api.answer.classification import Answer, HttpReply
from mimecast_hold.api.auth import signing
from mimecast_hold.api.deadline import Clock
from mimecast_hold.api.secret import Secret
from mimecast_hold.errors import ConfigurationError


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
    def secrets(self) -> tuple[Secret, ...]:
        """What no answer's text may show."""
        return self.access_key, self.secret_key, self.app_key

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
    def secrets(self) -> tuple[Secret, ...]:
        """What no answer's text may show; the token is not known here."""
        return (self.client_secret,)

    @property
    def identity(self) -> str:
        """What tells this client from another, for a hash."""
        return self.client_id


Credentials = ApiKeys | ClientCredentials

Post = Callable[[str, Mapping[str, str], bytes], HttpReply | Answer]
"""Sends a body to a path: the reply, or an Answer where there was none."""


class Authenticator(Protocol):
    """Headers for one attempt."""

    def headers(self, path: str, request_id: str, post: "Post | None" = None) -> "Mapping[str, str] | Answer":
        """The headers, or the Answer that a call needed to get them came to; it is made with `post`."""
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

    def headers(self, path: str, request_id: str, post: "Post | None" = None) -> Mapping[str, str]:
        """The five headers of a signed call."""
        del post
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

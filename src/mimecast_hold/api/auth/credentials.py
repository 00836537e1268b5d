"""The credentials of both APIs, and the signer for API 1.0. API 2.0 uses a token, see `tokens`.

Source: Mimecast API Concepts, "Authorization".
"""

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import ClassVar, Literal, NamedTuple, Self

from mimecast_hold.api.answer.classification import Answer
from mimecast_hold.api.answer.reply import Reply
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
    """The four credentials of API 1.0, without surrounding spaces. The keys do not print.

    Raises `ConfigurationError` for a value that cannot be right; its `field` names the value.
    """

    __slots__ = ()
    api: ClassVar[Literal["1.0"]] = "1.0"

    def __new__(cls, access_key: str | Secret, secret_key: str | Secret, app_id: str, app_key: str | Secret) -> Self:
        key = _secret("secret_key", secret_key)
        try:
            base64.b64decode(key.reveal(), validate=True)
        except (binascii.Error, ValueError):
            raise ConfigurationError(
                "secret_key is not valid base64.",
                hint="Copy the complete secret key from the Mimecast console. It ends in = or ==.",
                field="secret_key",
            ) from None
        return super().__new__(
            cls, _secret("access_key", access_key), key, _header_text("app_id", app_id), _secret("app_key", app_key)
        )

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """The values to redact from every response."""
        return self.access_key, self.secret_key, self.app_key

    @property
    def identity(self) -> str:
        """A text that differs between keys. Use it in a hash only."""
        return self.access_key.reveal()


class _ClientCredentials(NamedTuple):
    client_id: str
    client_secret: Secret


class ClientCredentials(_ClientCredentials):
    """The client id and secret of an API 2.0 application, without surrounding spaces. The secret does not print.

    Raises `ConfigurationError` for a value that cannot be right; its `field` names the value.
    """

    __slots__ = ()
    api: ClassVar[Literal["2.0"]] = "2.0"

    def __new__(cls, client_id: str, client_secret: str | Secret) -> Self:
        return super().__new__(cls, _header_text("client_id", client_id), _secret("client_secret", client_secret))

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """The values to redact from every response. The token is redacted separately."""
        return (self.client_secret,)

    @property
    def identity(self) -> str:
        """A text that differs between clients. Use it in a hash only."""
        return self.client_id


Credentials = ApiKeys | ClientCredentials

Post = Callable[[str, Mapping[str, str], bytes], Reply | Answer]
"""Sends headers and a body to a path. Returns the response, or an Answer if there is none."""


class Signer:
    """Signs each API 1.0 request."""

    def __init__(self, keys: ApiKeys, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock

    def headers(self, path: str, request_id: str, post: Post | None = None) -> Mapping[str, str]:
        """Return the headers of a signed request. `post` is not needed, as signing takes no call."""
        del post
        keys = self._keys
        date = signing.date_header(self._clock.now())
        text = signing.data_to_sign(date, request_id, path, keys.app_key.reveal())
        signature = signing.signature(keys.secret_key.reveal(), text)
        return {
            "Authorization": signing.authorization(keys.access_key.reveal(), signature),
            "x-mc-app-id": keys.app_id,
            "x-mc-date": date,
            "x-mc-req-id": request_id,
        }

    def renew(self, used: Mapping[str, str]) -> bool:
        """Return False: another signature by the same key would be rejected, too."""
        del used
        return False


def _secret(name: str, value: str | Secret) -> Secret:
    return Secret(_header_text(name, value.reveal() if isinstance(value, Secret) else value))


def _header_text(name: str, value: object) -> str:
    """Return `value` without surrounding spaces if it can be sent in a header; no error shows it."""
    text = value.strip() if isinstance(value, str) else ""
    if not text:
        raise ConfigurationError(f"{name} is missing.", hint=f"Set {name}.", field=name)
    if not text.isascii() or not text.isprintable():
        raise ConfigurationError(
            f"{name} contains line breaks, control characters or non-ASCII letters, which are not allowed.",
            hint=f"Copy {name} again from the Mimecast console.",
            field=name,
        )
    return text

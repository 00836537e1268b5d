"""The tenant's made-up keys for both APIs, and the tokens that it issued."""

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final, Literal
from uuid import UUID

from mimecast_hold.simulator.mailbox.identifiers import token


@dataclass(frozen=True, slots=True)
class Credentials:
    access_key: str
    secret_key: str
    app_id: str
    app_key: str
    client_id: str
    client_secret: str

    @classmethod
    def made_from(cls, seed: int) -> "Credentials":
        rng = Random(f"credentials {seed}")
        return cls(
            access_key=token(rng, 96),
            secret_key=base64.b64encode(rng.randbytes(64)).decode(),
            app_id=str(UUID(bytes=rng.randbytes(16), version=4)),
            app_key=str(UUID(bytes=rng.randbytes(16), version=4)),
            client_id=token(rng, 36),
            client_secret=token(rng, 48),
        )


class Tokens:
    """Bearer tokens of API 2.0. Use them with the tenant's lock held."""

    def __init__(self, seed: int) -> None:
        self._rng: Final = Random(f"tokens {seed}")
        self._expiry: dict[str, datetime] = {}
        self._revoked: set[str] = set()

    @property
    def issued(self) -> int:
        return len(self._expiry)

    def issue(self, now: datetime, life_seconds: int) -> str:
        new = token(self._rng, 72)
        self._expiry[new] = now + timedelta(seconds=life_seconds)
        return new

    def revoke(self) -> None:
        self._revoked.update(self._expiry)

    def check(self, bearer: str, now: datetime) -> Literal["valid", "expired", "unknown"]:
        expiry = self._expiry.get(bearer)
        if expiry is None:
            return "unknown"
        return "expired" if bearer in self._revoked or now >= expiry else "valid"

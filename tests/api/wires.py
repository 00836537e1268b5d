"""A scripted transport, with builders for responses."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mimecast_hold.api.answer.reply import Reply
from mimecast_hold.api.auth.credentials import ApiKeys, ClientCredentials
from mimecast_hold.api.connection import Connection
from mimecast_hold.api.wire.permission import BeforeSending, allow
from mimecast_hold.api.wire.transport_errors import TransportError

__all__ = ["CLIENT", "KEYS", "SECRET_KEY", "Reply", "Script", "Sent", "answer", "connection", "token"]

SECRET_KEY = "Y2FuYXJ5LXNlY3JldC1rZXk="
KEYS = ApiKeys("canary-access-key", SECRET_KEY, "an-app-id", "canary-app-key")
CLIENT = ClientCredentials("a-client-id", "canary-client-secret")


@dataclass(frozen=True)
class Sent:
    url: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return "/" + self.url.split("/", 3)[3]


def answer(data: object = (), *, status: int = 200, **headers: str) -> Reply:
    """Return a response in Mimecast's form. Write header names with underscores."""
    body = json.dumps({"meta": {"status": status}, "data": data, "fail": []}).encode()
    return Reply(status, {name.replace("_", "-"): value for name, value in headers.items()}, body)


def token(text: str = "canary-token", **more: Any) -> Reply:
    return Reply(
        200, {}, json.dumps({"access_token": text, "token_type": "Bearer", "expires_in": 1800} | more).encode()
    )


Step = Reply | TransportError | Callable[[Sent], "Reply"]


class Script:
    """A transport that returns prepared responses in order and repeats the last one. `sent` records the requests."""

    def __init__(self, *steps: Step) -> None:
        self._steps = list(steps)
        self.sent: list[Sent] = []

    def __call__(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, begin: BeforeSending = allow
    ) -> Reply:
        assert method == "POST"
        step = self._steps[0]
        unsent = isinstance(step, TransportError) and not step.sent
        if not unsent:
            begin()
        sent = Sent(url, headers, body)
        self.sent.append(sent)
        if len(self._steps) > 1:
            del self._steps[0]
        if isinstance(step, TransportError):
            raise step
        return step if isinstance(step, Reply) else step(sent)

    @property
    def paths(self) -> Sequence[str]:
        return [one.path for one in self.sent]


def connection(credentials: ApiKeys | ClientCredentials = KEYS, **settings: Any) -> Connection:
    return Connection(base_url="https://eu-api.mimecast.com", credentials=credentials, **settings)

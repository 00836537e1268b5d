"""A client written with the standard library and Mimecast's pages only."""

import base64
import hashlib
import hmac
import json
import ssl
import uuid
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from mimecast_hold.simulator import Simulator

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)

RELEASE = "/api/gateway/hold-release"
REJECT = "/api/gateway/hold-reject"
LIST = "/api/gateway/get-hold-message-list"
SUMMARY = "/api/gateway/get-hold-summary-list"
LOG = "/api/gateway/get-held-release-logs"
ACCOUNT = "/api/account/get-account"
DISCOVER = "/api/login/discover-authentication"
TOKEN = "/oauth/token"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    """With lower-case names."""
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def data(self) -> list[Any]:
        found = self.json["data"]
        assert isinstance(found, list)
        return found

    @property
    def code(self) -> str:
        """The code of the first failure, in either form."""
        first = self.json["fail"][0]
        return str(first["errors"][0]["code"] if "errors" in first else first["code"])


class Caller:
    """One client of a simulator. `changes` replaces credentials."""

    def __init__(self, sim: Simulator, api: str = "1.0", **changes: str) -> None:
        self.known = sim.connection("2.0" if api == "2.0" else "1.0") | changes
        self.date = f"{sim.tenant.now:%a, %d %b %Y %H:%M:%S} UTC"
        self.bearer = self.token().json["access_token"] if api == "2.0" else None

    def signed(self, path: str) -> dict[str, str]:
        request_id = str(uuid.uuid4())
        text = f"{self.date}:{request_id}:{path}:{self.known['app_key']}"
        key = base64.b64decode(self.known["secret_key"])
        signature = base64.b64encode(hmac.new(key, text.encode(), hashlib.sha1).digest()).decode()
        return {
            "Authorization": f"MC {self.known['access_key']}:{signature}",
            "x-mc-app-id": self.known["app_id"],
            "x-mc-date": self.date,
            "x-mc-req-id": request_id,
            "Content-Type": "application/json",
        }

    def headers(self, path: str) -> dict[str, str]:
        if self.bearer is None:
            return self.signed(path)
        return {"Authorization": f"Bearer {self.bearer}", "Content-Type": "application/json"}

    def __call__(self, path: str, *items: object, **pagination: object) -> Answer:
        body: dict[str, object] = {"data": list(items)}
        if pagination:
            body["meta"] = {"pagination": pagination}
        return self.send(path, json.dumps(body).encode(), self.headers(path))

    def release(self, *ids: object) -> Answer:
        return self(RELEASE, *({"id": i} for i in ids))

    def token(self, **changes: str) -> Answer:
        form = {
            "client_id": self.known["client_id"],
            "client_secret": self.known["client_secret"],
            "grant_type": "client_credentials",
        } | changes
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.send(TOKEN, urlencode(form).encode(), kind)

    def send(self, path: str, body: bytes, headers: Mapping[str, str], method: str = "POST") -> Answer:
        with closing(connect(self.known)) as connection:
            connection.request(method, path, body, dict(headers))
            return read(connection.getresponse())


def connect(known: Mapping[str, str], seconds: float = 10) -> HTTPConnection:
    url = urlsplit(known["base_url"])
    assert url.hostname is not None
    if url.scheme == "http":
        return HTTPConnection(url.hostname, url.port, timeout=seconds)
    context = ssl.create_default_context(cafile=known["ca_bundle"])
    return HTTPSConnection(url.hostname, url.port, timeout=seconds, context=context)


def read(response: HTTPResponse) -> Answer:
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, headers, response.read())

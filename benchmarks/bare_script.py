"""The reference: a script written by hand with requests that releases one message after the other.

It reads `{"connection": {...}, "ids": ["..."]}` from standard input and prints the answers. It uses one session, or a
new connection for each message with `--new-connections`. It imports nothing from mimecast_hold.
"""

import base64
import hashlib
import hmac
import json
import sys
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import requests

RELEASE = "/api/gateway/hold-release"

Post = Callable[..., requests.Response]


def signed_headers(connection: dict[str, Any], path: str) -> dict[str, str]:
    date = datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S UTC")
    request_id = str(uuid.uuid4())
    text = f"{date}:{request_id}:{path}:{connection['app_key']}"
    key = base64.b64decode(connection["secret_key"])
    signed = base64.b64encode(hmac.new(key, text.encode(), hashlib.sha1).digest()).decode()
    return {
        "Authorization": f"MC {connection['access_key']}:{signed}",
        "Content-Type": "application/json",
        "x-mc-app-id": connection["app_id"],
        "x-mc-date": date,
        "x-mc-req-id": request_id,
    }


def release_body(message_id: str) -> bytes:
    return json.dumps({"data": [{"id": message_id}]}).encode()


def call(post: Post, connection: dict[str, Any], path: str, body: bytes) -> dict[str, Any]:
    response = post(
        connection["base_url"] + path,
        data=body,
        headers=signed_headers(connection, path),
        verify=connection["ca_bundle"],
        timeout=30,
    )
    response.raise_for_status()
    answer: dict[str, Any] = response.json()
    return answer


def main() -> None:
    request = json.load(sys.stdin)
    with requests.Session() as session:
        post = requests.post if "--new-connections" in sys.argv else session.post
        for message_id in request["ids"]:
            print(json.dumps(call(post, request["connection"], RELEASE, release_body(message_id))))


if __name__ == "__main__":
    main()

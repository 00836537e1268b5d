"""The reference: what one would write by hand with requests to release one message.

Run as a script, it reads `{"connection": {...}, "ids": ["..."]}` from standard input, releases
one after the other over one session, and prints the answers. Nothing of mimecast_hold is imported.
"""

import base64
import hashlib
import hmac
import json
import sys
import uuid
from datetime import UTC, datetime
from typing import Any

import requests

RELEASE = "/api/gateway/hold-release"


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


def post(session: requests.Session, connection: dict[str, Any], path: str, body: bytes) -> dict[str, Any]:
    response = session.post(
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
    given = json.load(sys.stdin)
    with requests.Session() as session:
        for message_id in given["ids"]:
            answer = post(session, given["connection"], RELEASE, release_body(message_id))
            print(json.dumps(answer))


if __name__ == "__main__":
    main()

"""Ids of the form that Mimecast's have: base64url, without padding, of zlib-compressed JSON."""

import base64
import json
import zlib
from collections.abc import Mapping
from random import Random


def encode(fields: Mapping[str, object]) -> str:
    packed = zlib.compress(json.dumps(fields, separators=(",", ":")).encode())
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def decode(identifier: str) -> dict[str, object]:
    """Give the fields of an id; ValueError for what is none."""
    try:
        packed = base64.urlsafe_b64decode(identifier + "=" * (-len(identifier) % 4))
        fields = json.loads(zlib.decompress(packed))
    except (ValueError, zlib.error) as error:
        raise ValueError("not an id") from error
    if not isinstance(fields, dict):
        raise ValueError("not an id")  # noqa: TRY004  # a bad id, not a bad argument
    return fields


def held_id(rng: Random) -> str:
    queue_id = rng.randrange(100_000_000, 999_999_999)
    return encode(
        {
            "secureid": base64.b64encode(rng.randbytes(92)).decode(),
            "hldqid": queue_id,
            "tmnd": "ukterm7",
            "version": 1,
            "tnde": f"{rng.randrange(1, 10):03}",
            "queue_id": queue_id,
        }
    )


def renewed_id(identifier: str, rng: Random) -> str:
    """Give another id that decodes to the same parts: only its `secureid` is a new one."""
    return encode({**decode(identifier), "secureid": base64.b64encode(rng.randbytes(92)).decode()})


def tracking_id(rng: Random) -> str:
    """Give an id of message tracking: the kind that people mistake for a held message's."""
    return encode(
        {
            "messageStatusType": "held",
            "archiveid": base64.b64encode(rng.randbytes(92)).decode(),
            "version": 1,
        }
    )


def token(rng: Random, size: int = 48) -> str:
    """Give opaque text, as keys and bearer tokens are."""
    return base64.urlsafe_b64encode(rng.randbytes(size)).decode().rstrip("=")

"""Ids in Mimecast's form: zlib-compressed JSON in base64url without padding."""

import base64
import json
import zlib
from collections.abc import Mapping
from random import Random


def encode(fields: Mapping[str, object]) -> str:
    packed = zlib.compress(json.dumps(fields, separators=(",", ":")).encode())
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def decode(identifier: str) -> dict[str, object]:
    """Return the fields of an id; raise ValueError if it is not one."""
    try:
        packed = base64.urlsafe_b64decode(identifier + "=" * (-len(identifier) % 4))
        return dict(json.loads(zlib.decompress(packed)))
    except (ValueError, TypeError, zlib.error) as error:
        raise ValueError("not an id") from error


def held_id(rng: Random) -> str:
    queue_id = rng.randrange(100_000_000, 999_999_999)
    return encode(
        {
            "secureid": _opaque(rng),
            "hldqid": queue_id,
            "tmnd": "ukterm7",
            "version": 1,
            "tnde": f"{rng.randrange(1, 10):03}",
            "queue_id": queue_id,
        }
    )


def renewed_id(identifier: str, rng: Random) -> str:
    """Return another id that decodes to the same parts, except for its `secureid`."""
    return encode({**decode(identifier), "secureid": _opaque(rng)})


def tracking_id(rng: Random) -> str:
    """Return an id from message tracking, which people mistake for a held message's id."""
    return encode({"messageStatusType": "held", "archiveid": _opaque(rng), "version": 1})


def token(rng: Random, size: int = 48) -> str:
    """Return opaque text, like a key or a bearer token."""
    return base64.urlsafe_b64encode(rng.randbytes(size)).decode().rstrip("=")


def _opaque(rng: Random) -> str:
    return base64.b64encode(rng.randbytes(92)).decode()

"""Check message ids, and tell apart their kinds. Pure.

A held message's id is base64url of zlib-compressed JSON. Only recorded responses of one tenant show this, so it decides
a hint, never a refusal.
"""

import base64
import json
import re
import zlib

from mimecast_hold.errors import InputError

# The alphabet of base64, base64url and message tracking ids, also in the schema. An id in quotes or brackets, or two
# ids in one text, is a list that was turned into text.
_ID = re.compile(r"[A-Za-z0-9_=+/.~:-]{1,1024}")
ID_HINT = (
    "An id has 1 to 1,024 characters of A-Z a-z 0-9 - _ = + / . ~ and :. Use a list with one id per entry, not a "
    "single text with quotes, brackets, commas, semicolons or spaces."
)
_UNPACKED_LIMIT = 65536  # bytes
_TRACKING_KEYS = {"messageStatusType", "archiveid"}
_QUEUE_KEYS = ("hldqid", "tmnd", "tnde")


def checked(message_id: object, position: int) -> str:
    """Return the id unchanged; raises `InputError` with its position if it cannot be one."""
    if not isinstance(message_id, str) or not _ID.fullmatch(message_id):
        raise InputError(f"$.ids[{position}]: not a valid message id.", hint=ID_HINT, field="ids")
    return message_id


def is_tracking_id(message_id: str) -> bool:
    """Return whether the id decodes to a message tracking id instead of a held message's."""
    return bool(_decoded(message_id).keys() & _TRACKING_KEYS)


def queue_parts(any_id: str) -> tuple[str, ...] | None:
    """Return the parts of an id that identify the held message; None if it does not decode to them.

    `secureid` differs between two ids of one message, such as those in the release log and in the hold list; the
    number, the cluster and the node are the same in both (seen in the ids of two tenants).
    """
    content = _decoded(any_id)
    parts = [content.get(name) for name in _QUEUE_KEYS]
    plain = all(isinstance(part, str | int) and not isinstance(part, bool) and part != "" for part in parts)
    return tuple(map(str, parts)) if plain else None


def _decoded(any_id: str) -> dict[str, object]:
    """Return the JSON object in an id; {} if there is none."""
    try:
        packed = base64.b64decode(any_id + "=" * (-len(any_id) % 4), altchars=b"-_", validate=True)
        content = json.loads(zlib.decompressobj().decompress(packed, _UNPACKED_LIMIT))
    except (ValueError, zlib.error, RecursionError):  # binascii.Error is a ValueError
        return {}
    return content if isinstance(content, dict) else {}

"""Secure ids: what one may look like, and which kind it seems to be. Pure.

A held message's id is base64url of zlib-compressed JSON, as recorded answers of one tenant show: good for a hint,
never for a refusal.
"""

import base64
import binascii
import json
import re
import zlib

from mimecast_hold.errors import InputError

# The alphabet of base64, base64url and message tracking ids, by the schema too: an id in quotes or brackets, or two in
# one text, are a list that something has turned into text.
_ID = re.compile(r"[A-Za-z0-9_=+/.~:-]{1,1024}")
_UNPACKED_LIMIT = 65536  # bytes
_TRACKING_KEYS = {"messageStatusType", "archiveid"}
_QUEUE_KEYS = ("hldqid", "tmnd", "tnde")


def checked(message_id: object, position: int) -> str:
    """The id itself; raises `InputError` that names its position where it cannot be one."""
    if not isinstance(message_id, str) or not _ID.fullmatch(message_id):
        raise InputError(f"$.ids[{position}]: this is no id of a held message.", hint=ID_HINT, field="ids")
    return message_id


ID_HINT = (
    "An id has 1 to 1,024 characters of A-Z a-z 0-9 - _ = + / . ~ and :. Give ids as a list with one id for each "
    "entry, not as one text with quotes, brackets, commas, semicolons or blanks in it."
)


def is_of_another_kind(message_id: str) -> bool:
    """Whether the id decodes to something that is not a held message's, such as a message tracking id."""
    return bool(_decoded(message_id).keys() & _TRACKING_KEYS)


def queue_parts(any_id: str) -> tuple[str, ...] | None:
    """The parts of an id that tell one held message from all others; None for an id that does not decode to them.

    `secureid` is a keyed value that differs between two ids of one message, such as the release log's and the hold
    list's; the number, the cluster and the node are the same in both (seen in the ids of two tenants).
    """
    content = _decoded(any_id)
    parts = [content.get(name) for name in _QUEUE_KEYS]
    plain = all(isinstance(part, str | int) and not isinstance(part, bool) and part != "" for part in parts)
    return tuple(map(str, parts)) if plain else None


def _decoded(any_id: str) -> dict[str, object]:
    """What an id packs; {} where it packs no object."""
    try:
        packed = base64.b64decode(any_id + "=" * (-len(any_id) % 4), altchars=b"-_", validate=True)
        content = json.loads(zlib.decompressobj().decompress(packed, _UNPACKED_LIMIT))
    except (ValueError, binascii.Error, zlib.error, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}

"""API 1.0's signature, stage by stage: no clock, no random numbers, no network.

Source: Mimecast API Concepts, "Authorization".
"""

import base64
import hashlib
import hmac
from datetime import UTC, datetime

# English whatever the machine's locale: strftime is not.
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def date_header(moment: datetime) -> str:
    """`x-mc-date` for an aware `moment`, such as `Tue, 24 Nov 2015 12:50:11 UTC`."""
    utc = moment.astimezone(UTC)
    return (
        f"{_DAYS[utc.weekday()]}, {utc.day:02d} {_MONTHS[utc.month - 1]} {utc.year:04d} "
        f"{utc.hour:02d}:{utc.minute:02d}:{utc.second:02d} UTC"
    )


def data_to_sign(date: str, request_id: str, uri: str, app_key: str) -> str:
    """The text that is signed; `uri` is the path alone."""
    return f"{date}:{request_id}:{uri}:{app_key}"


def signature(secret_key: str, text: str) -> str:
    """Base64 of HMAC-SHA1 over `text`, keyed with the base64-decoded `secret_key`."""
    digest = hmac.new(base64.b64decode(secret_key), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode("ascii")


def authorization(access_key: str, signed: str) -> str:
    """The `Authorization` header."""
    return f"MC {access_key}:{signed}"

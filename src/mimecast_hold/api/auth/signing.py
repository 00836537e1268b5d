"""The signature of API 1.0, step by step, without clock, random numbers or network.

Source: Mimecast API Concepts, "Authorization".
"""

import base64
import hashlib
import hmac
from datetime import UTC, datetime
from email.utils import format_datetime


def date_header(moment: datetime) -> str:
    """Return `x-mc-date` for an aware `moment`, such as `Tue, 24 Nov 2015 12:50:11 UTC`."""
    # English in every locale, unlike strftime.
    return format_datetime(moment.astimezone(UTC), usegmt=True).removesuffix("GMT") + "UTC"


def data_to_sign(date: str, request_id: str, uri: str, app_key: str) -> str:
    """Return the text to sign. `uri` is only the path."""
    return f"{date}:{request_id}:{uri}:{app_key}"


def signature(secret_key: str, text: str) -> str:
    """Return the base64 of the HMAC-SHA1 of `text`. The key is the base64-decoded `secret_key`."""
    digest = hmac.new(base64.b64decode(secret_key), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode("ascii")


def authorization(access_key: str, signed: str) -> str:
    """Return the `Authorization` header."""
    return f"MC {access_key}:{signed}"

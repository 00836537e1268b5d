"""An HTTP response as the rest of the package sees it. Pure."""

from collections.abc import Mapping
from typing import NamedTuple

_NO_HEADERS: Mapping[str, str] = {}


class Reply(NamedTuple):
    """An HTTP response: `headers` with lower-case names, `body` decoded."""

    status: int
    headers: Mapping[str, str] = _NO_HEADERS
    body: bytes = b""


def framed(headers: Mapping[str, str]) -> bool:
    """Return whether a header marks the end of the body. Without one, a truncated body looks complete.

    http.client unchunks only the coding "chunked" and reads a length only if it consists of digits.
    """
    coding = headers.get("transfer-encoding")
    if coding is not None:
        return coding.lower() == "chunked"
    length = headers.get("content-length", "").strip()
    return length.isascii() and length.isdigit()

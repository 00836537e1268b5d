"""What a run may need after its first request, loaded before it.

By then the package may have been upgraded, or no file descriptor be left: what is not loaded cannot be loaded any more,
and the records of what was released would be lost.
"""

import codecs
from collections.abc import Mapping
from typing import Any

from mimecast_hold.plugin.validation.schemas import load_checker

_CODECS = ("utf-8-sig", "idna", "punycode")  # of answers, and of domains


def load_ahead(output_schema: Mapping[str, Any]) -> None:
    """Load what reads answers and checks the envelope; the hold queue loads what it needs by itself."""
    for name in _CODECS:
        codecs.lookup(name)
    load_checker(output_schema)

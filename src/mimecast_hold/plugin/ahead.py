"""What a run may need after its first request, loaded before it.

By then the package may have been upgraded, or no file descriptor be left: what is not loaded cannot be loaded any more,
and the records of what was released would be lost.
"""

import codecs
import importlib
from collections.abc import Mapping
from typing import Any

from mimecast_hold.plugin.validation import load_checker

_MODULES = ("guards", "log_search", "look", "messages")
_CODECS = ("utf-8-sig", "idna", "punycode")  # of answers, and of domains


def load_ahead(output_schema: Mapping[str, Any]) -> None:
    """Load what reads answers, looks, reads the log, and checks the envelope."""
    for name in _MODULES:
        importlib.import_module(f"mimecast_hold.hold_queue.{name}")
    for name in _CODECS:
        codecs.lookup(name)
    load_checker(output_schema)

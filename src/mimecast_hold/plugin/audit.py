"""The audit trail: a log line for each record and each run, with the analyst's reason. Subjects are not logged."""

import logging
import traceback
from collections.abc import Mapping
from typing import Any

from mimecast_hold.hold_queue.outcome.records import ActionRecord
from mimecast_hold.presentation.safe_text import one_line

_LOG = logging.getLogger("mimecast_hold")


def log_record(record: ActionRecord, reason: str | None) -> None:
    plain = record.id.isprintable() and " " not in record.id  # false only for ids that a service made up
    message_id = record.id if plain else repr(record.id)
    _LOG.info("id=%s outcome=%s request_id=%s%s", message_id, record.outcome, record.request_id, _reason(reason))


def log_run(envelope: Mapping[str, Any], reason: str | None) -> None:
    _LOG.info(
        "action=%s status=%s host=%s%s", envelope["action"], envelope["status"], envelope["host"], _reason(reason)
    )


def log_defect(what: str, error: Exception) -> None:
    """Log where a defect was raised, without its message or source lines, which may contain a secret."""
    frames = [f"{frame.f_code.co_name}:{line}" for frame, line in traceback.walk_tb(error.__traceback__)]
    _LOG.debug("%s: %s in %s", what, type(error).__name__, " > ".join(frames))


def _reason(reason: str | None) -> str:
    return f" reason={one_line(reason, 500)!r}" if reason else ""

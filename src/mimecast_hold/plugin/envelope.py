"""The envelope: what every action answers with, built from its report. Pure."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from mimecast_hold.errors import Problem
from mimecast_hold.hold_queue.dates import with_milliseconds
from mimecast_hold.hold_queue.outcome.records import problem_dict
from mimecast_hold.hold_queue.results import Report
from mimecast_hold.presentation.safe_text import whole

_NOT_MIMECAST = "The answers came from {}, which is not Mimecast's: a simulator or another host, and not the tenant."


_NO_SCHEMA: Mapping[str, Any] = {}


class EnvelopeBuilder(NamedTuple):
    """What is known of a run apart from its report. `schema` is the action's output schema, {} if there is none."""

    action: str
    started_at: datetime
    schema: Mapping[str, Any] = _NO_SCHEMA
    dry_run: bool = False
    host: str | None = None
    is_mimecast: bool = True
    version: str | None = None
    warnings: Sequence[str] = ()

    def envelope(self, report: Report, duration_ms: int) -> dict[str, Any]:
        """The envelope, `readable` left out; its records are made as they are asked for."""
        foreign = [_NOT_MIMECAST.format(self.host)] if self.host and not self.is_mimecast else []
        envelope: dict[str, Any] = {
            "action": self.action,
            "status": status(report),
            "dry_run": self.dry_run,
            "host": self.host,
            "started_at": with_milliseconds(self.started_at),
            "duration_ms": duration_ms,
            "summary": {**self._no_summary(), **report.summary},
            "records": report.records,
            **self._no_extras(),
            **report.extras,
            "warnings": [*foreign, *self.warnings, *report.warnings],
            "error": problem_dict(report.stopped),
        }
        if self.version:
            envelope["plugin"] = {"name": "mimecast-hold", "version": self.version}
        if self.schema and "dry_run" not in self.schema["properties"]:
            del envelope["dry_run"]
        return envelope

    def _no_summary(self) -> dict[str, int]:
        summary = self.schema["properties"]["summary"] if self.schema else {}
        return dict.fromkeys(summary.get("required", ()), 0)

    def _no_extras(self) -> dict[str, object]:
        """What only this action's envelope has, empty: lists and flags, by its schema."""
        own = [name for name in self.schema.get("required", ()) if name in _OWN]
        return {name: _OWN[name]() for name in own}


_OWN = {"messages": list, "entries": list, "holds": list, "truncated": bool}


_AT_ONCE = 100


def written(envelope: Mapping[str, Any]) -> Iterator[str]:
    """The envelope as one line of JSON, in pieces: with ten thousand records it is never a text as a whole."""
    before = "{"
    for name, value in envelope.items():
        yield f"{before}{_json(name)}: "
        before = ", "
        if isinstance(value, Sequence) and not isinstance(value, str):
            yield from _listed(value)
        else:
            yield _json(value)
    yield "}\n"


def _listed(items: Sequence[object]) -> Iterator[str]:
    yield "["
    for start in range(0, len(items), _AT_ONCE):
        text = _json(list(items[start : start + _AT_ONCE]))
        yield f"{', ' if start else ''}{text[1:-1]}"
    yield "]"


def _json(value: object) -> str:
    """JSON in ASCII, whatever the value holds: half a character is replaced, and a defect of ours costs no record."""
    try:
        text = json.dumps(value, allow_nan=False)
    except (TypeError, ValueError):  # which the check of the envelope has told
        text = json.dumps(json.loads(json.dumps(value, default=repr), parse_constant=lambda _: None))
    # Only an escape can be half a character; most of them are halves of whole ones.
    return json.dumps(whole(json.loads(text))) if "\\ud" in text else text


def slices(envelope: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The envelope once for every few of its records: it keeps to its schema where each of these does."""
    records = envelope["records"]
    for start in range(0, max(1, len(records)), _AT_ONCE):
        yield {**envelope, "records": list(records[start : start + _AT_ONCE])}


def status(report: Report) -> str:
    """`success`, `partial` or `failure`: by the records where there are any, else by whether the action ran."""
    if not report.verdicts:
        return "failure" if report.stopped else "success"
    if all(report.verdicts) and not report.stopped:
        return "success"
    return "partial" if any(report.verdicts) else "failure"


def failed(problem: Problem) -> Report:
    """The report of an action that did not run."""
    return Report({}, stopped=problem)

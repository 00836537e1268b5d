"""Build the envelope, which every action returns, and write it as JSON."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mimecast_hold.hold_queue.dates import with_milliseconds
from mimecast_hold.hold_queue.outcome.records import problem_dict
from mimecast_hold.hold_queue.results import Report
from mimecast_hold.plugin import audit
from mimecast_hold.presentation.readable import readable
from mimecast_hold.presentation.safe_text import whole

_NOT_MIMECAST = "The responses came from {}, which is not a Mimecast host: it is a simulator or another server."
# Fields that only some envelopes have, with the type of their empty value.
_EMPTY = {"messages": list, "entries": list, "holds": list, "truncated": bool}
_AT_ONCE = 100  # records


@dataclass(slots=True, kw_only=True)
class EnvelopeBuilder:
    """The facts of a run besides its report, set as they become known. `schema` is that of the action's output."""

    action: str
    started_at: datetime
    title: str = ""
    schema: Mapping[str, Any] = field(default_factory=dict)
    dry_run: bool = False
    reason: str | None = None
    host: str | None = None
    is_mimecast: bool = True
    version: str | None = None
    warnings: Sequence[str] = ()

    def envelope(self, report: Report, duration_ms: int) -> dict[str, Any]:
        """Return the envelope. Its `records` are built lazily, on access."""
        fields = self.schema.get("properties", {})
        counts = fields["summary"].get("required", ()) if fields else ()
        foreign = [_NOT_MIMECAST.format(self.host)] if self.host and not self.is_mimecast else []
        envelope: dict[str, Any] = {
            "action": self.action,
            "status": status(report),
            "dry_run": self.dry_run,
            "host": self.host,
            "started_at": with_milliseconds(self.started_at),
            "duration_ms": duration_ms,
            "summary": {**dict.fromkeys(counts, 0), **report.summary},
            "records": report.records,
            **{name: empty() for name, empty in _EMPTY.items() if name in self.schema.get("required", ())},
            **report.extras,
            "warnings": [*foreign, *self.warnings, *report.warnings],
            "error": problem_dict(report.stopped),
        }
        if self.version:
            envelope["plugin"] = {"name": "mimecast-hold", "version": self.version}
        if fields and "dry_run" not in fields:
            del envelope["dry_run"]
        return {**envelope, "readable": self._readable(envelope)}

    def _readable(self, envelope: Mapping[str, Any]) -> str:
        try:
            return readable(self.title or self.action, envelope, reason=self.reason)
        except Exception as error:  # noqa: BLE001 - records that a defect has damaged are still printed as data
            audit.log_defect("no readable text", error)
            return "This result could not be rendered as text. Please report this."


def status(report: Report) -> str:
    """Return `success`, `partial` or `failure`: by the records if there are any, or by whether the action ran."""
    if not report.verdicts:
        return "failure" if report.stopped else "success"
    if all(report.verdicts) and not report.stopped:
        return "success"
    return "partial" if any(report.verdicts) else "failure"


def slices(envelope: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the envelope once for every hundred of its records, so that they are never all in memory."""
    records = envelope["records"]
    for start in range(0, max(1, len(records)), _AT_ONCE):
        yield {**envelope, "records": list(records[start : start + _AT_ONCE])}


def json_chunks(envelope: Mapping[str, Any]) -> Iterator[str]:
    """Yield the envelope as one line of JSON, in chunks: with 10,000 records it is never one text in memory."""
    before = "{"
    for name, value in envelope.items():
        yield f"{before}{_json(name)}: "
        before = ", "
        if isinstance(value, Sequence) and not isinstance(value, str):
            yield "["
            for start in range(0, len(value), _AT_ONCE):
                text = _json(list(value[start : start + _AT_ONCE]))
                yield f"{', ' if start else ''}{text[1:-1]}"
            yield "]"
        else:
            yield _json(value)
    yield "}\n"


def _json(value: object) -> str:
    """Return ASCII JSON for any value: lone surrogates are replaced, and so is a value that a defect put there."""
    try:
        text = json.dumps(value, allow_nan=False)
    except (TypeError, ValueError):  # the check of the envelope has reported it
        text = json.dumps(json.loads(json.dumps(value, default=repr), parse_constant=lambda _: None))
    # Only an escape can be a surrogate; most are halves of valid pairs.
    return json.dumps(whole(json.loads(text))) if "\\ud" in text else text

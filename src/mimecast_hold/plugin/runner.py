"""Run one action: validate its input, run it, and return a validated envelope.

`Runner.run` always returns an envelope. It raises no exception except those of the interpreter itself.
"""

import functools
import json
import os
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from mimecast_hold.api.client import Client
from mimecast_hold.api.deadline import Clock, Deadline, SystemClock
from mimecast_hold.errors import InputError, MimecastHoldError, Problem
from mimecast_hold.hold_queue.bulk.action import Preview
from mimecast_hold.hold_queue.outcome.decision import record
from mimecast_hold.hold_queue.outcome.events import Halted, Lost
from mimecast_hold.hold_queue.outcome.records import REJECT, RELEASE, ActionRecord, problem_dict
from mimecast_hold.hold_queue.queue import HoldQueue
from mimecast_hold.hold_queue.results import Report, reported
from mimecast_hold.plugin import audit, manifest
from mimecast_hold.plugin.bundle import find_bundle
from mimecast_hold.plugin.connection.file import ConnectionFile
from mimecast_hold.plugin.connection.settings import connection_from
from mimecast_hold.plugin.envelope import EnvelopeBuilder, json_chunks, slices
from mimecast_hold.plugin.loader import load_action, preload
from mimecast_hold.plugin.validation.schemas import check_output, check_parameters
from mimecast_hold.presentation.safe_text import one_line, whole

if TYPE_CHECKING:
    from mimecast_hold.hold_queue.bulk.journal import Journal

SUCCESS, FAILURE, REFUSED = 0, 1, 2
"""Exit statuses: everything succeeded; something failed after a request was tried; the input is invalid."""

_BY_ID = {"release_held_message": RELEASE, "reject_held_message": REJECT}
_RUNNER_PARAMETERS = ("deadline_seconds", "reason")  # used here, not by the actions


class ActionInput(NamedTuple):
    """The input of a run: `connection` and `parameters`, not validated yet, and the content of a connection file."""

    connection: object = None
    parameters: object = None
    file: ConnectionFile | None = None

    def __repr__(self) -> str:
        """Leave out the connection, which has secrets."""
        return f"ActionInput(file={self.file!r})"


class ActionResult:
    """The envelope and its exit status. The envelope's records may be built lazily, on access."""

    def __init__(self, envelope: Mapping[str, Any], exit_status: int) -> None:
        self._envelope = envelope
        self.exit_status = exit_status

    @functools.cached_property
    def envelope(self) -> dict[str, Any]:
        """The envelope with all of its records."""
        records = [whole(record) for record in self._envelope["records"]]
        return {name: records if name == "records" else whole(value) for name, value in self._envelope.items()}

    def json_chunks(self) -> Iterator[str]:
        """Yield the envelope as one line of JSON, in chunks."""
        return json_chunks(self._envelope)


class Runner:
    """One run of one action.

    `on_start` gets the run's deadline, which a signal handler may cancel; `on_record` gets each record, message or
    entry as it comes. `client` is shared by the runs of a server and stays open. `journal` is a path. `preview` is what
    a person has confirmed.
    """

    def __init__(  # noqa: PLR0913 - each entry point passes what it has
        self,
        action_id: str,
        environ: Mapping[str, str],
        *,
        client: Client | None = None,
        clock: Clock | None = None,
        on_start: Callable[[Deadline], None] = lambda _: None,
        on_record: Callable[[object], None] | None = None,
        journal: str | None = None,
        preview: Preview | None = None,
    ) -> None:
        self._clock = clock or SystemClock()
        self._started = self._clock.monotonic()
        self._builder = EnvelopeBuilder(action=action_id, started_at=self._clock.now())
        self._environ = environ
        self._shared_client = client
        self._on_start = on_start
        self._on_record = on_record
        self._journal_path = journal
        self._preview = preview
        self._parameters: Mapping[str, Any] = {}
        self._client: Client | None = None
        self._journal: Journal | None = None
        self._records: list[ActionRecord] = []

    def run(self, read: Callable[[], ActionInput]) -> ActionResult:
        """Read the input and run the action."""
        try:
            report = self._run(read)
        except MimecastHoldError as error:
            report = self._stopped(error.problem())
        except Exception as error:  # noqa: BLE001 - there is an envelope even after a defect of ours
            audit.log_defect("defect", error)
            report = self._stopped(_defect(error))
        finally:
            self._close()
        return self._result(report)

    def _run(self, read: Callable[[], ActionInput]) -> Report:
        plugin = manifest.load()
        action = plugin.action(self._builder.action)
        self._builder.version, self._builder.title = plugin.version, action.title
        self._builder.schema = action.output_schema
        action_input = read()
        self._builder.dry_run = _is_dry_run(action, action_input.parameters)
        self._parameters = check_parameters(action.input_schema, action_input.parameters)
        self._builder.reason = self._parameters.get("reason")
        deadline = Deadline(self._clock, self._parameters.get("deadline_seconds"), self._started)
        self._on_start(deadline)
        settings = connection_from(action_input.connection, action_input.file, self._environ)
        self._builder.warnings = settings.warnings
        self._client = (
            self._shared_client.for_run() if self._shared_client else Client(settings.connection, clock=self._clock)
        )
        self._journal = self._open_journal(action, self._client)
        queue = HoldQueue.over(self._client, deadline, self._journal, self._preview)
        run = load_action(find_bundle().action(action.id))
        preload(action.output_schema)
        result = run(queue, {name: value for name, value in self._parameters.items() if name not in _RUNNER_PARAMETERS})
        if subscribe := getattr(result, "on_record", None):  # a result whose items come one by one
            subscribe(self._handle_item)
        return result.report()

    def _open_journal(self, action: manifest.Action, client: Client) -> "Journal | None":
        """Open the journal, if there is one. A dry run creates none, and only reads what a real run would continue."""
        if self._journal_path is None:
            return None
        if self._builder.dry_run and ("ids" in self._parameters or not os.path.lexists(self._journal_path)):
            return None
        if not action.changes_anything:
            raise InputError(
                f"{action.title} changes nothing, so it cannot use a journal.",
                hint="Leave the journal out.",
                field="journal",
            )
        # SQLite is loaded only for a journal.
        from mimecast_hold.hold_queue.bulk.journal import Journal, tenant_hash

        return Journal(self._journal_path, tenant_hash(client.connection), action.id, _filters(self._parameters))

    def _handle_item(self, item: object) -> None:
        """Log a record at once, so that even a killed process leaves its trail, and pass the item on."""
        if isinstance(item, ActionRecord):
            self._records.append(item)
            audit.log_record(item, self._builder.reason)
        if self._on_record:
            try:
                self._on_record(item)
            except Exception as error:  # noqa: BLE001 - a broken progress bar must not end a run
                audit.log_defect("progress is no longer shown", error)
                self._on_record = None

    def _close(self) -> None:
        for resource in (self._client, self._journal):
            try:
                if resource:
                    resource.close()
            except Exception as error:  # noqa: BLE001 - there is an envelope all the same
                audit.log_defect(f"{type(resource).__name__} was not closed", error)

    def _stopped(self, problem: Problem) -> Report:
        """Report an action that did not run to its end: the records so far, and one for every other id.

        After a defect during the run, it is unknown what was sent for the others.
        """
        known = {record.id: record for record in self._records}
        operation = _BY_ID.get(self._builder.action) or next((record.operation for record in self._records), None)
        if operation is None or not self._parameters:
            return Report({}, stopped=problem)
        in_the_middle = problem.category == "internal" and self._client is not None and self._client.tried
        event = Lost(problem, may_still_apply=True) if in_the_middle else Halted(problem)
        now = self._clock.now()
        records = []
        for message_id in dict.fromkeys(self._parameters.get("ids", known)):
            if message_id not in known:
                known[message_id] = record(operation, message_id, (event,), now)
                audit.log_record(known[message_id], self._builder.reason)
            records.append(known[message_id])
        counted_as = "requested" if self._builder.action in _BY_ID else "matched"
        return reported(operation, records, counted_as=counted_as, stopped=problem)

    def _result(self, report: Report) -> ActionResult:
        if self._client and self._client.sent:
            connection = self._client.connection
            self._builder.host, self._builder.is_mimecast = connection.host, connection.is_mimecast
        duration_ms = round((self._clock.monotonic() - self._started) * 1000)
        envelope = self._builder.envelope(report, max(0, duration_ms))
        exit_status = self._exit_status(envelope, report)
        if violations := self._violations(envelope):
            envelope["error"] = problem_dict(_malformed(violations))
            exit_status = FAILURE
        audit.log_run(envelope, self._builder.reason)
        return ActionResult(envelope, exit_status)

    def _exit_status(self, envelope: Mapping[str, Any], report: Report) -> int:
        if envelope["status"] == "success":
            return SUCCESS
        tried = self._client is not None and self._client.tried
        wrong_input = report.stopped and report.stopped.category in ("invalid_input", "configuration")
        return REFUSED if wrong_input and not tried else FAILURE

    def _violations(self, envelope: Mapping[str, Any]) -> list[str]:
        if not self._builder.schema:
            return []
        try:
            return next(filter(None, (check_output(self._builder.schema, some) for some in slices(envelope))), [])
        except Exception as error:  # noqa: BLE001 - the records are returned, checked or not
            audit.log_defect("the envelope was not checked", error)
            return [f"it could not be checked ({type(error).__name__})"]


def _is_dry_run(action: manifest.Action, parameters: object) -> bool:
    """Return whether it is a dry run. Needed before the parameters are validated, for the envelope of a refusal."""
    field = action.input_schema["properties"].get("dry_run", {})
    value = parameters.get("dry_run") if isinstance(parameters, Mapping) else None
    return bool(field) and (value if isinstance(value, bool) else bool(field.get("default")))


def _filters(parameters: Mapping[str, Any]) -> str:
    """Return the filters that choose the messages as text, without dates and limits; "" if ids choose them."""
    if "ids" in parameters:
        return ""
    others = (*_RUNNER_PARAMETERS, "start", "end", "max_messages", "dry_run")  # the journal stores the dates itself
    return json.dumps({name: value for name, value in parameters.items() if name not in others}, sort_keys=True)


def _defect(error: Exception) -> Problem:
    return Problem(
        "internal",
        f"An internal error in mimecast-hold stopped the action ({type(error).__name__}).",
        "Please report it, with the action and the version. Check what happened to the messages.",
    )


def _malformed(violations: list[str]) -> Problem:
    return Problem(
        "internal",
        f"The envelope does not match its own schema: {one_line('; '.join(violations), 500)}",
        "Please report it. All known records are included.",
    )

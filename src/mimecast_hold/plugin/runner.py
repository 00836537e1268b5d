"""The door: what a platform gives is checked, the action run, and the envelope checked and handed back.

Whatever happens, there is an envelope, and no exception but those of the interpreter itself leaves here.
"""

import functools
import json
import logging
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
from mimecast_hold.hold_queue.results import OnRecord, Report, reported
from mimecast_hold.plugin import manifest
from mimecast_hold.plugin.bundle import find_bundle
from mimecast_hold.plugin.connection.file import ConnectionFile
from mimecast_hold.plugin.connection.settings import connection_from
from mimecast_hold.plugin.envelope import EnvelopeBuilder, failed, slices, written
from mimecast_hold.plugin.loader import load_action
from mimecast_hold.plugin.preload import load_ahead
from mimecast_hold.plugin.validation.schemas import check_output, check_parameters
from mimecast_hold.presentation.readable import readable
from mimecast_hold.presentation.safe_text import one_line, whole

if TYPE_CHECKING:
    from mimecast_hold.hold_queue.bulk.journal import Journal

SUCCESS, FAILURE, REFUSED = 0, 1, 2
"""Exit statuses: all well; not all, and something was tried; nothing was tried, since what was given is wrong."""

_LOG = logging.getLogger("mimecast_hold")
_DEEDS = {"release_held_message": RELEASE, "reject_held_message": REJECT}
_DOOR = ("deadline_seconds", "reason")  # parameters that the door itself heeds


class ActionInput(NamedTuple):
    """What a platform gives. `connection` and `parameters` are as they came; `file` is a connection file, read."""

    connection: object = None
    parameters: object = None
    file: ConnectionFile | None = None

    def __repr__(self) -> str:
        """Without the connection."""
        return f"Given(file={self.file!r})"


class ActionResult:
    """The envelope and the exit status that goes with it."""

    def __init__(self, shown: Mapping[str, Any], exit_status: int) -> None:
        """Take the envelope with records that are made as they are asked for."""
        self._shown = shown
        self.exit_status = exit_status

    @functools.cached_property
    def envelope(self) -> dict[str, Any]:
        """The envelope as a whole."""
        records = [whole(record) for record in self._shown["records"]]
        return {name: records if name == "records" else whole(value) for name, value in self._shown.items()}

    def written(self) -> Iterator[str]:
        """The envelope as one line of JSON, in pieces."""
        return written(self._shown)


class Runner:
    """Runs one action, once."""

    def __init__(  # noqa: PLR0913 - each entry point gives what it has
        self,
        action_id: str,
        environ: Mapping[str, str],
        *,
        client: Client | None = None,
        clock: Clock | None = None,
        begun: Callable[[Deadline], None] = lambda _: None,
        journal: str | None = None,
        watcher: OnRecord | None = None,
        shown: Preview | None = None,
    ) -> None:
        """`begun` is handed the run's patience, for a signal handler to cancel; `journal` is a path.

        `client` is a server's, made from the very connection that `read` and `environ` give, and is left open.
        `watcher` is told of each record, message or entry as it comes; `shown` is what a person has agreed to.
        """
        self._clock = clock or SystemClock()
        self._environ = environ
        self._begun = begun
        self._watcher = watcher
        self._shown = shown
        self._told: list[ActionRecord] = []
        self._since = self._clock.monotonic()
        self._frame = EnvelopeBuilder(action=action_id, started_at=self._clock.now())
        self._shared = client
        self._client: Client | None = None
        self._journal_path = journal
        self._journal: Journal | None = None
        self._title = action_id
        self._reason: str | None = None
        self._parameters: Mapping[str, Any] = {}

    def run(self, read: Callable[[], ActionInput]) -> ActionResult:
        """Read what is given, and run the action on it."""
        try:
            report = self._report(read)
        except MimecastHoldError as error:
            report = self._unrun(error.problem())
        except Exception as error:  # noqa: BLE001 - the envelope is owed even for a defect of ours
            _LOG.debug("a defect: %s in %s", type(error).__name__, _trail(error))
            report = self._unrun(_defect(error))
        finally:
            self._close()
        return self._finished(report)

    def _report(self, read: Callable[[], ActionInput]) -> Report:
        bundle = find_bundle()
        declared = manifest.load()
        self._frame = self._frame._replace(version=declared.version)
        action = declared.action(self._frame.action)
        self._title = action.title
        self._frame = self._frame._replace(schema=action.output_schema)
        given = read()
        self._note_dry_run(given.parameters, action.input_schema)
        parameters = check_parameters(action.input_schema, given.parameters)
        self._parameters = parameters
        self._reason = parameters.get("reason")
        deadline = Deadline(self._clock, parameters.get("deadline_seconds"), self._since)
        self._begun(deadline)
        settings = connection_from(given.connection, given.file, self._environ)
        self._frame = self._frame._replace(warnings=settings.warnings)
        self._client = self._shared.for_run() if self._shared else Client(settings.connection, clock=self._clock)
        self._open_journal(action)
        queue = HoldQueue.over(self._client, deadline, self._journal, self._shown)
        run = load_action(bundle.action(action.id))
        load_ahead(action.output_schema)
        result = run(queue, {name: value for name, value in parameters.items() if name not in _DOOR})
        on_record = getattr(result, "on_record", None)  # where items come one by one
        if on_record:
            on_record(self._note)
        return result.report()

    def _close(self) -> None:
        """Close what is open; what goes wrong there changes nothing that is known."""
        for one in (self._client, self._journal):
            try:
                if one:
                    one.close()
            except Exception as error:  # noqa: BLE001 - the envelope is owed all the same
                _LOG.debug("%s was not closed: %s", type(one).__name__, type(error).__name__)

    def _note(self, item: object) -> None:
        """Log a record as it comes, so that even a process that is killed leaves its trail."""
        if isinstance(item, ActionRecord):
            self._told.append(item)
            self._log_record(item)
        if self._watcher:
            try:
                self._watcher(item)
            except Exception as error:  # noqa: BLE001 - whoever shows progress decides nothing of the run
                _LOG.debug("progress is not shown any more: %s", type(error).__name__)
                self._watcher = None

    def _note_dry_run(self, parameters: object, schema: Mapping[str, Any]) -> None:
        """Known before the parameters are checked, since a refusal, too, says whether it was one."""
        field = schema["properties"].get("dry_run")
        if field:
            asked = parameters.get("dry_run") if isinstance(parameters, Mapping) else None
            dry_run = asked if isinstance(asked, bool) else bool(field.get("default"))
            self._frame = self._frame._replace(dry_run=dry_run)

    def _open_journal(self, action: manifest.Action) -> None:
        """Open the journal where one is asked for; a dry run makes none, and only reads what would be continued."""
        if self._journal_path is None or self._client is None:
            return
        if self._frame.dry_run and ("ids" in self._parameters or not os.path.lexists(self._journal_path)):
            return
        if not action.changes_anything:
            raise InputError(
                f"{action.title} changes nothing, and so has no use for a journal.",
                hint="Leave the journal out.",
                field="journal",
            )
        # SQLite is loaded only where there is a journal.
        from mimecast_hold.hold_queue.bulk.journal import Journal, tenant_hash

        tenant = tenant_hash(self._client.connection)
        self._journal = Journal(self._journal_path, tenant, action.id, _chosen_by(self._parameters))

    def _unrun(self, problem: Problem) -> Report:
        """The report of an action that did not run to its end: what was told stands, and every other id has its record.

        After a defect in the middle, nobody knows any more what was sent for those others.
        """
        told = {one.id: one for one in self._told}
        operation = _DEEDS.get(self._frame.action) or next((one.operation for one in self._told), None)
        if operation is None or not self._parameters:
            return failed(problem)
        now = self._clock.now()
        in_the_middle = problem.category == "internal" and self._client is not None and self._client.tried
        event = Lost(problem, may_still_apply=True) if in_the_middle else Halted(problem)
        ids = dict.fromkeys(self._parameters.get("ids", told))
        records = [told.get(one) or record(operation, one, (event,), now) for one in ids]
        for one in records:
            if one.id not in told:
                self._log_record(one)
        counted_as = "requested" if self._frame.action in _DEEDS else "matched"
        return reported(operation, records, counted_as=counted_as, stopped=problem)

    def _finished(self, report: Report) -> ActionResult:
        if self._client and self._client.sent:
            connection = self._client.connection
            self._frame = self._frame._replace(host=connection.host, is_mimecast=connection.is_mimecast)
        duration = round((self._clock.monotonic() - self._since) * 1000)
        envelope = self._frame.envelope(report, max(0, duration))
        envelope["readable"] = self._readable(envelope)
        exit_status = self._exit_status(envelope, report)
        if wrong := self._wrong(envelope):
            envelope["error"] = problem_dict(_malformed(wrong))
            exit_status = FAILURE
        self._log(envelope)
        return ActionResult(envelope, exit_status)

    def _wrong(self, envelope: Mapping[str, Any]) -> list[str]:
        """What is wrong with the envelope; it is checked by the slice, so that not all records are there at once."""
        schema = self._frame.schema
        if not schema:
            return []
        try:
            return next(filter(None, (check_output(schema, some) for some in slices(envelope))), [])
        except Exception as error:  # noqa: BLE001 - what was released is told, checked or not
            _LOG.debug("a defect: %s in %s", type(error).__name__, _trail(error))
            return [f"it could not be checked ({type(error).__name__})"]

    def _readable(self, envelope: Mapping[str, Any]) -> str:
        try:
            return readable(self._title, envelope, reason=self._reason)
        except Exception as error:  # noqa: BLE001 - records that a defect has spoilt are still printed as data
            _LOG.debug("a defect: %s in %s", type(error).__name__, _trail(error))
            return "The envelope could not be put into words: please report this defect."

    def _exit_status(self, envelope: Mapping[str, Any], report: Report) -> int:
        if envelope["status"] == "success":
            return SUCCESS
        tried = self._client is not None and self._client.tried
        wrong = report.stopped is not None and report.stopped.category in (
            "invalid_input",
            "configuration",
        )
        return REFUSED if wrong and not tried else FAILURE

    # The audit trail: who asked is the platform's to know, what for and what came of it is ours. No subjects.

    def _log(self, envelope: Mapping[str, Any]) -> None:
        _LOG.info(
            "action=%s status=%s host=%s%s",
            envelope["action"],
            envelope["status"],
            envelope["host"],
            self._logged_reason,
        )

    def _log_record(self, record: ActionRecord) -> None:
        plain = record.id.isprintable() and " " not in record.id  # so it is, unless a service lists odd ids
        message_id = record.id if plain else repr(record.id)
        _LOG.info(
            "id=%s outcome=%s request_id=%s%s", message_id, record.outcome, record.request_id, self._logged_reason
        )

    @functools.cached_property
    def _logged_reason(self) -> str:
        return f" reason={one_line(self._reason, 500)!r}" if self._reason else ""


def _chosen_by(parameters: Mapping[str, Any]) -> str:
    """What chooses the messages where they are not named, as one text: the filters, not how many they may release."""
    if "ids" in parameters:
        return ""
    others = (*_DOOR, "start", "end", "max_messages", "dry_run")  # the journal knows by itself which times are meant
    return json.dumps({name: value for name, value in parameters.items() if name not in others}, sort_keys=True)


def _trail(error: Exception) -> str:
    """Where it was raised, without its own text or any source line: they may hold anything, a secret included."""
    frame, places = error.__traceback__, []
    while frame:
        places.append(f"{frame.tb_frame.f_code.co_name}:{frame.tb_lineno}")
        frame = frame.tb_next
    return " > ".join(places)


def _defect(error: Exception) -> Problem:
    return Problem(
        "internal",
        f"A defect of mimecast-hold got in the way ({type(error).__name__}).",
        "Please report it, with the action and the version. Check what became of the messages.",
    )


def _malformed(wrong: list[str]) -> Problem:
    return Problem(
        "internal",
        f"The envelope does not keep to its own schema: {one_line('; '.join(wrong), 500)}",
        "Please report it. The records are shown as far as they are known.",
    )

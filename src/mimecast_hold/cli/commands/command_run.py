"""Run the action of a command: ask for confirmation, run it, and show the result."""

import contextlib
import os
import select
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import click

from mimecast_hold.api.deadline import SystemClock
from mimecast_hold.cli.commands.output import View
from mimecast_hold.cli.signals import Interruption
from mimecast_hold.cli.streams import write_stderr
from mimecast_hold.cli.terminal import console, is_terminal, print_table, progress
from mimecast_hold.hold_queue.bulk.action import Preview
from mimecast_hold.hold_queue.results import Report
from mimecast_hold.plugin.connection.file import ConnectionFile
from mimecast_hold.plugin.envelope import EnvelopeBuilder
from mimecast_hold.plugin.manifest import Action, load
from mimecast_hold.plugin.runner import FAILURE, SUCCESS, ActionInput, Runner
from mimecast_hold.presentation.problems import warning_lines
from mimecast_hold.presentation.readable import readable
from mimecast_hold.presentation.tables import table

_SIGNAL_CHECK = 0.2  # seconds
_LONG_RUN = 50  # messages; longer runs have a progress bar
Envelope = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRun:
    """An action with its parameters and connection, and how to run it."""

    action: Action
    parameters: Mapping[str, Any]
    connection: Mapping[str, Any]
    read_connection: Callable[[], ConnectionFile | None]
    view: View
    yes: bool = False
    journal: str | None = None

    def run(self) -> int:
        """Run the action and return the exit status. Ask first if it changes several messages."""
        if not self._must_confirm():
            return self._run_and_show()
        if "ids" in self.parameters:
            count = len(set(self.parameters["ids"]))
            return self._run_and_show() if count == 1 or self._confirm(count) else FAILURE
        # The action refuses a search without an end, so no preview is needed.
        return self._preview_and_run() if "end" in self.parameters else self._run_and_show()

    def report_nothing_to_do(self) -> int:
        """Report that standard input had no ids."""
        builder = EnvelopeBuilder(
            action=self.action.id,
            started_at=SystemClock().now(),
            schema=self.action.output_schema,
            dry_run=bool(self.parameters.get("dry_run")),
            version=load().version,
        )
        envelope = builder.envelope(Report({}), 0)
        envelope["readable"] = readable(self.action.title, envelope)
        if self.view.format:
            self.view.show(envelope)
        write_stderr(f"Nothing to {self.action.effect}.")
        return SUCCESS

    def _must_confirm(self) -> bool:
        default = self.action.input_schema["properties"].get("dry_run", {}).get("default")
        dry_run = self.parameters.get("dry_run", default)
        interactive = is_terminal(sys.stdin) and is_terminal(sys.stderr)
        return self.action.changes_anything and not (self.yes or dry_run) and interactive

    def _confirm(self, count: int) -> bool:
        if _confirmed(f"{self.action.effect.capitalize()} {count:,} message{'' if count == 1 else 's'}?"):
            return True
        write_stderr("Nothing was changed.")
        return False

    def _preview_and_run(self) -> int:
        """Show the matching messages, ask, and change exactly those.

        If none match, nobody is asked, and only the messages in the journal are finished.
        """
        now = SystemClock().now()
        matches, status = self._run({**self.parameters, "dry_run": True}, Preview(now))
        if status:  # the real run cannot begin: not reported as a dry run
            envelope = {**matches, "dry_run": False}
            self.view.show({**envelope, "readable": readable(self.action.title, envelope)})
            return status
        ids = [record["id"] for record in matches["records"]]
        if ids:
            if shown := table(matches):
                print_table(console(sys.stderr, color=self.view.color), shown, ids=False)
            for line in warning_lines(matches):
                write_stderr(self.view.reword(line))
            if not self._confirm(len(ids)):
                return FAILURE
        return self._run_and_show(Preview(now, dict.fromkeys(ids)))

    def _run_and_show(self, preview: Preview | None = None) -> int:
        envelope, status = self._run(self.parameters, preview)
        self.view.show(envelope)
        return status

    def _run(self, parameters: Mapping[str, Any], preview: Preview | None) -> tuple[Envelope, int]:
        interruption = Interruption()
        with interruption.installed(), self._progress(parameters) as on_record:
            runner = Runner(
                self.action.id,
                os.environ,
                on_start=interruption.on_start,
                journal=self.journal,
                on_record=on_record,
                preview=preview,
            )
            result = runner.run(
                lambda: interruption.reading(lambda: ActionInput(self.connection, parameters, self.read_connection()))
            )
            return result.envelope, interruption.exit_status(result.exit_status)

    @contextmanager
    def _progress(self, parameters: Mapping[str, Any]) -> Iterator[Callable[[object], None] | None]:
        total = len(parameters["ids"]) if "ids" in parameters else None
        limit = total or parameters.get("max_messages") or parameters.get("max_entries")
        if not isinstance(limit, int) or limit < _LONG_RUN:  # it may be text, which the schema refuses
            yield None
            return
        with progress(self.action.title, total, color=self.view.color) as on_record:
            yield on_record


def _confirmed(question: str) -> bool:
    """Ask a question on standard error; raise `click.Abort` at the end of the input.

    Not `click.confirm`: Python does not see a Ctrl-C that comes right before its blocking read.
    """
    with contextlib.suppress(ImportError, OSError, ValueError):  # Windows, or not a terminal
        import termios

        termios.tcflush(sys.stdin, termios.TCIFLUSH)  # text typed before the question does not answer it
    click.echo(f"{question} [y/N]: ", nl=False, err=True)
    with contextlib.suppress(OSError, ValueError):  # Windows, where a terminal cannot be selected
        while not select.select([sys.stdin], [], [], _SIGNAL_CHECK)[0]:
            continue
    answer = sys.stdin.readline()
    if not answer:
        raise click.Abort
    return answer.strip().lower() in ("y", "yes")

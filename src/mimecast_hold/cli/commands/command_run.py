"""One command under way: what is asked of the runner, whether the person is sure, and what is shown."""

import contextlib
import os
import select
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import click

from mimecast_hold.api.deadline import SystemClock
from mimecast_hold.cli.commands.output import View, tell
from mimecast_hold.cli.signals import SIGNALS, Interruption
from mimecast_hold.cli.terminal import console, is_terminal, print_table, progress
from mimecast_hold.hold_queue.bulk.action import Preview
from mimecast_hold.hold_queue.results import OnRecord, Report
from mimecast_hold.plugin.connection.file import ConnectionFile
from mimecast_hold.plugin.envelope import EnvelopeBuilder
from mimecast_hold.plugin.manifest import Action, load
from mimecast_hold.plugin.runner import FAILURE, SUCCESS, ActionInput, ActionResult, Runner
from mimecast_hold.presentation.problems import warning_lines
from mimecast_hold.presentation.readable import readable
from mimecast_hold.presentation.tables import table

_MOST = ("max_messages", "max_entries")  # parameters that say how much there may be
_GLANCE = 0.2  # seconds after which a wait for an answer looks for a signal
_LONG_WORK = 50  # messages from which on a bar is shown


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRun:
    """An action with its parameters and connection, and how to go about it."""

    action: Action
    parameters: Mapping[str, Any]
    connection: Mapping[str, Any]
    source: Callable[[], ConnectionFile | None]
    view: View
    sure: bool = False
    journal: str | None = None

    def run(self) -> int:
        """Do it, and give the exit status."""
        if not self._is_asked_about:
            return self._show(*self._finish(self.parameters))
        if "ids" in self.parameters:
            count = len(set(self.parameters["ids"]))
            agreed = count < 2 or self._agreed(count)
            return self._show(*self._finish(self.parameters)) if agreed else FAILURE
        return self._run_after_a_look()

    def nothing(self) -> int:
        """What is said where there is no id at all."""
        frame = EnvelopeBuilder(
            action=self.action.id,
            started_at=SystemClock().now(),
            schema=self.action.output_schema,
            dry_run=bool(self.parameters.get("dry_run")),
            version=load().version,
        )
        envelope = frame.envelope(Report({}), 0)
        envelope["readable"] = readable(self.action.title, envelope)
        if self.view.format:
            self.view.show(envelope)
        tell(f"Nothing to {self.action.effect}.")
        return SUCCESS

    @property
    def _is_asked_about(self) -> bool:
        """Whether it changes something, and somebody is there to be asked."""
        dry_run = self.parameters.get("dry_run", self._default("dry_run"))
        somebody = is_terminal(sys.stdin) and is_terminal(sys.stderr)
        return self.action.changes_anything and not (self.sure or dry_run) and somebody

    def _default(self, name: str) -> object:
        return self.action.input_schema["properties"].get(name, {}).get("default")

    def _agreed(self, count: int) -> bool:
        messages = f"{count:,} message{'' if count == 1 else 's'}"
        if _confirmed(f"{self.action.effect.capitalize()} {messages}?"):
            return True
        tell("Nothing was changed.")
        return False

    def _run_after_a_look(self) -> int:
        """Show what matches, ask, and release that: nothing else, whatever matches by then.

        Without a match nobody is asked; what an earlier run on the journal left is settled all the same.
        """
        if "end" not in self.parameters:  # refused, and better before a look than after it
            return self._show(*self._finish(self.parameters))
        now = SystemClock().now()
        looked, status = self._finish({**self.parameters, "dry_run": True}, Preview(now))
        if status:
            return self._show(self._not_begun(looked), status)
        ids = [one["id"] for one in looked.envelope["records"]]
        if ids and not self._agreed_to(looked.envelope):
            return FAILURE
        return self._show(*self._finish(self.parameters, Preview(now, dict.fromkeys(ids))))

    def _agreed_to(self, envelope: Mapping[str, Any]) -> bool:
        """Ask about what a look has shown: it may be released, and nothing was released yet."""
        if shown := table(envelope):
            print_table(console(sys.stderr, colour=self.view.colour), shown, ids=False)
        for line in warning_lines(envelope):
            tell(self.view.words(line))
        return self._agreed(len(envelope["records"]))

    def _not_begun(self, looked: ActionResult) -> ActionResult:
        """A look that failed, as the end of the run that it was made for: that was to be no dry run."""
        envelope = {**looked.envelope, "dry_run": False}
        return ActionResult({**envelope, "readable": readable(self.action.title, envelope)}, looked.exit_status)

    def _finish(self, parameters: Mapping[str, Any], shown: Preview | None = None) -> tuple[ActionResult, int]:
        ids = parameters.get("ids")
        most = len(ids) if ids else next((parameters[name] for name in _MOST if name in parameters), 0)
        with _signals_caught() as interruption, self._bar(most, len(ids) if ids else None) as watcher:
            runner = Runner(
                self.action.id,
                os.environ,
                begun=interruption.begun,
                journal=self.journal,
                watcher=watcher,
                shown=shown,
            )
            finished = runner.run(
                lambda: interruption.reading(lambda: ActionInput(self.connection, parameters, self.source()))
            )
            return finished, interruption.exit_status(finished.exit_status)

    @contextmanager
    def _bar(self, most: object, total: int | None) -> Iterator[OnRecord | None]:
        """A bar for long work; a number that is none yet is the schema's to refuse."""
        if not isinstance(most, int) or most < _LONG_WORK:
            yield None
            return
        with progress(self.action.title, total, colour=self.view.colour) as watcher:
            yield watcher

    def _show(self, finished: ActionResult, status: int) -> int:
        read = self.view.show(finished.envelope)
        return status if read or status else FAILURE


def _confirmed(question: str) -> bool:
    """Ask on standard error alone: click's own question puts a blank on standard output, where the result goes.

    What was typed before the question answers something else, and is thrown away.
    """
    with contextlib.suppress(ImportError, OSError, ValueError):  # Windows, or no terminal
        import termios

        termios.tcflush(sys.stdin, termios.TCIFLUSH)
    sys.stderr.write(f"{question} [y/N]: ")
    sys.stderr.flush()
    with contextlib.suppress(OSError, ValueError):  # Windows, whose terminal cannot be selected
        # In short waits, since a signal that comes just before a wait does not end it.
        while not select.select([sys.stdin], [], [], _GLANCE)[0]:
            continue
    answer = sys.stdin.readline()
    if not answer:
        raise click.Abort
    return answer.strip().lower() in ("y", "yes")


@contextmanager
def _signals_caught() -> Iterator[Interruption]:
    """Signals end the run with what is known; before and after it they end the command as usual."""
    earlier = {number: signal.getsignal(number) for number in SIGNALS}
    interruption = Interruption()
    interruption.install()
    try:
        yield interruption
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)

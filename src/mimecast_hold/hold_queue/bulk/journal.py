"""Histories in SQLite: each event is written before anything depends on it, so that a killed run can be continued.

One file belongs to one tenant, and to one run at a time: SQLite's exclusive lock is held until the run ends, and the
operating system lets go of it when the run is killed.
"""

import contextlib
import hashlib
import json
import os
import shlex
import sqlite3
import stat
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from mimecast_hold.api.connection import Connection
from mimecast_hold.errors import ConfigurationError
from mimecast_hold.hold_queue.bulk.event_json import event_from, event_text
from mimecast_hold.hold_queue.outcome.decision import settled_for_good
from mimecast_hold.hold_queue.outcome.events import Answered, Closed, Event, History, Lost, Postponed, Resumed, Sent
from mimecast_hold.hold_queue.outcome.message_state import sent_in_last_run

_VERSION = "2"
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS events (number INTEGER PRIMARY KEY, action TEXT, id TEXT, event TEXT)",
    "CREATE INDEX IF NOT EXISTS by_message ON events (action, id)",
)


def tenant_hash(connection: Connection) -> str:
    """What tells one tenant and key from another, without telling either."""
    text = f"{connection.host}\0{connection.credentials.identity}"
    return hashlib.sha256(text.encode()).hexdigest()


class Journal:
    """The events of one action's messages in a file.

    A run leaves events of a message only if it sent a request for it, or settled for good what an earlier run had sent:
    what a guard kept back, what a dry run showed, and what never left this machine is nothing that a next run could go
    by. The file is bound to its filters by its first event.
    """

    def __init__(self, path: str, tenant: str, action: str, chosen_by: str = "") -> None:
        """Open the file, or make it with mode 0600; raises `ConfigurationError` before anything is sent.

        `chosen_by` tells what chooses the messages where they are not named: another choice's journal is refused, since
        its messages would be released past these filters.
        """
        self._path = path
        self._action = action
        self._unwritten: dict[str, list[Event]] = {}  # of messages for which this run has sent nothing
        self._sent: set[str] = set()
        self._binding: dict[str, str] = {}  # what is written together with the first event
        _check_file(path)
        try:
            # Absolute, since SQLite gives some names a meaning of their own, such as `:memory:`.
            self._database = sqlite3.connect(Path(path).absolute(), isolation_level=None, timeout=0)
        except sqlite3.Error as error:
            raise self._unusable(error) from None
        try:
            self._prepare(tenant, chosen_by)
        except (sqlite3.Error, UnicodeError) as error:
            self.close()
            raise self._unusable(error) from None
        except BaseException:
            self.close()
            raise

    def _prepare(self, tenant: str, chosen_by: str) -> None:
        run = self._database.execute
        tables = {name for (name,) in run("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if tables and not {"about", "events"} <= tables:
            raise ConfigurationError(
                f"The file {self._path} is a database of something else, and no journal; it was left as it is.",
                hint="Give --journal a path at which there is nothing yet, or a journal of an earlier run.",
                field="journal",
            )
        run("PRAGMA locking_mode=EXCLUSIVE")
        run("PRAGMA journal_mode=WAL")
        # A killed process loses nothing that the operating system has; a power cut may lose the last events.
        run("PRAGMA synchronous=NORMAL")
        run("BEGIN EXCLUSIVE")
        for statement in _SCHEMA:
            run(statement)
        for name, value in (("version", _VERSION), ("tenant", tenant)):
            run("INSERT OR IGNORE INTO about VALUES (?, ?)", (name, value))
        about = dict(run("SELECT name, value FROM about"))
        # Written each time, so that a disk that is full or read-only is found out now.
        run("INSERT OR REPLACE INTO about VALUES ('opened', ?)", (os.urandom(8).hex(),))
        run("COMMIT")
        if about["version"] != _VERSION or about["tenant"] != tenant:
            raise ConfigurationError(
                f"The journal {self._path} belongs to another tenant or key, or to another version.",
                hint="Give each tenant and key a journal of its own.",
                field="journal",
            )
        (self._before,) = run("SELECT coalesce(max(number), 0) FROM events").fetchone()
        (begun,) = run("SELECT count(*) FROM events WHERE action = ?", (self._action,)).fetchone()
        self._about: dict[str, str] = about if begun else {}
        if self._bound("what chooses for", chosen_by) != chosen_by:
            raise self._of_other_filters()

    def _bound(self, what: str, value: str) -> str:
        """What the journal was bound to; where it is unbound it will be bound to `value`, by its first event."""
        name = f"{what} {self._action}"
        if self._about:
            return self._about.get(name, "")
        self._binding[name] = value
        return value

    def window(self, typed: str, start: datetime, end: datetime) -> tuple[datetime, datetime]:
        """The times that a run is over: those that the first run meant, since a span would mean others today.

        `typed` is how they were given, which must be the same again, or mean the same times.
        """
        given = json.dumps([typed, start.isoformat(), end.isoformat()])
        try:
            first, *times = json.loads(self._bound("the window of", given))
            since, until = (datetime.fromisoformat(time).astimezone(UTC) for time in times)
        except (ValueError, TypeError):
            raise self._of_other_filters() from None
        if typed != first and (since, until) != (start, end):
            raise self._of_other_filters()
        return since, until

    def note(self, message_id: str, event: Event) -> None:
        """Keep an event, from the first request on; raises `ConfigurationError` where it cannot be kept."""
        if message_id in self._sent:
            self._write(message_id, (event,))
        elif isinstance(event, Sent):
            self._write(message_id, (*self._unwritten.pop(message_id, ()), event))
            self._sent.add(message_id)
        else:
            self._unwritten.setdefault(message_id, []).append(event)

    def end(self, message_id: str, history: History, at: datetime) -> None:
        """Keep that the record of a whole `history` was told; raises `ConfigurationError` where it cannot be kept."""
        closed = Closed(at)
        unwritten = self._unwritten.pop(message_id, [])
        if settled_for_good((*history, closed)) or sent_in_last_run(history):
            self._write(message_id, (*unwritten, closed))
        elif message_id in self._sent:
            of_this_run = "action = ? AND id = ? AND number > ?"
            self._run(f"DELETE FROM events WHERE {of_this_run}", self._action, message_id, self._before)  # noqa: S608

    def _write(self, message_id: str, events: Sequence[Event]) -> None:
        """All of the events, or none."""
        rows = [(self._action, message_id, event_text(event)) for event in events]
        alone = len(rows) == 1 and not self._binding
        if not alone:
            self._run("BEGIN")
        for name, value in self._binding.items():
            self._run("INSERT OR REPLACE INTO about VALUES (?, ?)", name, value)
        for row in rows:
            self._run("INSERT INTO events (action, id, event) VALUES (?, ?, ?)", *row)
        if not alone:
            self._run("COMMIT")
        self._binding.clear()

    def history(self, message_id: str) -> History:
        """What is known of a message: whole where it has ended for good, else ready to be asked about again.

        Raises `ConfigurationError` where the journal cannot be read, or says what no run can have written.
        """
        rows = self._run(
            "SELECT event FROM events WHERE action = ? AND id = ? ORDER BY number", self._action, message_id
        )
        try:
            kept = tuple(event_from(text) for (text,) in rows)
        except ValueError:
            raise self._damaged() from None
        if not _in_order(kept):
            raise self._damaged()
        known = continued(kept)
        self._unwritten[message_id] = list(known[len(kept) :])
        return known

    def ids(self) -> list[str]:
        """All messages of the action, in the order in which they were first noted."""
        found = self._run("SELECT id FROM events WHERE action = ? GROUP BY id ORDER BY min(number)", self._action)
        return [message_id for (message_id,) in found if isinstance(message_id, str) and message_id]

    def _run(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            return self._database.execute(statement, values).fetchall()
        except (sqlite3.Error, UnicodeError, OverflowError) as error:
            with contextlib.suppress(sqlite3.Error):
                self._database.rollback()
            raise self._unusable(error) from None

    def close(self) -> None:
        """Let go of the file."""
        with contextlib.suppress(sqlite3.Error):
            self._database.close()

    def __enter__(self) -> Self:
        """The journal itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the file."""
        self.close()

    def _damaged(self) -> ConfigurationError:
        return ConfigurationError(
            f"The journal {self._path} is damaged: what it says of this message cannot be read.",
            hint="Look the message up (find_held_messages, get_release_log), and go on without this journal.",
            field="journal",
        )

    def _of_other_filters(self) -> ConfigurationError:
        return ConfigurationError(
            f"The journal {self._path} belongs to a run with other filters.",
            hint="Give the same filters again to continue that run, or this one a journal of its own.",
            field="journal",
        )

    def _unusable(self, error: sqlite3.Error | UnicodeError | OverflowError) -> ConfigurationError:
        if "locked" in str(error):
            return ConfigurationError(
                f"The journal {self._path} is in use by another run.",
                hint="Wait until that run has ended, then run the action again.",
                field="journal",
            )
        return ConfigurationError(
            f"The journal {self._path} cannot be used: {error}.",
            hint="Give --journal a file on a disk with room, which this user may write.",
            field="journal",
        )


def continued(history: History) -> History:
    """A history as a new run takes it up: what may be tried again is tried again, what was in flight counts as lost."""
    if not history or settled_for_good(history):
        return history
    return (*history, Resumed())


def _in_order(history: History) -> bool:
    """Whether a run can have written it: nothing comes of a request that was not sent."""
    before = (None, *history)
    return all(
        isinstance(earlier, Sent) or not isinstance(event, Answered | Lost | Postponed)
        for earlier, event in zip(before, history, strict=False)
    )


def _check_file(path: str) -> None:
    """Make the file, for this user alone; or see to it that nobody else can have written what it says.

    Raises `ConfigurationError`.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0), 0o600))
    except FileExistsError:
        for name in (path, f"{path}-wal", f"{path}-journal", f"{path}-shm"):  # SQLite believes what lies beside it
            with contextlib.suppress(FileNotFoundError):
                _check_owner(name, os.lstat(name))
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"The journal {path} cannot be made: {getattr(error, 'strerror', error)}.",
            hint="Give --journal a path at which this user may make a file.",
            field="journal",
        ) from None


def _check_owner(path: str, found: os.stat_result) -> None:
    has_owners = hasattr(os, "geteuid")
    if not stat.S_ISREG(found.st_mode) or (has_owners and found.st_uid != os.geteuid()):
        raise ConfigurationError(
            f"The journal {path} is a link or not this user's own file.",
            hint="Give --journal a path at which this user may make a file.",
            field="journal",
        )
    if has_owners and stat.S_IMODE(found.st_mode) & 0o077:
        raise ConfigurationError(
            f"Other users can read or change the journal {path} (mode {stat.S_IMODE(found.st_mode):04o}).",
            hint=f"If you trust what it says, run: chmod 600 {shlex.quote(path)}. If not, use a new journal.",
            field="journal",
        )

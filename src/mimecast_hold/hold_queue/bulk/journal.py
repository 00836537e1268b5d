"""Store histories in SQLite: each event is written before anything depends on it, so a killed run can be continued.

A file belongs to one tenant, and to one run at a time: SQLite's exclusive lock is held until the run ends, and the
operating system releases it if the run is killed.
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
from typing import Any, Self

from mimecast_hold.api.connection import Connection
from mimecast_hold.errors import ConfigurationError
from mimecast_hold.hold_queue.bulk.event_json import event_from, event_text
from mimecast_hold.hold_queue.outcome.decision import is_final
from mimecast_hold.hold_queue.outcome.events import Answered, Closed, Event, History, Lost, Postponed, Resumed, Sent
from mimecast_hold.hold_queue.outcome.message_state import MessageState

_VERSION = "2"
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS events (number INTEGER PRIMARY KEY, action TEXT, id TEXT, event TEXT)",
    "CREATE INDEX IF NOT EXISTS by_message ON events (action, id)",
)
_NEW_PATH = "Give --journal a path where this user may create a file."
_ERRORS = (sqlite3.Error, UnicodeError, OverflowError)


def tenant_hash(connection: Connection) -> str:
    """Return a hash that identifies the tenant and key without revealing them."""
    text = f"{connection.host}\0{connection.credentials.identity}"
    return hashlib.sha256(text.encode()).hexdigest()


class Journal:
    """The events of one action's messages in a file.

    A run stores the events of a message only if it sent a request for it, or found the final result of an earlier
    run's request. The next run has no use for messages that were never sent, such as those that a guard kept back.

    The first event binds the file to its filters: `chosen_by` describes the filters that choose the messages if they
    are not named by id. A journal of other filters is refused, because its messages may not match the current filters.
    The file is created with mode 0600. Every failure is a `ConfigurationError`.
    """

    def __init__(self, path: str, tenant: str, action: str, chosen_by: str = "") -> None:
        self._path = path
        self._action = action
        self._unwritten: dict[str, list[Event]] = {}  # of messages for which this run has sent nothing
        self._sent: set[str] = set()
        self._binding: dict[str, str] = {}  # written together with the first event
        _check_file(path)
        try:
            # Absolute, because SQLite gives some names a special meaning, such as `:memory:`.
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
            raise _error(
                f"{self._path} is another program's database, not a journal. It was not changed.",
                "Give --journal a new path, or the journal of an earlier run.",
            )
        run("PRAGMA locking_mode=EXCLUSIVE")
        run("PRAGMA journal_mode=WAL")
        # Nothing is lost if the process is killed; a power failure may lose the last events.
        run("PRAGMA synchronous=NORMAL")
        run("BEGIN EXCLUSIVE")
        for statement in _SCHEMA:
            run(statement)
        for name, value in (("version", _VERSION), ("tenant", tenant)):
            run("INSERT OR IGNORE INTO about VALUES (?, ?)", (name, value))
        about = dict(run("SELECT name, value FROM about"))
        # Written each time, so that a full or read-only disk is noticed now.
        run("INSERT OR REPLACE INTO about VALUES ('opened', ?)", (os.urandom(8).hex(),))
        run("COMMIT")
        if about["version"] != _VERSION or about["tenant"] != tenant:
            raise _error(
                f"The journal {self._path} belongs to another tenant or key, or to another version.",
                "Use a separate journal for each tenant and key.",
            )
        (self._before,) = run("SELECT coalesce(max(number), 0) FROM events").fetchone()
        (known,) = run("SELECT count(*) FROM events WHERE action = ?", (self._action,)).fetchone()
        self._about: dict[str, str] = about if known else {}
        if self._bound("what chooses for", chosen_by) != chosen_by:
            raise self._of_other_filters()

    def _bound(self, what: str, value: str) -> str:
        """Return what the journal is bound to; an unbound journal's first event will bind it to `value`."""
        name = f"{what} {self._action}"
        if self._about:
            return self._about.get(name, "")
        self._binding[name] = value
        return value

    def window(self, typed: str, start: datetime, end: datetime) -> tuple[datetime, datetime]:
        """Return the window of the journal's first run: a span such as `24h` now means other times.

        `typed`, the window as the user typed it, must be the same text or mean the same times.
        """
        current = json.dumps([typed, start.isoformat(), end.isoformat()])
        try:
            first, *times = json.loads(self._bound("the window of", current))
            since, until = (datetime.fromisoformat(time).astimezone(UTC) for time in times)
        except (ValueError, TypeError):
            raise self._of_other_filters() from None
        if typed != first and (since, until) != (start, end):
            raise self._of_other_filters()
        return since, until

    def note(self, message_id: str, event: Event) -> None:
        """Store an event, from the message's first request on."""
        if message_id in self._sent:
            self._write(message_id, (event,))
        elif isinstance(event, Sent):
            self._write(message_id, (*self._unwritten.pop(message_id, ()), event))
            self._sent.add(message_id)
        else:
            self._unwritten.setdefault(message_id, []).append(event)

    def end(self, message_id: str, history: History, at: datetime) -> None:
        """Store that the record of a complete `history` was returned."""
        closed = Closed(at)
        unwritten = self._unwritten.pop(message_id, [])
        state = MessageState.of((*history, closed))
        if is_final(state) or state.sent_in_this_run:
            self._write(message_id, (*unwritten, closed))
        elif message_id in self._sent:
            of_this_run = "action = ? AND id = ? AND number > ?"
            self._run(f"DELETE FROM events WHERE {of_this_run}", self._action, message_id, self._before)  # noqa: S608

    def _write(self, message_id: str, events: Sequence[Event]) -> None:
        """Write all of the events, or none."""
        rows = [(self._action, message_id, event_text(event)) for event in events]
        transaction = len(rows) > 1 or self._binding
        if transaction:
            self._run("BEGIN")
        for name, value in self._binding.items():
            self._run("INSERT OR REPLACE INTO about VALUES (?, ?)", name, value)
        for row in rows:
            self._run("INSERT INTO events (action, id, event) VALUES (?, ?, ?)", *row)
        if transaction:
            self._run("COMMIT")
        self._binding.clear()

    def history(self, message_id: str) -> History:
        """Return what is known about a message: final, or ready to be sent again.

        A request in flight when the run ended counts as lost. A row that no run can have written is an error.
        """
        rows = self._run(
            "SELECT event FROM events WHERE action = ? AND id = ? ORDER BY number", self._action, message_id
        )
        try:
            history: History = tuple(event_from(text) for (text,) in rows)
        except ValueError:
            raise self._damaged() from None
        if not _is_in_order(history):
            raise self._damaged()
        if not history or is_final(MessageState.of(history)):
            return history
        self._unwritten[message_id] = [Resumed()]
        return (*history, Resumed())

    def ids(self) -> list[str]:
        """Return all messages of the action, in the order of their first events."""
        found = self._run("SELECT id FROM events WHERE action = ? GROUP BY id ORDER BY min(number)", self._action)
        return [message_id for (message_id,) in found if isinstance(message_id, str) and message_id]

    def _run(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            return self._database.execute(statement, values).fetchall()
        except _ERRORS as error:
            with contextlib.suppress(sqlite3.Error):
                self._database.rollback()
            raise self._unusable(error) from None

    def close(self) -> None:
        with contextlib.suppress(sqlite3.Error):
            self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _damaged(self) -> ConfigurationError:
        return _error(
            f"The journal {self._path} is damaged: its events for this message cannot be read.",
            "Look the message up (find_held_messages, get_release_log), and continue without this journal.",
        )

    def _of_other_filters(self) -> ConfigurationError:
        return _error(
            f"The journal {self._path} belongs to a run with other filters.",
            "Give the same filters again to continue that run, or use a new journal for this one.",
        )

    def _unusable(self, error: Exception) -> ConfigurationError:
        if "locked" in str(error):
            return _error(
                f"The journal {self._path} is in use by another run.",
                "Wait until that run has ended, then run the action again.",
            )
        return _error(
            f"The journal {self._path} cannot be used: {error}.",
            "Give --journal a file that this user may write, on a disk with free space.",
        )


def _error(message: str, hint: str) -> ConfigurationError:
    return ConfigurationError(message, hint=hint, field="journal")


def _is_in_order(history: History) -> bool:
    """Return whether a run can have written it: the result of a request follows its sending."""
    return all(
        isinstance(earlier, Sent) or not isinstance(event, Answered | Lost | Postponed)
        for earlier, event in zip((None, *history), history, strict=False)
    )


def _check_file(path: str) -> None:
    """Create the file for this user alone, or check that nobody else can have written it."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0), 0o600))
    except FileExistsError:
        for name in (path, f"{path}-wal", f"{path}-journal", f"{path}-shm"):  # SQLite trusts the files beside it
            with contextlib.suppress(FileNotFoundError):
                _check_owner(name, os.lstat(name))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", error)
        raise _error(f"The journal {path} cannot be created: {reason}.", _NEW_PATH) from None


def _check_owner(path: str, found: os.stat_result) -> None:
    has_owners = hasattr(os, "geteuid")
    if not stat.S_ISREG(found.st_mode) or (has_owners and found.st_uid != os.geteuid()):
        raise _error(f"The journal {path} is a link or belongs to another user.", _NEW_PATH)
    mode = stat.S_IMODE(found.st_mode)
    if has_owners and mode & 0o077:
        raise _error(
            f"Other users can read or change the journal {path} (mode {mode:04o}).",
            f"If you trust its content, run: chmod 600 {shlex.quote(path)}. Otherwise use a new journal.",
        )

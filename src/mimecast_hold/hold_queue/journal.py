"""Histories in SQLite: each event is written before anything depends on it, so that a killed run can be continued.

One file belongs to one tenant, and to one run at a time: SQLite's exclusive lock is held until the run ends, and the
operating system lets go of it when the run is killed.
"""

import contextlib
import hashlib
import os
import sqlite3
import stat
from pathlib import Path
from types import TracebackType
from typing import Self

from mimecast_hold.api.connection import Connection
from mimecast_hold.errors import ConfigurationError
from mimecast_hold.hold_queue.event_text import event_from, event_text
from mimecast_hold.hold_queue.events import Event, History, Resumed
from mimecast_hold.hold_queue.settling import settled_for_good

_VERSION = "1"
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
    """The events of one action's messages in a file."""

    def __init__(self, path: str, tenant: str, action: str, chosen_by: str = "") -> None:
        """Open the file, or make it with mode 0600; raises `ConfigurationError` before anything is sent.

        `chosen_by` tells what chooses the messages where they are not named: another choice's journal is refused, since
        its messages would be released past these filters.
        """
        self._path = path
        self._action = action
        _check_file(path)
        try:
            # Absolute, since SQLite gives some names a meaning of their own, such as `:memory:`.
            self._database = sqlite3.connect(Path(path).absolute(), isolation_level=None, timeout=0)
        except sqlite3.Error as error:
            raise self._unusable(error) from None
        try:
            self._prepare(tenant, chosen_by)
        except sqlite3.Error as error:
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
        choice = f"what chooses for {self._action}"
        for name, value in (("version", _VERSION), ("tenant", tenant), (choice, chosen_by)):
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
        if about[choice] != chosen_by:
            raise ConfigurationError(
                f"The journal {self._path} belongs to a run with other filters.",
                hint="Give the same filters again to continue that run, or this one a journal of its own.",
                field="journal",
            )

    def note(self, message_id: str, event: Event) -> None:
        """Keep an event; raises `ConfigurationError` where it cannot be kept."""
        try:
            self._database.execute(
                "INSERT INTO events (action, id, event) VALUES (?, ?, ?)",
                (self._action, message_id, event_text(event)),
            )
        except (sqlite3.Error, UnicodeError) as error:
            raise self._unusable(error) from None

    def history(self, message_id: str) -> History:
        """What is known of a message: whole where it has ended for good, else ready to be asked about again.

        Raises `ConfigurationError` where the journal cannot be read, or not be written.
        """
        rows = self._rows("SELECT event FROM events WHERE action = ? AND id = ? ORDER BY number", message_id)
        try:
            kept = tuple(event_from(text) for text in rows)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise self._damaged() from None
        known = continued(kept)
        for event in known[len(kept) :]:
            self.note(message_id, event)
        return known

    def ids(self) -> list[str]:
        """All messages of the action, in the order in which they were first noted."""
        return self._rows("SELECT id FROM events WHERE action = ? GROUP BY id ORDER BY min(number)")

    def _rows(self, question: str, *of: str) -> list[str]:
        """The one column that is asked for, of this action."""
        try:
            return [text for (text,) in self._database.execute(question, (self._action, *of))]
        except (sqlite3.Error, UnicodeError) as error:
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

    def _unusable(self, error: sqlite3.Error | UnicodeError) -> ConfigurationError:
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


def _check_file(path: str) -> None:
    """Make the file, for this user alone; or see to it that it is a file, no link, and this user's."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0), 0o600))
    except FileExistsError:
        found = os.lstat(path)
        own = not hasattr(os, "geteuid") or found.st_uid == os.geteuid()
        if stat.S_ISREG(found.st_mode) and own:
            return
        raise ConfigurationError(
            f"The journal {path} is a link or not this user's own file.",
            hint="Give --journal a path at which this user may make a file.",
            field="journal",
        ) from None
    except OSError as error:
        raise ConfigurationError(
            f"The journal {path} cannot be made: {error.strerror}.",
            hint="Give --journal a path at which this user may make a file.",
            field="journal",
        ) from None

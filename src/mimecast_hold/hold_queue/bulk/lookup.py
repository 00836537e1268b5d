"""What a run asks apart from the deed itself: a look before, one look after, one reading of the release log."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from mimecast_hold.api.client import Client
from mimecast_hold.api.deadline import Deadline
from mimecast_hold.errors import Problem
from mimecast_hold.hold_queue.outcome.events import Absent, Event, Seen, Unseen
from mimecast_hold.hold_queue.search.endpoints import held_pages
from mimecast_hold.hold_queue.search.messages import HeldMessage, held_message
from mimecast_hold.hold_queue.search.release_log import search_log
from mimecast_hold.hold_queue.search.snapshot import QueueSnapshot, look, seen_at

if TYPE_CHECKING:
    from mimecast_hold.hold_queue.search.filters import Filter


class Lookup:
    """The questions of one run."""

    def __init__(self, client: Client, deadline: Deadline) -> None:
        """Ask nothing yet."""
        self._client = client
        self._deadline = deadline
        self._closed: Problem | None = None
        self._unchecked: set[str] = set()
        self._unreadable = 0
        self._unlisted = 0

    def look_first(self, ids: Collection[str]) -> QueueSnapshot:
        """See the messages in the queue before anything is sent."""
        snapshot = look(self._client, ids, self._deadline)
        self._remember(snapshot)
        return snapshot

    def matches(self, wanted: "Filter") -> dict[str, Seen]:
        """All held messages that match by what their own items say, whatever the service was asked."""
        matched: dict[str, Seen] = {}
        read: dict[str, HeldMessage] = {}
        rows = 0
        search = wanted.search(self._client.connection.api)
        for page in held_pages(self._client, search, self._deadline):
            moment = seen_at(self._client, page)
            self._unreadable += page.unreadable
            rows += len(page.items) + page.unreadable
            self._unlisted = max(0, (page.total or 0) - rows) if page.last else 0
            for message in filter(None, map(held_message, page.items)):
                twin = read.setdefault(message.id, message)
                if twin is not message and twin == message:
                    continue
                verdict = wanted.verdict(message) if twin is message else "unchecked"
                if verdict == "unchecked":  # or one id for two messages that differ: which one would it release?
                    self._unchecked.add(message.id)
                    matched.pop(message.id, None)
                elif verdict == "fits":
                    matched[message.id] = Seen(message.as_dict(), moment)
        return matched

    def left_out(self) -> list[str]:
        """What `matches` could not tell of, in words: nothing of it is released."""
        said = []
        if self._unchecked:
            said.append(
                f"Held messages left out, since a value that the filters need is missing or could not be read: "
                f"{len(self._unchecked):,}. Find them with find_held_messages and decide on them by id."
            )
        if self._unreadable:
            said.append(f"Items of Mimecast's list that could not be read, and were left out: {self._unreadable:,}.")
        if self._unlisted:
            said.append(f"Messages that Mimecast counts but did not list: {self._unlisted:,}. They were left out.")
        return said

    def look(self, ids: Sequence[str]) -> dict[str, Event]:
        """The one look for what is unsettled; a queue that may not be read is asked once a run."""
        if self._closed:
            return dict.fromkeys(ids, Unseen(self._closed))
        snapshot = look(self._client, ids, self._deadline)
        self._remember(snapshot)
        return {message_id: event_in(snapshot, message_id) for message_id in ids}

    def read_log(self, ids: Sequence[str]) -> dict[str, Event]:
        """What the release log says of those that are gone."""
        found = search_log(self._client, ids, self._deadline)
        return {message_id: found[message_id] for message_id in ids}

    def _remember(self, snapshot: QueueSnapshot) -> None:
        if snapshot.problem and snapshot.problem.category in ("permission", "authentication"):
            self._closed = snapshot.problem


def event_in(snapshot: QueueSnapshot, message_id: str) -> Seen | Absent | Unseen:
    """What a look says of one message."""
    if message_id in snapshot.seen:
        message, moment = snapshot.seen[message_id]
        return Seen(message.as_dict(), moment)
    if message_id in snapshot.gone:
        return Absent()
    return Unseen(snapshot.problem or Problem("internal", "The look came to no end."))

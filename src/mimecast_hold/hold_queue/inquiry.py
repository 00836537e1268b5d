"""What a run asks apart from the deed itself: a look before, one look after, one reading of the release log."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from mimecast_hold.api.client import Client
from mimecast_hold.api.clock import Patience
from mimecast_hold.errors import Problem
from mimecast_hold.hold_queue.endpoints import held_pages
from mimecast_hold.hold_queue.events import Absent, Event, Seen, Unseen

if TYPE_CHECKING:
    from mimecast_hold.hold_queue.filters import Filter
    from mimecast_hold.hold_queue.log_search import Recognised
    from mimecast_hold.hold_queue.look import Marks, Sight
    from mimecast_hold.hold_queue.messages import HeldMessage


class Inquiry:
    """The questions of one run; what was seen held is remembered for the log."""

    def __init__(self, client: Client, patience: Patience) -> None:
        """Ask nothing yet."""
        self._client = client
        self._patience = patience
        self._seen: dict[str, tuple[HeldMessage, datetime]] = {}
        self._marks: Marks | None = None  # fingerprints matter only to a run that saw messages held before it asked
        self._closed: Problem | None = None

    def look_first(self, ids: Collection[str]) -> "Sight":
        """See the whole queue before anything is sent."""
        from mimecast_hold.hold_queue.look import Marks, look

        self._marks = self._marks or Marks()
        sight = look(self._client, ids, self._patience, whole=True, marks=self._marks)
        self._seen.update(sight.seen)
        self._remember(sight)
        return sight

    def matches(self, wanted: "Filter") -> dict[str, Seen]:
        """All held messages that match by what their own items say, whatever the service was asked."""
        from mimecast_hold.hold_queue.look import Marks, seen_at
        from mimecast_hold.hold_queue.messages import held_message

        self._marks = marks = self._marks or Marks()
        matched: dict[str, Seen] = {}
        read: set[str] = set()
        search = wanted.search(self._client.connection.api)
        for page in held_pages(self._client, search, self._patience):
            moment = seen_at(self._client, page)
            for message in filter(None, map(held_message, page.items)):
                if message.id in read:
                    continue
                read.add(message.id)
                marks.add(message)
                if wanted.matches(message):
                    self._seen[message.id] = (message, moment)
                    matched[message.id] = Seen(message.as_dict(), moment)
        return matched

    def look(self, ids: Sequence[str]) -> dict[str, Event]:
        """The one look for what is unsettled; a queue that may not be read is asked once a run."""
        from mimecast_hold.hold_queue.look import look

        if self._closed:
            return dict.fromkeys(ids, Unseen(self._closed))
        sight = look(self._client, ids, self._patience, marks=self._marks)
        self._remember(sight)
        return {message_id: event_in(sight, message_id) for message_id in ids}

    def read_log(self, ids: Sequence[str]) -> dict[str, Event]:
        """What the release log says of those that are gone."""
        from mimecast_hold.hold_queue.log_search import search_log

        found = search_log(self._client, ids, self._patience, self._recognised(ids))
        return {message_id: found[message_id] for message_id in ids}

    def _recognised(self, ids: Sequence[str]) -> "Recognised":
        """By what the log can tell each message that was seen held, where no other that was seen is like it."""
        marks = self._marks
        if marks is None:
            return {}
        seen = {message_id: self._seen[message_id] for message_id in ids if message_id in self._seen}
        return {message_id: (mark, at) for message_id, (message, at) in seen.items() if (mark := marks.of(message))}

    def _remember(self, sight: "Sight") -> None:
        if sight.problem and sight.problem.category in ("permission", "authentication"):
            self._closed = sight.problem


def event_in(sight: "Sight", message_id: str) -> Seen | Absent | Unseen:
    """What a look says of one message."""
    if message_id in sight.seen:
        message, moment = sight.seen[message_id]
        return Seen(message.as_dict(), moment)
    if sight.complete:
        return Absent()
    return Unseen(sight.problem or Problem("internal", "The look came to no end."))

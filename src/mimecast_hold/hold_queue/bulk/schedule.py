"""Choose the messages of the next request: first those to send again, then new ones in groups. No I/O, no clock."""

import heapq
import itertools
from collections import deque
from collections.abc import Iterable, Iterator

from mimecast_hold.hold_queue.bulk.histories import Histories, MessageHistory
from mimecast_hold.hold_queue.outcome.decision import Step

_FIRST_GROUP = 2


class Schedule:
    """New messages, and messages to send again at a time of the monotonic clock."""

    def __init__(self, messages: Iterable[MessageHistory], histories: Histories, messages_per_request: int) -> None:
        self._new = iter(messages)
        self._histories = histories
        self._largest = messages_per_request
        self._size = min(_FIRST_GROUP, messages_per_request)
        self._again: list[tuple[float, int, tuple[str, ...]]] = []
        self._prepared: deque[str] = deque()
        self._order = itertools.count()
        self._exhausted = False

    def due(self, now: float) -> tuple[str, ...]:
        if self._again and self._again[0][0] <= now:
            return heapq.heappop(self._again)[2]
        return ()

    def new(self) -> tuple[str, ...]:
        """Return new messages for one request; messages that need no request only enter the histories."""
        self.prepare()
        ids = tuple(self._prepared.popleft() for _ in range(min(self._size, len(self._prepared))))
        self._exhausted = not ids
        return ids

    def prepare(self) -> None:
        """Read and check the next new messages while answers are awaited."""
        self._prepared.extend(itertools.islice(self._to_send(), max(0, self._size - len(self._prepared))))

    def again(self, at: float, ids: tuple[str, ...]) -> None:
        """Send messages again, together, at a time."""
        heapq.heappush(self._again, (at, next(self._order), ids))

    def next_due(self) -> float | None:
        return self._again[0][0] if self._again else None

    def adapt_size(self, *, all_accounted: bool) -> None:
        """Allow full groups if a group's answer accounted for all; otherwise send one by one from now on."""
        if not all_accounted:
            self._largest = 1
        self._size = self._largest

    def drain(self) -> Iterator[str]:
        """Yield everything that is left, because nothing more is sent."""
        for _, _, ids in self._again:
            yield from ids
        self._again.clear()
        while self._prepared:
            yield self._prepared.popleft()
        yield from self._to_send()
        self._exhausted = True

    @property
    def empty(self) -> bool:
        return self._exhausted and not self._again

    def _to_send(self) -> Iterator[str]:
        for message_id, history in self._new:
            if self._histories.open(message_id, history) is Step.SEND:
                yield message_id

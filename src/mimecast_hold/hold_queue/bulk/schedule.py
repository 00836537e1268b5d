"""Which messages the next request carries: those due again first, then new ones in groups. No I/O, no clock."""

import heapq
import itertools
from collections import deque
from collections.abc import Iterable, Iterator

from mimecast_hold.hold_queue.bulk.histories import Histories, Pair
from mimecast_hold.hold_queue.outcome.decision import Step

_FIRST_GROUP = 2


class Schedule:
    """New messages as they come, and those that are to be asked about again at a time."""

    def __init__(self, work: Iterable[Pair], histories: Histories, messages_per_request: int) -> None:
        """Take the messages with what is known of them already."""
        self._fresh = iter(work)
        self._histories = histories
        self._most = messages_per_request
        self._size = min(_FIRST_GROUP, messages_per_request)
        self._again: list[tuple[float, int, tuple[str, ...]]] = []
        self._ready: deque[str] = deque()
        self._order = itertools.count()
        self.exhausted = False

    def due(self, now: float) -> tuple[str, ...]:
        """Messages whose time to be asked about again has come."""
        if self._again and self._again[0][0] <= now:
            return heapq.heappop(self._again)[2]
        return ()

    def fresh(self) -> tuple[str, ...]:
        """New messages, as many as one request may carry; those that need no request only enter the ledger."""
        self.prepare()
        ids = tuple(self._ready.popleft() for _ in range(min(self._size, len(self._ready))))
        self.exhausted = not ids
        return ids

    def prepare(self) -> None:
        """Have the next new messages at hand: they are read and checked while answers are awaited."""
        self._ready.extend(itertools.islice(self._to_send(), max(0, self._size - len(self._ready))))

    def again(self, at: float, ids: tuple[str, ...]) -> None:
        """Have messages asked about again, together, at a time of the monotonic clock."""
        heapq.heappush(self._again, (at, next(self._order), ids))

    def next_due(self) -> float | None:
        """When the next messages are due again."""
        return self._again[0][0] if self._again else None

    def learn(self, asked: int, *, all_accounted: bool) -> None:
        """What an answer tells of groups: all accounted for, larger ones may follow; else one by one from now on."""
        if not all_accounted:
            self._most = self._size = 1
        elif asked > 1:
            self._size = self._most

    def drain(self) -> Iterator[str]:
        """All that is left, since nothing more is to be sent."""
        for _, _, ids in self._again:
            yield from ids
        self._again.clear()
        while self._ready:
            yield self._ready.popleft()
        yield from self._to_send()
        self.exhausted = True

    @property
    def empty(self) -> bool:
        """Whether nothing is left to send."""
        return self.exhausted and not self._again

    def _to_send(self) -> Iterator[str]:
        for message_id, history in self._fresh:
            if self._histories.open(message_id, history) is Step.SEND:
                yield message_id

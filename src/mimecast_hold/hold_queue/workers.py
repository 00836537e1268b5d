"""Daemon threads that do one request each: nobody has to wait for one that a server holds up."""

import threading
from collections.abc import Callable
from queue import SimpleQueue

from mimecast_hold.api.answers import Answer, Kind
from mimecast_hold.errors import Problem

Work = Callable[[], Answer]
Result = tuple[int, Answer]


class Workers:
    """At most `most` threads, started when there is work for them; results come in `results`."""

    def __init__(self, most: int) -> None:
        """Start nothing yet."""
        self._most = most
        self._jobs: SimpleQueue[tuple[int, Work] | None] = SimpleQueue()
        self._started = 0
        self.results: SimpleQueue[Result | None] = SimpleQueue()

    def start(self, number: int, work: Work, busy: int) -> None:
        """Have `work` done as job `number`; `busy` jobs are under way."""
        if busy >= self._started and self._started < self._most:
            self._started += 1
            threading.Thread(target=self._run, name=f"hold-{self._started}", daemon=True).start()
        self._jobs.put((number, work))

    def leave(self) -> None:
        """Let the threads end when they have done what they are at."""
        for _ in range(self._started):
            self._jobs.put(None)

    def _run(self) -> None:
        while job := self._jobs.get():
            number, work = job
            self.results.put((number, _done(work)))


def defect(error: Exception) -> Problem:
    """What is told of a defect of ours; no more of it than its kind, since its text may hold anything."""
    return Problem(
        "internal",
        f"A defect of mimecast-hold got in the way ({type(error).__name__}).",
        "Please report it; check what became of the message.",
        retryable=True,
    )


def _done(work: Work) -> Answer:
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - a defect of ours must not lose the message: it is settled as lost
        return Answer(Kind.LOST, defect(error), late=True, reached=False)

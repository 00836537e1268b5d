"""One request in a thread of its own, whose answer is awaited with all others."""

from collections.abc import Callable
from queue import SimpleQueue

from mimecast_hold.api import threads
from mimecast_hold.api.answer.classification import Answer, Kind
from mimecast_hold.errors import Problem

Work = Callable[[], Answer]
Results = SimpleQueue[tuple[int, Answer] | None]


def begin(number: int, work: Work, results: Results) -> None:
    """Have `work` done as job `number`; its answer is put into `results`.

    Raises `ConfigurationError` where no thread can be started.
    """
    threads.start(lambda: (number, _done(work)), results.put)


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

"""What a run has learnt of the host: whether it answers, and when it is given up. No I/O."""

from mimecast_hold.api.answers import Answer, Kind
from mimecast_hold.errors import Problem

_SILENT_MESSAGES = 10


class Host:
    """`answers`: it has, to a request of this run. `in_doubt`: it did not, to the last one that came back.

    To be put off (429, 503) is an answer, and yet none that shows what is permitted.
    """

    def __init__(self) -> None:
        """Nothing was asked yet."""
        self.answers = False
        self.in_doubt = False
        self._permits = False
        self._silent = 0

    def heed(self, answer: Answer) -> Problem | None:
        """Learn from an answer; why nothing more is to be sent to this host, or None."""
        stop = answer.problem if answer.kind is Kind.REFUSED and self._refuses_all(answer) else None
        if answer.kind in (Kind.ANSWERED, Kind.LIMITED) or (answer.kind is Kind.LOST and answer.reached):
            self.answers = True
        self._permits = self._permits or answer.kind is Kind.ANSWERED
        self.in_doubt = answer.kind is Kind.NOT_SENT or not answer.reached
        if not self.in_doubt:
            self._silent = 0
        return stop

    def _refuses_all(self, answer: Answer) -> bool:
        """Later on, a missing permission may be one message's own: only credentials stop the run then."""
        category = answer.problem.category if answer.problem else None
        if category == "permission":
            return not self._permits
        return not self.answers or category in ("authentication", "configuration")

    def is_dead(self) -> bool:
        """Count a message whose attempts are used up without a word: the first one, or ten in a row, are enough."""
        self._silent += 1
        return not self.answers or self._silent >= _SILENT_MESSAGES

    def may_begin(self, *, started: bool, asked: bool) -> bool:
        """Whether a new message may be begun; `started`: any was, `asked`: something is under way or due again.

        Not before the first was answered; and while the host gives no answer, only when nothing else is left to ask it:
        else a host that dies under a run would be asked about thousands while ten use up their attempts.
        """
        if not self.answers:
            return not started
        return not (self.in_doubt and asked)

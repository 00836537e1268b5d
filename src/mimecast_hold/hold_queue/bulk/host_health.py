"""What a run has learnt of the host: whether it answers, and when it is given up. No I/O."""

from mimecast_hold.api.answer.classification import Answer, Kind
from mimecast_hold.errors import Problem

_IN_A_ROW = 10
_SEVERAL = 3


class HostHealth:
    """`answers`: it has, to a request of this run. `in_doubt`: it did not, to the last one that came back.

    To be put off (429, 503) is an answer, and yet none that shows what is permitted.
    """

    def __init__(self) -> None:
        """Nothing was asked yet."""
        self.answers = False
        self.in_doubt = False
        self._permits = False
        self._silent = 0  # messages in a row whose attempts were used up without a word
        self._refused = 0  # requests in a row that were refused as a whole, or not by Mimecast
        self._denied = 0  # messages in a row that ended on refused credentials
        self._denial: Problem | None = None

    def heed(self, answer: Answer) -> Problem | None:
        """Learn from an answer; why nothing more is to be sent to this host, or None."""
        accepted = answer.kind is Kind.ANSWERED and not answer.foreign
        if accepted:
            self._refused = self._denied = 0
        elif answer.kind is Kind.REFUSED or answer.foreign:
            self._refused += 1
        stop = _reason(answer) if self._refuses_all(answer) else None
        if answer.kind in (Kind.ANSWERED, Kind.LIMITED) or (answer.kind is Kind.LOST and answer.reached):
            self.answers = True
        self._permits = self._permits or accepted
        self.in_doubt = answer.kind is Kind.NOT_SENT or not answer.reached
        if not self.in_doubt:
            self._silent = 0
        return stop

    def _refuses_all(self, answer: Answer) -> bool:
        """Later on, a missing permission or a gateway's refusal may be one message's own, unless it is one of many."""
        if self._refused >= _IN_A_ROW:
            return True
        if answer.kind is not Kind.REFUSED:
            return False
        category = answer.problem.category if answer.problem else None
        if category == "permission" or answer.foreign:
            return not self._permits
        return not self.answers or category in ("authentication", "configuration")

    def refuses_credentials(self, denial: Problem) -> bool:
        """Count a message that ended on refused credentials, though they may be right; a group's counts as one.

        They are refused for good where nothing was ever accepted, and where several end so and nothing is accepted.
        """
        self._denied += denial is not self._denial
        self._denial = denial
        return not self._permits or self._denied >= _SEVERAL

    def is_dead(self) -> bool:
        """Count a message whose attempts are used up without a word: the first one, or ten in a row, are enough."""
        self._silent += 1
        return not self.answers or self._silent >= _IN_A_ROW

    def may_begin(self, *, started: bool, asked: bool) -> bool:
        """Whether a new message may be begun; `started`: any was, `asked`: something is under way or due again.

        Not before the first was answered; and while the host gives no answer, only when nothing else is left to ask it:
        else a host that dies under a run would be asked about thousands while ten use up their attempts.
        """
        if not self.answers:
            return not started
        return not (self.in_doubt and asked)


def _reason(answer: Answer) -> Problem | None:
    return answer.problem or next((failure.refusal.problem for failure in answer.failures), None)

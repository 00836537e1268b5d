"""Track whether the host responds, and decide when to stop sending to it. No I/O."""

from mimecast_hold.api.answer.classification import Answer, Kind
from mimecast_hold.errors import Problem

_IN_A_ROW = 10
_SEVERAL = 3


class HostHealth:
    """The state of the host, as a run's answers show it.

    `answers`: it has answered a request of this run. A 429 or 503 is an answer too, but does not show whether the
    credentials are accepted.
    """

    def __init__(self) -> None:
        self.answers = False
        self._last_unanswered = False
        self._accepts = False
        self._unanswered = 0  # messages in a row that used all attempts without a response
        self._refused = 0  # requests in a row that were refused as a whole, or not by Mimecast
        self._denied = 0  # messages in a row that ended with refused credentials
        self._denial: Problem | None = None

    @property
    def responds(self) -> bool:
        """Whether the host has answered, the last request included."""
        return self.answers and not self._last_unanswered

    def learn(self, answer: Answer) -> Problem | None:
        """Take an answer into account; return why nothing more should be sent to this host, or None."""
        accepted = answer.kind is Kind.ANSWERED and not answer.from_gateway
        if accepted:
            self._refused = self._denied = 0
        elif answer.kind is Kind.REFUSED or answer.from_gateway:
            self._refused += 1
        refuses_all = self._refuses_all(answer)  # judged by the earlier answers
        if answer.kind in (Kind.ANSWERED, Kind.LIMITED) or (answer.kind is Kind.LOST and answer.reached):
            self.answers = True
        self._accepts = self._accepts or accepted
        self._last_unanswered = answer.kind is Kind.NOT_SENT or not answer.reached
        if not self._last_unanswered:
            self._unanswered = 0
        if not refuses_all:
            return None
        return answer.problem or next((failure.refusal.problem for failure in answer.failures), None)

    def _refuses_all(self, answer: Answer) -> bool:
        """Return whether a refusal is about the whole run.

        Once requests were accepted, a missing permission or a gateway's refusal may be about one message, unless there
        are many in a row.
        """
        if self._refused >= _IN_A_ROW:
            return True
        if answer.kind is not Kind.REFUSED:
            return False
        category = answer.problem.category if answer.problem else None
        if category == "permission" or answer.from_gateway:
            return not self._accepts
        return not self.answers or category in ("authentication", "configuration")

    def count_denied(self, denial: Problem) -> bool:
        """Count a message that ended with refused credentials, a group as one; return whether the run must stop.

        It must if nothing was ever accepted, or if several messages in a row end this way.
        """
        self._denied += denial is not self._denial
        self._denial = denial
        return not self._accepts or self._denied >= _SEVERAL

    def count_unanswered(self) -> bool:
        """Count a message that used all attempts without a response; return whether the run must stop.

        It must if the host never answered, or after ten such messages in a row.
        """
        self._unanswered += 1
        return not self.answers or self._unanswered >= _IN_A_ROW

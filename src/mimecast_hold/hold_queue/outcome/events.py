"""What can happen to a message: the events of which its history is made. Pure.

They are named tuples, and no dataclasses, as all values on the way of a release are: a platform starts a process for
each click, and to define fifty dataclasses took a fifth of that start.
"""

from datetime import datetime
from enum import Enum
from typing import Literal, NamedTuple

from mimecast_hold.errors import Problem


class Verdict(Enum):
    """What an answer says of one message."""

    DONE = "done"
    DECLINED = "declined"
    REFUSED = "refused"
    CONTRADICTORY = "contradictory"


Fate = Literal["released", "rejected", "expired", "unclear", "none", "unreadable"]


class Sent(NamedTuple):
    """A request that carries the message is about to leave."""

    request_id: str
    at: datetime


class Answered(NamedTuple):
    """The request was answered, and the answer speaks of this message."""

    verdict: Verdict
    problem: Problem | None = None


class Lost(NamedTuple):
    """It was sent, and nothing that can be read came back for this message.

    `late`: it may still be carried out. `counts`: it uses up an attempt. `answered`: the host said something.
    """

    problem: Problem
    late: bool = False
    counts: bool = True
    answered: bool = False


class Postponed(NamedTuple):
    """Certainly not carried out: never sent, limited, or refused for a token that has been renewed since.

    `sent`: the request left this machine. `counts`: it uses up an attempt. `token`: it was the token.
    """

    problem: Problem
    sent: bool = False
    counts: bool = True
    token: bool = False


class Seen(NamedTuple):
    """The hold queue shows the message, normalised as in find."""

    message: dict[str, object]
    at: datetime


class Absent(NamedTuple):
    """A complete look at the hold queue does not show it."""


class Unseen(NamedTuple):
    """It was not found in a look that was not complete, or there could be none: this proves nothing."""

    problem: Problem


class Logged(NamedTuple):
    """What the release log says; `none`: no entry, `unreadable`: the log could not be read, and `problem` says why.

    `at` is None where the entry's date has no time or no offset. `offset` is Mimecast's clock minus ours, in seconds:
    the least that any answer of the run told, since either clock may be set meanwhile; None if none did.
    """

    fate: Fate
    operator: str | None = None
    at: datetime | None = None
    problem: Problem | None = None
    offset: float | None = None


class Halted(NamedTuple):
    """No release is to be sent for it any more: deadline, cancelled, or the whole run was stopped."""

    problem: Problem


class KeptBack(NamedTuple):
    """Nothing is to be sent for it: a guard (`problem` says which) or, without a problem, a dry run."""

    problem: Problem | None = None
    outcome: Literal["skipped", "failed", "not_attempted"] = "skipped"


class Resumed(NamedTuple):
    """A new run takes the message up again: it has all its attempts, but what was lost stays lost."""


class Closed(NamedTuple):
    """Its record was told."""

    at: datetime


Event = Sent | Answered | Lost | Postponed | Seen | Absent | Unseen | Logged | Halted | KeptBack | Resumed | Closed
History = tuple[Event, ...]

"""The events that make up a message's history. Pure.

They are named tuples, not dataclasses: a platform starts a process for each click, and defining fifty dataclasses took
a fifth of that start.
"""

from datetime import datetime
from enum import Enum
from typing import Literal, NamedTuple

from mimecast_hold.errors import Problem


class Verdict(Enum):
    """What an answer says about one message."""

    DONE = "done"
    DECLINED = "declined"
    REFUSED = "refused"
    CONTRADICTORY = "contradictory"


LogStatus = Literal["released", "rejected", "expired", "unclear"]
"""What an entry of the release log says; `unclear` if it contradicts itself."""


class Sent(NamedTuple):
    """A request with the message is about to be sent."""

    request_id: str
    at: datetime


class Answered(NamedTuple):
    """The request was answered, and the answer mentions this message."""

    verdict: Verdict
    problem: Problem | None = None


class Lost(NamedTuple):
    """The request was sent, but no readable answer for this message came back.

    `may_still_apply`: Mimecast may still carry it out. `answered`: the host sent a response.
    """

    problem: Problem
    may_still_apply: bool = False
    uses_attempt: bool = True
    answered: bool = False


class Postponed(NamedTuple):
    """The request was certainly not carried out: not sent, rate limited, or refused for a token renewed since.

    `sent`: the request left this machine. `token`: the token was the reason.
    """

    problem: Problem
    sent: bool = False
    uses_attempt: bool = True
    token: bool = False


class Seen(NamedTuple):
    """The hold queue lists the message; `message` is in find's form."""

    message: dict[str, object]
    at: datetime


class Absent(NamedTuple):
    """A complete reading of the hold queue does not list the message."""


class Unseen(NamedTuple):
    """The hold queue could not be read completely, so a missing message proves nothing."""

    problem: Problem


class Logged(NamedTuple):
    """What the release log says; `none`: no entry, `unreadable`: `problem` says why the log could not be read.

    `at` is None if the entry's date has no time or no offset. `offset` is Mimecast's clock minus ours in seconds, the
    smallest in any answer of the run because either clock may be adjusted meanwhile; None if no answer had a date.
    """

    status: Literal[LogStatus, "none", "unreadable"]
    operator: str | None = None
    at: datetime | None = None
    problem: Problem | None = None
    offset: float | None = None


class Halted(NamedTuple):
    """Nothing more is sent for the message: deadline, cancelled, or the whole run was stopped."""

    problem: Problem


class KeptBack(NamedTuple):
    """The message is not sent because of a guard (`problem` says which) or, without a problem, a dry run."""

    problem: Problem | None = None
    outcome: Literal["skipped", "failed", "not_attempted"] = "skipped"


class Resumed(NamedTuple):
    """A new run continues with the message and has all attempts again; lost answers stay lost."""


class Closed(NamedTuple):
    """The message's record was returned."""

    at: datetime


Event = Sent | Answered | Lost | Postponed | Seen | Absent | Unseen | Logged | Halted | KeptBack | Resumed | Closed
History = tuple[Event, ...]

"""The tenant's own record of what became of messages: the release log, and notices to senders."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final, Literal

from mimecast_hold.simulator.mailbox.dates import stamp
from mimecast_hold.simulator.mailbox.mail import HeldMail, person_in
from mimecast_hold.simulator.mailbox.rules import LogDates, Rules

EXPIRED: Final = "Expired in queue - rejected by housekeeping"


@dataclass(frozen=True, slots=True)
class Notice:
    """What a sender is told of a rejected message."""

    id: str
    to: str
    reason_type: str
    message: str


@dataclass(frozen=True)
class LogEntry:
    id: str
    """An id of the entry that has nothing in common with the message's."""
    alias: str
    """An id of the entry that decodes to the same parts as the message's."""
    mail: HeldMail
    at: datetime
    operator: str
    status: Literal["released", "rejected"]
    reject_reason: str = ""
    message_info: str = ""
    spam_score: int = 0

    @property
    def message_id(self) -> str:
        return self.mail.id

    @cached_property
    def text(self) -> str:
        """What `searchBy: all` looks at."""
        mail = self.mail
        people = (mail.sender, mail.header_sender, *mail.recipients)
        words = (self.operator, mail.subject, self.message_info, mail.policy.reason)
        return "\n".join((*words, *(f"{p.name} {p.address}" for p in people))).casefold()

    def as_json(self, rules: Rules) -> bytes:
        mail, people = self.mail, rules.log_people
        item = {
            "id": {"message": mail.id, "own": self.alias, "unrelated": self.id}[rules.log_ids],
            "operator": self._operator(rules),
            **_released(self.at, rules.log_dates, colon=not mail.colon),
            "status": self.status,
            "rejectReason": self.reject_reason or None,
            "messageInfo": self.message_info,
            "heldReason": mail.policy.reason,
            "heldGroup": mail.policy.held_group,
            "policy": mail.policy.name,
            "route": mail.route,
            "fromEnv": person_in(people, mail.sender),
            "fromHdr": person_in(people, mail.header_sender),
            "to": [person_in(people, one) for one in mail.recipients],
            "subject": mail.subject,
            "size": mail.size,
            "attachments": mail.has_attachments,
            "spamScore": self.spam_score,
        }
        return json.dumps(item, separators=(",", ":")).encode()

    def _operator(self, rules: Rules) -> str | dict[str, str]:
        form = rules.log_operator or ("object" if rules.log_people == "addresses" else "text")
        return {"email": self.operator} if form == "object" else self.operator


def _released(at: datetime, form: LogDates, *, colon: bool) -> Mapping[str, str]:
    """Give the entry's date; recorded entries lack it at times, although their status is released."""
    whole = stamp(at, colon=colon)
    match form:
        case "none":
            return {}
        case "no-offset":
            return {"released": whole[:19]}
        case "no-time":
            return {"released": whole[:10]}
        case _:
            return {"released": whole}

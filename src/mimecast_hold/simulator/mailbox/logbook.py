"""The tenant's release log, and its notices to senders."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final, Literal

from mimecast_hold.simulator.http.calls import dump
from mimecast_hold.simulator.mailbox.dates import stamp
from mimecast_hold.simulator.mailbox.mail import HeldMail, person_in
from mimecast_hold.simulator.mailbox.rules import LogDates, Rules

EXPIRED: Final = "Expired in queue - rejected by housekeeping"
Status = Literal["released", "rejected"]


@dataclass(frozen=True, slots=True)
class Notice:
    """The notice to the sender of a rejected message."""

    id: str
    to: str
    reason_type: str
    message: str


@dataclass(frozen=True)
class LogEntry:
    id: str
    """An id unrelated to the message's."""
    alias: str
    """An id that decodes to the same parts as the message's."""
    mail: HeldMail
    at: datetime
    operator: str
    status: Status
    reject_reason: str = ""
    message_info: str = ""
    spam_score: int = 0

    @property
    def message_id(self) -> str:
        return self.mail.id

    @cached_property
    def text(self) -> str:
        """The text that `searchBy: all` searches."""
        mail = self.mail
        people = (mail.sender, mail.header_sender, *mail.recipients)
        words = (self.operator, mail.subject, self.message_info, mail.policy.reason)
        return "\n".join((*words, *(f"{p.name} {p.address}" for p in people))).casefold()

    def as_json(self, rules: Rules) -> bytes:
        mail, people = self.mail, rules.log_people
        operator_form = rules.log_operator or ("object" if people == "addresses" else "text")
        return dump(
            {
                "id": {"message": mail.id, "own": self.alias, "unrelated": self.id}[rules.log_ids],
                "operator": {"email": self.operator} if operator_form == "object" else self.operator,
                **_released(stamp(self.at, colon=not mail.colon), rules.log_dates),
                "status": self.status,
                "rejectReason": self.reject_reason or None,
                "messageInfo": self.message_info,
                "heldReason": mail.policy.reason,
                "heldGroup": mail.policy.held_group,
                "policy": mail.policy.name,
                "route": mail.route,
                "fromEnv": person_in(people, mail.sender),
                "fromHdr": person_in(people, mail.header_sender),
                "to": [person_in(people, recipient) for recipient in mail.recipients],
                "subject": mail.subject,
                "size": mail.size,
                "attachments": mail.has_attachments,
                "spamScore": self.spam_score,
            }
        )


def _released(date: str, form: LogDates) -> Mapping[str, str]:
    """Return the entry's date. Recorded entries sometimes lack it, even with status released."""
    length = {"usual": len(date), "no-offset": 19, "no-time": 10, "none": 0}[form]
    return {"released": date[:length]} if length else {}

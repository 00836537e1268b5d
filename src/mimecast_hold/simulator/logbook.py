"""The tenant's own record of what became of messages: the release log, and notices to senders."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final, Literal

from mimecast_hold.simulator.dates import stamp
from mimecast_hold.simulator.mail import HeldMail, as_item
from mimecast_hold.simulator.samples import Person

EXPIRED: Final = "Expired in queue - rejected by housekeeping"

People = Literal["objects", "addresses", "text"]


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
    """The entry's own id."""
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
        people = (mail.sender, mail.header_sender, mail.recipient)
        words = (self.operator, mail.subject, self.message_info, mail.policy.reason)
        return "\n".join((*words, *(f"{p.name} {p.address}" for p in people))).casefold()

    def as_json(self, ids: Literal["message", "own"], people: People) -> bytes:
        mail = self.mail
        item = {
            "id": self.mail.id if ids == "message" else self.id,
            "operator": {"email": self.operator} if people == "addresses" else self.operator,
            "released": stamp(self.at, colon=not mail.colon),
            "status": self.status,
            "rejectReason": self.reject_reason or None,
            "messageInfo": self.message_info,
            "heldReason": mail.policy.reason,
            "heldGroup": mail.policy.held_group,
            "policy": mail.policy.name,
            "route": mail.route,
            "fromEnv": _person(mail.sender, people),
            "fromHdr": _person(mail.header_sender, people),
            "to": [_person(mail.recipient, people)],
            "subject": mail.subject,
            "size": mail.size,
            "attachments": mail.has_attachments,
            "spamScore": self.spam_score,
        }
        return json.dumps(item, separators=(",", ":")).encode()


def _person(person: Person, form: People) -> dict[str, str] | str:
    """Public clients read these in more than one shape; a rule chooses which."""
    if form == "text":
        return person.address
    if form == "addresses":
        return {"address": person.address, "domain": person.address.partition("@")[2]}
    return as_item(person)

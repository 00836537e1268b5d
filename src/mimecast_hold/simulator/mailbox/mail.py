"""Held mail that looks real and repeats with its seed."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from random import Random
from typing import Final, Literal

from mimecast_hold.simulator.http.calls import Reply
from mimecast_hold.simulator.mailbox import samples
from mimecast_hold.simulator.mailbox.dates import stamp
from mimecast_hold.simulator.mailbox.identifiers import held_id
from mimecast_hold.simulator.mailbox.rules import People
from mimecast_hold.simulator.mailbox.samples import Person, Policy

_HOSTILE_EVERY: Final = 9
_OWN_MAIL_EVERY: Final = 7

BadText = Literal["control", "latin-1", "surrogate"]
_FIRST_MARK: Final = 0xE000
# Raw bytes that no JSON should hold, each behind a character that json writes as an escape.
_BAD_BYTES: Final[Mapping[BadText, bytes]] = {
    "control": b"tab\there, \x13",
    "latin-1": "caf\xe9".encode("latin-1"),
    "surrogate": b"\\ud83d",
}
_MARKS: Final = {kind: chr(_FIRST_MARK + number) for number, kind in enumerate(_BAD_BYTES)}


@dataclass(frozen=True)
class HeldMail:
    id: str
    received: datetime
    subject: str
    policy: Policy
    route: str
    size: int
    has_attachments: bool
    sender: Person
    header_sender: Person
    recipient: Person
    sender_ip: str
    colon: bool
    """Whether its date is written with a colon in the offset."""
    held_at: datetime
    """When it was put on hold, which may be later than it was received."""
    other_recipients: tuple[Person, ...] = ()

    @property
    def recipients(self) -> tuple[Person, ...]:
        return (self.recipient, *self.other_recipients)

    @cached_property
    def json(self) -> bytes:
        """The usual item of get-hold-message-list, written once."""
        return self.written("objects")

    def written(self, people: People) -> bytes:
        """Give the item of get-hold-message-list (Mimecast: Get Hold Message List)."""
        to = [person_in(people, one) for one in self.recipients]
        item = {
            "id": self.id,
            "dateReceived": stamp(self.received, colon=self.colon),
            "subject": self.subject,
            "reason": self.policy.reason,
            "reasonId": self.policy.reason_code.upper(),
            "reasonCode": self.policy.reason_code,
            "policyInfo": self.policy.name,
            "route": self.route.upper(),
            "size": self.size,
            "hasAttachments": self.has_attachments,
            "from": person_in(people, self.sender),
            "fromHeader": person_in(people, self.header_sender),
            "to": to if len(to) > 1 else to[0],
            "toHeader": to if len(to) > 1 else to[0],
        }
        return json.dumps(item, separators=(",", ":")).encode()

    def with_bad_subject(self, kind: BadText) -> "HeldMail":
        """Give the same message with text in its subject that JSON cannot hold, or that is no text."""
        return replace(self, subject=f"{_MARKS[kind]} {self.subject}")


def with_bad_text(reply: Reply) -> Reply:
    """Write what `with_bad_subject` marked, as the last thing before an answer leaves."""
    body = reply.body
    if b"\\ue00" not in body:
        return reply
    for kind, mark in _MARKS.items():
        body = body.replace(json.dumps(mark)[1:-1].encode(), _BAD_BYTES[kind])
    return replace(reply, body=body)


def person_in(form: People, person: Person) -> dict[str, str] | str:
    """Write a person; public clients read these in more than one shape, and a rule chooses which."""
    match form:
        case "text":
            return person.address
        case "addresses":
            return {"address": person.address, "domain": person.address.partition("@")[2]}
        case "emails":
            return {"email": person.address}
        case _:
            return {"displayableName": person.name, "emailAddress": person.address}


class Mailroom:
    """Writes letters; one to several people is held once for each of them, or once for all if `together`.

    With `twins` each message is held twice.
    """

    def __init__(self, seed: int, *, together: bool = False, twins: bool = False) -> None:
        self._rng: Final = Random(f"mail {seed}")
        self._together: Final = together
        self._twins: Final = twins
        self._letters = 0

    def write(self, count: int, newest: datetime, span: timedelta) -> list[HeldMail]:
        """Give `count` held messages, oldest first, received within `span` before `newest`."""
        mail: list[HeldMail] = []
        while len(mail) < count:
            received = newest - span * (1 - (len(mail) + self._rng.random()) / count)
            for message in self._letter(received.replace(microsecond=0), count - len(mail)):
                mail += (message, self.twin(message)) if self._twins else (message,)
        return mail[:count]

    def twin(self, mail: HeldMail) -> HeldMail:
        """Give another message that is the same but for its id."""
        return replace(mail, id=held_id(self._rng))

    def _letter(self, received: datetime, most: int) -> Iterator[HeldMail]:
        rng = self._rng
        self._letters += 1
        route, sender, recipients, policy = self._envelope()
        subject, size = self._subject(), int(rng.lognormvariate(9.5, 1.3)) + 900
        attached = rng.random() < policy.attachments
        # A sender in the header is a claim: some differ from the envelope's.
        header_sender = sender if rng.random() < 0.8 else rng.choice(samples.OUTSIDERS)
        address = f"192.0.2.{rng.randrange(1, 255)}"
        together = [recipients] if self._together else [[one] for one in recipients[:most]]
        for recipient, *others in together:
            yield HeldMail(
                held_id(rng), received, subject, policy, route, size * (12 if attached else 1),
                attached, sender, header_sender, recipient, address, self._letters % 3 == 0,
                received, tuple(others),
            )  # fmt: skip

    def _envelope(self) -> tuple[str, Person, list[Person], Policy]:
        rng = self._rng
        several = rng.randrange(3, 7) if rng.random() < 0.12 else 1
        inside = rng.sample(samples.INSIDERS, several)
        if self._letters % _OWN_MAIL_EVERY == 0:
            inside[0] = samples.SERVICE_USER
        chance = rng.random()
        if chance < 0.72:
            sender = rng.choice(samples.OUTSIDERS)
            return "inbound", sender, inside, rng.choice(samples.INBOUND)
        if chance < 0.9:
            outside = rng.sample(samples.OUTSIDERS, several)
            return "outbound", inside[0], outside, rng.choice(samples.OUTBOUND)
        sender = rng.choice(samples.INSIDERS)
        return "internal", sender, inside, rng.choice(samples.INTERNAL)

    def _subject(self) -> str:
        if self._letters % _HOSTILE_EVERY == 4:
            return samples.HOSTILE[self._letters // _HOSTILE_EVERY % len(samples.HOSTILE)]
        return self._rng.choice(samples.SUBJECTS).format(n=self._rng.randrange(1000, 99999))

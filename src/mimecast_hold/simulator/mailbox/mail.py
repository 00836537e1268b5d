"""Generate realistic held mail. The same seed gives the same mail."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from random import Random
from typing import Final, Literal

from mimecast_hold.simulator.http.calls import Reply, dump
from mimecast_hold.simulator.mailbox import samples
from mimecast_hold.simulator.mailbox.dates import stamp
from mimecast_hold.simulator.mailbox.identifiers import held_id
from mimecast_hold.simulator.mailbox.rules import People
from mimecast_hold.simulator.mailbox.samples import Person, Policy

_HOSTILE_EVERY: Final = 9
_OWN_MAIL_EVERY: Final = 7

BadText = Literal["control", "latin-1", "surrogate"]
_FIRST_MARK: Final = 0xE000
# Raw bytes that are not valid in JSON. A private character marks their place until the answer is written.
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
    """Whether the offset of its date has a colon."""
    held_at: datetime
    """When it was held, which can be later than when it was received."""
    other_recipients: tuple[Person, ...] = ()

    @property
    def recipients(self) -> tuple[Person, ...]:
        return (self.recipient, *self.other_recipients)

    @cached_property
    def json(self) -> bytes:
        """The usual item of get-hold-message-list, cached."""
        return self.written("objects")

    def written(self, people: People) -> bytes:
        """Return the item of get-hold-message-list (Mimecast: Get Hold Message List)."""
        to = [person_in(people, recipient) for recipient in self.recipients]
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
        return dump(item)

    def with_bad_subject(self, kind: BadText) -> "HeldMail":
        """Return the same message with a subject that is not valid in JSON, or not text."""
        return replace(self, subject=f"{_MARKS[kind]} {self.subject}")


def with_bad_text(reply: Reply) -> Reply:
    """Insert the bytes that `with_bad_subject` marked, just before the answer is sent."""
    body = reply.body
    if b"\\ue00" not in body:
        return reply
    for kind, mark in _MARKS.items():
        body = body.replace(json.dumps(mark)[1:-1].encode(), _BAD_BYTES[kind])
    return replace(reply, body=body)


def person_in(form: People, person: Person) -> dict[str, str] | str:
    """Return a person in one of the shapes that public clients read."""
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
    """Writes mail. A mail to several people is held once for each of them, or once for all if `together`.

    With `twins`, each message is held twice.
    """

    def __init__(self, seed: int, *, together: bool = False, twins: bool = False) -> None:
        self._rng: Final = Random(f"mail {seed}")
        self._together: Final = together
        self._twins: Final = twins
        self._letters = 0

    def write(self, count: int, newest: datetime, span: timedelta) -> list[HeldMail]:
        """Return `count` held messages, oldest first, received within `span` before `newest`."""
        mail: list[HeldMail] = []
        while len(mail) < count:
            received = newest - span * (1 - (len(mail) + self._rng.random()) / count)
            for message in self._letter(received.replace(microsecond=0), count - len(mail)):
                mail += (message, self.twin(message)) if self._twins else (message,)
        return mail[:count]

    def twin(self, mail: HeldMail) -> HeldMail:
        """Return the same message with another id."""
        return replace(mail, id=held_id(self._rng))

    def _letter(self, received: datetime, most: int) -> Iterator[HeldMail]:
        rng = self._rng
        self._letters += 1
        route, sender, recipients, policy = self._envelope()
        subject, size = self._subject(), int(rng.lognormvariate(9.5, 1.3)) + 900
        attached = rng.random() < policy.attachments
        # The header's sender is only a claim: some differ from the envelope's.
        header_sender = sender if rng.random() < 0.8 else rng.choice(samples.OUTSIDERS)
        address = f"192.0.2.{rng.randrange(1, 255)}"
        groups = [recipients] if self._together else [[recipient] for recipient in recipients[:most]]
        for recipient, *others in groups:
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

"""Held mail that looks real and repeats with its seed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from random import Random
from typing import Final

from mimecast_hold.simulator import samples
from mimecast_hold.simulator.dates import stamp
from mimecast_hold.simulator.identifiers import held_id
from mimecast_hold.simulator.samples import Person, Policy

_HOSTILE_EVERY: Final = 9
_OWN_MAIL_EVERY: Final = 7


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

    @cached_property
    def json(self) -> bytes:
        """The item of get-hold-message-list, written once (Mimecast: Get Hold Message List)."""
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
            "from": as_item(self.sender),
            "fromHeader": as_item(self.header_sender),
            "to": as_item(self.recipient),
            "toHeader": as_item(self.recipient),
        }
        return json.dumps(item, separators=(",", ":")).encode()


def as_item(person: Person) -> dict[str, str]:
    return {"displayableName": person.name, "emailAddress": person.address}


class Mailroom:
    """Writes letters; one to several people is held once for each of them."""

    def __init__(self, seed: int) -> None:
        self._rng: Final = Random(f"mail {seed}")
        self._letters = 0

    def write(self, count: int, newest: datetime, span: timedelta) -> list[HeldMail]:
        """Give `count` held messages, oldest first, received within `span` before `newest`."""
        mail: list[HeldMail] = []
        while len(mail) < count:
            received = newest - span * (1 - (len(mail) + self._rng.random()) / count)
            mail.extend(self._letter(received.replace(microsecond=0), count - len(mail)))
        return mail

    def _letter(self, received: datetime, most: int) -> Iterator[HeldMail]:
        rng = self._rng
        self._letters += 1
        route, sender, recipients, policy = self._envelope()
        subject, size = self._subject(), int(rng.lognormvariate(9.5, 1.3)) + 900
        attached = rng.random() < policy.attachments
        # A sender in the header is a claim: some differ from the envelope's.
        header_sender = sender if rng.random() < 0.8 else rng.choice(samples.OUTSIDERS)
        address = f"192.0.2.{rng.randrange(1, 255)}"
        for recipient in recipients[:most]:
            yield HeldMail(
                held_id(rng), received, subject, policy, route, size * (12 if attached else 1),
                attached, sender, header_sender, recipient, address, self._letters % 3 == 0,
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

"""What a held message must be like to be let through: `only_if`. Pure; addresses match whole, on the envelope."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import ClassVar

from mimecast_hold.errors import InputError, Problem
from mimecast_hold.hold_queue.choices import lowered, words
from mimecast_hold.hold_queue.events import Absent, KeptBack, Seen, Unseen
from mimecast_hold.hold_queue.messages import HeldMessage


@dataclass(frozen=True, slots=True)
class Guard:
    """Fields are ANDed, their values ORed, case ignored; a field that was not given asks for nothing."""

    SENDERS_ALONE: ClassVar = (
        "The guard looks at senders alone. A sender is a claim that anyone can make, on the envelope too: add "
        "recipients or reason codes."
    )

    reason_codes: frozenset[str] = frozenset()
    senders: frozenset[str] = frozenset()
    sender_domains: frozenset[str] = frozenset()
    recipients: frozenset[str] = frozenset()
    recipient_domains: frozenset[str] = frozenset()

    @classmethod
    def of(cls, only_if: Mapping[str, object]) -> "Guard":
        """Read the `only_if` parameter; raises `InputError` for what would guard less than it seems to."""
        if not only_if:
            raise _unusable("it guards nothing")
        for name in only_if:
            if name not in cls.__dataclass_fields__:
                raise _unusable(f"there is no {str(name)[:80]!r} in it")
        return cls(**{name: _lowered(name, values) for name, values in only_if.items()})

    @property
    def on_senders_alone(self) -> bool:
        """Whether nothing but what a sender claims decides."""
        return bool(self.senders | self.sender_domains) and not (
            self.reason_codes | self.recipients | self.recipient_domains
        )

    def objection(self, message: HeldMessage) -> str | None:
        """The first field that does not match, in words; None where the message may pass."""
        to = message.to or (None,)
        checks: tuple[tuple[str, frozenset[str], tuple[str | None, ...]], ...] = (
            ("reason code", self.reason_codes, (message.reason_code,)),
            ("envelope sender", self.senders, (message.from_envelope,)),
            ("envelope sender's domain", self.sender_domains, (domain(message.from_envelope),)),
            ("recipient", self.recipients, to),
            ("recipient's domain", self.recipient_domains, tuple(map(domain, to))),
        )
        for name, wanted, values in checks:
            if wanted and any(lowered(value or "") not in wanted for value in values):
                return name
        return None


def _lowered(name: str, values: object) -> frozenset[str]:
    if not isinstance(values, Collection) or not values:
        raise _unusable(f"{name} is no list with at least one value")
    return frozenset(lowered(value.strip()) for value in words(f"only_if.{name}", values))


def _unusable(why: str) -> InputError:
    fields = "reason_codes, senders, sender_domains, recipients and recipient_domains"
    return InputError(f"$.only_if: {why}.", hint=f"Give at least one of {fields}, each a list.", field="only_if")


def domain(address: str | None) -> str | None:
    """What stands behind the last @; None without one."""
    local, at, name = (address or "").rpartition("@")
    return name if local and at and name else None


def kept_back_by_guard(guard: Guard, event: Seen | Absent | Unseen, message: HeldMessage | None) -> KeptBack | None:
    """Why the guard keeps a message back, given what the look showed; None where it may pass."""
    match event:
        case Seen() if message is not None:
            objection = guard.objection(message)
            return KeptBack(_differs(objection)) if objection else None
        case Unseen(problem):
            return KeptBack(problem, "not_attempted")
        case _:
            return KeptBack(
                Problem(
                    "guard",
                    "The guard was not asked: the message is not in the hold queue.",
                    "It may have been released or rejected, have expired, or never been held: see get_release_log.",
                )
            )


def kept_back_by_dry_run(event: Seen | Absent | Unseen) -> KeptBack:
    """What a dry run says of a message, given what the look showed."""
    match event:
        case Seen():
            return KeptBack()
        case Unseen(problem):
            return KeptBack(problem, "not_attempted")
        case _:
            return KeptBack(
                Problem(
                    "not_found",
                    "The message is not in the hold queue.",
                    "It may have been released or rejected, have expired, or never been held: see get_release_log.",
                ),
                "failed",
            )


def _differs(name: str) -> Problem:
    return Problem(
        "guard",
        f"The guard kept the message back: its {name} is none of those allowed.",
        "Look at the message (find_held_messages) and decide on it by itself.",
    )

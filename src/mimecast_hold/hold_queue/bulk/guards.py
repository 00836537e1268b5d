"""What a held message must be like to be let through: `only_if`. Pure; addresses match whole, on the envelope."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from mimecast_hold.errors import InputError, Problem
from mimecast_hold.hold_queue.arguments import lowered, misspelt, words
from mimecast_hold.hold_queue.outcome.events import Absent, KeptBack, Seen, Unseen
from mimecast_hold.hold_queue.search.addresses import domain_of, plain_address, plain_domain
from mimecast_hold.hold_queue.search.messages import HeldMessage
from mimecast_hold.hold_queue.values import was_given


@dataclass(frozen=True, slots=True)
class Guard:
    """Fields are ANDed, their values ORed, case ignored; a field that was not given asks for nothing.

    Addresses and domains are kept, and compared, as `addresses` writes them.
    """

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
    def of(cls, only_if: object) -> "Guard":
        """Read the `only_if` parameter; raises `InputError` for what would guard less than it seems to."""
        refuse_blank(only_if)
        if not isinstance(only_if, Mapping):
            raise _unusable("", "it is no object with fields")
        for name in only_if:
            if name not in _FIELDS:
                raise _unusable(
                    "", f"there is no {str(name)[:80]!r} in it. {misspelt(str(name), _FIELDS)}".rstrip(" .")
                )
        return cls(**{name: _values(name, values) for name, values in only_if.items()})

    @property
    def on_senders_alone(self) -> bool:
        """Whether nothing but what a sender claims decides."""
        return bool(self.senders | self.sender_domains) and not (
            self.reason_codes | self.recipients | self.recipient_domains
        )

    def objection(self, message: HeldMessage) -> str | None:
        """The first field that does not match, in words; None where the message may pass.

        All recipients must match, and none may be one that could not be read.
        """
        sender = plain_address(message.from_envelope or "")
        to = [plain_address(one) for one in message.to]
        if not to or "to" in message.unread:
            to.append(None)
        checks = (
            ("reason code", self.reason_codes, [lowered(message.reason_code or "")]),
            ("envelope sender", self.senders, [sender]),
            ("envelope sender's domain", self.sender_domains, [_domain(sender)]),
            ("recipient", self.recipients, to),
            ("recipient's domain", self.recipient_domains, [_domain(one) for one in to]),
        )
        for name, wanted, values in checks:
            if wanted and not wanted.issuperset(values):
                return name
        return None


def refuse_blank(only_if: object) -> None:
    """Raise `InputError` for a guard that is blank, or of which a field is: it would let everything through.

    Everywhere else a blank value counts as not given.
    """
    for name, value in only_if.items() if isinstance(only_if, Mapping) else ():
        if name in _FIELDS and _is_blank(value):
            raise _blank(f".{name}")
    if not was_given(only_if):
        raise _blank("")


def _is_blank(value: object) -> bool:
    items = value if isinstance(value, list | tuple | set | frozenset) and value else [value]
    return not all(map(was_given, items))


_HINT = (
    "Give at least one of reason_codes, senders, sender_domains, recipients and recipient_domains, each as a list of "
    "values, or leave only_if out."
)


def _blank(where: str) -> InputError:
    return InputError(
        f"$.only_if{where}: the guard is blank, so that it would let every message through. Nothing was sent.",
        hint=f"See where its value should have come from. {_HINT}",
        field="only_if",
    )


def _unusable(where: str, why: str) -> InputError:
    return InputError(f"$.only_if{where}: {why}.", hint=_HINT, field="only_if")


def _domain(address: str | None) -> str | None:
    return domain_of(address) if address else None


# How each field's values are read; None for one that cannot be.
_FIELDS: Mapping[str, tuple[Callable[[str], str | None], str]] = {
    "reason_codes": (lowered, "a reason code"),
    "senders": (plain_address, "one plain address, such as billing@example.com, or <> for the null sender"),
    "sender_domains": (plain_domain, "one plain domain, such as example.com"),
    "recipients": (plain_address, "one plain address, such as anna@example.org"),
    "recipient_domains": (plain_domain, "one plain domain, such as example.org"),
}


def _values(name: str, given: object) -> frozenset[str]:
    read, form = _FIELDS[name]
    if not isinstance(given, list | tuple | set | frozenset):
        raise _unusable(f".{name}", "it is no list of values")
    values = set()
    for value in words(f"only_if.{name}", given):
        known = read(value.strip())
        if known is None or (name == "recipients" and known == "<>"):
            raise _unusable(f".{name}", f"{value[:80]!r} is not {form}")
        values.add(known)
    return frozenset(values)


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

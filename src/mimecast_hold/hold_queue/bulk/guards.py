"""Check held messages against a guard (`only_if`). Pure. Addresses match as a whole, on the envelope."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mimecast_hold.errors import InputError, Problem
from mimecast_hold.hold_queue.arguments import did_you_mean, lowered, words
from mimecast_hold.hold_queue.outcome.events import Absent, KeptBack, Seen, Unseen
from mimecast_hold.hold_queue.search.addresses import domain_of, plain_address, plain_domain
from mimecast_hold.hold_queue.search.messages import HeldMessage
from mimecast_hold.hold_queue.values import has_content

SENDERS_ALONE = (
    "The guard checks only the sender. Anyone can fake a sender, on the envelope too: add recipients or reason codes."
)
_HINT = (
    "Give at least one of reason_codes, senders, sender_domains, recipients and recipient_domains, each as a list of "
    "values, or leave only_if out."
)
_NOT_HELD_HINT = "It may have been released, rejected, expired, or never held: see get_release_log."
_FIELDS: Mapping[str, tuple[Callable[[str], str | None], str]] = {
    "reason_codes": (lowered, "a reason code"),
    "senders": (plain_address, "one plain address, such as billing@example.com, or <> for the null sender"),
    "sender_domains": (plain_domain, "one plain domain, such as example.com"),
    "recipients": (plain_address, "one plain address, such as anna@example.org"),
    "recipient_domains": (plain_domain, "one plain domain, such as example.org"),
}
"""Each field with the function that normalises its values, and what a value must be."""


@dataclass(frozen=True, slots=True)
class Guard:
    """What a message must match: fields are ANDed, their values ORed and normalised, an empty field matches all."""

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
            raise _invalid("", "must be an object")
        for name in only_if:
            if name not in _FIELDS:
                rule = f"unknown field {str(name)[:80]!r}. {did_you_mean(str(name), _FIELDS)}"
                raise _invalid("", rule.rstrip(" ."))
        return cls(**{name: _values(name, values) for name, values in only_if.items()})

    @property
    def on_senders_alone(self) -> bool:
        """Whether only the sender decides, which anyone can fake."""
        senders, others = self.senders | self.sender_domains, self.recipients | self.recipient_domains
        return bool(senders) and not (self.reason_codes | others)

    def mismatch(self, message: HeldMessage) -> str | None:
        """Return the first field that does not match; None if the message passes.

        All recipients must match, and none may be unreadable.
        """
        sender = plain_address(message.from_envelope or "")
        to = [plain_address(recipient) for recipient in message.to]
        if not to or "to" in message.unread:
            to.append(None)
        checks = (
            ("reason code", self.reason_codes, [lowered(message.reason_code or "")]),
            ("envelope sender", self.senders, [sender]),
            ("envelope sender's domain", self.sender_domains, [_domain(sender)]),
            ("recipient", self.recipients, to),
            ("recipient's domain", self.recipient_domains, [_domain(recipient) for recipient in to]),
        )
        return next((name for name, allowed, values in checks if allowed and not allowed.issuperset(values)), None)


def kept_back(
    event: Seen | Absent | Unseen, message: HeldMessage | None, guard: Guard | None, *, dry_run: bool
) -> KeptBack | None:
    """Return why a message is kept back, given what the hold queue shows of it; None if it may be sent."""
    if not guard and not dry_run:
        return None
    if isinstance(event, Unseen):
        return KeptBack(event.problem, "not_attempted")
    if message is None:
        if guard:
            text = "The guard was not checked: the message is not in the hold queue."
            return KeptBack(Problem("guard", text, _NOT_HELD_HINT))
        return KeptBack(Problem("not_found", "The message is not in the hold queue.", _NOT_HELD_HINT), "failed")
    if guard and (name := guard.mismatch(message)):
        text = f"The guard kept the message back: its {name} is not allowed."
        hint = "Look at the message (find_held_messages), then release or reject it separately."
        return KeptBack(Problem("guard", text, hint))
    return KeptBack() if dry_run else None


def refuse_blank(only_if: object) -> None:
    """Raise `InputError` for a blank guard, or one with a blank field: it would let everything through.

    Elsewhere a blank value counts as not given.
    """
    for name, value in only_if.items() if isinstance(only_if, Mapping) else ():
        if name in _FIELDS and _is_blank(value):
            raise _blank(f".{name}")
    if not has_content(only_if):
        raise _blank("")


def _is_blank(value: object) -> bool:
    items = value if isinstance(value, list | tuple | set | frozenset) and value else [value]
    return not all(map(has_content, items))


def _blank(where: str) -> InputError:
    return InputError(
        f"$.only_if{where}: the guard is blank and would let every message through. Nothing was sent.",
        hint=f"Check where its value comes from. {_HINT}",
        field="only_if",
    )


def _invalid(where: str, rule: str) -> InputError:
    return InputError(f"$.only_if{where}: {rule}.", hint=_HINT, field="only_if")


def _values(name: str, values: object) -> frozenset[str]:
    normalise, form = _FIELDS[name]
    if not isinstance(values, list | tuple | set | frozenset):
        raise _invalid(f".{name}", "must be a list")
    allowed = set()
    for value in words(f"only_if.{name}", values):
        normalised = normalise(value.strip())
        if normalised is None or (name == "recipients" and normalised == "<>"):
            raise _invalid(f".{name}", f"{value[:80]!r} is not {form}")
        allowed.add(normalised)
    return frozenset(allowed)


def _domain(address: str | None) -> str | None:
    return domain_of(address) if address else None

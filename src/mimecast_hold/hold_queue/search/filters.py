"""The filters of find: the search sent to Mimecast, and our own check of its list, as the service may ignore them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypedDict

from mimecast_hold.errors import InputError
from mimecast_hold.hold_queue.arguments import check_choice, check_flags, check_keywords, invalid, search, words
from mimecast_hold.hold_queue.dates import exact_moment_in, moment_in
from mimecast_hold.hold_queue.search.addresses import comparable, plain_address
from mimecast_hold.hold_queue.search.endpoints import Search
from mimecast_hold.hold_queue.search.messages import HeldMessage, texts
from mimecast_hold.hold_queue.search.text_search import is_found
from mimecast_hold.hold_queue.values import one_line, single

# The documentation of the two APIs names the fields differently.
_FIELD_NAMES = {
    "1.0": {"reason_code": "reason_code"},
    "2.0": {"reason_code": "reasonCode", "sender_ip": "senderIP"},
}
_SOURCES = {
    "subject": ("subject",),
    "sender": ("from", "fromHeader"),
    "recipient": ("to", "toHeader"),
}
SEARCH_FIELDS = ("all", "subject", "sender", "recipient", "reason_code", "sender_ip")
ROUTES = ("all", "internal", "outbound", "inbound", "external")
HELD_GROUPS = ("administrator", "moderator", "user", "cluster")

Verdict = Literal["fits", "differs", "unchecked"]
"""Whether a message's own values match a filter; `unchecked` if they are missing or cannot be read."""


class Filters(TypedDict, total=False):
    """find's parameters as keywords. Times are RFC 3339, a span such as `24h`, or a `datetime` with a time zone."""

    start: str | datetime | None
    end: str | datetime | None
    search_field: str
    search_text: str | None
    route: str
    held_group: str | None
    has_attachments: bool | None
    reason_codes: Iterable[str]
    admin: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Checked filters; `explicit_ends` names the ends of the window that the user set.

    `exact`, for release-matching: addresses match as a whole, on the envelope, and a missing value does not match.
    """

    start: datetime
    end: datetime | None = None
    explicit_ends: frozenset[str] = frozenset()
    search_field: str = "all"
    search_text: str | None = None
    route: str = "all"
    held_group: str | None = None
    has_attachments: bool | None = None
    reason_codes: frozenset[str] = frozenset()
    admin: bool = True
    exact: bool = False

    @classmethod
    def of(
        cls,
        start: datetime,
        end: datetime | None,
        filters: Filters,
        *,
        explicit_ends: frozenset[str],
        exact: bool = False,
    ) -> "Filter":
        """Check find's parameters; raises `InputError` for what would find more than it seems to."""
        check_keywords(filters, tuple(Filters.__annotations__))
        search_field, search_text = search(filters, SEARCH_FIELDS)
        checked = cls(
            start=start,
            end=end,
            explicit_ends=explicit_ends,
            search_field=search_field,
            search_text=search_text,
            route=filters.get("route", "all"),
            held_group=filters.get("held_group"),
            has_attachments=filters.get("has_attachments"),
            reason_codes=words("reason_codes", filters.get("reason_codes", ())),
            admin=filters.get("admin", True),
            exact=exact,
        )
        check_choice("route", checked.route, ROUTES)
        if checked.held_group is not None:
            check_choice("held_group", checked.held_group, HELD_GROUPS)
        if checked.has_attachments is not None:
            check_flags(has_attachments=checked.has_attachments)
        check_flags(admin=checked.admin)
        return checked

    @property
    def uncheckable(self) -> tuple[str, ...]:
        """The filters that cannot be checked on the messages that Mimecast lists."""
        by_ip = ("search_field: sender_ip",) if self.search_field == "sender_ip" else ()
        return (*by_ip, "held_group") if self.held_group else by_ip

    def search(self, api: str) -> Search:
        """Return the search for Mimecast; raises `InputError` for a filter that this API does not have."""
        field, text = self._searched()
        if field == "sender_ip" and api == "1.0":
            hint = "Use API 2.0 credentials, or search by sender."
            raise invalid("search_field", "API 1.0 cannot search by sender_ip", hint)
        if self.held_group and api == "2.0":
            hint = "Leave held_group out, or use API 1.0 credentials."
            raise invalid("held_group", "API 2.0 has no held groups", hint)
        filters: dict[str, str] = {}
        if api == "1.0":  # filterBy is in an older API 1.0 documentation only; for API 2.0 we filter alone
            if self.route != "all":
                filters["route"] = self.route
            if self.held_group:
                filters["heldGroup"] = self.held_group
            if self.has_attachments is not None:
                filters["attachments"] = str(self.has_attachments).lower()
        name = _FIELD_NAMES[api].get(field, field)
        return Search(self.start, self.end, self.admin, name, text, filters, self.explicit_ends)

    def _searched(self) -> tuple[str, str | None]:
        """Return the field and text that Mimecast searches: one reason code, if there is no other text."""
        if self.search_text is None and len(self.reason_codes) == 1:
            return "reason_code", next(iter(self.reason_codes))
        return self.search_field, self.search_text

    def applied_by_mimecast(self, api: str) -> frozenset[str]:
        """Return the filters that the search for Mimecast contains; the others only we apply."""
        applied = {"window"}
        if self.search_text is not None:
            applied.add("search_text")
        elif len(self.reason_codes) == 1:
            applied.add("reason_codes")
        return frozenset(applied | {"route", "has_attachments"} if api == "1.0" else applied)

    def verdict(self, message: HeldMessage) -> Verdict:
        """Return whether the message's own values match all filters together."""
        found = {verdict for _, verdict in self.verdicts(message)}
        return "differs" if "differs" in found else "unchecked" if "unchecked" in found else "fits"

    def verdicts(self, message: HeldMessage) -> Iterator[tuple[str, Verdict]]:
        """Yield each filter in use, with whether the message's own values match it."""
        yield "window", self._in_window(message)
        if self.route != "all":
            route = (message.route or "").strip().lower()
            yield "route", _verdict(route == self.route, known=route in ROUTES)
        if self.has_attachments is not None:
            has = message.has_attachments
            yield "has_attachments", _verdict(has == self.has_attachments, known=has is not None)
        if self.reason_codes:
            code = comparable(message.reason_code or "")
            yield "reason_codes", _verdict(code in set(map(comparable, self.reason_codes)), known=bool(code))
        if self.search_text is not None and self.search_field != "sender_ip":  # an item has no sender IP
            check = self._matches_exactly if self.exact else self._matches_as_searched
            yield "search_text", check(message, self.search_text)

    def _in_window(self, message: HeldMessage) -> Verdict:
        received = moment_in(message.received_at)
        if self.exact and exact_moment_in(single(message.raw.get("dateReceived", message.received_at))) is None:
            return "unchecked"
        if received is None:
            return "unchecked" if self.exact else "fits"
        # Mimecast's dates have whole seconds, in requests and in answers.
        start = self.start if self.exact else self.start.replace(microsecond=0)
        return _verdict(start <= received and (self.end is None or received <= self.end))

    def _matches_exactly(self, message: HeldMessage, wanted: str) -> Verdict:
        """Match addresses as a whole and on the envelope: the sender in the header decides nothing."""
        text = comparable(one_line(wanted))
        if self.search_field == "subject":
            return _verdict(text in comparable(one_line(message.subject or "")), known="subject" not in message.unread)
        if self.search_field == "reason_code":
            return _verdict(text == comparable(message.reason_code or ""), known=bool(message.reason_code))
        if self.search_field == "sender":
            sender = plain_address(message.from_envelope or "")
            return _verdict(sender == plain_address(wanted), known=sender is not None)
        to = [plain_address(recipient) for recipient in message.to]
        known = bool(to) and None not in to and "to" not in message.unread
        return _verdict(set(to) == {plain_address(wanted)}, known=known)

    def _matches_as_searched(self, message: HeldMessage, wanted: str) -> Verdict:
        """Match as Mimecast's own search does, display names included."""
        if self.search_field == "reason_code":
            return _verdict(is_found(wanted, [message.reason_code or ""]), known=bool(message.reason_code))
        names = _SOURCES.get(self.search_field, tuple(name for name in message.raw if name != "id"))
        return _verdict(is_found(wanted, (found for name in names for found in texts(message.raw.get(name)))))


def _verdict(fits: bool, *, known: bool = True) -> Verdict:  # noqa: FBT001 - the value to name
    return ("fits" if fits else "differs") if known else "unchecked"


def require_narrowing(wanted: Filter, *, dry_run: bool, end_given: bool) -> None:
    """Raise `InputError` for filters that release-matching does not accept."""
    if wanted.uncheckable:
        raise InputError(
            f"$: {wanted.uncheckable[0]} cannot be checked on the messages that Mimecast lists, so it cannot be used "
            "to release.",
            hint="Narrow by subject, sender, recipient, reason code, route or attachments.",
        )
    if wanted.search_text is not None and wanted.search_field == "all":
        raise invalid(
            "search_field",
            "a search in all fields is too broad to release by",
            "Set search_field to subject, sender, recipient or reason_code.",
        )
    if wanted.search_field in ("sender", "recipient") and plain_address(wanted.search_text or "") is None:
        raise invalid(
            "search_text",
            "must be one plain address: release-matching compares whole addresses",
            "Use one address, such as billing@example.com, or find the messages first and release them by id.",
        )
    narrows = wanted.search_text is not None or wanted.route != "all" or wanted.has_attachments is not None
    if not narrows and not wanted.reason_codes:
        raise InputError(
            "$: no filter narrows the messages to release.",
            hint="Set at least one of search_text, reason_codes, route or has_attachments.",
        )
    if not dry_run and not end_given:
        raise InputError(
            "$.end is missing: without it, mail that arrives later could be released too.",
            hint="Set end to the time up to which you checked the dry run.",
            field="end",
        )

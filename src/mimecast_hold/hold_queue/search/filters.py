"""find's filters: what is asked of Mimecast, and the same checked again on our side, since services ignore filters."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypedDict

from mimecast_hold.errors import InputError
from mimecast_hold.hold_queue.arguments import (
    check_choice,
    check_flags,
    check_keywords,
    check_text,
    flag,
    search,
    words,
)
from mimecast_hold.hold_queue.dates import exact_moment_in, moment_in
from mimecast_hold.hold_queue.search.addresses import comparable, plain_address
from mimecast_hold.hold_queue.search.endpoints import Search
from mimecast_hold.hold_queue.search.messages import HeldMessage, texts
from mimecast_hold.hold_queue.search.text_search import is_found
from mimecast_hold.hold_queue.values import one_line, single

# The two APIs' pages name the fields differently.
_SEARCH_FIELDS = {
    "1.0": {"reason_code": "reason_code"},
    "2.0": {"reason_code": "reasonCode", "sender_ip": "senderIP"},
}


Verdict = Literal["fits", "differs", "unchecked"]
"""What a message's own values say of a filter; `unchecked` if they cannot be read, or do not say."""

SEARCH_FIELDS = ("all", "subject", "sender", "recipient", "reason_code", "sender_ip")
ROUTES = ("all", "internal", "outbound", "inbound", "external")
HELD_GROUPS = ("administrator", "moderator", "user", "cluster")


class Filters(TypedDict, total=False):
    """find's parameters as keywords: times are RFC 3339 or a span such as `24h`, or a `datetime` with a time zone."""

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
    """What find is asked for; `given` names the ends of the window that a user gave.

    `exact` is release-matching's way: addresses whole, on the envelope, and what an item does not say does not match.
    """

    start: datetime
    end: datetime | None = None
    given: frozenset[str] = frozenset()
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
        asked: Filters,
        *,
        given: frozenset[str] = frozenset(("start", "end")),
        exact: bool = False,
    ) -> "Filter":
        """Read find's parameters; raises `InputError` for what would find more than it seems to."""
        check_keywords(asked, tuple(Filters.__annotations__))
        search_field, search_text = search(asked, SEARCH_FIELDS)
        route = asked.get("route", "all")
        check_choice("route", route, ROUTES)
        held_group = asked.get("held_group")
        check_text("held_group", held_group)
        if held_group is not None:
            check_choice("held_group", held_group, HELD_GROUPS)
        admin = asked.get("admin", True)
        check_flags(admin=admin)
        return cls(
            start=start,
            end=end,
            given=given,
            search_field=search_field,
            search_text=search_text,
            route=route,
            held_group=held_group,
            has_attachments=flag("has_attachments", asked.get("has_attachments")),
            reason_codes=words("reason_codes", asked.get("reason_codes", ())),
            admin=admin,
            exact=exact,
        )

    @property
    def narrows(self) -> bool:
        """Whether it asks for anything but a time."""
        return bool(
            self.search_text is not None or self.route != "all" or self.has_attachments is not None or self.reason_codes
        )

    @property
    def unchecked(self) -> tuple[str, ...]:
        """The filters that an answer does not let us check again."""
        asked = (
            ("search_field: sender_ip", self.search_field == "sender_ip"),
            ("held_group", bool(self.held_group)),
        )
        return tuple(name for name, given in asked if given)

    def search(self, api: str) -> Search:
        """What is asked of Mimecast; raises `InputError` for what that API does not know."""
        field, text = self._server_search()
        if field == "sender_ip" and api == "1.0":
            raise InputError(
                "$.search_field: API 1.0 cannot search by sender_ip.",
                hint="Use API 2.0's credentials, or search by sender.",
                field="search_field",
            )
        if self.held_group and api == "2.0":
            raise InputError(
                "$.held_group: API 2.0 does not know held groups.",
                hint="Leave held_group out, or use API 1.0's credentials.",
                field="held_group",
            )
        return Search(
            start=self.start,
            end=self.end,
            admin=self.admin,
            field=_SEARCH_FIELDS[api].get(field, field) if text is not None else None,
            text=text,
            filters=self._server_filters() if api == "1.0" else None,
            given=self.given,
        )

    def _server_search(self) -> tuple[str, str | None]:
        if self.search_text is None and len(self.reason_codes) == 1:
            return "reason_code", next(iter(self.reason_codes))
        return self.search_field, self.search_text

    def _server_filters(self) -> dict[str, str]:
        """FilterBy stood on an older page of API 1.0 and is gone from 2.0's: there, only we filter."""
        filters = {} if self.route == "all" else {"route": self.route}
        if self.held_group:
            filters["heldGroup"] = self.held_group
        if self.has_attachments is not None:
            filters["attachments"] = str(self.has_attachments).lower()
        return filters

    def asked_of(self, api: str) -> frozenset[str]:
        """The filters that Mimecast was asked to apply; whatever else there is, only we apply."""
        field, text = self._server_search()
        searched = {"reason_codes"} if self.search_text is None and field == "reason_code" else {"search_text"}
        return frozenset(
            {"window", *(searched if text is not None else ()), *(("route", "has_attachments") if api == "1.0" else ())}
        )

    def matches(self, message: HeldMessage) -> bool:
        """Whether the message is surely what was asked for, by what the item itself says."""
        return self.verdict(message) == "fits"

    def verdict(self, message: HeldMessage) -> Verdict:
        """What the message's own values say of all filters together."""
        found = {verdict for _, verdict in self.verdicts(message)}
        return "differs" if "differs" in found else "unchecked" if "unchecked" in found else "fits"

    def verdicts(self, message: HeldMessage) -> Iterator[tuple[str, Verdict]]:
        """What the message's own values say of each filter that was given."""
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
        if self.search_text is not None and self.search_field != "sender_ip":  # an item does not carry its sender's IP
            yield "search_text", self._as_listed(message) if self.exact else self._as_searched(message)

    def _in_window(self, message: HeldMessage) -> Verdict:
        received = moment_in(message.received_at)
        if received is None or (
            self.exact and exact_moment_in(single(message.raw.get("dateReceived", message.received_at))) is None
        ):
            return "unchecked" if self.exact else "fits"
        # Mimecast's dates have whole seconds, in what it is asked and in what it answers.
        start = self.start if self.exact else self.start.replace(microsecond=0)
        return _verdict(start <= received and (self.end is None or received <= self.end))

    def _as_listed(self, message: HeldMessage) -> Verdict:
        """Exactly: addresses whole and on the envelope, since the sender in the header decides nothing."""
        text = comparable(one_line(self.search_text or ""))
        if self.search_field == "subject":
            return _verdict(text in comparable(one_line(message.subject or "")), known="subject" not in message.unread)
        if self.search_field == "reason_code":
            return _verdict(text == comparable(message.reason_code or ""), known=bool(message.reason_code))
        if self.search_field == "sender":
            sender = plain_address(message.from_envelope or "")
            return _verdict(sender == plain_address(self.search_text or ""), known=sender is not None)
        to = [plain_address(one) for one in message.to]
        known = bool(to) and None not in to and "to" not in message.unread
        return _verdict(set(to) == {plain_address(self.search_text or "")}, known=known)

    def _as_searched(self, message: HeldMessage) -> Verdict:
        """As Mimecast's own search finds, display names included."""
        text = self.search_text or ""
        if self.search_field == "reason_code":
            return _verdict(is_found(text, [message.reason_code or ""]), known=bool(message.reason_code))
        names = _SEARCHED.get(self.search_field, tuple(name for name in message.raw if name != "id"))
        return _verdict(is_found(text, (found for name in names for found in texts(message.raw.get(name)))))


def _verdict(fits: bool, *, known: bool = True) -> Verdict:  # noqa: FBT001 - it is what is told
    return ("fits" if fits else "differs") if known else "unchecked"


_SEARCHED = {
    "subject": ("subject",),
    "sender": ("from", "fromHeader"),
    "recipient": ("to", "toHeader"),
}


def require_narrowing(wanted: Filter, *, dry_run: bool, end_given: bool) -> None:
    """What release-matching asks of its filters before anything is read; raises `InputError`."""
    if wanted.unchecked:
        raise InputError(
            f"$: {wanted.unchecked[0]} cannot be checked again on what Mimecast lists, so nothing is released by it.",
            hint="Narrow by subject, sender, recipient, reason code, route or attachments.",
        )
    if wanted.search_text is not None and wanted.search_field == "all":
        raise InputError(
            "$.search_field: a text searched for in all fields is too wide to release by.",
            hint="Set search_field to subject, sender, recipient or reason_code.",
            field="search_field",
        )
    if wanted.search_field in ("sender", "recipient") and plain_address(wanted.search_text or "") is None:
        raise InputError(
            "$.search_text: it is not one plain address, and addresses match as a whole here.",
            hint="Give one address, such as billing@example.com, or find the messages first and release them by id.",
            field="search_text",
        )
    if not wanted.narrows:
        raise InputError(
            "$: no filter narrows what would be released.",
            hint="Give at least one of search_text, reason_codes, route or has_attachments.",
        )
    if not dry_run and not end_given:
        raise InputError(
            "$.end is missing: without it, mail that arrives later could be caught.",
            hint="Give end as the time up to which the dry run has been read.",
            field="end",
        )

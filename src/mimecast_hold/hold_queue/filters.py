"""find's filters: what is asked of Mimecast, and the same checked again on our side, since services ignore filters."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from mimecast_hold.errors import InputError
from mimecast_hold.hold_queue.choices import check_choice, flag, lowered, search, words
from mimecast_hold.hold_queue.dates import moment_in
from mimecast_hold.hold_queue.endpoints import Search
from mimecast_hold.hold_queue.messages import HeldMessage, texts

# The two APIs' pages name the fields differently.
_SEARCH_FIELDS = {
    "1.0": {"reason_code": "reason_code"},
    "2.0": {"reason_code": "reasonCode", "sender_ip": "senderIP"},
}


SEARCH_FIELDS = ("all", "subject", "sender", "recipient", "reason_code", "sender_ip")
ROUTES = ("all", "internal", "outbound", "inbound", "external")


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
    """What find is asked for.

    `exact` is release-matching's way: addresses whole, on the envelope, and what an item does not say does not match.
    """

    start: datetime
    end: datetime
    search_field: str = "all"
    search_text: str | None = None
    route: str = "all"
    held_group: str | None = None
    has_attachments: bool | None = None
    reason_codes: frozenset[str] = frozenset()
    admin: bool = True
    exact: bool = False

    @classmethod
    def of(cls, start: datetime, end: datetime, given: Filters, *, exact: bool = False) -> "Filter":
        """Read find's parameters; raises `InputError` for what would find more than it seems to."""
        search_field, search_text = search(given, SEARCH_FIELDS)
        route = given.get("route", "all")
        check_choice("route", route, ROUTES)
        return cls(
            start=start,
            end=end,
            search_field=search_field,
            search_text=search_text,
            route=route,
            held_group=given.get("held_group"),
            has_attachments=flag("has_attachments", given.get("has_attachments")),
            reason_codes=words("reason_codes", given.get("reason_codes", ())),
            admin=given.get("admin", True),
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

    def matches(self, message: HeldMessage) -> bool:
        """Whether the message is what was asked for, by what the item itself says."""
        return (
            self._in_window(message)
            and (self.route == "all" or (message.route or "").lower() == self.route)
            and self.has_attachments in (None, message.has_attachments)
            and (not self.reason_codes or self._has_reason(message))
            and (self.search_text is None or self._is_found(message, lowered(self.search_text)))
        )

    def _in_window(self, message: HeldMessage) -> bool:
        received = moment_in(message.received_at)
        return not self.exact if received is None else self.start <= received <= self.end

    def _has_reason(self, message: HeldMessage) -> bool:
        return (message.reason_code or "").lower() in {code.lower() for code in self.reason_codes}

    def _is_found(self, message: HeldMessage, text: str) -> bool:
        if self.search_field == "sender_ip":
            return True  # an item does not carry it
        names = _SEARCHED.get(self.search_field)
        if names is None:
            return any(text in lowered(value) for value in texts(message.raw))
        whole = self.search_field == "reason_code" or (self.exact and self.search_field != "subject")
        if self.search_field == "recipient":
            said = [lowered(one) for one in message.to]
            if self.exact:
                return bool(said) and all(text == one for one in said)
            return any(text in one for one in said)
        said = [lowered(getattr(message, name) or "") for name in names]
        # Whole, and on the envelope, which comes first: the header's sender decides nothing.
        return text == said[0] if whole else any(text in one for one in said)


_SEARCHED = {
    "subject": ("subject",),
    "sender": ("from_envelope", "from_header"),
    "recipient": ("to",),
    "reason_code": ("reason_code",),
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

"""The hold queue as one object: find, summary, release, reject, release log, test."""

import os
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from mimecast_hold.api.auth.credentials import Credentials
from mimecast_hold.api.base_url import checked_base_url
from mimecast_hold.api.client import Client
from mimecast_hold.api.connection import (
    Connection,
    ca_variables,
    checked_limits,
    checked_proxy_url,
    region_url,
)
from mimecast_hold.api.deadline import Deadline
from mimecast_hold.errors import ConfigurationError, InputError
from mimecast_hold.hold_queue.arguments import check_deadline, check_flags, check_limit, check_text
from mimecast_hold.hold_queue.bulk.action import RELEASING, BulkAction, Preview
from mimecast_hold.hold_queue.bulk.guards import Guard
from mimecast_hold.hold_queue.bulk.runner import BulkRequest
from mimecast_hold.hold_queue.dates import is_span, window
from mimecast_hold.hold_queue.outcome.records import REJECT, RejectRecord, ReleaseRecord
from mimecast_hold.hold_queue.results import Run
from mimecast_hold.hold_queue.search import endpoints
from mimecast_hold.hold_queue.search.windows import mimecast_now

if TYPE_CHECKING:
    from typing import Unpack

    from mimecast_hold.api.connection import Limits
    from mimecast_hold.hold_queue.bulk.journal import Journal
    from mimecast_hold.hold_queue.listings import ConnectionReport, FindResult, HoldSummary, ReleaseLog
    from mimecast_hold.hold_queue.search.filters import Filter, Filters
    from mimecast_hold.hold_queue.search.release_log import LogFilters

NO_GUARD: Mapping[str, object] = MappingProxyType({})
"""The default of `only_if`. None is refused, because it may stand for a guard that got lost."""

_HELD_DEFAULT, _LOG_DEFAULT = "30d", "24h"  # the schemas' defaults, which platforms' forms fill in
_SPANS = {_HELD_DEFAULT: timedelta(days=30), _LOG_DEFAULT: timedelta(hours=24)}
_MOST_LISTED, _MOST_RELEASED = 100_000, 10_000


class HoldQueue(AbstractContextManager["HoldQueue"]):
    """One tenant's hold queue.

    ``HoldQueue(ApiKeys(...), region="eu").release(ids)`` yields a `ReleaseRecord` for each id, in order. Every
    operation takes `deadline_seconds`, counted from the call. Errors are `MimecastHoldError`s.

    Give `region` or `base_url`. Without `ca_bundle`, REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE or certifi is used. The
    constructor raises `ConfigurationError` that names the field.
    """

    _deadline: Deadline | None = None
    _journal: "Journal | None" = None
    _preview: Preview | None = None

    def __init__(
        self,
        credentials: Credentials,
        *,
        region: str | None = None,
        base_url: str | None = None,
        allow_other_host: bool = False,
        proxy_url: str | None = None,
        ca_bundle: str | None = None,
        require_guard: bool = False,
        **settings: "Unpack[Limits]",
    ) -> None:
        for name, flag in (("allow_other_host", allow_other_host), ("require_guard", require_guard)):
            if not isinstance(flag, bool):
                raise ConfigurationError(f"{name} must be True or False.", hint="Use True or False.", field=name)
        if base_url is None and region is None and credentials.api == "1.0":
            raise ConfigurationError("API 1.0 needs region or base_url.", hint="Set one of them.", field="region")
        url = base_url or region_url(credentials.api, region or "global")
        connection = Connection(
            base_url=checked_base_url(url, allow_other_host=allow_other_host),
            credentials=credentials,
            proxy_url=checked_proxy_url(proxy_url) if proxy_url else None,
            ca_bundle=ca_bundle or next((path for _, path in ca_variables(os.environ)), None),
            require_guard=require_guard,
            **checked_limits(settings),
        )
        self._client = Client(connection)

    @classmethod
    def over(
        cls,
        client: Client,
        deadline: Deadline | None = None,
        journal: "Journal | None" = None,
        preview: Preview | None = None,
    ) -> "HoldQueue":
        """Return a queue over an existing client; `deadline` limits all its operations.

        `preview` is what a person saw and confirmed. `release_matching` releases nothing else.
        """
        queue = cls.__new__(cls)
        queue._client, queue._deadline, queue._journal, queue._preview = client, deadline, journal, preview  # noqa: SLF001
        return queue

    def close(self) -> None:
        """Close the connections; a later operation opens new ones."""
        self._client.close()

    def __exit__(self, *_: object) -> None:
        self.close()

    # Change the queue.

    def release(
        self,
        ids: Iterable[str],
        *,
        look_first: bool = False,
        only_if: Mapping[str, object] = NO_GUARD,
        dry_run: bool = False,
        deadline_seconds: float | None = None,
    ) -> Run[ReleaseRecord]:
        """Release each of the `ids` once; records come in their order, each as soon as it is settled.

        Raises `InputError` for an invalid id: in a list before anything is sent; in an iterator after the records of
        all ids before it. An error of the iterator itself is raised in the same way.
        """
        check_flags(look_first=look_first, dry_run=dry_run)
        guard, bulk_action = self._guard(only_if), self._bulk_action(deadline_seconds)
        run = bulk_action.act(RELEASING, ids, look_first=look_first, guard=guard, dry_run=dry_run)
        return cast("Run[ReleaseRecord]", run)

    def reject(  # noqa: PLR0913 - Mimecast's parameters and the safeguards
        self,
        ids: Iterable[str],
        *,
        reason_type: str | None = None,
        message: str | None = None,
        notify: bool = False,
        look_first: bool = False,
        only_if: Mapping[str, object] = NO_GUARD,
        dry_run: bool = False,
        deadline_seconds: float | None = None,
    ) -> Run[RejectRecord]:
        """Reject each of the `ids` once; `notify` sends the sender a notice, with `message` if there is one."""
        check_flags(notify=notify, look_first=look_first, dry_run=dry_run)
        check_text(reason_type=reason_type, message=message)
        guard, bulk_action = self._guard(only_if), self._bulk_action(deadline_seconds)
        items = partial(endpoints.reject_items, reason_type=reason_type, message=message, notify=notify)
        request = BulkRequest(REJECT, endpoints.HOLD_REJECT, items)
        run = bulk_action.act(request, ids, look_first=look_first, guard=guard, dry_run=dry_run)
        return cast("Run[RejectRecord]", run)

    def release_matching(
        self,
        *,
        max_messages: int,
        dry_run: bool = True,
        deadline_seconds: float | None = None,
        **filters: "Unpack[Filters]",
    ) -> Run[ReleaseRecord]:
        """Release what matches find's filters; if more than `max_messages` match, release nothing.

        Addresses match as a whole, on the envelope. Raises `InputError` if the filters do not narrow, or if `end` is
        missing and it is not a dry run.
        """
        from mimecast_hold.hold_queue.search.filters import require_narrowing

        check_flags(dry_run=dry_run)
        check_limit("max_messages", max_messages, 1, _MOST_RELEASED)
        wanted = self._filter(filters, exact=True)
        require_narrowing(wanted, dry_run=dry_run, end_given=filters.get("end") is not None)
        bulk_action = self._bulk_action(deadline_seconds)
        if self._ask_for_clock(bulk_action.deadline, filters):
            wanted = self._filter(filters, exact=True)
        typed = f"{filters.get('start')} {filters.get('end')}"
        run = bulk_action.release_matching(
            wanted, max_messages, dry_run=dry_run, typed_window=typed, preview=self._preview
        )
        return cast("Run[ReleaseRecord]", run)

    # Read.

    def find(
        self,
        *,
        max_messages: int = 1000,
        include_raw: bool = False,
        deadline_seconds: float | None = None,
        **filters: "Unpack[Filters]",
    ) -> "FindResult":
        """Find held messages that match the filters (`start`, `end`, `search_field`, ...: see `Filters`)."""
        from mimecast_hold.hold_queue.search import reading

        check_flags(include_raw=include_raw)
        check_limit("max_messages", max_messages, 1, _MOST_LISTED)
        wanted = self._filter(filters)
        deadline = self._deadline_for(deadline_seconds)
        if self._ask_for_clock(deadline, filters):
            wanted = self._filter(filters)
        return reading.find(self._client, wanted, deadline, most=max_messages, include_raw=include_raw)

    def summary(self, *, deadline_seconds: float | None = None) -> "HoldSummary":
        """Count the messages that each policy or reason holds."""
        from mimecast_hold.hold_queue.search import reading

        return reading.summary(self._client, self._deadline_for(deadline_seconds))

    def release_log(
        self,
        *,
        start: str | datetime | None = None,
        end: str | datetime | None = None,
        max_entries: int = 1000,
        deadline_seconds: float | None = None,
        **search: "Unpack[LogFilters]",
    ) -> "ReleaseLog":
        """List the messages that left the queue, and why; by default those of the last 24 hours."""
        from mimecast_hold.hold_queue.search import reading
        from mimecast_hold.hold_queue.search.release_log import log_search

        check_limit("max_entries", max_entries, 1, _MOST_LISTED)
        since, until = window(start, end, mimecast_now(self._client), _SPANS[_LOG_DEFAULT])
        wanted = log_search(since, until, search, _explicit_ends(start, end, _LOG_DEFAULT))
        return reading.read_log(self._client, wanted, self._deadline_for(deadline_seconds), most=max_entries)

    def test(
        self, *, check_release_permission: bool = False, deadline_seconds: float | None = None
    ) -> "ConnectionReport":
        """Check what works over this connection, and what is missing."""
        from mimecast_hold.hold_queue.connection_test import checks
        from mimecast_hold.hold_queue.listings import ConnectionReport

        check_flags(check_release_permission=check_release_permission)
        deadline = self._deadline_for(deadline_seconds)
        return ConnectionReport(tuple(checks(self._client, deadline, release=check_release_permission)))

    def _guard(self, only_if: Mapping[str, object]) -> Guard | None:
        """Return the guard; raises `InputError` for an invalid one, and for a missing one that is required."""
        if only_if is not NO_GUARD:
            return Guard.of(only_if)
        connection = self._client.connection
        if connection.require_guard:
            raise InputError(
                f"$.only_if is missing: {connection.required_by} requires a guard to release or reject by id. "
                "Nothing was sent.",
                hint="Set only_if, for example with recipients or reason_codes, or ask the person who set "
                "require_guard.",
                field="only_if",
            )
        return None

    def _deadline_for(self, deadline_seconds: float | None) -> Deadline:
        check_deadline(deadline_seconds)
        if self._deadline is not None and deadline_seconds is None:
            return self._deadline
        return Deadline(self._client.clock, deadline_seconds)

    def _bulk_action(self, deadline_seconds: float | None) -> BulkAction:
        return BulkAction(self._client, self._deadline_for(deadline_seconds), self._journal)

    def _ask_for_clock(self, deadline: Deadline, filters: "Filters") -> bool:
        """Ask for Mimecast's clock if a span depends on it and no answer has shown it; return whether it was asked.

        Otherwise, if our clock is ahead, mail newer than the end of the span would be released.
        """
        spans = (filters.get("start"), filters.get("end"))
        if self._client.offset is not None or not any(span != _HELD_DEFAULT and is_span(span) for span in spans):
            return False
        request_id = self._client.request_id()
        deadline.within(lambda: self._client.attempt(endpoints.ACCOUNT, (), request_id=request_id))
        return True

    def _filter(self, filters: "Filters", *, exact: bool = False) -> "Filter":
        from mimecast_hold.hold_queue.search.filters import Filter

        start, end = filters.get("start"), filters.get("end")
        now = mimecast_now(self._client)
        if self._preview:  # spans count from when a person was shown what matches
            now += self._preview.at - self._client.clock.now()
        since, until = window(start, end, now, _SPANS[_HELD_DEFAULT])
        return Filter.of(since, until, filters, explicit_ends=_explicit_ends(start, end, _HELD_DEFAULT), exact=exact)


def _explicit_ends(start: object, end: object, default: str) -> frozenset[str]:
    """Return the ends of a window that the user set; the schema's default does not count."""
    ends = (("start", start if start != default else None), ("end", end))
    return frozenset(name for name, value in ends if value is not None)

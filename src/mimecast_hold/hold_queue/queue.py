"""The hold queue, as one object: find, summary, release, reject, release log."""

import os
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Self, cast

from mimecast_hold.api.auth import Credentials
from mimecast_hold.api.client import Client
from mimecast_hold.api.clock import Patience
from mimecast_hold.api.connection import (
    Connection,
    ca_variables,
    checked_base_url,
    checked_limits,
    checked_proxy_url,
    region_url,
)
from mimecast_hold.errors import ConfigurationError
from mimecast_hold.hold_queue import endpoints
from mimecast_hold.hold_queue.acting import RELEASING, Actor, Caution
from mimecast_hold.hold_queue.dates import window
from mimecast_hold.hold_queue.dispatch import Order
from mimecast_hold.hold_queue.ledger import Journal
from mimecast_hold.hold_queue.records import REJECT, RejectRecord, ReleaseRecord
from mimecast_hold.hold_queue.results import Run

if TYPE_CHECKING:
    from typing import Unpack

    from mimecast_hold.api.connection import Limits
    from mimecast_hold.hold_queue.filters import Filter, Filters
    from mimecast_hold.hold_queue.listings import Checks, Found, Holds, LogRead
    from mimecast_hold.hold_queue.log_search import LogFilters

_HELD_FOR = timedelta(days=30)
_LOGGED_FOR = timedelta(hours=24)


class HoldQueue:
    """One tenant's hold queue.

    ``HoldQueue(ApiKeys(...), region="eu").release(ids)`` yields a `ReleaseRecord` for each id, in order. Every
    operation takes `deadline_seconds`, counted from the call. Errors are `MimecastHoldError`s.
    """

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
        """Take the credentials and where the tenant lives; `ca_bundle` is else REQUESTS_CA_BUNDLE's, or certifi's.

        Raises `ConfigurationError` that names the field.
        """
        if base_url is None and region is None and credentials.api == "1.0":
            raise ConfigurationError("Neither region nor base_url is given.", hint="Give one of them.", field="region")
        url = base_url or region_url(credentials.api, region or "global")
        connection = Connection(
            base_url=checked_base_url(url, allow_other_host=allow_other_host),
            credentials=credentials,
            proxy_url=checked_proxy_url(proxy_url) if proxy_url else None,
            ca_bundle=ca_bundle or next((path for _, path in ca_variables(os.environ)), None),
            require_guard=require_guard,
            **checked_limits(settings),
        )
        self._open(Client(connection))

    @classmethod
    def over(cls, client: Client, patience: Patience | None = None, journal: Journal | None = None) -> "HoldQueue":
        """A queue over a client that exists; `patience` bounds all that is asked of it."""
        queue = cls.__new__(cls)
        queue._open(client, patience, journal)  # noqa: SLF001 - a queue of this very class
        return queue

    def _open(self, client: Client, patience: Patience | None = None, journal: Journal | None = None) -> None:
        self._client = client
        self._patience = patience
        self._journal = journal

    def close(self) -> None:
        """Close the connections; a later operation opens new ones."""
        self._client.close()

    def __enter__(self) -> Self:
        """The queue itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        self.close()

    # Changing.

    def release(
        self,
        ids: Iterable[str],
        *,
        look_first: bool = False,
        only_if: Mapping[str, object] | None = None,
        dry_run: bool = False,
        deadline_seconds: float | None = None,
    ) -> Run[ReleaseRecord]:
        """Release each of the `ids` once; records come in their order, each as soon as it is settled.

        Raises `InputError` for what can be no id: for a list before anything is sent; for an iterator, as whatever it
        raises itself, after the records of all that came before.
        """
        run = self._actor(deadline_seconds).act(RELEASING, ids, Caution(look_first, only_if, dry_run))
        return cast("Run[ReleaseRecord]", run)

    def reject(  # noqa: PLR0913 - what Mimecast takes, and what is looked at first
        self,
        ids: Iterable[str],
        *,
        reason_type: str | None = None,
        message: str | None = None,
        notify: bool = False,
        look_first: bool = False,
        only_if: Mapping[str, object] | None = None,
        dry_run: bool = False,
        deadline_seconds: float | None = None,
    ) -> Run[RejectRecord]:
        """Reject each of the `ids` once; with `notify` the sender is told, `message` if there is one."""
        rejection = endpoints.Rejection(reason_type, message, notify)
        order = Order(REJECT, endpoints.HOLD_REJECT, rejection.items)
        run = self._actor(deadline_seconds).act(order, ids, Caution(look_first, only_if, dry_run))
        return cast("Run[RejectRecord]", run)

    def release_matching(
        self,
        *,
        max_messages: int,
        dry_run: bool = True,
        deadline_seconds: float | None = None,
        **filters: "Unpack[Filters]",
    ) -> Run[ReleaseRecord]:
        """Release what matches find's filters; with more matches than `max_messages` nothing is released.

        Addresses match whole, on the envelope. Raises `InputError` where the filters do not narrow, or where `end` is
        missing and it is no dry run.
        """
        from mimecast_hold.hold_queue.filters import require_narrowing

        wanted = self._filter(filters, exact=True)
        require_narrowing(wanted, dry_run=dry_run, end_given=filters.get("end") is not None)
        actor = self._actor(deadline_seconds)
        return cast("Run[ReleaseRecord]", actor.release_matching(wanted, max_messages, dry_run=dry_run))

    # Reading.

    def find(
        self,
        *,
        max_messages: int = 1000,
        include_raw: bool = False,
        deadline_seconds: float | None = None,
        **filters: "Unpack[Filters]",
    ) -> "Found":
        """Held messages that fit the filters (`start`, `end`, `search_field`, ...: see `Filters`)."""
        from mimecast_hold.hold_queue import reading

        return reading.find(
            self._client,
            self._filter(filters),
            self._patience_for(deadline_seconds),
            most=max_messages,
            include_raw=include_raw,
        )

    def summary(self, *, deadline_seconds: float | None = None) -> "Holds":
        """How many messages each policy or reason holds."""
        from mimecast_hold.hold_queue import reading

        return reading.summary(self._client, self._patience_for(deadline_seconds))

    def release_log(
        self,
        *,
        start: str | datetime | None = None,
        end: str | datetime | None = None,
        max_entries: int = 1000,
        deadline_seconds: float | None = None,
        **search: "Unpack[LogFilters]",
    ) -> "LogRead":
        """What became of messages that left the queue, the last 24 hours' by default."""
        from mimecast_hold.hold_queue import reading
        from mimecast_hold.hold_queue.log_search import LogFilter

        since, until = window(start, end, self._client.clock.now(), _LOGGED_FOR)
        wanted = LogFilter.of(since, until, search)
        patience = self._patience_for(deadline_seconds)
        return reading.read_log(self._client, wanted, patience, most=max_entries)

    def test(self, *, check_release_permission: bool = False, deadline_seconds: float | None = None) -> "Checks":
        """What works over this connection, and what is missing."""
        from mimecast_hold.hold_queue.checkup import checks
        from mimecast_hold.hold_queue.listings import Checks

        patience = self._patience_for(deadline_seconds)
        return Checks(tuple(checks(self._client, patience, release=check_release_permission)))

    # Behind them.

    def _patience_for(self, deadline_seconds: float | None) -> Patience:
        if self._patience is not None and deadline_seconds is None:
            return self._patience
        return Patience(self._client.clock, deadline_seconds)

    def _actor(self, deadline_seconds: float | None) -> Actor:
        return Actor(self._client, self._patience_for(deadline_seconds), self._journal)

    def _filter(self, given: "Filters", *, exact: bool = False) -> "Filter":
        from mimecast_hold.hold_queue.filters import Filter

        since, until = window(given.get("start"), given.get("end"), self._client.clock.now(), _HELD_FOR)
        return Filter.of(since, until, given, exact=exact)

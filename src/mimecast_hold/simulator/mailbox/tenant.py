"""A tenant's state: held mail, what happened to each message, and the rules."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from threading import RLock
from types import MappingProxyType
from typing import Final, Literal

from mimecast_hold.simulator.http.calls import Call
from mimecast_hold.simulator.http.limits import Limiter
from mimecast_hold.simulator.mailbox.credentials import Credentials, Tokens
from mimecast_hold.simulator.mailbox.identifiers import held_id, renewed_id, tracking_id
from mimecast_hold.simulator.mailbox.logbook import EXPIRED, LogEntry, Notice, Status
from mimecast_hold.simulator.mailbox.mail import BadText, HeldMail, Mailroom
from mimecast_hold.simulator.mailbox.rules import Rules, Visibility
from mimecast_hold.simulator.mailbox.samples import SERVICE_USER

Fate = Literal["held", "released", "rejected", "expired", "never"]
Verb = Literal["release", "reject"]

_OTHER_ADMIN: Final = "mail.admin@example.com"
# Mimecast keeps held messages for 14 days by default. Ours are younger, so none expires.
_SPAN: Final = timedelta(days=10)


class Tenant:
    """State and rules of one tenant. Hold `lock` around every call and every change."""

    def __init__(
        self,
        seed: int = 7,
        held: int = 20,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        *,
        rules: Rules | None = None,
        visibility: Visibility | None = None,
    ) -> None:
        self.rules = rules or Rules()
        self.visibility = visibility or Visibility()
        self.lock: Final = RLock()
        self.credentials: Final = Credentials.made_from(seed)
        self.tokens: Final = Tokens(seed)
        self.limiter: Final = Limiter()
        self.notices: Final[list[Notice]] = []
        self.log: Final[list[LogEntry]] = []
        """Oldest first."""
        self.release_calls: Final[Counter[str]] = Counter()
        """How many times the API was asked to release each id, with or without effect."""
        self.reject_calls: Final[Counter[str]] = Counter()
        self.calls: Final[Counter[str]] = Counter()
        """How many calls of an endpoint `Rules.other_admin` has counted."""
        self.callbacks: Final[list[Callable[[Call], None]]] = []
        """Functions to call before each permitted call, without the lock."""
        self.matches: Final[dict[object, Sequence[HeldMail]]] = {}
        """Filtered lists, cached until the queue changes."""
        self._seed: Final = seed
        self._now: Final = now
        self._mailroom: Final = Mailroom(seed, together=self.rules.several_recipients, twins=self.rules.twins)
        self._log_ids: Final = Random(f"log {seed}")
        self._held: dict[str, HeldMail] = {}
        self._logged: dict[str, LogEntry] = {}
        """The log by message id."""
        self._refusals: dict[str, tuple[str, str] | Literal["withheld"]] = {}
        self._newest_first: list[HeldMail] | None = None
        self._last_arrival = self.now
        self.add(held, span=_SPAN)

    @property
    def now(self) -> datetime:
        """The server's clock."""
        return self._now() + self.rules.clock_offset

    @property
    def held(self) -> Mapping[str, HeldMail]:
        """A live view of the held messages by id, in the order in which they were held."""
        return MappingProxyType(self._held)

    def newest(self) -> list[HeldMail]:
        """Return the held messages, newest first. Do not change the list."""
        with self.lock:
            if self._newest_first is None:
                # A stable sort: within one second, the message that was held last comes first.
                self._newest_first = sorted(self._held.values(), key=lambda mail: mail.received)[::-1]
            return self._newest_first

    def fate(self, identifier: str) -> Fate:
        with self.lock:
            if identifier in self._held:
                return "held"
            entry = self._logged.get(identifier)
            if entry is None:
                return "never"
            return "expired" if entry.message_info == EXPIRED else entry.status

    def effects(self, identifier: str) -> int:
        """Return how many times a release or a reject of a message took effect."""
        return sum(entry.message_id == identifier and entry.message_info != EXPIRED for entry in self.log)

    def unknown_id(self, n: int = 0) -> str:
        """Return a well-formed id that was never held."""
        return held_id(Random(f"unknown {self._seed} {n}"))

    def tracking_id(self, n: int = 0) -> str:
        return tracking_id(Random(f"tracking {self._seed} {n}"))

    def add(self, n: int = 1, *, span: timedelta = timedelta(0), age: timedelta = timedelta(0)) -> list[str]:
        """Hold `n` more messages and return their ids.

        They are newer than all others. With `age` they were received that long ago, like mail from a sandbox.
        """
        with self.lock:
            mail = self._mailroom.write(n, self.now, span) if n else []
            self._hold(replace(letter, received=letter.received - age) for letter in mail)
            return [letter.id for letter in mail]

    def add_twin(self, identifier: str) -> str:
        """Hold a copy of a held message under another id, and return the id."""
        with self.lock:
            twin = self._mailroom.twin(self._held[identifier])
            self._hold([twin])
            return twin.id

    def spoil_subject(self, identifier: str, kind: BadText) -> None:
        """Put raw control characters, Latin-1 bytes or half of a surrogate pair into a held message's subject."""
        with self.lock:
            self._hold([self._held[identifier].with_bad_subject(kind)])

    def receive_arrivals(self) -> None:
        """Hold the mail that has arrived since the last call (`Rules.arrivals`)."""
        with self.lock:
            arrivals = self.rules.arrivals
            while arrivals and self.now - self._last_arrival >= arrivals.every:
                self._last_arrival += arrivals.every
                self.add(age=arrivals.age)

    def _hold(self, mail: Iterable[HeldMail]) -> None:
        for letter in mail:
            self._held[letter.id] = letter
        self._changed()

    def act_as_other_admin(self, identifier: str, verb: Verb, operator: str = _OTHER_ADMIN) -> bool:
        """Release or reject as another administrator. Return False if the message is not held."""
        return self.act(identifier, verb, operator=operator)

    def act_on_newest(self, count: int, verb: Verb, ids: Sequence[str] = ()) -> None:
        """Let another administrator act on `count` messages: of `ids`, or the newest."""
        with self.lock:
            chosen = [i for i in ids if i in self._held] if ids else [m.id for m in self.newest()]
            for identifier in chosen[:count]:
                self.act_as_other_admin(identifier, verb)

    def expire(self, identifier: str) -> bool:
        """Drop a message as housekeeping does. Return False if it is not held."""
        status: Status = "released" if self.rules.contradictory_expiry else "rejected"
        return self._take(identifier, status, message_info=EXPIRED)

    def refuse(self, identifier: str, code: str, message: str = "The action was refused") -> None:
        """Keep a message held, and answer its release or reject with a `fail` item."""
        self._refusals[identifier] = (code, message)

    def withhold(self, identifier: str) -> None:
        """Keep a message held, and answer its release with `release: false`."""
        self._refusals[identifier] = "withheld"

    def allow(self, identifier: str) -> None:
        """Undo `refuse` and `withhold`."""
        self._refusals.pop(identifier, None)

    def refusal(self, identifier: str) -> tuple[str, str] | Literal["withheld"] | None:
        return self._refusals.get(identifier)

    def revoke_tokens(self) -> None:
        with self.lock:
            self.tokens.revoke()

    def before_call(self, callback: Callable[[Call], None]) -> None:
        self.callbacks.append(callback)

    @property
    def changed_by_api(self) -> frozenset[str]:
        """The messages that were released or rejected through the API."""
        with self.lock:
            return frozenset(entry.message_id for entry in self.log if entry.operator == SERVICE_USER.address)

    def released_by_api(self, identifier: str) -> bool:
        entry = self._logged.get(identifier)
        return entry is not None and (entry.status, entry.operator) == ("released", SERVICE_USER.address)

    def act(self, identifier: str, verb: Verb, *, reason: str = "", operator: str = SERVICE_USER.address) -> bool:
        """Release or reject. Return False if the message is not held."""
        return self._take(identifier, "released" if verb == "release" else "rejected", operator, reason)

    def _take(
        self, identifier: str, status: Status, operator: str = "", reject_reason: str = "", message_info: str = ""
    ) -> bool:
        """Take a message out of the queue and log it. Return False if it is not held."""
        with self.lock:
            mail = self._held.pop(identifier, None)
            if mail is None:
                return False
            self._changed()
            rng = self._log_ids
            unrelated, alias = held_id(rng), renewed_id(mail.id, rng)
            entry = LogEntry(
                unrelated, alias, mail, self.now, operator, status, reject_reason, message_info, rng.randrange(0, 30)
            )
            self.log.append(entry)
            self._logged[identifier] = entry
            return True

    def _changed(self) -> None:
        self._newest_first = None
        self.matches.clear()

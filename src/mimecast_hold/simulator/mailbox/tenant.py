"""A tenant's state: what is held, what became of it, and the rules that it goes by."""

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
from mimecast_hold.simulator.mailbox.logbook import EXPIRED, LogEntry, Notice
from mimecast_hold.simulator.mailbox.mail import BadText, HeldMail, Mailroom
from mimecast_hold.simulator.mailbox.rules import Rules, Visibility
from mimecast_hold.simulator.mailbox.samples import SERVICE_USER

Fate = Literal["held", "released", "rejected", "expired", "never"]
Verb = Literal["release", "reject"]

_OTHER_ADMIN: Final = "mail.admin@example.com"
# Mimecast keeps held messages 14 days by default; ours are younger, so that none has to go.
_SPAN: Final = timedelta(days=10)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Tenant:
    """State and rules of one tenant. `lock` is held around every call and every change."""

    def __init__(
        self,
        seed: int = 7,
        held: int = 20,
        now: Callable[[], datetime] | None = None,
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
        """How often a release of an id was asked for through the API, with effect or without."""
        self.reject_calls: Final[Counter[str]] = Counter()
        self.calls: Final[Counter[str]] = Counter()
        """How many calls of an endpoint others have counted on to act."""
        self._seed: Final = seed
        self._now: Final = now or _utc_now
        self._mailroom: Final = Mailroom(
            seed, together=self.rules.several_recipients, twins=self.rules.twins
        )  # fmt: skip
        self._log_ids: Final = Random(f"log {seed}")
        self._held: dict[str, HeldMail] = {}
        self._fates: dict[str, Fate] = {}
        self._effects: Counter[str] = Counter()
        self._by_api: set[str] = set()
        self._refusals: dict[str, tuple[str, str] | None] = {}
        self._callbacks: list[Callable[[Call], None]] = []
        self._newest_first: list[HeldMail] | None = None
        self.matches: Final[dict[object, Sequence[HeldMail]]] = {}
        """Filtered lists, kept until the queue changes."""
        self._last_arrival = self.now
        self.add(held, span=_SPAN)

    # What can be looked at.

    @property
    def now(self) -> datetime:
        """The server's clock."""
        return self._now() + self.rules.clock_offset

    @property
    def held(self) -> Mapping[str, HeldMail]:
        """What is held now by id, in the order in which it was held; a live view."""
        return MappingProxyType(self._held)

    def newest(self) -> list[HeldMail]:
        """What is held now, newest first; not to be changed."""
        with self.lock:
            if self._newest_first is None:
                # Stable: of the same second, what was held last comes first.
                self._newest_first = list(reversed(self._held.values()))
                self._newest_first.sort(key=lambda mail: mail.received, reverse=True)
            return self._newest_first

    def fate(self, identifier: str) -> Fate:
        return self._fates.get(identifier, "never")

    def effects(self, identifier: str) -> int:
        """How many times a release or a reject took effect on a message."""
        return self._effects[identifier]

    def unknown_id(self, n: int = 0) -> str:
        """Give a well-formed id that was never held."""
        return held_id(Random(f"unknown {self._seed} {n}"))

    def tracking_id(self, n: int = 0) -> str:
        return tracking_id(Random(f"tracking {self._seed} {n}"))

    # What can be arranged.

    def add(self, n: int = 1, *, span: timedelta = timedelta(0), age: timedelta = timedelta(0)) -> list[str]:
        """Hold `n` more messages and give their ids.

        They are newer than every other, or were received `age` before they were held, as mail that lay in a sandbox.
        """
        with self.lock:
            mail = self._mailroom.write(n, self.now, span) if n else []
            self._hold(replace(letter, received=letter.received - age) for letter in mail)
            return [letter.id for letter in mail]

    def add_twin(self, identifier: str) -> str:
        """Hold another message like a held one: the same sender, recipient, subject, size and date; give its id."""
        with self.lock:
            twin = self._mailroom.twin(self._held[identifier])
            self._hold([twin])
            return twin.id

    def spoil_subject(self, identifier: str, kind: BadText) -> None:
        """Have a held message's subject hold raw control characters, bytes of Latin-1, or half of a surrogate pair."""
        with self.lock:
            self._hold([self._held[identifier].with_bad_subject(kind)])

    def receive_arrivals(self) -> None:
        """Hold what has come by now, if the rules have mail come."""
        with self.lock:
            arrivals = self.rules.arrivals
            while arrivals and self.now - self._last_arrival >= arrivals.every:
                self._last_arrival += arrivals.every
                self.add(age=arrivals.age)

    def _hold(self, mail: Iterable[HeldMail]) -> None:
        for letter in mail:
            self._held[letter.id] = letter
            self._fates[letter.id] = "held"
        self._changed()

    def act_as_other_admin(self, identifier: str, verb: Verb, operator: str = _OTHER_ADMIN) -> bool:
        """Release or reject as somebody else; False where the message is not held."""
        return self.act(identifier, verb, operator=operator, by_api=False)

    def expire(self, identifier: str) -> bool:
        """Let housekeeping drop a message; False where it is not held."""
        with self.lock:
            mail = self._take(identifier, "expired")
            if mail is not None:
                status: Literal["released", "rejected"] = "released" if self.rules.contradictory_expiry else "rejected"
                self._write(mail, status, operator="", message_info=EXPIRED)
            return mail is not None

    def refuse(self, identifier: str, code: str, message: str = "The action was refused") -> None:
        """Answer a release or reject of a held message with a `fail` item, and keep it held."""
        self._refusals[identifier] = (code, message)

    def withhold(self, identifier: str) -> None:
        """Answer a release of a held message with `release: false`, and keep it held."""
        self._refusals[identifier] = None

    def allow(self, identifier: str) -> None:
        """Take back `refuse` and `withhold`."""
        self._refusals.pop(identifier, None)

    def revoke_tokens(self) -> None:
        with self.lock:
            self.tokens.revoke()

    def before_call(self, callback: Callable[[Call], None]) -> None:
        """Have `callback` called before each call that was let in, outside of the lock."""
        self._callbacks.append(callback)

    # What the endpoints use.

    def announce(self, call: Call) -> None:
        for callback in self._callbacks:
            callback(call)

    def refusal(self, identifier: str) -> tuple[str, str] | Literal["withheld"] | None:
        if identifier not in self._refusals:
            return None
        return self._refusals[identifier] or "withheld"

    def released_by_api(self, identifier: str) -> bool:
        return identifier in self._by_api and self.fate(identifier) == "released"

    def act(
        self,
        identifier: str,
        verb: Verb,
        *,
        reason: str = "",
        operator: str = SERVICE_USER.address,
        by_api: bool = True,
    ) -> bool:
        with self.lock:
            fate: Literal["released", "rejected"] = "released" if verb == "release" else "rejected"
            mail = self._take(identifier, fate)
            if mail is None:
                return False
            if by_api:
                self._by_api.add(identifier)
            self._effects[identifier] += 1
            self._write(mail, fate, operator=operator, reject_reason=reason)
            return True

    def act_on_newest(self, count: int, verb: Verb, ids: Sequence[str] = ()) -> None:
        """Have another administrator act on `count` messages: of `ids`, or the newest."""
        with self.lock:
            chosen = [i for i in ids if i in self._held] if ids else [m.id for m in self.newest()]
            for identifier in chosen[:count]:
                self.act_as_other_admin(identifier, verb)

    def _take(self, identifier: str, fate: Fate) -> HeldMail | None:
        mail = self._held.pop(identifier, None)
        if mail is not None:
            self._fates[identifier] = fate
            self._changed()
        return mail

    def _write(
        self,
        mail: HeldMail,
        status: Literal["released", "rejected"],
        *,
        operator: str,
        reject_reason: str = "",
        message_info: str = "",
    ) -> None:
        rng = self._log_ids
        entry = LogEntry(
            held_id(rng), renewed_id(mail.id, rng), mail, self.now, operator, status, reject_reason,
            message_info, rng.randrange(0, 30),
        )  # fmt: skip
        self.log.append(entry)

    def _changed(self) -> None:
        self._newest_first = None
        self.matches.clear()

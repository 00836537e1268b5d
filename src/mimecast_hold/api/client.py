"""Calls to Mimecast: authenticated, sent and classified. Calls that change nothing are repeated until answered."""

import copy
import json
import os
import random
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from mimecast_hold.api.answer.classification import Answer, Kind, classify
from mimecast_hold.api.answer.permissions import with_hints
from mimecast_hold.api.answer.reply import Reply
from mimecast_hold.api.auth.credentials import ApiKeys, Signer
from mimecast_hold.api.auth.redaction import Redactor, proxy_secrets
from mimecast_hold.api.auth.tokens import TokenBearer
from mimecast_hold.api.connection import Connection
from mimecast_hold.api.deadline import Clock, Deadline, SystemClock
from mimecast_hold.api.limiter import LIMITED, Limiter
from mimecast_hold.api.wire.permission import BeforeSending, HeldBackError, Permission, allow
from mimecast_hold.api.wire.transport import HttpTransport
from mimecast_hold.api.wire.transport_errors import TransportError
from mimecast_hold.errors import Problem, error_from

_FIRST_WAIT = 0.3  # seconds before a repeat; doubled each time, up to the maximum, and reduced by a random part
_MAX_WAIT = 8.0
_IDLE = 60.0  # seconds; after that, a firewall may have dropped a connection, and a request on it would be lost
_HEADERS = {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "mimecast-hold"}
_REPEATED = (Kind.NOT_SENT, Kind.LOST, Kind.INTERMITTENT)
_RUN_AGAIN = "Run the action again. Repeating it is harmless."
_CHECK_CONNECTION = "Check base_url or region, the network, the proxy and the CA bundle, then run the action again."


class Wire(Protocol):
    """Makes one HTTP exchange: `transport.HttpTransport`, or a fake in tests."""

    def __call__(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, begin: BeforeSending = allow
    ) -> Reply:
        """Send a request and return the response. Raises `TransportError`, and what `begin` raises."""
        ...


def request_id() -> str:
    """Return a new `x-mc-req-id`: a random GUID (RFC 9562, version 4)."""
    # uuid.uuid4() would do, but importing uuid takes several milliseconds of a cold start.
    raw = bytearray(os.urandom(16))
    raw[6] = raw[6] & 0x0F | 0x40
    raw[8] = raw[8] & 0x3F | 0x80
    text = raw.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def back_off(repeat: int, chance: float) -> float:
    """Return the seconds before the `repeat`th repeat (1, 2, ...). `chance`, from 0 to 1, spreads clients apart."""
    return min(_MAX_WAIT, _FIRST_WAIT * 2.0 ** min(repeat - 1, 10)) * (0.5 + chance / 2)


class Client:
    """Calls to one tenant with one set of credentials. Safe for many threads.

    A server keeps one client and creates one `for_run` for each run, since these attributes are about one run:

    Attributes:
        tried: Whether sending a request was attempted.
        sent: Whether any request was sent.
        offset: Mimecast's clock minus ours in seconds, by the last response to a call other than a token call.
        least_offset: The smallest `offset` of the run.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        wire: Wire | None = None,
        clock: Clock | None = None,
        request_ids: Callable[[], str] = request_id,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.connection = connection
        self.clock = clock or SystemClock()
        self.limiter = Limiter(self.clock)
        self.request_id = request_ids
        self.chance = chance
        self.tried = self.sent = False
        self.offset: float | None = None
        self.least_offset: float | None = None
        self._wire = wire
        self._wire_lock = threading.Lock()
        self._shares_wire = False
        self._last_run = self.clock.monotonic()
        credentials, proxy = connection.credentials, connection.proxy_url
        self._redactor = Redactor((*credentials.secrets, *(proxy_secrets(proxy) if proxy else ())))
        self._auth = (
            Signer(credentials, self.clock)
            if isinstance(credentials, ApiKeys)
            else TokenBearer(credentials, self.clock, self._post)
        )

    def for_run(self) -> "Client":
        """Return a client for one run with the same connections, token and limiter. Closing it closes none of them."""
        self._open_wire()
        now = self.clock.monotonic()
        if now - self._last_run > _IDLE:
            self.close()  # connections in use are not affected
        self._last_run = now
        run = copy.copy(self)
        run.tried = run.sent = False
        run.offset = run.least_offset = None
        run._shares_wire = True  # noqa: SLF001 - of the same class
        return run

    def attempt(
        self,
        path: str,
        data: Sequence[Mapping[str, object]],
        *,
        request_id: str,
        meta: Mapping[str, object] | None = None,
        permission: Permission | None = None,
    ) -> Answer:
        """Send one request and return its result. Never raises for what the service does.

        `permission` is checked once there is a token, and again before the first byte is sent.
        """
        permission = permission or Permission()
        headers = self._auth.headers(path, request_id, self._post)
        if isinstance(headers, Answer):
            # Another run may have made the token call. Its answer counts for this run too.
            self.tried, self.sent = True, self.sent or headers.reached
            self._pause_if_limited(headers)
            return with_hints(headers, path, self.connection.api)
        if problem := permission.refused():
            return _held_back(problem)
        content = {**({"meta": dict(meta)} if meta else {}), "data": list(data)}
        body = json.dumps(content, separators=(",", ":"), allow_nan=False)
        # Checked only now, since many threads may have waited for one token.
        if not self.limiter.admit():
            return Answer(Kind.LIMITED, LIMITED, sent=False)
        try:
            reply = self._post(path, {**headers, "Content-Type": "application/json"}, body.encode(), permission.begin)
        except HeldBackError as error:
            return _held_back(error.problem)
        finally:
            self.limiter.finished()
        return reply if isinstance(reply, Answer) else self._classify(reply, headers, path)

    def _classify(self, reply: Reply, headers: Mapping[str, str], path: str) -> Answer:
        """Classify the response, and update the clock offset, the limiter and the token accordingly."""
        now = self.clock.now()
        answer = classify(reply, now)
        if answer.offset is not None:
            self.offset = answer.offset
            self.least_offset = min(answer.offset, self.offset if self.least_offset is None else self.least_offset)
        if not self._pause_if_limited(answer):
            self.limiter.answered(reply.headers, now)
        answer = with_hints(answer, path, self.connection.api)
        rejected = answer.kind is Kind.REFUSED and answer.problem and answer.problem.category == "authentication"
        if rejected and self._auth.renew(headers):
            return Answer(Kind.STALE_TOKEN, answer.problem, http_status=answer.http_status)
        return answer

    def _pause_if_limited(self, answer: Answer) -> bool:
        """Pause all requests after a 429, or a 503 that says how long; return whether it is one of these."""
        limited = answer.kind is Kind.LIMITED or answer.wait is not None
        if limited:
            self.limiter.rejected(answer.wait, answer.problem)
        return limited

    def call(
        self,
        path: str,
        data: Sequence[Mapping[str, object]],
        *,
        meta: Mapping[str, object] | None = None,
        deadline: Deadline,
    ) -> Answer:
        """Make a call that changes nothing, and repeat it until it is answered or its attempts are used up.

        Raises the `MimecastHoldError` that prevents it; `StoppedError` at the deadline.
        """
        failed = 0
        renewed = False
        while True:
            if problem := self.limiter.blocked(deadline.remaining()):
                raise error_from(problem)
            deadline.pause(self.limiter.delay())
            answer = deadline.within(
                lambda: self.attempt(
                    path, data, meta=meta, request_id=self.request_id(), permission=Permission(deadline.stop_reason)
                )
            )
            if answer.kind is Kind.ANSWERED:
                return answer
            if answer.kind is Kind.LIMITED:
                continue
            if answer.kind is Kind.STALE_TOKEN and not renewed:
                renewed = True
                continue
            failed += 1
            if answer.kind not in _REPEATED or failed >= self.connection.max_attempts:
                raise error_from(answer.problem or Problem("internal", "The response could not be classified."))
            deadline.pause(back_off(failed, self.chance()))

    def close(self) -> None:
        """Close the connections unless they are shared. A later call opens new ones."""
        if not self._shares_wire:
            with self._wire_lock:
                getattr(self._wire, "close", lambda: None)()

    def _post(self, path: str, headers: Mapping[str, str], body: bytes, begin: BeforeSending = allow) -> Reply | Answer:
        """POST to a path of the tenant. Return an Answer if there is no response. Raises what `begin` raises."""
        self.tried = True

        def begin_and_note() -> None:
            begin()
            self.sent = True

        try:
            reply = self._open_wire()(
                "POST", self.connection.base_url + path, {**_HEADERS, **headers}, body, begin_and_note
            )
        except TransportError as error:
            return _unanswered(error)
        return self._redactor.redact(reply, headers)

    def _open_wire(self) -> Wire:
        with self._wire_lock:
            if self._wire is None:
                connection = self.connection
                self._wire = HttpTransport(
                    timeout_seconds=connection.timeout_seconds,
                    proxy_url=connection.proxy_url,
                    ca_bundle=connection.ca_bundle,
                    pool_size=connection.concurrency,
                    local=connection.is_loopback,
                )
            return self._wire


def _held_back(problem: Problem) -> Answer:
    return Answer(Kind.NOT_SENT, problem, reached=False, sent=False)


def _unanswered(error: TransportError) -> Answer:
    hint = error.hint or (_RUN_AGAIN if error.sent else _CHECK_CONNECTION)
    problem = Problem(error.kind, str(error), hint, retryable=error.kind != "configuration")
    kind = Kind.LOST if error.sent else Kind.NOT_SENT
    if error.kind == "configuration":
        kind = Kind.REFUSED  # repeats and later requests would fail in the same way
    return Answer(kind, problem, may_still_apply=error.may_still_apply, reached=error.answered, sent=error.sent)

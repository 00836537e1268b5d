"""One call to Mimecast: authenticated, sent, understood; reads are repeated until they are answered."""

import copy
import json
import os
import random
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from mimecast_hold.api.answer.classification import Answer, HttpReply, Kind, classify
from mimecast_hold.api.answer.permissions import advised
from mimecast_hold.api.answer.refusals import by_status
from mimecast_hold.api.auth.credentials import ApiKeys, Authenticator, Signer
from mimecast_hold.api.auth.redaction import Redactor, proxy_secrets
from mimecast_hold.api.auth.tokens import TokenBearer
from mimecast_hold.api.connection import Connection
from mimecast_hold.api.deadline import Clock, Deadline, SystemClock
from mimecast_hold.api.limiter import Limiter
from mimecast_hold.api.wire.permission import BeforeSending, HeldBackError, Permit, allow
from mimecast_hold.api.wire.transport import HttpTransport
from mimecast_hold.api.wire.transport_errors import TransportError
from mimecast_hold.errors import Problem, error_from

_FIRST_WAIT = 0.3  # seconds before a repeat; doubled each time, up to the last, and cut by a random part
_LAST_WAIT = 8.0
_IDLE = 60.0  # seconds after which a firewall may have dropped a connection, so that a request sent into it is lost


class Wire(Protocol):
    """One HTTP exchange: `transport.HttpTransport`, or a test's own."""

    def __call__(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, begin: BeforeSending = allow
    ) -> HttpReply:
        """Send and receive, calling `begin` before the first byte; raises `TransportError`, and what `begin` raises."""
        ...


def request_id() -> str:
    """A new `x-mc-req-id`: a random GUID (RFC 9562, version 4)."""
    raw = bytearray(os.urandom(16))
    raw[6] = raw[6] & 0x0F | 0x40
    raw[8] = raw[8] & 0x3F | 0x80
    text = raw.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def back_off(repeat: int, chance: float) -> float:
    """Seconds before the `repeat`th repeat (1, 2, ...); `chance`, from 0 to 1, spreads callers apart."""
    return min(_LAST_WAIT, _FIRST_WAIT * 2.0 ** min(repeat - 1, 10)) * (0.5 + chance / 2)


class Client:
    """Calls to one tenant with one set of credentials; safe for many threads.

    `sent` tells whether any request left, `tried` whether one was to; `offset` is Mimecast's clock less ours, in
    seconds, by its last answer to a call (a token's tells nothing of it). A server keeps one client, and has a client
    `for_run` for each of its runs, so that these three are about that run alone.
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
        """Take the connection; wire, clock, request ids and chance can be given by tests."""
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
        self._shares = False  # the connections are another client's
        self._last_run = self.clock.monotonic()
        credentials = connection.credentials
        proxy = connection.proxy_url
        self._redactor = Redactor((*credentials.secrets, *(proxy_secrets(proxy) if proxy else ())))
        self._auth: Authenticator = (
            Signer(credentials, self.clock)
            if isinstance(credentials, ApiKeys)
            else TokenBearer(credentials, self.clock, self._post)
        )

    def for_run(self) -> "Client":
        """A client for one run over the same connections, token and limiter, which closing it leaves as they are."""
        self._open_wire()
        now = self.clock.monotonic()
        if now - self._last_run > _IDLE:
            self.close()  # those in use are not affected
        self._last_run = now
        run = copy.copy(self)
        run.tried = run.sent = False
        run.offset = run.least_offset = None
        run._shares = True  # noqa: SLF001 - a client of this very class
        return run

    def attempt(
        self,
        path: str,
        data: Sequence[Mapping[str, object]],
        *,
        request_id: str,
        meta: Mapping[str, object] | None = None,
        permit: Permit | None = None,
    ) -> Answer:
        """One request, and what it came to; never raises for what the service does.

        The `permit` is asked when a token has been got, and at the request's first byte.
        """
        headers = self._headers(path, request_id)
        if isinstance(headers, Answer):
            self._put_off(headers)
            return self._advised(headers, path)
        permit = permit or Permit()
        if problem := permit.refused():
            return _held_back(problem)
        content = {**({"meta": dict(meta)} if meta else {}), "data": list(data)}
        body = json.dumps(content, separators=(",", ":"), allow_nan=False)
        # Only now, since many threads may have been let wait for one token.
        if not self.limiter.admit():
            return _KEPT_BACK
        try:
            reply = self._post(path, {**headers, "Content-Type": "application/json"}, body.encode(), permit.begin)
        except HeldBackError as error:
            return _held_back(error.problem)
        finally:
            self.limiter.ended()
        if isinstance(reply, Answer):
            return reply
        return self._understand(reply, headers, path)

    def _understand(self, reply: HttpReply, headers: Mapping[str, str], path: str) -> Answer:
        """What a reply to a call of `path` means, for the limiter and the token too."""
        now = self.clock.now()
        answer = classify(reply, now)
        if answer.offset is not None:
            self.offset = answer.offset
            self.least_offset = min(answer.offset, answer.offset if self.least_offset is None else self.least_offset)
        if not self._put_off(answer):
            self.limiter.answered(reply.headers, now)
        answer = self._advised(answer, path)
        if _token_refused(answer) and self._auth.renewed(headers):
            return Answer(Kind.STALE_TOKEN, answer.problem, http_status=answer.http_status)
        return answer

    def _advised(self, answer: Answer, path: str) -> Answer:
        """The answer, with hints for a call of this very path."""
        if not answer.problem and not answer.failures:
            return answer
        return advised(answer, path, self.connection.api)

    def _put_off(self, answer: Answer) -> bool:
        """Have all requests wait where an answer asks for it: a 429, or a 503 that says how long."""
        asks = answer.kind is Kind.LIMITED or answer.wait is not None
        if asks:
            self.limiter.refused(answer.wait, answer.problem)
        return asks

    def call(
        self,
        path: str,
        data: Sequence[Mapping[str, object]],
        *,
        meta: Mapping[str, object] | None = None,
        deadline: Deadline,
    ) -> Answer:
        """A call that changes nothing, repeated until it is answered or its attempts are used up.

        Raises a `MimecastHoldError` for what stands in the way, `StoppedError` at the deadline.
        """
        failed = 0
        renewed = False
        while True:
            self._await_limiter(deadline)
            answer = deadline.within(
                lambda: self.attempt(path, data, meta=meta, request_id=self.request_id(), permit=Permit(deadline.spent))
            )
            if answer.kind is Kind.ANSWERED:
                return answer
            if answer.kind is Kind.LIMITED:
                continue
            if answer.kind is Kind.STALE_TOKEN and not renewed:
                renewed = True
                continue
            failed += 1
            repeatable = answer.kind in (Kind.NOT_SENT, Kind.LOST, Kind.INTERMITTENT)
            if not repeatable or failed >= self.connection.max_attempts:
                raise error_from(answer.problem or Problem("internal", "An answer without a meaning."))
            deadline.pause(back_off(failed, self.chance()))

    def _await_limiter(self, deadline: Deadline) -> None:
        """A reset beyond the deadline, or beyond all patience, ends at once, and says when to come back."""
        delay = self.limiter.delay()
        if delay > deadline.remaining() or self.limiter.exhausted():
            raise error_from(limited_beyond(self.limiter.problem, self.limiter.opens_in()))
        deadline.pause(delay)

    def close(self) -> None:
        """Close the connections, unless they are shared; a later call opens new ones."""
        if self._shares:
            return
        with self._wire_lock:
            close = getattr(self._wire, "close", None)
            if close:
                close()

    def _headers(self, path: str, request_id: str) -> "Mapping[str, str] | Answer":
        headers = self._auth.headers(path, request_id, self._post)
        if isinstance(headers, Answer):
            # Another run may have asked for the token; its answer is this one's too.
            self.tried, self.sent = True, self.sent or headers.reached
        return headers

    def _post(
        self, path: str, headers: Mapping[str, str], body: bytes, begin: BeforeSending = allow
    ) -> "HttpReply | Answer":
        """POST to a path of the tenant; an Answer where no reply came. Raises what `begin` raises."""
        self.tried = True
        wire = self._wire or self._open_wire()

        def leave() -> None:
            begin()
            self.sent = True

        try:
            reply = wire("POST", self.connection.base_url + path, {**_ALWAYS, **headers}, body, leave)
        except TransportError as error:
            hint = error.hint or (_ASK_AGAIN if error.sent else _CHECK_THE_WAY)
            problem = Problem(error.kind, str(error), hint, retryable=error.kind != "configuration")
            kind = Kind.LOST if error.sent else Kind.NOT_SENT
            if error.kind == "configuration":  # no repeat can mend it, and what follows would meet the same
                kind = Kind.REFUSED
            return Answer(kind, problem, late=error.late, reached=error.answered, sent=error.sent)
        return self._redactor.cleaned(reply, headers)

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


_ASK_AGAIN = "Run the action again: asking twice is harmless."
_CHECK_THE_WAY = "Check base_url or region, the network, the proxy and the CA bundle, then run the action again."
_LIMITED = by_status(429, 429).problem
_KEPT_BACK = Answer(Kind.LIMITED, _LIMITED, sent=False)
_ALWAYS = {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "mimecast-hold"}


def _held_back(problem: Problem) -> Answer:
    return Answer(Kind.NOT_SENT, problem, reached=False, sent=False)


def _token_refused(answer: Answer) -> bool:
    return answer.kind is Kind.REFUSED and answer.problem is not None and answer.problem.category == "authentication"


def limited_beyond(problem: Problem, delay: float) -> Problem:
    """What keeps calls off beyond the deadline, with the time to come back in the hint."""
    return problem.hinted(f"Mimecast takes calls again in {delay:.0f} s: run the action again after that.")

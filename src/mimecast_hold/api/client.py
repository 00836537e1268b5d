"""One call to Mimecast: authenticated, sent, understood; reads are repeated until they are answered."""

import json
import os
import random
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from mimecast_hold.api.answers import Answer, HttpReply, Kind, classify
from mimecast_hold.api.auth import ApiKeys, Authenticator, Signer, TokenBearer
from mimecast_hold.api.clock import Clock, Patience, SystemClock
from mimecast_hold.api.connection import Connection
from mimecast_hold.api.limiter import Limiter, told_wait
from mimecast_hold.errors import Problem, error_from

_FIRST_WAIT = (
    0.3  # seconds before a repeat; doubled each time, up to the last, and cut by a random part
)
_LAST_WAIT = 8.0


class Wire(Protocol):
    """One HTTP exchange: `transport.RequestsTransport`, or a test's own."""

    def __call__(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> HttpReply:
        """Send and receive; raises `TransportError` alone."""
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
    seconds, by its last answer.
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
        self._wire = wire
        self._wire_lock = threading.Lock()
        credentials = connection.credentials
        self._auth: Authenticator = (
            Signer(credentials, self.clock)
            if isinstance(credentials, ApiKeys)
            else TokenBearer(credentials, self.clock, self._post)
        )

    def attempt(
        self,
        path: str,
        data: Sequence[Mapping[str, object]],
        *,
        request_id: str,
        meta: Mapping[str, object] | None = None,
        may_send: Callable[[], Problem | None] = lambda: None,
    ) -> Answer:
        """One request, and what it came to; never raises for what the service does.

        `may_send` is asked last, when a token has been got: the problem it gives keeps the request back.
        """
        headers = self._auth.headers(path, request_id)
        if isinstance(headers, Answer):
            return headers
        if problem := may_send():
            return Answer(Kind.NOT_SENT, problem, reached=False)
        body = json.dumps(
            {"meta": dict(meta or {}), "data": list(data)}, separators=(",", ":"), allow_nan=False
        )
        reply = self._post(path, {**headers, "Content-Type": "application/json"}, body.encode())
        if isinstance(reply, Answer):
            return reply
        answer = classify(reply, self.clock.now())
        self.offset = self.offset if answer.offset is None else answer.offset
        if _token_refused(answer) and self._auth.renewed(headers):
            return Answer(Kind.STALE_TOKEN, answer.problem, http_status=answer.http_status)
        return answer

    def call(
        self,
        path: str,
        data: Sequence[Mapping[str, object]],
        *,
        meta: Mapping[str, object] | None = None,
        patience: Patience,
    ) -> Answer:
        """A call that changes nothing, repeated until it is answered or its attempts are used up.

        Raises a `MimecastHoldError` for what stands in the way, `StoppedError` at the deadline.
        """
        failed = renewed = 0
        while True:
            patience.pause(self.limiter.delay())
            answer = patience.within(
                lambda: self.attempt(path, data, meta=meta, request_id=self.request_id())
            )
            if answer.kind is Kind.ANSWERED:
                return answer
            problem = answer.problem or Problem("internal", "An answer without a meaning.")
            if answer.kind is Kind.LIMITED and not self.limiter.exhausted():
                self._check_patience(patience, problem)
                continue
            if answer.kind is Kind.STALE_TOKEN and not renewed:
                renewed = 1
                continue
            failed += 1
            repeatable = answer.kind in (Kind.NOT_SENT, Kind.LOST)
            if not repeatable or failed >= self.connection.max_attempts:
                raise error_from(problem)
            patience.pause(back_off(failed, self.chance()))

    def _check_patience(self, patience: Patience, problem: Problem) -> None:
        """A reset beyond the deadline ends at once, and says when to come back."""
        delay = self.limiter.delay()
        if delay > patience.remaining():
            raise error_from(limited_beyond(problem, delay))

    def _post(self, path: str, headers: Mapping[str, str], body: bytes) -> "HttpReply | Answer":
        """POST to a path of the tenant; an Answer where no reply came."""
        from mimecast_hold.api.transport import TransportError  # noqa: PLC0415 - requests loads on the way out

        self.tried = True
        wire = self._wire or self._open_wire()
        try:
            reply = wire("POST", self.connection.base_url + path, {**_ALWAYS, **headers}, body)
        except TransportError as error:
            problem = Problem(error.kind, str(error), _hint(error.sent), retryable=True)
            self.sent = self.sent or error.sent
            kind = Kind.LOST if error.sent else Kind.NOT_SENT
            return Answer(kind, problem, late=error.late, reached=error.answered)
        self.sent = True
        if reply.status == 429:
            self.limiter.refused(told_wait(reply.headers, self.clock.now()))
        else:
            self.limiter.answered(reply.headers, self.clock.now())
        return reply

    def _open_wire(self) -> Wire:
        from mimecast_hold.api.transport import RequestsTransport  # noqa: PLC0415

        with self._wire_lock:
            if self._wire is None:
                connection = self.connection
                self._wire = RequestsTransport(
                    timeout_seconds=connection.timeout_seconds,
                    proxy_url=connection.proxy_url.reveal() if connection.proxy_url else None,
                    ca_bundle=connection.ca_bundle,
                    pool_size=connection.concurrency,
                    local=connection.is_loopback,
                )
            return self._wire


_ALWAYS = {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "mimecast-hold"}


def _token_refused(answer: Answer) -> bool:
    return (
        answer.kind is Kind.REFUSED
        and answer.problem is not None
        and answer.problem.category == "authentication"
    )


def limited_beyond(problem: Problem, delay: float) -> Problem:
    """A limit that outlasts the deadline, with the time to come back in the hint."""
    return problem.hinted(
        f"Mimecast's limit opens again in {delay:.0f} s: run the action again after that."
    )


def _hint(sent: bool) -> str:
    if sent:
        return "Run the action again: asking twice is harmless."
    return "Check base_url or region, the network, the proxy and the CA bundle, then run the action again."

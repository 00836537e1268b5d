"""What a request gets: the tenant's reply, or what a fault makes of it, now or later."""

from threading import Lock, Timer
from typing import Final

from mimecast_hold.simulator.http.bodies import read_call
from mimecast_hold.simulator.http.calls import Reply, Request, endpoint_of, ids_of
from mimecast_hold.simulator.http.faults import Fault, Schedule
from mimecast_hold.simulator.http.tampering import MessageState, done_reply, tamper
from mimecast_hold.simulator.mailbox.tenant import Tenant
from mimecast_hold.simulator.service import refuse_application, serve

_TRUE_KINDS: Final = frozenset({"cookie", "duplicated"})
"""Kinds that spoil nothing that an answer says: what they answer for is always done first."""
_NOTHING_DONE: Final = Reply(200, b'{"meta":{"status":200},"data":[],"fail":[]}')
_JOIN_SECONDS: Final = 5


class Responder:
    def __init__(self, tenant: Tenant, schedule: Schedule) -> None:
        self._tenant: Final = tenant
        self._schedule: Final = schedule
        self._lock: Final = Lock()
        self._late: dict[Timer, Request] = {}

    def respond(self, request: Request) -> tuple[Reply, Fault | None]:
        """Give the reply, and the fault that it is to meet on its way."""
        if not self._schedule:
            return serve(self._tenant, request), None
        asked = _asked(request)
        fault = self._schedule.next(endpoint_of(request.path), asked.ids)
        if fault is None:
            return serve(self._tenant, request), None
        if fault.kind == "developer-key":
            return refuse_application(self._tenant, request), fault
        if fault.comes_late:
            seconds = fault.delay if fault.when == "later" else fault.seconds
            self._serve_later(request, 1.0 if seconds is None else seconds)
            reply = done_reply(asked)
        elif fault.when == "after" or fault.kind in _TRUE_KINDS:
            reply = serve(self._tenant, request)
        else:
            reply = _NOTHING_DONE
        return tamper(fault, reply, asked), fault

    def finish_late(self) -> None:
        with self._lock:
            timers = list(self._late)
        for timer in timers:
            timer.cancel()
            self._serve_late(timer)

    def close(self) -> None:
        """Let no late effect come any more."""
        with self._lock:
            timers = list(self._late)
            self._late.clear()
        for timer in timers:
            timer.cancel()
            timer.join(_JOIN_SECONDS)

    def _serve_later(self, request: Request, seconds: float) -> None:
        timer = Timer(seconds, lambda: self._serve_late(timer))
        timer.daemon = True
        with self._lock:
            self._late[timer] = request
            timer.start()

    def _serve_late(self, timer: Timer) -> None:
        with self._lock:
            request = self._late.pop(timer, None)
        if request is not None:
            serve(self._tenant, request)


def _asked(request: Request) -> MessageState:
    call = read_call(request)
    verb = endpoint_of(request.path).removeprefix("hold-")
    ids = () if isinstance(call, Reply) else ids_of(call.items)
    return MessageState(verb if verb in ("release", "reject") else "", ids)

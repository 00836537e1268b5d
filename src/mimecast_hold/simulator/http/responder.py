"""Answer a request: with the tenant's reply, or with that reply as a fault changes or delays it."""

from threading import Timer
from typing import Final

from mimecast_hold.simulator.http.calls import Reply, Request, dump, endpoint_of, envelope, read_call
from mimecast_hold.simulator.http.faults import Fault, Schedule
from mimecast_hold.simulator.http.tampering import Requested, tamper
from mimecast_hold.simulator.mailbox.tenant import Tenant
from mimecast_hold.simulator.service import refuse_application, serve

_HARMLESS_KINDS: Final = frozenset({"cookie", "duplicated"})
"""Kinds that leave the answer true: the request is always carried out."""
_JOIN_SECONDS: Final = 5


class Responder:
    def __init__(self, tenant: Tenant, schedule: Schedule) -> None:
        self._tenant: Final = tenant
        self._schedule: Final = schedule
        self._late: Final[dict[Timer, Request]] = {}

    def respond(self, request: Request) -> tuple[Reply, Fault | None]:
        """Return the reply, and the fault that it meets on its way."""
        if not self._schedule:
            return serve(self._tenant, request), None
        requested = _requested(request)
        fault = self._schedule.next(endpoint_of(request.path), requested.ids)
        if fault is None:
            return serve(self._tenant, request), None
        if fault.kind == "developer-key":
            return refuse_application(self._tenant, request), fault
        reply = envelope(())
        if fault.comes_late:
            self._serve_later(request, fault.effect_delay)
            verb = requested.verb
            reply = envelope([dump({"id": identifier, verb: True}) for identifier in requested.ids if verb])
        elif fault.when == "after" or fault.kind in _HARMLESS_KINDS:
            reply = serve(self._tenant, request)
        return tamper(fault, reply, requested), fault

    def finish_late(self) -> None:
        for timer in list(self._late):
            timer.cancel()
            self._serve_late(timer)

    def close(self) -> None:
        """Drop all delayed effects."""
        timers = list(self._late)
        self._late.clear()
        for timer in timers:
            timer.cancel()
            timer.join(_JOIN_SECONDS)

    def _serve_later(self, request: Request, seconds: float) -> None:
        timer = Timer(seconds, lambda: self._serve_late(timer))
        timer.daemon = True
        self._late[timer] = request
        timer.start()

    def _serve_late(self, timer: Timer) -> None:
        if request := self._late.pop(timer, None):  # only one thread gets it
            serve(self._tenant, request)


def _requested(request: Request) -> Requested:
    call = read_call(request)
    verb = endpoint_of(request.path).removeprefix("hold-")
    ids = () if isinstance(call, Reply) else call.ids
    return Requested(verb if verb in ("release", "reject") else "", ids)

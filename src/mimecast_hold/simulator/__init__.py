"""A Mimecast tenant on loopback, for tests, demonstrations and benchmarks.

It has a stateful hold queue, checks every signature and token with its own code, and fails on request. It imports
nothing from the client.
"""

from mimecast_hold.simulator.http.calls import Call, Request
from mimecast_hold.simulator.http.faults import Fault, FaultError, parse_fault
from mimecast_hold.simulator.http.server import Simulator
from mimecast_hold.simulator.mailbox.logbook import LogEntry, Notice
from mimecast_hold.simulator.mailbox.mail import HeldMail
from mimecast_hold.simulator.mailbox.rules import Arrivals, Interference, Quota, Rules, Visibility
from mimecast_hold.simulator.mailbox.tenant import Tenant

__all__ = [
    "Arrivals",
    "Call",
    "Fault",
    "FaultError",
    "HeldMail",
    "Interference",
    "LogEntry",
    "Notice",
    "Quota",
    "Request",
    "Rules",
    "Simulator",
    "Tenant",
    "Visibility",
    "parse_fault",
]

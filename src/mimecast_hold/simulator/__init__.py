"""A Mimecast tenant on loopback, for tests, demonstrations and benchmarks.

It keeps a hold queue with state and rules, checks every signature and token by its own code, and
goes wrong on request. It knows nothing of the client.
"""

from mimecast_hold.simulator.calls import Call, Request
from mimecast_hold.simulator.faults import Fault, FaultError, parse_fault
from mimecast_hold.simulator.logbook import LogEntry, Notice
from mimecast_hold.simulator.mail import HeldMail
from mimecast_hold.simulator.rules import Arrivals, Interference, Quota, Rules, Visibility
from mimecast_hold.simulator.server import Simulator
from mimecast_hold.simulator.tenant import Tenant

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

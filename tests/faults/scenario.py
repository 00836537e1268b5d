"""A scenario: a tenant, what goes wrong, who else acts, and what is asked; and how one is drawn and played."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock
from typing import Any, Literal

from hypothesis import strategies as st

from mimecast_hold.api.clock import Patience
from mimecast_hold.api.permit import Leave, always
from mimecast_hold.api.transport import Reply, TransportError
from mimecast_hold.hold_queue.queue import HoldQueue
from mimecast_hold.hold_queue.records import ActionRecord
from mimecast_hold.simulator import Fault, Interference, Rules, Simulator, Tenant, Visibility
from tests.hold_queue.rig import FastClock, client_of

Past = Literal["held", "released", "rejected", "expired", "never", "refused", "withheld"]
_HELD = 12
_TIMEOUT = 0.15  # seconds: a time-out that nobody scripted is a fault like any other, and no rule may break by it


@dataclass(frozen=True)
class Scenario:
    """Everything that decides a run, but for the threads' own order."""

    verb: Literal["release", "reject"]
    pasts: tuple[Past, ...]
    rules: Rules
    visibility: Visibility
    faults: tuple[tuple[Any, ...], ...]
    """Kind, when, endpoint, position of the id or None for all, how often, status, seconds."""
    api: Literal["1.0", "2.0"]
    look_first: bool
    settings: Mapping[str, int]
    cancel_at: int | None


_ENDPOINTS = (*["acting"] * 7, "get-hold-message-list", "get-held-release-logs", "token", "any")
# No kind that says a plain yes to what was not done: that would be Mimecast's own word.
_KINDS = (
    "reset", "reset", "truncate", "status", "late", "late", "throttle", "html", "garbage", "other-id", "differing",
    "contradictory", "refusing-meta", "redirect", "hang",
)  # fmt: skip
_OFTEN: tuple[dict[str, Any], ...] = (
    {"times": 1},
    {"times": 2},
    {"every": 2},
    {"every": 3},
    {"first": 1},
    {"probability": 0.3},
    {},
)


@st.composite
def faults(draw: st.DrawFn, kinds: Sequence[str]) -> tuple[Any, ...]:
    kind = draw(st.sampled_from(kinds))
    when = "before" if kind in ("late", "throttle") else draw(st.sampled_from(["before", "after"]))
    status = {
        "status": st.sampled_from([500, 502, 503, 504]),
        "late": st.sampled_from([None, 502, 504]),
    }.get(kind, st.none())
    seconds = {"late": st.sampled_from([0.01, 60.0, 60.0]), "throttle": st.sampled_from([0.2, 2.0])}.get(
        kind, st.none()
    )
    position = draw(st.sampled_from([None, *range(_HELD)]))
    often = draw(st.sampled_from(_OFTEN[:5] if kind == "hang" else _OFTEN))
    return (kind, when, draw(st.sampled_from(_ENDPOINTS)), position, often, draw(status), draw(seconds))


@st.composite
def scenarios(draw: st.DrawFn, verb: Any = None, api: Any = None, kinds: Sequence[str] = ()) -> Scenario:
    """Any scenario at all; with `kinds`, one of these faults at a tenant that has no whims of its own."""
    verb = verb or draw(st.sampled_from(["release", "reject"]))
    api = api or draw(st.sampled_from(["1.0", "2.0"]))
    pasts = ("held", "held", "held", "released", "rejected", "expired", "never", "refused", "withheld")
    other = st.builds(
        Interference,
        every=st.integers(1, 4),
        count=st.integers(1, 2),
        verb=st.sampled_from(["release", "reject"]),
        endpoint=st.sampled_from([f"hold-{verb}", f"hold-{verb}", "get-hold-message-list"]),
    )
    rules = st.builds(
        Rules,
        accounts_for=st.sampled_from([*["all"] * 5, "first", "none", "refuses"]),
        does_unaccounted=st.booleans(),
        refuses_with=st.sampled_from([400, 413, 422]),
        missing=st.sampled_from(["fail", "fail", "fail-without-key", "meta-404", "xdk-failure", "empty-400"]),
        confirms_repeats=st.sampled_from([*[False] * 7, True]),
        log_ids=st.sampled_from(["message", "message", "own"]),
        contradictory_expiry=st.booleans(),
        other_admin=st.none() | other,
    )
    visibility = st.builds(
        Visibility,
        own_mail_only=st.sampled_from([*[False] * 7, True]),
        list_permitted=st.sampled_from([*[True] * 7, False]),
        log_permitted=st.sampled_from([*[True] * 7, False]),
        log_delay=st.sampled_from([*[timedelta(0)] * 7, timedelta(hours=1)]),
        total_count=st.sampled_from([*[True] * 7, False]),
    )
    return Scenario(
        verb,
        tuple(draw(st.lists(st.sampled_from(pasts), min_size=4, max_size=_HELD))),
        Rules() if kinds else draw(rules),
        Visibility() if kinds else draw(visibility),
        tuple(draw(st.lists(faults(kinds or _KINDS), max_size=3))),
        api,
        draw(st.booleans()),
        {
            "concurrency": draw(st.integers(1, 4)),
            "max_attempts": draw(st.integers(1, 4)),
            "messages_per_request": draw(st.sampled_from([1, 1, 2, 5])),
        },
        draw(st.sampled_from([*[None] * 7, 2, 5])),
    )


@dataclass
class Exchange:
    """One request as it left, and what came back: a reply, an error, or nothing yet."""

    path: str
    ids: tuple[str, ...]
    request_id: str
    reply: Reply | None = None
    error: TransportError | None = None


@dataclass
class Wire:
    """The real wire, with a record of all that passed over it."""

    inner: Any
    exchanges: list[Exchange] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def __call__(self, method: str, url: str, headers: Mapping[str, str], body: bytes, begin: Leave = always) -> Reply:
        path = "/" + url.split("/", 3)[3]
        items = json.loads(body)["data"] if body.startswith(b"{") else ()
        ids = tuple(one for item in items for one in item.get("ids", [item["id"]] if "id" in item else []))
        exchange = Exchange(path, ids, headers.get("x-mc-req-id", ""))

        def begun() -> None:
            begin()
            with self._lock:
                self.exchanges.append(exchange)

        try:
            exchange.reply = self.inner(method, url, headers, body, begun)
        except TransportError as error:
            exchange.error = error
            raise
        assert exchange.reply is not None
        return exchange.reply


@dataclass
class Played:
    """What a scenario came to: what was told, what passed over the wire, and the tenant as it is in the end."""

    scenario: Scenario
    ids: list[str]
    records: list[ActionRecord]
    exchanges: list[Exchange]
    tenant: Tenant


def play(scenario: Scenario) -> Played:
    """Run it in this process, over real sockets."""
    tenant = Tenant(held=_HELD, rules=scenario.rules, visibility=scenario.visibility)
    ids = _prepared(tenant, scenario)
    with Simulator(tenant, faults=[_fault(one, scenario, ids) for one in scenario.faults]) as sim:
        client = client_of(sim, scenario.api, FastClock(100), timeout_seconds=_TIMEOUT, **scenario.settings)
        wire = Wire(client._open_wire())  # noqa: SLF001  # the wire that it would use, listened to
        client._wire = wire  # noqa: SLF001
        patience = Patience(client.clock)
        _cancel_at(tenant, scenario.cancel_at, patience)
        queue = HoldQueue.over(client, patience)
        act = queue.release if scenario.verb == "release" else queue.reject
        records: list[ActionRecord] = list(act(ids, look_first=scenario.look_first))
        exchanges = list(wire.exchanges)
        sim.finish_late()
    return Played(scenario, ids, records, exchanges, tenant)


def _prepared(tenant: Tenant, scenario: Scenario) -> list[str]:
    """The ids to ask about, with their pasts as the scenario has them."""
    ids = []
    for number, (held, past) in enumerate(zip(list(tenant.held), scenario.pasts, strict=False)):
        match past:
            case "never":
                ids.append(tenant.unknown_id(number))
                continue
            case "released" | "rejected":
                tenant.act_as_other_admin(held, "release" if past == "released" else "reject")
            case "expired":
                tenant.expire(held)
            case "refused":
                tenant.refuse(held, "err_policy_lock", "The policy keeps this message")
            case "withheld":
                tenant.withhold(held)
        ids.append(held)
    return ids


def _fault(drawn: tuple[Any, ...], scenario: Scenario, ids: list[str]) -> Fault:
    kind, when, endpoint, position, often, status, seconds = drawn
    chosen = () if position is None or endpoint not in ("acting", "any") else (ids[position % len(ids)],)
    endpoint = f"hold-{scenario.verb}" if endpoint == "acting" else endpoint
    return Fault(kind, when, endpoint, chosen, status=status, seconds=seconds, **often)


def _cancel_at(tenant: Tenant, number: int | None, patience: Patience) -> None:
    calls = [0]

    def count(call: Any) -> None:
        calls[0] += 1
        if calls[0] == number:
            patience.cancel()

    tenant.before_call(count)

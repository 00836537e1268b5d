"""Releases by a whole process: one message, many, with lost responses; time, memory and connections."""

import json
from collections.abc import Sequence
from random import Random

from benchmarks.comparison import Samples
from benchmarks.processes import PLUGIN, SCRIPT, SCRIPT_NEW_CONNECTIONS, peak_mebibytes
from benchmarks.tenant import Connection, simulated
from mimecast_hold.simulator import Simulator, Tenant

_WARM_UP = 2
_LATENCY_MS, _AT_ONCE = 50, 8
_MANY, _FEW = 10_000, 200


def cold(rounds: int) -> Samples:
    """One message without latency: the start of the process counts most."""
    plugin, script = [], []
    with simulated(held=2 * (rounds + _WARM_UP)) as tenant:
        for _ in range(rounds + _WARM_UP):
            plugin.append(PLUGIN.release(tenant.connection, tenant.take(1))[0])
            script.append(SCRIPT.release(tenant.connection, tenant.take(1))[0])
    return Samples(tuple(plugin[_WARM_UP:]), tuple(script[_WARM_UP:]))


def seconds(rounds: int, count: int) -> Samples:
    """The plugin with its defaults, and a script that opens a connection for each message."""
    plugin, script = [], []
    with simulated(held=2 * count * rounds, latency_ms=_LATENCY_MS) as tenant:
        for _ in range(rounds):
            plugin.append(PLUGIN.release(tenant.connection, tenant.take(count))[0] / 1000)
            script.append(SCRIPT_NEW_CONNECTIONS.release(tenant.connection, tenant.take(count))[0] / 1000)
    return Samples(tuple(plugin), tuple(script), unit="s")


def bulk(rounds: int, count: int = 1_000) -> Samples:
    with simulated(held=count * rounds, latency_ms=_LATENCY_MS) as tenant:
        connection = tenant.connection | {"concurrency": _AT_ONCE, "messages_per_request": 1}
        plugin = tuple(PLUGIN.release(connection, tenant.take(count))[0] for _ in range(rounds))
    return Samples(plugin, (count * _LATENCY_MS / _AT_ONCE,) * rounds)


def bulk_grouped(rounds: int, at_once: int = _AT_ONCE) -> Samples:
    plugin, script = [], []
    with simulated(held=(_MANY + _FEW) * rounds, latency_ms=_LATENCY_MS) as tenant:
        connection = tenant.connection | {"concurrency": at_once, "messages_per_request": 20}
        for _ in range(rounds):
            plugin.append(PLUGIN.release(connection, tenant.take(_MANY))[0])
            script.append(SCRIPT.release(tenant.connection, tenant.take(_FEW))[0] * _MANY / _FEW)
    return Samples(tuple(plugin), tuple(script))


def connections(rounds: int, count: int = 400) -> Samples:
    return Samples(tuple(_connections(count) for _ in range(rounds)), (_AT_ONCE,) * rounds, unit="connections")


def _connections(count: int) -> float:
    # The tenant runs in this process: it counts, and nothing is timed.
    with Simulator(Tenant(held=count), tls=True, latency_ms=10, record=False) as simulator:
        PLUGIN.release(simulator.connection() | {"concurrency": _AT_ONCE}, list(simulator.tenant.held))
        return simulator.connections_opened


def memory(rounds: int, few: int = 20) -> Samples:
    plugin, script = [], []
    with simulated(held=(_MANY + few) * rounds) as tenant:
        for _ in range(rounds):
            plugin.append(PLUGIN.release(tenant.connection, tenant.take(_MANY), peak_mebibytes)[0])
            script.append(SCRIPT.release(tenant.connection, tenant.take(few), peak_mebibytes)[0])
    return Samples(tuple(plugin), tuple(script), unit="MiB")


def settling(rounds: int, options: Sequence[str] = ()) -> Samples:
    """40 of 200 answers are lost, half of them before and half after the release took effect."""
    seeds = [Random(f"round {number}") for number in range(rounds)]  # noqa: S311  # seeded, to make it repeatable
    taken = [_settling(seed, options) for seed in seeds]
    return Samples(tuple(disturbed for disturbed, _ in taken), tuple(undisturbed for _, undisturbed in taken))


def _settling(rng: Random, options: Sequence[str]) -> tuple[float, float]:
    """Use two tenants, since a message is released once. The same seed gives them the same ids."""
    with simulated(20_000, _LATENCY_MS, options) as tenant:
        ids = rng.sample(list(tenant.ids), 200)
        undisturbed = _release(tenant.connection, ids, lost=0)
    lost = rng.sample(ids, 40)
    faults = [f"reset:{'before' if n < 20 else 'after'}:hold-release:id={one}:times=1" for n, one in enumerate(lost)]
    options = [*options, *(word for fault in faults for word in ("--fault", fault))]
    with simulated(20_000, _LATENCY_MS, options) as tenant:
        return _release(tenant.connection, ids, lost=len(lost)), undisturbed


def _release(connection: Connection, ids: list[str], *, lost: int) -> float:
    """Return the milliseconds, if exactly as many answers as planned were lost."""
    took, output = PLUGIN.release(connection | {"concurrency": _AT_ONCE}, ids)
    repeated = sum(record["attempts"] > 1 for record in json.loads(output)["records"])
    if repeated != lost:
        raise SystemExit(f"{repeated} messages were sent again, not {lost}")
    return took

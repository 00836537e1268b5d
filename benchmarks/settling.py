"""Settling: what lost answers cost in a large queue, beside the same run in which none is lost."""

import json
from collections.abc import Sequence
from random import Random

from benchmarks.comparison import Samples
from benchmarks.contenders import OURS, Connection
from benchmarks.tenant import simulated

_HELD, _MESSAGES, _LOST = 20_000, 200, 40
_LATENCY_MS, _AT_ONCE = 50, 8


def by_the_log(rounds: int) -> Samples:
    """Where a repeated release is refused: what was lost after its effect takes a look and the release log."""
    return _lost_answers(rounds)


def by_the_answer(rounds: int) -> Samples:
    """Where a repeated release is confirmed: asking again settles all."""
    return _lost_answers(rounds, "--confirm-repeats")


def _lost_answers(rounds: int, *options: str) -> Samples:
    seeds = [Random(f"round {number}") for number in range(rounds)]  # noqa: S311  # seeded, so that it repeats
    taken = [_round(seed, options) for seed in seeds]
    return Samples(tuple(ours for ours, _ in taken), tuple(undisturbed for _, undisturbed in taken))


def _round(rng: Random, options: Sequence[str]) -> tuple[float, float]:
    """Two tenants, since a message is released once: of the same seed, and so with the same ids."""
    with simulated(_HELD, _LATENCY_MS, options) as tenant:
        ids = rng.sample(list(tenant.ids), _MESSAGES)
        undisturbed = _release(tenant.connection, ids, lost=0)
    faults = [_reset(one, before=number < _LOST // 2) for number, one in enumerate(rng.sample(ids, _LOST))]
    options = [*options, *(word for fault in faults for word in ("--fault", fault))]
    with simulated(_HELD, _LATENCY_MS, options) as tenant:
        return _release(tenant.connection, ids, lost=_LOST), undisturbed


def _reset(message_id: str, *, before: bool) -> str:
    return f"reset:{'before' if before else 'after'}:hold-release:id={message_id}:times=1"


def _release(connection: Connection, ids: list[str], *, lost: int) -> float:
    """Milliseconds; a run in which another number of answers was lost would be no such measurement."""
    took, printed = OURS.told(connection | {"concurrency": _AT_ONCE}, ids)
    repeated = sum(record["attempts"] > 1 for record in json.loads(printed)["records"])
    if repeated != lost:
        raise SystemExit(f"{repeated} messages were asked about again, and {lost} answers were to be lost")
    return took

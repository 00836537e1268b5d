"""Large runs: their cost, and that they lose nothing."""

from collections import Counter

import pytest

from mimecast_hold.api.deadline import SystemClock
from mimecast_hold.simulator import Fault, Quota, Rules, Tenant
from tests.hold_queue.rig import LIST, LOG, count, outcomes, queue_of, sent_ids, served

pytestmark = pytest.mark.faults


def test_forty_resets_among_two_hundred_ids_in_a_queue_of_twenty_thousand() -> None:
    tenant = Tenant(held=20_000)
    ids = list(tenant.held)[:: len(tenant.held) // 200]
    resets = [Fault("reset", "after", "hold-release", (one,), times=1) for one in ids[::5]]
    with served(tenant, *resets) as sim:
        records = list(queue_of(sim, concurrency=8).release(ids))
    assert Counter(outcomes(records)) == {"released": 200}
    assert Counter(one.evidence for one in records) == {"response": 160, "release_log": 40}
    assert count(sim, LIST) == 80
    assert count(sim, LOG) == 1


def test_two_thousand_ids_with_everything_at_once() -> None:
    tenant = Tenant(held=1900, rules=Rules(quota=Quota(limit=400, window_seconds=0.5)))
    ids = [one for pair in zip(tenant.held, map(tenant.unknown_id, range(1900)), strict=True) for one in pair][:2000]
    faults = [
        Fault("reset", "after", "hold-release", every=37),
        Fault("truncate", "before", "hold-release", every=41),
        Fault("status", "before", "hold-release", every=53, status=503),
        Fault("other-id", "after", "hold-release", every=59),
    ]
    with served(tenant, *faults) as sim:
        records = list(queue_of(sim, clock=SystemClock(), concurrency=8).release(ids))
    held = set(ids[::2])
    assert [one.id for one in records] == ids
    for one in records:
        assert one.outcome in (("released",) if one.id in held else ("failed", "unknown"))
    assert all(tenant.fate(one) == "released" for one in held)
    assert max(Counter(one for group in sent_ids(sim) for one in group).values()) < 20

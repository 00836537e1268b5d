"""Warm: one release in a process that has made many, beside a bare exchange of the same bytes."""

import time

import requests

from benchmarks import bare_script
from benchmarks.comparison import Samples
from benchmarks.library import queue_of
from benchmarks.tenant import Tenant, simulated
from mimecast_hold import HoldQueue

_WARM_UP = 50


def one_message(rounds: int) -> Samples:
    ours, bare = [], []
    with simulated(held=2 * (rounds + _WARM_UP)) as tenant, requests.Session() as session:
        session.trust_env = False
        queue = queue_of(tenant.connection)
        for _ in range(rounds + _WARM_UP):
            (first, second) = tenant.take(2)
            ours.append(_release(queue, first))
            bare.append(_exchange(session, tenant, second))
    return Samples(tuple(ours[_WARM_UP:]), tuple(bare[_WARM_UP:]))


def _release(queue: HoldQueue, message_id: str) -> float:
    start = time.perf_counter()
    (record,) = queue.release([message_id])
    took = (time.perf_counter() - start) * 1000
    if record.outcome != "released":
        raise SystemExit(f"Not released: {record}")
    return took


def _exchange(session: requests.Session, tenant: Tenant, message_id: str) -> float:
    """The bytes are signed beforehand: what is measured is the exchange alone."""
    url = tenant.connection["base_url"] + bare_script.RELEASE
    headers = bare_script.signed_headers(tenant.connection, bare_script.RELEASE)
    body = bare_script.release_body(message_id)
    authorities = tenant.connection["ca_bundle"]
    start = time.perf_counter()
    session.post(url, data=body, headers=headers, verify=authorities, timeout=30).raise_for_status()
    return (time.perf_counter() - start) * 1000

"""The cases: what is measured, the reference, and the target."""

from functools import partial

from benchmarks import growth, in_process, releases
from benchmarks.comparison import Case, Target

_ONE_BY_ONE = "bare_script.py, a new connection for each message"
_ONE_SESSION = "bare_script.py, one session; 200 ids, times 50"
_LOST = "200 ids, 40 responses lost, 20,000 messages held, 50 ms, 8 at once"

CASES = (
    Case("release_1", "1 id, 50 ms", _ONE_BY_ONE, Target(1), 5, partial(releases.seconds, count=1)),
    Case("release_200", "200 ids, 50 ms", _ONE_BY_ONE, Target(5, "at least"), 3, partial(releases.seconds, count=200)),
    Case(
        "release_1000", "1,000 ids, 50 ms", _ONE_BY_ONE, Target(7, "at least"), 1,
        partial(releases.seconds, count=1_000),
    ),
    Case("cold", "1 id, no latency, whole process", "bare_script.py", Target(0.95), 40, releases.cold),
    Case(
        "warm", "one release in a running process", "requests.Session.post of the same bytes", Target(1.25), 500,
        in_process.warm,
    ),
    Case(
        "bulk", "1,000 ids, 50 ms, 8 at once, 1 message per request", "the latency alone: 1,000 x 50 ms / 8",
        Target(1.09), 3, releases.bulk,
    ),
    Case(
        "bulk_grouped", "10,000 ids, 50 ms, 8 at once, 20 messages per request", _ONE_SESSION,
        Target(160, "at least"), 3, releases.bulk_grouped,
    ),
    Case(
        "bulk_grouped_16", "10,000 ids, 50 ms, 16 at once, 20 messages per request", _ONE_SESSION,
        Target(160, "at least"), 3, partial(releases.bulk_grouped, at_once=16),
    ),
    Case(
        "connections", "connections opened by a release of 400 ids, 8 at once", "8, one for each request at once",
        Target(1), 3, releases.connections,
    ),
    Case(
        "find", "HoldQueue.find of 10,000 messages", "the same pages read with requests.Session and json",
        Target(2), 15, in_process.find,
    ),
    Case(
        "memory", "peak memory, 10,000 ids", "peak memory of bare_script.py, 20 ids", Target(1.25), 3,
        releases.memory,
    ),
    Case(
        "growth_time", "processor time, 100,000 ids", "extrapolated from 100 and 10,000 ids", Target(1.1), 3,
        growth.time,
    ),
    Case(
        "growth_memory", "peak memory at 100,000 ids minus that at 10,000, no records kept",
        "the same for a process that only keeps the ids", Target(1.1), 3, growth.memory,
    ),
    Case(
        "settling", f"{_LOST}; a repeated release is confirmed", "the same without lost responses", Target(1.5), 3,
        partial(releases.settling, options=("--confirm-repeats",)),
    ),
    Case(
        "settling_by_log", f"{_LOST}; a repeated release is refused", "the same without lost responses", Target(1.5), 3,
        releases.settling,
    ),
)  # fmt: skip

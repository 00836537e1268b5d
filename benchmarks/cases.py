"""The cases: what is measured, against what, and what is to be reached."""

from functools import partial

from benchmarks import bulk, cold, connections, finding, growth, memory, settling, warm
from benchmarks.comparison import Case, Target

CASES = (
    Case(
        "cold",
        "`run release_held_message`, one id, whole process",
        "bare_script.py, one id, whole process",
        Target(0.95),
        rounds=40,
        measure=cold.one_message,
    ),
    Case(
        "warm",
        "one release in process",
        "a pooled requests.Session.post of the same bytes",
        Target(1.25),
        rounds=500,
        measure=warm.one_message,
    ),
    Case(
        "bulk",
        "1,000 ids, 50 ms, 8 at once, one message a request, whole process",
        "the latency limit, 1,000 x 50 ms / 8",
        Target(1.08),
        rounds=3,
        measure=bulk.thousand_messages,
    ),
    Case(
        "bulk_grouped",
        "10,000 ids, 50 ms, 8 at once, 20 messages a request, whole process",
        "bare_script.py, one after the other, extrapolated from 200 ids",
        Target(160, "at least"),
        rounds=3,
        measure=bulk.ten_thousand_messages,
    ),
    Case(
        "bulk_grouped_16",
        "10,000 ids, 50 ms, 16 at once, 20 messages a request, whole process",
        "bare_script.py, one after the other, extrapolated from 200 ids",
        Target(160, "at least"),
        rounds=3,
        measure=partial(bulk.ten_thousand_messages, at_once=16),
    ),
    Case(
        "connections",
        "connections that the tenant accepts in a release of 400 ids, 8 at once",
        "8, one for each request at once",
        Target(1),
        rounds=3,
        measure=connections.opened,
    ),
    Case(
        "find",
        "`HoldQueue.find` of 10,000 messages, in process",
        "reading and parsing the same pages over a pooled requests.Session",
        Target(2),
        rounds=15,
        measure=finding.ten_thousand_messages,
    ),
    Case(
        "memory",
        "peak memory of `run release_held_message`, 10,000 ids",
        "peak memory of bare_script.py, 20 ids",
        Target(1.2),
        rounds=3,
        measure=memory.peak,
    ),
    Case(
        "growth_time",
        "`HoldQueue.release` of 100,000 ids, processor time of the process",
        "what the line through 100 and 10,000 ids foretells",
        Target(1.1),
        rounds=3,
        measure=growth.time,
    ),
    Case(
        "growth_memory",
        "peak memory at 100,000 ids less that at 10,000, records not kept",
        "the same for a process that only holds the ids in a set",
        Target(1.1),
        rounds=3,
        measure=growth.memory,
    ),
    Case(
        "settling",
        "200 ids, 40 answers lost to resets, 20,000 held, repeats confirmed, 50 ms, 8 at once, whole process",
        "the same run without a reset",
        Target(1.5),
        rounds=3,
        measure=settling.by_the_answer,
    ),
    Case(
        "settling_by_log",
        "the same where repeats are refused, so that 20,000 messages are looked through and the log is read",
        "the same run without a reset",
        Target(1.5),
        rounds=3,
        measure=settling.by_the_log,
    ),
)

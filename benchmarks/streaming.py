"""The process whose growth is measured: it releases ids as they come in, and keeps nothing of what comes out.

Standard input has the connection on its first line, as JSON, and an id on each other line. With `--only-hold` the
ids are held in a set and nothing else is done with them. It prints the processor time that it took.
"""

import json
import resource
import sys
from collections.abc import Iterator
from typing import Any

from benchmarks.library import queue_of


def main() -> None:
    connection = json.loads(sys.stdin.readline())
    ids = (line.rstrip("\n") for line in sys.stdin)
    count = len(set(ids)) if "--only-hold" in sys.argv else released(connection, ids)
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"count": count, "processor_ms": (used.ru_utime + used.ru_stime) * 1000}))


def released(connection: dict[str, Any], ids: Iterator[str]) -> int:
    with queue_of(connection) as queue:
        return sum(record.outcome == "released" for record in queue.release(ids))


if __name__ == "__main__":
    main()

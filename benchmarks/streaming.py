"""Release ids as they arrive and keep no records: the process whose growth is measured.

Standard input has the connection as JSON on its first line, and an id on each other line. With `--only-hold`, the ids
are only kept in a set. It prints the processor time.
"""

import json
import resource
import sys
from collections.abc import Iterator
from typing import Any

from benchmarks.in_process import queue_of


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

"""Who competes: ours and the bare script, each a process that releases the ids that it is given."""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.processes import Measure, milliseconds
from benchmarks.tenant import COMMAND

Connection = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Contender:
    command: tuple[str, ...]
    given: Callable[[Connection, Sequence[str]], dict[str, Any]]
    released: Callable[[str], int]
    """How many messages were released, by what was printed."""

    def release(self, connection: Connection, ids: Sequence[str], measure: Measure = milliseconds) -> float:
        """What the whole process takes."""
        return self.told(connection, ids, measure)[0]

    def told(self, connection: Connection, ids: Sequence[str], measure: Measure = milliseconds) -> tuple[float, str]:
        """What the whole process takes, and what it printed; every message must have been released."""
        took, printed = measure(self.command, json.dumps(self.given(connection, ids)))
        if (released := self.released(printed)) != len(ids):
            raise SystemExit(f"{self.command[-1]}: {released} of {len(ids)} were released: {printed[:2000]}")
        return took, printed


OURS = Contender(
    (COMMAND, "run", "release_held_message"),
    lambda connection, ids: {"connection": connection, "parameters": {"ids": ids}},
    lambda printed: int(json.loads(printed)["summary"]["released"]),
)
BARE = Contender(
    (sys.executable, str(Path(__file__).with_name("bare_script.py"))),
    lambda connection, ids: {"connection": connection, "ids": ids},
    lambda printed: printed.count('"release": true'),
)

"""`python -m benchmarks [CASE ...]`: measure, print the table, write it as JSON where asked."""

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import bulk, cold, table, warm
from benchmarks.comparison import Case, Target, machine, result

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
)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    names = [case.name for case in CASES]
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"of {', '.join(names)}; or all")
    parser.add_argument("--rounds", type=int, help="instead of each case's own number")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results there too")
    given = parser.parse_args()
    if unknown := set(given.cases) - set(names):
        parser.error(f"no such case: {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    return given


def measured(chosen: list[Case], rounds: int | None) -> list[dict[str, Any]]:
    results = []
    for case in chosen:
        print(f"{case.name}: {case.what} ...", file=sys.stderr)
        results.append(result(case, case.measure(rounds or case.rounds)))
    return results


def main() -> None:
    given = arguments()
    chosen = [case for case in CASES if not given.cases or case.name in given.cases]
    results = measured(chosen, given.rounds)
    print("\n".join(table.lines(results)))
    if given.json:
        about = {"measured_at": f"{datetime.now(UTC):%Y-%m-%d}", "machine": machine()}
        given.json.write_text(json.dumps(about | {"results": results}, indent=2) + "\n")


if __name__ == "__main__":
    main()

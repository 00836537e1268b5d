"""`python -m benchmarks [CASE ...]`: measure, print the table, write and draw it where asked."""

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import chart, table
from benchmarks.cases import CASES
from benchmarks.comparison import Case, machine, result


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    names = [case.name for case in CASES]
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"of {', '.join(names)}; or all")
    parser.add_argument("--rounds", type=int, help="instead of each case's own number")
    parser.add_argument(
        "--from", dest="earlier", type=Path, metavar="FILE", help="measure nothing: a run written before"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results there too")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="draw them there (SVG)")
    parser.add_argument("--page", type=Path, metavar="FILE", help="put their table into this page (Markdown)")
    given = parser.parse_args()
    if unknown := set(given.cases) - set(names):
        parser.error(f"no such case: {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    if given.earlier and given.cases:
        parser.error("--from takes the whole of an earlier run, and no case of it")
    return given


def measured(chosen: list[Case], rounds: int | None) -> dict[str, Any]:
    results = []
    for case in chosen:
        print(f"{case.name}: {case.what} ...", file=sys.stderr)
        results.append(result(case, case.measure(rounds or case.rounds)))
    return {"measured_at": f"{datetime.now(UTC):%Y-%m-%d}", "machine": machine(), "results": results}


def write(run: dict[str, Any], given: argparse.Namespace) -> None:
    if given.json:
        given.json.write_text(json.dumps(run, indent=2) + "\n", encoding="utf-8")
    if given.picture:
        given.picture.write_text(chart.drawn(run), encoding="utf-8")
    if given.page:
        given.page.write_text(table.put_into(given.page.read_text(encoding="utf-8"), run), encoding="utf-8")


def main() -> None:
    given = arguments()
    chosen = [case for case in CASES if not given.cases or case.name in given.cases]
    run = json.loads(given.earlier.read_text(encoding="utf-8")) if given.earlier else measured(chosen, given.rounds)
    print("\n".join(table.lines(run["results"])))
    write(run, given)


if __name__ == "__main__":
    main()

"""Measure the plugin against references in the same run, and print a table."""

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.cases import CASES
from benchmarks.comparison import Case, machine, result


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    names = [case.name for case in CASES]
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"one of {', '.join(names)} (default: all)")
    parser.add_argument("--rounds", type=int, help="number of rounds (default: each case's own)")
    parser.add_argument(
        "--from", dest="earlier", type=Path, metavar="FILE", help="read an earlier run, measure nothing"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results to FILE")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="draw the release cases to FILE (SVG)")
    parser.add_argument("--page", type=Path, metavar="FILE", help="put the tables into FILE (Markdown)")
    args = parser.parse_args()
    if unknown := set(args.cases) - set(names):
        parser.error(f"no such case: {', '.join(sorted(unknown))}; choose from {', '.join(names)}")
    if args.cases and (args.earlier or args.picture or args.page):
        parser.error("--from, --picture and --page need a full run: leave out the cases")
    return args


def measured(cases: list[Case], rounds: int | None) -> dict[str, Any]:
    results = []
    for case in cases:
        print(f"{case.name}: {case.what} ...", file=sys.stderr)
        results.append(result(case, case.measure(rounds or case.rounds)))
    return {"measured_at": f"{datetime.now(UTC):%Y-%m-%d}", "machine": machine(), "results": results}


def main() -> None:
    args = arguments()
    if args.earlier:
        run = json.loads(args.earlier.read_text(encoding="utf-8"))
    else:
        run = measured([case for case in CASES if not args.cases or case.name in args.cases], args.rounds)
    print("\n".join(report.lines(run["results"])))
    if args.json:
        args.json.write_text(json.dumps(run, indent=2) + "\n", encoding="utf-8")
    if args.picture:
        args.picture.write_text(report.picture(run), encoding="utf-8")
    if args.page:
        args.page.write_text(report.put_into(args.page.read_text(encoding="utf-8"), run), encoding="utf-8")


if __name__ == "__main__":
    main()

"""Measure the goals of speed, cost and quality: `python -m benchmarks`.

    python -m benchmarks                       all but the long ones (under ten minutes on two cores)
    python -m benchmarks --list                the benchmarks by name
    python -m benchmarks --only NAME …         some of them; printed, and written only where --out says
    python -m benchmarks --scale M             growth from 1 to 20 million shares (takes a quarter of an hour)
    python -m benchmarks --all                 also the long ones
    python -m benchmarks --peer                also another tool on the same database, installed into a folder
                                               of its own that is removed afterwards

A whole run writes benchmarks/results.json and the table in docs/performance.md. Ratios are made of variants
that took turns in this run. A goal that was not measured is listed with the reason and does not hold. Exit
status 0 once everything was measured that could be, whatever holds; 2 for wrong arguments.
"""

import argparse
import json
import os
import platform
import signal
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import page, registry
from benchmarks.deadline import OutOfTimeError, deadline
from benchmarks.goals import Goal, Reported, table

RESULTS = Path(__file__).resolve().parent / "results.json"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, write."""
    options = _options(arguments)
    if options.list:
        for one in registry.BENCHMARKS:
            print(f"{one.name:12}{'(--all) ' if one.long else ''}{one.about}")
        return 0
    # Asked to stop, it stops the servers that it started first.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    start = time.monotonic()
    goals, reported = [], []
    for one in _chosen(options):
        print(f"{one.name}: {one.about}", file=sys.stderr, flush=True)
        found, more = measured(one, options)
        goals += found
        reported += more
    print(table(goals))
    for figure in reported:
        print(f"reported: {figure['name']}: {figure['measured']:g} {figure['unit']} ({figure['detail']})")
    seconds = time.monotonic() - start
    holding = sum(one["holds"] for one in goals)
    print(f"\n{holding} of {len(goals)} goals hold; {seconds:.0f} s")
    content = results(goals, reported, seconds)
    if options.out or not options.only:
        text = json.dumps(content, indent=1, ensure_ascii=False)
        (options.out or RESULTS).write_text(text + "\n", encoding="utf-8")
    if not (options.out or options.only):
        page.write(content)
    return 0


def measured(one: registry.Benchmark, options: argparse.Namespace) -> tuple[list[Goal], list[Reported]]:
    """What a benchmark found; with an entry that says why where it broke or took too long."""
    goals: list[Goal] = []
    reported: list[Reported] = []
    try:
        with deadline(one.seconds):
            for found in one.run(options):
                (goals if "target" in found else reported).append(found)
            return goals, reported
    except OutOfTimeError:
        why = f"stopped, on a machine too busy for it (its bound is {one.seconds} s)"
    except Exception as error:  # noqa: BLE001 -- one benchmark that breaks must not hide what the others found
        traceback.print_exc(limit=-3)
        why = f"{type(error).__name__}: {str(error).splitlines()[0][:200] if str(error) else 'no words'}"
    print(f"  {one.name}: {why}", file=sys.stderr, flush=True)
    name = f"{one.name}, the rest" if goals else one.name
    goals.append({"name": name, "measured": None, "target": None, "holds": False, "why": why})
    return goals, reported


def results(goals: list[Goal], reported: list[Reported], seconds: float) -> dict[str, Any]:
    """The file's content: goals as the contract shapes them, and on what they were measured."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {
        "goals": goals,
        "reported": reported,
        "machine": {
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "system": platform.system(),
            "date": datetime.now(UTC).date().isoformat(),
            "seconds": round(seconds),
            "load_at_end": None if load is None else round(load, 1),
        },
    }


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = [one.name for one in registry.BENCHMARKS]
    parser.add_argument("--only", nargs="+", choices=names, metavar="NAME", help=", ".join(names))
    parser.add_argument("--scale", choices=("S", "M"), default="S")
    parser.add_argument("--all", action="store_true", help="also those that take longer")
    parser.add_argument("--peer", action="store_true", help="also install and run another tool")
    parser.add_argument("--list", action="store_true", help="name the benchmarks and stop")
    parser.add_argument("--out", type=Path, metavar="FILE", help="default: benchmarks/results.json")
    return parser.parse_args(arguments)


def _chosen(options: argparse.Namespace) -> Iterator[registry.Benchmark]:
    for one in registry.BENCHMARKS:
        if one.name in options.only if options.only else options.all or not one.long:
            yield one


if __name__ == "__main__":
    sys.exit(main())

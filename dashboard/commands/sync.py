"""`sync --source URL`: copy in the views of an existing database."""

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import available_timezones

from dashboard.progress import Bar
from records.opening import open_records
from records.problems import Problem
from records.settings import Settings

HELP = (
    "copy in the tables or views of an existing database that bear the contract's names (docs/importing.md)"
)
REFUSED = 3


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where from, and how strictly."""
    parser.add_argument("--source", metavar="URL", required=True, help="database address; it is only read")
    parser.add_argument("--timezone", metavar="ZONE", help="zone of times without an offset (the campaign's)")
    parser.add_argument("--rejects", metavar="FOLDER", type=Path, help="list every finding, one file a table")
    parser.add_argument(
        "--strict", action="store_true", help="stop at the first table with a row at fault (exit 3)"
    )
    parser.add_argument("--json", action="store_true", help="end with the counts as one JSON object")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Copy in each table; 3 when `--strict` refused one."""
    from records.importing.intake import Order
    from records.importing.syncing import sync

    if args.timezone is not None and args.timezone not in available_timezones():
        raise Problem(f"--timezone {args.timezone} is not known; write one like Europe/Amsterdam")
    engine = open_records(settings)
    order = Order("command line", datetime.now(UTC), strict=args.strict, rejects=args.rejects)
    bar = Bar(shown=sys.stderr.isatty() and not args.json)
    done = []
    try:
        for summary in sync(engine, args.source, order, timezone=args.timezone, progress=bar):
            done.append(summary)
            for line in summary.lines():
                print(line, file=sys.stderr if args.json or summary.refused else sys.stdout)
    finally:
        bar.close()
        engine.dispose()
    if args.json:
        tables = {summary.records: summary.counts() for summary in done}
        print(json.dumps({"tables": tables, "data_version": done[-1].data_version}))
    return REFUSED if done[-1].refused else 0

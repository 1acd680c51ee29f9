"""`import RECORDS FILE`: records of others from a file, with a mapping of its columns."""

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from dashboard.progress import Bar
from records.importing.targets import TARGETS
from records.opening import open_records
from records.settings import Settings

HELP = "import records from a CSV, JSON lines, Parquet or Excel file (docs/importing.md)"
REFUSED = 3


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to import, from where, and how strictly."""
    parser.add_argument("records", metavar="RECORDS", help=f"one of {', '.join(TARGETS)}")
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.add_argument("--mapping", metavar="M.toml", type=Path, help="how its columns become ours")
    parser.add_argument("--rejects", metavar="OUT.csv", type=Path, help="list every finding in this file")
    parser.add_argument(
        "--strict", action="store_true", help="refuse the whole file if one row is at fault (exit 3)"
    )
    parser.add_argument("--json", action="store_true", help="end with the counts as one JSON object")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Import the file; 3 when `--strict` refused it."""
    from records.importing.intake import Order, import_file

    engine = open_records(settings)
    order = Order("command line", datetime.now(UTC), strict=args.strict, rejects=args.rejects)
    bar = Bar(path=args.file, shown=sys.stderr.isatty() and not args.json)
    try:
        summary = import_file(engine, args.records, args.file, order, mapping=args.mapping, progress=bar)
    finally:
        bar.close()
        engine.dispose()
    told = sys.stderr if args.json or summary.refused else sys.stdout
    for line in summary.lines():
        print(line, file=told)
    if args.json:
        print(json.dumps(summary.counts()))
    return REFUSED if summary.refused else 0

"""`audit`: the log of decisions, and whether its chain holds."""

import argparse
from typing import Any

from records import audit
from records.database import reading
from records.opening import open_records
from records.settings import Settings

HELP = "print the log of decisions; --verify checks that no row was changed, removed or added in between"


def arguments(parser: argparse.ArgumentParser) -> None:
    """How much to print, or the check."""
    parser.add_argument("--last", type=int, default=50, metavar="N", help="print the last N decisions")
    parser.add_argument("--verify", action="store_true", help="check the chain; exit 1 where it is broken")
    parser.add_argument(
        "--includes",
        metavar="HASH",
        help="with --verify: also require this hash, noted down earlier, so that a shortened log shows",
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print or verify; 1 when the chain is broken."""
    engine = open_records(settings)
    with reading(engine) as db:
        if not args.verify:
            for row in audit.last(db, args.last):
                print(f"{row.seq}\t{row.at:%Y-%m-%d %H:%M:%S} UTC\t{row.by}\t{row.action}\t{row.subject}")
            return 0
        broken, head = audit.broken_at(db), audit.head(db)
        missing = args.includes is not None and not audit.includes(db, args.includes)
    engine.dispose()
    if broken is not None:
        print(f"the chain is broken at decision {broken}: it, or one before it, was changed or removed")
    if missing:
        print(f"no decision has the hash {args.includes}: decisions were removed from the end")
    if broken is None and not missing:
        print("no decision was logged yet" if head is None else _said(head))
    return 1 if broken is not None or missing else 0


def _said(head: Any) -> str:
    return f"the chain of decisions holds up to number {head.seq}; note its hash down elsewhere: {head.hash}"

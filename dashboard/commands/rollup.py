"""`rollup`: refresh what writers marked, rebuild everything, or compare every cell with the raw rows."""

import argparse
import sys
from datetime import UTC, datetime

from sqlalchemy.engine import Engine
from tqdm import tqdm

from records import rollups
from records.opening import open_records
from records.rollup_tables import ROLLUPS
from records.rollup_verify import verify
from records.settings import Settings

HELP = (
    "bring the rollups up to date; --rebuild fills them anew, --verify compares every cell with the raw rows"
)
_SHOWN = 50  # differences printed; the number of all of them is printed too


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to do besides the plain refresh."""
    parser.add_argument("--rebuild", action="store_true", help="fill every rollup anew from the raw rows")
    parser.add_argument("--verify", action="store_true", help="compare every cell; exit 1 where any differs")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Refresh or rebuild, then verify where asked; 1 when a cell differs."""
    engine = open_records(settings)
    try:
        if args.rebuild:
            _rebuild(engine)
        else:
            changed = rollups.refresh(engine, datetime.now(UTC))
            print("rollups refreshed" if changed else "rollups are up to date")
        return _verify(engine) if args.verify else 0
    finally:
        engine.dispose()


def _rebuild(engine: Engine) -> None:
    with tqdm(total=len(ROLLUPS), unit="table", disable=not sys.stderr.isatty()) as bar:

        def said(name: str) -> None:
            bar.set_description(name)
            bar.update()

        rollups.rebuild(engine, datetime.now(UTC), said)
    print(f"{len(ROLLUPS)} rollups rebuilt")


def _verify(engine: Engine) -> int:
    found = verify(engine)
    faults = [difference for difference in found if not difference.pending]
    for difference in faults[:_SHOWN]:
        print(difference)
    if len(found) > len(faults):
        print(f"{len(found) - len(faults)} cells await the refresher: written since it last ran")
    print(f"{len(faults)} differences" if faults else "every rollup equals the raw rows")
    return 1 if faults else 0

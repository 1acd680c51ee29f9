"""`restore DIR`: replace the records by those of a backup."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from records import backup, snapshots
from records.opening import open_records
from records.settings import Settings

HELP = "replace records and pictures by those of a backup, after checking every file of it"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The folder, and whether records may be lost."""
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--force", action="store_true", help="replace the records that the database holds")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Restore in one transaction; servers should be stopped meanwhile."""
    engine = open_records(settings)
    made = backup.restore(engine, args.folder, settings.image_dir, datetime.now(UTC), force=args.force)
    snapshots.forget(settings.var_dir, str(engine.url))
    engine.dispose()
    print(f"{sum(made.counts.values())} records restored from the backup of {made.made_at}")
    return 0

"""`backup DIR`: the records and the pictures in one folder, each file with its checksum."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from records import backup
from records.opening import open_records
from records.settings import Settings

HELP = "write records and pictures into a new folder, with checksums; keys and settings are not part of it"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The folder."""
    parser.add_argument("folder", type=Path, metavar="DIR")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Back up while others go on working."""
    engine = open_records(settings)
    made = backup.backup(engine, args.folder, settings.image_dir, datetime.now(UTC))
    engine.dispose()
    print(f"{sum(made.counts.values())} records and {len(made.files)} files in {args.folder}")
    print("Not included: keys (secret key, sealing keys) and settings. Keep them elsewhere.")
    return 0

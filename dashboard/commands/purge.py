"""`purge --older-than DAYS`: forget old tips and their sealed texts for good."""

import argparse
from datetime import UTC, datetime, timedelta

from records.database import reading, writing
from records.opening import open_records
from records.problems import Problem
from records.settings import Settings

HELP = "delete tips and sealed texts older than so many days for good; tips that an outcome names keep theirs"


def arguments(parser: argparse.ArgumentParser) -> None:
    """How old, what, and whether it is meant."""
    parser.add_argument(
        "--older-than", metavar="DAYS", type=days, required=True, help="days since they came in"
    )
    parser.add_argument(
        "--texts-only", action="store_true", help="only the sealed texts; counts stay as they are"
    )
    parser.add_argument("--yes", action="store_true", help="do it; without, only say what would be deleted")


def days(text: str) -> int:
    """A number of days, as 365 or 365d."""
    number = int(text.removesuffix("d"))
    if number < 1:
        raise argparse.ArgumentTypeError("at least one day")
    return number


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Delete, or refuse with what would be deleted where --yes is missing."""
    from records import rollups
    from records.purging import Aged, aged, purge

    now = datetime.now(UTC)
    before = now - timedelta(days=args.older_than)

    def said(found: Aged) -> str:
        return (
            f"{found.tips} tips, {found.texts} sealed texts and {found.findings} import findings from before "
            f"{before:%Y-%m-%d %H:%M} UTC ({found.kept} tips that an outcome names stay, without their text)"
        )

    engine = open_records(settings)
    try:
        if not args.yes:
            with reading(engine) as db:
                found = aged(db, before, texts_only=args.texts_only)
            raise Problem(f"{said(found)} would be deleted for good; add --yes to do it")
        with writing(engine) as db:
            found = purge(db, before, at=now, by="command line", texts_only=args.texts_only)
        rollups.refresh(engine, now)
        print(f"deleted: {said(found)}")
    finally:
        engine.dispose()
    return 0

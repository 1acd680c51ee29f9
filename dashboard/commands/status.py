"""`status`: how many records there are, how fresh the figures are, what waits."""

import argparse
import json
from typing import Any

from sqlalchemy.engine import Connection

from records import freshness, overview
from records.database import reading
from records.opening import open_records
from records.settings import Settings

HELP = "count the records; say how fresh the figures are and how many tips wait for assessment"


def arguments(parser: argparse.ArgumentParser) -> None:
    """--json prints one object as the last line."""
    parser.add_argument("--json", action="store_true")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print the counts in words, or as JSON."""
    engine = open_records(settings)
    with reading(engine) as db:
        found = status(db)
    engine.dispose()
    if args.json:
        print(json.dumps(found))
        return 0
    for name, n in found["counts"].items():
        print(f"{name:18}{n:>12}")
    print(f"as of             {found['as_of'] or 'never refreshed'} (data version {found['data_version']})")
    print(
        f"backlog           {found['backlog']} tips not assessed, {found['unrefreshed']} keys not refreshed"
    )
    return 0


def status(db: Connection) -> dict[str, Any]:
    """counts by table, as_of (ISO, UTC), data_version, backlog (unassessed tips), unrefreshed (keys)."""
    fresh = freshness.read(db)
    return {
        "counts": overview.counts(db),
        "as_of": fresh.as_of.isoformat() if fresh.as_of else None,
        "data_version": fresh.version,
        "backlog": overview.backlog(db),
        "unrefreshed": overview.unrefreshed(db),
    }

"""`migrate`: bring the database's schema up to date."""

import argparse

from records import schema
from records.database import connect
from records.settings import Settings

HELP = "bring the database's schema up to date (the embedded database does it by itself)"


def arguments(parser: argparse.ArgumentParser) -> None:
    """No options."""


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Upgrade in one transaction and say from where to where, and what servers of before need."""
    engine = connect(settings.database_url)
    before = schema.upgrade(engine)
    engine.dispose()
    if before == schema.HEAD:
        print(f"the schema is up to date ({schema.HEAD})")
    else:
        print(f"schema upgraded from {before or 'nothing'} to {schema.HEAD}")
        if before is not None:
            print(schema.AFTER_UPGRADE)
    return 0

"""Opening the records for a command: the embedded database is brought up to date, a server's is checked."""

from sqlalchemy.engine import Engine

from records import schema
from records.database import connect, is_sqlite
from records.log import logger
from records.problems import Problem
from records.settings import Settings

log = logger("opening")


def open_records(settings: Settings) -> Engine:
    """An engine on up-to-date records.

    Raises Problem when a PostgreSQL schema is behind: there the operator decides when to migrate.
    """
    engine = connect(settings.database_url)
    if is_sqlite(engine):
        if schema.upgrade(engine) not in (None, schema.HEAD):
            log.warning(f"schema upgraded to {schema.HEAD}: {schema.AFTER_UPGRADE}")
    elif not schema.is_current(engine):
        raise Problem("the database's schema is not up to date; run `python -m dashboard migrate`")
    return engine

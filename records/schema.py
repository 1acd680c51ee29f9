"""Bringing a database's schema up to date, and telling whether it is."""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from records import bookkeeping, rollup_tables, tables
from records.database import is_sqlite, writing
from records.locks import Lock
from records.problems import Problem

__all__ = ["HEAD", "bookkeeping", "is_current", "revision", "rollup_tables", "upgrade"]

HEAD = "0003"  # the newest revision in migrations/versions
MIGRATIONS = Path(__file__).with_name("migrations")


def revision(db: Connection) -> str | None:
    """The schema's revision; None for a database without our schema."""
    if not sa.inspect(db).has_table("alembic_version"):
        return None
    found: str | None = db.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return found


def is_current(engine: Engine) -> bool:
    """Whether the schema is the one that this program needs: a look at one row."""
    with engine.connect() as db:
        return revision(db) == HEAD


def upgrade(engine: Engine) -> None:
    """Bring the schema up to date, in one transaction; nothing to do when it is.

    Raises Problem for a schema that a newer program made, and for tables that are not from our migrations.
    """
    if is_current(engine):
        return
    with writing(engine) as db:
        if not is_sqlite(db):
            db.execute(sa.select(sa.func.pg_advisory_xact_lock(int(Lock.SCHEMA))))
        found = revision(db)  # again, now that nobody else upgrades
        if found != HEAD:
            _check(db, found)
            _migrate(db)


def _check(db: Connection, found: str | None) -> None:
    if found is None and sa.inspect(db).has_table(tables.campaign.name):
        raise Problem("the database has tables of ours but no revision: it was not made by `migrate`")
    if found is not None and not list((MIGRATIONS / "versions").glob(f"{found}_*.py")):
        raise Problem(
            f"the database's schema ({found}) was made by a newer version of this program: update it"
        )


def _migrate(db: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": db})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, "head")

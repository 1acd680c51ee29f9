"""Bringing a database's schema up to date, and telling whether it is."""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from records import bookkeeping, rollup_tables, tables
from records.database import is_sqlite, writing
from records.locks import Lock
from records.problems import Problem

__all__ = [
    "AFTER_UPGRADE",
    "HEAD",
    "OtherVersion",
    "bookkeeping",
    "is_current",
    "require_current",
    "revision",
    "rollup_tables",
    "upgrade",
]

HEAD = "0003"  # the newest revision in migrations/versions
MIGRATIONS = Path(__file__).with_name("migrations")
AFTER_UPGRADE = (
    "restart every server that still runs the older program; "
    "if one ran meanwhile, `python -m dashboard rollup --rebuild` puts its counts right"
)


class OtherVersion(Problem):
    """The schema is not the one that this program was written for; nothing was changed."""


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


def require_current(db: Connection) -> None:
    """Raise OtherVersion unless the schema, as `db` sees it, is the one that this program needs."""
    found = revision(db)
    if found == HEAD:
        return
    remedy = "run `migrate`" if _is_ours(found) else "restart with the current version of the program"
    raise OtherVersion(f"the database's schema is {found or 'missing'}, this program needs {HEAD}: {remedy}")


def upgrade(engine: Engine) -> str | None:
    """Bring the schema up to date, in one transaction; returns the revision that it had before.

    No refresher works meanwhile: one of the older program would take marks of rows that the upgrade has not
    counted. Raises Problem for a schema that a newer program made, and for tables that are not from our
    migrations.
    """
    if is_current(engine):
        return HEAD
    with writing(engine) as db:
        if not is_sqlite(db):
            for lock in (Lock.SCHEMA, Lock.ROLLUPS):
                db.execute(sa.select(sa.func.pg_advisory_xact_lock(int(lock))))
        found = revision(db)  # again, now that nobody else upgrades
        if found != HEAD:
            _check(db, found)
            _migrate(db)
    return found


def _is_ours(found: str | None) -> bool:
    """Whether it is no schema yet, or one of a revision that this program knows."""
    return found is None or any((MIGRATIONS / "versions").glob(f"{found}_*.py"))


def _check(db: Connection, found: str | None) -> None:
    if found is None and sa.inspect(db).has_table(tables.campaign.name):
        raise Problem("the database has tables of ours but no revision: it was not made by `migrate`")
    if not _is_ours(found):
        raise Problem(
            f"the database's schema ({found}) was made by a newer version of this program: update it"
        )


def _migrate(db: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": db})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, "head")

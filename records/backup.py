"""Backups: one folder with the records and the pictures, each file with its checksum, and back again.

On the embedded database it holds a consistent copy of the file; on PostgreSQL one compressed CSV a table,
taken in one snapshot, without the rollups, which are built again. Keys and settings are never part of it.
"""

import gzip
import hashlib
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from records import audit, freshness, overview, rollups, schema
from records.database import is_sqlite, reading, writing
from records.problems import Problem
from records.tables import metadata

MANIFEST = "manifest.json"
_SQLITE_FILE = "records.sqlite"
_LEVEL = 3  # of gzip: beyond it the time grows faster than the file shrinks


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. counts: rows by record table; files: path within it → SHA-256."""

    made_at: str
    database: str
    revision: str
    data_version: int
    counts: dict[str, int]
    files: dict[str, str]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The manifest of a complete backup, with every checksum verified. Raises Problem where it fails."""
        path = folder / MANIFEST
        if not path.is_file():
            raise Problem(f"{folder} is no complete backup: it has no {MANIFEST}")
        manifest = cls(**json.loads(path.read_text(encoding="utf-8")))
        for name, digest in manifest.files.items():
            file = folder / name
            if not file.is_file() or _sha256(file) != digest:
                raise Problem(f"{file} is missing or damaged: its checksum is not the one of the backup")
        return manifest


def backup(engine: Engine, folder: Path, images: Path, now: datetime) -> Manifest:
    """Write a backup into `folder`, which must not hold anything yet; complete, or not there at all."""
    if folder.exists() and any(folder.iterdir()):
        raise Problem(f"{folder} is not empty; a backup needs a folder of its own")
    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True, mode=0o700)
    copied = _copy_file(engine, partial / _SQLITE_FILE) if is_sqlite(engine) else engine
    with reading(copied) as db:
        if not is_sqlite(engine):
            _copy_out(db, partial)
        revision, version = schema.revision(db) or "", freshness.read(db).version
        counts = overview.counts(db)
    if images.is_dir():
        shutil.copytree(images, partial / "images")
    manifest = Manifest(
        now.isoformat(), engine.dialect.name, revision, version, counts, files=_digests(partial)
    )
    text = json.dumps(asdict(manifest), indent=1, sort_keys=True)
    (partial / MANIFEST).write_text(text + "\n", encoding="utf-8")
    if folder.exists():
        folder.rmdir()
    partial.rename(folder)
    return manifest


def restore(engine: Engine, folder: Path, images: Path, now: datetime, *, force: bool = False) -> Manifest:
    """Replace all records by those of a backup, after checking every file of it.

    Raises Problem for a damaged backup, one of the other kind of database, a newer schema, and (without
    `force`) for a database that holds records.
    """
    manifest = Manifest.read(folder)
    if manifest.database != engine.dialect.name:
        raise Problem(
            f"this backup is of {manifest.database}, the database is {engine.dialect.name}; "
            "restore it into the same kind, or move records with `sync`"
        )
    with reading(engine) as db:
        filled = [name for name, n in overview.counts(db).items() if n]
    if filled and not force:
        raise Problem(f"the database holds records ({', '.join(filled)}); --force replaces all of them")
    if is_sqlite(engine):
        _copy_file_back(engine, folder / _SQLITE_FILE)
    else:
        _copy_in(engine, folder, manifest)
    with writing(engine) as db:
        audit.append(db, at=now, by="command line", action="restored", subject=manifest.made_at)
    rollups.rebuild(engine, now)
    if (folder / "images").is_dir():
        shutil.copytree(folder / "images", images, dirs_exist_ok=True)
    return manifest


def _same_counts(db: Connection, manifest: Manifest) -> None:
    found = overview.counts(db, tuple(manifest.counts))
    wrong = [name for name, n in manifest.counts.items() if found[name] != n]
    if wrong:
        raise Problem(f"rows are missing after the restore: {', '.join(wrong)}")


def _copy_file(engine: Engine, target: Path) -> Engine:
    """SQLite's online backup: consistent while others write. Returns an engine on the copy."""
    with closing(sqlite3.connect(target)) as copy:
        with engine.connect() as db:
            raw: Any = db.connection.driver_connection
            raw.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise Problem("the database file is damaged: its integrity check fails")
    return sa.create_engine(f"sqlite:///{target}", poolclass=sa.NullPool)


def _copy_file_back(engine: Engine, source: Path) -> None:
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as copy, engine.connect() as db:
        raw: Any = db.connection.driver_connection
        copy.backup(raw)
    schema.upgrade(engine)


def _tables() -> Iterator[sa.Table]:
    """All tables but rollups and dirty keys, what others refer to first; the campaign before its displays."""
    kept = [t for t in metadata.sorted_tables if not t.name.startswith("rollup_") and t.name != "dirty_keys"]
    yield metadata.tables["campaign"]
    yield from (table for table in kept if table.name != "campaign")


def _columns(table: sa.Table) -> str:
    return ", ".join(f'"{column.name}"' for column in table.columns)


def _copy_out(db: Connection, folder: Path) -> None:
    (folder / "records").mkdir()
    cursor: Any = db.connection.cursor()
    for table in _tables():
        order = ", ".join(f'"{column.name}"' for column in table.primary_key)
        rows = f'SELECT {_columns(table)} FROM "{table.name}" ORDER BY {order}'  # noqa: S608 -- our own names
        # No time and no name in the file: the same records give the same bytes.
        with (
            (folder / "records" / f"{table.name}.csv.gz").open("wb") as raw,
            gzip.GzipFile("", "wb", _LEVEL, raw, mtime=0) as file,
        ):
            cursor.copy_expert(f"COPY ({rows}) TO STDOUT (FORMAT csv)", file)


def _copy_in(engine: Engine, folder: Path, manifest: Manifest) -> None:
    if manifest.revision != schema.HEAD:
        raise Problem(
            f"the backup has schema {manifest.revision}, this program {schema.HEAD}: restore it with the "
            "program that made it, then upgrade with `migrate`"
        )
    with writing(engine) as db:
        cursor: Any = db.connection.cursor()
        names = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
        cursor.execute(f"TRUNCATE {names}")
        for table in _tables():
            with gzip.open(folder / "records" / f"{table.name}.csv.gz", "rb") as file:
                cursor.copy_expert(f'COPY "{table.name}" ({_columns(table)}) FROM STDIN (FORMAT csv)', file)
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('audit_log', 'seq'), coalesce(max(seq), 0) + 1, false) "
            "FROM audit_log"
        )
        _same_counts(db, manifest)


def _digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): _sha256(path) for path in files}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

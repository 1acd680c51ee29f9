"""Checks of the records and their surroundings, each told in words with what to do."""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import available_timezones

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from records import audit, campaign, freshness, overview, schema
from records.database import connect, is_sqlite, reading
from records.problems import Problem
from records.settings import Settings
from records.tables import objects

_ENOUGH_SPACE = 500 * 2**20  # bytes
_SKEW = timedelta(seconds=5)
_LATE = 10_000  # dirty keys: a refresher that runs does not leave that many
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
GOOD, ADVICE, FAULT = "good", "advice", "fault"


@dataclass(frozen=True)
class Finding:
    """One check: `level` is good, advice (something is less than it could be) or fault."""

    check: str
    level: str
    words: str


def examine(settings: Settings) -> Iterator[Finding]:
    """Every check in turn; those of the records only when the database answers with the right schema."""
    yield _folder(settings.var_dir)
    yield _chromium(settings)
    engine = connect(settings.database_url)
    try:
        if is_sqlite(engine):
            schema.upgrade(engine)
        with engine.connect() as db:
            found = schema.revision(db)
    except Problem as problem:
        yield Finding("schema", FAULT, str(problem))
        return
    except SQLAlchemyError as error:
        yield Finding("database", FAULT, f"does not answer: {str(error.__cause__ or error).strip()}")
        return
    yield Finding("database", GOOD, f"{engine.dialect.name} answers")
    if found != schema.HEAD:
        yield Finding("schema", FAULT, f"is {found or 'missing'}, should be {schema.HEAD}: run `migrate`")
        return
    yield Finding("schema", GOOD, f"is up to date ({found})")
    with reading(engine) as db:
        for check in _CHECKS:
            yield check(db, settings)
    yield _engine_check(engine)
    engine.dispose()


def _folder(folder: Path) -> Finding:
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if not os.access(folder, os.W_OK):
        return Finding("var folder", FAULT, f"{folder} cannot be written: give it to the user who runs this")
    if free < _ENOUGH_SPACE:
        return Finding("var folder", FAULT, f"only {free // 2**20} MiB are free under {folder}")
    return Finding("var folder", GOOD, f"{folder} can be written, {free // 2**30} GiB free")


def _chromium(settings: Settings) -> Finding:
    paths = [settings.chrome_path] if settings.chrome_path else [shutil.which(name) for name in _CHROMIUM]
    found = next((path for path in paths if path and Path(path).is_file()), None)
    if found is None:
        words = "not found: reports go out without chart pictures; install chromium or set CHROME_PATH"
        return Finding("chart pictures", ADVICE, words)
    return Finding("chart pictures", GOOD, f"drawn by {found}")


def _campaign(db: Connection, _settings: Settings) -> Finding:
    if overview.counts(db, ("campaign",))["campaign"] == 0:
        return Finding("campaign", ADVICE, "not set up yet: import one, or run `demo`")
    row = campaign.read(db)
    if row.timezone not in available_timezones():
        return Finding("campaign", FAULT, f"its time zone {row.timezone!r} is not known on this machine")
    simulated = "; simulated" if row.simulated else ""
    return Finding("campaign", GOOD, f"{row.name} ({row.timezone}{simulated})")


def _clock(db: Connection, _settings: Settings) -> Finding:
    if is_sqlite(db):
        return Finding("clock", GOOD, "one machine, one clock")
    theirs = db.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    skew = abs(datetime.now(UTC) - theirs)
    if skew > _SKEW:
        words = f"the database's clock differs by {skew.total_seconds():.0f} s: set both by NTP"
        return Finding("clock", FAULT, words)
    return Finding("clock", GOOD, "agrees with the database's")


def _chain(db: Connection, _settings: Settings) -> Finding:
    broken = audit.broken_at(db)
    if broken is not None:
        return Finding("audit log", FAULT, f"its chain is broken at decision {broken}: see `audit`")
    return Finding("audit log", GOOD, "its chain holds")


def _fresh(db: Connection, _settings: Settings) -> Finding:
    fresh, waiting = freshness.read(db), overview.unrefreshed(db)
    if waiting > _LATE:
        return Finding("rollups", ADVICE, f"{waiting} keys wait: run `rollup`, or is no server running?")
    said = f"as of {fresh.as_of:%Y-%m-%d %H:%M} UTC" if fresh.as_of else "never refreshed yet"
    return Finding("rollups", GOOD, f"version {fresh.version}, {said}, {waiting} keys wait")


def _pictures(db: Connection, settings: Settings) -> Finding:
    chosen = sa.select(objects.c.object_id, objects.c.image, objects.c.image_sha256)
    wrong = [
        row.object_id
        for row in db.execute(chosen.where(objects.c.image.is_not(None)).order_by(objects.c.object_id))
        if not _intact(settings.image_dir / row.image, row.image_sha256)
    ]
    if wrong:
        some = ", ".join(wrong[:5]) + (f" and {len(wrong) - 5} more" if len(wrong) > 5 else "")
        return Finding("pictures", FAULT, f"missing or changed in {settings.image_dir}: {some}")
    return Finding("pictures", GOOD, "all there, as they were recorded")


def _intact(path: Path, digest: str | None) -> bool:
    if not path.is_file():
        return False
    return digest is None or hashlib.sha256(path.read_bytes()).hexdigest() == digest


def _engine_check(engine: Engine) -> Finding:
    with engine.connect() as db:
        if not is_sqlite(engine):
            version = db.exec_driver_sql("SHOW server_version").scalar_one()
            return Finding("server", GOOD, f"PostgreSQL {version}")
        found = db.exec_driver_sql("PRAGMA quick_check").scalars().all()
        strays = db.exec_driver_sql("PRAGMA foreign_key_check").all()
    if found != ["ok"] or strays:
        words = f"damaged ({len(found)} findings, {len(strays)} stray references): restore a backup"
        return Finding("database file", FAULT, words)
    return Finding("database file", GOOD, "sound")


_CHECKS: tuple[Callable[[Connection, Settings], Finding], ...] = (
    _campaign,
    _clock,
    _chain,
    _fresh,
    _pictures,
)

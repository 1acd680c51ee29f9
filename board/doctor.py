"""`doctor`: whether the public page can do its work here, and may do nothing else."""

from collections.abc import Iterator
from pathlib import Path

import maxminddb
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from board import shown
from board.keys import SealingKey, demonstration_paths, public_path
from board.languages import languages
from board.pictures import file_of
from board.services import open_database
from records import schema
from records.database import is_sqlite, reading
from records.diagnosis import ADVICE, FAULT, GOOD, Finding
from records.settings import Settings

_FORBIDDEN = ("tips", "sealed_tips", "users", "audit_log", "objects", "display_periods")


def examine(settings: Settings) -> Iterator[Finding]:
    """Every check in turn; those of the records only when the database answers."""
    yield Finding("languages", GOOD, ", ".join(languages()))
    yield _address(settings)
    yield _country_table(settings)
    engine = open_database(settings.board_url)
    try:
        with reading(engine) as db:
            revision, display = schema.revision(db), shown.display(db)
    except SQLAlchemyError as error:
        words = str(error.__cause__ or error).strip().split("\n")[0]
        yield Finding("database", FAULT, f"does not answer as it should: {words}")
        return
    if revision != schema.HEAD:
        yield Finding("schema", FAULT, f"is {revision or 'missing'}, should be {schema.HEAD}: run `migrate`")
    yield Finding("database", GOOD, f"{engine.dialect.name} answers; {len(display.objects)} on display")
    yield _role(engine)
    yield _key(settings, display.campaign)
    yield _pictures(settings, display)
    engine.dispose()


def _address(settings: Settings) -> Finding:
    if not settings.public_url.startswith("https://"):
        words = f"{settings.public_url} is not HTTPS: what people type could be read on its way"
        return Finding("address", ADVICE, words + "; set TRACE_PUBLIC_URL")
    hops = f"{settings.proxy_hops} reverse proxies are believed"
    return Finding("address", GOOD, f"{settings.public_url}; {hops}")


def _country_table(settings: Settings) -> Finding:
    if not settings.country_table:
        return Finding("country table", GOOD, "none: countries are what senders state, else unknown")
    try:
        with maxminddb.open_database(settings.country_table) as table:
            kind = table.metadata().database_type
    except (OSError, maxminddb.InvalidDatabaseError) as error:
        return Finding("country table", FAULT, f"{settings.country_table} cannot be read: {error}")
    return Finding("country table", GOOD, f"{settings.country_table} ({kind})")


def _role(engine: Engine) -> Finding:
    if is_sqlite(engine):
        return Finding("role", ADVICE, "the embedded database knows no roles: fit for one computer only")
    with engine.connect() as db:
        readable = [name for name in _FORBIDDEN if _may_read(db, name)]
    if readable:
        words = f"may read {', '.join(readable)}: make its own role with `python -m dashboard roles` and"
        return Finding("role", FAULT, f"{words} set TRACE_BOARD_DATABASE_URL")
    return Finding("role", GOOD, "may add and see what is displayed, and read no record")


def _may_read(db: Connection, table: str) -> bool:
    asked = sa.select(sa.func.has_any_column_privilege(table, "SELECT"))
    return bool(db.execute(asked).scalar_one())


def _key(settings: Settings, campaign: shown.Campaign) -> Finding:
    demonstration = demonstration_paths(settings)[0].exists()
    key = SealingKey(settings).current(simulated=campaign.simulated and demonstration)
    if key is None and campaign.simulated and not public_path(settings).exists():
        return Finding("key", ADVICE, "none yet: the demonstration makes its own at the first visit")
    if key is None:
        words = (
            f"none that can be used at {public_path(settings)}: tips are refused; run `python -m board keys`"
        )
        return Finding("key", FAULT, words)
    if not public_path(settings).exists():
        words = f"{key.key_id}, the demonstration's own, beside {demonstration_paths(settings)[1].name}"
        return Finding("key", ADVICE, words)
    beside = public_path(settings).with_suffix(".key")
    if beside.exists():
        words = f"{key.key_id}, but its private key {beside} lies beside it: move it to the offline computer"
        return Finding("key", ADVICE, words)
    return Finding("key", GOOD, f"tips are sealed to {key.key_id}")


def _pictures(settings: Settings, display: shown.Display) -> Finding:
    folder: Path = settings.image_dir
    missing = [chosen.object_id for chosen in display.objects if file_of(folder, chosen) is None]
    if missing:
        words = f"{len(missing)} on display cannot be shown ({', '.join(missing[:5])}): see {folder}"
        return Finding("pictures", FAULT, words)
    return Finding("pictures", GOOD, f"all {len(display.objects)} on display are there and unchanged")

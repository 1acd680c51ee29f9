"""What the public page writes: tips and their sealed text, presses of a share button, views.

None of it has an audit row: a chained row with a time would trace a sender. Times are floored to a quarter of
an hour for the same reason; ids are random. Every write logs its dirty keys in the caller's transaction.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from records import dirty
from records.database import is_sqlite
from records.sealing import Sealed
from records.tables import sealed_tips, shares, tips, views

QUARTER = timedelta(minutes=15)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class PublicTip:
    """What is known of a tip without opening it. `suggested_country` None: it names no country."""

    tip_id: str
    object_id: str
    channel: str
    language: str
    origin_country: str = "unknown"
    origin_source: str = "unknown"
    suggested_country: str | None = None
    suggested_region: str | None = None


@dataclass(frozen=True)
class Press:
    """A share button pressed for an object in a quarter of an hour."""

    object_id: str
    shared_at: datetime
    network: str
    country: str


@dataclass(frozen=True)
class View:
    """An object's page opened on a local day, by someone who came through `network`."""

    day: date
    object_id: str
    country: str
    network: str


def quarter_of(instant: datetime) -> datetime:
    """The UTC quarter of an hour that contains an aware instant."""
    return instant.astimezone(UTC) - (instant - _EPOCH) % QUARTER


def receive_tip(db: Connection, tip: PublicTip, closed: Sealed, *, at: datetime, zone: ZoneInfo) -> bool:
    """Store a tip and its sealed text; False when this tip is here already (nothing is changed then)."""
    received_at = quarter_of(at)
    day = received_at.astimezone(zone).date()
    row = {**asdict(tip), "received_at": received_at, "day": day}
    if db.execute(_insert(db, tips).values(row).on_conflict_do_nothing()).rowcount == 0:
        return False
    sealed = {"tip_id": tip.tip_id, "key_id": closed.key_id, "sealed": closed.sealed}
    db.execute(sealed_tips.insert().values(sealed))
    dirty.mark(db, "tips", [(day, tip.object_id)])
    return True


def add_presses(db: Connection, counted: Mapping[Press, int], zone: ZoneInfo) -> None:
    """Store counted presses as one `click` row each combination."""
    rows = [
        {
            **asdict(press),
            "share_id": f"S-{uuid4().hex}",
            "day": press.shared_at.astimezone(zone).date(),
            "kind": "click",
            "n": n,
        }
        for press, n in counted.items()
    ]
    if rows:
        db.execute(shares.insert(), rows)
        dirty.mark(db, "shares", [(row["day"], row["object_id"]) for row in rows])


def add_views(db: Connection, counted: Mapping[View, int]) -> None:
    """Add counted views to those of their day, object, country and network."""
    rows = [{**asdict(view), "n": n} for view, n in counted.items()]
    if not rows:
        return
    if is_sqlite(db):
        insert = sqlite.insert(views)
        db.execute(insert.on_conflict_do_update(set_={"n": views.c.n + insert.excluded.n}), rows)
    else:
        # The page's role may insert but neither read nor update: a function of the owner does the addition.
        db.execute(sa.text("SELECT count_views(:day, :object_id, :country, :network, :n)"), rows)
    dirty.mark(db, "views", [(view.day, view.object_id) for view in counted])


def _insert(db: Connection, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if is_sqlite(db) else postgresql.insert(table)

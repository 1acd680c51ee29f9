"""How far the data can be trusted: backlog, gaps, duplicates, rejected rows."""

from datetime import date, datetime, timedelta

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from queries import tips as tip_counts
from queries.filters import Filters
from queries.frames import frame
from records.bookkeeping import imports
from records.tables import annotations, display_periods, tips

HISTORY = 182  # days whose tips tell how long assessment takes now


def backlog(db: Connection, filters: Filters) -> tuple[int, datetime | None]:
    """Tips in scope that wait for assessment, and when the oldest of them arrived (UTC)."""
    waiting = sa.select(sa.func.count(), sa.func.min(tips.c.received_at)).where(
        tips.c.assessment == "pending", filters.where(tips)
    )
    count, oldest = db.execute(waiting).one()
    return int(count), oldest


def outside_display(db: Connection, filters: Filters, grace_days: int) -> int:
    """Tips in scope that arrived in no display period of their object nor within `grace_days` after one."""
    grace = days_later(db, display_periods.c.shown_until, grace_days)
    within = sa.exists().where(
        display_periods.c.object_id == tips.c.object_id,
        display_periods.c.shown_from <= tips.c.received_at,
        sa.or_(display_periods.c.shown_until.is_(None), tips.c.received_at < grace),
    )
    # Named, so that the subquery is about each tip even where no filter mentions the table.
    counted = sa.select(sa.func.count()).select_from(tips).where(~within, filters.where(tips))
    return int(db.execute(counted).scalar_one())


def days_later(db: Connection, column: sa.Column[datetime], days: int) -> sa.ColumnElement[datetime]:
    """An instant of a column, so many times 24 hours later."""
    if db.dialect.name == "sqlite":
        # Same text form as the column is stored in, so that comparing text compares instants.
        later = sa.func.strftime("%Y-%m-%d %H:%M:%f000", column, f"+{int(days)} days")
        return sa.type_coerce(later, column.type)
    return column + sa.func.make_interval(0, 0, 0, days)


def rejected_rows(db: Connection) -> tuple[int, int]:
    """Rows rejected and rows read, over all imports."""
    sums = sa.select(
        sa.func.coalesce(sa.func.sum(imports.c.rejected), 0), sa.func.coalesce(sa.func.sum(imports.c.read), 0)
    )
    rejected, read = db.execute(sums).one()
    return int(rejected), int(read)


def strip(db: Connection, filters: Filters, grace_days: int) -> dict[str, object]:
    """The data-quality strip: counts by name (tips, pending, oldest, unlocated, duplicate, spam, outside,
    rejected, read)."""
    totals = tip_counts.totals(db, filters).iloc[0]
    by_country = tip_counts.count_by_country(db, filters).set_index("country")["n"]
    pending, oldest = backlog(db, filters)
    rejected, read = rejected_rows(db)
    return {
        "tips": int(totals["n"]),
        "pending": pending,
        "oldest": oldest,
        "unlocated": int(by_country.get("unknown", 0)),
        "duplicate": int(totals["duplicate"]),
        "spam": int(totals["spam"]),
        "outside": outside_display(db, filters, grace_days),
        "rejected": rejected,
        "read": read,
    }


def assessment_delays(db: Connection, filters: Filters, as_of: date) -> pd.DataFrame:
    """One row a local day of receipt and UTC day of assessment in the last HISTORY days: day, assessed_on
    (NaT: still pending), n tips."""
    assessed_on = sa.cast(sa.func.date(tips.c.assessed_at), sa.Date).label("assessed_on")
    if db.dialect.name == "sqlite":
        assessed_on = sa.type_coerce(sa.func.date(tips.c.assessed_at), sa.Date).label("assessed_on")
    recent = tips.c.day > as_of - timedelta(days=HISTORY)
    statement = sa.select(tips.c.day, assessed_on, sa.func.count().label("n")).where(recent)
    statement = statement.where(filters.unbounded().where(tips), tips.c.day <= as_of)
    return frame(db, statement.group_by(tips.c.day, assessed_on).order_by(tips.c.day, assessed_on))


def received(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row a tip in scope: tip_id, object_id, received_at, assessment."""
    columns = (tips.c[name] for name in ("tip_id", "object_id", "received_at", "assessment"))
    return frame(
        db, sa.select(*columns).where(filters.where(tips)).order_by(tips.c.received_at, tips.c.tip_id)
    )


def notes(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row an annotation in scope: annotation_id, day, until_day, kind, text, object_id."""
    names = ("annotation_id", "day", "until_day", "kind", "text", "object_id")
    columns = (annotations.c[name] for name in names)
    return frame(db, sa.select(*columns).where(filters.where(annotations)).order_by(annotations.c.day))

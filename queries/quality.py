"""How far the data can be trusted: backlog, gaps, duplicates, rejected rows."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from queries import source
from queries import tips as tip_counts
from queries.filters import Filters
from queries.frames import frame
from records import campaign
from records.bookkeeping import imports
from records.rollup_tables import NEVER, outside, total, within_display
from records.tables import annotations, tips

HISTORY = 182  # days whose tips tell how long assessment takes now


def backlog(db: Connection, filters: Filters) -> tuple[int, datetime | None]:
    """Tips in scope that wait for assessment, and when the oldest of them arrived (UTC)."""
    waiting = sa.select(sa.func.count(), sa.func.min(tips.c.received_at)).where(
        tips.c.assessment == "pending", filters.where(tips)
    )
    count, oldest = db.execute(waiting).one()
    return int(count), oldest


def outside_display(db: Connection, filters: Filters, grace_days: int) -> int:
    """Tips in scope that arrived in no display period of their object nor within `grace_days` after one.

    With the campaign's own grace they are counted already; with another one every tip is looked at.
    """
    if grace_days == campaign.read(db).grace_days:
        counted = sa.select(sa.func.coalesce(total(outside.c.n), 0)).where(filters.where(outside))
    else:
        # Named, so that the subquery is about each tip even where no filter mentions the table.
        counted = sa.select(sa.func.count()).select_from(tips)
        counted = counted.where(~within_display(sa.literal(grace_days)), filters.where(tips))
    return int(db.execute(counted).scalar_one())


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
    recent = replace(filters, from_=as_of - timedelta(days=HISTORY - 1), to=as_of)
    counts = frame(db, source.counts(source.Question("progress", recent, ("assessed_on",), "day")))
    happened = counts["assessed_on"].where(counts["assessed_on"] < pd.Timestamp(NEVER))
    ordered = counts.assign(assessed_on=happened).sort_values(["day", "assessed_on"], ignore_index=True)
    return ordered[["day", "assessed_on", "n"]]


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

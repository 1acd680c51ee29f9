"""What the Data page asks beside queries.quality: freshness by source, backlog by age, order of times."""

from datetime import date

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from queries.filters import Filters
from queries.frames import frame
from records import audit, overview
from records.bookkeeping import audit_log
from records.periods import days_after
from records.tables import outcomes, shares, tips, views

LATE_DAYS = 28  # a day's figures are taken as reported once this many days have passed
SIGN_INS = ("signed in", "sign-in link made")
_SOURCES = {"tips": tips, "shares": shares, "views": views, "outcomes": outcomes}


def last_days(db: Connection) -> dict[str, date | None]:
    """By source (tips, shares, views, outcomes) the last local day on record; None without any."""
    return {
        name: db.execute(sa.select(sa.func.max(table.c.day))).scalar_one() for name, table in _SOURCES.items()
    }


def waiting_by_day(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row a local day of receipt: day, n tips in scope that wait for assessment."""
    waiting = sa.select(tips.c.day, sa.func.count().label("n")).where(
        tips.c.assessment == "pending", filters.where(tips)
    )
    return frame(db, waiting.group_by(tips.c.day).order_by(tips.c.day))


def disorder(db: Connection, filters: Filters) -> tuple[int, int]:
    """Tips in scope assessed or investigated before they arrived, and tips whose assessment or metadata
    changed more than LATE_DAYS after they arrived."""
    early = sa.or_(tips.c.assessed_at < tips.c.received_at, tips.c.investigated_at < tips.c.received_at)
    changed = sa.func.coalesce(tips.c.updated_at, tips.c.assessed_at)
    late = changed > days_after(tips.c.received_at, LATE_DAYS)
    sums = [sa.func.coalesce(sa.func.sum(sa.case((test, 1), else_=0)), 0) for test in (early, late)]
    out_of_order, revised = db.execute(sa.select(*sums).where(filters.where(tips))).one()
    return int(out_of_order), int(revised)


def row_counts(db: Connection) -> pd.DataFrame:
    """One row a record table: table, n rows."""
    counts = overview.counts(db)
    return pd.DataFrame({"table": list(counts), "n": list(counts.values())})


def unrefreshed(db: Connection) -> int:
    """Changes that the figures do not show yet."""
    return overview.unrefreshed(db)


def decisions(db: Connection) -> int:
    """How many decisions the log holds."""
    return int(db.execute(sa.select(sa.func.count()).select_from(audit_log)).scalar_one())


def chain_broken_at(db: Connection) -> int | None:
    """The number of the first decision that does not follow from the one before; None: the chain holds."""
    return audit.broken_at(db)


def last_decisions(db: Connection, n: int) -> pd.DataFrame:
    """One row a decision, the latest first, no sign-ins: seq, at, by, action, subject, detail (JSON)."""
    names = ("seq", "at", "by", "action", "subject", "detail")
    columns = (audit_log.c[name] for name in names)
    about_records = audit_log.c.action.not_in(SIGN_INS)
    return frame(db, sa.select(*columns).where(about_records).order_by(audit_log.c.seq.desc()).limit(n))

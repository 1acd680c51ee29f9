"""How many rows each record table has, and how far the people behind them are."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from records.bookkeeping import dirty_keys
from records.tables import metadata, tips

# Every table of the contract that holds records; rollups and bookkeeping are ours alone.
RECORDS = (
    "campaign",
    "cases",
    "objects",
    "object_texts",
    "object_scores",
    "holds",
    "rotations",
    "recommendations",
    "display_periods",
    "tips",
    "tip_assessments",
    "outcomes",
    "shares",
    "views",
    "annotations",
    "benchmarks",
    "sealed_tips",
)


def counts(db: Connection, names: tuple[str, ...] = RECORDS) -> dict[str, int]:
    """Rows by table name."""
    rows = {name: sa.select(sa.func.count()).select_from(metadata.tables[name]) for name in names}
    return {name: int(db.execute(statement).scalar_one()) for name, statement in rows.items()}


def backlog(db: Connection) -> int:
    """Tips that nobody has assessed yet."""
    waiting = sa.select(sa.func.count()).where(tips.c.assessment == "pending")
    return int(db.execute(waiting).scalar_one())


def unrefreshed(db: Connection) -> int:
    """Dirty keys that the refresher has still to do."""
    return int(db.execute(sa.select(sa.func.count()).select_from(dirty_keys)).scalar_one())

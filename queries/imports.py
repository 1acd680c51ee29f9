"""Imported files, and what was wrong with their rows."""

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from queries.frames import frame
from records.bookkeeping import import_rejects, imports

MOST = 500  # findings in one block


def listed(db: Connection) -> pd.DataFrame:
    """One row an imported file, the latest first: import_id, at, by, records, file_name, read, skipped,
    accepted, unchanged, rejected, warnings (rows)."""
    names = (
        "import_id", "at", "by", "records", "file_name", "read", "skipped", "accepted", "unchanged",
        "rejected", "warnings",
    )  # fmt: skip
    columns = (imports.c[name] for name in names)
    return frame(db, sa.select(*columns).order_by(imports.c.at.desc(), imports.c.import_id))


def findings(db: Connection, import_id: str, first: int, count: int) -> pd.DataFrame:
    """One row a finding of an import, in file order: seq, row_number, column, value, reason, severity."""
    names = ("seq", "row_number", "column", "value", "reason", "severity")
    columns = (import_rejects.c[name] for name in names)
    chosen = sa.select(*columns).where(import_rejects.c.import_id == import_id).order_by(import_rejects.c.seq)
    return frame(db, chosen.offset(max(first, 0)).limit(min(max(count, 0), MOST)))


def count_findings(db: Connection, import_id: str) -> int:
    """How many findings an import has."""
    chosen = sa.select(sa.func.count()).where(import_rejects.c.import_id == import_id)
    return int(db.execute(chosen).scalar_one())


def reasons(db: Connection, import_id: str, most: int = 8) -> pd.DataFrame:
    """One row a reason of an import, the most frequent first: severity, column, reason, n findings."""
    keys = (import_rejects.c.severity, import_rejects.c.column, import_rejects.c.reason)
    n = sa.func.count().label("n")
    chosen = sa.select(*keys, n).where(import_rejects.c.import_id == import_id).group_by(*keys)
    return frame(db, chosen.order_by(n.desc(), *keys).limit(most))

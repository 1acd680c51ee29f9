"""Where an import waits before it is stored: temporary tables that only its own connection sees.

Reading and checking a file may take minutes, storing it takes seconds: rows are staged first, and only the
storing holds the write lock of the records. A stop at any time leaves nothing, since temporary tables go with
their connection.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from records import bulk
from records.bookkeeping import import_rejects
from records.database import is_sqlite
from records.importing.findings import COLUMNS
from records.importing.targets import Target

# What is to happen with a staged row: `state`.
NEW, CHANGED, UNCHANGED = 0, 1, 2


@contextmanager
def own_connection(engine: Engine) -> Iterator[Connection]:
    """A connection that is closed for good afterwards, with the temporary tables made on it."""
    with engine.connect() as db:
        db.detach()
        yield db


def _with_state(db: Connection, staged: sa.Table) -> sa.Table:
    """The staged table with a column `state`, NEW in every row that is loaded."""
    db.exec_driver_sql(f'ALTER TABLE "{staged.name}" ADD COLUMN state integer NOT NULL DEFAULT {NEW}')
    staged.append_column(sa.Column("state", sa.Integer, nullable=False))
    return staged


class Stage:
    """The staged rows of one import and its findings.

    `rows`: row_number, state, and the columns of the target that the import fills. `findings`: as COLUMNS.
    """

    def __init__(self, db: Connection, target: Target, empty: pd.DataFrame) -> None:
        """Make the tables; `empty`: a frame with the columns (and no rows) that `add` will bring."""
        self.db, self.target = db, target
        self.rows = _with_state(db, bulk.staging(db, target.table, empty))
        none = pd.DataFrame({name: [] for name in COLUMNS})
        self.findings = bulk.staging(db, import_rejects, none, "staged_findings")

    @property
    def columns(self) -> list[str]:
        """The columns of the record table that are staged."""
        return [column.name for column in self.rows.columns if column.name in self.target.table.c]

    def add(self, rows: pd.DataFrame, findings: Sequence[pd.DataFrame]) -> None:
        """Stage the rows and findings of one chunk."""
        bulk.load(self.db, self.rows, rows, mark=False)
        for frame in findings:
            self.add_findings(frame)

    def complete(self) -> None:
        """Tell the database's planner how much was staged."""
        if not is_sqlite(self.db):
            for table in (self.rows, self.findings):
                self.db.exec_driver_sql(f'ANALYZE "{table.name}"')

    def add_findings(self, frame: pd.DataFrame) -> None:
        """Stage findings, one row each, as COLUMNS."""
        bulk.load(self.db, self.findings, frame, mark=False)

    def reject(self, rows: "sa.Select[Any]") -> None:
        """Add findings (in the order of COLUMNS) for staged rows; `drop_rejected` takes those rows away."""
        self.db.execute(self.findings.insert().from_select(list(COLUMNS), rows))

    def drop_rejected(self) -> None:
        """Take rows with an error out of what is to be stored."""
        errors = sa.select(self.findings.c.row_number).where(self.findings.c.severity == "error")
        self.db.execute(sa.delete(self.rows).where(self.rows.c.row_number.in_(errors)))

    def rejected(self) -> int:
        """How many rows have an error."""
        counted = sa.func.count(sa.distinct(self.findings.c.row_number))
        return int(
            self.db.execute(sa.select(counted).where(self.findings.c.severity == "error")).scalar_one()
        )

    def warnings(self) -> int:
        """How many warnings there are, also on rejected rows."""
        counted = sa.select(sa.func.count()).select_from(self.findings)
        return int(self.db.execute(counted.where(self.findings.c.severity == "warning")).scalar_one())

    def listed(self) -> Iterator[tuple[Any, ...]]:
        """Every finding in file order, errors before warnings of the same row."""
        f = self.findings.c
        rows = self.db.execute(
            sa.select(*(f[name] for name in COLUMNS)).order_by(f.row_number, f.severity, f.column)
        )
        for row in rows:
            yield tuple(row)

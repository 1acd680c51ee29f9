"""Published points of benchmark campaigns."""

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from queries.frames import frame
from records.tables import benchmarks


def points(db: Connection) -> pd.DataFrame:
    """One row a published point: name, item, outcome, as_of, age_days, n, x, precision, source."""
    return frame(db, sa.select(*benchmarks.c).order_by(benchmarks.c.name, benchmarks.c.as_of))

"""How fresh the figures are: the version and time that every page and report prints instead of the clock."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from records.bookkeeping import data_version

_READ = sa.select(data_version.c.version, data_version.c.as_of)  # asked at every request: made once


@dataclass(frozen=True)
class Freshness:
    """`version` rises whenever what pages show has changed; `as_of` is the last refresh (None: never yet)."""

    version: int
    as_of: datetime | None


def read(db: Connection) -> Freshness:
    """The present version; version 0 on a database that was never refreshed."""
    row = db.execute(_READ).first()
    return Freshness(int(row.version), row.as_of) if row else Freshness(0, None)


def advance(db: Connection, as_of: datetime | None) -> None:
    """Raise the version by one; `as_of` None keeps the refresh time (some keys are still to come)."""
    values: dict[str, object] = {"version": data_version.c.version + 1}
    if as_of is not None:
        values["as_of"] = as_of
    if db.execute(sa.update(data_version).values(values)).rowcount == 0:
        db.execute(data_version.insert().values(one=1, version=1, as_of=as_of))

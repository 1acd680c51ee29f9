"""What the shell says of the campaign: name, zone, freshness, what is on display, its extent in time."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from records import campaign as campaign_record
from records import freshness
from records.tables import display_periods, outcomes, shares, tips, views


@dataclass(frozen=True)
class State:
    """One row: the campaign as every page and file prints it. `as_of`: UTC; `displayed`: objects now."""

    name: str
    timezone: str
    simulated: bool
    version: int
    as_of: datetime | None
    displayed: int
    launched_on: date | None
    rules: campaign_record.Campaign

    @property
    def as_of_local(self) -> date | None:
        """The campaign's local day of `as_of`."""
        return campaign_record.local_day(self.as_of, self.timezone) if self.as_of else None


def state(db: Connection) -> State:
    """The campaign's present state."""
    row, fresh = campaign_record.read(db), freshness.read(db)
    now_shown = sa.select(sa.func.count()).where(display_periods.c.shown_until.is_(None))
    return State(
        name=row.name,
        timezone=row.timezone,
        simulated=row.simulated,
        version=fresh.version,
        as_of=fresh.as_of,
        displayed=int(db.execute(now_shown).scalar_one()),
        launched_on=row.launched_on,
        rules=row,
    )


def extent(db: Connection) -> tuple[date | None, date | None]:
    """First and last local day on record among tips, shares, views and outcomes; the as-of day bounds
    the last: what came in since is not in the figures yet, and the same version must give the same ones."""
    ends = [
        db.execute(sa.select(sa.func.min(table.c.day), sa.func.max(table.c.day))).one()
        for table in (tips, shares, views, outcomes)
    ]
    firsts = [row[0] for row in ends if row[0] is not None]
    lasts = [row[1] for row in ends if row[1] is not None]
    known_until = state(db).as_of_local
    if not firsts or known_until is None:
        return (None, None)
    last = min(max(lasts), known_until)
    return (min(firsts), last) if min(firsts) <= last else (None, None)

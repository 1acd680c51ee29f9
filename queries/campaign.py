"""What the shell says of the campaign: name, zone, freshness, what is on display, its extent in time."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from queries.once import once
from records import campaign as campaign_record
from records import freshness
from records.tables import display_periods, outcomes, shares, tips, views

# Each end by itself is a look at one end of an index; both in one aggregate are a walk through all of it.
_EXTENT = sa.select(
    *(
        sa.select(end(table.c.day)).scalar_subquery()
        for table in (tips, shares, views, outcomes)
        for end in (sa.func.min, sa.func.max)
    )
)


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


def rules(db: Connection) -> campaign_record.Campaign:
    """The campaign's row, read once for all questions of a consistent read."""
    return once(db, "campaign", lambda: campaign_record.read(db))


def state(db: Connection) -> State:
    """The campaign's present state."""
    return once(db, "state", lambda: _state(db))


def _state(db: Connection) -> State:
    row, fresh = rules(db), freshness.read(db)
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
    ends = once(db, "extent", lambda: db.execute(_EXTENT).one())
    firsts, lasts = ([day for day in half if day is not None] for half in (ends[::2], ends[1::2]))
    known_until = state(db).as_of_local
    if not firsts or known_until is None:
        return (None, None)
    last = min(max(lasts), known_until)
    return (min(firsts), last) if min(firsts) <= last else (None, None)

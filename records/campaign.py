"""The campaign's row: its name, rules and time zone, and the local day of an instant."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from records import audit, dirty, refusals
from records.problems import Problem
from records.tables import campaign, outcomes, shares, tips

_DAYS_AT_ONCE = 50_000  # rows whose local day is computed in one go


@dataclass(frozen=True)
class Campaign:
    """The campaign and its rules; the defaults are those of a new campaign."""

    name: str = "Campaign"
    timezone: str = "UTC"
    launched_on: date | None = None
    languages: tuple[str, ...] = ("en",)
    slots: int = 20
    minimum_weeks: float = 2.0
    category_cap: int | None = None
    agency_cap: int | None = None
    maximum_swaps: int | None = None
    four_eyes: bool = False
    small_count_k: int = 5
    grace_days: int = 14
    simulated: bool = False

    @property
    def zone(self) -> ZoneInfo:
        """The campaign's time zone."""
        return ZoneInfo(self.timezone)


def read(db: Connection) -> Campaign:
    """The campaign, or the defaults while none was set up."""
    row = db.execute(sa.select(campaign)).mappings().first()
    if row is None:
        return Campaign()
    values = {name: value for name, value in row.items() if name != "campaign_id"}
    return Campaign(**{**values, "languages": tuple(values["languages"].split(","))})


def write(db: Connection, wanted: Campaign, *, at: datetime, by: str) -> None:
    """Store the campaign's row, with its audit row; a new time zone recomputes every stored local day.

    Views are counted by day and have no instant: they keep their days. Raises Problem, in words, for what
    cannot be.
    """
    _check(wanted)
    before = read(db)
    exists = db.execute(sa.select(sa.func.count()).select_from(campaign)).scalar_one()
    values = {**asdict(wanted), "languages": ",".join(wanted.languages)}
    with refusals.in_words():
        if exists:
            db.execute(sa.update(campaign).values(values))
        else:
            db.execute(campaign.insert().values(campaign_id=1, **values))
    if before.timezone != wanted.timezone:
        _move_days(db, wanted.zone)
    dirty.mark_other(db)
    audit.append(
        db, at=at, by=by, action="campaign set", subject=wanted.name, detail=_changed(before, wanted)
    )


def local_day(instant: datetime, zone: ZoneInfo | str) -> date:
    """The local day that contains an instant. Raises ValueError for an instant without a zone."""
    if instant.tzinfo is None:
        raise ValueError(f"instant without a time zone: {instant!r}")
    return instant.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone).date()


def local_days(instants: "pd.Series[Any]", zone: ZoneInfo | str) -> "pd.Series[Any]":
    """The local day (midnight, datetime64 without a zone) of each aware instant of a column."""
    in_zone = pd.to_datetime(instants, utc=True).dt.tz_convert(str(zone))
    days: pd.Series[Any] = in_zone.dt.tz_localize(None).dt.normalize()
    return days


def day_start(day: date, zone: ZoneInfo | str) -> datetime:
    """The UTC instant at which a local day begins (the first one, where the clock skips midnight)."""
    local = datetime.combine(day, time(), ZoneInfo(zone) if isinstance(zone, str) else zone)
    return local.astimezone(UTC)


def window(first: date, last: date, zone: ZoneInfo | str) -> tuple[datetime, datetime]:
    """The half-open UTC window [start, end) of the local days `first` to `last`, both included."""
    return day_start(first, zone), day_start(last + timedelta(days=1), zone)


def _check(wanted: Campaign) -> None:
    if wanted.timezone not in available_timezones():
        raise Problem(f"{wanted.timezone!r} is no time zone; write one like Europe/Amsterdam")
    if not wanted.languages or any("," in code or not code for code in wanted.languages):
        raise Problem("a campaign needs at least one language code, such as en")
    if not wanted.name.strip():
        raise Problem("a campaign needs a name")


def _changed(before: Campaign, after: Campaign) -> Mapping[str, Any]:
    old, new = asdict(before), asdict(after)
    return {name: [old[name], new[name]] for name in new if old[name] != new[name]}


def _move_days(db: Connection, zone: ZoneInfo) -> None:
    for table, column in ((tips, "received_at"), (shares, "shared_at"), (outcomes, "occurred_at")):
        if table is not outcomes:
            dirty.mark_rows(db, table, sa.true())
        _move_days_of(db, table, column, zone)
        if table is not outcomes:
            dirty.mark_rows(db, table, sa.true())


def _move_days_of(db: Connection, table: sa.Table, column: str, zone: ZoneInfo) -> None:
    key = next(iter(table.primary_key.columns))
    rows = db.execute(sa.select(key, table.c[column], table.c.day)).partitions(_DAYS_AT_ONCE)
    moved = [
        {"moved_key": row[0], "moved_day": day}
        for part in rows
        for row in part
        if (day := local_day(row[1], zone)) != row[2]
    ]
    if moved:
        statement = sa.update(table).where(key == sa.bindparam("moved_key"))
        db.execute(statement.values(day=sa.bindparam("moved_day")), moved)

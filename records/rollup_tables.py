"""The marginal tables that pages read: one small table a grouping, rows in index order.

Most have a day table (`rollup_tips_country`, …) and a month table of the same shape (`…_month`, `day` is the
first of the month), so that a long period reads whole months and its two ragged ends by day. One table of
each source, its cube, has the counts by all dimensions: what it held before tells a refresh what has changed.

A source is a way to count the rows of a raw table. Tips are counted in four: `tips` for pages, `progress` by
how far each has come, `votes` as the consensus on where an object is from takes them, `outside` those that
came in no display of their object.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Date, Integer, Table, Text

from records.periods import days_after, utc_day, utc_hour
from records.tables import campaign, cases, display_periods, metadata, objects, shares, tips, views

SOURCES = {
    "tips": tips,
    "progress": tips,
    "votes": tips,
    "outside": tips,
    "shares": shares,
    "views": views,
}
CLASS = ("category", "agency")  # what an object is: dimensions looked up, not stored with the raw rows
NO_COUNTRY = "none"  # the suggested country of a tip that names none: a value of its own in counts
TIP_MEASURES = ("n", "spam", "duplicate", "unusable", "actionable", "pending", "identified")
COUNT_MEASURES = ("n",)
NEVER = date(9999, 12, 31)  # the day of what has not happened: a key has no NULL
UNKNOWN = "unknown"
GRACE_DAYS = 14  # while no campaign was set up
NO_VOTE = ("spam", "duplicate", "unusable")
SHARE_MEASURES = ("n", "clicks")
PROGRESS_MEASURES = ("n", "pending")
MEASURES = {
    "tips": TIP_MEASURES,
    "progress": PROGRESS_MEASURES,
    "votes": COUNT_MEASURES,
    "outside": COUNT_MEASURES,
    "shares": SHARE_MEASURES,
    "views": COUNT_MEASURES,
}

Grain = Literal["day", "month"]
BOTH: tuple[Grain, ...] = ("day", "month")
MONTHS: tuple[Grain, ...] = ("month",)
DAYS: tuple[Grain, ...] = ("day",)


@dataclass(frozen=True)
class Rollup:
    """A marginal table: `source` rows summed by `dimensions` and period, at one grain or both.

    Rows are kept in the order first dimension, day, other dimensions: a question about one country, or about
    a few objects, reads one run of rows.
    """

    name: str
    source: str
    dimensions: tuple[str, ...]
    grains: tuple[Grain, ...] = BOTH

    @property
    def measures(self) -> tuple[str, ...]:
        """What is counted."""
        return MEASURES[self.source]

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that identify a row, in physical order."""
        return (*self.dimensions[:1], "day", *self.dimensions[1:])

    @property
    def by_class(self) -> bool:
        """Whether it counts by what objects are."""
        return "category" in self.dimensions

    def table(self, grain: Grain) -> Table:
        """One row a combination of dimensions and period that has any; a month is named by its first day."""
        return metadata.tables[f"rollup_{self.name}{'_month' if grain == 'month' else ''}"]

    @property
    def day_table(self) -> Table:
        """One row a combination of dimensions and local day that has any."""
        return self.table("day")

    @property
    def month_table(self) -> Table:
        """One row a combination of dimensions and month (`day`: its first) that has any."""
        return self.table("month")


# Of each source the smallest first: the first that covers a question is read. The last is the cube.
ROLLUPS = (
    Rollup("tips", "tips", ("channel",)),
    Rollup("tips_class", "tips", ("category", "agency", "channel")),
    Rollup("tips_country", "tips", ("origin_country", "channel")),
    Rollup("tips_suggested", "tips", ("suggested_country", "channel")),
    Rollup("tips_class_country", "tips", ("category", "agency", "origin_country")),
    Rollup("tips_class_suggested", "tips", ("category", "agency", "suggested_country")),
    Rollup("tips_object", "tips", ("object_id", "channel")),
    Rollup("tips_object_country", "tips", ("object_id", "origin_country"), MONTHS),
    Rollup("tips_object_suggested", "tips", ("object_id", "suggested_country"), MONTHS),
    Rollup("tips_cube", "tips", ("object_id", "origin_country", "suggested_country", "channel"), DAYS),
    Rollup("progress_delay", "progress", ("assessed_on",), DAYS),
    Rollup("progress_state", "progress", ("object_id", "assessment", "investigation"), DAYS),
    Rollup(
        "progress_cube",
        "progress",
        ("object_id", "assessment", "assessed_on", "investigation", "investigated_on"),
        DAYS,
    ),
    Rollup(
        "votes",
        "votes",
        (
            "object_id",
            "suggested_country",
            "origin_country",
            "hour",
            "origin_region",
            "origin_place",
            "cluster",
        ),
        DAYS,
    ),
    Rollup("outside", "outside", ("object_id", "origin_country", "channel"), DAYS),
    Rollup("shares_network", "shares", ("network",)),
    Rollup("shares_class", "shares", ("category", "agency", "network")),
    Rollup("shares_country", "shares", ("country",)),
    Rollup("shares_network_country", "shares", ("country", "network")),
    Rollup("shares_class_country", "shares", ("category", "agency", "country")),
    Rollup("shares_object", "shares", ("object_id",)),
    Rollup("shares_object_network", "shares", ("object_id", "network"), MONTHS),
    Rollup("shares_object_country", "shares", ("object_id", "country"), MONTHS),
    Rollup("shares_cube", "shares", ("object_id", "country", "network"), DAYS),
    Rollup("views", "views", ()),
    Rollup("views_network", "views", ("network",)),
    Rollup("views_country", "views", ("country",)),
    Rollup("views_object", "views", ("object_id",)),
    Rollup("views_cube", "views", ("object_id", "country", "network"), DAYS),
)


def of_source(source: str) -> tuple[Rollup, ...]:
    """The rollups of a source, the smallest first."""
    return tuple(rollup for rollup in ROLLUPS if rollup.source == source)


def cube(source: str) -> Rollup:
    """The rollup of a source by all its dimensions."""
    return of_source(source)[-1]


def dimension(rows: sa.FromClause, name: str) -> sa.ColumnElement[Any]:
    """The value of a row (raw, or of a rollup's day table) in a dimension of its counts.

    What is looked up needs the rows joined by `with_class`. The agency of an object without a case is empty.
    """
    if rows is tips and name in _OF_TIPS:
        return _OF_TIPS[name]()
    if name in rows.c:
        column: sa.ColumnElement[Any] = rows.c[name]
        return column
    return {"category": objects.c.category, "agency": sa.func.coalesce(cases.c.agency, "")}[name]


def counted(source: str) -> sa.ColumnElement[bool]:
    """Which rows of the raw table are counted at all.

    Of the tips, a vote is what names a country and was not discarded; outside is what came neither in a
    display of its object nor in the campaign's grace after one.
    """
    if source == "votes":
        named = tips.c.suggested_country.is_not(None) & (tips.c.suggested_country != UNKNOWN)
        return named & tips.c.assessment.not_in(NO_VOTE)
    if source == "outside":
        grace = sa.select(sa.func.coalesce(sa.func.max(campaign.c.grace_days), GRACE_DAYS)).scalar_subquery()
        return ~within_display(grace)
    return sa.true()


def within_display(grace_days: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Whether a tip came in a display of its object, or within so many days after one."""
    return sa.exists().where(
        display_periods.c.object_id == tips.c.object_id,
        display_periods.c.shown_from <= tips.c.received_at,
        sa.or_(
            display_periods.c.shown_until.is_(None),
            tips.c.received_at < days_after(display_periods.c.shown_until, grace_days),
        ),
    )


def with_class(rows: sa.FromClause) -> sa.FromClause:
    """The rows with the object of each and that object's case."""
    found = rows.join(objects, objects.c.object_id == rows.c.object_id)
    return found.outerjoin(cases, cases.c.case_id == objects.c.case_id)


def measures(source: str) -> dict[str, sa.ColumnElement[int]]:
    """What is summed over the raw rows of `source`, by name: the one definition of every count."""
    if source == "tips":
        return {"n": sa.func.count(), **{name: _number(_is_tip(name)) for name in TIP_MEASURES[1:]}}
    if source == "progress":
        return {"n": sa.func.count(), "pending": _number(_is_tip("pending"))}
    if source in ("votes", "outside"):
        return {"n": sa.func.count()}
    if source == "views":
        return {"n": total(views.c.n)}
    clicks = sa.case((shares.c.kind == "click", shares.c.n), else_=0)
    return {"n": total(shares.c.n), "clicks": total(clicks)}


def total(column: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
    """A sum that stays a whole number (PostgreSQL's sum of bigint is numeric)."""
    return sa.cast(sa.func.sum(column), BigInteger)


def _is_tip(name: str) -> sa.ColumnElement[bool]:
    return tips.c.investigation == name if name == "identified" else tips.c.assessment == name


def _number(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return total(sa.case((condition, 1), else_=0))


def _where_located(value: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """A text that tells votes apart by origin: empty where it is missing, or where no origin is known."""
    return sa.case((tips.c.origin_country != UNKNOWN, sa.func.coalesce(value, "")), else_="")


# What a tip is in a dimension that is not one of its columns as it stands.
_OF_TIPS: dict[str, Callable[[], sa.ColumnElement[Any]]] = {
    "suggested_country": lambda: sa.func.coalesce(tips.c.suggested_country, NO_COUNTRY),
    "assessed_on": lambda: sa.func.coalesce(utc_day(tips.c.assessed_at), NEVER),
    "investigated_on": lambda: sa.func.coalesce(utc_day(tips.c.investigated_at), NEVER),
    # Two votes from one known place within an hour are one: without a place the hour does not matter.
    "hour": lambda: _where_located(utc_hour(tips.c.received_at)),
    "origin_region": lambda: _where_located(tips.c.origin_region),
    "origin_place": lambda: _where_located(tips.c.origin_place),
    "cluster": lambda: sa.func.coalesce(tips.c.cluster, ""),
}
_DAYS = ("day", "assessed_on", "investigated_on")


def _define(rollup: Rollup, grain: Grain) -> Table:
    columns = [
        Column(name, Date if name in _DAYS else Text, primary_key=True, nullable=False) for name in rollup.key
    ]
    sums = [
        Column(name, BigInteger().with_variant(Integer, "sqlite"), nullable=False) for name in rollup.measures
    ]
    # On SQLite a table without rowid is stored in key order: the physical order that makes ranges cheap.
    return Table(
        f"rollup_{rollup.name}{'_month' if grain == 'month' else ''}",
        metadata,
        *columns,
        *sums,
        *_indexes(rollup, grain),
        sqlite_with_rowid=False,
        comment=f"{rollup.source} summed by {', '.join((*rollup.dimensions, grain))}.",
    )


def _indexes(rollup: Rollup, grain: Grain) -> list[sa.Index]:
    """The ways to a table's rows besides its key."""
    name = f"ix_rollup_{rollup.name}{'_month' if grain == 'month' else ''}"
    if rollup.grains == DAYS or not rollup.dimensions:
        return []  # a cube is asked by object only
    if rollup.grains == MONTHS:
        return [sa.Index(f"{name}_other", rollup.dimensions[1], "day")]  # all objects of one country, network
    if grain == "month":
        return []
    # The ragged ends of a period: a few days of everything, read from the index alone.
    return [sa.Index(f"{name}_day", "day", *rollup.dimensions, *rollup.measures)]


for _rollup in ROLLUPS:
    for _grain in _rollup.grains:
        _define(_rollup, _grain)

progress, votes, outside = (cube(name).day_table for name in ("progress", "votes", "outside"))
states, delays = (metadata.tables[f"rollup_progress_{name}"] for name in ("state", "delay"))

counted_objects = Table(
    "rollup_objects",
    metadata,
    Column("object_id", Text, primary_key=True),
    Column("category", Text, nullable=False),
    Column("agency", Text, nullable=False),
    comment="One row an object that is counted: the class under which its rows are counted now.",
)

"""The marginal tables that pages read: one small table a grouping, rows in index order.

Each has a day table (`rollup_tips_country`, …) and a month table of the same shape (`…_month`, `day` is the
first of the month), so that a long period reads whole months and its two ragged ends by day.
"""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Date, Integer, Table, Text

from records.tables import cases, metadata, objects, shares, tips, views

SOURCES = {"tips": tips, "shares": shares, "views": views}
CLASS = ("category", "agency")  # what an object is: dimensions looked up, not stored with the raw rows
NO_COUNTRY = "none"  # the suggested country of a tip that names none: a value of its own in counts
TIP_MEASURES = ("n", "spam", "duplicate", "unusable", "actionable", "pending", "identified")
COUNT_MEASURES = ("n",)
SHARE_MEASURES = ("n", "clicks")


@dataclass(frozen=True)
class Rollup:
    """A marginal table: `source` rows summed by `dimensions` and day.

    Rows are kept in the order first dimension, day, other dimensions: a question about one country, or about
    a few objects, reads one run of rows.
    """

    name: str
    source: str
    dimensions: tuple[str, ...]
    measures: tuple[str, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that identify a row, in physical order."""
        return (*self.dimensions[:1], "day", *self.dimensions[1:])

    @property
    def day_table(self) -> Table:
        """One row a combination of dimensions and local day that occurs."""
        return metadata.tables[f"rollup_{self.name}"]

    @property
    def month_table(self) -> Table:
        """One row a combination of dimensions and month (`day`: its first) that occurs."""
        return metadata.tables[f"rollup_{self.name}_month"]

    @property
    def by_object(self) -> bool:
        """Whether each row is of one object, so that a change of one object touches its rows only."""
        return "object_id" in self.dimensions

    def wider(self, *, whole: bool) -> "Rollup | None":
        """The smallest other rollup whose day table this one can be summed from; None: only the raw rows.

        For all days (`whole`) that may be one by object; for some days of all objects the raw rows are the
        quicker way, as they can be looked up by day.
        """
        return next((r for r in ROLLUPS if r is not self and self._sums(r, whole)), None)

    def _sums(self, other: "Rollup", whole: bool) -> bool:
        offered = {*other.dimensions, *(CLASS if other.by_object else ())}
        usable = whole or other.by_object == self.by_object
        return self.source == other.source and set(self.dimensions) < offered and usable


# Of each source the smallest first: the first that covers a question is the one to read.
ROLLUPS = (
    Rollup("tips", "tips", ("channel",), TIP_MEASURES),
    Rollup("tips_class", "tips", ("category", "agency", "channel"), TIP_MEASURES),
    Rollup("tips_country", "tips", ("origin_country", "channel"), TIP_MEASURES),
    Rollup("tips_suggested", "tips", ("suggested_country", "channel"), TIP_MEASURES),
    Rollup("tips_class_country", "tips", ("category", "agency", "origin_country"), TIP_MEASURES),
    Rollup("tips_class_suggested", "tips", ("category", "agency", "suggested_country"), TIP_MEASURES),
    Rollup("tips_object", "tips", ("object_id", "channel"), TIP_MEASURES),
    Rollup("tips_object_country", "tips", ("object_id", "origin_country"), TIP_MEASURES),
    Rollup("tips_object_suggested", "tips", ("object_id", "suggested_country"), TIP_MEASURES),
    Rollup("shares_network", "shares", ("network",), SHARE_MEASURES),
    Rollup("shares_class", "shares", ("category", "agency", "network"), SHARE_MEASURES),
    Rollup("shares_country", "shares", ("country",), SHARE_MEASURES),
    Rollup("shares_network_country", "shares", ("country", "network"), SHARE_MEASURES),
    Rollup("shares_class_country", "shares", ("category", "agency", "country"), SHARE_MEASURES),
    Rollup("shares_object", "shares", ("object_id",), SHARE_MEASURES),
    Rollup("shares_object_network", "shares", ("object_id", "network"), SHARE_MEASURES),
    Rollup("shares_object_country", "shares", ("object_id", "country"), SHARE_MEASURES),
    Rollup("views", "views", (), COUNT_MEASURES),
    Rollup("views_country", "views", ("country",), COUNT_MEASURES),
    Rollup("views_object", "views", ("object_id",), COUNT_MEASURES),
)


def dimension(rows: sa.FromClause, name: str) -> sa.ColumnElement[str]:
    """The value of a row (raw, or of a rollup's day table) in a dimension of its counts.

    What is looked up needs the rows joined by `with_class`. The agency of an object without a case is empty.
    """
    if name in rows.c:
        column: sa.ColumnElement[str] = rows.c[name]
        return sa.func.coalesce(column, NO_COUNTRY) if name == "suggested_country" else column
    return {"category": objects.c.category, "agency": sa.func.coalesce(cases.c.agency, "")}[name]


def with_class(joined: sa.FromClause, rows: sa.FromClause) -> sa.FromClause:
    """`joined`, which contains `rows`, with the object of each row and that object's case."""
    found = joined.join(objects, objects.c.object_id == rows.c.object_id)
    return found.outerjoin(cases, cases.c.case_id == objects.c.case_id)


def measures(source: str) -> dict[str, sa.ColumnElement[int]]:
    """What is summed over the raw rows of `source`, by name: the one definition of every count."""
    if source == "tips":
        return {"n": sa.func.count(), **{name: _number(_is_tip(name)) for name in TIP_MEASURES[1:]}}
    total = sa.cast(sa.func.sum(SOURCES[source].c.n), BigInteger)
    if source == "views":
        return {"n": total}
    clicks = sa.case((shares.c.kind == "click", shares.c.n), else_=0)
    return {"n": total, "clicks": sa.cast(sa.func.sum(clicks), BigInteger)}


def _is_tip(name: str) -> sa.ColumnElement[bool]:
    return tips.c.investigation == name if name == "identified" else tips.c.assessment == name


def _number(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.cast(sa.func.sum(sa.case((condition, 1), else_=0)), BigInteger)


def _define(rollup: Rollup, suffix: str) -> Table:
    columns = [
        Column(name, Date if name == "day" else Text, primary_key=True, nullable=False) for name in rollup.key
    ]
    # Those by object are refreshed by (object, day); the others, and short periods, are looked up by day.
    by_day = [sa.Index(None, "day")] if rollup.dimensions and rollup.dimensions[0] != "object_id" else []
    # On SQLite a table without rowid is stored in key order: the physical order that makes ranges cheap.
    return Table(
        f"rollup_{rollup.name}{suffix}",
        metadata,
        *columns,
        *(
            Column(name, BigInteger().with_variant(Integer, "sqlite"), nullable=False)
            for name in rollup.measures
        ),
        *by_day,
        sqlite_with_rowid=False,
        comment=f"{rollup.source} summed by {', '.join((*rollup.dimensions, 'day'))}.",
    )


for _rollup in ROLLUPS:
    _define(_rollup, "")
    _define(_rollup, "_month")

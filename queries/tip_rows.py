"""Tips as rows of a table, metadata only: filtered, sorted and paged by the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from queries.filters import Filters
from queries.frames import frame
from records import countries
from records.tables import display_periods, tips

MOST = 500  # rows in one block
FAR = 2000  # rows to pass over before it pays to count first
TEXTS = ("tip_id", "object_id", "channel", "language", "cluster", "assessment", "investigation")
COUNTRIES = ("origin_country", "suggested_country")
NAMES = (
    "tip_id", "object_id", "received_at", "day", "channel", "language", "origin_country", "origin_region",
    "origin_place", "origin_source", "suggested_country", "suggested_region", "assessment", "assessed_at",
    "cluster", "investigation", "updated_at",
)  # fmt: skip
# What may be sorted by → the columns that say it. A local day never falls while instants rise, so days in
# front change no order but let an index lead.
ORDERS: dict[str, tuple[sa.Column[Any], ...]] = {
    "received": (tips.c.day, tips.c.received_at),
    "object_id": (tips.c.object_id, tips.c.day, tips.c.received_at),
    "origin_country": (tips.c.origin_country, tips.c.day, tips.c.received_at),
    "assessment": (tips.c.assessment, tips.c.day, tips.c.received_at),
    **{
        name: (tips.c[name],)
        for name in ("tip_id", "channel", "language", "suggested_country", "cluster", "investigation")
    },
}

Condition = sa.ColumnElement[bool]


@dataclass(frozen=True)
class Wanted:
    """A block of rows: first and how many; `sort`: (name of ORDERS, falling); `filters`: the grid's model by
    column. Names that do not exist are left aside: a request is input from outside."""

    first: int = 0
    count: int = 100
    waiting: bool = False
    sort: tuple[tuple[str, bool], ...] = ()
    filters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def block(db: Connection, filters: Filters, wanted: Wanted) -> pd.DataFrame:
    """One row a tip of the block: the columns of NAMES, instants in UTC."""
    conditions, order = _where(filters, wanted), _sorted_by(wanted)
    first, size = max(wanted.first, 0), min(max(wanted.count, 0), MOST)
    if first > FAR:
        beyond, first = _skip(db, conditions, *order[0], first)
        conditions.append(beyond)
    statement = sa.select(*(tips.c[name] for name in NAMES)).where(*conditions).order_by(*_order(order))
    return frame(db, statement.offset(first).limit(size))


def count(db: Connection, filters: Filters, wanted: Wanted) -> int:
    """How many tips there are in all blocks together."""
    chosen = sa.select(sa.func.count()).select_from(tips).where(*_where(filters, wanted))
    return int(db.execute(chosen).scalar_one())


def periods_of(db: Connection, object_ids: Sequence[str]) -> pd.DataFrame:
    """One row a display of these objects: period_id, object_id, shown_from, shown_until."""
    names = ("period_id", "object_id", "shown_from", "shown_until")
    columns = (display_periods.c[name] for name in names)
    return frame(db, sa.select(*columns).where(display_periods.c.object_id.in_(object_ids)))


def repeats(db: Connection, rows: pd.DataFrame) -> pd.DataFrame:
    """One row a cluster that occurs in `rows` of a block: object_id, cluster, n tips of that object in it."""
    marked = rows.dropna(subset=["cluster"])
    keys = (tips.c.object_id, tips.c.cluster)
    statement = sa.select(*keys, sa.func.count().label("n")).where(
        tips.c.object_id.in_(sorted(set(marked["object_id"]))),
        tips.c.cluster.in_(sorted(set(marked["cluster"]))),
    )
    return frame(db, statement.group_by(*keys))


def clusters(db: Connection, object_id: str) -> list[str]:
    """The clusters that tips of an object were put into, by name."""
    chosen = sa.select(tips.c.cluster).where(tips.c.object_id == object_id, tips.c.cluster.is_not(None))
    return [str(name) for name in db.execute(chosen.distinct().order_by(tips.c.cluster)).scalars()]


def _where(filters: Filters, wanted: Wanted) -> list[Condition]:
    conditions = [filters.where(tips)]
    if wanted.waiting:
        conditions.append(tips.c.assessment == "pending")
    for name, model in wanted.filters.items():
        condition = _condition(name, model)
        if condition is not None:
            conditions.append(condition)
    return conditions


def _sorted_by(wanted: Wanted) -> list[tuple[sa.Column[Any], bool]]:
    """The columns to sort by, each with whether it falls."""
    known = [(name, falling) for name, falling in wanted.sort if name in ORDERS]
    # Waiting tips are work: the oldest comes first. All tips are news: the latest does.
    chosen = known or [("received", not wanted.waiting)]
    return [(column, falling) for name, falling in chosen for column in ORDERS[name]]


def _order(columns: Sequence[tuple[sa.Column[Any], bool]]) -> list[Any]:
    order: list[Any] = []
    for column, falling in columns:
        if column.nullable:
            order.append(column.is_(None))  # what is missing comes last, on both databases
        order.append(column.desc() if falling else column.asc())
    return [*order, tips.c.tip_id]


def _skip(
    db: Connection, conditions: Sequence[Condition], lead: sa.Column[Any], falling: bool, first: int
) -> tuple[Condition, int]:
    """Leave out whole values of the leading column (days, say) before row `first`; returns the condition and
    how many rows are still to be passed over. Counting by an index is far cheaper than sorting to pass over.
    """
    if lead.nullable:
        return sa.true(), first
    order = lead.desc() if falling else lead.asc()
    counted = sa.select(lead, sa.func.count()).where(*conditions).group_by(lead).order_by(order)
    passed = 0
    for value, n in db.execute(counted):
        if passed + n > first:
            return (lead <= value if falling else lead >= value), first - passed
        passed += n
    return sa.false(), 0


def _condition(name: str, model: Mapping[str, Any]) -> Condition | None:
    if "conditions" in model:
        parts = [_condition(name, one) for one in model["conditions"]]
        known = [part for part in parts if part is not None]
        return (sa.or_(*known) if model.get("operator") == "OR" else sa.and_(*known)) if known else None
    kind, text = str(model.get("type") or "contains"), str(model.get("filter") or "").strip()
    if name == "received":
        return _days(kind, model)
    if name not in (*TEXTS, *COUNTRIES):
        return None
    column = tips.c[name]
    if kind in ("blank", "notBlank"):
        return column.is_(None) if kind == "blank" else column.is_not(None)
    if not text:
        return None
    return _country(column, kind, text) if name in COUNTRIES else _text(column, kind, text)


def _text(column: sa.Column[Any], kind: str, text: str) -> Condition:
    same = sa.func.lower(column) == text.lower()
    tests: dict[str, Condition] = {
        "equals": same,
        "notEqual": sa.or_(~same, column.is_(None)),
        "startsWith": column.istartswith(text, autoescape=True),
        "endsWith": column.iendswith(text, autoescape=True),
        "notContains": sa.or_(~column.icontains(text, autoescape=True), column.is_(None)),
    }
    return tests.get(kind, column.icontains(text, autoescape=True))


def _country(column: sa.Column[Any], kind: str, text: str) -> Condition:
    """Countries are stored as codes and read as names: what matches either is meant."""
    wanted = text.casefold()
    known = {**countries.names("en"), countries.UNKNOWN: countries.UNKNOWN}
    codes = [
        code
        for code, name in known.items()
        if code.casefold() == wanted or _meets(name.casefold(), kind.removeprefix("not").casefold(), wanted)
    ]
    chosen: Condition = column.in_(codes)
    return sa.or_(~chosen, column.is_(None)) if kind in ("notEqual", "notContains") else chosen


def _meets(said: str, kind: str, wanted: str) -> bool:
    if kind in ("equals", "equal"):
        return said == wanted
    if kind == "startswith":
        return said.startswith(wanted)
    return said.endswith(wanted) if kind == "endswith" else wanted in said


def _days(kind: str, model: Mapping[str, Any]) -> Condition | None:
    first, last = _day(model.get("dateFrom")), _day(model.get("dateTo"))
    if first is None:
        return None
    tests: dict[str, Condition] = {
        "equals": tips.c.day == first,
        "notEqual": tips.c.day != first,
        "lessThan": tips.c.day < first,
        "greaterThan": tips.c.day > first,
        "inRange": tips.c.day.between(first, last or first),
    }
    return tests.get(kind)


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None

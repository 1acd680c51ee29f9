"""Whether the rollups equal the raw rows, cell by cell."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from records.bookkeeping import dirty_keys
from records.database import reading
from records.periods import month_start
from records.rollup_build import expected
from records.rollup_tables import ROLLUPS, SOURCES, Grain, Rollup


@dataclass(frozen=True)
class Difference:
    """One cell that is not what the raw rows say; None: there is no such cell.

    `pending`: a writer marked one of its keys meanwhile, so the next refresh will mend it. Any other
    difference is a fault.
    """

    table: str
    key: Mapping[str, Any]
    stored: Mapping[str, int] | None
    expected: Mapping[str, int] | None
    pending: bool

    def __str__(self) -> str:
        cell = ", ".join(f"{name} {value}" for name, value in self.key.items())
        return f"{self.table} ({cell}): stored {_said(self.stored)}, raw rows give {_said(self.expected)}"


def verify(engine: Engine) -> list[Difference]:
    """Every cell that differs, in one consistent read of all raw rows; empty when all are equal."""
    with reading(engine) as db:
        about_rows = (dirty_keys.c.source != "other") | dirty_keys.c.object_id.is_not(None)
        marks = sa.select(dirty_keys.c.source, dirty_keys.c.day).where(about_rows).distinct()
        dirty = {tuple(row) for row in db.execute(marks)}
        return [
            difference
            for rollup in ROLLUPS
            for grain in rollup.grains
            for difference in _differences(db, rollup, grain, dirty)
        ]


def _differences(
    db: Connection, rollup: Rollup, grain: Grain, dirty: set[tuple[str, Any]]
) -> Iterator[Difference]:
    table = rollup.table(grain)
    stored = sa.select(*(table.c[name] for name in (*rollup.key, *rollup.measures)))
    wanted = expected(rollup, SOURCES[rollup.source], grain)
    surplus = {_key(rollup, row): row for row in db.execute(sa.except_(stored, wanted)).mappings()}
    missing = {_key(rollup, row): row for row in db.execute(sa.except_(wanted, stored)).mappings()}
    days = {day for raw, day in dirty if raw == SOURCES[rollup.source].name}
    stale = {month_start(day) if grain == "month" else day for day in days}
    # An object may have become something else, or been displayed at another time.
    reclassified = rollup.by_class and ("other", None) in dirty
    displayed = rollup.source == "outside" and any(raw == "other" and day for raw, day in dirty)
    for key in sorted(surplus.keys() | missing.keys()):
        named = dict(zip(rollup.key, key, strict=True))
        yield Difference(
            table.name,
            named,
            _measures(rollup, surplus.get(key)),
            _measures(rollup, missing.get(key)),
            pending=named["day"] in stale or reclassified or displayed,
        )


def _key(rollup: Rollup, row: Any) -> tuple[Any, ...]:
    return tuple(row[name] for name in rollup.key)


def _measures(rollup: Rollup, row: Any) -> dict[str, int] | None:
    return None if row is None else {name: int(row[name]) for name in rollup.measures}


def _said(counts: Mapping[str, int] | None) -> str:
    return "nothing" if counts is None else ", ".join(f"{name}={n}" for name, n in counts.items())

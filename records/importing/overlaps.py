"""Display periods that would share a slot or an object in time."""

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd
import sqlalchemy as sa

from records.importing.findings import COLUMNS
from records.importing.staging import Stage
from records.tables import display_periods

FOREVER = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclass(frozen=True)
class Period:
    """A display, half-open [start, end); an open one ends with time itself. `row`: in the file, if any."""

    period_id: str
    object_id: str
    slot: int
    start: dt.datetime
    end: dt.datetime
    row: int | None = None

    def words(self) -> str:
        """The period as a reason names it."""
        start, until = (_time_words(moment) for moment in (self.start, self.end))
        at = "" if self.row is None else f" (row {self.row})"
        where = f"object {self.object_id} in slot {self.slot}"
        return f"{self.period_id}{at}: {where}, {start} to {until}"


def _time_words(moment: dt.datetime) -> str:
    if moment == FOREVER:
        return "open"
    return f"{moment:%Y-%m-%d %H:%M}".removesuffix(" 00:00")


def find_overlaps(stated: Iterable[Period], on_record: Iterable[Period]) -> dict[int, Period]:
    """The rows that cannot be stored, each with the period that is in its way.

    A row replaces the record of its own identifier. Where a row is refused, that record stays and may in turn
    be in the way of another row, so the search is repeated until nothing new is refused.
    """
    stated, before = list(stated), {period.period_id: period for period in on_record}
    refused: dict[int, Period] = {}
    while True:
        wanted = [period for period in stated if period.row not in refused]
        replaced = {period.period_id for period in wanted}
        found = _first_clashes(wanted, [p for p in before.values() if p.period_id not in replaced])
        if not found:
            return refused
        refused.update(found)


def _first_clashes(wanted: list[Period], standing: list[Period]) -> dict[int, Period]:
    """Rows that overlap what stands, or an earlier row that does not."""
    taken: dict[tuple[str, str | int], _Timeline] = defaultdict(_Timeline)
    clashes: dict[int, Period] = {}
    for period in [*standing, *wanted]:
        timelines = [taken["slot", period.slot], taken["object", period.object_id]]
        other = next((found for line in timelines if (found := line.clash(period))), None)
        if other is not None and period.row is not None:
            clashes[period.row] = other
        else:
            for line in timelines:
                line.add(period)
    return clashes


class _Timeline:
    """Periods that do not overlap, by their start: only the neighbours of another can be in its way."""

    def __init__(self) -> None:
        self._starts: list[dt.datetime] = []
        self._periods: list[Period] = []

    def clash(self, period: Period) -> Period | None:
        at = bisect_right(self._starts, period.start)
        near = self._periods[max(at - 1, 0) : at + 1]
        return next((o for o in near if o.start < period.end and period.start < o.end), None)

    def add(self, period: Period) -> None:
        at = bisect_right(self._starts, period.start)
        self._starts.insert(at, period.start)
        self._periods.insert(at, period)


def reject_overlaps(stage: Stage) -> None:
    """Reject staged periods that would share a slot or an object in time with another."""
    rows, record = stage.rows, display_periods.c
    # A file without ends leaves those on record as they are.
    end = rows.c.shown_until if "shown_until" in rows.c else record.shown_until
    staged = (
        sa.select(rows.c.period_id, rows.c.object_id, rows.c.slot, rows.c.shown_from, end, rows.c.row_number)
        .select_from(rows.outerjoin(display_periods, record.period_id == rows.c.period_id))
        .order_by(rows.c.row_number)
    )
    stored = sa.select(record.period_id, record.object_id, record.slot, record.shown_from, record.shown_until)
    refused = find_overlaps(
        [_period(*row) for row in stage.db.execute(staged)],
        [_period(*row) for row in stage.db.execute(stored)],
    )
    found = [
        (row, "shown_from", None, f"overlaps the display period {other.words()}", "error")
        for row, other in sorted(refused.items())
    ]
    stage.add_findings(pd.DataFrame(found, columns=list(COLUMNS)))


def _period(
    period_id: str,
    object_id: str,
    slot: int,
    start: dt.datetime,
    end: dt.datetime | None,
    row: int | None = None,
) -> Period:
    return Period(period_id, object_id, slot, start, end or FOREVER, row)

"""What did the public tell us, and who has looked? The backlog, how fast it is worked off, and the rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pandas as pd

from analysis import attribution, maturity
from layouts import words
from layouts.view import View
from queries import campaign as campaign_query
from queries import quality, tip_rows
from queries import tips as tip_counts
from queries.campaign import State
from queries.filters import Filters
from queries.tip_rows import Wanted

SHOWN = {"waiting": "Waiting for assessment", "all": "All tips"}
HALF, MOST = 0.5, 0.9


@dataclass(frozen=True)
class TipsView(View):
    """Which tips the table lists."""

    show: str = "waiting"

    @classmethod
    def allowed(cls) -> dict[str, tuple[str, ...]]:
        """Those that wait, or all."""
        return {"show": tuple(SHOWN)}


@dataclass(frozen=True)
class Backlog:
    """`total`, `waiting`: tips in scope; `oldest`: when the oldest waiting one arrived (UTC); `half`, `most`:
    days within which 50 % and 90 % of the `recent` tips are assessed (None: not reached)."""

    state: State
    total: int
    waiting: int
    recent: int
    oldest: datetime | None
    half: int | None
    most: int | None

    @property
    def oldest_days(self) -> int | None:
        """Whole days that the oldest tip has waited when the data were refreshed."""
        if self.oldest is None or self.state.as_of is None:
            return None
        return max((self.state.as_of - self.oldest).days, 0)


def backlog(db: Any, filters: Filters) -> Backlog:
    """How many wait, since when, and how fast tips are assessed."""
    state = campaign_query.state(db)
    waiting, oldest = quality.backlog(db, filters)
    recent, half, most = 0, None, None
    if state.as_of_local is not None:
        counts = quality.assessment_delays(db, filters, state.as_of_local)
        spread = maturity.delays(counts, state.as_of_local)
        recent = int(counts["n"].sum())
        half, most = _within(spread, HALF), _within(spread, MOST)
    total = int(tip_counts.totals(db, filters)["n"].iloc[0])
    return Backlog(state, total, waiting, recent, oldest, half, most)


def _within(spread: pd.DataFrame, share: float) -> int | None:
    reached = spread.loc[spread["share"] >= share, "delay_days"]
    return None if reached.empty else int(reached.iloc[0])


def headline(found: Backlog) -> tuple[str, str]:
    """How many wait, the oldest, and how fast assessment is."""
    if not found.total and not found.waiting:
        return "No tip is on record in this scope.", "Tips appear here seconds after they are sent."
    if not found.waiting:
        done = (
            "The one tip is assessed."
            if found.total == 1
            else f"All {words.number(found.total)} are assessed."
        )
        return "No tip waits for assessment.", _speed(found) if found.recent else done
    verb = "waits" if found.waiting == 1 else "wait"
    days = found.oldest_days
    since = f", the oldest for {words.plural(days, 'day')}" if days else ", since today"
    if days is None:
        since = ""
    return f"{words.plural(found.waiting, 'tip')} {verb} for assessment{since}.", _speed(found)


def _speed(found: Backlog) -> str:
    """How fast tips of the last half year are assessed."""
    if not found.recent:
        return "None arrived in the last half year, so the speed cannot be told."
    if found.half is None:
        return "Fewer than half of the recent tips have been assessed, so the speed cannot be told yet."
    half = _days("Half of the recent tips are assessed", found.half)
    if found.most is None:
        return f"{half}; nine in ten is not reached yet."
    return f"{half}, nine in ten {_days('', found.most).strip()}."


def _days(said: str, days: int) -> str:
    return f"{said} on the day they arrive" if days == 0 else f"{said} within {words.plural(days, 'day')}"


def rows(db: Any, filters: Filters, wanted: Wanted) -> tuple[pd.DataFrame, int]:
    """A block of tips and how many there are: the columns of queries.tip_rows.NAMES, then attribution
    (displayed, grace, unattributed) and repeats (tips of the object in the same cluster; 0 without one)."""
    found = _described(db, tip_rows.block(db, filters, wanted))
    return found, count(db, filters, wanted)


def count(db: Any, filters: Filters, wanted: Wanted) -> int:
    """How many tips are wanted, in all blocks together."""
    return tip_rows.count(db, filters, wanted)


def blocks(db: Any, filters: Filters, wanted: Wanted) -> Iterator[pd.DataFrame]:
    """All tips that are wanted, block by block, each as `rows` gives it."""
    for first in range(0, count(db, filters, wanted), tip_rows.MOST):
        part = replace(wanted, first=first, count=tip_rows.MOST)
        yield _described(db, tip_rows.block(db, filters, part))


def _described(db: Any, found: pd.DataFrame) -> pd.DataFrame:
    state = campaign_query.state(db)
    periods = tip_rows.periods_of(db, sorted(set(found["object_id"])))
    attributed = attribution.attribute(found, periods, state.rules.grace_days)
    joined = found.assign(attribution=attributed["attribution"].astype("str"))
    joined = joined.merge(tip_rows.repeats(db, found), on=["object_id", "cluster"], how="left")
    return joined.assign(repeats=joined["n"].fillna(0).astype("int64"))


def wanted(request: Mapping[str, Any] | None, view: TipsView) -> Wanted:
    """What the table asks for, as the query takes it."""
    given = request or {}
    first = int(given.get("startRow") or 0)
    last = int(given.get("endRow") or first + 100)
    sort = tuple(
        (str(item.get("colId")), item.get("sort") == "desc") for item in given.get("sortModel") or ()
    )
    filters = given.get("filterModel") or {}
    return Wanted(first, last - first, view.show == "waiting", sort, filters)

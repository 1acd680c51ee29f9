"""Overview: is the pilot working? Everything the page and the report's first page say, asked and measured."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from analysis import equal_age, maturity, proportion
from layouts.findings import world
from queries import benchmarks, objects, outcomes, quality, shares, tips, views
from queries import campaign as campaign_query
from queries.campaign import State
from queries.filters import Filters
from queries.frames import looked_up

WEEKS = 4  # the last line of a tile compares this many whole weeks with as many before


@dataclass(frozen=True)
class Overview:
    """What the overview found; frames as their functions document them."""

    state: State
    filters: Filters
    first: date | None
    last: date | None
    tips: pd.Series
    shares: int
    views: int
    published: pd.DataFrame
    cases: pd.DataFrame
    events: pd.DataFrame
    weekly: pd.DataFrame
    immature_from: pd.Timestamp | None
    presses: pd.DataFrame
    changes: pd.Series
    comparisons: list[equal_age.Comparison]
    curve: pd.DataFrame
    points: pd.DataFrame
    countries: world.Places
    quality: dict[str, Any]

    @property
    def empty(self) -> bool:
        """Whether nothing at all is on record in scope."""
        return self.published.empty and not self.tips["n"] and not self.shares and not self.views


def overview(db: Any, filters: Filters) -> Overview:
    """Ask and measure the whole overview for a scope."""
    state = campaign_query.state(db)
    first, last = campaign_query.extent(db)
    as_of = state.as_of or datetime.fromisoformat("1970-01-01T00:00:00+00:00")
    published = _with_outcomes(
        objects.published(db, filters, as_of), outcomes.per_object(db, filters), filters
    )
    until = min(filters.to or last or date.max, last or date.max)
    comparisons, curve, points = _benchmark(db, state, published, until if last else None)
    weekly = weekly_counts(db, filters, state.as_of_local)
    return Overview(
        state=state,
        filters=filters,
        first=first,
        last=last,
        tips=tips.totals(db, filters).iloc[0],
        shares=int(shares.totals(db, filters)["n"].iloc[0]),
        views=int(views.totals(db, filters)["n"].iloc[0]),
        published=published,
        cases=outcomes.per_case(db, filters),
        events=outcomes.events(db, filters),
        weekly=weekly,
        immature_from=immature_from(db, filters, state),
        presses=_presses(db, filters),
        changes=display_changes(db, filters, state.timezone),
        comparisons=comparisons,
        curve=curve,
        points=points,
        countries=world.by_origin(db, filters),
        quality=quality.strip(db, filters, state.rules.grace_days),
    )


def _with_outcomes(published: pd.DataFrame, reached: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    names = list(reached.columns[1:])
    joined = published.assign(**looked_up(reached, "object_id", published["object_id"].tolist(), names))
    for name in ("identified", "located", "eliminated"):
        joined[name] = pd.to_datetime(joined[name])
    return joined


def weekly_counts(db: Any, filters: Filters, as_of: date | None) -> pd.DataFrame:
    """One row a week with tips or shares: week (Monday), tips, actionable, pending, shares, complete."""
    received, shared = tips.count_by_week(db, filters), shares.count_by_week(db, filters)
    days = [counted["week"].to_numpy().astype("datetime64[D]") for counted in (received, shared)]
    weeks = np.union1d(*days)
    columns = {"week": weeks.astype("datetime64[s]")}
    for name, counted, of, day in (
        ("tips", received, "n", days[0]),
        ("actionable", received, "actionable", days[0]),
        ("pending", received, "pending", days[0]),
        ("shares", shared, "n", days[1]),
    ):
        columns[name] = np.zeros(len(weeks), dtype="int64")
        columns[name][np.searchsorted(weeks, day)] = counted[of].to_numpy()
    last = np.datetime64(min(filters.to or date.max, as_of or date(2999, 1, 1)), "D")
    first = np.datetime64(filters.from_ or date.min, "D")
    columns["complete"] = (weeks + np.timedelta64(6, "D") <= last) & (weeks >= first)
    return pd.DataFrame(columns, copy=False)


def immature_from(db: Any, filters: Filters, state: State) -> pd.Timestamp | None:
    """The first week (Monday) of which under 90 % of the tips are expected to be assessed by now."""
    if state.as_of_local is None:
        return None
    counts = quality.assessment_delays(db, filters, state.as_of_local)
    return maturity.immature_from(counts, state.as_of_local)


def _presses(db: Any, filters: Filters) -> pd.DataFrame:
    notes = quality.notes(db, filters)
    return notes[notes["kind"] == "press"].reset_index(drop=True)


def display_changes(db: Any, filters: Filters, zone: str) -> "pd.Series[Any]":
    """The local days within the period on which the display changed."""
    shown = objects.periods(db, filters)
    days = objects.local_days(shown["shown_from"], zone)
    first = pd.Timestamp(filters.from_) if filters.from_ else pd.Timestamp.min
    last = pd.Timestamp(filters.to) if filters.to else pd.Timestamp.max
    inside: pd.Series[Any] = days[(days >= first) & (days <= last)].drop_duplicates()
    return inside


def _benchmark(
    db: Any, state: State, published: pd.DataFrame, until: date | None
) -> tuple[list[equal_age.Comparison], pd.DataFrame, pd.DataFrame]:
    points = benchmarks.points(db)
    declared = points[points["name"] == "eu_most_wanted"]
    launch = state.launched_on
    if launch is None or until is None or until < launch or declared.empty:
        return [], pd.DataFrame(), pd.DataFrame()
    frame = pd.DataFrame(
        {
            "published_on": published["first_shown"],
            "outcome_on": published["located"],
            "thanks_to": published["located_thanks_to"],
        }
    )
    pair = equal_age.LOCATED_THANKS_TO_TIPS
    return (
        equal_age.compare(frame, declared, launch, until),
        equal_age.progress(frame, launch, until, pair),
        equal_age.benchmark_points(declared, pair),
    )


def recent_change(weekly: pd.DataFrame, column: str) -> str:
    """The last four whole weeks against the four before, in words; `–` while there are not eight."""
    whole = weekly.loc[weekly["complete"], column]
    if len(whole) < 2 * WEEKS:
        return "–"
    now, before = whole.iloc[-WEEKS:], whole.iloc[-2 * WEEKS : -WEEKS]
    return proportion.change_of_series(list(map(int, now)), list(map(int, before))).words


def events_change(days: "pd.Series[Any]", last: date | None) -> str:
    """Events of the last four weeks against the four before, in words."""
    if last is None:
        return "–"
    known = days.to_numpy().astype("datetime64[D]")
    end, four = np.datetime64(last, "D"), np.timedelta64(WEEKS * 7, "D")
    now = int(((known > end - four) & (known <= end)).sum())
    before = int(((known > end - 2 * four) & (known <= end - four)).sum())
    return proportion.change(now, before).words

"""What was displayed when, and whether the chances that people were shown came true."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis import calibration, calibration_history
from analysis.calibration import Calibration
from layouts import words
from layouts.findings.remembered import remembered
from queries import campaign as campaign_query
from queries import objects
from queries import rotation as rotation_query
from queries.campaign import State
from queries.filters import Filters

BINS = 5
PERIOD_DAYS = 14  # rotations are planned for the two weeks after them
EPOCH = pd.Timestamp(0, tz="UTC")


@dataclass(frozen=True)
class History:
    """`frame`: one row a display in scope, latest first: the columns of `queries.rotation.history`, title and
    days (up to the refresh while open). `until`: the refresh."""

    state: State
    frame: pd.DataFrame
    until: pd.Timestamp


def history(db: Any, filters: Filters) -> History:
    """The displays in scope."""
    state = campaign_query.state(db)
    until = pd.Timestamp(state.as_of) if state.as_of else EPOCH
    shown = rotation_query.history(db, filters)
    titles = objects.catalogue(db, Filters()).set_index("object_id")["title"]
    shown["title"] = shown["object_id"].map(titles).fillna("")
    shown["title"] = shown["title"].where(shown["title"] != "", shown["object_id"])
    ends = shown["shown_until"].fillna(until)
    shown["days"] = ((ends - shown["shown_from"]).dt.total_seconds() / 86_400).clip(lower=0)
    return History(state, shown, until)


def headline(found: History) -> str:
    """The Gantt chart's finding."""
    frame = found.frame
    if frame.empty:
        return "Nothing was displayed in this scope"
    ended = frame[frame["shown_until"].notna()]
    displays = words.plural(len(frame), "display")
    told = f"{displays} of {words.plural(frame['object_id'].nunique(), 'object')}"
    if ended.empty:
        return f"{told}, {'all ' if len(frame) > 1 else ''}still open"
    return f"{told}; the usual one lasted {ended['days'].median():.0f} days"


def exported(found: History) -> pd.DataFrame:
    """The displays as a file has them: times in UTC, ISO 8601."""
    frame = found.frame
    instants = {
        name: frame[name].map(lambda at: at.isoformat() if pd.notna(at) else "")
        for name in ("shown_from", "shown_until")
    }
    columns = ["period_id", "slot", "object_id", "title", "shown_from", "shown_until", "days", "rotation_id",
               "rotation_reason", "reason", "by"]  # fmt: skip
    return frame.assign(**instants, days=frame["days"].round(2))[columns]


@dataclass(frozen=True)
class Trust:
    """How chances compare with what happened: the assessment, and its groups (see `calibration.groups`)."""

    assessed: Calibration
    groups: pd.DataFrame

    @property
    def too_early(self) -> bool:
        """Under ten identifications."""
        return self.assessed.events < calibration.FEWEST_EVENTS


def trust(db: Any) -> Trust:
    """The calibration of every published chance; remembered until the data change."""
    return remembered(db, "calibration of chances", (), lambda: _trust(db))


def _trust(db: Any) -> Trust:
    state = campaign_query.state(db)
    rows = calibration_history.history(
        rotation_query.recommendations_on_record(db),
        rotation_query.rotations_on_record(db),
        rotation_query.settling_tips(db),
        pd.Timestamp(state.as_of) if state.as_of else EPOCH,
        period_days=PERIOD_DAYS,
    )
    rows = rows[rows["probability"].notna()]
    return Trust(calibration.assess(rows), calibration.groups(rows, BINS))

"""The simulated year beside the published one, measured on what was stored."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from records import campaign as campaign_record
from records.tables import display_periods, outcomes, tips


@dataclass(frozen=True)
class Target:
    """A published figure: what it counts, up to which day of the campaign (1: the first), how exact."""

    metric: str
    words: str
    day: int
    value: int
    precision: str = "exact"


# data/published_figures.csv holds the same figures with their dates and sources; a test compares.
TARGETS = (
    Target("tips_cumulative", "tips on the first day", 1, 4_500, "about"),
    Target("tips_cumulative", "tips within 12 days", 12, 10_000, "more_than"),
    Target("tips_cumulative", "tips within 3 months", 92, 14_300, "about"),
    Target("tips_cumulative", "tips within 9 months", 273, 18_300, "about"),
    Target("tips_cumulative", "tips within a year", 365, 21_000),
    Target("objects_published_cumulative", "objects published within a year", 365, 119),
    Target("objects_identified_cumulative", "objects identified within 9 months", 273, 70),
    Target("objects_identified_cumulative", "objects identified within a year", 365, 79),
    Target("objects_located_cumulative", "objects located within 9 months", 273, 25),
    Target("objects_located_cumulative", "objects located within a year", 365, 32),
    Target("trails_eliminated_cumulative", "trails eliminated within 9 months", 273, 45),
    # Published for later dates only (17 months and more): the first year's own figures are not known.
    Target("children_safeguarded_cumulative", "children safeguarded", 365, 8, "about"),
    Target("offenders_prosecuted_cumulative", "offenders prosecuted", 365, 1, "about"),
)
_OUTCOMES = {
    "objects_identified_cumulative": "object_identified",
    "objects_located_cumulative": "origin_located",
    "trails_eliminated_cumulative": "trail_eliminated",
    "children_safeguarded_cumulative": "child_safeguarded",
    "offenders_prosecuted_cumulative": "offender_prosecuted",
}
_OF_PEOPLE = ("child_safeguarded", "offender_prosecuted")


def compared(db: Connection) -> list[tuple[Target, int]]:
    """Each target with the stored campaign's own figure."""
    row = campaign_record.read(db)
    assert row.launched_on is not None
    return [
        (target, _measured(db, target, row.launched_on + timedelta(days=target.day), row.timezone))
        for target in TARGETS
    ]


def _measured(db: Connection, target: Target, before: date, zone: str) -> int:
    statement: sa.Select[Any]
    if target.metric == "tips_cumulative":
        statement = sa.select(sa.func.count()).where(tips.c.day < before)
    elif target.metric == "objects_published_cumulative":
        shown_by = campaign_record.day_start(before, zone)
        distinct = sa.distinct(display_periods.c.object_id)
        statement = sa.select(sa.func.count(distinct)).where(display_periods.c.shown_from < shown_by)
    else:
        kind = _OUTCOMES[target.metric]
        what = sa.func.coalesce(sa.func.sum(outcomes.c.people), 0) if kind in _OF_PEOPLE else sa.func.count()
        statement = sa.select(what).where(outcomes.c.kind == kind, outcomes.c.day < before)
    return int(db.execute(statement).scalar_one())

"""How long a chart takes to become a figure: our plain dicts, from the frame that was measured.

The frames come from the demonstration campaign. The detail says what the same figure costs when it is built
as a plotly graph object, which checks every property.
"""

from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go

from benchmarks import campaigns
from benchmarks.goals import Goal, goal
from benchmarks.timing import alternated, median_and_quartiles
from layouts import map_parts
from layouts.charts import equal_age, weekly
from layouts.charts import world as world_chart
from layouts.findings.overview import Overview, overview
from queries.filters import Filters
from records.database import reading

TARGET = 0.1  # milliseconds
ROUNDS = 60


def goals() -> list[Goal]:
    """One goal a kind of chart of the overview."""
    with campaigns.demonstration("sqlite") as place, reading(place.engine) as db:
        found = overview(db, Filters())
    return [_one(name, build) for name, build in charts(found).items()]


def charts(found: Overview) -> dict[str, Callable[[], dict[str, Any]]]:
    """The overview's three charts, each from its frame."""
    frame = map_parts.frame_for(found.countries, "per_million")
    limits = world_chart.breaks(list(frame.loc[frame["value"] > 0, "value"]))
    hatch, small = map_parts.hatch(), map_parts.bubbles()
    return {
        "tips and shares by week": lambda: weekly.tips_and_shares(
            found.weekly, found.presses, found.changes, found.immature_from, "light"
        ),
        "equal age": lambda: equal_age.equal_age(found.curve, found.points, None, "light"),
        "world map": lambda: world_chart.world(frame, limits, "light", hatch=hatch, small=small),
    }


def _one(name: str, build: Callable[[], dict[str, Any]]) -> Goal:
    figure = build()
    spent = alternated({"dict": build, "object": lambda: go.Figure(figure)}, ROUNDS, warm=3)
    middle, spread = median_and_quartiles(spent["dict"])
    checked, _ = median_and_quartiles(spent["object"])
    return goal(
        f"figure building, {name}",
        middle,
        TARGET,
        better="less",
        unit="ms",
        detail=f"checking the finished figure as a plotly object would add {checked:.1f} ms",
        spread=spread,
    )

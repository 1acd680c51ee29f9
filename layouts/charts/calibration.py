"""Chances as they were shown, against what happened: a point a group, with its interval and size."""

from typing import Any

import pandas as pd

from layouts import words
from layouts.charts.base import Figure, empty, layout
from layouts.tokens import palette

# What a group's size takes of the chart at its narrowest.
WIDE, HIGH = 0.17, 0.08


def reliability(groups: pd.DataFrame, theme: str) -> Figure:
    """groups: n, expected (mean chance), events, observed (share), low, high (95 %)."""
    if groups.empty:
        return empty(theme, "No published chance is settled yet.")
    colour = palette(theme)
    top = 1.2 * max(float(groups["high"].max()), float(groups["expected"].max()), 0.01)
    right = 1.15 * max(float(groups["expected"].max()), 0.01)
    end = min(top, right)
    line = {
        "type": "scatter", "mode": "lines", "x": [0, end], "y": [0, end], "hoverinfo": "skip",
        "line": {"color": colour["ink-2"], "dash": "dash", "width": 1.2},
    }  # fmt: skip
    points = {
        "type": "scatter",
        "mode": "markers",
        "x": [float(x) for x in groups["expected"]],
        "y": [float(y) for y in groups["observed"]],
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [float(h - o) for h, o in zip(groups["high"], groups["observed"], strict=True)],
            "arrayminus": [float(o - low) for low, o in zip(groups["low"], groups["observed"], strict=True)],
            "color": colour["ink"],
            "thickness": 1,
            "width": 4,
        },
        "marker": {"color": colour["mark"], "size": 9},
        "hovertext": [_hover(row) for row in groups.to_dict("records")],
        "hoverinfo": "text",
    }
    title = {"standoff": 4, "font": {"size": 12, "color": colour["ink-3"]}}
    return {
        "data": [line, points],
        "layout": layout(
            theme,
            xaxis={
                "range": [0, right],
                "tickformat": ".0%",
                "nticks": 5,
                "title": {"text": "chance shown", **title},
            },
            yaxis={"range": [0, top], "tickformat": ".0%", "title": {"text": "identified", **title}},
            annotations=_sizes(groups, right, top, colour["ink-3"]),
            margin={"l": 56, "r": 14, "t": 8, "b": 44},
        ),
    }


def _sizes(groups: pd.DataFrame, right: float, top: float, colour: str) -> list[dict[str, Any]]:
    """The groups' sizes over their intervals, each higher than those beside it that it would cover."""
    wide, high = WIDE * right, HIGH * top
    placed: list[tuple[float, float]] = []
    notes = []
    ordered = groups.sort_values("expected")[["n", "expected", "high"]]
    for n, x, end in ordered.itertuples(index=False):
        y = float(end)
        for near in sorted(other for left, other in placed if abs(x - left) < wide):
            y = near + high if abs(y - near) < high else y
        placed.append((float(x), y))
        font = {"size": 11, "color": colour}
        place = {"x": float(x), "y": y, "yanchor": "bottom", "yshift": 1, "showarrow": False}
        notes.append({"text": f"n {words.number(n)}", "font": font, **place})
    return notes


def _hover(row: dict[Any, Any]) -> str:
    observed = words.share(row["observed"], row["low"], row["high"], 1)
    return f"shown {words.percent(row['expected'], 1)}<br>identified {observed} of {row['n']}"

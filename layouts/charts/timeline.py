"""One object's tips over time: display periods shaded, grace hatched lightly, useful tips as ticks, press."""

from typing import Any

import pandas as pd

from layouts import words
from layouts.charts.base import Figure, empty, layout
from layouts.tokens import palette


def timeline(
    daily: pd.DataFrame, periods: pd.DataFrame, presses: pd.DataFrame, grace_days: int, until: Any, theme: str
) -> Figure:
    """Tips a day. daily: day, n, actionable, pending; periods: shown_from, shown_until (NaT: open), slot;
    presses: day, text; until: the instant up to which an open display is drawn."""
    if daily.empty and periods.empty:
        return empty(theme, "Never displayed, and no tip received.")
    colour = palette(theme)
    top = max(float(daily["n"].max()) if len(daily) else 0.0, 1.0) * 1.25
    bar = {
        "type": "bar",
        "x": [str(day.date()) for day in daily["day"]],
        "y": [int(n) for n in daily["n"]],
        "marker": {"color": colour["soft"], "line": {"color": colour["soft-edge"], "width": 0.8}},
        "hovertext": [
            f"{words.day(day)}<br>{words.plural(n, 'tip')}, {useful} actionable, {waiting} not yet assessed"
            for day, n, useful, waiting in daily[["day", "n", "actionable", "pending"]].itertuples(
                index=False
            )
        ],
        "hoverinfo": "text",
        "name": "tips",
    }
    shapes, notes = _displays(periods, grace_days, until, top, colour)
    data = [bar, _useful(daily, colour), *_presses(presses, top, colour)]
    return {
        "data": data,
        "layout": layout(
            theme,
            xaxis={"type": "date", "tickformat": "%b %Y", "anchor": "y2", "nticks": 10},
            yaxis={"domain": [0.2, 1], "range": [0, top], "nticks": 4},
            yaxis2={"domain": [0.03, 0.12], "range": [-1, 1], "visible": False},
            shapes=shapes,
            annotations=notes,
            margin={"l": 44, "r": 10, "t": 24, "b": 26},
        ),
    }


def _displays(
    periods: pd.DataFrame, grace_days: int, until: Any, top: float, colour: dict[str, str]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    shapes, notes = [], []
    area = {
        "type": "rect",
        "layer": "below",
        "xref": "x",
        "yref": "y",
        "y0": 0,
        "y1": top,
        "line": {"width": 0},
    }
    for number, period in enumerate(periods.to_dict("records"), 1):
        ended = pd.notna(period["shown_until"])
        end = period["shown_until"] if ended else pd.Timestamp(until)
        shapes.append({**area, "x0": str(period["shown_from"]), "x1": str(end), "fillcolor": colour["tint"]})
        if ended and grace_days:
            after = end + pd.Timedelta(days=grace_days)
            shapes.append({**area, "x0": str(end), "x1": str(after), "fillcolor": colour["immature"]})
        days = round((end - period["shown_from"]) / pd.Timedelta(days=1))
        said = f"<b>{number}: place {period['slot']}, {days} days{'' if ended else ' so far'}</b>"
        font = {"size": 11, "color": colour["ink-2"]}
        start = {"x": str(period["shown_from"]), "y": 1, "xref": "x", "yref": "paper"}
        notes.append(
            {"text": said, "showarrow": False, "xanchor": "left", "yanchor": "bottom", "font": font, **start}
        )
    return shapes, notes[:12]


def _useful(daily: pd.DataFrame, colour: dict[str, str]) -> dict[str, Any]:
    useful = daily[daily["actionable"] > 0] if len(daily) else daily
    marker = {"symbol": "line-ns-open", "size": 12, "color": colour["mark"], "line": {"width": 1.6}}
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "actionable",
        "x": [str(day.date()) for day in useful["day"]] if len(useful) else [],
        "y": [0] * len(useful),
        "yaxis": "y2",
        "marker": marker,
        "hovertext": [
            f"{words.day(d)}: {n} actionable"
            for d, n in zip(useful["day"], useful["actionable"], strict=True)
        ]
        if len(useful)
        else [],
        "hoverinfo": "text",
    }


def _presses(presses: pd.DataFrame, top: float, colour: dict[str, str]) -> list[dict[str, Any]]:
    if presses.empty:
        return []
    marker = {"symbol": "triangle-down", "size": 9, "color": colour["vermillion"]}
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": "press",
            "x": [str(day.date()) for day in presses["day"]],
            "y": [top * 0.94] * len(presses),
            "marker": marker,
            "hovertext": [
                f"{words.day(d)}: {t}" for d, t in zip(presses["day"], presses["text"], strict=True)
            ],
            "hoverinfo": "text",
        }
    ]

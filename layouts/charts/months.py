"""Tips by month of the release; a hidden month is a gap with its mark, never a zero."""

from datetime import date
from typing import Any

import pandas as pd

from layouts import words
from layouts.charts.base import Figure, empty, layout
from layouts.speech import ENGLISH, Speech
from layouts.tokens import palette

GAP, WIDEST = 0.2, 0.1  # between bars, and of the chart for one bar: one month is no wall


def months(monthly: pd.DataFrame, theme: str, speech: Speech = ENGLISH) -> Figure:
    """One bar a month. monthly: month (2025-06, or a quarter), count (missing where hidden), state."""
    if monthly.empty:
        return empty(theme, speech.say("No tip came in these months."))
    colour = palette(theme)
    names = [_name(str(month), speech) for month in monthly["month"]]
    values = [None if pd.isna(n) else int(n) for n in monthly["count"]]
    hidden = speech.say("hidden, a small count or one that protects it")
    said = [
        f"{name}: {hidden if value is None else speech.number(value)}"
        for name, value in zip(names, values, strict=True)
    ]
    marker = {"color": colour["mark"]}
    bar = {"type": "bar", "x": names, "y": values, "marker": marker, "hovertext": said, "hoverinfo": "text"}
    notes = [
        {"x": name, "y": 0, "text": words.HIDDEN, "showarrow": False, "yanchor": "bottom"}
        for name, value in zip(names, values, strict=True)
        if value is None
    ]
    return {
        "data": [bar],
        "layout": layout(
            theme,
            annotations=notes,
            xaxis={"type": "category", **_ticks(monthly, names, speech)},
            yaxis={"tickformat": ",~f"},  # 10 000, not 10k
            separators=speech.separators,
            bargap=max(GAP, 1 - WIDEST * len(names)),
        ),
    }


def _name(month: str, speech: Speech) -> str:
    """Jun 2025; a quarter or half-year as the release names it."""
    return (
        speech.month_of(date(int(month[:4]), int(month[5:]), 1))
        if month[5:].isdigit()
        else speech.month(month)
    )


def _ticks(monthly: pd.DataFrame, names: list[str], speech: Speech) -> dict[str, Any]:
    """Short and level: the month alone, with the year under the first one and where a year begins."""
    if monthly["month"].str[5].eq("H").all():
        return {"tickmode": "array", "tickvals": names, "ticktext": names, "tickangle": 0}
    said, year = [], ""
    for month in map(str, monthly["month"]):
        short = _short(month, speech)
        said.append(short if month[:4] == year else f"{short}<br>{month[:4]}")
        year = month[:4]
    return {"tickmode": "array", "tickvals": names, "ticktext": said, "tickangle": 0}


def _short(month: str, speech: Speech) -> str:
    part = month[5:]
    if not part.isdigit():
        return part  # of a quarter: Q1
    return str(speech.locale.months["stand-alone"]["abbreviated"][int(part)])

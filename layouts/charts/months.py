"""Tips by month of the release; a hidden month is a gap with its mark, never a zero."""

import pandas as pd

from layouts import words
from layouts.charts.base import Figure, empty, layout
from layouts.reports.speech import ENGLISH, Speech
from layouts.tokens import palette


def months(monthly: pd.DataFrame, theme: str, speech: Speech = ENGLISH) -> Figure:
    """One bar a month. monthly: month (2025-06, or a quarter), count (missing where hidden), state."""
    if monthly.empty:
        return empty(theme, speech.say("No whole month is covered yet."))
    colour = palette(theme)
    names = [speech.month(str(month)) for month in monthly["month"]]
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
            xaxis={"type": "category"},
            yaxis={"tickformat": ",~f"},  # 10 000, not 10k
            separators=speech.separators,
        ),
    }

"""Tips by month of the release; a hidden month is a gap with its mark, never a zero."""

import pandas as pd

from layouts import words
from layouts.charts.base import Figure, empty, layout
from layouts.tokens import palette


def months(monthly: pd.DataFrame, theme: str) -> Figure:
    """One bar a month. monthly: month (2025-06, or a quarter), count (missing where hidden), state."""
    if monthly.empty:
        return empty(theme, "No whole month is covered yet.")
    colour = palette(theme)
    names = [str(month) for month in monthly["month"]]
    values = [None if pd.isna(n) else int(n) for n in monthly["count"]]
    said = [
        f"{name}: {'hidden, a small count or one that protects it' if value is None else words.number(value)}"
        for name, value in zip(names, values, strict=True)
    ]
    marker = {"color": colour["mark"]}
    bar = {"type": "bar", "x": names, "y": values, "marker": marker, "hovertext": said, "hoverinfo": "text"}
    notes = [
        {"x": name, "y": 0, "text": words.HIDDEN, "showarrow": False, "yanchor": "bottom"}
        for name, value in zip(names, values, strict=True)
        if value is None
    ]
    return {"data": [bar], "layout": layout(theme, annotations=notes, xaxis={"type": "category"})}

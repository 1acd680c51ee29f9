"""Who had which place when: one row a place, one bar a display."""

from typing import Any

import pandas as pd

from layouts import words
from layouts.charts.base import Figure, empty, layout
from layouts.tokens import palette

ROW = 19
WIDTH = 530  # pixels that all bars have together in the narrowest window with two columns
LETTER = 5.8  # pixels of one


def slots(displays: pd.DataFrame, until: pd.Timestamp, places: int, theme: str) -> Figure:
    """displays: slot, title, object_id, shown_from, shown_until (NaT: open, drawn up to `until`), days."""
    if displays.empty:
        return empty(theme, "Nothing was displayed in this scope.")
    colour = palette(theme)
    span = (until - displays["shown_from"].min()).total_seconds() / 86_400
    per_day = WIDTH / max(span, 1.0)
    opened = displays["shown_until"].isna()
    data = [
        _bars(displays[~opened], until, per_day, colour["soft"], colour["soft-edge"], colour),
        _bars(displays[opened], until, per_day, colour["mark"], colour["mark"], colour),
    ]
    last = max(places, int(displays["slot"].max()))
    return {
        "data": [bars for bars in data if bars["y"]],
        "layout": layout(
            theme,
            xaxis={"type": "date", "tickformat": "%b %Y", "nticks": 12, "showgrid": True},
            yaxis={"range": [last + 0.6, 0.4], "tickvals": list(range(1, last + 1)), "showgrid": False,
                   "rangemode": "normal"},
            barmode="overlay",
            bargap=0.18,
            margin={"l": 32, "r": 6, "t": 4, "b": 24},
        ),
    }  # fmt: skip


def height(places: int) -> int:
    """Pixels that so many rows need."""
    return 40 + ROW * places


def _bars(
    rows: pd.DataFrame, until: pd.Timestamp, per_day: float, fill: str, edge: str, colour: dict[str, str]
) -> dict[str, Any]:
    ends = rows["shown_until"].fillna(until)
    return {
        "type": "bar",
        "orientation": "h",
        "base": [at.isoformat() for at in rows["shown_from"]],
        "x": [
            max((end - at).total_seconds(), 0) * 1000
            for at, end in zip(rows["shown_from"], ends, strict=True)
        ],
        "y": [int(slot) for slot in rows["slot"]],
        "text": _fitting(rows, per_day),
        "textposition": "inside",
        "insidetextanchor": "start",
        "textangle": 0,
        "textfont": {"size": 10, "color": colour["surface"] if fill == colour["mark"] else colour["ink"]},
        "constraintext": "none",
        "marker": {"color": fill, "line": {"color": edge, "width": 0.8}},
        "hovertext": [_hover(row) for row in rows.to_dict("records")],
        "hoverinfo": "text",
    }


def _fitting(rows: pd.DataFrame, per_day: float) -> list[str]:
    """As much of each title as its bar holds: Plotly would shrink the letters or let them overflow."""
    texts = []
    for title, days in zip(rows["title"], rows["days"], strict=True):
        room = int((days * per_day - 8) / LETTER)
        texts.append(title if len(title) <= room else f"{title[: room - 1]}…" if room >= 4 else "")
    return texts


def _hover(row: dict[Any, Any]) -> str:
    end = words.day(row["shown_until"]) if pd.notna(row["shown_until"]) else "now"
    return (
        f"Place {row['slot']}: {row['title']}<br>{words.day(row['shown_from'])} – {end}, "
        f"{row['days']:.0f} days"
    )

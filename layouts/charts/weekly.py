"""Tips and shares by week: assessed and not yet assessed stacked, press marked, display changes as ticks."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from layouts.charts.base import Figure, empty, layout
from layouts.speech import ENGLISH, SOURCE, Speech
from layouts.tokens import palette

WHOLE = {"tickformat": ",~f"}  # 10 000, not 10k
THREE = {"nticks": 3}
HEAD = 1.2  # of the highest bar: where the axis ends, so that a mark and its label fit over it
LINE = 0.055  # of the chart's height: a line of text over the bars
FEWEST = 8  # weeks that the axis shows at least: one bar is not the whole picture
BAR = 0.88 * 7 * 86_400_000  # a bar's width in milliseconds of the axis
A_LINE = 5  # values of cut bars in one line
OFF_AXIS = 2.2  # a launch peak this many times above the 90th percentile is cut, its value printed


def tips_and_shares(
    weekly: pd.DataFrame,
    presses: pd.DataFrame,
    changes: pd.Series,
    immature_from: pd.Timestamp | None,
    theme: str,
    speech: Speech = ENGLISH,
) -> Figure:
    """One bar a week.

    weekly: week (Monday), tips, actionable, pending, shares, complete (whether the week is whole);
    presses: day, text; changes: days on which the display changed; immature_from: first week whose tips
    are still being assessed.
    """
    counted = _Weeks.of(weekly)
    if not (sum(counted.tips) or sum(counted.shares)):
        return empty(theme, speech.say("No tips or shares in this period."))
    colour = palette(theme)
    top, top_of_shares = _ceiling(counted.tips), _ceiling(counted.shares)
    data = [*_tip_bars(counted, colour, speech), *_share_bars(counted, colour, speech)]
    marks = _press_marks(counted, presses, top, colour, speech)
    shapes = [*_immature(counted, immature_from, colour), *_change_ticks(changes, colour)]
    cut = _cut(counted, top, speech)
    notes = [*_cut_labels(cut, counted, colour, speech), *_panel_titles(colour, speech)]
    if immature_from is not None:
        said = speech.say("still being<br>assessed")
        words_now = _note(said, counted.days[-1], 1.0, colour, yref="paper")
        notes.append({**words_now, "xanchor": "right", "align": "right", "xshift": 12})
    first, last = counted.days[0] - 4, counted.days[-1] + 4 + len(weekly) // 5
    return {
        "data": [*data, *marks],
        "layout": layout(
            theme,
            barmode="stack",
            xaxis={
                "range": [str(first), str(max(last, first + 7 * FEWEST))],
                "anchor": "y2",
                **_months(weekly["week"], speech),
            },
            yaxis={"domain": [0.42, 0.97 - LINE * len(cut)], "range": [0, top * HEAD], **_whole(top)},
            yaxis2={
                "domain": [0.0, 0.26],
                "range": [0, max(top_of_shares, 1) * 1.05],
                **THREE,
                **_whole(top_of_shares),
            },
            shapes=shapes,
            annotations=notes,
            margin={"l": 46, "r": 8, "t": 4, "b": 30},
            separators=speech.separators,
        ),
    }


@dataclass(frozen=True)
class _Weeks:
    """The columns of the weeks as plain lists, which is what a figure holds: Mondays, dates, counts."""

    days: np.ndarray
    dates: list[str]
    tips: list[int]
    actionable: list[int]
    pending: list[int]
    shares: list[int]
    complete: list[bool]

    @classmethod
    def of(cls, weekly: pd.DataFrame) -> "_Weeks":
        days = weekly["week"].to_numpy().astype("datetime64[D]")
        names = ("tips", "actionable", "pending", "shares", "complete")
        return cls(days, _dates(days), *(weekly[name].tolist() for name in names))

    def named(self, speech: Speech) -> tuple[str, list[str]]:
        """How a tooltip says the week, and the words of each one; Plotly itself knows English only."""
        if speech.language == SOURCE:
            return "%{x|%-d %b %Y}", [""] * len(self.dates)
        return "%{customdata[0]}", [speech.day(day) for day in self.days.tolist()]


def _months(weeks: "pd.Series[Any]", speech: Speech) -> dict[str, Any]:
    """About seven months named under the axis; Plotly itself knows English only."""
    if len(weeks) < FEWEST:
        return {
            "tickvals": [str(week.date()) for week in weeks[::2]],
            "ticktext": [speech.day(week) for week in weeks[::2]],
        }
    if speech.language == SOURCE:
        return {"tickformat": "%b %Y", "nticks": 7}
    firsts = list(pd.date_range(weeks.min(), weeks.max(), freq="MS"))
    chosen = firsts[:: max(-(-len(firsts) // 7), 1)] or [weeks.min()]
    names = [speech.month_of(first) for first in chosen]
    return {"tickvals": [str(first.date()) for first in chosen], "ticktext": names}


def _whole(top: float) -> dict[str, Any]:
    """No half of a tip: below five, the ticks are the whole numbers."""
    return {**WHOLE, "dtick": 1} if top < 5 else WHOLE


def _ceiling(values: list[int]) -> float:
    """Where the axis ends: at the highest bar, or over the 90th percentile (between neighbours linearly)."""
    ordered = sorted(values)
    below, part = divmod(0.9 * (len(ordered) - 1), 1)
    low, high = ordered[int(below)], ordered[min(int(below) + 1, len(ordered) - 1)]
    usual = low + part * (high - low)
    return float(ordered[-1] if ordered[-1] <= OFF_AXIS * max(usual, 1) else max(1.35 * usual, 1))


def _tip_bars(counted: _Weeks, colour: dict[str, str], speech: Speech) -> list[dict[str, Any]]:
    other = [n - a - p for n, a, p in zip(counted.tips, counted.actionable, counted.pending, strict=True)]
    day, names = counted.named(speech)
    part = "<br>" + speech.say("part of a week")
    # One sentence for all bars, filled in by the browser: a sentence a bar took longer than all else.
    said = speech.say(
        "week of {day}<br>{tips} tips<br>{useful} actionable, {pending} not yet assessed",
        day=day,
        tips="%{customdata[1]:,}",
        useful="%{customdata[2]:,}",
        pending="%{customdata[3]:,}",
    )
    parts = ["" if whole else part for whole in counted.complete]
    told = list(zip(names, counted.tips, counted.actionable, counted.pending, parts, strict=True))
    hatch = {
        "shape": "/",
        "fgcolor": colour["ink-3"],
        "bgcolor": colour["surface"],
        "size": 5,
        "solidity": 0.2,
    }
    kinds = (
        (speech.say("actionable"), counted.actionable, {"color": colour["mark"]}),
        (speech.say("other, assessed"), other, _edged(colour["soft"], colour["soft-edge"])),
        (
            speech.say("not yet assessed"),
            counted.pending,
            {"color": colour["surface"], "pattern": hatch, "line": {"color": colour["ink-3"], "width": 0.8}},
        ),
    )
    return [
        {"type": "bar", "name": name, "x": counted.dates, "y": values, "marker": marker, "width": BAR,
         "customdata": told, "hovertemplate": f"{said}%{{customdata[4]}}<extra></extra>"}
        for name, values, marker in kinds
    ]  # fmt: skip


def _share_bars(counted: _Weeks, colour: dict[str, str], speech: Speech) -> list[dict[str, Any]]:
    day, names = counted.named(speech)
    said = speech.say("week of {day}<br>{n} shares and share clicks", day=day, n="%{y:,}")
    return [
        {
            "type": "bar",
            "name": speech.say("shares"),
            "x": counted.dates,
            "y": counted.shares,
            "yaxis": "y2",
            "width": BAR,
            "marker": {"color": colour["grey"]},
            "customdata": [[name] for name in names],
            "hovertemplate": f"{said}<extra></extra>",
        }
    ]


def _press_marks(
    counted: _Weeks, presses: pd.DataFrame, top: float, colour: dict[str, str], speech: Speech
) -> list[dict[str, Any]]:
    if presses.empty:
        return []
    days = presses["day"].to_numpy().astype("datetime64[D]")
    # Day 0, 1 January 1970, was a Thursday: three days after its Monday.
    weeks = _dates(days - (days.astype("int64") + 3) % 7)
    tips = dict(zip(counted.dates, counted.tips, strict=True))
    texts = presses["text"].tolist()
    marker = {"symbol": "triangle-down", "size": 9, "color": colour["vermillion"]}
    return [
        {
            "type": "scatter",
            "mode": "markers+text",
            "name": speech.say("press"),
            "x": weeks,
            "y": [min(tips.get(week, 0), top * 0.95) + top * 0.05 for week in weeks],
            "text": [text[:28] for text in texts],
            "textposition": "top center",
            "textfont": {"size": 11, "color": colour["ink-2"]},
            "marker": marker,
            "hovertext": [
                f"{speech.day(day)}: {text}" for day, text in zip(days.tolist(), texts, strict=True)
            ],
            "hoverinfo": "text",
            "cliponaxis": False,
        }
    ]


def _immature(
    counted: _Weeks, immature_from: pd.Timestamp | None, colour: dict[str, str]
) -> list[dict[str, Any]]:
    if immature_from is None:
        return []
    first = immature_from - pd.Timedelta(days=3.5)
    last = counted.days[-1] + 4
    area = {"type": "rect", "layer": "below", "xref": "x", "yref": "paper", "y0": 0, "y1": 1}
    return [
        {**area, "x0": str(first), "x1": str(last), "fillcolor": colour["immature"], "line": {"width": 0}}
    ]


def _change_ticks(changes: pd.Series, colour: dict[str, str]) -> list[dict[str, Any]]:
    tick = {"type": "line", "xref": "x", "yref": "paper", "y0": 0.38, "y1": 0.41}
    line = {"color": colour["ink-2"], "width": 1.2}
    days = _dates(changes.to_numpy().astype("datetime64[D]"))
    return [{**tick, "x0": day, "x1": day, "line": line} for day in days]


def _cut(counted: _Weeks, top: float, speech: Speech) -> list[str]:
    """Tips of the weeks whose bars the axis cuts, a few in a line."""
    values = [speech.number(n) for n in counted.tips if n > top * HEAD]
    return [", ".join(values[place : place + A_LINE]) for place in range(0, len(values), A_LINE)]


def _cut_labels(
    cut: list[str], counted: _Weeks, colour: dict[str, str], speech: Speech
) -> list[dict[str, Any]]:
    """In a line of its own over the bars, where no label of the press is."""
    if not cut:
        return []
    said = speech.say("off the axis: {values}", values=",<br>".join(cut))
    place = counted.days[0] - 3
    return [_note(said, place, 1.0, colour, yref="paper")]


def _panel_titles(colour: dict[str, str], speech: Speech) -> list[dict[str, Any]]:
    common = {"xref": "paper", "yref": "paper", "x": 0, "xanchor": "left", "showarrow": False}
    font = {"size": 12, "color": colour["ink"]}
    said = speech.say("Shares a week")
    return [{**common, "y": 0.345, "text": f"<b>{said}</b>", "font": font}]


def _note(text: str, x: Any, y: float, colour: dict[str, str], yref: str = "y") -> dict[str, Any]:
    return {
        "text": text,
        "x": str(x),
        "y": y,
        "xref": "x",
        "yref": yref,
        "xanchor": "left",
        "yanchor": "top",
        "align": "left",
        "showarrow": False,
        "font": {"size": 11, "color": colour["ink-2"]},
    }


def _edged(fill: str, edge: str) -> dict[str, Any]:
    return {"color": fill, "line": {"color": edge, "width": 0.8}}


def _dates(days: np.ndarray) -> list[str]:
    return [day.isoformat() for day in days.tolist()]

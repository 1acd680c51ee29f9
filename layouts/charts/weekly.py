"""Tips and shares by week: assessed and not yet assessed stacked, press marked, display changes as ticks."""

from typing import Any

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
    if weekly.empty or not (weekly["tips"].sum() or weekly["shares"].sum()):
        return empty(theme, speech.say("No tips or shares in this period."))
    colour = palette(theme)
    top = _ceiling(weekly["tips"])
    data = [*_tip_bars(weekly, colour, speech), *_share_bars(weekly, colour, speech)]
    marks = _press_marks(weekly, presses, top, colour, speech)
    shapes = [*_immature(weekly, immature_from, colour), *_change_ticks(changes, colour)]
    cut = _cut(weekly, top, speech)
    notes = [*_cut_labels(cut, weekly, colour, speech), *_panel_titles(colour, speech)]
    if immature_from is not None:
        words_now = _note(
            speech.say("still being<br>assessed"), weekly["week"].max(), 1.0, colour, yref="paper"
        )
        notes.append({**words_now, "xanchor": "right", "align": "right", "xshift": 12})
    weeks = weekly["week"]
    span = [weeks.min() - pd.Timedelta(days=4), weeks.max() + pd.Timedelta(days=4 + len(weekly) // 5)]
    span[1] = max(span[1], span[0] + pd.Timedelta(weeks=FEWEST))
    return {
        "data": [*data, *marks],
        "layout": layout(
            theme,
            barmode="stack",
            xaxis={
                "range": [str(end.date()) for end in span],
                "anchor": "y2",
                **_months(weeks, speech),
            },
            yaxis={"domain": [0.42, 0.97 - LINE * len(cut)], "range": [0, top * HEAD], **_whole(top)},
            yaxis2={
                "domain": [0.0, 0.26],
                "range": [0, max(_ceiling(weekly["shares"]), 1) * 1.05],
                **THREE,
                **_whole(_ceiling(weekly["shares"])),
            },
            shapes=shapes,
            annotations=notes,
            margin={"l": 46, "r": 8, "t": 4, "b": 30},
            separators=speech.separators,
        ),
    }


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


def _ceiling(values: pd.Series) -> float:
    high, usual = float(values.max()), float(values.quantile(0.9))
    return high if high <= OFF_AXIS * max(usual, 1) else max(1.35 * usual, 1)


def _tip_bars(weekly: pd.DataFrame, colour: dict[str, str], speech: Speech) -> list[dict[str, Any]]:
    other = weekly["tips"] - weekly["actionable"] - weekly["pending"]
    part = "<br>" + speech.say("part of a week")
    said = [
        speech.say(
            "week of {day}<br>{tips} tips<br>{useful} actionable, {pending} not yet assessed",
            day=speech.day(week),
            tips=speech.number(tips),
            useful=speech.number(useful),
            pending=speech.number(pending),
        )
        + ("" if whole else part)
        for week, tips, useful, pending, whole in weekly[
            ["week", "tips", "actionable", "pending", "complete"]
        ].itertuples(index=False)
    ]
    hatch = {
        "shape": "/",
        "fgcolor": colour["ink-3"],
        "bgcolor": colour["surface"],
        "size": 5,
        "solidity": 0.2,
    }
    kinds = (
        (speech.say("actionable"), weekly["actionable"], {"color": colour["mark"]}),
        (speech.say("other, assessed"), other, _edged(colour["soft"], colour["soft-edge"])),
        (
            speech.say("not yet assessed"),
            weekly["pending"],
            {"color": colour["surface"], "pattern": hatch, "line": {"color": colour["ink-3"], "width": 0.8}},
        ),
    )
    return [
        {"type": "bar", "name": name, "x": _dates(weekly), "y": list(values), "marker": marker, "width": BAR,
         "hovertext": said, "hoverinfo": "text"}
        for name, values, marker in kinds
    ]  # fmt: skip


def _share_bars(weekly: pd.DataFrame, colour: dict[str, str], speech: Speech) -> list[dict[str, Any]]:
    said = [
        speech.say("week of {day}<br>{n} shares and share clicks", day=speech.day(week), n=speech.number(n))
        for week, n in weekly[["week", "shares"]].itertuples(index=False)
    ]
    bar = {
        "type": "bar",
        "name": speech.say("shares"),
        "x": _dates(weekly),
        "y": list(weekly["shares"]),
        "yaxis": "y2",
        "width": BAR,
    }
    return [{**bar, "marker": {"color": colour["grey"]}, "hovertext": said, "hoverinfo": "text"}]


def _press_marks(
    weekly: pd.DataFrame, presses: pd.DataFrame, top: float, colour: dict[str, str], speech: Speech
) -> list[dict[str, Any]]:
    if presses.empty:
        return []
    days = pd.to_datetime(presses["day"])
    weeks = days - pd.to_timedelta(days.dt.day_of_week, unit="D")
    heights = weekly.set_index("week")["tips"].reindex(weeks).fillna(0).clip(upper=top * 0.95)
    marker = {"symbol": "triangle-down", "size": 9, "color": colour["vermillion"]}
    return [
        {
            "type": "scatter",
            "mode": "markers+text",
            "name": speech.say("press"),
            "x": [str(week.date()) for week in weeks],
            "y": list(heights + top * 0.05),
            "text": list(presses["text"].str.slice(0, 28)),
            "textposition": "top center",
            "textfont": {"size": 11, "color": colour["ink-2"]},
            "marker": marker,
            "hovertext": [
                f"{speech.day(day)}: {text}" for day, text in zip(days, presses["text"], strict=True)
            ],
            "hoverinfo": "text",
            "cliponaxis": False,
        }
    ]


def _immature(
    weekly: pd.DataFrame, immature_from: pd.Timestamp | None, colour: dict[str, str]
) -> list[dict[str, Any]]:
    if immature_from is None:
        return []
    first = immature_from - pd.Timedelta(days=3.5)
    last = weekly["week"].max() + pd.Timedelta(days=4)
    area = {"type": "rect", "layer": "below", "xref": "x", "yref": "paper", "y0": 0, "y1": 1}
    return [
        {**area, "x0": str(first), "x1": str(last), "fillcolor": colour["immature"], "line": {"width": 0}}
    ]


def _change_ticks(changes: pd.Series, colour: dict[str, str]) -> list[dict[str, Any]]:
    tick = {"type": "line", "xref": "x", "yref": "paper", "y0": 0.38, "y1": 0.41}
    line = {"color": colour["ink-2"], "width": 1.2}
    return [{**tick, "x0": str(day), "x1": str(day), "line": line} for day in changes]


def _cut(weekly: pd.DataFrame, top: float, speech: Speech) -> list[str]:
    """Tips of the weeks whose bars the axis cuts, a few in a line."""
    values = [speech.number(n) for n in weekly.loc[weekly["tips"] > top * HEAD, "tips"]]
    return [", ".join(values[place : place + A_LINE]) for place in range(0, len(values), A_LINE)]


def _cut_labels(
    cut: list[str], weekly: pd.DataFrame, colour: dict[str, str], speech: Speech
) -> list[dict[str, Any]]:
    """In a line of its own over the bars, where no label of the press is."""
    if not cut:
        return []
    said = speech.say("off the axis: {values}", values=",<br>".join(cut))
    place = weekly["week"].min() - pd.Timedelta(days=3)
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


def _dates(weekly: pd.DataFrame) -> list[str]:
    return [str(week.date()) for week in weekly["week"]]

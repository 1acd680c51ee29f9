"""Cumulative incidence: the share of objects that reached each end, with its interval and numbers at risk."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from layouts import words
from layouts.charts.base import Figure, empty, layout
from layouts.tokens import palette

LABEL_ROOM = 0.075  # of the axis: what one line of direct label takes
ROW = 17  # pixels of a line of numbers at risk
TICKS = 6
_STEPS = (1, 2, 5, 10, 15, 30, 60, 90, 180, 365)


@dataclass(frozen=True)
class Line:
    """One curve: its rows (time, estimate, low, high, at_risk), its words, a colour token, a dash, a band."""

    rows: pd.DataFrame
    words: str
    colour: str
    dash: str = "solid"
    band: bool = False


def incidence(
    lines: Sequence[Line], risk: Sequence[tuple[str, pd.DataFrame]], clock: str, theme: str
) -> Figure:
    """Step curves with direct labels; under the axis one row of numbers at risk a group.

    lines: shares by days on the clock. risk: (group, frame of time and at_risk), as many as wanted.
    """
    drawn = [line for line in lines if len(line.rows)]
    if not drawn:
        return empty(theme, "Nothing to draw: no object has been observed here.")
    colour = palette(theme)
    longest = max(float(line.rows["time"].max()) for line in drawn) or 1.0
    top = _top(drawn)
    data: list[dict[str, Any]] = []
    for line in drawn:
        data += _band(line, longest, colour) if line.band else []
        data.append(_curve(line, longest, colour))
    ticks = _ticks(longest)
    notes = [*_labels(drawn, longest, top, colour), *_numbers(risk, ticks, longest, colour)]
    return {
        "data": data,
        "layout": layout(
            theme,
            xaxis={"range": [0, longest], "tickvals": ticks, "ticktext": [words.number(t) for t in ticks],
                   "title": {"text": clock, "standoff": 4, "font": {"size": 12, "color": colour["ink-3"]}}},
            yaxis={"range": [0, top], "tickformat": ".0%", "nticks": 5},
            annotations=notes,
            margin={"l": 96, "r": 190, "t": 8, "b": 52 + ROW * (len(risk) + 1)},
        ),
    }  # fmt: skip


def height(groups: int) -> int:
    """Pixels the figure needs for as many rows of numbers at risk."""
    return 300 + ROW * (groups + 1)


def ticks_of(duration: "pd.Series[Any]") -> list[float]:
    """The times at which the axis of these durations has its ticks."""
    return _ticks(float(duration.max()) if len(duration) else 1.0)


def _ticks(longest: float) -> list[float]:
    step = next((step for step in _STEPS if longest / step <= TICKS), _STEPS[-1])
    return [float(step * n) for n in range(int(longest // step) + 1)]


def _top(lines: Sequence[Line]) -> float:
    """Room for every curve and for the bands where they rest on more than a handful."""
    highest = max(float(line.rows["estimate"].max()) for line in lines)
    for line in lines:
        solid = line.rows[line.rows["at_risk"] >= 10] if line.band else line.rows.iloc[:0]
        highest = max(highest, float(solid["high"].max()) if len(solid) else 0.0)
    return min(max(highest * 1.12, 0.1), 1.04)


def _curve(line: Line, longest: float, colour: dict[str, str]) -> dict[str, Any]:
    rows = line.rows
    said = [
        f"{line.words}, day {words.number(time)}<br>{words.share(estimate, low, high)} · {at_risk} at risk"
        for time, estimate, low, high, at_risk in rows[
            ["time", "estimate", "low", "high", "at_risk"]
        ].itertuples(index=False)
    ]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": line.words,
        "x": [*rows["time"], longest],
        "y": [*rows["estimate"], rows["estimate"].iloc[-1]],
        "line": {"color": colour[line.colour], "width": 2, "shape": "hv", "dash": line.dash},
        "hovertext": [*said, said[-1]],
        "hoverinfo": "text",
    }


def _band(line: Line, longest: float, colour: dict[str, str]) -> list[dict[str, Any]]:
    rows, name = line.rows, colour[line.colour]
    red, green, blue = (int(name[at : at + 2], 16) for at in (1, 3, 5))
    edge = {"type": "scatter", "mode": "lines", "line": {"width": 0, "shape": "hv"}, "hoverinfo": "skip"}
    times = [*rows["time"], longest]
    return [
        {**edge, "x": times, "y": [*rows["high"], rows["high"].iloc[-1]]},
        {**edge, "x": times, "y": [*rows["low"], rows["low"].iloc[-1]], "fill": "tonexty",
         "fillcolor": f"rgba({red},{green},{blue},0.14)"},
    ]  # fmt: skip


def _labels(
    lines: Sequence[Line], longest: float, top: float, colour: dict[str, str]
) -> list[dict[str, Any]]:
    ends = [float(line.rows["estimate"].iloc[-1]) for line in lines]
    style = {
        "xref": "x",
        "yref": "y",
        "xanchor": "left",
        "yanchor": "middle",
        "xshift": 6,
        "showarrow": False,
    }
    notes = []
    for line, end, height in zip(lines, ends, spread(ends, LABEL_ROOM * top, top), strict=True):
        swatch = f"<span style='color:{colour[line.colour]}'>━</span>"
        text = f"{swatch} {line.words} {words.percent(end)}"
        font = {"size": 12, "color": colour[_readable(line.colour)]}
        notes.append({**style, "text": text, "x": longest, "y": height, "font": font})
    return notes


def _readable(token: str) -> str:
    """Words need more contrast than lines: pale colours are named in ink."""
    return {"mark": "accent"}.get(token, "ink-2")


def spread(values: Sequence[float], room: float, top: float) -> list[float]:
    """The values moved as little as it takes to lie `room` apart, in the same order, within 0 and `top`.

    Where they cannot all fit they are spaced evenly.
    """
    order = sorted(range(len(values)), key=lambda place: values[place])
    step = min(room, top / max(len(values), 1))
    found = list(values)
    last = -step / 2
    for place in order:
        found[place] = last = max(values[place], last + step)
    last = top + step / 2
    for place in reversed(order):
        found[place] = last = min(found[place], last - step)
    return found


def _numbers(
    risk: Sequence[tuple[str, pd.DataFrame]], ticks: Sequence[float], longest: float, colour: dict[str, str]
) -> list[dict[str, Any]]:
    style = {
        "showarrow": False,
        "yref": "paper",
        "yanchor": "top",
        "font": {"size": 12, "color": colour["ink-2"]},
    }
    notes: list[dict[str, Any]] = []
    for row, (name, frame) in enumerate([("At risk", pd.DataFrame()), *risk]):
        shift = -(44 + ROW * row)
        notes.append({**style, "text": name, "x": 0, "xref": "paper", "xanchor": "right", "xshift": -14,
                      "y": 0, "yshift": shift})  # fmt: skip
        by_time = dict(zip(frame["time"], frame["at_risk"], strict=True)) if len(frame) else {}
        notes += [
            {**style, "text": words.number(by_time[tick]), "x": tick, "xref": "x", "xanchor": "center",
             "y": 0, "yshift": shift}
            for tick in ticks
            if tick in by_time and tick <= longest
        ]  # fmt: skip
    return notes

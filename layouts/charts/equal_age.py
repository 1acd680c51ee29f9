"""The campaign's curve against its benchmark at the same age, each with its uncertainty."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from layouts import words
from layouts.charts.base import Figure, empty, layout
from layouts.speech import ENGLISH, SOURCE, Speech, later
from layouts.tokens import palette

BEYOND = 1.04  # of the last day: where the axis ends
NAME = 0.1  # of the axis: the height of a name and its gap, in the smallest picture
# How exactly a point of the benchmark is known, as its source words it.
PRECISIONS = {
    "exact": later("{x} of {n}"),
    "about": later("about {x} of {n}"),
    "more_than": later("more than {x} of {n}"),
    "at_least": later("at least {x} of {n}"),
    "almost": later("almost {x} of {n}"),
}


def equal_age(
    curve: pd.DataFrame,
    points: pd.DataFrame,
    compared_at: int | None,
    theme: str,
    speech: Speech = ENGLISH,
) -> Figure:
    """Share of everything published that had the outcome, by days since launch.

    curve, points: as `analysis.equal_age.progress` and `benchmark_points` return them.
    """
    if curve.empty or not curve["n"].to_numpy().any():
        return empty(theme, speech.say("No object has been published yet."))
    colour, longest = palette(theme), horizon(curve)
    near = points["age_days"].to_numpy() <= longest
    ours, theirs = _Curve.of(curve, curve["n"].to_numpy() > 0), _Curve.of(points, near)
    precision = points["precision"].to_numpy(dtype=object)[near].tolist()
    data = [*_band(ours, colour), _line(ours, colour, speech), *_benchmark(theirs, precision, colour, speech)]
    top = max(*ours.high[-max(len(ours.high) // 2, 1) :], 0.1)
    if theirs.shares:
        top = max(top, max(theirs.shares) * 1.15)
    notes = _names(ours, theirs.shares, top, longest * BEYOND, colour, speech)
    shapes = []
    if compared_at is not None:
        line = {"color": colour["ink-2"], "width": 1, "dash": "dot"}
        ends = {"x0": compared_at, "x1": compared_at, "y0": 0, "y1": top}
        shapes.append({"type": "line", "xref": "x", "yref": "y", "line": line, **ends})
        said = speech.say("day {day}: compared here", day=compared_at)
        # Above the end of its line; at the edges on the side where there is room for it.
        place = compared_at / longest
        side = "left" if place < 0.25 else "right" if place > 0.75 else "center"
        notes.append(_text(said, compared_at, top, colour["ink-2"], "bottom", side))
    return {
        "data": data,
        "layout": layout(
            theme,
            xaxis={"range": [0, longest * BEYOND], "ticksuffix": "", "nticks": 6},
            yaxis={"range": [0, top * 1.12], "tickformat": ".0%", "nticks": 5},
            shapes=shapes,
            annotations=notes,
        ),
    }


def horizon(curve: pd.DataFrame) -> float:
    """Up to which day the chart reaches: half as far again as the campaign, at least 500 days. Benchmark
    points beyond it would press the campaign's own curve into a corner."""
    return max(1.5 * float(curve["age_days"].to_numpy().max()), 500.0)


@dataclass(frozen=True)
class _Curve:
    """The columns of a curve as plain lists, which is what a figure holds: days, counts, shares, interval."""

    ages: list[int]
    x: list[int]
    n: list[int]
    shares: list[float]
    low: list[float]
    high: list[float]

    @classmethod
    def of(cls, frame: pd.DataFrame, rows: np.ndarray) -> "_Curve":
        names = ("age_days", "x", "n", "low", "high")
        ages, x, n, low, high = (frame[name].to_numpy()[rows] for name in names)
        return cls(*(values.tolist() for values in (ages, x, n, x / n, low, high)))

    def said(self, speech: Speech) -> list[str]:
        """Each share with its interval in words."""
        rows = zip(self.shares, self.low, self.high, strict=True)
        if speech.language != SOURCE:  # other languages round by their own rules
            return [speech.share(*row) for row in rows]
        return [_share(*(round(100 * value) for value in row)) for row in rows]


@lru_cache(maxsize=4096)
def _share(share: int, low: int, high: int) -> str:
    """A share with its interval, of whole per cents: neighbours on a curve mostly have the same words."""
    return words.share(share / 100, low / 100, high / 100)


def _band(curve: _Curve, colour: dict[str, str]) -> list[dict[str, Any]]:
    line = {"width": 0, "shape": "hv"}
    ends = {"type": "scatter", "mode": "lines", "line": line, "hoverinfo": "skip", "x": curve.ages}
    fill = _transparent(colour["mark"], 0.15)
    return [{**ends, "y": curve.high}, {**ends, "y": curve.low, "fill": "tonexty", "fillcolor": fill}]


def _line(curve: _Curve, colour: dict[str, str], speech: Speech) -> dict[str, Any]:
    # One sentence for all points, filled in by the browser.
    day = speech.say("day {day}", day="%{x}")
    said = speech.say(
        "{x} of {n} objects: {share}", x="%{customdata[0]}", n="%{customdata[1]}", share="%{customdata[2]}"
    )
    return {
        "type": "scatter",
        "mode": "lines",
        "name": speech.say("This campaign"),
        "line": {"color": colour["mark"], "width": 2, "shape": "hv"},
        "x": curve.ages,
        "y": curve.shares,
        "customdata": list(zip(curve.x, curve.n, curve.said(speech), strict=True)),
        "hovertemplate": f"{day}<br>{said}<extra></extra>",
    }


def _benchmark(
    points: _Curve, precision: list[str], colour: dict[str, str], speech: Speech
) -> list[dict[str, Any]]:
    if not points.ages:
        return []
    said = [
        "EU Most Wanted, "
        + speech.say("day {day}", day=age)
        + f"<br>{_counted(exact, x, n, speech)}: {share}"
        for age, exact, x, n, share in zip(
            points.ages, precision, points.x, points.n, points.said(speech), strict=True
        )
    ]
    return [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": "EU Most Wanted",
            "x": [0, *points.ages],
            "y": [0, *points.shares],
            "line": {"color": colour["ink-2"], "width": 1.6, "dash": "dash", "shape": "hv"},
            "marker": {
                "symbol": "circle",
                "size": [0, *[8] * len(points.ages)],
                "color": colour["surface"],
                "line": {"color": colour["ink-2"], "width": 1.6},
            },
            "hovertext": ["", *said],
            "hoverinfo": "text",
        }
    ]


def _counted(precision: str, x: int, n: int, speech: Speech) -> str:
    return speech.say(PRECISIONS[precision], x=x, n=n)


def _names(
    curve: _Curve, shares: list[float], top: float, edge: float, colour: dict[str, str], speech: Speech
) -> list[dict[str, Any]]:
    """The curves' names clear of both: the campaign's right of its end, on the side away from the benchmark;
    the benchmark's at the right edge under its last step, or over its last point where that is taken."""
    last = curve.shares[-1]
    step = shares[-2] if len(shares) > 1 else 0.0
    side = "top" if shares and last < step and last > NAME * top else "bottom"
    said = speech.say("This campaign")
    notes = [{**_text(f"<b>{said}</b>", curve.ages[-1], last, colour["accent"], side, "left"), "xshift": 5}]
    if shares:
        free = step > NAME * top and not step - 2 * NAME * top < last < step
        height, anchor = (step, "top") if free else (max(step, shares[-1]), "bottom")
        note = _text("EU Most Wanted", edge, height, colour["ink-2"], anchor)
        notes.append({**note, "yshift": -3 if free else 7})
    return notes


def _text(text: str, x: float, y: float, colour: str, yanchor: str, xanchor: str = "right") -> dict[str, Any]:
    place = {"x": float(x), "y": float(y), "xref": "x", "yref": "y", "xanchor": xanchor, "yanchor": yanchor}
    return {"text": text, "showarrow": False, "font": {"size": 12, "color": colour}, "yshift": 2, **place}


def _transparent(colour: str, alpha: float) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha})"

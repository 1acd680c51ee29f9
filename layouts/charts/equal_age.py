"""The campaign's curve against its benchmark at the same age, each with its uncertainty."""

from typing import Any

import pandas as pd

from layouts.charts.base import Figure, empty, layout
from layouts.speech import ENGLISH, Speech, later
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
    if curve.empty or not curve["n"].max():
        return empty(theme, speech.say("No object has been published yet."))
    colour = palette(theme)
    started, longest = curve[curve["n"] > 0], horizon(curve)
    points = points[points["age_days"] <= longest]
    data = [*_band(started, colour), _line(started, colour, speech), *_benchmark(points, colour, speech)]
    top = max(float(started["high"].tail(max(len(started) // 2, 1)).max()), 0.1)
    if len(points):
        top = max(top, float((points["x"] / points["n"]).max()) * 1.15)
    notes = _names(started, points, top, longest * BEYOND, colour, speech)
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
    return max(1.5 * float(curve["age_days"].max()), 500.0)


def _band(curve: pd.DataFrame, colour: dict[str, str]) -> list[dict[str, Any]]:
    line = {"width": 0, "shape": "hv"}
    ends = {
        "type": "scatter",
        "mode": "lines",
        "line": line,
        "hoverinfo": "skip",
        "x": list(curve["age_days"]),
    }
    fill = _transparent(colour["mark"], 0.15)
    return [
        {**ends, "y": list(curve["high"])},
        {**ends, "y": list(curve["low"]), "fill": "tonexty", "fillcolor": fill},
    ]


def _line(curve: pd.DataFrame, colour: dict[str, str], speech: Speech) -> dict[str, Any]:
    share = curve["x"] / curve["n"]
    said = [
        speech.say("day {day}", day=age)
        + "<br>"
        + speech.say("{x} of {n} objects: {share}", x=x, n=n, share=speech.share(x / n, low, high))
        for age, x, n, low, high in curve[["age_days", "x", "n", "low", "high"]].itertuples(index=False)
    ]
    line = {"color": colour["mark"], "width": 2, "shape": "hv"}
    common = {"type": "scatter", "mode": "lines", "name": speech.say("This campaign"), "line": line}
    return {
        **common, "x": list(curve["age_days"]), "y": list(share), "hovertext": said, "hoverinfo": "text"
    }  # fmt: skip


def _benchmark(points: pd.DataFrame, colour: dict[str, str], speech: Speech) -> list[dict[str, Any]]:
    if points.empty:
        return []
    share = points["x"] / points["n"]
    said = [
        "EU Most Wanted, " + speech.say("day {day}", day=age) + "<br>"
        f"{_counted(precision, x, n, speech)}: {speech.share(x / n, low, high)}"
        for age, precision, x, n, low, high in points[
            ["age_days", "precision", "x", "n", "low", "high"]
        ].itertuples(index=False)
    ]
    return [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": "EU Most Wanted",
            "x": [0, *points["age_days"]],
            "y": [0, *share],
            "line": {"color": colour["ink-2"], "width": 1.6, "dash": "dash", "shape": "hv"},
            "marker": {
                "symbol": "circle",
                "size": [0, *[8] * len(points)],
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
    curve: pd.DataFrame, points: pd.DataFrame, top: float, edge: float, colour: dict[str, str], speech: Speech
) -> list[dict[str, Any]]:
    """The curves' names clear of both: the campaign's right of its end, on the side away from the benchmark;
    the benchmark's at the right edge under its last step, or over its last point where that is taken."""
    ours, last = curve.iloc[-1], float(curve["x"].iloc[-1] / curve["n"].iloc[-1])
    shares = [float(x / n) for x, n in points[["x", "n"]].itertuples(index=False)]
    step = shares[-2] if len(shares) > 1 else 0.0
    side = "top" if shares and last < step and last > NAME * top else "bottom"
    said = speech.say("This campaign")
    notes = [{**_text(f"<b>{said}</b>", ours["age_days"], last, colour["accent"], side, "left"), "xshift": 5}]
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

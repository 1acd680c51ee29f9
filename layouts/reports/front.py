"""The first page: tiles, steps from published object to result, the small charts."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from analysis import proportion
from layouts import words
from layouts.charts import equal_age as equal_age_chart
from layouts.findings.overview import Overview
from layouts.reports import judgement
from layouts.reports.content import Bar, Chart
from layouts.speech import ENGLISH, Speech, later

RESULTS = {
    "identified": later("objects identified"),
    "located": later("located in a country"),
    "eliminated": later("trails eliminated"),
}
STEPS = {
    "identified": later("Identified"),
    "located": later("Located"),
    "eliminated": later("Trail eliminated"),
}
BENCHMARK = "EU Most Wanted"  # a name, the same in every language
SPARSE = 3
SMALL_LINE, SMALL_MAP = (380, 230), (380, 190)


def object_tiles(found: Overview, speech: Speech = ENGLISH) -> list[tuple[str, str, str]]:
    """Results of objects: label, value of how many, share with its interval."""
    n, tiles = len(found.published), []
    for name, label in RESULTS.items():
        x = int(found.published[name].notna().sum())
        value = speech.say("{x} of {n}", x=x, n=n)
        tiles.append((speech.say(label), value, judgement.part(x, n, speech)))
    return tiles


def bar(label: str, x: int, n: int, speech: Speech, fill: str = "mark") -> Bar:
    """x of n with its interval; no bar where n is zero."""
    counted = speech.say("{x} of {n}", x=speech.number(x), n=speech.number(n))
    if not n:
        return Bar(label, counted, None)
    low, high = proportion.interval(x, n)
    return Bar(label, counted, x / n, low, high, fill)


def object_bars(found: Overview, speech: Speech) -> list[Bar]:
    """What became of the published objects."""
    n = len(found.published)
    fills = {"eliminated": "green"}
    bars = [
        bar(speech.say(label), int(found.published[name].notna().sum()), n, speech, fills.get(name, "mark"))
        for name, label in STEPS.items()
    ]
    ended = found.published["located"].notna() | found.published["eliminated"].notna()
    still = int((found.published["identified"].notna() & ~ended).sum())
    return [*bars, bar(speech.say("Identified, still open"), still, n, speech, "grey")]


def case_bars(
    counts: Mapping[str, tuple[int | None, int | None]], speech: Speech, *, narrowed: bool = False
) -> list[Bar]:
    """Cases by stage: how many of how many, either None where it is hidden; none without a release.
    `narrowed`: the bars beside them are of a scope that cases do not follow."""
    labels = {"referred": speech.say("Cases referred"), "resolved": speech.say("Cases resolved")}
    if narrowed:
        labels = {
            "referred": speech.say("Cases referred, all cases"),
            "resolved": speech.say("Cases resolved, all cases"),
        }
    bars = []
    for name, (x, n) in counts.items():
        label = labels[name]
        if x is None or n is None:
            told = [words.HIDDEN if count is None else speech.number(count) for count in (x, n)]
            counted = speech.say("{x} of {n}", x=told[0], n=told[1])
            bars.append(Bar(label, counted, None))
        else:
            bars.append(bar(label, x, n, speech))
    return bars


def benchmark_charts(found: Overview, speech: Speech = ENGLISH) -> list[Chart]:
    """The chart against the benchmark, where there is a comparison."""
    if not found.comparisons:
        return []
    day = found.comparisons[0].benchmark_age_days
    figure = equal_age_chart.equal_age(found.curve, found.points, day, "light", speech)
    title = speech.say("At equal age: the campaign and EU Most Wanted")
    days, series = _steps(found, speech)
    alt = judgement.evidence(found.comparisons[0], speech)
    return [Chart("equal_age", title, alt, figure, "line", days, series, "share")]


Series = tuple[tuple[str, tuple[float | None, ...]], ...]


def _steps(found: Overview, speech: Speech) -> tuple[tuple[str, ...], Series]:
    """Days, the campaign's share on each (both ends of every step), and the benchmark's published points."""
    points: list[tuple[int, float]] = []
    for day, x, n in found.curve.loc[found.curve["n"] > 0, ["age_days", "x", "n"]].itertuples(index=False):
        if points:
            points.append((int(day), points[-1][1]))
        points.append((int(day), round(float(x / n), 4)))
    shown = found.points[found.points["age_days"] <= equal_age_chart.horizon(found.curve)]
    known = [(int(day), round(float(x / n), 4)) for day, x, n in shown[["age_days", "x", "n"]].to_numpy()]
    days = tuple(str(day) for day, _ in (*points, *known))
    ours = (*(share for _, share in points), *(None for _ in known))
    theirs = (*(None for _ in points), *(share for _, share in known))
    return days, ((speech.say("This campaign"), ours), (BENCHMARK, theirs))


def small(chart: Chart) -> Chart:
    """The same chart for half a page's width."""
    if chart.kind == "map":
        return replace(chart, key=f"{chart.key}_small", size=SMALL_MAP, figure=_sparser(chart.figure))
    return replace(chart, key=f"{chart.key}_small", size=SMALL_LINE)


def _sparser(figure: dict[str, Any]) -> dict[str, Any]:
    """Every third diagonal of hidden countries: all of them would be a grey area at this size."""
    return {**figure, "data": [_thinned(trace) for trace in figure["data"]]}


def _thinned(trace: dict[str, Any]) -> dict[str, Any]:
    if trace.get("name") != "hidden" or not trace["lon"]:
        return trace
    longitudes: list[float | None] = []
    latitudes: list[float | None] = []
    number = 0
    for longitude, latitude in zip(trace["lon"], trace["lat"], strict=True):
        if number % SPARSE == 0:
            longitudes.append(longitude)
            latitudes.append(latitude)
        number += longitude is None
    return {**trace, "lon": longitudes, "lat": latitudes}


def people(found: Overview) -> int:
    """Children safeguarded; an outcome without a number is one person."""
    safe = found.events["kind"] == "child_safeguarded"
    return int(pd.to_numeric(found.events.loc[safe, "people"]).fillna(1).sum())

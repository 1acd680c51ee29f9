"""The world in the Equal Earth projection: countries filled by class, small ones as bubbles."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Any

import pandas as pd

from layouts.charts.base import Figure, layout
from layouts.tokens import amounts, palette

POLYGONS = "/geo/world_screen.geojson"
HEMISPHERES = {"lataxis": {"range": [-56, 84]}, "lonaxis": {"range": [-170, 180]}}
STEPS = (1, 2, 5)


def breaks(values: Sequence[float], classes: int = 6) -> list[float]:
    """Lower limits of up to `classes` classes: 0 (exclusive), then round numbers spread over the values.

    No class is empty: every limit has values below it and from it on.
    """
    known = sorted(float(v) for v in values if pd.notna(v) and v > 0)
    if not known:
        return [0.0]
    wanted = [known[int((len(known) - 1) * share)] for share in (0.25, 0.5, 0.7, 0.85, 0.95)]
    limits = sorted({_round(value) for value in wanted if value > 0})
    return [0.0, *[limit for limit in limits if known[0] < limit < known[-1]]][:classes]


def _round(value: float) -> float:
    size = 10.0 ** floor(log10(value))
    step = max((s for s in STEPS if s * size <= value), default=1)
    return float(step * size)


def class_of(value: float, limits: Sequence[float]) -> int:
    """The class (0 upward) of a positive value: the last lower limit not above it."""
    return max(bisect_right(limits, value) - 1, 0)


def world(
    frame: pd.DataFrame,
    limits: Sequence[float],
    theme: str,
    *,
    hatch: dict[str, list[list[float]]] | None = None,
    small: pd.DataFrame | None = None,
    interactive: bool = True,
) -> Figure:
    """The map. One row a country.

    frame: country (ISO alpha-2 as in the polygons), value, state (shown | suppressed | missing | none),
    said (hover text), selected. small: country, longitude, latitude of countries without a polygon worth
    clicking. hatch: per country longitudes and latitudes of diagonals, None between segments.
    """
    colour, steps = palette(theme), _steps(amounts(theme), len(limits))
    countries = _Countries(*(frame[name].tolist() for name in ("country", "value", "state", "said")))
    chosen = [row for row, is_chosen in enumerate(frame["selected"].tolist()) if is_chosen]
    # Every country lies under the filled ones, so that one without a count is land and not a hole.
    data = [_fill(countries, range(len(frame)), [0] * len(frame), [colour["land"]], colour)]
    shown = countries.shown()
    classes = [class_of(countries.values[row], limits) for row in shown]
    data.append(_fill(countries, shown, classes, steps, colour))
    data.append(_diagonals(countries, hatch or {}, colour))
    if small is not None:
        data.append(_bubbles(countries, small, limits, steps, colour))
    data.append(_outline(countries, chosen, colour))
    geo = {
        "projection": {"type": "equal earth"},
        "fitbounds": False,
        "showframe": False,
        "showcoastlines": False,
        "showland": False,
        "showcountries": False,
        "bgcolor": "rgba(0,0,0,0)",
        **HEMISPHERES,
    }
    margin = {"l": 0, "r": 0, "t": 0, "b": 0}
    return {
        "data": data,
        "layout": layout(theme, geo=geo, margin=margin, dragmode="pan" if interactive else False),
    }


def _steps(colours: Sequence[str], count: int) -> list[str]:
    """`count` colours out of the scale, always with its ends."""
    if count <= 1:
        return [colours[len(colours) // 2]]
    return [colours[round(place * (len(colours) - 1) / (count - 1))] for place in range(count)]


@dataclass(frozen=True)
class _Countries:
    """The columns of the countries as plain lists, which is what a figure holds."""

    codes: list[str]
    values: list[float]
    states: list[str]
    said: list[str]

    def shown(self) -> list[int]:
        """The rows that have a colour of their own."""
        return [
            row
            for row, (state, value) in enumerate(zip(self.states, self.values, strict=True))
            if state == "shown" and value > 0
        ]


def _fill(
    countries: _Countries,
    rows: Sequence[int],
    classes: Sequence[int],
    colours: Sequence[str],
    colour: dict[str, str],
) -> dict[str, Any]:
    count = len(colours)
    scale = [[end, hue] for place, hue in enumerate(colours) for end in (place / count, (place + 1) / count)]
    return {
        "type": "choropleth",
        "geojson": POLYGONS,
        "featureidkey": "id",
        "locations": [countries.codes[row] for row in rows],
        "z": classes,
        "zmin": -0.5,
        "zmax": count - 0.5,
        "colorscale": scale,
        "showscale": False,
        "text": [countries.said[row] for row in rows],
        "hoverinfo": "text",
        "marker": {"line": {"color": colour["surface"], "width": 0.4}},
    }


def _diagonals(
    countries: _Countries, hatch: dict[str, list[list[float]]], colour: dict[str, str]
) -> dict[str, Any]:
    longitudes: list[Any] = []
    latitudes: list[Any] = []
    for country, state in zip(countries.codes, countries.states, strict=True):
        if state == "suppressed" and country in hatch:
            longitudes += [*hatch[country][0], None]
            latitudes += [*hatch[country][1], None]
    line = {"color": colour["grey"], "width": 0.7}
    return _geo_trace(longitudes, latitudes, mode="lines", line=line, hoverinfo="skip", name="hidden")


def _bubbles(
    countries: _Countries,
    small: pd.DataFrame,
    limits: Sequence[float],
    steps: Sequence[str],
    colour: dict[str, str],
) -> dict[str, Any]:
    row_of = {code: row for row, code in enumerate(countries.codes)}
    columns = (small[name].tolist() for name in ("country", "longitude", "latitude"))
    placed = [(row_of[code], at, up) for code, at, up in zip(*columns, strict=True) if code in row_of]
    filled = set(countries.shown())
    fills, sizes = [], []
    for row, _, _ in placed:
        one = row in filled
        fills.append(steps[class_of(countries.values[row], limits)] if one else colour["land"])
        sizes.append(7 if one or countries.states[row] == "suppressed" else 0)
    return _geo_trace(
        [at for _, at, _ in placed],
        [up for _, _, up in placed],
        mode="markers",
        marker={"size": sizes, "color": fills, "line": {"color": colour["ink-3"], "width": 0.6}},
        text=[countries.said[row] for row, _, _ in placed],
        hoverinfo="text",
        customdata=[countries.codes[row] for row, _, _ in placed],
        name="small countries",
    )


def _outline(countries: _Countries, chosen: Sequence[int], colour: dict[str, str]) -> dict[str, Any]:
    clear = [[0, "rgba(0,0,0,0)"], [1, "rgba(0,0,0,0)"]]
    return {
        "type": "choropleth",
        "geojson": POLYGONS,
        "featureidkey": "id",
        "locations": [countries.codes[row] for row in chosen],
        "z": [0] * len(chosen),
        "colorscale": clear,
        "showscale": False,
        "text": [countries.said[row] for row in chosen],
        "hoverinfo": "text",
        "marker": {"line": {"color": colour["ink"], "width": 1.8}},
    }


def _geo_trace(longitudes: list[Any], latitudes: list[Any], **more: Any) -> dict[str, Any]:
    return {"type": "scattergeo", "lon": longitudes, "lat": latitudes, "geo": "geo", **more}


def legend_classes(limits: Sequence[float], top: float, theme: str) -> list[tuple[str, float, float]]:
    """(colour, lower limit, upper limit) of each class for the legend under the map."""
    steps = _steps(amounts(theme), len(limits))
    ends = [*limits[1:], top]
    return [(steps[place], limits[place], ends[place]) for place in range(len(limits))]

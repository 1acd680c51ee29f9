"""The world in the Equal Earth projection: countries filled by class, small ones as bubbles."""

from collections.abc import Sequence
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
    return max(sum(1 for limit in limits if value >= limit) - 1, 0)


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
    shown = frame[(frame["state"] == "shown") & (frame["value"] > 0)]
    hidden = frame[frame["state"] == "suppressed"]
    # Every country lies under the filled ones, so that one without a count is land and not a hole.
    data = [_fill(frame, [0] * len(frame), [colour["land"]], colour)]
    classes = [class_of(value, limits) for value in shown["value"]]
    data.append(_fill(shown, classes, steps, colour))
    data.append(_diagonals(hidden, hatch or {}, colour))
    if small is not None:
        data.append(_bubbles(frame, small, limits, steps, colour))
    data.append(_outline(frame[frame["selected"]], colour))
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


def _fill(
    frame: pd.DataFrame, classes: Sequence[int], colours: Sequence[str], colour: dict[str, str]
) -> dict[str, Any]:
    count = len(colours)
    scale = [[end, hue] for place, hue in enumerate(colours) for end in (place / count, (place + 1) / count)]
    return {
        "type": "choropleth",
        "geojson": POLYGONS,
        "featureidkey": "id",
        "locations": list(frame["country"]),
        "z": list(classes),
        "zmin": -0.5,
        "zmax": count - 0.5,
        "colorscale": scale,
        "showscale": False,
        "text": list(frame["said"]),
        "hoverinfo": "text",
        "marker": {"line": {"color": colour["surface"], "width": 0.4}},
    }


def _diagonals(
    hidden: pd.DataFrame, hatch: dict[str, list[list[float]]], colour: dict[str, str]
) -> dict[str, Any]:
    longitudes: list[Any] = []
    latitudes: list[Any] = []
    for country in hidden["country"]:
        if country in hatch:
            longitudes += [*hatch[country][0], None]
            latitudes += [*hatch[country][1], None]
    line = {"color": colour["grey"], "width": 0.7}
    return _geo_trace(longitudes, latitudes, mode="lines", line=line, hoverinfo="skip", name="hidden")


def _bubbles(
    frame: pd.DataFrame,
    small: pd.DataFrame,
    limits: Sequence[float],
    steps: Sequence[str],
    colour: dict[str, str],
) -> dict[str, Any]:
    joined = small.merge(frame, on="country")
    fills = [
        steps[class_of(value, limits)] if state == "shown" and value > 0 else colour["land"]
        for value, state in zip(joined["value"], joined["state"], strict=True)
    ]
    marker = {"size": 7, "color": fills, "line": {"color": colour["ink-3"], "width": 0.6}}
    present = joined["state"].isin(["shown", "suppressed"]) & ~(
        (joined["state"] == "shown") & (joined["value"] == 0)
    )
    marker["size"] = [7 if one else 0 for one in present]
    return _geo_trace(
        list(joined["longitude"]),
        list(joined["latitude"]),
        mode="markers",
        marker=marker,
        text=list(joined["said"]),
        hoverinfo="text",
        customdata=list(joined["country"]),
        name="small countries",
    )


def _outline(chosen: pd.DataFrame, colour: dict[str, str]) -> dict[str, Any]:
    clear = [[0, "rgba(0,0,0,0)"], [1, "rgba(0,0,0,0)"]]
    return {
        "type": "choropleth",
        "geojson": POLYGONS,
        "featureidkey": "id",
        "locations": list(chosen["country"]),
        "z": [0] * len(chosen),
        "colorscale": clear,
        "showscale": False,
        "text": list(chosen["said"]),
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

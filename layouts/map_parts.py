"""The world map with its legend, its words and its counts beside it, as several pages show it."""

from functools import cache
from typing import Any

import numpy as np
import orjson
import pandas as pd
from dash import html

from layouts import parts, words
from layouts.charts import world as chart
from layouts.findings import world as finding
from layouts.findings.world import Places
from layouts.tokens import palette
from records.settings import ROOT

BORDERS = (
    "Borders: Natural Earth, simplified; their drawing is no statement on status. Equal Earth projection. "
    "Population: GeoNames (CC BY 4.0)."
)
HIDDEN_WORDS = "hidden: a small count, or one that protects it"


@cache
def hatch() -> dict[str, list[list[float]]]:
    """Diagonals of each country, for the countries whose count is hidden."""
    found = orjson.loads((ROOT / "assets" / "geo" / "hatch_50m.json").read_bytes())
    return {country: [lines["lon"], lines["lat"]] for country, lines in found.items()}


@cache
def bubbles() -> pd.DataFrame:
    """country, longitude, latitude of countries too small to be seen as an area."""
    table = finding.known_countries()
    small = table[~table["in_110m"]]
    return small[["longitude", "latitude"]].reset_index()


def frame_for(found: Places, measure: str, selected: tuple[str, ...] = ()) -> pd.DataFrame:
    """All countries with value, state, said, selected, as the chart wants them."""
    given = found.frame
    column = given[{"count": "n"}.get(measure, measure)].to_numpy(dtype=float, na_value=np.nan)
    if measure == "actionable_share":
        column = np.where(given["too_early"].to_numpy(dtype=bool), np.nan, column)
    counted = (given["n"].fillna(0) > 0).to_numpy(dtype=bool)
    missing = counted & np.isnan(column)
    of = {
        code: (value if has else 0.0, "missing" if gone else state)
        for code, value, has, gone, state in zip(
            given["country"].tolist(),
            column.tolist(),
            counted.tolist(),
            missing.tolist(),
            given["state"].tolist(),
            strict=True,
        )
    }
    said = dict(zip(given["country"].tolist(), _said(found, measure), strict=True))
    every = finding.named()
    values, states = zip(*(of.get(code, (0.0, "none")) for code in every), strict=True)
    return pd.DataFrame(
        {
            "country": pd.array(list(every), dtype="str"),
            "value": np.array(values, dtype=float),
            "state": np.array(states, dtype=object),
            "said": [f"<b>{name}</b><br>{said.get(code, 'none')}" for code, name in every.items()],
            "selected": np.array([code in selected for code in every], dtype=bool),
        }
    )


def _said(found: Places, measure: str) -> list[str]:
    """What is said of each country that was counted."""
    rows = found.frame.to_dict("records")
    return [
        HIDDEN_WORDS
        if row["state"] == "suppressed"
        else finding.value_words(row, measure, found.layer)
        if row["n"] > 0
        else "none"
        for row in rows
    ]


def figure(
    found: Places, measure: str, theme: str, selected: tuple[str, ...] = ()
) -> tuple[dict[str, Any], list[float], float]:
    """The figure, the classes' lower limits, and the largest value."""
    frame = frame_for(found, measure, selected)
    values = frame.loc[frame["value"] > 0, "value"]
    limits = chart.breaks(list(values))
    drawn = chart.world(frame, limits, theme, hatch=hatch(), small=bubbles())
    return drawn, limits, float(values.max()) if len(values) else 0.0


def classes(limits: list[float], top: float, measure: str, theme: str, *, hidden: int) -> html.Div:
    """The legend: a colour and the lower limit of each class, and what the map shows beside them; `hidden`:
    how many countries are."""
    if not top:
        return html.Div()
    percent = measure in ("share", "actionable_share")
    cells = []
    for place, (colour, low, _high) in enumerate(chart.legend_classes(limits, top, theme)):
        text = (
            "above 0" if place == 0 else words.percent(low, 1 if low < 0.1 else 0) if percent else _plain(low)
        )
        cells.append(html.Span([html.I(style={"background": colour}), text]))
    end = words.percent(top) if percent else _plain(top)
    none = html.Span([html.I(className="swatch", style={"background": palette(theme)["land"]}), "none"])
    hatched = [html.Span([html.I(className="swatch hatched"), "hidden"])] if hidden else []
    return html.Div(
        [
            html.Div([*cells], className="classes"),
            html.Div([f"up to {end}", none, *hatched], className="legend"),
        ]
    )


def _plain(value: float) -> str:
    return words.number(value, 0 if value >= 10 or value == int(value) else 1 if value >= 0.1 else 2)


def beside(found: Places) -> str:
    """What the map cannot show, counted in words."""
    said = [f"{words.number(found.on_map)} in {words.plural(len(found.frame), 'country', 'countries')}"]
    share = words.percent(found.unknown / found.total, 1) if found.total else words.MISSING
    unknown = f"{words.number(found.unknown)} from an unknown country ({share}), not on the map"
    said.append("how many from an unknown country is hidden" if found.unknown_hidden else unknown)
    if found.hidden:
        counted = len(found.frame) - found.hidden
        said[0] = f"{words.plural(counted, 'country', 'countries')} shown, {found.hidden} hidden"
    if found.silent:
        said.append(f"{words.number(found.silent)} name no place")
    return "; ".join(said) + "."


def small_map(found: Places, theme: str, title: str, link: Any) -> html.Section:
    """The overview's map: tips per million people by origin."""
    drawn, limits, top = figure(found, "per_million", theme)
    description = f"World map of tips per million people. {beside(found)}"
    body = [
        parts.graph(drawn, description, height=215),
        classes(limits, top, "per_million", theme, hidden=found.hidden),
        html.P(beside(found), className="note"),
        parts.table_behind(country_table(found)),
        html.P(BORDERS, className="note"),
    ]
    return parts.card(title, body, subtitle="Tips per million people, by country of origin", link=link)


def country_table(found: Places) -> html.Div:
    """The same numbers as a table."""
    frame = found.frame.assign(
        n=[parts.count_cell(n, s) for n, s in zip(found.frame["n"], found.frame["state"], strict=True)],
        rate=[words.number(value, 1) for value in found.frame["per_million"]],
    )
    columns = {"name": "Country", "n": finding.LAYERS[found.layer], "rate": "Per million"}
    return parts.table(frame, columns, numeric=("n", "rate"), caption="By country")

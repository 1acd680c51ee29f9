"""The world map with its legend, its words and its counts beside it, as several pages show it."""

from functools import cache
from typing import Any

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
    table = finding.known_countries()[["name"]].reset_index()
    frame = table.merge(found.frame.drop(columns="name"), on="country", how="left")
    column = {"count": "n"}.get(measure, measure)
    value = frame[column].astype(float)
    if measure == "actionable_share":
        value = value.where(~frame["too_early"].fillna(True).astype(bool))
    state = frame["state"].astype("object").where(frame["state"].notna(), "none")
    counted = frame["n"].fillna(0) > 0
    rows = frame.assign(n=frame["n"].fillna(0), state=state).to_dict("records")
    said = [f"<b>{row['name']}</b><br>{_said(row, measure, found.layer)}" for row in rows]
    return pd.DataFrame(
        {
            "country": frame["country"],
            "value": value.where(counted, 0.0),
            "state": state.where(~(counted & value.isna()), "missing"),
            "said": said,
            "selected": frame["country"].isin(selected),
        }
    )


def _said(row: dict[Any, Any], measure: str, layer: str) -> str:
    if row["state"] == "suppressed":
        return HIDDEN_WORDS
    return finding.value_words(row, measure, layer) if row["n"] > 0 else "none"


def figure(
    found: Places, measure: str, theme: str, selected: tuple[str, ...] = ()
) -> tuple[dict[str, Any], list[float], float]:
    """The figure, the classes' lower limits, and the largest value."""
    frame = frame_for(found, measure, selected)
    values = frame.loc[frame["value"] > 0, "value"]
    limits = chart.breaks(list(values))
    drawn = chart.world(frame, limits, theme, hatch=hatch(), small=bubbles())
    return drawn, limits, float(values.max()) if len(values) else 0.0


def classes(limits: list[float], top: float, measure: str, theme: str) -> html.Div:
    """The legend: a colour and the lower limit of each class."""
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
    hidden = html.Span([html.I(className="swatch hatched"), "hidden"])
    return html.Div(
        [
            html.Div([*cells], className="classes"),
            html.Div([f"up to {end}", none, hidden], className="legend"),
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
        classes(limits, top, "per_million", theme),
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

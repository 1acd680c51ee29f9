"""The map page's cards: title, legend, table, the chosen country's cards, and the player's data."""

from dataclasses import dataclass, replace
from math import isnan
from typing import Any

import dash_ag_grid as dag
import numpy as np
import pandas as pd
from dash import dcc, html

from analysis import proportion
from layouts import ids, map_parts, parts, saving, words
from layouts.findings import world
from layouts.findings.world import Places
from queries import shares, tips
from queries.filters import Filters

MOST = 6


@dataclass(frozen=True)
class Found:
    """`places`: the layer in every country; `origin`, `pointing`: those layers; `by_week`: one row a country
    and week (country, week, n, actionable, pending). Of the chosen country: where its tips point, who points
    to it, and objects placed there (object_id, n, named)."""

    places: Places
    origin: Places
    pointing: Places
    weeks: list[pd.Timestamp]
    by_week: pd.DataFrame
    chosen_points: Places | None
    points_here: Places | None
    objects_here: pd.DataFrame


def ask(db: Any, filters: Filters, layer: str) -> Found:
    """Everything the map page shows. The map keeps every country in sight, whichever is chosen."""
    everywhere = replace(filters, country=())
    found = world.places(db, everywhere, layer)
    by_week = _by_week(db, everywhere, layer)
    weeks = []
    if len(by_week):
        weeks = list(pd.date_range(by_week["week"].min(), by_week["week"].max(), freq="7D"))
    return Found(
        places=found,
        origin=found if layer == "origin" else world.places(db, everywhere, "origin"),
        pointing=found if layer == "suggested" else world.places(db, everywhere, "suggested"),
        weeks=weeks,
        by_week=by_week,
        chosen_points=world.places(db, filters, "suggested") if filters.country else None,
        points_here=_points_here(db, everywhere, filters.country) if filters.country else None,
        objects_here=_objects_here(db, everywhere, filters.country),
    )


def _by_week(db: Any, filters: Filters, layer: str) -> pd.DataFrame:
    if layer == "origin":
        return tips.count_by_country_and_week(db, filters)
    if layer == "suggested":
        return tips.count_by_suggested_country_and_week(db, filters)
    if layer == "shares":
        return shares.count_by_country_and_week(db, filters).assign(actionable=0, pending=0)
    return pd.DataFrame(columns=["country", "week", "n", "actionable", "pending"])


def _points_here(db: Any, filters: Filters, countries: tuple[str, ...]) -> Places:
    pairs = tips.count_by_origin_and_suggested(db, filters)
    here = pairs[pairs["suggested_country"].isin(countries)]
    return world.measured(here.rename(columns={"origin_country": "country"}), "origin")


def _objects_here(db: Any, filters: Filters, countries: tuple[str, ...]) -> pd.DataFrame:
    if not countries:
        return pd.DataFrame(columns=["object_id", "title", "n", "named"])
    found = tips.count_by_object_and_suggested(db, filters)
    named = found[~found["suggested_country"].isin(world.NOWHERE)]
    totals = named.groupby("object_id")["n"].sum().rename("named")
    here = named[named["suggested_country"].isin(countries)].groupby("object_id", as_index=False)["n"].sum()
    joined: pd.DataFrame = here.merge(totals, on="object_id")
    return joined.sort_values(["n", "object_id"], ascending=[False, True]).reset_index(drop=True)


def title(found: Places, measure: str) -> list[Any]:
    """What the map shows, as its heading says it."""
    layer = world.LAYERS[found.layer]
    said = {
        "count": layer,
        "per_million": f"{layer}: per million people",
        "share": f"{layer}: share of all",
        "actionable_share": f"{layer}: share of assessed tips that are actionable",
    }[measure]
    hint = "Click a country, here or in the table: every view follows. Click again to let go."
    return [html.Div(html.H2(said), className="card-head"), html.P(hint, className="subtitle screen-only")]


def foot(found: Places, legend: Any) -> list[Any]:
    """Legend, what the map cannot show, borders and sources."""
    return [
        legend,
        html.P(map_parts.beside(found), className="note"),
        html.P(map_parts.BORDERS, className="note"),
    ]


GRID_ROW, GRID_HEAD, GRID_LEAST, GRID_MOST = 30, 32, 150, 560  # pixels: row, headings, table


def height(count: int) -> int:
    """Pixels of the table: no higher than its rows need."""
    return min(max(GRID_HEAD + count * GRID_ROW + 20, GRID_LEAST), GRID_MOST)


def grid() -> html.Div:
    """The table beside the map; sorted and filtered in the browser, one row a country."""
    count = {"type": "rightAligned", "sortable": True, "width": 84}
    columns = [
        {"field": "name", "headerName": "Country", "flex": 1, "minWidth": 104},
        {"field": "n", "headerName": "Count", **count, **_said("n")},
        {"field": "per_million", "headerName": "Per mio.", **count, **_said("per_million")},
        {"field": "actionable_share", "headerName": "Useful", **count, **_said("actionable_share")},
    ]
    rows_ = dag.AgGrid(
        id=ids.MAP_ROWS,
        columnDefs=columns,
        rowData=[],
        getRowId="params.data.country",
        dashGridOptions={
            "rowSelection": {"mode": "multiRow", "checkboxes": False, "headerCheckbox": False},
            "suppressCellFocus": False,
            "animateRows": False,
            "rowHeight": GRID_ROW,
            "headerHeight": GRID_HEAD,
            "localeText": {"noRowsToShow": "Nothing in this scope"},
        },
        defaultColDef={"resizable": True},
        className="ag-theme-quartz",
        style={"height": GRID_MOST},
    )
    save = saving.button(saving.TABLE, grid=ids.MAP_ROWS)
    return html.Div([rows_, save], id=ids.MAP_GRID, className="saved-table")


def _said(name: str) -> dict[str, Any]:
    return {"cellRenderer": "Words", "cellRendererParams": {"words": f"{name}_words"}}


def table_title(found: Places) -> list[Any]:
    """Heading of the table, with how many countries and how many without one; in words where it is empty."""
    beside = f"{len(found.frame)} + unknown {words.number(found.unknown)}"
    head = [html.H2(f"{world.LAYERS[found.layer]}, by country"), html.Span(beside, className="subtitle")]
    none = parts.empty("Nothing in this scope.", "Widen the filters, or choose another layer.")
    return [html.Div(head, className="card-head"), *([] if rows(found) else [none])]


def rows(found: Places) -> list[dict[str, Any]]:
    """Rows of the table: the map's frame with each value in words, and one for the unknown."""
    about_tips = found.layer in world.ABOUT_TIPS
    kept = [_row(row, about_tips) for row in found.frame.to_dict("records")]
    if found.unknown:
        blank = {
            "per_million": float("nan"),
            "actionable_share": float("nan"),
            "too_early": False,
            "state": "shown",
        }
        kept.append(_row({"country": "unknown", "name": "Unknown", "n": found.unknown, **blank}, about_tips))
    return kept


def _row(row: dict[Any, Any], about_tips: bool) -> dict[str, Any]:
    hidden = row["state"] == "suppressed"
    useful = row["actionable_share"]
    early = bool(row["too_early"]) and about_tips and not hidden and "assessed" in row and row["assessed"] > 0
    values = {"n": row["n"], "per_million": row["per_million"], "actionable_share": None if early else useful}
    numbers = {name: None if pd.isna(value) else float(value) for name, value in values.items()}
    blank = words.HIDDEN if hidden else words.MISSING
    said = {
        "n_words": blank if numbers["n"] is None else words.number(numbers["n"]),
        "per_million_words": blank
        if numbers["per_million"] is None
        else words.number(numbers["per_million"], 1),
        "actionable_share_words": "too early" if early else words.percent(numbers["actionable_share"]),
    }
    return {"country": row["country"], "name": row["name"], **numbers, **said}


def follow(found: Found, filters: Filters) -> Any:
    """The three cards that follow the chosen country; a hint while none is chosen."""
    if not filters.country or found.chosen_points is None or found.points_here is None:
        return []
    names = world.known_countries()["name"]
    chosen = words.listed([str(names.get(code, code)) for code in filters.country])
    clear = dcc.Link("Clear", href=PATH + replace(filters, country=()).to_search())
    sent, here = found.chosen_points, found.points_here
    cards = [
        _ranking(
            f"Sent from {chosen}",
            f"{words.plural(sent.total, 'tip')} sent from {chosen} suggest",
            sent,
            f"None of the {words.plural(sent.total, 'tip')} from {chosen} names a place.",
            link=clear,
        ),
        _ranking(
            f"Suggesting {chosen}",
            f"{words.plural(here.total, 'suggestion')} of {chosen} came from",
            here,
            f"No tip suggests {chosen} in this scope.",
        ),
        _objects(chosen, found.objects_here, filters),
    ]
    return html.Div(cards, className="grid three")


PATH = "/map"


def _ranking(title_: str, subtitle: str, found: Places, nothing: str, link: Any = None) -> html.Section:
    if not found.total:
        return parts.card(title_, parts.empty("Nothing here.", nothing), link=link)
    top = found.frame.head(MOST)
    rows_ = [_part_row(row["name"], row["n"], found.total) for row in top.to_dict("records")]
    others = found.on_map - int(top["n"].sum())
    if others:
        rows_.append(_part_row(f"{len(found.frame) - len(top)} others", others, found.total))
    for count, label in ((found.unknown, "unknown country"), (found.silent, "no place named")):
        if count:
            rows_.append(_part_row(label, count, found.total, "grey"))
    return parts.card(title_, parts.bars(rows_, title_), subtitle=subtitle, link=link)


def _part_row(label: str, count: int, total: int, fill: str = "") -> html.Tr:
    return parts.bar_row(label, count / total, words.number(count), words.percent(count / total), fill=fill)


def _objects(chosen: str, frame: pd.DataFrame, filters: Filters) -> html.Section:
    title_ = f"Objects most often placed in {chosen}"
    if frame.empty:
        return parts.card(title_, parts.empty("Nothing here.", f"No tip places an object in {chosen}."))
    search = filters.to_search()
    rows_ = [
        parts.bar_row(
            dcc.Link(row["object_id"], href=f"/objects/{row['object_id']}{search}"),
            row["n"] / row["named"],
            f"{row['n']} of {row['named']}",
            words.percent(row["n"] / row["named"]),
        )
        for row in frame.head(MOST).to_dict("records")
    ]
    return parts.card(
        title_, parts.bars(rows_, title_), subtitle="Share of the object's tips that name a place"
    )


def player(found: Found, measure: str, limits: list[float]) -> dict[str, Any]:
    """What the browser needs to count up week by week: classes' limits, and per country the running value."""
    if not found.weeks:
        return {"weeks": [], "countries": [], "values": [], "limits": limits}
    countries = found.places.frame["country"].tolist()
    running = {
        name: _running(found.by_week, name, found.weeks, countries) for name in ("n", "actionable", "pending")
    }
    values = _four_digits(_measured(running, measure, found))
    return {
        "weeks": [words.day(week + pd.Timedelta(days=6)) for week in found.weeks],
        "countries": countries,
        "values": [[None if isnan(v) else v for v in row] for row in values.tolist()],
        "limits": limits,
        "unit": world.MEASURES[measure],
    }


def _running(frame: pd.DataFrame, name: str, weeks: list[pd.Timestamp], countries: list[str]) -> np.ndarray:
    """Running totals by country (row) and week (column)."""
    rows = pd.Index(countries).get_indexer(pd.Index(frame["country"]))
    columns = pd.DatetimeIndex(weeks).get_indexer(pd.DatetimeIndex(frame["week"]))
    counts = np.zeros((len(countries), len(weeks)))
    known = rows >= 0
    np.add.at(counts, (rows[known], columns[known]), frame[name].to_numpy(dtype=float)[known])
    return counts.cumsum(axis=1)


def _measured(running: dict[str, np.ndarray], measure: str, found: Found) -> np.ndarray:
    n = running["n"]
    if measure == "count":
        return n
    if measure == "per_million":
        people = found.places.frame["population"].to_numpy(dtype=float, na_value=np.nan)
        return n * 1e6 / np.where(people > 0, people, np.nan)[:, None]
    if measure == "share":
        total = n.sum(axis=0)
        return n / np.where(total > 0, total, np.nan)
    assessed = n - running["pending"]
    return running["actionable"] / np.where(assessed >= proportion.MINIMUM_ASSESSED, assessed, np.nan)


def _four_digits(values: np.ndarray) -> np.ndarray:
    """Rounded to four significant digits: x to the nearest multiple of 10^(⌊log₁₀ x⌋ − 3)."""
    size = np.log10(np.where(values > 0, values, 1.0))  # zero and missing stay what they are
    digits = 3 - np.floor(size)
    # A power of ten below one is not exact: multiply by its inverse instead.
    fine, coarse = 10.0 ** np.maximum(digits, 0), 10.0 ** np.maximum(-digits, 0)
    return np.asarray(np.rint(values * fine / coarse) * coarse / fine)

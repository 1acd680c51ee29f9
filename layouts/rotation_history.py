"""Rotation: the slots over time, and whether past chances came true."""

from collections.abc import Iterator, Mapping
from typing import Any

import dash_ag_grid as dag
import pandas as pd
from dash import html

from layouts import ids, parts, saving, tables, words
from layouts.charts import calibration as calibration_chart
from layouts.charts import slots as slots_chart
from layouts.findings import rotation_history as finding
from layouts.findings.rotation_history import History, Trust
from layouts.reports.content import Column

COLUMNS: dict[str, dict[str, Any]] = {
    "place": {"headerName": "Place", "width": 76, "type": "rightAligned"},
    "object": {"headerName": "Object", "width": 230},
    "from": {"headerName": "From", "width": 178, "sortable": False},
    "until": {"headerName": "Until", "width": 178, "sortable": False},
    "days": {"headerName": "Days", "width": 76, "type": "rightAligned"},
    "why": {"headerName": "Reason", "flex": 1, "minWidth": 160},
    "by": {"headerName": "By", "width": 150},
}
SAVED = (
    Column("period_id", "Display"),
    Column("slot", "Place", "count"),
    Column("object_id", "Object"),
    Column("title", "Title"),
    Column("shown_from", "From, UTC"),
    Column("shown_until", "Until, UTC"),
    Column("days", "Days", "number"),
    Column("rotation_id", "Rotation"),
    Column("rotation_reason", "Reason of the rotation"),
    Column("reason", "Reason"),
    Column("by", "By"),
)


def gantt(found: History, theme: str) -> list[Any]:
    """One row a place, one bar a display; the open ones in full colour."""
    places = found.state.rules.slots
    figure = slots_chart.slots(found.frame, found.until, places, theme)
    return [
        html.H2(finding.headline(found)),
        html.P(
            "Displays by place; full colour: on display now. The page's filters apply.", className="subtitle"
        ),
        parts.graph(figure, _described(found), height=slots_chart.height(places)),
        parts.table_behind(_table(found)),
    ]


def _described(found: History) -> str:
    if found.frame.empty:
        return "No display in this scope."
    first, last = found.frame["shown_from"].min(), found.until
    still = int(found.frame["shown_until"].isna().sum())
    return f"{finding.headline(found)}; {words.day(first)} to {words.day(last)}; {still} on display now."


def _rows(found: History) -> pd.DataFrame:
    """One row a display as the grid shows it."""
    zone, rows = found.state.timezone, found.frame
    return pd.DataFrame(
        {
            "place": rows["slot"].astype("int64"),
            "object": rows["object_id"] + " · " + rows["title"],
            "from": [words.instant(at, zone) for at in rows["shown_from"]],
            "until": ["now" if pd.isna(at) else words.instant(at, zone) for at in rows["shown_until"]],
            "days": rows["days"].round().astype("int64"),
            "why": rows["rotation_reason"].fillna(rows["reason"]).fillna(""),
            "by": rows["by"].fillna(""),
        }
    )


def saved(found: History, request: Mapping[str, Any]) -> tuple[int, Iterator[pd.DataFrame]]:
    """All displays that the grid's filters leave, in its order, with times in UTC, ISO 8601."""
    shown = tables.chosen(_rows(found).assign(order=range(len(found.frame))), request, "order")
    return tables.whole(finding.exported(found).loc[shown.index])


def _table(found: History) -> html.Div:
    """All displays; one component, however many rows: only those in view are drawn."""
    grid = dag.AgGrid(
        id=ids.ROTATION_DISPLAYS,
        columnDefs=[{"field": name, **column} for name, column in COLUMNS.items()],
        rowData=_rows(found).to_dict("records"),
        defaultColDef={"resizable": True, "sortable": True},
        dashGridOptions={"rowHeight": 30, "headerHeight": 32, "animateRows": False, "ensureDomOrder": True},
        className="ag-theme-quartz",
        style={"height": 270},
    )
    kept = saving.button(saving.TABLE, grid=ids.ROTATION_DISPLAYS, rows="all")
    return html.Div([grid, kept], className="saved-table")


def trust(found: Trust, theme: str) -> list[Any]:
    """Observed against predicted, or what is missing for it."""
    told = found.assessed
    if found.too_early:
        missing = (
            f" {told.n} published chances are settled, with {words.plural(told.events, 'identification')}; "
            f"10 are needed. {told.unsettled} wait: their period runs or tips are not assessed."
        )
        return [html.H2("Did past chances come true?"), parts.too_early(missing)]
    figure = calibration_chart.reliability(found.groups, theme)
    low, high = words.number(told.ratio_low, 2), words.number(told.ratio_high, 2)
    ratio = f"Observed over expected {words.number(told.ratio, 2)} ({low}–{high}, 95{words.NARROW}%)"
    note = f"{ratio}; {words.number(told.n)} chances settled, {words.number(told.unsettled)} not yet."
    return [
        html.H2(told.sentence.rstrip(".")),
        html.P(
            f"Chance shown at each publication against what came in {finding.PERIOD_DAYS} days; "
            "dashed: exactly right",
            className="subtitle",
        ),
        parts.graph(figure, f"{told.sentence} {note}", height=300),
        html.P(note, className="note"),
        parts.table_behind(_groups(found.groups)),
    ]


def _groups(groups: pd.DataFrame) -> html.Div:
    rows = [
        {
            "n": words.number(row["n"]),
            "expected": words.percent(row["expected"], 1),
            "events": words.number(row["events"]),
            "observed": words.share(row["observed"], row["low"], row["high"], 1),
        }
        for row in groups.to_dict("records")
    ]
    heads = {
        "n": "Chances",
        "expected": "Mean chance shown",
        "events": "Identified",
        "observed": "Share · 95 %",
    }
    return parts.table(pd.DataFrame(rows), heads, numeric=tuple(heads), caption="Chances by group")

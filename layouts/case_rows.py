"""Rows of the table of cases, and what happened in the chosen one."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
from dash import dcc, html

from layouts import parts, tables, words
from layouts.findings.cases import Cases
from layouts.reports.content import Column
from queries.filters import Filters
from records import countries

NUMBER = {"type": "rightAligned", "filter": "agNumberColumnFilter", "width": 92}
TEXT = {"filter": "agTextColumnFilter"}
COLUMNS: tuple[dict[str, Any], ...] = (
    {"field": "case_id", "headerName": "Case", "width": 120, **TEXT},
    {"field": "agency", "headerName": "Agency", "flex": 1, "minWidth": 120, **TEXT},
    {"field": "status", "headerName": "Status", "width": 92, **TEXT},
    {"field": "stage", "headerName": "Stage", "width": 158, **TEXT, "cellRenderer": "CaseStage"},
    {"field": "credit", "headerName": "Thanks to", "width": 124, **TEXT},
    {"field": "objects", "headerName": "Objects", **NUMBER},
    *(
        {"field": name, "headerName": head, "width": 112, "filter": False, "cellRenderer": "Words",
         "cellRendererParams": {"words": f"{name}_words"}}
        for name, head in (("first_shown", "Displayed"), ("identified", "Identified"), ("located", "Located"),
                           ("eliminated", "Eliminated"), ("referred", "Referred"), ("resolved", "Resolved"))
    ),
    {"field": "children", "headerName": "Children", **NUMBER},
)  # fmt: skip
STAGES = ("first_shown", "identified", "located", "eliminated", "referred", "resolved")
SAVED = (
    Column("case_id", "Case"),
    Column("agency", "Agency"),
    Column("status", "Status"),
    Column("stage", "Stage"),
    Column("credit", "Thanks to"),
    Column("objects", "Objects", "count"),
    *(Column(name, name.replace("_", " ").capitalize(), "date") for name in STAGES),
    Column("children", "Children", "count"),
)


def saved(found: Cases, request: Mapping[str, Any]) -> tuple[int, Iterator[pd.DataFrame]]:
    """All cases that the grid's filters leave, in its order, with days as days."""
    shown = tables.chosen(rows(found), request, "case_id")
    return tables.whole(found.cases.loc[shown.index].assign(credit=shown["credit"]))


def rows(found: Cases) -> pd.DataFrame:
    """One row a case as the grid shows it: days as sortable text, and in words beside."""
    frame = found.cases
    kept = ["case_id", "agency", "status", "stage", "credit", "objects", "children"]
    table = frame[kept].copy()
    table["credit"] = frame["credit"].map({"yes": "a tip", "no": "otherwise", "unknown": "unknown"})
    for name in STAGES:
        table[name] = frame[name].dt.strftime("%Y-%m-%d")
        table[f"{name}_words"] = [words.day(value) for value in frame[name]]
    return table


def outcomes_of(case_id: str, found: pd.DataFrame, zone: str) -> Any:
    """The outcomes of the chosen case, the latest first."""
    if not case_id:
        return parts.empty("No case is chosen.", "Click a row above to see what happened in it.")
    if found.empty:
        return parts.empty(
            f"Nothing is on record for {case_id}.", "Outcomes are entered beside, or imported."
        )
    frame = pd.DataFrame(
        {
            "at": [words.instant(value, zone) for value in found["occurred_at"]],
            "what": [outcome_words(row) for row in found.to_dict("records")],
            "object": [_object_link(value) for value in found["object_id"]],
            "credit": [_credit_said(row) for row in found.to_dict("records")],
        }
    )
    columns = {"at": "When", "what": "What", "object": "Object", "credit": "Thanks to"}
    table = parts.table(frame, columns, caption=f"Outcomes of {case_id}")
    return html.Div(
        table, className="table-scroll", tabIndex=0, role="region", **parts.aria(label="Outcomes")
    )


def outcome_words(row: dict[Any, Any]) -> str:
    """`Origin located, Portugal` or `Child safeguarded, 2 people`."""
    said = str(row["kind"]).replace("_", " ").capitalize()
    if isinstance(row["country"], str):
        said += f", {country_name(row['country'])}"
    if row["people"] is not None and not pd.isna(row["people"]):
        said += f", {words.plural(int(row['people']), 'person', 'people')}"
    return said


def country_name(code: str) -> str:
    """The English name of a country code."""
    return "an unknown country" if code == countries.UNKNOWN else countries.names("en").get(code, code)


def _object_link(object_id: Any) -> Any:
    return dcc.Link(object_id, href=f"/objects/{object_id}") if isinstance(object_id, str) else words.MISSING


def _credit_said(row: dict[Any, Any]) -> str:
    said = {"yes": "a tip", "no": "not a tip", "unknown": "unknown"}[row["thanks_to"]]
    return f"{said}, {row['tip_id']}" if isinstance(row["tip_id"], str) else said


def counted(found: Cases, filters: Filters) -> str:
    """How many cases, and which filters are left aside here."""
    said = f"{words.plural(len(found.cases), 'case')} in scope"
    if found.until is not None:
        said += f", as they stood on {words.day(found.until)}"
    if filters.country or filters.channel or filters.network:
        said += "; country, channel and network choose tips, not cases, and are left aside here"
    return said

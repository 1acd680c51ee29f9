"""Rows and columns of the objects table."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from layouts import tables, words
from layouts.findings.objects import SPARK_WEEKS, Objects
from layouts.reports.content import Column
from queries.filters import Filters

NUMBER = {"type": "rightAligned", "filter": "agNumberColumnFilter", "width": 84}
TEXT = {"filter": "agTextColumnFilter"}
WHOLE = {"function": "params.value == null ? '–' : d3.format(',')(params.value).replace(/,/g, '\u202f')"}
PERCENT = {"function": "params.value == null ? '–' : d3.format('.1%')(params.value)"}

KEPT = (
    "object_id", "title", "category", "stage", "tips", "useful", "suggested", "shares", "chance", "spark",
)  # fmt: skip
COLUMNS: tuple[dict[str, Any], ...] = (
    {"field": "image", "headerName": "", "width": 74, "sortable": False, "cellRenderer": "Picture"},
    {"field": "object_id", "headerName": "Reference", "width": 100, **TEXT, "cellRenderer": "ObjectLink"},
    {"field": "title", "headerName": "Object", "flex": 1, "minWidth": 150, **TEXT},
    {"field": "category", "headerName": "Category", "width": 100, **TEXT},
    {"field": "stage", "headerName": "Stage", "width": 138, **TEXT, "cellRenderer": "Stage"},
    {"field": "days_displayed", "headerName": "Days", **NUMBER, "valueFormatter": WHOLE},
    {"field": "tips", "headerName": "Tips", **NUMBER, "valueFormatter": WHOLE, "sort": "desc"},
    {"field": "useful", "headerName": "Actionable", **NUMBER, "width": 150, "cellRenderer": "Words",
     "cellRendererParams": {"words": "useful_words"}},
    {"field": "suggested", "headerName": "Country", "width": 170, **TEXT, "cellRenderer": "Words",
     "cellRendererParams": {"words": "suggested_words"}},
    {"field": "shares", "headerName": "Shares", **NUMBER, "valueFormatter": WHOLE},
    {"field": "chance", "headerName": "Chance, 14 d", **NUMBER, "width": 134, "cellRenderer": "Chance"},
    {"field": "spark", "headerName": "26 weeks", "width": 124, "sortable": False, "cellRenderer": "Spark"},
)  # fmt: skip
SAVED = (
    Column("object_id", "Reference"),
    Column("title", "Object"),
    Column("category", "Category"),
    Column("stage", "Stage"),
    Column("days_displayed", "Days shown", "count"),
    Column("tips", "Tips", "count"),
    Column("assessed", "Assessed", "count"),
    Column("actionable", "Actionable", "count"),
    Column("useful", "Actionable share", "share"),
    Column("useful_low", "low", "share"),
    Column("useful_high", "high", "share"),
    Column("suggested", "Country"),
    Column("certainty", "Probability", "share"),
    Column("clusters", "Independent tips", "count"),
    Column("contested", "Contested"),
    Column("shares", "Shares", "count"),
    Column("chance", "Chance in 14 days", "share"),
    Column("chance_low", "low", "share"),
    Column("chance_high", "high", "share"),
    Column("spark", f"Tips a week, the last {SPARK_WEEKS} weeks"),
)


def saved(found: Objects, request: Mapping[str, Any], search: str) -> tuple[int, Iterator[pd.DataFrame]]:
    """All objects that the grid's filters leave, in its order, with exact numbers; no share too early."""
    shown = tables.chosen(rows(found, search), request, "object_id")
    frame = found.frame.loc[shown.index]
    early = frame["too_early"].astype(bool)
    shares = {name: frame[name].where(~early) for name in ("useful", "useful_low", "useful_high")}
    told = {"contested": frame["contested"].map({True: "yes", False: "no"})}
    return tables.whole(frame.assign(days_displayed=shown["days_displayed"], **shares, **told))


def rows(found: Objects, search: str) -> pd.DataFrame:
    """One row an object as the grid shows it: the finding's columns, and words for intervals."""
    frame = found.frame
    link = Filters.from_search(search).to_search()
    table = frame[
        [
            "object_id",
            "title",
            "category",
            "stage",
            "tips",
            "useful",
            "suggested",
            "shares",
            "chance",
            "spark",
        ]
    ].copy()
    table["image"] = [
        "/pictures/" + name if isinstance(name, str) and name else "" for name in frame["image"]
    ]
    table["days_displayed"] = frame["days_displayed"].round().astype(int)
    table["chance_low"], table["chance_high"] = frame["chance_low"], frame["chance_high"]
    table["href"] = ["/objects/" + str(name) + link for name in frame["object_id"]]
    table["useful"] = frame["useful"].where(~frame["too_early"])
    table["useful_words"] = [_useful(row) for row in frame.to_dict("records")]
    table["suggested_words"] = [_suggested(row) for row in frame.to_dict("records")]
    return table


def _useful(row: dict[Any, Any]) -> str:
    if not row["assessed"]:
        return "none assessed" if row["tips"] else words.MISSING
    if row["too_early"]:
        return f"{row['actionable']} of {row['assessed']} · too early"
    return words.share(row["useful"], row["useful_low"], row["useful_high"])


def _suggested(row: dict[Any, Any]) -> str:
    if not row["suggested"]:
        return words.MISSING
    tips = words.plural(row["clusters"], "tip")
    if row["contested"]:
        return f"contested: {row['suggested']}? {words.percent(row['certainty'])}, {tips}"
    return f"{row['suggested']} {words.percent(row['certainty'])}, {tips}"

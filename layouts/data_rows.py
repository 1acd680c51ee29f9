"""Tables of the Data page: imported files, and what was wrong with the rows of one."""

from typing import Any

import pandas as pd
from dash import html

from layouts import parts, words
from layouts.reports.content import Column

TEXT = {"filter": "agTextColumnFilter"}
PLAIN = {"sortable": False, "filter": False}
NUMBER = {"type": "rightAligned", "filter": "agNumberColumnFilter", "width": 104}
WHOLE = {"function": "params.value == null ? '–' : d3.format(',')(params.value).replace(/,/g, '\u202f')"}

FILES: tuple[dict[str, Any], ...] = (
    {"field": "at", "headerName": "Imported", "width": 178, "filter": False, "cellRenderer": "Words",
     "cellRendererParams": {"words": "at_words"}},
    {"field": "file_name", "headerName": "File", "flex": 1, "minWidth": 160, **TEXT},
    {"field": "records", "headerName": "Records", "width": 128, **TEXT},
    *(
        {"field": name, "headerName": name.capitalize(), **NUMBER, "valueFormatter": WHOLE}
        for name in ("read", "accepted", "unchanged", "skipped", "rejected", "warnings")
    ),
    {"field": "by", "headerName": "By", "width": 120, **TEXT},
)  # fmt: skip
FINDINGS: tuple[dict[str, Any], ...] = (
    {"field": "row_number", "headerName": "Row", "width": 92, **PLAIN, "type": "rightAligned"},
    {"field": "severity", "headerName": "Kind", "width": 112, **PLAIN, "cellRenderer": "Severity"},
    {"field": "column", "headerName": "Column", "width": 160, **PLAIN},
    {"field": "value", "headerName": "Value in the file", "width": 220, **PLAIN},
    {"field": "reason", "headerName": "Why", "flex": 1, "minWidth": 240, **PLAIN},
)
SAVED_FILES = (
    Column("at", "Imported"),
    Column("file_name", "File"),
    Column("records", "Records"),
    *(
        Column(name, name.capitalize(), "count")
        for name in ("read", "accepted", "unchanged", "skipped", "rejected", "warnings")
    ),
    Column("by", "By"),
    Column("import_id", "Import"),
)
SAVED_FINDINGS = (
    Column("row_number", "Row", "count"),
    Column("severity", "Kind"),
    Column("column", "Column"),
    Column("value", "Value in the file"),
    Column("reason", "Why"),
)


def files(found: pd.DataFrame, zone: str) -> pd.DataFrame:
    """One row an imported file as the grid shows it."""
    table = found.copy()
    table["at_words"] = [words.instant(value, zone) for value in found["at"]]
    table["at"] = found["at"].dt.strftime("%Y-%m-%d %H:%M:%S")
    return table


def findings(found: pd.DataFrame) -> list[dict[str, Any]]:
    """One row a finding as the grid shows it; a missing value is empty."""
    rows = found.assign(seq=found["seq"].astype("str")).to_dict("records")
    return [{str(name): None if pd.isna(value) else value for name, value in row.items()} for row in rows]


def findings_head(chosen: dict[Any, Any] | None, reasons: pd.DataFrame, count: int) -> list[Any]:
    """Which file, and its most frequent reasons."""
    if chosen is None:
        text = "Choose a file above to see which of its rows were rejected, and why."
        return [html.Div(html.H2("What was wrong with a file"), className="card-head"), html.P(text)]
    counted = f"{words.number(chosen['rejected'])} of {words.number(chosen['read'])} rows rejected"
    title = f"{chosen['file_name']}: {counted}"
    head = html.Div(html.H2(title), className="card-head")
    if reasons.empty:
        return [head, html.P("Every row was stored as the file states it.", className="note")]
    said = [
        html.Li([html.B(words.number(row["n"])), f" × {row['column']}: {row['reason']}"])
        for row in reasons.to_dict("records")
    ]
    note = f"{words.plural(count, 'finding')}; the most frequent reasons:"
    return [head, html.P(note, className="subtitle"), html.Ul(said, className="reasons")]


def no_files() -> html.Div:
    """Before the first import."""
    how = html.Code("python -m dashboard import RECORDS FILE")
    return parts.empty("No file was imported yet.", "Files come in with ", how)

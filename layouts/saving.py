"""“Save” beside every chart and table: the button, and who offers all rows of a table that the server pages.

What is drawn in the browser is saved from there, so that a file can hold nothing that the page does not
show (assets/70-saving.js). A table of which the browser has only a block of rows is asked for again, in full.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from dash import html

from layouts.reports.content import Column
from layouts.services import Services

CHART, TABLE = "png svg", "csv xlsx"
BARS = f"{CHART} {TABLE}"
NAMES = {CHART: "this chart", TABLE: "this table", BARS: "this chart or its numbers"}
# (connection, the grid's filters and sorting, the page's query string) → how many rows, and them in blocks
Ask = Callable[[Any, Mapping[str, Any], str], tuple[int, Iterator[pd.DataFrame]]]


@dataclass(frozen=True)
class Source:
    """All rows behind a grid: what they are (`subject`), the columns of a file of them, how to ask for them,
    and who may."""

    subject: str
    columns: tuple[Column, ...]
    ask: Ask
    audience: str
    roles: tuple[str, ...]


def button(kinds: str, **data: str) -> html.Button:
    """The button; its menu is made in the browser from `kinds`: CHART, TABLE or BARS."""
    told: dict[str, Any] = {"data-save": kinds, **{f"data-{name}": value for name, value in data.items()}}
    named: dict[str, Any] = {
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        "aria-label": f"Save {NAMES[kinds]}",
    }
    return html.Button("Save", type="button", className="save", **told, **named)


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    """The attribute of a figure drawn by hand that holds its numbers, in words, for a file of them."""
    return {"data-table": json.dumps({"headings": list(headings), "rows": list(rows)}, ensure_ascii=False)}


def tiles(made: Sequence[Any], note: str, **numbers: Any) -> html.Div:
    """A row of tiles with one “Save” for them all; `numbers`: what `table` made of their lines, or nothing
    where the tiles themselves are the table."""
    drawn = html.Div(list(made), className="strip", **numbers)
    beside = [html.P(note, className="note")] if note else []
    named: dict[str, Any] = {"aria-label": "Figures at a glance"}
    return html.Div([drawn, button(BARS), *beside], className="tiles saved-figure", role="group", **named)


def offer(
    services: Services,
    grid_id: str,
    subject: str,
    columns: tuple[Column, ...],
    ask: Ask,
    *,
    audience: str = "internal",
    roles: tuple[str, ...] = (),
) -> None:
    """Let all rows of the grid `grid_id` be saved, by whom its callbacks answer."""
    services.saved[grid_id] = Source(subject, columns, ask, audience, roles)

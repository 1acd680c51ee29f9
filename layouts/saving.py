"""“Save” beside every chart and table: the button, and who offers all rows of a table that the server pages.

What is drawn in the browser is saved from there, so that a file can hold nothing that the page does not
show (assets/70-saving.js). A table of which the browser has only a block of rows is asked for again, in full.
"""

from collections.abc import Callable, Iterator, Mapping
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

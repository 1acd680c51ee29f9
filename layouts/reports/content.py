"""What a report says, before it is set in any format: one content for every file."""

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

# Kinds of a column: how a cell is typed in a workbook and said in words elsewhere.
KINDS = ("text", "count", "share", "number", "date")


@dataclass(frozen=True)
class Column:
    """A column of a table: its name in the frame, its heading, and its kind."""

    name: str
    heading: str
    kind: str = "text"


@dataclass(frozen=True)
class Table:
    """Numbers as they may be printed. A hidden count is missing in the frame; `state` says so."""

    key: str
    title: str
    columns: tuple[Column, ...]
    frame: pd.DataFrame
    note: str = ""


@dataclass(frozen=True)
class Chart:
    """A picture: `figure` as Plotly draws it; `categories` and `series` for charts that stay editable (empty
    for a map). `kind`: bar, stacked, line or map."""

    key: str
    title: str
    alt: str
    figure: dict[str, Any]
    kind: str = "bar"
    categories: tuple[str, ...] = ()
    series: tuple[tuple[str, tuple[float | None, ...]], ...] = ()
    unit: str = ""


@dataclass(frozen=True)
class Section:
    """One subject: its finding in words, its charts, its tables."""

    key: str
    title: str
    sentences: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True)
class Report:
    """`facts`: what every file carries (campaign, period, filters, as-of, zone, data version, audience,
    disclosure rule), in print order. `tiles`: label, value, detail."""

    title: str
    question: str
    verdict: str
    evidence: str
    audience: str
    simulated: bool
    facts: dict[str, str]
    tiles: tuple[tuple[str, str, str], ...]
    meaning: tuple[str, ...]
    sections: tuple[Section, ...] = field(default=())

    @property
    def charts(self) -> list[Chart]:
        """All charts, in order."""
        return [chart for section in self.sections for chart in section.charts]

    @property
    def tables(self) -> list[Table]:
        """All tables, in order."""
        return [table for section in self.sections for table in section.tables]

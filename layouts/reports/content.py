"""What a report says, before it is set in any format: one content for every file."""

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from layouts.speech import SOURCE, Speech, speech

# Kinds of a column: how a cell is typed in a workbook and said in words elsewhere. A `word` is a state that
# files for machines keep in English, `network` one of shares, of which they keep the key, `country` a code,
# `region` a name of UN M49, `month` 2025-06, `prose` translated for all, `recorded` a text of the record,
# said anew where it is in our own words.
KINDS = (
    "text",
    "word",
    "network",
    "prose",
    "recorded",
    "country",
    "region",
    "month",
    "count",
    "share",
    "number",
    "date",
)
NUMERIC = ("count", "share", "number")


@dataclass(frozen=True)
class Column:
    """A column of a table: its name in the frame, its heading, its kind, and whether it is a fact of the
    catalogue that is printed whatever the row's `state` hides."""

    name: str
    heading: str
    kind: str = "text"
    exact: bool = False


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
    for a map). `kind`: bar, stacked, line or map. `legend`: colour (or `hatched`) and words; `size`: pixels,
    where not the kind's own."""

    key: str
    title: str
    alt: str
    figure: dict[str, Any]
    kind: str = "bar"
    categories: tuple[str, ...] = ()
    series: tuple[tuple[str, tuple[float | None, ...]], ...] = ()
    unit: str = ""
    legend: tuple[tuple[str, str], ...] = ()
    size: tuple[int, int] | None = None


@dataclass(frozen=True)
class Bar:
    """A step from published object to result: `counted` in words; the share and its interval as fractions,
    None where there is none to show. `fill`: mark, green or grey."""

    label: str
    counted: str
    share: float | None
    low: float = 0.0
    high: float = 1.0
    fill: str = "mark"


@dataclass(frozen=True)
class Change:
    """A line of what changed: what, then, now, and the change in words."""

    label: str
    before: str
    now: str
    words: str


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
    disclosure rule), by fixed English names in print order. `tiles`: label, value, detail. `bars`, `changed`
    (`changed_about` says what against what), `recommended`, `front` (its charts) and `scope` (what was asked
    for and what is shown, in a sentence; empty where that is the facts' scope) are on the first page."""

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
    language: str = SOURCE
    bars: tuple[Bar, ...] = ()
    changed_about: str = ""
    changed: tuple[Change, ...] = ()
    recommended: tuple[str, ...] = ()
    front: tuple[Chart, ...] = ()
    scope: str = ""

    @property
    def speech(self) -> Speech:
        """The language it is in."""
        return speech(self.language)

    @property
    def labelled(self) -> list[tuple[str, str]]:
        """The facts with their names in the reader's language."""
        return [(self.speech.say(name), value) for name, value in self.facts.items()]

    @property
    def charts(self) -> list[Chart]:
        """All charts, in order."""
        return [chart for section in self.sections for chart in section.charts]

    @property
    def tables(self) -> list[Table]:
        """All tables, in order."""
        return [table for section in self.sections for table in section.tables]

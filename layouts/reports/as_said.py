"""A table's cells as a page says them, back into numbers and days, so that a saved file can be computed with.

`21 000` becomes 21000, `66 % · 57–74` becomes .66 with .57 and .74 beside it, `43 of 119` two counts,
`31 May 2026` a day. What is no number stays as it is said: `·` is hidden, `too early` is too early.
"""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from layouts import words
from layouts.reports.content import Column
from records.problems import Problem

MOST_ROWS, MOST_COLUMNS = 50_000, 60
_N = rf"[−-]?\d{{1,3}}(?:{words.NARROW}\d{{3}})*(?:\.\d+)?"
_P = rf"({_N}){words.NARROW}%"
_DAY = rf"(\d{{1,2}}) ({'|'.join(words.MONTHS)}) (\d{{4}})"
# What a cell may be, most special first: the kind of its parts, and what their columns' names end with.
PATTERNS: tuple[tuple[re.Pattern[str], str, tuple[str, ...]], ...] = (
    (re.compile(rf"{_P} · ({_N})–({_N})"), "share", ("", "low", "high")),
    (re.compile(_P), "share", ("",)),
    (re.compile(rf"({_N}) of ({_N})"), "count", ("", "of")),
    (re.compile(rf"({_N})"), "count", ("",)),
    (re.compile(_DAY), "date", ("",)),
)
Cell = tuple[str, tuple[Any, ...], tuple[str, ...]]  # kind, values, endings


def table(headings: Sequence[Any], rows: Sequence[Sequence[Any]]) -> tuple[tuple[Column, ...], pd.DataFrame]:
    """One column or more for each heading, and the rows. Raises Problem where they do not fit together."""
    if not 0 < len(headings) <= MOST_COLUMNS or len(rows) > MOST_ROWS:
        raise Problem(f"a table saved from a page has up to {MOST_COLUMNS} columns and {MOST_ROWS} rows")
    if any(len(row) != len(headings) for row in rows):
        raise Problem("the rows of the table do not fit its headings")
    columns: list[Column] = []
    values: dict[str, list[Any]] = {}
    for place, heading in enumerate(headings):
        said = str(heading or "").strip() or f"column {place + 1}"
        for ending, kind, found in _column([row[place] for row in rows]):
            name = _free(f"{slug(said)}_{ending}".rstrip("_"), values)
            columns.append(Column(name, f"{said} {ending}".strip(), kind))
            values[name] = found
    return tuple(columns), pd.DataFrame(values, dtype="object", columns=list(values))


def slug(text: str, joint: str = "_") -> str:
    """Letters and digits in lower case, joined by `joint`."""
    return re.sub(r"[^\w]+", joint, text.casefold().replace("_", " ")).strip(joint) or "column"


def _free(name: str, taken: dict[str, list[Any]]) -> str:
    number, free = 2, name
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    return free


def _column(cells: Sequence[Any]) -> list[tuple[str, str, list[Any]]]:
    """(ending, kind, values) of the columns that one column of cells becomes."""
    read = [_read(cell) for cell in cells]
    known = [cell for cell in read if cell[0] not in ("blank", "hidden")]
    typed = [cell for cell in known if cell[0] != "text"]
    kinds = {cell[0] for cell in typed}
    kind = "number" if kinds == {"count", "number"} else next(iter(kinds)) if len(kinds) == 1 else "text"
    # A name that happens to be a number makes no numbers out of a column of names.
    if kind == "text" or 2 * len(typed) < len(known):
        return [("", "text", [_plain(cell) for cell in cells])]
    endings = max((cell[2] for cell in typed), key=len)
    return [
        (ending, kind, [cell[1][place] if place < len(cell[1]) else None for cell in read])
        for place, ending in enumerate(endings)
    ]


def _plain(cell: Any) -> Any:
    text = "" if cell is None else str(cell).strip()
    return None if text in ("", words.MISSING) else text


def _read(cell: Any) -> Cell:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return ("count" if float(cell).is_integer() else "number"), (cell,), ("",)
    text = _plain(cell)
    if text is None:
        return "blank", (None,), ("",)
    if text == words.HIDDEN:
        return "hidden", (text,), ("",)
    for pattern, kind, endings in PATTERNS:
        found = pattern.fullmatch(text)
        if found is not None:
            return _typed(kind, found.groups(), endings)
    return "text", (text,), ("",)


def _typed(kind: str, groups: Sequence[str], endings: tuple[str, ...]) -> Cell:
    if kind == "date":
        try:
            day = date(int(groups[2]), words.MONTHS.index(groups[1]) + 1, int(groups[0]))
        except ValueError:
            return "text", (" ".join(groups),), ("",)
        return kind, (day,), endings
    numbers = [Decimal(text.replace(words.NARROW, "").replace("−", "-")) for text in groups]
    if kind == "share":
        return kind, tuple(float(number / 100) for number in numbers), endings
    whole = all(
        number == number.to_integral_value() and number.as_tuple().exponent == 0 for number in numbers
    )
    values = tuple(int(number) if whole else float(number) for number in numbers)
    return ("count" if whole else "number"), values, endings

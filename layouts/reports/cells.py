"""Cells of a report's tables in words, and typed."""

from datetime import date, datetime
from typing import Any

import pandas as pd

from layouts import words
from layouts.reports.content import Column, Table

HIDDEN = "·"


def said(value: Any, column: Column, state: str = "shown") -> str:
    """A cell in words: `·` where it is hidden, a dash where it is missing."""
    if state == "suppressed" and column.kind in ("count", "share", "number"):
        return HIDDEN
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return words.MISSING
    if column.kind == "count":
        return words.number(int(value))
    if column.kind == "share":
        return words.percent(float(value), 1)
    if column.kind == "number":
        return words.number(float(value), 1)
    return words.day(value) if column.kind == "date" else str(value)


def typed(value: Any, column: Column, state: str = "shown") -> Any:
    """A cell as a number, day or text; None where it is missing, `·` where it is hidden."""
    if state == "suppressed" and column.kind in ("count", "share", "number"):
        return HIDDEN
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    if column.kind == "count":
        return int(value)
    if column.kind in ("share", "number"):
        return float(value)
    if column.kind == "date":
        return _day(value)
    return str(value)


def _day(value: Any) -> date:
    return value.date() if isinstance(value, datetime) else value


def rows(table: Table, spoken: bool) -> list[list[Any]]:
    """All cells, in words or typed; the frame's `state` column, where it has one, says what is hidden."""
    states = table.frame["state"] if "state" in table.frame else ["shown"] * len(table.frame)
    cell = said if spoken else typed
    return [
        [cell(row[column.name], column, state) for column in table.columns]
        for row, state in zip(table.frame.to_dict("records"), states, strict=True)
    ]

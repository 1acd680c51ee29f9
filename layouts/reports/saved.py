"""One table as a file of its own, CSV or a workbook; every file says what it is about."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import xlsxwriter

from layouts import words
from layouts.findings.release import Released, at_hand
from layouts.reports.archive import harmless
from layouts.reports.as_said import slug
from layouts.reports.content import Column
from layouts.services import LEADERSHIP, Services
from queries import campaign, options
from queries.filters import Filters
from records.problems import Problem

MIMETYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# How many rows one file of a table may hold; more is refused in words, never cut.
MOST = {"csv": 1_000_000, "xlsx": 50_000}
EXACT = "Internal: exact counts. Not for publication."
SIMULATED = "yes; no figure is real"
FORMATS = {"count": "# ##0", "share": "0.0 %", "number": "# ##0.0", "date": "yyyy-mm-dd", "text": "@"}
WIDTHS = {"count": 12, "share": 12, "number": 12, "date": 14, "text": 24}
SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
CREATED = datetime(2000, 1, 1, tzinfo=UTC)  # fixed: same content, same bytes
LONGEST_CELL = 32_767
LONGEST = 60  # letters of a title in a file's name


def about(services: Services, search: str, page: str, title: str, beside: str = "") -> dict[str, str]:
    """What a file of something on a page carries, in print order. `beside`: what the page says beside it
    (measure and unit, notes; for leadership, of what the release answers)."""
    audience, filters = services.viewer().audience, Filters.from_search(search)
    released = at_hand(services.engine, services.settings.var_dir) if audience == LEADERSHIP else None
    with services.reading() as db:
        state = campaign.state(db)
        scope, period, rule = _scope(db, filters, released)
    return {
        "Campaign": state.name,
        "Simulated": SIMULATED if state.simulated else "no",
        "Title": title,
        "Page": page,
        "Period": period,
        "Scope": scope,
        "As the page says": beside,
        "As of": words.instant(state.as_of, state.timezone),
        "Time zone": state.timezone,
        "Data version": str(state.version),
        "Audience": audience,
        "Disclosure rule": rule,
    }


def _scope(db: Any, filters: Filters, released: Released | None) -> tuple[str, str, str]:
    """Scope, period and disclosure rule in words."""
    if released is None:
        first, last = campaign.extent(db)
        period = words.period(filters.from_ or first, filters.to or last)
        return filters.describe(options.names(db)), period, EXACT
    months = words.period(released.first, released.last) if released.first else "no whole month yet"
    period = f"tips and shares: within {months}; objects and cases: up to the as-of time"
    scope = f"asked for: {filters.describe(options.names(db))} (counts as far as the release answers)"
    return scope, period, f"Leadership: {released.rule}."


def file_name(facts: dict[str, str], form: str) -> str:
    """campaign-title-audience-version.form, with “simulated” in it where it is."""
    title = slug(facts["Title"], "-")[:LONGEST].strip("-")
    parts = [slug(facts["Campaign"], "-"), title, facts["Audience"], f"v{facts['Data version']}"]
    if facts["Simulated"] == SIMULATED and "simulated" not in parts[0]:
        parts.append("simulated")
    return f"{'-'.join(parts)}.{form}"


def csv_lines(
    columns: tuple[Column, ...], blocks: Iterable[pd.DataFrame], facts: dict[str, str]
) -> Iterator[bytes]:
    """The file block by block: the columns, then what the file is about, in every row (about_campaign, …).

    Comment lines would break readers of CSV, and a file beside it gets lost; columns stay with every row.
    """
    names = [column.name for column in columns] + [f"about_{slug(name)}" for name in facts]
    yield _lines([names])
    said = [harmless(value) for value in facts.values()]
    for block in blocks:
        yield _lines([*map(harmless, row), *said] for row in _rows(columns, block))


def _lines(rows: Iterable[list[Any]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8")


def _rows(columns: tuple[Column, ...], block: pd.DataFrame) -> Iterator[list[Any]]:
    """Cells as numbers, days and text; None where one is missing."""
    typed = [[_typed(value, column.kind) for value in block[column.name]] for column in columns]
    return (list(row) for row in zip(*typed, strict=True))


def _typed(value: Any, kind: str) -> Any:
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    if isinstance(value, str):
        return value  # "too early" among shares is no number, and stays as it is said
    if kind == "count":
        return int(value)
    if kind in ("share", "number"):
        return float(value)
    if kind == "date":
        return value.date() if isinstance(value, datetime) else value
    return str(value)


def workbook(columns: tuple[Column, ...], blocks: Iterable[pd.DataFrame], facts: dict[str, str]) -> bytes:
    """A sheet with the table, cells typed, no formula out of data, and a sheet about it. Rows are written as
    they come and not kept."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {**SAFE, "constant_memory": True}) as book:
        book.set_properties({"title": facts["Title"], "subject": facts["Period"], "created": CREATED})
        _table_sheet(book, columns, blocks)
        _about_sheet(book, facts)
    return buffer.getvalue()


def _table_sheet(book: Any, columns: tuple[Column, ...], blocks: Iterable[pd.DataFrame]) -> None:
    sheet, head = book.add_worksheet("Table"), book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    kinds = {kind: book.add_format({"num_format": form}) for kind, form in FORMATS.items()}
    sheet.freeze_panes(1, 1)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, WIDTHS[column.kind])
        sheet.write_string(0, place, column.heading, head)
    number = 0
    for number, row in enumerate((row for block in blocks for row in _rows(columns, block)), 1):
        for place, (column, value) in enumerate(zip(columns, row, strict=True)):
            _write(sheet, number, place, value, kinds[column.kind])
    sheet.autofilter(0, 0, max(number, 1), len(columns) - 1)


def _write(sheet: Any, row: int, place: int, value: Any, form: Any) -> None:
    if isinstance(value, str):
        if len(value) > LONGEST_CELL:
            raise Problem("a text is longer than a cell of Excel holds; save CSV instead")
        sheet.write_string(row, place, value)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, datetime(value.year, value.month, value.day), form)  # noqa: DTZ001
    elif value is not None:
        sheet.write_number(row, place, value, form)


def _about_sheet(book: Any, facts: dict[str, str]) -> None:
    sheet, bold = book.add_worksheet("About"), book.add_format({"bold": True})
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 100)
    for number, (name, value) in enumerate(facts.items()):
        sheet.write_string(number, 0, name, bold)
        sheet.write_string(number, 1, value)

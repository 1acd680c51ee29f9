"""The report as one workbook: typed cells, frozen headings, native charts, no formula out of data."""

import io
import re
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter

from layouts.reports import cells
from layouts.reports.content import Chart, Report, Table

FORMATS = {"count": "# ##0", "share": "0.0 %", "number": "# ##0.0", "date": "d mmm yyyy", "text": "@"}
WIDTHS = {"count": 12, "share": 10, "number": 12, "date": 14, "text": 24}
# A fixed creation time: same content, same bytes.
CREATED = datetime(2000, 1, 1, tzinfo=UTC)
SAFE = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}


def write(report: Report) -> bytes:
    """The workbook's bytes: a sheet about the report, one a table, one of charts' numbers with the charts."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, SAFE)
    book.set_properties({"title": report.title, "subject": report.facts["Period"], "created": CREATED})
    _about(book, report)
    for table in report.tables:
        _sheet(book, table)
    _charts(book, [chart for chart in report.charts if chart.series])
    book.close()
    return buffer.getvalue()


def sheet_name(text: str) -> str:
    """A sheet's name out of a title: at most 31 characters, none that Excel forbids."""
    return re.sub(r"[\[\]:*?/\\']", " ", text)[:31].strip() or "Table"


def _about(book: Any, report: Report) -> None:
    sheet = book.add_worksheet("About")
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 110)
    rows = [(report.question, f"{report.verdict} {report.evidence}"), *report.facts.items()]
    rows += [(label, f"{value}  {detail}".strip()) for label, value, detail in report.tiles]
    rows += [("", said) for said in report.meaning]
    for number, (label, text) in enumerate(rows):
        sheet.write_string(number, 0, label, bold)
        sheet.write_string(number, 1, text, wrap)


def _sheet(book: Any, table: Table) -> None:
    sheet = book.add_worksheet(sheet_name(table.title))
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    kinds = {kind: book.add_format({"num_format": form}) for kind, form in FORMATS.items()}
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.heading, head)
        sheet.set_column(place, place, WIDTHS[column.kind])
    for number, row in enumerate(cells.rows(table, spoken=False), 1):
        for place, (column, value) in enumerate(zip(table.columns, row, strict=True)):
            _cell(sheet, number, place, value, kinds[column.kind])
    sheet.freeze_panes(1, 1)
    last = max(len(table.frame), 1)
    sheet.autofilter(0, 0, last, len(table.columns) - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    if table.note:
        sheet.write_string(last + 2, 0, table.note)


def _cell(sheet: Any, row: int, place: int, value: Any, form: Any) -> None:
    if value is None:
        sheet.write_blank(row, place, None, form)
    elif isinstance(value, str):
        sheet.write_string(row, place, value)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, datetime.combine(value, datetime.min.time()), form)
    else:
        sheet.write_number(row, place, value, form)


def _charts(book: Any, charts: list[Chart]) -> None:
    if not charts:
        return
    sheet = book.add_worksheet("Charts")
    top = 0
    for chart in charts:
        top = _chart(book, sheet, chart, top)


def _chart(book: Any, sheet: Any, chart: Chart, top: int) -> int:
    """Numbers of a chart from row `top`, the chart beside them; returns the next free row."""
    sheet.write_string(top, 0, chart.title)
    for place, (name, values) in enumerate(chart.series, 1):
        sheet.write_string(top + 1, place, name)
        for number, value in enumerate(values):
            _cell(sheet, top + 2 + number, place, value, None)
    for number, category in enumerate(chart.categories):
        sheet.write_string(top + 2 + number, 0, category)
    last = top + 1 + len(chart.categories)
    drawn = book.add_chart({"type": "line" if chart.kind == "line" else "column"})
    for place, (name, _) in enumerate(chart.series, 1):
        drawn.add_series(
            {
                "name": name,
                "categories": ["Charts", top + 2, 0, last, 0],
                "values": ["Charts", top + 2, place, last, place],
            }
        )
    drawn.set_title({"name": chart.title, "name_font": {"size": 11}})
    drawn.set_size({"width": 720, "height": 320})
    sheet.insert_chart(top, len(chart.series) + 2, drawn, {"description": chart.alt or chart.title})
    return max(last + 3, top + 19)

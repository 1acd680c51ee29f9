"""The report as one workbook: typed cells, frozen headings, native charts, no formula out of data."""

import io
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from math import ceil
from typing import Any

import xlsxwriter

from layouts.reports import cells, hidden, pictures
from layouts.reports.content import Chart, Report, Section, Table
from layouts.reports.labels import labels
from layouts.speech import SOURCE
from records.settings import Settings

# Marks between thousands and decimals are the reader's own spreadsheet's; months have the report's language.
FORMATS = {"count": "#,##0", "share": "0.0%", "number": "#,##0.0"}
DAYS = {"en": "809", "fr": "40C", "de": "407", "es": "C0A", "ar": "1000401"}
WIDTHS = {"count": 12, "share": 10, "number": 12, "date": 14}
WIDE, PROSE = 24, 100
ROW = 15  # height of a line, points
MAP_SCALE = 0.8
XLSX_KINDS = {
    "bar": {"type": "column"},
    "stacked": {"type": "column", "subtype": "stacked"},
    "line": {"type": "scatter", "subtype": "straight"},
}
# Of a benchmark only the published points are known.
POINTS = {"line": {"none": True}, "marker": {"type": "circle", "size": 8}}
# A fixed creation time: same content, same bytes.
CREATED = datetime(2000, 1, 1, tzinfo=UTC)
SAFE = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}


def write(report: Report, settings: Settings | None = None) -> bytes:
    """The workbook's bytes: a sheet about the report, one a table, one of charts' numbers with the charts.

    Maps are pictures: they need `settings` and a Chromium; without, a line in their place says so.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, SAFE)
    book.set_properties({"title": report.title, "subject": report.facts["Period"], "created": CREATED})
    sheets = Sheets(book, report)
    _about(sheets)
    for section in report.sections:
        for place, table in enumerate(section.tables):
            _sheet(sheets, table, _below(report, section) if place == 0 else ())
    _charts(sheets, settings)
    book.close()
    return buffer.getvalue()


class Sheets:
    """The workbook's sheets under names that Excel takes, from right to left where the language is."""

    def __init__(self, book: Any, report: Report) -> None:
        self.book, self.report, self.speech = book, report, report.speech
        self.labels = labels(self.speech)
        self._taken: set[str] = set()

    def add(self, title: str) -> Any:
        """A new sheet; a title that was used already gets a number."""
        name, number = sheet_name(title), 2
        while name.casefold() in self._taken:
            name, number = f"{sheet_name(title)[:27]} {number}", number + 1
        self._taken.add(name.casefold())
        sheet = self.book.add_worksheet(name)
        if self.speech.rtl:
            sheet.right_to_left()
        return sheet


def sheet_name(text: str) -> str:
    """A sheet's name out of a title: at most 31 characters, none that Excel forbids."""
    return re.sub(r"[\[\]:*?/\\']", " ", text)[:31].strip() or "Table"


def _about(sheets: Sheets) -> None:
    report, label = sheets.report, sheets.labels
    sheet = sheets.add(label["about"] if report.language != SOURCE else "About")
    # In a sheet from right to left a line's full stop belongs at its left end, whatever word comes first.
    look = {"text_wrap": True, "valign": "top", "reading_order": 2 if sheets.speech.rtl else 1}
    bold, wrap = sheets.book.add_format({**look, "bold": True}), sheets.book.add_format(look)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 110)
    _printed(sheet)
    for number, (name, text) in enumerate(_lines(report, label)):
        sheet.write_string(number, 0, name, bold)
        sheet.write_string(number, 1, text, wrap)


def _lines(report: Report, label: dict[str, str]) -> list[tuple[str, str]]:
    rows = [(report.question, f"{report.verdict} {report.evidence}".strip())]
    rows += [("", report.scope)] if report.scope else []
    rows += report.labelled
    rows += [(name, f"{value}  {detail}".strip()) for name, value, detail in report.tiles]
    rows += [(bar.label, bar.counted) for bar in report.bars]
    rows += [(label["meaning"] if place == 0 else "", said) for place, said in enumerate(report.meaning)]
    about = f"{label['changed']}. {report.changed_about}".strip()
    for place, line in enumerate(report.changed):
        said = f"{line.label}: {line.now}, {label['before'].lower()}: {line.before}; {line.words}"
        rows.append((about if place == 0 else "", said))
    advice = enumerate(report.recommended)
    return rows + [(label["recommended"] if place == 0 else "", text) for place, text in advice]


def _below(report: Report, section: Section) -> tuple[str, ...]:
    """What a section of a scoped report says, which is of what its sheet is where it is not of the scope."""
    return tuple(filter(None, section.sentences)) if report.scope else ()


def _formats(sheets: Sheets) -> dict[str, Any]:
    kinds = {kind: sheets.book.add_format({"num_format": form}) for kind, form in FORMATS.items()}
    code = DAYS.get(sheets.report.language)
    day = sheets.book.add_format({"num_format": f"[$-{code}]d mmm yyyy" if code else "d mmm yyyy"})
    prose = sheets.book.add_format({"text_wrap": True, "valign": "top"})
    return {**kinds, "date": day, "prose": prose}


def _sheet(sheets: Sheets, table: Table, said: Sequence[str]) -> None:
    sheet = sheets.add(table.title)
    head = sheets.book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    kinds = _formats(sheets)
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.heading, head)
        long = column.kind == "prose" and place > 0
        sheet.set_column(place, place, PROSE if long else WIDTHS.get(column.kind, WIDE))
    for number, row in enumerate(cells.rows(table, spoken=False, speech=sheets.speech), 1):
        for place, (column, value) in enumerate(zip(table.columns, row, strict=True)):
            _cell(sheet, number, place, value, kinds.get(column.kind))
        longest = max(
            (len(v) for c, v in zip(table.columns, row, strict=True) if c.kind == "prose"), default=0
        )
        if longest > PROSE:
            sheet.set_row(number, ROW * ceil(longest / (0.9 * PROSE)))
    sheet.freeze_panes(1, 1)
    last = max(len(table.frame), 1)
    sheet.autofilter(0, 0, last, len(table.columns) - 1)
    sheet.repeat_rows(0)
    _printed(sheet)
    for number, text in enumerate(dict.fromkeys(filter(None, (table.note, *said)))):
        sheet.write_string(last + 2 + number, 0, text)


def _printed(sheet: Any) -> None:
    """On A4, as wide as one page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _cell(sheet: Any, row: int, place: int, value: Any, form: Any) -> None:
    if value is None:
        sheet.write_blank(row, place, None, form)
    elif isinstance(value, str):
        sheet.write_string(row, place, value, form)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, datetime.combine(value, datetime.min.time()), form)
    else:
        sheet.write_number(row, place, value, form)


def _charts(sheets: Sheets, settings: Settings | None) -> None:
    charts = sheets.report.charts
    if not charts:
        return
    maps = [chart for chart in charts if not chart.series]
    drawn = {}
    if settings is not None and pictures.chromium(settings) is not None:
        drawn = pictures.drawn(maps, settings, "png", 2)
    sheet, top = sheets.add(sheets.labels["charts"]), 0
    sheet.set_column(0, 0, WIDE)
    sheet.set_column(1, 4, WIDTHS["date"])
    _printed(sheet)
    for chart in charts:
        if chart.series:
            top = _chart(sheets, sheet, chart, top)
        else:
            top = _map(sheets, sheet, chart, drawn.get(chart.key), top)


def _chart(sheets: Sheets, sheet: Any, chart: Chart, top: int) -> int:
    """Numbers of a chart from row `top`, the chart beside them; returns the next free row."""
    sheet.write_string(top, 0, chart.title)
    kind = "share" if chart.kind == "line" else "count"
    form = sheets.book.add_format({"num_format": FORMATS[kind]})
    for place, (name, values) in enumerate(chart.series, 1):
        sheet.write_string(top + 1, place, name)
        for number, value in enumerate(values):
            _cell(sheet, top + 2 + number, place, value, form)
    for number, category in enumerate(hidden.categories(chart)):
        # Days since launch are numbers, so that a curve keeps its distances.
        _cell(sheet, top + 2 + number, 0, float(category) if chart.kind == "line" else category, None)
    last = top + 1 + len(chart.categories)
    drawn = sheets.book.add_chart(XLSX_KINDS[chart.kind])
    for place, (name, _) in enumerate(chart.series, 1):
        if chart.categories:
            ends = {
                "categories": [sheet.name, top + 2, 0, last, 0],
                "values": [sheet.name, top + 2, place, last, place],
            }
            look = POINTS if chart.kind == "line" and place > 1 else {}
            drawn.add_series({"name": name, **ends, **look})
    if not chart.categories:
        return top + 4
    lines = {"visible": True, "line": {"color": "#E3E5E0"}}
    drawn.set_y_axis({"num_format": "0%" if kind == "share" else "#,##0", "major_gridlines": lines})
    drawn.set_title({"name": chart.title, "name_font": {"size": 11}})
    drawn.set_size({"width": 720, "height": 320})
    sheet.insert_chart(top, len(chart.series) + 2, drawn, {"description": chart.alt or chart.title})
    if note := hidden.note(chart, sheets.speech):
        last += 1
        sheet.write_string(last, 0, note)
    return int(max(last + 3, top + 19))


def _map(sheets: Sheets, sheet: Any, chart: Chart, picture: bytes | None, top: int) -> int:
    """A map as a picture with its words and legend; returns the next free row."""
    sheet.write_string(top, 0, chart.title)
    sheet.write_string(top + 1, 0, chart.alt)
    if picture is None:
        missing = sheets.speech.say("The map's picture needs Chromium, which was not found.")
        sheet.write_string(top + 2, 0, missing)
        return top + 5
    for place, (colour, words) in enumerate(chart.legend):
        look = {"pattern": 14} if colour == "hatched" else {"bg_color": colour}
        sheet.write_blank(top + 2 + place, 0, None, sheets.book.add_format(look))
        sheet.write_string(top + 2 + place, 1, words)
    options = {"description": chart.alt or chart.title, "x_scale": MAP_SCALE / 2, "y_scale": MAP_SCALE / 2}
    sheet.insert_image(top + 2, 3, "map.png", {"image_data": io.BytesIO(picture), **options})
    sheet.write_string(top + 22, 3, sheets.labels["borders"])
    return top + 25

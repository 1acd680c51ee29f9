"""The report as slides: native charts and tables that stay editable, the map as a picture with its words."""

import io
import re
import zipfile
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Emu, Inches, Pt

from layouts.reports import cells, pictures
from layouts.reports.content import Chart, Report, Table
from records.problems import Problem
from records.settings import Settings

ROWS = 14  # rows of a table on one slide
CREATED = (2000, 1, 1, 0, 0, 0)
TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</)")
KINDS = {
    "bar": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "stacked": XL_CHART_TYPE.COLUMN_STACKED,
    "line": XL_CHART_TYPE.LINE,
}


def write(report: Report, settings: Settings) -> bytes:
    """The presentation's bytes. Raises Problem without Chromium (for maps) or for a bad template."""
    maps = pictures.drawn([c for c in report.charts if not c.series], settings, "png", 2)
    deck = _open(settings)
    _first(deck, report)
    for section in report.sections:
        if section.sentences:
            _words(deck, section.title, [said for said in section.sentences if said], report)
        for chart in section.charts:
            _chart(deck, chart, maps.get(chart.key), report)
        for table in section.tables:
            _table(deck, table, report)
    _words(deck, "About this report", [f"{name}: {value}" for name, value in report.facts.items()], report)
    buffer = io.BytesIO()
    deck.save(buffer)
    return _still(buffer.getvalue())


def _open(settings: Settings) -> Any:
    if not settings.report_template:
        deck = Presentation()
        deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
        return deck
    try:
        return Presentation(settings.report_template)
    except (OSError, KeyError, ValueError) as error:
        raise Problem(f"TRACE_REPORT_TEMPLATE cannot be opened as a PPTX file: {error}") from error


def _slide(deck: Any, title: str, report: Report) -> Any:
    layouts = deck.slide_layouts
    named = next((one for one in layouts if one.name == "Title Only"), layouts[min(5, len(layouts) - 1)])
    slide = deck.slides.add_slide(named)
    if slide.shapes.title is not None:
        slide.shapes.title.text = title
        slide.shapes.title.text_frame.paragraphs[0].font.size = Pt(26)
    _text(
        slide, [_foot(report)], Inches(0.5), deck.slide_height - Inches(0.5), deck.slide_width - Inches(1), 10
    )
    return slide


def _foot(report: Report) -> str:
    simulated = "SIMULATED CAMPAIGN · " if report.simulated else ""
    facts = report.facts
    said = (facts["Period"], f"as of {facts['As of']}", f"data version {facts['Data version']}")
    return f"{simulated}{' · '.join((*said, facts['Disclosure rule']))}"


def _text(
    slide: Any, lines: list[str], left: int, top: int, width: int, size: int, height: int | None = None
) -> None:
    box = slide.shapes.add_textbox(left, top, width, height or Inches(0.4))
    box.text_frame.word_wrap = True
    for number, line in enumerate(lines):
        paragraph = box.text_frame.paragraphs[0] if number == 0 else box.text_frame.add_paragraph()
        paragraph.text = line
        paragraph.font.size = Pt(size)
        paragraph.space_after = Pt(size / 2)


def _first(deck: Any, report: Report) -> None:
    slide = _slide(deck, report.verdict, report)
    wide = deck.slide_width - Inches(1)
    _text(slide, [report.question, report.evidence], Inches(0.5), Inches(1.5), wide, 18, Inches(1.2))
    step = int(wide / max(len(report.tiles), 1))
    for place, (label, value, detail) in enumerate(report.tiles):
        lines = [value, label, detail]
        _text(slide, lines, Inches(0.5) + Emu(place * step), Inches(3.1), Emu(step), 14, Inches(1.2))
    _text(slide, list(report.meaning), Inches(0.5), Inches(4.6), wide, 14, Inches(2))


def _words(deck: Any, title: str, lines: list[str], report: Report) -> None:
    slide = _slide(deck, title, report)
    _text(slide, lines, Inches(0.5), Inches(1.6), deck.slide_width - Inches(1), 16, Inches(5))


def _chart(deck: Any, chart: Chart, picture: bytes | None, report: Report) -> None:
    slide = _slide(deck, chart.title, report)
    left, top, width, height = (
        Inches(0.5),
        Inches(1.4),
        deck.slide_width - Inches(1),
        deck.slide_height - Inches(2.1),
    )
    if picture is not None:
        shape = slide.shapes.add_picture(io.BytesIO(picture), left, top, height=height)
        shape.left = int((deck.slide_width - shape.width) / 2)
        shape._element._nvXxPr.cNvPr.set("descr", chart.alt or chart.title)
        return
    data = CategoryChartData()
    data.categories = list(chart.categories)
    for name, values in chart.series:
        data.add_series(name, values)
    frame = slide.shapes.add_chart(KINDS[chart.kind], left, top, width, height, data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", chart.alt or chart.title)
    drawn = frame.chart
    drawn.has_legend = len(chart.series) > 1
    colours = (RGBColor(0x00, 0x72, 0xB2), RGBColor(0x8A, 0x94, 0x9A), RGBColor(0xB7, 0xD2, 0xE4))
    for series, colour in zip(drawn.plots[0].series, colours, strict=False):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = colour
        series.format.line.color.rgb = colour


def _table(deck: Any, table: Table, report: Report) -> None:
    rows = cells.rows(table, spoken=True)
    pages = [rows[start : start + ROWS] for start in range(0, len(rows), ROWS)] or [[]]
    for number, page in enumerate(pages, 1):
        title = table.title if len(pages) == 1 else f"{table.title} ({number} of {len(pages)})"
        slide = _slide(deck, title, report)
        shape = slide.shapes.add_table(
            len(page) + 1,
            len(table.columns),
            Inches(0.5),
            Inches(1.4),
            deck.slide_width - Inches(1),
            Inches(0.3),
        )
        heads = [column.heading for column in table.columns]
        for row, values in enumerate([heads, *page]):
            for place, value in enumerate(values):
                cell = shape.table.cell(row, place)
                cell.text = str(value)
                cell.text_frame.paragraphs[0].font.size = Pt(11)
                cell.margin_top = cell.margin_bottom = Pt(1)


def _still(body: bytes) -> bytes:
    """The same archive with a fixed time on every part and embedded workbook: same content, same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as still:
        for name in given.namelist():
            part = given.read(name)
            if name.endswith(".xlsx"):
                part = _still(part)
            elif name == "docProps/core.xml":
                part = TIMES.sub(rb"\g<1>2000-01-01T00:00:00Z\g<2>", part)
            still.writestr(zipfile.ZipInfo(name, CREATED), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()

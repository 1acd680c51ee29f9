"""The report as slides: native charts and tables that stay editable, the map as a picture with its words."""

import io
import re
import zipfile
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PackageNotFoundError
from pptx.util import Emu, Inches, Pt

from layouts.reports import cells, pictures, slides
from layouts.reports.content import Chart, Column, Report, Table
from layouts.reports.labels import foot, labels
from records.problems import Problem
from records.settings import Settings

MOST_SLIDES = 12  # of one table; the slide says how many rows there are and where they all stand
EDGE, TOP, FOOT, HEAD = Inches(0.5), Inches(1.35), Inches(0.75), Inches(0.95)
TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
CREATED = (2000, 1, 1, 0, 0, 0)
TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</)")
KINDS = {
    "bar": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "stacked": XL_CHART_TYPE.COLUMN_STACKED,
    "line": XL_CHART_TYPE.XY_SCATTER_LINES,
}
BENCHMARK = RGBColor(0x48, 0x53, 0x5A)
COLOURS = tuple(RGBColor.from_string(colour) for colour in ("0072B2", "B7D2E4", "8A949A", "009E73"))


def write(report: Report, settings: Settings) -> bytes:
    """The presentation's bytes. Raises Problem without Chromium (for maps) or for a bad template."""
    maps = pictures.drawn([c for c in report.charts if not c.series], settings, "png", 2)
    deck = Deck(_open(settings), report, own=bool(settings.report_template))
    deck.first()
    deck.front()
    for section in report.sections:
        if section.sentences:
            deck.words(section.title, [said for said in section.sentences if said])
        for chart in section.charts:
            deck.chart(chart, maps.get(chart.key))
        for table in section.tables:
            deck.table(table)
    deck.words(deck.labels["about"], [f"{name}: {value}" for name, value in report.labelled])
    buffer = io.BytesIO()
    deck.file.core_properties.title = report.title
    deck.file.core_properties.language = report.language
    deck.file.save(buffer)
    return _still(buffer.getvalue())


def _open(settings: Settings) -> Any:
    if not settings.report_template:
        deck = Presentation()
        deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
        return deck
    try:
        return Presentation(settings.report_template)
    except (OSError, KeyError, ValueError, PackageNotFoundError) as error:
        raise Problem(f"TRACE_REPORT_TEMPLATE cannot be opened as a PPTX file: {error}") from error


class Deck:
    """A presentation that grows slide by slide."""

    def __init__(self, file: Any, report: Report, *, own: bool) -> None:
        self.file, self.report, self.speech, self.own = file, report, report.speech, own
        self.labels = labels(self.speech)
        layouts = file.slide_layouts
        usual = layouts[min(5, len(layouts) - 1)]
        self.layout = next((one for one in layouts if one.name == "Title Only"), usual)
        self.top = self._below_title()
        self.wide = int(file.slide_width - 2 * EDGE)
        self.high = int(file.slide_height - self.top - FOOT)

    def _below_title(self) -> int:
        """Where the content begins: under the title as an organisation's own template places it."""
        titles = (one for one in self.layout.placeholders if one.placeholder_format.type in TITLES)
        placed = next(titles, None) if self.own else None
        if placed is None:
            return int(TOP)
        return int(min(placed.top + placed.height, self.file.slide_height // 3))

    def slide(self, title: str) -> Any:
        """An empty slide with its title and foot."""
        slide = self.file.slides.add_slide(self.layout)
        if slide.shapes.title is not None:
            self._head(slide.shapes.title, title)
        place = (EDGE, int(self.file.slide_height - Inches(0.62)), self.wide, Inches(0.5))
        mark = f"{self.labels['simulated'].upper()} · " if self.report.simulated else ""
        said = f"{mark}{self.report.facts['Period']} · {foot(self.report)}"
        slides.text(slide, [said], place, self.speech, (10, 9, 8))
        return slide

    def _head(self, heading: Any, title: str) -> None:
        heading.text = title
        paragraph = heading.text_frame.paragraphs[0]
        if not self.own:
            heading.left, heading.top, heading.width, heading.height = EDGE, Inches(0.3), self.wide, HEAD
            paragraph._p.get_or_add_pPr().set("algn", "l")
        paragraph.font.size = Pt(slides.fitting([title], heading.width, heading.height, (26, 22, 18)))
        heading.text_frame.word_wrap = True
        slides.turned(paragraph, self.speech)

    def first(self) -> None:
        """Question, verdict, tiles, what they mean."""
        report = self.report
        slide = self.slide(report.verdict)
        said = [report.question, report.evidence] if report.evidence else [report.question]
        slides.text(slide, said, (EDGE, self.top, self.wide, Inches(1.25)), self.speech, (18, 16, 14))
        step = int(self.wide / max(len(report.tiles), 1))
        for number, (label, value, detail) in enumerate(report.tiles):
            at = len(report.tiles) - 1 - number if self.speech.rtl else number
            left = EDGE + at * step
            value_place = (left, self.top + Inches(1.4), step, Inches(0.5))
            slides.text(slide, [value], value_place, self.speech, (24, 20, 16), bold=True)
            rest = [label, detail] if detail else [label]
            slides.text(
                slide, rest, (left, self.top + Inches(1.9), step, Inches(0.95)), self.speech, (14, 12)
            )
        place = (EDGE, self.top + Inches(3), self.wide, self.high - Inches(3))
        slides.text(slide, report.meaning, place, self.speech, (16, 14, 12), bullet=True)

    def front(self) -> None:
        """Steps to a result; what changed and what we recommend."""
        report = self.report
        if report.bars:
            self.bars()
        slide = self.slide(f"{self.labels['changed']} · {self.labels['recommended']}")
        half = int(self.wide / 2 - Inches(0.2))
        left, right = int(EDGE), int(EDGE + half + Inches(0.4))
        if self.speech.rtl:
            left, right = right, left
        about = report.changed_about if report.changed else self.labels["nothing_to_compare"]
        slides.text(slide, [about], (left, self.top, half, Inches(0.4)), self.speech, (14, 12))
        if report.changed:
            heads = (self.labels["fact"], self.labels["before"], self.labels["now"], self.labels["change"])
            kinds = ("text", "count", "count", "count")
            columns = [
                Column(str(n), head, kind) for n, (head, kind) in enumerate(zip(heads, kinds, strict=True))
            ]
            rows = [(line.label, line.before, line.now, line.words) for line in report.changed]
            grid = slides.grid(columns, rows, half)
            slides.table(slide, columns, rows, grid, (left, self.top + Inches(0.5)), self.speech)
        said = report.recommended or (self.labels["nothing"],)
        slides.text(slide, said, (right, self.top, half, self.high), self.speech, (16, 14, 12), bullet=True)

    def bars(self) -> None:
        """The steps as a native bar chart, with their counts in the labels."""
        slide = self.slide(self.labels["steps"])
        shown = self.report.bars
        data = CategoryChartData(number_format="0%")
        data.categories = [f"{bar.label}: {bar.counted}" for bar in reversed(shown)]
        data.add_series(self.labels["share"], [bar.share for bar in reversed(shown)])
        frame = slide.shapes.add_chart(
            XL_CHART_TYPE.BAR_CLUSTERED, EDGE, self.top, self.wide, self.high, data
        )
        said = "; ".join(f"{bar.label}: {bar.counted}" for bar in shown)
        frame._element.nvGraphicFramePr.cNvPr.set("descr", said)
        drawn = frame.chart
        drawn.has_legend = drawn.has_title = False
        drawn.value_axis.maximum_scale, drawn.value_axis.minimum_scale = 1, 0
        _axes(drawn, "0%")
        _coloured(drawn)

    def words(self, title: str, said: list[str]) -> None:
        """Sentences."""
        place = (EDGE, self.top, self.wide, self.high)
        slides.text(self.slide(title), said, place, self.speech, (18, 16, 14, 12, 11))

    def chart(self, chart: Chart, picture: bytes | None) -> None:
        """A native chart, or the map."""
        slide = self.slide(chart.title)
        if picture is not None:
            self._map(slide, chart, picture)
            return
        if not chart.categories:
            slides.text(
                slide, [self.labels["nothing"]], (EDGE, self.top, self.wide, self.high), self.speech, (16,)
            )
            return
        data = _curve(chart) if chart.kind == "line" else _columns(chart)
        frame = slide.shapes.add_chart(KINDS[chart.kind], EDGE, self.top, self.wide, self.high, data)
        frame._element.nvGraphicFramePr.cNvPr.set("descr", chart.alt or chart.title)
        drawn = frame.chart
        drawn.has_title = False
        drawn.has_legend = len(chart.series) > 1
        if drawn.has_legend:
            drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
        _axes(drawn, "0%" if chart.kind == "line" else "#,##0")
        _coloured(drawn)
        if chart.kind == "line":
            _points(drawn)

    def _map(self, slide: Any, chart: Chart, picture: bytes) -> None:
        height = self.high - Inches(1.15)
        shape = slide.shapes.add_picture(io.BytesIO(picture), EDGE, self.top, height=Emu(height))
        shape.left = int((self.file.slide_width - shape.width) / 2)
        shape._element._nvXxPr.cNvPr.set("descr", chart.alt or chart.title)
        below = self.top + height
        slides.legend(slide, chart.legend, EDGE, below, self.wide, self.speech)
        said = [chart.alt, self.labels["borders"]]
        slides.text(slide, said, (EDGE, below + Inches(0.35), self.wide, Inches(0.8)), self.speech, (11, 10))

    def table(self, table: Table) -> None:
        """A table over as many slides as it needs, at most MOST_SLIDES; the last says what is left."""
        rows = cells.rows(table, spoken=True, speech=self.speech)
        if not rows:
            self.words(table.title, [self.labels["nothing"]])
            return
        grid = slides.grid(table.columns, rows, self.wide)
        head = grid.height([column.heading for column in table.columns])
        pages = list(slides.pages(rows, grid, self.high / slides.POINT - head))
        shown = pages[:MOST_SLIDES]
        count = sum(map(len, shown))
        for number, page in enumerate(shown, 1):
            title = table.title
            if len(shown) > 1:
                title = self.speech.say(
                    "{title} ({page} of {pages})", title=title, page=number, pages=len(shown)
                )
            if count < len(rows):
                part = self.speech.many(
                    "the first {shown} of {n} row; all are in the workbook and the archive",
                    "the first {shown} of {n} rows; all are in the workbook and the archive",
                    len(rows),
                    shown=count,
                )
                title = f"{title}: {part}"
            slide = self.slide(title)
            slides.table(slide, table.columns, page, grid, (EDGE, self.top), self.speech)


def _columns(chart: Chart) -> Any:
    data = CategoryChartData(number_format="#,##0")
    data.categories = list(chart.categories)
    for name, values in chart.series:
        data.add_series(name, values)
    return data


def _curve(chart: Chart) -> Any:
    """Days are numbers: a point stands where its day is, however many days lie between two."""
    data = XyChartData(number_format="0%")
    for name, values in chart.series:
        series = data.add_series(name)
        for day, value in zip(chart.categories, values, strict=True):
            if value is not None:
                series.add_data_point(float(day), value)
    return data


def _axes(drawn: Any, form: str) -> None:
    drawn.font.size = Pt(12)
    labels = drawn.value_axis.tick_labels
    labels.number_format, labels.number_format_is_linked = form, False
    drawn.value_axis.major_gridlines.format.line.color.rgb = slides.LINE_COLOUR


def _points(drawn: Any) -> None:
    """The campaign is a line; of a benchmark only the published points are known, and nothing between."""
    for number, series in enumerate(drawn.plots[0].series):
        if number == 0:
            series.marker.style = XL_MARKER_STYLE.NONE
        else:
            series.format.line.fill.background()
            series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 9
            series.marker.format.fill.solid()
            series.marker.format.fill.fore_color.rgb = BENCHMARK


def _coloured(drawn: Any) -> None:
    for series, colour in zip(drawn.plots[0].series, COLOURS, strict=False):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = colour
        series.format.line.color.rgb = colour
        series.smooth = False


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

"""Charts of the slides that stay editable: bars of the steps, columns, curves by day."""

from typing import Any

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.util import Emu, Pt

from layouts.reports import hidden, outcome_charts
from layouts.reports.content import Bar, Chart
from layouts.reports.slides import LINE_COLOUR, Place

KINDS = {
    "bar": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "stacked": XL_CHART_TYPE.COLUMN_STACKED,
    "line": XL_CHART_TYPE.XY_SCATTER_LINES,
}
BENCHMARK = RGBColor(0x48, 0x53, 0x5A)
COLOURS = tuple(RGBColor.from_string(colour) for colour in ("0072B2", "B7D2E4", "8A949A", "009E73"))
GAP = 40  # between columns, percent of a column's width


def steps(slide: Any, bars: tuple[Bar, ...], name: str, place: Place) -> None:
    """The steps as bars from the top, with their counts in the labels."""
    data = CategoryChartData(number_format="0%")
    data.categories = [f"{bar.label}: {bar.counted}" for bar in reversed(bars)]
    data.add_series(name, [bar.share for bar in reversed(bars)])
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *map(Emu, place), data)
    _described(frame, "; ".join(f"{bar.label}: {bar.counted}" for bar in bars))
    drawn = frame.chart
    drawn.has_legend = drawn.has_title = False
    drawn.value_axis.maximum_scale, drawn.value_axis.minimum_scale = 1, 0
    drawn.plots[0].gap_width = GAP
    _axes(drawn, "0%")
    _coloured(drawn)


def add(slide: Any, chart: Chart, place: Place) -> None:
    """A chart of categories and series (`chart.kind` bar, stacked or line) in its place."""
    data = _curve(chart) if chart.kind == "line" else _columns(chart)
    frame = slide.shapes.add_chart(KINDS[chart.kind], *map(Emu, place), data)
    _described(frame, chart.alt or chart.title)
    drawn = frame.chart
    drawn.has_title = False
    drawn.has_legend = len(chart.series) > 1
    if drawn.has_legend:
        drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    _axes(drawn, "0%" if chart.kind == "line" else "#,##0")
    _coloured(drawn)
    if chart.kind == "line":
        _points(drawn)
    else:
        drawn.plots[0].gap_width = _gap(len(chart.categories))
        if max((value or 0 for _, values in chart.series for value in values), default=0) < 5:
            drawn.value_axis.major_unit = 1  # counts: no half of one


def _gap(n: int) -> int:
    """Between columns, percent of a column: one of a few is not a wall."""
    empty = outcome_charts.gap(n)
    return min(int(100 * empty / (1 - empty)), 500)


def _described(frame: Any, words: str) -> None:
    frame._element.nvGraphicFramePr.cNvPr.set("descr", words)


def _columns(chart: Chart) -> Any:
    data = CategoryChartData(number_format="#,##0")
    data.categories = list(hidden.categories(chart))
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
    drawn.value_axis.major_gridlines.format.line.color.rgb = LINE_COLOUR
    drawn.value_axis.format.line.fill.background()
    drawn.category_axis.format.line.color.rgb = COLOURS[2]


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

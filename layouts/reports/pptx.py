"""The report as slides: what each section found first, the long tables behind it as an appendix.

Charts and tables are native and stay editable; a map is a picture with its words.
"""

import io
from collections.abc import Sequence
from typing import Any

from pptx.util import Emu, Inches

from layouts.reports import cells, deck_file, hidden, native_charts, pictures, slide_tables, slides
from layouts.reports.content import Chart, Column, Report, Section, Table
from layouts.reports.deck import SENTENCES, Deck
from layouts.reports.slides import EDGE
from records.settings import Settings

FEW = 12  # rows of a table that can be set larger
MOST_SLIDES = 12  # of one table; the slide says how many rows there are and where they all stand


def write(report: Report, settings: Settings) -> bytes:
    """The presentation's bytes. Raises Problem without Chromium (for maps) or for a bad template."""
    maps = pictures.drawn([c for c in report.charts if not c.series], settings, "png", 2)
    deck = Slides(deck_file.opened(settings), report, own=bool(settings.report_template))
    groups = [(report.title, deck.group(deck.first, deck.front))]
    for section in report.sections:
        groups.append((section.title, deck.group(lambda one=section: deck.section(one, maps))))
    groups.append((deck.labels["appendix"], deck.group(deck.appendix, deck.about)))
    deck_file.named(deck.file, groups)
    deck.file.core_properties.title = report.title
    deck.file.core_properties.language = report.language
    return deck_file.written(deck.file)


class Slides(Deck):
    """The report's slides."""

    def __init__(self, file: Any, report: Report, *, own: bool) -> None:
        super().__init__(file, report, own=own)
        self.long: list[tuple[Section, Table]] = []

    def first(self) -> None:
        """Question, verdict, tiles, what they mean."""
        report = self.report
        slide = self.slide(report.verdict, report.question)
        said = [one for one in (report.question if self.own else "", report.evidence, report.scope) if one]
        left, top, wide, _ = self.room()
        slides.text(slide, said, (left, top, wide, int(Inches(1.2))), self.speech, (20, 18, 16, 14))
        self._tiles(slide, top + int(Inches(1.35)))
        slides.text(
            slide, report.meaning, self.room(top + int(Inches(3.05))), self.speech, (16, 14, 12), bullet=True
        )

    def _tiles(self, slide: Any, top: int) -> None:
        """Large numbers between two lines."""
        tiles = self.report.tiles
        step = int(self.wide / max(len(tiles), 1))
        for edge in (top, top + int(Inches(1.45))):
            slides.line(slide, int(EDGE), edge, self.wide)
        for number, (label, value, detail) in enumerate(tiles):
            at = len(tiles) - 1 - number if self.speech.rtl else number
            left = int(EDGE) + at * step
            place = (left, top + int(Inches(0.05)), step, int(Inches(0.5)))
            slides.text(slide, [value], place, self.speech, (26, 22, 18, 16), bold=True)
            below = (left, top + int(Inches(0.55)), step, int(Inches(0.45)))
            slides.text(slide, [label], below, self.speech, (14, 12, 11))
            last = (left, top + int(Inches(0.98)), step, int(Inches(0.4)))
            slides.text(slide, [detail] if detail else [], last, self.speech, (12, 11), colour=slides.INK3)

    def front(self) -> None:
        """Steps to a result; what changed and what we recommend."""
        report = self.report
        if report.bars:
            slide = self.slide(self.labels["steps"])
            native_charts.steps(slide, report.bars, self.labels["share"], self.room())
        slide = self.slide(f"{self.labels['changed']} · {self.labels['recommended']}")
        half = int(self.wide / 2 - Inches(0.2))
        left, right = int(EDGE), int(EDGE + half + Inches(0.4))
        if self.speech.rtl:
            left, right = right, left
        about = report.changed_about if report.changed else self.labels["nothing_to_compare"]
        slides.text(slide, [about], (left, self.top, half, int(Inches(0.4))), self.speech, (14, 12))
        if report.changed:
            self._changes(slide, left, half)
        said = report.recommended or (self.labels["nothing"],)
        place = (right, self.top, half, self.bottom - self.top)
        slides.text(slide, said, place, self.speech, (16, 14, 12), bullet=True)

    def _changes(self, slide: Any, left: int, wide: int) -> None:
        heads = (self.labels["fact"], self.labels["before"], self.labels["now"], self.labels["change"])
        kinds = ("text", "count", "count", "count")
        columns = [
            Column(str(n), head, kind) for n, (head, kind) in enumerate(zip(heads, kinds, strict=True))
        ]
        rows = [(line.label, line.before, line.now, line.words) for line in self.report.changed]
        grid = slide_tables.grid(columns, rows, wide)
        place = (left, self.top + int(Inches(0.5)))
        slide_tables.table(slide, columns, rows, grid, place, self.speech, plain=not self.own)

    def section(self, section: Section, maps: dict[str, bytes]) -> None:
        """Its sentences over its first chart or short table, the others after it; long tables come later."""
        said = [one for one in section.sentences if one]
        short, notes = self._sorted(section)
        self.noting(notes)
        for chart in section.charts:
            self.chart(chart, maps.get(chart.key), section.title, said)
            said = []
        for table in short:
            self.table(table, section.title, said)
            said = []
        if said:
            slides.text(self.slide(section.title), said, self.room(), self.speech, SENTENCES)
        elif not section.charts and not short and not any(section is one for one, _ in self.long):
            slides.text(self.slide(section.title), [self.labels["nothing"]], self.room(), self.speech, (18,))
        self.noting([])

    def _sorted(self, section: Section) -> tuple[list[Table], list[str]]:
        """The tables that fit on a slide; a word on each of the others."""
        short, notes = [], []
        for table in section.tables:
            if table.frame.empty:
                notes.append(self.speech.say("{title}: nothing in this scope.", title=table.title))
            elif len(self._pages(table)[1]) == 1:
                short.append(table)
            else:
                self.long.append((section, table))
                notes.append(
                    self.speech.many(
                        "{title}: {n} row, in the appendix.",
                        "{title}: {n} rows, in the appendix.",
                        len(table.frame),
                        title=table.title,
                    )
                )
        return short, notes

    def appendix(self) -> None:
        """The long tables."""
        for section, table in self.long:
            self.table(table, section.title)

    def about(self) -> None:
        """What every file carries."""
        said = [f"{name}: {value}" for name, value in self.report.labelled]
        slides.text(self.slide(self.labels["about"]), said, self.room(), self.speech, SENTENCES)

    def chart(self, chart: Chart, picture: bytes | None, kicker: str, said: Sequence[str] = ()) -> None:
        """A native chart, or the map, under the sentences."""
        slide = self.slide(chart.title, kicker)
        top = self.said(slide, said)
        if picture is not None:
            self._map(slide, chart, picture, top)
        elif chart.categories:
            self._native(slide, chart, top)
        else:
            slides.text(slide, [self.labels["nothing"]], self.room(top), self.speech, (16,))

    def _native(self, slide: Any, chart: Chart, top: int) -> None:
        """The chart, and under it what the mark of hidden counts means."""
        left, top, wide, high = self.room(top)
        if note := hidden.note(chart, self.speech):
            line = slides.taken([note], wide, 11)
            high -= line
            place = (left, top + high, wide, line)
            slides.text(slide, [note], place, self.speech, (11,), colour=slides.INK3)
        native_charts.add(slide, chart, (left, top, wide, high))

    def _map(self, slide: Any, chart: Chart, picture: bytes, top: int) -> None:
        height = self.bottom - top - int(Inches(1.15))
        shape = slide.shapes.add_picture(io.BytesIO(picture), EDGE, top, height=Emu(height))
        shape.left = int((self.file.slide_width - shape.width) / 2)
        shape._element._nvXxPr.cNvPr.set("descr", chart.alt or chart.title)
        below = top + height
        slides.legend(slide, chart.legend, EDGE, below, self.wide, self.speech)
        said = [chart.alt, self.labels["borders"]]
        place = (int(EDGE), below + int(Inches(0.35)), self.wide, int(Inches(0.8)))
        slides.text(slide, said, place, self.speech, (11, 10), colour=slides.INK3)

    def _pages(self, table: Table, top: int | None = None) -> tuple[slide_tables.Grid, list[Sequence[Any]]]:
        rows = cells.rows(table, spoken=True, speech=self.speech)
        grid = slide_tables.grid(table.columns, rows, self.wide, large=len(rows) <= FEW)
        head = grid.height([column.heading for column in table.columns])
        note = slides.taken([table.note], self.wide, 11) if table.note else 0
        room = (self.room(top)[3] - note) / slides.POINT - head
        return grid, list(slide_tables.pages(rows, grid, room))

    def table(self, table: Table, kicker: str, said: Sequence[str] = ()) -> None:
        """A table over as many slides as it needs, at most MOST_SLIDES; titles say the part of it."""
        grid, pages = self._pages(table, self.below(said))
        if said and len(pages) > 1:  # sentences and table do not fit on one slide
            slides.text(self.slide(kicker), said, self.room(), self.speech, SENTENCES)
            said = ()
            grid, pages = self._pages(table)
        shown = pages[:MOST_SLIDES]
        whole = sum(map(len, pages))
        for number, page in enumerate(shown, 1):
            slide = self.slide(self._part(table.title, number, shown, whole), kicker)
            top = self.said(slide, said)
            slide_tables.table(
                slide, table.columns, page, grid, (int(EDGE), top), self.speech, plain=not self.own
            )
            if table.note:
                high = slides.taken([table.note], self.wide, 11)
                place = (int(EDGE), self.bottom - high, self.wide, high)
                slides.text(slide, [table.note], place, self.speech, (11,), colour=slides.INK3)

    def _part(self, title: str, number: int, shown: Sequence[Sequence[Any]], whole: int) -> str:
        if len(shown) > 1:
            title = self.speech.say("{title} ({page} of {pages})", title=title, page=number, pages=len(shown))
        count = sum(map(len, shown))
        if count == whole:
            return title
        part = self.speech.many(
            "the first {shown} of {n} row; all are in the workbook and the archive",
            "the first {shown} of {n} rows; all are in the workbook and the archive",
            whole,
            shown=count,
        )
        return f"{title}: {part}"

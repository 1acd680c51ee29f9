"""A presentation that grows: titles, feet, marks and sentences where they stand on every slide."""

from collections.abc import Sequence
from typing import Any

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.util import Inches, Pt

from layouts.reports import slides
from layouts.reports.content import Report
from layouts.reports.labels import foot, labels
from layouts.reports.slides import EDGE

TOP, FOOT, HEAD = Inches(1.45), Inches(0.75), Inches(0.75)
KICKER = Inches(0.35)  # over a title: its section
TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
SENTENCES = (18, 16, 14, 12, 11)  # sizes of the type, points
BESIDE = (14, 13, 12, 11)  # of sentences over a chart or table
NOTE = 11  # of what stands over the foot
GAP = Inches(0.12)


class Deck:
    """A presentation that grows, in either direction, in an organisation's template or ours."""

    def __init__(self, file: Any, report: Report, *, own: bool) -> None:
        self.file, self.report, self.speech, self.own = file, report, report.speech, own
        self.labels = labels(self.speech)
        layouts = file.slide_layouts
        usual = layouts[min(5, len(layouts) - 1)]
        self.layout = next((one for one in layouts if one.name == "Title Only"), usual)
        self.top = self._below_title()
        self.wide = int(file.slide_width - 2 * EDGE)
        self.notes: list[str] = []  # over the foot of one slide
        self.noted = False

    def _below_title(self) -> int:
        """Where the content begins: under the title as an organisation's own template places it."""
        titles = (one for one in self.layout.placeholders if one.placeholder_format.type in TITLES)
        placed = next(titles, None) if self.own else None
        if placed is None:
            return int(TOP)
        return int(min(placed.top + placed.height, self.file.slide_height // 3))

    @property
    def bottom(self) -> int:
        """Where the content ends: over the foot, and over the notes that still have to be said."""
        foot = int(self.file.slide_height - FOOT)
        return foot - (slides.taken([" ".join(self.notes)], self.wide, NOTE) if self.notes else 0)

    def group(self, *made: Any) -> int:
        """How many slides these add."""
        before = len(self.file.slides)
        for make in made:
            make()
        return len(self.file.slides) - before

    def room(self, top: int | None = None) -> slides.Place:
        """The place from `top` (default: under the title) down to the foot."""
        top = self.top if top is None else top
        return int(EDGE), top, self.wide, self.bottom - top

    def slide(self, title: str, kicker: str = "") -> Any:
        """An empty slide with its title, the section over it, its mark, its notes and its foot."""
        if self.noted:
            self.notes, self.noted = [], False
        slide = self.file.slides.add_slide(self.layout)
        if slide.shapes.title is not None:
            self._head(slide.shapes.title, title)
        if not self.own:
            if kicker and kicker != title:
                place = (int(EDGE), int(KICKER), self.wide, int(Inches(0.3)))
                slides.text(slide, [kicker], place, self.speech, (12,), colour=slides.INK3)
            if self.report.simulated:
                slides.chip(slide, self.labels["simulated"].upper(), EDGE + self.wide, KICKER, self.speech)
        self._foot(slide)
        self._note(slide)
        return slide

    def noting(self, notes: list[str]) -> None:
        """The next slide says these over its foot."""
        self.notes, self.noted = notes, False

    def _note(self, slide: Any) -> None:
        """Where the section's other tables are, on its first slide; the room is kept for its content."""
        if not self.notes:
            return
        said = " ".join(self.notes)
        high = slides.taken([said], self.wide, NOTE)
        place = (int(EDGE), int(self.file.slide_height - FOOT) - high, self.wide, high)
        slides.text(slide, [said], place, self.speech, (NOTE,), colour=slides.INK3)
        self.noted = True

    def _head(self, heading: Any, title: str) -> None:
        heading.text = title
        paragraph = heading.text_frame.paragraphs[0]
        if not self.own:
            heading.left, heading.top, heading.width, heading.height = EDGE, Inches(0.6), self.wide, HEAD
            paragraph._p.get_or_add_pPr().set("algn", "l")
            paragraph.font.bold = True
        paragraph.font.size = Pt(slides.fitting([title], heading.width, heading.height, (28, 24, 20, 17)))
        heading.text_frame.word_wrap = True
        slides.turned(paragraph, self.speech)

    def _foot(self, slide: Any) -> None:
        """Period, as-of, version and rule; the slide's number, which stays true when slides are moved."""
        mark = f"{self.labels['simulated'].upper()} · " if self.report.simulated and self.own else ""
        said = f"{mark}{self.report.facts['Period']} · {foot(self.report)}"
        top, number = int(self.file.slide_height - Inches(0.62)), int(Inches(0.6))
        left = int(EDGE) + (number if self.speech.rtl else 0)
        slides.text(
            slide, [said], (left, top, self.wide - number, int(Inches(0.5))), self.speech, (10, 9, 8),
            colour=slides.INK3,
        )  # fmt: skip
        at = int(EDGE) if self.speech.rtl else int(EDGE) + self.wide - number
        slides.number(slide, (at, top, number, int(Inches(0.3))), self.speech)

    def room_of(self, said: Sequence[str]) -> tuple[float, int]:
        """The type at which sentences take a third of the slide at most, and the height that they take."""
        size = slides.fitting(said, self.wide, (self.bottom - self.top) // 3, BESIDE)
        return size, slides.taken(said, self.wide, size)

    def below(self, said: Sequence[str]) -> int:
        """Where the content begins under these sentences."""
        return int(self.top + self.room_of(said)[1] + GAP) if said else self.top

    def said(self, slide: Any, said: Sequence[str]) -> int:
        """Sentences under the title; where they end."""
        if not said:
            return self.top
        size, high = self.room_of(said)
        slides.text(slide, said, (int(EDGE), self.top, self.wide, high), self.speech, (size,))
        return self.below(said)

"""Parts of slides: text that fits its box, tables in pages that fit, legends; in either direction."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_PATTERN
from pptx.enum.shapes import MSO_SHAPE
from pptx.util import Emu, Inches, Pt

from layouts.reports.content import NUMERIC, Column
from layouts.reports.labels import TAGS
from layouts.speech import Speech

LETTER = 0.52  # width of a usual letter, in sizes of the type
LINE = 1.25  # height of a line, in sizes of the type
WORD_LETTER = 0.6  # the same for single words, which must not be broken
BOLD = 1.15  # how much wider bold letters are
POINT = 12_700  # EMU
CELLS = (11, 10, 9, 8)  # sizes of a table's type, points
MARGIN = 4  # left and right in a table's cell, points
PAD = 5.0  # above and below a table's line, points
ENOUGH = 0.4  # of what long cells would like beyond their longest word, before the type gets smaller
LONGEST = 90  # letters beyond which a cell may as well be set in several lines
LINE_COLOUR = RGBColor(0xE3, 0xE5, 0xE0)


def lines_of(text: str, width: int, size: float) -> int:
    """How many lines a text takes in a box of that width (EMU), by the width of usual letters."""
    letters = max(int(width / POINT / (size * LETTER)), 1)
    if len(text) <= letters:
        return 1
    lines, room = 1, letters
    for word in text.split():
        if len(word) > room and room < letters:
            lines, room = lines + 1, letters
        lines += max(ceil(len(word) / letters) - 1, 0)
        room -= len(word) + 1
    return lines


def fitting(texts: Sequence[str], width: int, height: int, sizes: Sequence[float]) -> float:
    """The largest of the sizes (falling) at which the paragraphs fit into the box; else the smallest."""
    for size in sizes:
        taken = sum(lines_of(text, width, size) * LINE + 0.5 for text in texts) * size * POINT
        if taken <= height:
            return size
    return sizes[-1]


def write(
    box: Any, texts: Sequence[str], size: float, speech: Speech, *, bold: bool = False, bullet: bool = False
) -> None:
    """Paragraphs into a text frame."""
    box.text_frame.word_wrap = True
    for number, text in enumerate(texts):
        frame = box.text_frame
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.text = f"• {text}" if bullet else text
        paragraph.font.size, paragraph.font.bold = Pt(size), bold or None
        paragraph.space_after = Pt(size / 2)
        turned(paragraph, speech)


def turned(paragraph: Any, speech: Speech, *, end: bool = False) -> None:
    """The paragraph in its language's direction and marked with it; `end`: numbers, at the line's end."""
    properties = paragraph._p.get_or_add_pPr()
    if speech.rtl:
        properties.set("rtl", "1")
        properties.set("algn", "l" if end else "r")
    elif end:
        properties.set("algn", "r")
    for run in paragraph.runs:
        run._r.get_or_add_rPr().set("lang", TAGS.get(speech.language, speech.language))


def text(
    slide: Any,
    texts: Sequence[str],
    place: tuple[int, int, int, int],
    speech: Speech,
    sizes: Sequence[float],
    **look: bool,
) -> None:
    """A box (left, top, width, height) with the paragraphs at the largest size that fits."""
    if not texts:
        return
    box = slide.shapes.add_textbox(*map(Emu, place))
    write(box, texts, fitting(texts, place[2], place[3], sizes), speech, **look)


@dataclass(frozen=True)
class Grid:
    """How a table is set: the size of its type in points, and its columns' widths (EMU)."""

    size: float
    wide: tuple[int, ...]

    def height(self, row: Sequence[Any]) -> float:
        """A row's height in points: as many lines as its longest cell takes."""
        gap = 2 * MARGIN * POINT
        pairs = zip(row, self.wide, strict=True)
        lines = max(lines_of(str(cell), width - gap, self.size) for cell, width in pairs)
        return lines * self.size * LINE + PAD


def grid(columns: Sequence[Column], rows: Sequence[Sequence[Any]], whole: int) -> Grid:
    """The largest type at which no word has to be broken; what room is left goes to the longer columns."""
    needs = [_needs(column, [str(row[place]) for row in rows]) for place, column in enumerate(columns)]
    for size in CELLS:
        least = [_points(word, size) for word, _ in needs]
        wanted = [_points(cell, size) for _, cell in needs]
        spare = max(whole / POINT - sum(least), 0)
        missing = [max(want - have, 0) for want, have in zip(wanted, least, strict=True)]
        if sum(least) * POINT <= whole and spare >= ENOUGH * sum(missing):
            break
    if sum(missing) <= spare:  # all have what they want: the rest is shared alike
        extra = (spare - sum(missing)) / len(columns)
        points = [max(want, have) + extra for want, have in zip(wanted, least, strict=True)]
    else:
        points = [have + spare * part / sum(missing) for have, part in zip(least, missing, strict=True)]
    scale = min(whole / POINT / sum(points), 1.0)
    return Grid(size, tuple(int(width * scale * POINT) for width in points))


def _needs(column: Column, cells: Sequence[str]) -> tuple[float, int]:
    """Letters of the longest word, which must not be broken, and of the longest cell."""
    words = [_word(column.heading) * BOLD, *map(_word, cells)]
    return max(words), min(max(map(len, [column.heading, *cells])), LONGEST)


def _word(text: str) -> int:
    return max((len(word) for word in text.split()), default=1)


def _points(letters: float, size: float) -> float:
    return letters * size * WORD_LETTER + 2 * MARGIN


def pages(rows: Sequence[Sequence[Any]], grid: Grid, room: float) -> Iterator[list[Sequence[Any]]]:
    """The rows in slides of `room` points each, every row as high as its longest cell."""
    page: list[Sequence[Any]] = []
    used = 0.0
    for row in rows:
        height = grid.height(row)
        if page and used + height > room:
            yield page
            page, used = [], 0.0
        page.append(row)
        used += height
    yield page


def table(
    slide: Any,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Any]],
    grid: Grid,
    place: tuple[int, int],
    speech: Speech,
) -> None:
    """A native table: headings, then the rows, numbers at the end of their cells."""
    lines = [[column.heading for column in columns], *rows]
    heights = [int(grid.height(line) * POINT) for line in lines]
    shape = slide.shapes.add_table(
        len(lines), len(columns), Emu(place[0]), Emu(place[1]), Emu(sum(grid.wide)), Emu(sum(heights))
    )
    if speech.rtl:
        shape.table._tbl.tblPr.set("rtl", "1")
    for column, width in zip(shape.table.columns, grid.wide, strict=True):
        column.width = Emu(width)
    for line, values, height in zip(shape.table.rows, lines, heights, strict=True):
        line.height = Emu(height)
        for cell, column, value in zip(line.cells, columns, values, strict=True):
            cell.text = str(value)
            cell.margin_top = cell.margin_bottom = Pt(1)
            cell.margin_left = cell.margin_right = Pt(MARGIN)
            paragraph = cell.text_frame.paragraphs[0]
            paragraph.font.size = Pt(grid.size)
            turned(paragraph, speech, end=column.kind in NUMERIC)


def legend(
    slide: Any, entries: Sequence[tuple[str, str]], left: int, top: int, width: int, speech: Speech
) -> None:
    """Squares of colour with their words, in reading order."""
    step = int(width / max(len(entries), 6))
    for number, (colour, words) in enumerate(entries):
        at = left + width - (number + 1) * step if speech.rtl else left + number * step
        square_at = at + step - Inches(0.18) if speech.rtl else at
        square = slide.shapes.add_shape(
            MSO_SHAPE.RECTANGLE, Emu(square_at), Emu(top + Inches(0.09)), Inches(0.16), Inches(0.16)
        )
        _filled(square, colour)
        label = at if speech.rtl else at + Inches(0.18)
        text(slide, [words], (label, top, step - Inches(0.2), Inches(0.3)), speech, (11, 10))


def _filled(square: Any, colour: str) -> None:
    if colour == "hatched":
        square.fill.patterned()
        square.fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        square.fill.fore_color.rgb = RGBColor(0x8A, 0x94, 0x9A)
        square.fill.back_color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
    else:
        square.fill.solid()
        square.fill.fore_color.rgb = RGBColor.from_string(colour.lstrip("#"))
    square.line.fill.background()
    square._element.nvSpPr.cNvPr.set("descr", "")

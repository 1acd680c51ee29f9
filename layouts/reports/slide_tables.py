"""Native tables on slides: type and columns that break no word, rows in pages that fit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from layouts.reports.content import NUMERIC, Column
from layouts.reports.slides import (
    BOLD,
    INK2,
    INK3,
    LINE,
    LINE_COLOUR,
    POINT,
    WORD_LETTER,
    A,
    lines_of,
    turned,
)
from layouts.speech import Speech

CELLS = (11, 10, 9, 8)  # sizes of a table's type, points
LARGE = (15, 13)  # the same for a few rows
MARGIN = 4  # left and right in a table's cell, points
PAD = 5.0  # above and below a table's line, points
ENOUGH = 0.4  # of what long cells would like beyond their longest word, before the type gets smaller
WIDER = 0.45  # how much wider m, w and capitals are, in usual letters
LONGEST = 90  # letters beyond which a cell may as well be set in several lines
PLAIN_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # the file format's name of "no style, no grid"


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


def grid(
    columns: Sequence[Column], rows: Sequence[Sequence[Any]], whole: int, *, large: bool = False
) -> Grid:
    """The largest type at which no word has to be broken; what room is left goes to the longer columns."""
    needs = [_needs(column, [str(row[place]) for row in rows]) for place, column in enumerate(columns)]
    for size in (*LARGE, *CELLS) if large else CELLS:
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
    words = [_heading(column.heading), *map(_word, cells)]
    return max(words), min(max(map(len, [column.heading, *cells])), LONGEST)


def _heading(text: str) -> float:
    """Its longest word in usual letters: bold, and wide ones (capitals, m and w) as wide as they are."""
    wide = (len(word) + WIDER * sum(map(_is_wide, word)) for word in text.split())
    return max(wide, default=1.0) * BOLD


def _is_wide(letter: str) -> bool:
    return letter.isupper() or letter in "mwMW"


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
    *,
    plain: bool = True,
) -> None:
    """A native table: headings, then the rows, numbers at the end of their cells.

    `plain`: thin lines under the rows, else as the file's theme has its tables.
    """
    lines = [[column.heading for column in columns], *rows]
    heights = [int(grid.height(line) * POINT) for line in lines]
    shape = slide.shapes.add_table(
        len(lines), len(columns), Emu(place[0]), Emu(place[1]), Emu(sum(grid.wide)), Emu(sum(heights))
    )
    if speech.rtl:
        shape.table._tbl.tblPr.set("rtl", "1")
    if plain:
        _plain(shape.table)
    for column, width in zip(shape.table.columns, grid.wide, strict=True):
        column.width = Emu(width)
    for number, (line, values, height) in enumerate(zip(shape.table.rows, lines, heights, strict=True)):
        line.height = Emu(height)
        for cell, column, value in zip(line.cells, columns, values, strict=True):
            cell.text = str(value)
            cell.margin_top = cell.margin_bottom = Pt(1)
            cell.margin_left = cell.margin_right = Pt(MARGIN)
            paragraph = cell.text_frame.paragraphs[0]
            paragraph.font.size = Pt(grid.size)
            turned(paragraph, speech, end=column.kind in NUMERIC)
            if plain:
                _ruled(cell, head=number == 0)


def _plain(drawn: Any) -> None:
    drawn._tbl.tblPr.find(qn("a:tableStyleId")).text = PLAIN_TABLE
    drawn.horz_banding = False


def _ruled(cell: Any, *, head: bool) -> None:
    """A line under the cell; a heading's is darker, its words paler."""
    if head:
        cell.text_frame.paragraphs[0].font.bold = True
        cell.text_frame.paragraphs[0].font.color.rgb = INK2
    colour = INK3 if head else LINE_COLOUR
    line = (
        f'<a:lnB xmlns:a="{A}" w="{int((1 if head else 0.5) * POINT)}"><a:solidFill>'
        f'<a:srgbClr val="{colour}"/></a:solidFill></a:lnB>'
    )
    cell._tc.get_or_add_tcPr().append(parse_xml(line))

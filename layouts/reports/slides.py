"""Parts of slides: text that fits its box, marks, lines, legends; in either direction."""

from collections.abc import Sequence
from math import ceil
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_PATTERN
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from layouts.reports.labels import TAGS
from layouts.speech import Speech

LETTER = 0.52  # width of a usual letter, in sizes of the type
LINE = 1.25  # height of a line, in sizes of the type
WORD_LETTER = 0.6  # the same for single words, which must not be broken
BOLD = 1.15  # how much wider bold letters are
POINT = 12_700  # EMU
EDGE = Inches(0.5)
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
LINE_COLOUR = RGBColor(0xE3, 0xE5, 0xE0)
INK2, INK3 = RGBColor(0x48, 0x53, 0x5A), RGBColor(0x64, 0x6E, 0x74)
CAUTION, CAUTION_FILL = RGBColor(0x7F, 0x47, 0x00), RGBColor(0xFB, 0xEF, 0xD8)
Place = tuple[int, int, int, int]  # left, top, width, height in EMU


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


def taken(texts: Sequence[str], width: int, size: float) -> int:
    """The height (EMU) that paragraphs of that size take in a box of that width."""
    return int(sum(lines_of(text, width, size) * LINE + 0.5 for text in texts) * size * POINT)


def fitting(texts: Sequence[str], width: int, height: int, sizes: Sequence[float]) -> float:
    """The largest of the sizes (falling) at which the paragraphs fit into the box; else the smallest."""
    return next((size for size in sizes if taken(texts, width, size) <= height), sizes[-1])


def write(
    box: Any,
    texts: Sequence[str],
    size: float,
    speech: Speech,
    *,
    bold: bool = False,
    bullet: bool = False,
    colour: RGBColor | None = None,
) -> None:
    """Paragraphs into a text frame."""
    box.text_frame.word_wrap = True
    for number, text in enumerate(texts):
        frame = box.text_frame
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.text = f"• {text}" if bullet else text
        paragraph.font.size, paragraph.font.bold = Pt(size), bold or None
        paragraph.space_after = Pt(size / 2)
        if colour is not None:
            paragraph.font.color.rgb = colour
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
    place: Place,
    speech: Speech,
    sizes: Sequence[float],
    **look: Any,
) -> None:
    """A box (left, top, width, height) with the paragraphs at the largest size that fits."""
    if not texts:
        return
    box = slide.shapes.add_textbox(*map(Emu, place))
    write(box, texts, fitting(texts, place[2], place[3], sizes), speech, **look)


def chip(slide: Any, words: str, right: int, top: int, speech: Speech) -> None:
    """A small marked box that ends at `right`, or begins there from the left where lines run leftwards."""
    width = int(len(words) * 10 * BOLD * WORD_LETTER * POINT + Inches(0.2))
    left = EDGE if speech.rtl else right - width
    box = slide.shapes.add_shape(
        MSO_SHAPE.ROUNDED_RECTANGLE, Emu(left), Emu(top), Emu(width), Emu(Inches(0.28))
    )
    box._element.remove(box._element.find(qn("p:style")))  # the theme's shadow
    box.fill.solid()
    box.fill.fore_color.rgb = CAUTION_FILL
    box.line.fill.background()
    frame = box.text_frame
    frame.margin_top = frame.margin_bottom = frame.margin_left = frame.margin_right = 0
    write(box, [words], 10, speech, bold=True, colour=CAUTION)
    frame.word_wrap = False
    frame.paragraphs[0]._p.get_or_add_pPr().set("algn", "ctr")
    frame.paragraphs[0].space_after = Pt(0)


def line(slide: Any, left: int, top: int, width: int) -> None:
    """A thin level line."""
    drawn = slide.shapes.add_connector(
        MSO_CONNECTOR.STRAIGHT, Emu(left), Emu(top), Emu(left + width), Emu(top)
    )
    drawn._element.remove(drawn._element.find(qn("p:style")))  # the theme's shadow
    drawn.line.color.rgb, drawn.line.width = LINE_COLOUR, Pt(1)
    drawn._element.nvCxnSpPr.cNvPr.set("descr", "")


def number(slide: Any, place: Place, speech: Speech) -> None:
    """The slide's number as a field: it stays true when slides are moved."""
    box = slide.shapes.add_textbox(*map(Emu, place))
    write(box, [""], 10, speech, colour=INK3)
    paragraph = box.text_frame.paragraphs[0]._p
    at_end = "l" if speech.rtl else "r"
    paragraph.get_or_add_pPr().set("algn", at_end)
    field = (
        f'<a:fld xmlns:a="{A}" id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">'
        f'<a:rPr lang="{TAGS.get(speech.language, speech.language)}" sz="1000"><a:solidFill>'
        f'<a:srgbClr val="{INK3}"/></a:solidFill></a:rPr><a:t>‹#›</a:t></a:fld>'
    )
    paragraph.insert_element_before(parse_xml(field), "a:endParaRPr")


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

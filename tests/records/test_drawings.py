"""Colour variants of drawings."""

import colorsys
import re

import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st

from records.drawings import _hex, _oklch, variant
from records.settings import ROOT

DRAWINGS = sorted((ROOT / "data" / "objects").glob("*.svg"))


def test_zero_is_as_drawn() -> None:
    for path in DRAWINGS:
        svg = path.read_text(encoding="utf-8")
        assert variant(svg, 0) == svg


def test_thirty_variants_of_every_drawing_differ_and_stay_drawings() -> None:
    for path in DRAWINGS:
        svg = path.read_text(encoding="utf-8")
        made = [variant(svg, n) for n in range(30)]
        assert len(set(made)) == 30, path.name
        for text in made:
            ElementTree.fromstring(text)
            assert _without_colours(text) == _without_colours(svg)


def test_the_same_number_gives_the_same_text() -> None:
    svg = DRAWINGS[0].read_text(encoding="utf-8")
    assert variant(svg, 7) == variant(svg, 7)


def test_greys_wood_and_lightness_are_kept() -> None:
    svg = '<svg><path fill="#808080" stroke="#7a4e2b"/><path fill="#2f6b8f"/></svg>'
    made = variant(svg, 1)
    assert 'fill="#808080" stroke="#7a4e2b"' in made
    changed = re.findall(r'fill="#(\w+)"', made)[1]
    assert changed != "2f6b8f"
    assert _oklch(changed)[0] == pytest.approx(_oklch("2f6b8f")[0], abs=0.01)


def test_negative_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="from 0"):
        variant("<svg/>", -1)


@settings(max_examples=200)
@given(st.integers(0, 0xFFFFFF))
def test_colours_survive_the_way_there_and_back(number: int) -> None:
    colour = f"{number:06x}"
    assert _hex(*_oklch(colour)) == f"#{colour}"


def test_hues_lie_where_the_other_wheel_has_them() -> None:
    """Oracle: the order of the hues in HLS, which is coarser but independent."""
    colours = ["d02020", "d0a020", "20b020", "20a0b0", "2040d0", "a020c0"]
    ours = sorted(colours, key=lambda colour: _oklch(colour)[2])
    theirs = sorted(
        colours,
        key=lambda colour: colorsys.rgb_to_hls(*(int(colour[at : at + 2], 16) for at in (0, 2, 4)))[0],
    )
    assert ours == theirs


def _without_colours(svg: str) -> str:
    return re.sub(r"#[0-9a-fA-F]{6}\b", "#", svg)

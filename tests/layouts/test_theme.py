"""The browser's colours and the charts' colours are the same ones, and readable."""

import re

import pytest

from layouts import tokens
from records.settings import ROOT

CSS = (ROOT / "assets" / "10-tokens.css").read_text()


def declared(selector: str) -> dict[str, str]:
    block = re.search(re.escape(selector) + r" \{(.*?)\}", CSS, re.DOTALL)
    assert block is not None
    return dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6});", block[1]))


@pytest.mark.parametrize(
    ("selector", "palette"),
    [(":root", tokens.LIGHT), ('[data-mantine-color-scheme="dark"]', tokens.DARK)],
)
def test_stylesheet_and_charts_have_the_same_tokens(selector, palette):
    assert declared(selector) == palette


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("text", ["ink", "ink-2", "ink-3", "accent"])
@pytest.mark.parametrize("ground", ["surface", "bg"])
def test_text_is_readable(theme, text, ground):
    colours = tokens.palette(theme)
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("state", ["good", "caution", "error", "contested"])
def test_states_are_readable_on_their_fill(theme, state):
    colours = tokens.palette(theme)
    assert contrast(colours[state], colours[f"{state}-fill"]) >= 4.5

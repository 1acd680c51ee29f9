"""The design's colours in both themes; `assets/10-tokens.css` says the same, a test compares them."""

from typing import Literal

Theme = Literal["light", "dark"]

LIGHT = {
    "bg": "#F6F6F3",
    "surface": "#FFFFFF",
    "inset": "#EFF0EC",
    "line": "#E3E5E0",
    "grid": "#ECEEEA",
    "control": "#858D8C",
    "ink": "#1A2126",
    "ink-2": "#48535A",
    "ink-3": "#646E74",
    "accent": "#005F94",
    "tint": "#E5EFF6",
    "mark": "#0072B2",
    "soft": "#B7D2E4",
    "soft-edge": "#5A90B6",
    "orange": "#E69F00",
    "orange-edge": "#B57700",
    "green": "#009E73",
    "vermillion": "#D55E00",
    "purple": "#CC79A7",
    "grey": "#8A949A",
    "good": "#00664B",
    "good-fill": "#E0F1EA",
    "caution": "#7F4700",
    "caution-fill": "#FBEFD8",
    "error": "#A13A00",
    "error-fill": "#FBE8DF",
    "contested": "#7A3A60",
    "contested-fill": "#F6E9F0",
    "immature": "#F1F0EA",
    "land": "#E4E6E0",
}
DARK = {
    "bg": "#101519",
    "surface": "#171E23",
    "inset": "#1F282E",
    "line": "#28323A",
    "grid": "#232D34",
    "control": "#6B7880",
    "ink": "#E7ECEF",
    "ink-2": "#B3BFC6",
    "ink-3": "#8E9BA3",
    "accent": "#7CC0EA",
    "tint": "#15303F",
    "mark": "#56B4E9",
    "soft": "#2C5672",
    "soft-edge": "#5589AC",
    "orange": "#E69F00",
    "orange-edge": "#E69F00",
    "green": "#2DBE94",
    "vermillion": "#F0803C",
    "purple": "#DB9ABD",
    "grey": "#7F8B92",
    "good": "#5FD3AE",
    "good-fill": "#12342B",
    "caution": "#F2BE5C",
    "caution-fill": "#3A2C10",
    "error": "#FF9E6B",
    "error-fill": "#41210F",
    "contested": "#E7A9CB",
    "contested-fill": "#3B2231",
    "immature": "#1D2429",
    "land": "#29333A",
}

# Cividis, its low third faded towards the paper; light mode: dark means more, dark mode: bright means more.
AMOUNTS_LIGHT = ("#F9F0C4", "#D5CBA1", "#9D968A", "#66666F", "#32476D", "#00204D")
AMOUNTS_DARK = ("#2B3A4E", "#42506A", "#66686F", "#8F8A79", "#C3B369", "#FFEA46")

SANS = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif'


def palette(theme: str) -> dict[str, str]:
    """The tokens of `theme` ("light" or "dark")."""
    return DARK if theme == "dark" else LIGHT


def amounts(theme: str) -> tuple[str, ...]:
    """Six classes of an amount, from least to most."""
    return AMOUNTS_DARK if theme == "dark" else AMOUNTS_LIGHT

"""Colour variants of the project's own drawings (data/objects), so that few drawings make many pictures.

Colours turn in OKLCH (Ottosson 2020, "A perceptual color space for image processing"), which keeps their
lightness, and so the shading. Wood, leather and metal keep their own: nobody would know them in others.
"""

import math
import re

GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
# Below the first chroma a colour is a grey; below the second, hues of 0.7 to 1.65 radians are wood, leather,
# brass. Nothing is turned into more chroma than the last: yellow bears it, blue shouts.
GREY, WOOD, WOOD_HUES, CALM = 0.035, 0.122, (0.7, 1.65), 0.125
BACKDROP_CHROMA = 0.035

_COLOUR = re.compile(r'((?:fill|stroke|stop-color)=")#([0-9a-fA-F]{6})(?=")')
_BACKDROP = re.compile(r'<linearGradient id="gb".*?</linearGradient>', re.DOTALL)


def variant(svg: str, n: int) -> str:
    """The drawing in its n-th colours; 0 is as drawn. The same n gives the same text, different n different.

    Raises ValueError for a negative n.
    """
    if n < 0:
        raise ValueError("variants are numbered from 0")
    if n == 0:
        return svg
    turn = n * GOLDEN_ANGLE % (2 * math.pi)
    backdrop = _BACKDROP.search(svg)
    turned = _COLOUR.sub(lambda found: found[1] + _turned(found[2], turn), svg)
    if backdrop is None:
        return turned
    tinted = _COLOUR.sub(lambda found: found[1] + _tinted(found[2], turn), backdrop[0])
    return _BACKDROP.sub(lambda _: tinted, turned, count=1)


def _turned(colour: str, turn: float) -> str:
    lightness, chroma, hue = _oklch(colour)
    wood = chroma < WOOD and WOOD_HUES[0] < hue < WOOD_HUES[1]
    return f"#{colour}" if chroma < GREY or wood else _hex(lightness, min(chroma, CALM), hue + turn)


def _tinted(colour: str, turn: float) -> str:
    """The backdrop always changes: a drawing without colours of its own still has different variants."""
    lightness, chroma, hue = _oklch(colour)
    plain = chroma < BACKDROP_CHROMA
    return _hex(lightness, max(chroma, BACKDROP_CHROMA), turn if plain else hue + turn)


def _oklch(colour: str) -> tuple[float, float, float]:
    """Lightness 0 to 1, chroma, hue in radians of a six-digit colour."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (0, 2, 4))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    return lightness, math.hypot(a, b), math.atan2(b, a) % (2 * math.pi)


def _hex(lightness: float, chroma: float, hue: float) -> str:
    """The nearest colour that a screen can show: chroma is given up first, lightness never."""
    for share in (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1):
        parts = _rgb(lightness, chroma * share, hue)
        if all(-0.002 <= part <= 1.002 for part in parts):
            break
    return "#" + "".join(f"{round(255 * _encoded(min(max(part, 0.0), 1.0))):02x}" for part in parts)


def _rgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _encoded(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055

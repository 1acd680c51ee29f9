"""Texts in files read as identifiers, words, numbers, countries: what is stored, or why it cannot be."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from records.countries import UNKNOWN, resolve, states_nothing
from records.importing.converted import Converted, Texts
from records.importing.targets import IDENTIFIER_LIMIT, LINE_LIMIT, TEXT_LIMIT

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202d\u202e]")
_CONTROL_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e]")
_INTEGER = re.compile(r"([+-]?)([0-9]+)(?:\.0+)?")
# A comma, space or apostrophe between groups of three can only be a thousands separator in a whole number.
_GROUPED = re.compile(r"([+-]?)([0-9]{1,3})(?:([,'’ \u00a0\u2009\u202f])[0-9]{3})(?:\3[0-9]{3})*")
_DOTTED = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_TOKEN = re.compile(r"[a-z0-9][a-z0-9_.-]{0,49}")
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")
_BOOLEANS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
INTEGER_LIMIT = 2_147_483_647


class Unfit(ValueError):
    """A text that cannot be stored; the message is the reason."""


def convert(texts: Texts, read: Callable[[str], Any], dtype: str = "str") -> Converted:
    """Read each text; None stays missing, and what `read` calls Unfit is a fault."""
    found = Converted([None] * len(texts))
    for at, text in enumerate(texts):
        if text is not None:
            try:
                found.values[at] = read(text)
            except Unfit as unfit:
                found.faults[at] = str(unfit)
    found.values = pd.Series(found.values, dtype=dtype)
    return found


def identifier(text: str) -> str:
    """An identifier of the source, as it is."""
    return _checked(text, IDENTIFIER_LIMIT, _CONTROL)


def line(text: str) -> str:
    """One line of text."""
    return _checked(text, LINE_LIMIT, _CONTROL)


def token(text: str) -> str:
    """A short name such as facebook, in lower case."""
    if not _TOKEN.fullmatch(text.lower()):
        raise Unfit('not a short name such as facebook; as = "network" in the mapping reads addresses')
    return text.lower()


def long_text(text: str) -> str:
    """Text that may have several lines."""
    return _checked(text, TEXT_LIMIT, _CONTROL_IN_TEXT)


def _checked(text: str, limit: int, forbidden: "re.Pattern[str]") -> str:
    if len(text) > limit:
        raise Unfit(f"{len(text)} characters, at most {limit} are stored")
    if found := forbidden.search(text):
        raise Unfit(f"holds the control character U+{ord(found.group()):04X}")
    return text


def word(known: tuple[str, ...]) -> Callable[[str], str]:
    """A reader of one of the `known` words, in any case, spaces or hyphens for underscores."""

    def read(text: str) -> str:
        folded = re.sub(r"[\s-]+", "_", text.lower())
        if folded not in known:
            raise Unfit(f"not one of {', '.join(known)}; a map in the mapping can translate it")
        return folded

    return read


def integer(text: str) -> int:
    """A whole number; thousands may be parted by commas, spaces or apostrophes. "1.234" is ambiguous."""
    if _GROUPED.fullmatch(text):
        text = re.sub(r"[^0-9+-]", "", text)
    elif _DOTTED.fullmatch(text):
        raise Unfit("ambiguous: thousands or decimals? write it without the point")
    plain = _INTEGER.fullmatch(text)
    if plain is None:
        raise Unfit("not a whole number")
    number = int(plain.group(1) + plain.group(2))
    if abs(number) > INTEGER_LIMIT:
        raise Unfit(f"larger than {INTEGER_LIMIT}")
    return number


def number(text: str) -> float:
    """A number with a decimal point."""
    if not _NUMBER.fullmatch(text):
        raise Unfit("not a number with a decimal point, such as 0.25")
    return float(text)


def boolean(text: str) -> bool:
    """true or false."""
    if text.lower() not in _BOOLEANS:
        raise Unfit("not true or false")
    return _BOOLEANS[text.lower()]


def language(text: str) -> str:
    """A language code such as nl or pt-BR."""
    if not _LANGUAGE.fullmatch(text):
        raise Unfit("not a language code such as nl or pt-BR")
    first, *rest = re.split("[-_]", text)
    return "-".join([first.lower(), *rest])


def file_name(text: str) -> str:
    """The bare name of a picture file."""
    if not _FILE_NAME.fullmatch(_checked(text, LINE_LIMIT, _CONTROL)):
        raise Unfit("not a bare file name of letters, digits, . _ and -")
    return text


def sha256(text: str) -> str:
    """A SHA-256 as 64 hexadecimal digits."""
    if not _SHA256.fullmatch(text):
        raise Unfit("not a SHA-256: 64 hexadecimal digits")
    return text.lower()


def country(texts: Texts) -> Converted:
    """Codes of stated countries; what is not exactly known becomes `unknown`, with a warning."""
    found = Converted([None] * len(texts))
    for at, text in enumerate(texts):
        if text is None:
            continue
        found.values[at] = (code := resolve(text)) or UNKNOWN
        if code is None and text.lower() != UNKNOWN:
            found.warnings[at] = (
                "names no country: stored as unknown"
                if states_nothing(text)
                else "not a known country: stored as unknown"
            )
    found.values = pd.Series(found.values, dtype="str")
    return found


SIMPLE: Mapping[str, tuple[Callable[[str], Any], str]] = {
    "identifier": (identifier, "str"),
    "line": (line, "str"),
    "text": (long_text, "str"),
    "integer": (integer, "Int64"),
    "number": (number, "float64"),
    "boolean": (boolean, "boolean"),
    "language": (language, "str"),
    "file name": (file_name, "str"),
    "sha256": (sha256, "str"),
}

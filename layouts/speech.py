"""A reader's language: sentences by gettext catalogue, numbers, days and countries by CLDR.

English is the language of the code and of the pages: there, numbers and days are those of `layouts.words`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from gettext import NullTranslations
from io import BytesIO
from numbers import Integral
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from babel import Locale, dates, lists, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from layouts import words
from records import countries

FOLDER = Path(__file__).resolve().parent / "locale"
SOURCE = "en"


def later(text: str) -> str:
    """Marks a text that is said later, by `Speech.say` of a variable, for the catalogues."""
    return text


def counted(one: str, several: str) -> tuple[str, str]:
    """Marks a text and its plural that are said later, by `Speech.many` of variables."""
    return one, several


@dataclass(frozen=True)
class Speech:
    """One language. Immutable, so that reports in several threads can share it."""

    language: str
    locale: Locale
    catalogue: NullTranslations

    @property
    def rtl(self) -> bool:
        """Whether the language is written from right to left."""
        return bool(self.locale.text_direction == "rtl")

    @property
    def direction(self) -> str:
        """`rtl` or `ltr`."""
        return "rtl" if self.rtl else "ltr"

    @property
    def separators(self) -> str:
        """Decimal mark and thousands mark, as a chart's layout takes them."""
        if self.language == SOURCE:
            return f".{words.NARROW}"
        marks = self.locale.number_symbols["latn"]
        return f"{marks['decimal']}{marks['group']}"

    def say(self, text: str, /, **values: Any) -> str:
        """The text in this language, its {placeholders} filled in.

        Whole numbers are counts, written as `number` writes them: a year, which is none, is passed as text.
        """
        if not text:
            return ""
        found = self.catalogue.gettext(text)
        return found.format(**self._counts(values)) if values else found

    def many(self, one: str, several: str, count: int, /, **values: Any) -> str:
        """The text for so many; `{n}` is the count as this language writes it."""
        found = self.catalogue.ngettext(one, several, int(count))
        return found.format(**{"n": self.number(count), **self._counts(values)})

    def _counts(self, values: dict[str, Any]) -> dict[str, Any]:
        """Whole numbers with their thousands marked."""
        counts = {
            name: self.number(int(value))
            for name, value in values.items()
            if isinstance(value, Integral) and not isinstance(value, bool)
        }
        return {**values, **counts}

    def number(self, value: float | int | None, decimals: int = 0) -> str:
        """21 000, 21.000, 21,000; missing is a dash."""
        if self.language == SOURCE or value is None or pd.isna(value):
            return words.number(value, decimals)
        form = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
        return numbers.format_decimal(round(float(value), decimals), form, locale=self.locale)

    def percent(self, fraction: float | None, decimals: int = 0) -> str:
        """A fraction of one in per cent, the sign as this language sets it; missing is a dash."""
        if self.language == SOURCE or fraction is None or pd.isna(fraction):
            return words.percent(fraction, decimals)
        form = self.locale.percent_formats[None].pattern
        if decimals:
            form = form.replace("#,##0", f"#,##0.{'0' * decimals}")
        return numbers.format_percent(round(float(fraction), decimals + 2), form, locale=self.locale)

    def between(self, low: float, high: float, decimals: int = 0) -> str:
        """Two fractions as one range in per cent: 16–36 %."""
        return f"{self.number(100 * low, decimals)}–{self.percent(high, decimals)}"

    def share(self, fraction: float | None, low: float | None, high: float | None, decimals: int = 0) -> str:
        """A share with its interval: 66 % · 57–74."""
        if fraction is None or pd.isna(fraction) or low is None or high is None:
            return words.MISSING
        ends = f"{self.number(100 * low, decimals)}–{self.number(100 * high, decimals)}"
        return f"{self.percent(fraction, decimals)} · {ends}"

    def day(self, value: date | datetime | None) -> str:
        """31 May 2026, the month as a word: no day is ambiguous in any language. Missing is a dash."""
        if self.language == SOURCE or value is None or pd.isna(value):
            return words.day(value)
        return dates.format_skeleton("yMMMd", _plain(value), locale=self.locale)

    def month(self, value: str) -> str:
        """A month, quarter or half-year of a release (2025-06, 2025-Q2, 2025-H1)."""
        if self.language == SOURCE and value[5] != "H":
            return value
        year, part = int(value[:4]), value[5:]
        if part.startswith("H"):
            half = later("first half of {year}") if part == "H1" else later("second half of {year}")
            return self.say(half, year=str(year))
        if part.startswith("Q"):
            return dates.format_skeleton("yQQQ", date(year, 3 * int(part[1:]), 1), locale=self.locale)
        return dates.format_skeleton("yMMM", date(year, int(part), 1), locale=self.locale)

    def month_of(self, value: date) -> str:
        """Jun 2025, as chart axes write it."""
        if self.language == SOURCE:
            return f"{words.MONTHS[value.month - 1]} {value.year}"
        return dates.format_skeleton("yMMM", _plain(value), locale=self.locale)

    def instant(self, value: datetime | None, zone: str) -> str:
        """31 May 2026, 08:00 CEST in the campaign's zone; missing is a dash."""
        if self.language == SOURCE or value is None or pd.isna(value):
            return words.instant(value, zone)
        local = value.astimezone(ZoneInfo(zone))
        name = dates.get_timezone_name(local, width="short", locale=self.locale)
        if name[:1] in "+-":  # no abbreviation in this language: the offset
            name = f"UTC{name[:3]}:{name[3:]}"
        separator = "، " if self.rtl else ", "
        return f"{self.day(local.date())}{separator}{local:%H:%M} {name}"

    def period(self, first: date | None, last: date | None) -> str:
        """1 Jun 2025 – 31 May 2026; without an end: all dates."""
        if first is None or last is None:
            return self.say("all dates")
        if self.language == SOURCE:
            return words.period(first, last)
        if first == last:
            return self.day(first)
        found: str = dates.format_interval(_plain(first), _plain(last), "yMMMd", locale=self.locale)
        return found

    def country(self, code: str) -> str:
        """A country's name by CLDR; what is no country code stays as it is."""
        return countries.names(self.language).get(code, code)

    def place(self, code: str) -> str:
        """A country's name within a sentence."""
        name = self.country(code)
        return words.place(name) if self.language == SOURCE else name

    def region(self, name: str) -> str:
        """A region of UN M49 by CLDR, from its English name; what is none is said as any text."""
        code = _regions().get(name)
        if self.language == SOURCE or code is None:
            return self.say(name)
        return str(self.locale.territories.get(code, name))

    def listed(self, names: Sequence[str], most: int = 3) -> str:
        """`A, B and C`, or `A, B and 4 more`."""
        if self.language == SOURCE:
            return words.listed(list(names), most)
        if len(names) > most:
            first, rest = ", ".join(names[: most - 1]), len(names) - most + 1
            return self.many("{names} and {n} more", "{names} and {n} more", rest, names=first)
        return lists.format_list(list(names), locale=self.locale)

    def sentences(self, said: Iterable[str]) -> str:
        """Sentences one after the other."""
        return " ".join(sentence for sentence in said if sentence)


def _plain(value: date | datetime) -> date:
    return date(value.year, value.month, value.day)


@cache
def _regions() -> dict[str, str]:
    """English name → code under which CLDR names the region; four have other English names there."""
    known = {str(name): code for code, name in Locale(SOURCE).territories.items() if code.isdigit()}
    others = {"Australia and New Zealand": "053", "South-eastern Asia": "035", "Micronesia": "057"}
    return {**known, **others, "Antarctica": "AQ"}


@cache
def speech(language: str) -> Speech:
    """A language that is shipped. KeyError for another."""
    if language not in languages():
        raise KeyError(language)
    catalogue: NullTranslations = NullTranslations()
    if language != SOURCE:
        compiled = BytesIO()
        with (FOLDER / f"{language}.po").open("rb") as file:
            write_mo(compiled, read_po(file, locale=language))
        compiled.seek(0)
        catalogue = Translations(compiled)
    return Speech(language, Locale.parse(language), catalogue)


@cache
def languages() -> tuple[str, ...]:
    """The languages that are shipped, English first."""
    return (SOURCE, *sorted(path.stem for path in FOLDER.glob("*.po")))


def language_of(wanted: Iterable[str]) -> str:
    """The first of the wanted languages that is shipped (pt-BR counts as pt), else English."""
    short = (code.replace("_", "-").partition("-")[0].lower() for code in wanted)
    return next((code for code in short if code in languages()), SOURCE)


def name_of(language: str) -> str:
    """A language in its own words: Deutsch."""
    name = Locale.parse(language).get_display_name() or language
    return name[:1].upper() + name[1:]


ENGLISH = Speech(SOURCE, Locale.parse(SOURCE), NullTranslations())

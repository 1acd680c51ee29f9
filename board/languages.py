"""The languages of the page: catalogues in `board/locale`, compiled in memory, chosen without a cookie."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from werkzeug.datastructures import LanguageAccept

FOLDER = Path(__file__).resolve().parent / "locale"
SOURCE = "en"  # the language the templates are written in


@dataclass(frozen=True)
class Language:
    """One language of the interface."""

    code: str
    name: str
    direction: str
    locale: Locale
    catalogue: NullTranslations


@cache
def languages() -> Mapping[str, Language]:
    """All languages that have a catalogue, by code, English first, then in the order of their own names."""
    codes = [SOURCE, *sorted(path.stem for path in FOLDER.glob("*.po"))]
    found = [_load(code) for code in codes]
    ordered = found[:1] + sorted(found[1:], key=lambda language: language.name.casefold())
    return MappingProxyType({language.code: language for language in ordered})


def _load(code: str) -> Language:
    locale = Locale.parse(code)
    name = locale.get_display_name() or code
    catalogue: NullTranslations = NullTranslations()
    if code != SOURCE:
        compiled = BytesIO()
        with (FOLDER / f"{code}.po").open("rb") as file:
            write_mo(compiled, read_po(file, locale=code))
        compiled.seek(0)
        catalogue = Translations(compiled)
    return Language(code, name[:1].upper() + name[1:], locale.text_direction, locale, catalogue)


def choose(asked: str | None, accepted: LanguageAccept, default: str) -> Language:
    """The language of a request: the one asked for in the address, the browser's, the campaign's, English."""
    known = languages()
    best = asked if asked in known else accepted.best_match(list(known))
    return known.get(best or default) or known.get(default) or known[SOURCE]


def direction(code: str) -> str:
    """`ltr` or `rtl` of any language, ours or not; unknown codes read from the left."""
    try:
        return Locale.parse(code, sep="-").text_direction
    except (ValueError, UnknownLocaleError):
        return "ltr"


def best_text(available: Iterable[str], wanted: str, default: str) -> str | None:
    """Which of the available texts to show: the wanted language, else the default, else any; None of none."""
    known = sorted(available)
    for code in (wanted, default, *known):
        if code in known:
            return code
    return None

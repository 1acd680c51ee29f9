"""The countries and regions that the form offers, named in the reader's language."""

import csv
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

from babel import Locale

from records.settings import ROOT

# Read directly, because `records.countries` brings pandas: the page's process stays at a third of the memory.
COUNTRIES = ROOT / "data" / "countries" / "countries.csv"
REGIONS = ROOT / "data" / "places" / "regions.csv"
AROUND = "around "  # how a region without a name of its own begins: it is called after its largest town


@cache
def _codes() -> frozenset[str]:
    with COUNTRIES.open(encoding="utf-8", newline="") as file:
        return frozenset(row["country"] for row in csv.DictReader(file))


@lru_cache(maxsize=32)
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """(code, name) of every country, by its name in that language (English where it has none)."""
    own, english = Locale.parse(language).territories, Locale("en").territories
    named = [(code, own.get(code) or english[code]) for code in _codes()]
    return tuple(sorted(named, key=lambda row: (_plain(row[1]), row[0])))


def _plain(name: str) -> str:
    """A name without accents, so that Åland and Österreich stand where people look for them."""
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()


def is_country(code: str) -> bool:
    """Whether a field holds a country of the list, or nothing."""
    return code == "" or code in _codes()


@cache
def _regions() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    with REGIONS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["country"], []).append(row["region"])
    return {country: tuple(sorted(names, key=_region_key)) for country, names in found.items()}


def _region_key(name: str) -> tuple[bool, str]:
    return name.startswith(AROUND), _plain(name)


def regions(country: str) -> tuple[str, ...]:
    """Regions of a country as they are stored with a tip; none where the list has fewer than two."""
    found = _regions().get(country, ())
    return found if len(found) > 1 else ()


def is_region(country: str, region: str) -> bool:
    """Whether a field holds a region of that country, or nothing."""
    return region == "" or region in regions(country)

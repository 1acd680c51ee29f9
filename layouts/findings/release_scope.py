"""Leadership's filters, snapped to the release: which of its tables answers, for what, and what it cannot.

A number for several cells of a table is their sum where all of them are printed, else it is hidden. Such sums
say nothing that the release does not say: they are linear combinations of printed numbers.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any

import pandas as pd

from layouts.findings import world
from layouts.findings.release import ALL, NO_REGION, Released
from layouts.findings.release_months import days, outside, snapped
from layouts.findings.release_sums import dimensions_of, nothing, summed
from layouts.speech import later
from queries.filters import Filters

# What a filter can ask, in the order in which it is kept where no table has all of it.
PARTS = ("subject", "country", "period", "network")
# part → the dimensions that answer it, the exact one first
DIMENSIONS = {
    "subject": ("object_id", "category"),
    "period": ("month", "quarter", "half-year"),
    "country": ("place", "subregion", "region", "part of the world"),
    "network": ("network",),
}
Above = Mapping[str, Mapping[str, str]]
PART_OF = {dimension: part for part, listed in DIMENSIONS.items() for dimension in listed}
NO_MONTH = later("The release has no month in this period.")
WIDER = ("quarter", "half-year", "subregion", "region", "part of the world")
# filter → its word, where no table has it (agencies are resolved to their objects)
NEVER: dict[str, dict[str, str]] = {"tips": {"channel": later("Channel")}, "shares": {}}


@dataclass(frozen=True)
class Wanted:
    """What was asked, part by part; None: everything. `objects`, `categories`: the same subject in two forms
    (`categories` is None where single objects or agencies were asked for)."""

    filters: Filters = field(default_factory=Filters)
    objects: frozenset[str] | None = None
    categories: frozenset[str] | None = None
    countries: frozenset[str] | None = None
    networks: frozenset[str] | None = None

    def asks(self, part: str, about: str) -> bool:
        """Whether a part is asked of counts about tips or shares."""
        given = {
            "subject": self.objects is not None,
            "period": bool(self.filters.from_ or self.filters.to),
            "country": self.countries is not None,
            "network": self.networks is not None and about == "shares",
        }
        return given[part]


@dataclass(frozen=True)
class Answer:
    """`rows`: one row a value of `by` (none: one row), its count (Int64, missing where hidden) and state.
    `first`, `last`: the days covered. `values`: by dimension used, the chosen values. `dropped`: parts that
    were asked and that this table does not have. `never`: words of filters that no table has. Where the
    release has no month in the period asked for, the answer is missing and has no days."""

    about: str
    by: str | None
    rows: pd.DataFrame
    first: date | None
    last: date | None
    values: Mapping[str, tuple[str, ...]]
    dropped: tuple[str, ...] = ()
    never: tuple[str, ...] = ()

    @property
    def outside(self) -> bool:
        """Whether the release has no month in the period asked for: it answers with nothing, not with all."""
        return self.first is None

    @property
    def one(self) -> tuple[int | None, str]:
        """Count and state of an answer without `by`."""
        row = self.rows.to_dict("records")[0]
        return (None if pd.isna(row["count"]) else int(row["count"])), str(row["state"])


def wanted(filters: Filters, catalogue: pd.DataFrame) -> Wanted:
    """The filters as parts. catalogue: one row an object (object_id, category, agency): who belongs where is
    a fact of the catalogue and no count."""
    chosen = catalogue
    for name, column in (("object", "object_id"), ("category", "category"), ("agency", "agency")):
        if values := getattr(filters, name):
            chosen = chosen[chosen[column].isin(values)]
    subject = bool(filters.object or filters.category or filters.agency)
    whole = bool(filters.category) and not (filters.object or filters.agency)
    return Wanted(
        filters=filters,
        objects=frozenset(chosen["object_id"]) if subject else None,
        categories=frozenset(filters.category) if whole else None,
        countries=frozenset(filters.country) or None,
        networks=frozenset(filters.network) or None,
    )


@cache
def wider_places() -> Above:
    """By dimension above the country: country code → the value it is counted under (UN M49)."""
    known = world.known_countries()
    regions = {str(code): str(name) for code, name in known["region"].dropna().items() if name}
    europe = {code: name if name == "Europe" else "elsewhere" for code, name in regions.items()}
    subregions = {str(code): str(name) for code, name in known["subregion"].dropna().items() if name}
    return {"subregion": subregions, "region": regions, "part of the world": europe}


def answer(
    release: Released,
    asked: Wanted,
    *,
    about: str = "tips",
    by: Sequence[str] = (),
    above: Above | None = None,
) -> Answer:
    """The table of the release that answers most of what was asked, summed as asked.

    `about`: tips or shares. `by`: the dimensions that will do for the rows, the best first (`("month",
    "quarter")`); empty for one number. `above`: what each country is part of (default: `wider_places()`). Of
    tables that answer as many parts, the one with the parts that come first in PARTS, then the finest, then
    the smallest.
    """
    parts = [part for part in PARTS if asked.asks(part, about)]
    never = tuple(text for name, text in NEVER[about].items() if getattr(asked.filters, name))
    options = list(_options(release, asked, about, by, parts, above or wider_places()))
    if release.first and outside(asked.filters, release):
        return Answer(about, by[0] if by else None, nothing(by), None, None, {}, (), never)
    if not options:
        return Answer(
            about, by[0] if by else None, nothing(by), release.first, release.last, {}, tuple(parts), never
        )
    frame, chosen, dimension = max(options, key=lambda option: _worth(option, parts, by))
    kept = {PART_OF[name] for name in chosen}
    first, last = release.first, release.last
    for name in DIMENSIONS["period"]:
        if name in chosen:
            first, last = days(chosen[name], release)
    return Answer(
        about, dimension, summed(frame, chosen, dimension), first, last, chosen,
        tuple(part for part in parts if part not in kept), never,
    )  # fmt: skip


Option = tuple[pd.DataFrame, dict[str, tuple[str, ...]], str | None]


def _options(
    release: Released,
    asked: Wanted,
    about: str,
    by: Sequence[str],
    parts: Collection[str],
    above: Above,
) -> Iterator[Option]:
    """Every table with the rows wanted: the table, the values chosen of each dimension, the rows' one."""
    for name, frame in release.tables.items():
        if about_of(name) != about:
            continue
        dimensions = dimensions_of(frame)
        if set(dimensions) - PART_OF.keys():
            continue  # assessments are not a filter
        for row in [one for one in by if one in dimensions] if by else [None]:
            chosen: dict[str, tuple[str, ...]] = {}
            for dimension in dimensions:
                if PART_OF[dimension] in parts:
                    values = _values(dimension, frame, release, asked, above)
                    if values is not None:
                        chosen[dimension] = values
            yield frame, chosen, row


def without(asked: Wanted, parts: Collection[str]) -> Wanted:
    """The same question without some of its parts."""
    filters = asked.filters
    if "period" in parts:
        filters = filters.unbounded()
    gone = {"subject": ("objects", "categories"), "country": ("countries",), "network": ("networks",)}
    blank: dict[str, Any] = {name: None for part in parts for name in gone.get(part, ())}
    return replace(asked, filters=filters, **blank)


def about_of(table: str) -> str:
    """What a table of the release counts: shares, or tips."""
    return "shares" if table.startswith(("network", "shares")) else "tips"


def _values(
    dimension: str, frame: pd.DataFrame, release: Released, asked: Wanted, above: Above
) -> tuple[str, ...] | None:
    """The values of a dimension that answer what was asked; None where it cannot answer."""
    if dimension in DIMENSIONS["period"]:
        every = [str(value) for value in frame[dimension].unique() if value != ALL]
        return snapped(asked.filters, sorted(every), release) or None
    found: Iterable[str] | None = {
        "object_id": asked.objects,
        "category": asked.categories,
        "place": asked.countries,
        "network": asked.networks,
    }.get(dimension)
    if dimension in above and asked.countries is not None:
        found = {above[dimension].get(code, NO_REGION) for code in asked.countries}
    return None if found is None else tuple(sorted(found))


def _worth(option: Option, parts: Sequence[str], by: Sequence[str]) -> tuple[Any, ...]:
    frame, chosen, row = option
    kept = {PART_OF[name] for name in chosen}
    ranks = tuple(part in kept for part in PARTS if part in parts)
    wide = sum(name in WIDER for name in chosen)
    place = by.index(row) if row is not None else 0
    return len(kept), ranks, -wide, -place, -len(dimensions_of(frame)), -len(chosen)

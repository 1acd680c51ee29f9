"""Where tips and shares come from and where they point: one row a country, for map and table alike."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from analysis import proportion
from layouts import words
from queries import outcomes, shares, tips
from queries.filters import Filters
from records import countries

LAYERS = {
    "origin": "Tips from",
    "suggested": "Tips point to",
    "shares": "Shares",
    "located": "Located objects",
    "referred": "Cases referred",
}
MEASURES = {
    "count": "Count",
    "per_million": "Per million people",
    "share": "Share of all",
    "actionable_share": "Actionable share",
}
UNITS = {
    "origin": "tip",
    "suggested": "tip",
    "shares": "share click or share",
    "located": "located object",
    "referred": "case referral",
}
ABOUT_TIPS = ("origin", "suggested")
NOWHERE = ("unknown", "none")


@dataclass(frozen=True)
class Places:
    """One layer. `frame`: one row a country with a count: country, name, n, actionable, assessed, population,
    per_million, share, actionable_share, low, high, too_early, state. `unknown`: without a country;
    `silent`: tips that point nowhere; `hidden`: countries whose count is not printed; `unknown_hidden`: nor
    is that of the unknown ones."""

    layer: str
    frame: pd.DataFrame
    total: int
    unknown: int
    silent: int
    hidden: int = 0
    unknown_hidden: bool = False

    @property
    def on_map(self) -> int:
        """Counted in a country."""
        return self.total - self.unknown - self.silent


@cache
def known_countries() -> pd.DataFrame:
    """One row a country code: country (index), name, population, region, latitude, longitude."""
    return countries.table()


@cache
def named() -> dict[str, str]:
    """Country → its English name."""
    table = known_countries()
    return dict(zip(table.index.tolist(), table["name"].tolist(), strict=True))


@cache
def populations() -> dict[str, int]:
    """Country → people living there; those of unknown population are left out."""
    known = known_countries()["population"].dropna()
    return dict(zip(known.index.tolist(), known.tolist(), strict=True))


def places(db: Any, filters: Filters, layer: str) -> Places:
    """Count a layer by country."""
    counted = _counts(db, filters, layer)
    return measured(counted, layer)


def by_origin(db: Any, filters: Filters) -> Places:
    """Tips by country of origin, as the overview's small map shows them."""
    return places(db, filters, "origin")


def _counts(db: Any, filters: Filters, layer: str) -> pd.DataFrame:
    if layer == "suggested":
        return tips.count_by_suggested_country(db, filters)
    if layer == "shares":
        return shares.count_by_country(db, filters).assign(actionable=0, pending=0)
    if layer in ("located", "referred"):
        kind = {"located": "origin_located", "referred": "case_referred"}[layer]
        events = outcomes.events(db, filters)
        found = events[events["kind"] == kind].assign(country=lambda e: e["country"].fillna("unknown"))
        counted = found.groupby("country").size().rename("n").reset_index()
        return counted.assign(actionable=0, pending=0)
    return tips.count_by_country(db, filters)


def measured(counted: pd.DataFrame, layer: str) -> Places:
    """Rates and names added to counts by country; unknown places kept apart."""
    total = int(counted["n"].sum())
    codes, n = counted["country"].tolist(), counted["n"].tolist()
    apart = dict(zip(codes, n, strict=True))
    names, people = named(), populations()
    # The most first, of equal ones by name: places of the rows, without those that name no country.
    order = sorted(
        (row for row, code in enumerate(codes) if code not in NOWHERE),
        key=lambda row: (-n[row], names.get(codes[row], codes[row])),
    )
    frame = counted.iloc[order].reset_index(drop=True)
    listed = [codes[row] for row in order]
    population = pd.array([people.get(code) for code in listed], dtype="Int64")
    living = population.to_numpy(dtype=float, na_value=np.nan)
    count = frame["n"].to_numpy(dtype=float)
    frame = frame.assign(
        assessed=frame["n"] - frame["pending"],
        name=pd.array([names.get(code, code) for code in listed], dtype="str"),
        population=population,
        per_million=1e6 * count / np.where(living > 0, living, np.nan),
        share=count / total if total else np.nan,
    )
    rated = proportion.shares(frame.drop(columns="share"), "actionable", "assessed")
    rated = rated.rename(columns={"share": "actionable_share"}).assign(share=frame["share"], state="shown")
    return Places(
        layer=layer,
        frame=rated,
        total=total,
        unknown=int(apart.get("unknown", 0)),
        silent=int(apart.get("none", 0)),
    )


def value_words(row: Any, measure: str, layer: str) -> str:
    """One country's value in words, as tooltips and screen readers get it."""
    count = words.plural(int(row["n"]), UNITS[layer])
    if measure == "per_million":
        return f"{count}, {words.number(row['per_million'], 1)} per million people"
    if measure == "share":
        return f"{count}, {words.percent(row['share'], 1)} of all"
    if measure == "actionable_share":
        if row["too_early"]:
            return f"{count}; too early to say how many are actionable ({row['assessed']} assessed)"
        rate = words.share(row["actionable_share"], row["low"], row["high"])
        return f"{count}; actionable {rate} of {words.number(row['assessed'])} assessed"
    return count


def headline(found: Places, pointing: Places) -> tuple[str, str]:
    """The map's sentence: where tips come from, where they point."""
    if not found.total:
        return "No tips in this scope yet.", ""
    most = [words.place(name) for name in found.frame["name"].head(3)]
    many = [words.place(name) for name in found.frame.nlargest(2, "per_million")["name"]]
    first = f"Most tips come from {words.listed(most)}." if most else "No tip says where it comes from."
    rest = ""
    if len(many) == 2:
        rest = f"{words.begun(words.listed(many))} send most per million people"
    if not pointing.frame.empty:
        top = pointing.frame.iloc[0]
        named = pointing.on_map
        part = words.percent(top["n"] / named if named else None)
        place = words.place(str(top["name"]))
        tail = f"{place} is suggested most, by {part} of the {words.number(named)} tips that name a place."
        rest = f"{rest}; {tail}" if rest else words.begun(tail)
    elif rest:
        rest += "."
    return first, rest

"""The release's counts by country, as leadership's map, its cards and its report take them."""

from dataclasses import replace

import pandas as pd

from layouts.findings import world
from layouts.findings.release import NO_REGION
from layouts.findings.release_scope import DIMENSIONS, Answer, wider_places
from layouts.findings.released import Scoped
from layouts.findings.world import Places

PERIODS = DIMENSIONS["period"]
REGIONS = ("region", "subregion", "part of the world")
LEVELS = ("subregion", "region")  # at which hidden countries are told together, the finest first


def by_country(found: Scoped, layer: str) -> tuple[Places, Answer]:
    """One layer (origin, or shares) in every country, and the answer it is made of."""
    everywhere = found.without("country")  # every country is kept in sight
    answer = everywhere.shares("place") if layer == "shares" else everywhere.tips("place")
    same = everywhere.without(*answer.dropped)  # the whole of which each country is a share
    total, state = same.shares().one if layer == "shares" else same.main.one
    margin = answer.rows.rename(columns={"place": "country"})
    unknown = margin.loc[margin["country"] == "unknown", "state"]
    hidden = bool((unknown == "suppressed").any())
    return replace(placed(margin, total, state, layer), unknown_hidden=hidden), answer


def placed(margin: pd.DataFrame, total: int | None, state: str, layer: str) -> Places:
    """Counts by country (country, count, state) as the map and its table take them; hidden ones have no
    number."""
    margin = margin.rename(columns={"count": "n"})
    unknown = margin[margin["country"] == "unknown"].to_dict("records")
    frame = margin[~margin["country"].isin(world.NOWHERE)].copy()
    frame = frame.merge(
        world.known_countries()[["name", "population"]], left_on="country", right_index=True, how="left"
    )
    frame["name"] = frame["name"].fillna(frame["country"])
    people = frame["population"].astype("float64")
    number = frame["n"].astype("Float64").astype("float64")
    frame["per_million"] = 1e6 * number / people.where(people > 0)
    whole = float(total) if total and state == "shown" else float("nan")
    frame["share"] = number / whole
    frame = frame.assign(
        actionable=0, assessed=0, actionable_share=float("nan"), low=0.0, high=1.0, too_early=True
    )
    # Hidden rows go last and by name, so that their order tells nothing.
    frame["_last"] = frame["state"] == "suppressed"
    ordered = frame.sort_values(["_last", "n", "name"], ascending=[True, False, True], na_position="last")
    lost = unknown[0]["n"] if unknown and unknown[0]["state"] == "shown" else 0
    hidden = int((frame["state"] == "suppressed").sum())
    listed = ordered.drop(columns="_last").reset_index(drop=True)
    return Places(layer, listed, int(total or 0), int(lost or 0), 0, hidden)


def together(found: Scoped, layer: str) -> pd.DataFrame:
    """The hidden countries of a layer by region: region, countries (how many), count, state; most first.

    A region's printed number less its countries that are printed: a sum that everybody with the release can
    do. It covers what the layer's countries cover (`by_country`). It is left out for a single country, and
    where the region's number is hidden or covers something else; under the threshold it is hidden.
    """
    everywhere = found.without("country", *by_country(found, layer)[1].dropped)
    ask = everywhere.shares if layer == "shares" else everywhere.tips
    places, k = ask("place"), found.release.state.rules.small_count_k
    rows = [] if places.by != "place" else _rests(places, [ask(level) for level in LEVELS])
    listed = [
        (region, countries, n if n >= k else None, "shown" if n >= k else "suppressed")
        for region, countries, n in sorted(rows, key=lambda row: (-row[2] if row[2] >= k else 0, row[0]))
    ]
    frame = pd.DataFrame(listed, columns=["region", "countries", "count", "state"])
    return frame.astype({"region": "str", "countries": "int64", "count": "Int64", "state": "str"})


def _rests(places: Answer, wider: list[Answer]) -> list[tuple[str, int, int]]:
    """Region, hidden countries, their number together, at the finest level that covers the same."""
    for level, answer in zip(LEVELS, wider, strict=True):
        if answer.rows.empty or not _same(places, answer):
            continue
        of = places.rows["place"].map(wider_places()[level]).fillna(NO_REGION)
        hidden = places.rows["state"] == "suppressed"
        printed = places.rows["count"].fillna(0).groupby(of).sum()
        shown = answer.rows[answer.rows["state"] == "shown"].set_index(level)["count"]
        many = hidden.groupby(of).sum()
        regions = [str(name) for name in many.index[many > 1] if name in shown.index]
        return [(name, int(many[name]), int(shown[name]) - int(printed[name])) for name in regions]
    return []


def _same(one: Answer, other: Answer) -> bool:
    """Whether two answers cover the same days and filters."""
    return (one.first, one.last, one.dropped, dict(one.values)) == (
        other.first, other.last, other.dropped, dict(other.values)
    )  # fmt: skip

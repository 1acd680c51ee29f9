"""The release's counts by country, as leadership's map, its cards and its report take them."""

from dataclasses import replace

import pandas as pd

from layouts.findings import world
from layouts.findings.release_scope import DIMENSIONS, Answer
from layouts.findings.released import Scoped
from layouts.findings.world import Places

PERIODS = DIMENSIONS["period"]
REGIONS = ("region", "subregion", "part of the world")


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

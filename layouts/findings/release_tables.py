"""Which tables the release has, and how each is made coarser before numbers in it are hidden."""

from typing import Any

import pandas as pd

from analysis import disclosure_release
from layouts.findings import world
from queries import release as counts

NO_REGION = "no region"
PLACES = ("subregion", "region", "part of the world")
# table → what it may be printed by instead, before its numbers are hidden
COARSER = {
    "place_month": (*PLACES, "quarter"),
    "object_month": ("quarter", "half-year", "category"),
    "category_place": PLACES,
    "object_region": ("part of the world", "category"),
    "network_place": PLACES,
    "network_month": ("quarter",),
}
Frames = dict[str, pd.DataFrame]


def protected(
    tips: pd.DataFrame,
    shares: pd.DataFrame,
    assessments: pd.DataFrame,
    k: int,
    previous: Frames | None = None,
) -> disclosure_release.Release:
    """The release of tips and the one of shares, as one: `tables` by name, and their `summary`.

    `tips`: object_id, category, place, month, n. `shares`: network, place, month, n. `assessments`:
    assessment, count, with `all`. `previous`: the tables of the release before.
    """
    ladder = _places({*tips["place"], *shares["place"]})
    categories = dict(zip(tips["object_id"], tips["category"], strict=True))
    about_tips = disclosure_release.release(
        {**_of_tips(tips, ladder["place", "region"]), "assessment": assessments},
        k,
        previous,
        nesting={**ladder, ("object_id", "category"): categories},
        coarsen=COARSER,
    )
    about_shares = disclosure_release.release(
        _of_shares(shares), k, previous, nesting=ladder, coarsen=COARSER
    )
    return disclosure_release.Release(
        {**about_tips.tables, **about_shares.tables},
        pd.concat([about_tips.summary, about_shares.summary], ignore_index=True),
    )


def _of_tips(tips: pd.DataFrame, regions: dict[Any, Any]) -> Frames:
    crossed = {
        "place_month": ["place", "month"],
        "object_month": ["object_id", "month"],
        "category_place": ["category", "place"],
        "object_region": ["object_id", "region"],
        # Totals stay fine where the crossed tables have to be coarser.
        **{name: [name] for name in ("place", "object_id", "month")},
    }
    tips = tips.assign(region=tips["place"].map(regions))
    return {name: counts.margins(tips, by) for name, by in crossed.items()}


def _of_shares(shares: pd.DataFrame) -> Frames:
    crossed = {
        "network_place": ["network", "place"],
        "network_month": ["network", "month"],
        "shares_place": ["place"],
    }
    return {name: counts.margins(shares, by) for name, by in crossed.items()}


def _places(codes: set[str]) -> dict[tuple[str, str], dict[Any, Any]]:
    """Country → subregion → region (UN M49) → Europe or elsewhere; what is no country is its own at every
    step.
    """
    known = world.known_countries()
    regions = {code: known["region"].get(code) or NO_REGION for code in sorted(codes)}
    subregions = {code: known["subregion"].get(code) or NO_REGION for code in regions}
    above = {subregions[code]: region for code, region in regions.items()}
    halves = {region: region if region in ("Europe", NO_REGION) else "elsewhere" for region in above.values()}
    return {
        ("place", "subregion"): subregions,
        ("place", "region"): regions,
        ("subregion", "region"): above,
        ("region", "part of the world"): halves,
    }

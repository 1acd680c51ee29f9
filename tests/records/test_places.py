"""Coordinates to places: hand-checked points, a naive oracle, properties, and a real file of clicks."""

import json
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from records import atlas, places
from records.countries import resolve_column, table
from records.settings import ROOT

CLICKS = ROOT.parent / "shared" / "real-input" / "usagov_clicks_2012-03-16.jsonl"

POINTS = [
    ("Eiffel tower", 48.8584, 2.2945, "FR"),
    ("Kremlin", 55.752, 37.6175, "RU"),
    ("Chukotka, beyond 180 degrees", 66.0, -173.0, "RU"),
    ("Wrangel island", 71.2, -179.5, "RU"),
    ("Taveuni, Fiji, east of the line", -16.85, -179.95, "FJ"),
    ("Suva", -18.12, 178.44, "FJ"),
    ("Vatican", 41.9022, 12.4539, "VA"),
    ("Rome beside the Vatican", 41.8986, 12.4768, "IT"),
    ("San Marino", 43.94, 12.46, "SM"),
    ("Gibraltar", 36.14, -5.353, "GI"),
    ("Maseru, within South Africa", -29.45, 27.75, "LS"),
    ("Pristina", 42.66, 21.16, "XK"),
    ("Ramallah", 31.90, 35.20, "PS"),
    ("Gaza", 31.42, 34.38, "PS"),
    ("Tel Aviv", 32.07, 34.80, "IL"),
    ("Laayoune", 27.15, -13.20, "EH"),
    ("Hargeisa", 9.56, 44.06, "SO"),
    ("Famagusta", 35.15, 33.90, "CY"),
    ("Simferopol", 44.95, 34.10, "UA"),
    ("Kaliningrad", 54.71, 20.51, "RU"),
    ("Nakhchivan", 39.21, 45.41, "AZ"),
    ("Hong Kong", 22.35, 114.15, "HK"),
    ("Taipei", 25.05, 121.53, "TW"),
    ("Cayenne", 4.85, -52.33, "GF"),
    ("Saint-Denis, Reunion", -20.95, 55.45, "RE"),
    ("Longyearbyen", 78.22, 15.65, "SJ"),
    ("Willemstad", 12.15, -68.95, "CW"),
    ("Kralendijk", 12.15, -68.27, "BQ"),
    ("Flying Fish Cove", -10.45, 105.67, "CX"),
    ("Cocos Islands", -12.19, 96.83, "CC"),
    ("Fakaofo", -9.38, -171.24, "TK"),
    ("McMurdo", -77.85, 166.67, "AQ"),
    ("South Pole", -90.0, 0.0, "AQ"),
    ("Lake Victoria", -1.0, 33.0, "UG"),
]


@pytest.mark.parametrize(("name", "latitude", "longitude", "country"), POINTS)
def test_hand_checked_points(name: str, latitude: float, longitude: float, country: str) -> None:
    assert _one(latitude, longitude)["country"] == country, name


def test_a_town_has_its_region_and_coarse_place() -> None:
    assert _one(42.3601, -71.0589)[["country", "region", "place"]].tolist() == [
        "US",
        "Massachusetts",
        "Boston",
    ]
    assert _one(41.3888, 2.159)[["region", "place"]].tolist() == ["Catalonia", "Barcelona"]
    assert _one(46.0514, 14.506)[["region", "place"]].tolist() == ["around Ljubljana", "Ljubljana"]


def test_far_from_any_town_there_is_a_country_and_nothing_more() -> None:
    found = _one(-24.0, 126.0)
    assert found["country"] == "AU"
    assert found[["region", "place", "warning", "rejected"]].isna().all()


def test_close_to_the_coast_snaps_and_the_open_sea_is_unknown() -> None:
    assert _one(50.75, 1.45)["country"] == "FR"  # 8 km off Boulogne
    far = _one(45.0, -30.0)
    assert (far["country"], far["warning"]) == ("unknown", places.AT_SEA)
    assert far[["region", "place"]].isna().all()


def test_zero_zero_is_never_a_place() -> None:
    assert _one(0.0, 0.0)[["country", "warning"]].tolist() == ["unknown", places.NO_POSITION]
    stated = _one(0.0, -0.0, "GH")
    assert stated[["country", "warning"]].tolist() == ["GH", places.NO_POSITION]
    assert stated[["region", "place"]].isna().all()
    assert _one(0.0, 9.5)["country"] == "GA"


@pytest.mark.parametrize(
    ("latitude", "longitude", "reason"),
    [
        (90.01, 0, "latitude is outside -90 to 90"),
        (-200, 500, "latitude is outside -90 to 90"),
        (float("inf"), 0, "latitude is outside -90 to 90"),
        (10, 180.5, "longitude is outside -180 to 180"),
        (10, float("-inf"), "longitude is outside -180 to 180"),
    ],
)
def test_out_of_range_is_rejected_with_its_reason(latitude: float, longitude: float, reason: str) -> None:
    found = _one(latitude, longitude)
    assert found["rejected"] == reason
    assert found[["country", "region", "place", "warning"]].isna().all()


def test_missing_coordinates_give_what_is_stated_and_nothing_else() -> None:
    assert _one(None, None).isna().all()
    assert _one(None, None, "FR").tolist()[0] == "FR"
    assert _one(None, None, "unknown").isna().all()
    half = _one(48.0, None, "FR")
    assert (half["country"], half["warning"]) == ("FR", places.HALF)


def test_the_stated_country_wins_and_a_disagreement_is_told() -> None:
    found = _one(48.8584, 2.2945, "JP")
    assert found["country"] == "JP"
    assert found["warning"] == "coordinates are in FR, stated country is JP"
    assert found[["region", "place"]].isna().all()
    assert _one(45.0, -30.0, "JP")["warning"] == "coordinates are at sea, stated country is JP"


def test_swapped_axes_are_reported_not_corrected() -> None:
    found = _one(2.2945, 48.8584, "FR")
    assert (found["country"], found["warning"]) == ("FR", places.SWAPPED)
    assert found[["region", "place"]].isna().all()


def test_a_point_just_across_the_border_agrees() -> None:
    """Lifford lies on the Irish side of a river border that the polygons draw to a kilometre."""
    assert _one(54.831902, -7.4836)["country"] == "GB"
    found = _one(54.831902, -7.4836, "IE")
    assert found["country"] == "IE"
    assert found["region"] == "Ulster"
    assert pd.isna(found["warning"])


def test_columns_of_different_length_or_no_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="differ in length"):
        places.locate([1.0, 2.0], [1.0])
    with pytest.raises(ValueError, match="could not convert"):
        places.locate(["north"], [1.0])


def test_the_naive_way_finds_the_same() -> None:
    """Oracle: every polygon tried in turn, then the distance to every town of the country by haversine."""
    rng = np.random.default_rng(20)
    towns = atlas.towns()
    picked = towns.iloc[rng.choice(len(towns), 150, replace=False)]
    latitude = np.clip(picked["latitude"].to_numpy() + rng.normal(0, 0.3, 150), -90, 90)
    longitude = np.clip(picked["longitude"].to_numpy() + rng.normal(0, 0.3, 150), -180, 180)
    shapes = geopandas.read_parquet(ROOT / "data/geo/countries_50m.parquet")
    found = places.locate(latitude, longitude)
    at_sea = 0
    for row, (y, x) in enumerate(zip(latitude, longitude, strict=True)):
        point = Point(x, y)
        inside = [country for country, shape in shapes.itertuples(index=False) if shape.intersects(point)]
        if inside:
            assert found["country"].iat[row] == inside[0]
            town = found[["region", "place"]].iloc[row].fillna("")
            assert tuple(town) == _nearest_town(towns, inside[0], y, x)
        at_sea += not inside
    assert at_sea < 50


coordinate = st.one_of(
    st.none(), st.floats(), st.floats(-180, 180), st.sampled_from([0.0, -0.0, 90.0, -180.0])
)
codes = st.one_of(st.none(), st.just("unknown"), st.sampled_from(sorted(table().index)))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(coordinate, coordinate, codes), max_size=12), st.randoms(use_true_random=False))
def test_every_row_stands_alone_and_obeys_the_rules(rows: list[tuple[Any, Any, Any]], random: Any) -> None:
    found = _many(rows)
    order = list(range(len(rows)))
    random.shuffle(order)
    pd.testing.assert_frame_equal(_many([rows[at] for at in order]), found.iloc[order].reset_index(drop=True))
    for (latitude, longitude, stated), (_, row) in zip(rows, found.iterrows(), strict=True):
        if stated not in (None, "unknown"):
            assert row["country"] == stated
        assert pd.isna(row["region"]) or pd.notna(row["country"])
        outside = any(
            value is not None and abs(value) > limit for value, limit in ((latitude, 90), (longitude, 180))
        )
        whole = all(value is not None and not np.isnan(value) for value in (latitude, longitude))
        assert pd.notna(row["rejected"]) == (outside and whole)


@pytest.mark.skipif(not CLICKS.exists(), reason="the real file of clicks is not on this machine")
def test_real_clicks_lie_where_they_say() -> None:
    """2012 clicks on shortened government links: country and coordinates from one address table."""
    with CLICKS.open(encoding="utf-8") as file:
        clicks = pd.DataFrame([json.loads(line) for line in file if line.strip()])
    clicks = clicks[clicks["ll"].notna() & clicks["c"].notna()]
    latitude, longitude = clicks["ll"].str[0], clicks["ll"].str[1]
    stated = resolve_column(clicks["c"])
    assert len(clicks) == 2919
    pointed = places.locate(latitude, longitude)
    assert (pointed["country"].to_numpy() == stated.to_numpy()).mean() > 0.999
    both = places.locate(latitude, longitude, stated)
    assert both["warning"].isna().all()
    assert both["region"].notna().mean() > 0.98


def test_every_located_region_and_place_is_in_the_gazetteer() -> None:
    gazetteer = places.gazetteer()
    assert gazetteer.index.is_unique
    towns = atlas.towns().drop_duplicates(["country", "region", "place"])
    for country, region, place in towns[["country", "region", "place"]].itertuples(index=False):
        if region or place:
            assert (country, region, place) in gazetteer.index
    assert gazetteer.loc[("US", "Massachusetts", "Boston"), "population"] > 500_000
    assert gazetteer.loc[("US", "Massachusetts", ""), "population"] > 3_000_000


def _one(latitude: float | None, longitude: float | None, stated: str | None = None) -> pd.Series:
    return places.locate([latitude], [longitude], [stated]).iloc[0]


def _many(rows: list[tuple[Any, Any, Any]]) -> pd.DataFrame:
    return places.locate([row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows])


def _nearest_town(towns: pd.DataFrame, country: str, latitude: float, longitude: float) -> tuple[str, str]:
    here = towns[towns["country"] == country]
    y, x = np.radians(here["latitude"]), np.radians(here["longitude"])
    north, east = np.radians(latitude), np.radians(longitude)
    square = np.sin((y - north) / 2) ** 2 + np.cos(y) * np.cos(north) * np.sin((x - east) / 2) ** 2
    distance = 2 * 6371.0088 * np.arcsin(np.sqrt(square))
    town = here.loc[distance.idxmin()]
    return (town["region"], town["place"]) if distance.min() < places.TOWN_KM else ("", "")

"""Coordinates become places and are not kept; what they contradict is said."""

import pytest

from records.database import connect
from tests.records.import_cases import OBJECTS, bring, counts, findings, leave_rollups, rows

POINTS = """
[fields]
tip_id = { from = "id" }
object_id = { const = "O1" }
received_at = { const = "2026-03-01T00:00:00Z" }
origin_country = { from = "country", as = "country" }
latitude = { from = "lat" }
longitude = { from = "lon" }
"""
HEAD = "id,country,lat,lon\n"


@pytest.fixture
def engine(sqlite_url, tmp_path, monkeypatch):
    leave_rollups(monkeypatch)
    opened = connect(sqlite_url)
    bring(opened, tmp_path, "objects", OBJECTS)
    yield opened
    opened.dispose()


def test_a_point_gives_country_region_and_coarse_place(engine, tmp_path):
    bring(engine, tmp_path, "tips", HEAD + "T1,,52.3702,4.8952\nT2,BE,50.8467,4.3525\nT3,,,\n", POINTS)
    held = rows(engine, "tips", "tip_id", "origin_country", "origin_place", "origin_source")
    assert held == [
        ("T1", "NL", "Amsterdam", "stated"),
        ("T2", "BE", "Brussels", "stated"),
        ("T3", "unknown", None, "unknown"),
    ]
    assert findings(engine) == []


@pytest.mark.parametrize(
    ("row", "country", "words"),
    [
        ("T1,,0,0", "unknown", "coordinates are 0, 0: a placeholder"),
        ("T1,,45,-40", "unknown", "coordinates are at sea"),
        ("T1,Germany,48.85,2.35", "DE", "coordinates are in FR, stated country is DE"),
        ("T1,Germany,13.4,52.5", "DE", "latitude and longitude look swapped"),
        ("T1,Oz,52.37,4.89", "NL", "not a known country"),
        ("T1,,52.37,", "unknown", "one coordinate without the other"),
    ],
)
def test_points_that_cannot_be_believed_are_warnings(engine, tmp_path, row, country, words):
    assert counts(bring(engine, tmp_path, "tips", HEAD + row + "\n", POINTS)) == (1, 0, 1, 0, 0)
    assert rows(engine, "tips", "origin_country") == [(country,)]
    (found,) = findings(engine)
    assert words in found[3] and found[4] == "warning"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("T1,,95,4", "latitude is outside -90 to 90"),
        ("T1,,45,181", "longitude is outside -180 to 180"),
        ('T1,,"52,37",4.89', "not a number of degrees with a decimal point"),
        ("T1,,inf,4.89", "not a number of degrees with a decimal point"),
    ],
)
def test_points_that_are_none_reject_their_row(engine, tmp_path, row, words):
    assert counts(bring(engine, tmp_path, "tips", HEAD + row + "\n", POINTS)) == (1, 0, 0, 0, 1)
    assert words in findings(engine)[0][3]


def test_the_coordinate_is_nowhere_afterwards(engine, tmp_path):
    rejects = tmp_path / "rejects.csv"
    text = HEAD + "T1,Germany,48.8512345,2.3512345\nT2,,45.1512345,-40.2512345\n"
    bring(engine, tmp_path, "tips", text, POINTS, rejects=rejects)
    engine.dispose()
    for digits in (b"512345", b"48.85", b"2.35", b"45.15"):
        assert digits not in (tmp_path / "trace.sqlite").read_bytes()
        assert digits not in rejects.read_bytes()


def test_outcomes_and_shares_take_the_country_only(engine, tmp_path):
    mapping = """
    [fields]
    outcome_id = { from = "id" }
    object_id = { const = "O1" }
    kind = { const = "origin_located" }
    occurred_at = { const = 2026-03-01 }
    latitude = { from = "lat" }
    longitude = { from = "lon" }
    """
    bring(engine, tmp_path, "outcomes", "id,lat,lon\nA,52.37,4.89\nB,,\n", mapping)
    assert rows(engine, "outcomes", "outcome_id", "country") == [("A", "NL"), ("B", None)]
    again = bring(engine, tmp_path, "outcomes", "id,lat,lon\nA,48.85,2.35\nB,,\n", mapping)
    assert counts(again) == (2, 0, 1, 1, 0)
    assert rows(engine, "outcomes", "outcome_id", "country") == [("A", "FR"), ("B", None)]

"""The shipped mappings on small files with the same dirt as the real ones."""

from pathlib import Path

import pytest

from records.bookkeeping import imports
from tests.records.import_cases import bring, counts, findings, rows

FIXTURES = Path(__file__).parents[1] / "fixtures" / "import"
MAPPINGS = Path(__file__).parents[2] / "data" / "mappings"


@pytest.fixture
def take(engine, tmp_path):
    """Imports one of the files with one of the shipped mappings."""

    def bring_one(records, name, mapping, change=("", "")):
        text = (MAPPINGS / f"{mapping}.toml").read_text(encoding="utf-8").replace(*change)
        return bring(engine, tmp_path, records, (FIXTURES / name).read_bytes(), text, name=name)

    return bring_one


def test_clicks(take, engine):
    assert counts(take("shares", "clicks.jsonl", "usagov-clicks")) == (10, 2, 7, 0, 1)
    held = rows(engine, "shares", "object_id", "country", "network")
    assert sorted(held) == [
        ("USAGOV-aaa111", "US", "facebook"),
        ("USAGOV-aaa111", "unknown", "direct"),
        ("USAGOV-bbb222", "BR", "x"),
        ("USAGOV-bbb222", "BR", "x"),
        ("USAGOV-ccc333", "GB", "other"),
        ("USAGOV-ccc333", "JP", "direct"),
        ("USAGOV-ccc333", "PL", "other"),
    ]
    assert [(f[0], f[3].split(":")[0]) for f in findings(engine)] == [
        (8, "latitude and longitude look swapped"),
        (9, "coordinates are 0, 0"),
        (10, "the line is no JSON"),
    ]
    assert counts(take("shares", "clicks.jsonl", "usagov-clicks")) == (10, 2, 0, 7, 1)


def test_reports(take, engine):
    assert counts(take("views", "reports.csv", "ncmec-reports")) == (8, 1, 6, 0, 1)
    assert rows(engine, "views", "country", "n") == [
        ("AF", 197048),
        ("BH", 27503),
        ("CI", 1102939),
        ("MM", 209858),
        ("unknown", 1851762 + 37),
    ]
    assert [(f[0], f[2], f[4]) for f in findings(engine)] == [
        (5, "Eretria", "warning"),
        (7, "1.234", "error"),
        (11, "No Country Listed", "warning"),
    ]
    assert rows(engine, "objects", "object_id") == [("NCMEC-REPORTS",)]


def test_tips(take, engine):
    create = ('on_unknown_object = "reject"', 'on_unknown_object = "create"')
    assert counts(take("tips", "tips.csv", "tips")) == (6, 1, 0, 0, 5)
    assert rows(engine, "objects", "object_id") == []
    assert counts(take("tips", "tips.csv", "tips", create)) == (6, 1, 2, 1, 2)
    held = rows(engine, "tips", "object_id", "received_at", "origin_country", "assessment", "channel")
    assert sorted((o, f"{at:%Y-%m-%dT%H:%M}", c, a, ch) for o, at, c, a, ch in held) == [
        ("UFO-bag", "2026-03-01T19:30", "US", "spam", "web"),
        ("UFO-curtain", "2026-03-01T05:00", "NL", "pending", "web"),
    ]
    wrong = [(f[0], f[1]) for f in findings(engine)[-4:]]
    assert wrong == [(6, "received_at"), (6, "assessment"), (6, "origin_country"), (7, "received_at")]
    assert len(rows(engine, "imports", *(c.name for c in imports.columns))) == 2

import random

import pandas as pd
import pytest

from queries import tip_rows
from queries.filters import Filters
from queries.tip_rows import Wanted
from records import bulk, countries
from records.database import reading, writing
from records.tables import display_periods, tips
from tests import random_campaign


@pytest.fixture
def filled(engine):
    rng = random.Random(5)
    with writing(engine) as db:
        random_campaign.catalogue(db)
        frame = random_campaign.random_tips(rng, 300)
        frame["cluster"] = [rng.choice([None, "k1", "k2", "50%"]) for _ in range(300)]
        frame["language"] = [rng.choice([None, "en", "nl"]) for _ in range(300)]
        bulk.load(db, tips, frame)
    return engine, frame


def ids(engine, scope=None, **wanted):
    with reading(engine) as db:
        return tip_rows.block(db, scope or Filters(), Wanted(**{"count": 500, **wanted}))["tip_id"].to_list()


def oracle(frame, keep=lambda _: True, by=(("received_at", True),)):
    """Sorted by hand, one key after the other from the last, missing values last, ties by tip."""
    rows = [row for row in frame.to_dict("records") if keep(row)]
    rows.sort(key=lambda row: row["tip_id"])
    for name, falling in reversed(by):
        known = [row for row in rows if row[name] is not None and row[name] == row[name]]
        unknown = [row for row in rows if not (row[name] is not None and row[name] == row[name])]
        rows = sorted(known, key=lambda row: row[name], reverse=falling) + unknown
        if falling:  # a reversed sort keeps ties in order, as wanted
            continue
    return [row["tip_id"] for row in rows]


def test_the_latest_first_or_the_longest_waiting_first(filled):
    engine, frame = filled
    assert ids(engine) == oracle(frame)
    pending = oracle(frame, lambda row: row["assessment"] == "pending", (("received_at", False),))
    assert ids(engine, waiting=True) == pending


@pytest.mark.parametrize("falling", [False, True])
@pytest.mark.parametrize("name", ["object_id", "origin_country", "assessment"])
def test_sorts_by_a_column_that_an_index_leads(filled, name, falling):
    engine, frame = filled
    expected = oracle(frame, by=((name, falling), ("received_at", falling)))
    assert ids(engine, sort=((name, falling),)) == expected


@pytest.mark.parametrize("falling", [False, True])
@pytest.mark.parametrize("name", ["cluster", "suggested_country", "language", "investigation", "channel"])
def test_sorts_what_is_missing_last(filled, name, falling):
    engine, frame = filled
    assert ids(engine, sort=((name, falling),)) == oracle(frame, by=((name, falling),))


def test_pages_are_the_whole_without_gap_or_repeat_even_far_down(filled, monkeypatch):
    engine, _ = filled
    for sort in ((), (("object_id", False),), (("cluster", True),), (("origin_country", True),)):
        whole = ids(engine, sort=sort)
        for far in (2000, 10):  # never, and nearly always, by counting first
            monkeypatch.setattr(tip_rows, "FAR", far)
            paged = [
                tip for first in range(0, 320, 40) for tip in ids(engine, sort=sort, first=first, count=40)
            ]
            assert paged == whole


def text(kind, given):
    return {"filterType": "text", "type": kind, "filter": given}


def days(kind, first, last=None):
    return {"filterType": "date", "type": kind, "dateFrom": first, "dateTo": last}


EITHER = {"operator": "OR", "conditions": [text("equals", "web"), text("startsWith", "ph")]}
CASES = [
    ("object_id", text("contains", "o-3"), lambda r: r["object_id"] == "O-3"),
    ("assessment", text("equals", "SPAM"), lambda r: r["assessment"] == "spam"),
    ("cluster", text("contains", "0%"), lambda r: r["cluster"] == "50%"),
    ("cluster", {"type": "blank"}, lambda r: r["cluster"] is None),
    ("cluster", text("notEqual", "k1"), lambda r: r["cluster"] != "k1"),
    ("tip_id", text("endsWith", "7"), lambda r: r["tip_id"].endswith("7")),
    ("origin_country", text("contains", "germ"), lambda r: r["origin_country"] == "DE"),
    ("origin_country", text("contains", "pl"), lambda r: r["origin_country"] == "PL"),
    ("origin_country", text("notContains", "Germany"), lambda r: r["origin_country"] != "DE"),
    ("suggested_country", text("notEqual", "Poland"), lambda r: r["suggested_country"] != "PL"),
    ("suggested_country", text("equals", "unknown"), lambda r: r["suggested_country"] == "unknown"),
    ("received", days("lessThan", "2025-12-24 00:00:00"), lambda r: str(r["day"]) < "2025-12-24"),
    (
        "received",
        days("inRange", "2025-12-24", "2025-12-31"),
        lambda r: "2025-12-24" <= str(r["day"])[:10] <= "2025-12-31",
    ),
    ("channel", EITHER, lambda _: True),
    ("nothing; DROP TABLE tips", text("contains", "x"), lambda _: True),
    ("received", days("equals", "yesterday"), lambda _: True),
]


@pytest.mark.parametrize(("name", "model", "keep"), CASES)
def test_filters_like_a_plain_loop(filled, name, model, keep):
    engine, frame = filled
    expected = oracle(frame.astype(object).where(frame.notna(), None), keep)
    found = ids(engine, filters={name: model})
    assert found == expected
    with reading(engine) as db:
        assert tip_rows.count(db, Filters(), Wanted(filters={name: model})) == len(expected)


def test_the_page_filters_hold_too(filled):
    engine, frame = filled
    chosen = Filters(object=("O-1", "O-2"), country=("DE",))
    keep = lambda r: r["object_id"] in ("O-1", "O-2") and r["origin_country"] == "DE"  # noqa: E731
    assert ids(engine, chosen) == oracle(frame, keep)


def test_a_country_is_found_by_every_name_it_is_shown_with(filled):
    engine, frame = filled
    for code in ("DE", "FR", "PL"):
        shown = countries.names("en")[code]
        model = {"origin_country": {"type": "equals", "filter": shown}}
        assert ids(engine, filters=model) == oracle(frame, lambda r, code=code: r["origin_country"] == code)


def test_repeats_count_the_objects_cluster(filled):
    engine, frame = filled
    with reading(engine) as db:
        block = tip_rows.block(db, Filters(), Wanted(count=30))
        found = tip_rows.repeats(db, block)
    marked = frame.dropna(subset=["cluster"])
    for row in found.to_dict("records"):
        same = marked[(marked["object_id"] == row["object_id"]) & (marked["cluster"] == row["cluster"])]
        assert row["n"] == len(same)
    pairs = set(map(tuple, block.dropna(subset=["cluster"])[["object_id", "cluster"]].to_numpy()))
    assert pairs <= set(map(tuple, found[["object_id", "cluster"]].to_numpy()))


def test_periods_of_the_objects_in_a_block(filled):
    engine, _ = filled
    with writing(engine) as db:
        at = pd.Timestamp("2026-01-01", tz="UTC").to_pydatetime()
        db.execute(display_periods.insert().values(period_id="P", object_id="O-1", slot=1, shown_from=at))
    with reading(engine) as db:
        assert tip_rows.periods_of(db, ["O-1", "O-2"])["period_id"].to_list() == ["P"]
        assert tip_rows.periods_of(db, []).empty

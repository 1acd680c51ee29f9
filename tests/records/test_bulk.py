"""Bulk loading: what comes out is what went in, on both databases."""

from datetime import date, datetime, timedelta, timezone

import pandas as pd
import pytest
import sqlalchemy as sa

from records import bulk
from records.bookkeeping import dirty_keys, imports
from records.database import reading, writing
from records.problems import Problem
from records.tables import display_periods, object_texts, objects, sealed_tips, shares, tips

AT = datetime(2026, 3, 1, 23, 30, 0, 123456, tzinfo=timezone(timedelta(hours=2)))


@pytest.fixture
def with_objects(engine):
    with writing(engine) as db:
        bulk.load(db, objects, pd.DataFrame({"object_id": ["A", 'B,"x\n', "ß"], "category": "clothing"}))
    return engine


def test_values_survive_quoting_zones_and_missing(with_objects):
    frame = pd.DataFrame(
        {
            "tip_id": ["1", "2", "3"],
            "object_id": ["A", 'B,"x\n', "ß"],
            "received_at": [AT, AT + timedelta(seconds=1), AT],
            "day": [date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 1)],
            "origin_country": ["DE", "unknown", "FR"],
            "suggested_country": ["PL", None, float("nan")],
            "origin_region": ["", None, "\\N"],
        }
    )
    with writing(with_objects) as db:
        assert bulk.load(db, tips, frame) == 3
    with reading(with_objects) as db:
        rows = db.execute(sa.select(tips).order_by(tips.c.tip_id)).mappings().all()
    assert [r["object_id"] for r in rows] == frame["object_id"].tolist()
    assert [r["received_at"] for r in rows] == [AT, AT + timedelta(seconds=1), AT]
    assert [r["day"] for r in rows] == frame["day"].tolist()
    assert [r["suggested_country"] for r in rows] == ["PL", None, None]
    assert [r["origin_region"] for r in rows] == ["", None, "\\N"]
    assert {r["channel"] for r in rows} == {"web"}  # the table's default
    assert {r["assessment"] for r in rows} == {"pending"}


def test_bulk_rows_equal_rows_written_one_by_one(with_objects):
    at = pd.Timestamp("2026-01-01T05:00:00.000001Z")
    frame = pd.DataFrame(
        {"period_id": ["a"], "object_id": ["A"], "slot": [3], "shown_from": [at], "propensity": [0.25]}
    )
    with writing(with_objects) as db:
        bulk.load(db, display_periods, frame)
        db.execute(
            display_periods.insert().values(
                period_id="b", object_id="ß", slot=4, shown_from=at.to_pydatetime(), propensity=0.25
            )
        )
        texts = sa.cast(display_periods.c.shown_from, sa.Text)
        kept = db.execute(sa.select(texts, display_periods.c.propensity).distinct()).all()
    assert len(kept) == 1


def test_integers_booleans_bytes_and_days_as_datetimes(with_objects):
    with writing(with_objects) as db:
        bulk.load(db, sealed_tips, pd.DataFrame({"tip_id": ["1"], "key_id": "k", "sealed": [b"\x00\xff,"]}))
        texts = pd.DataFrame(
            {"object_id": ["A", "ß"], "language": "en", "title": "t", "reviewed": [True, False]}
        )
        bulk.load(db, object_texts, texts)
        clicks = pd.DataFrame(
            {
                "share_id": ["1", "2"],
                "object_id": pd.Categorical(["A", "A"]),
                "shared_at": pd.to_datetime(["2026-01-01T00:00Z", "2026-01-01T10:00Z"]),
                "day": pd.to_datetime(["2026-01-01", "2026-01-01"]),
                "n": [2, 3],
            }
        )
        bulk.load(db, shares, clicks)
    with reading(with_objects) as db:
        assert db.execute(sa.select(sealed_tips.c.sealed)).scalar_one() == b"\x00\xff,"
        reviewed = sa.select(object_texts.c.reviewed).order_by(object_texts.c.object_id)
        assert db.execute(reviewed).scalars().all() == [True, False]
        assert db.execute(sa.select(shares.c.day, shares.c.n).order_by(shares.c.n)).all() == [
            (date(2026, 1, 1), 2),
            (date(2026, 1, 1), 3),
        ]
        keys = db.execute(sa.select(dirty_keys.c.source, dirty_keys.c.day, dirty_keys.c.object_id)).all()
    assert keys == [("shares", date(2026, 1, 1), "A")]


def test_nothing_is_stored_when_a_row_is_refused(with_objects):
    frame = pd.DataFrame({"object_id": ["C", "A"], "category": ["bag", "bag"]})
    with pytest.raises(sa.exc.IntegrityError), writing(with_objects) as db:
        bulk.load(db, objects, frame)
    with reading(with_objects) as db:
        assert db.execute(sa.select(sa.func.count()).select_from(objects)).scalar_one() == 3


def test_unknown_columns_and_naive_instants_are_refused(with_objects):
    with pytest.raises(Problem, match="colour"), writing(with_objects) as db:
        bulk.load(db, objects, pd.DataFrame({"object_id": ["D"], "colour": ["red"]}))
    naive = pd.DataFrame({"object_id": ["D"], "available_from": [datetime(2026, 1, 1)]})  # noqa: DTZ001
    with pytest.raises(ValueError, match="available_from"), writing(with_objects) as db:
        bulk.load(db, objects, naive)
    with writing(with_objects) as db:
        assert bulk.load(db, imports, pd.DataFrame({"import_id": []})) == 0


def test_a_staged_table_serves_a_set_based_upsert(with_objects):
    frame = pd.DataFrame({"object_id": ["A", "C"], "category": ["bag", "bag"], "row_number": [1, 2]})
    with writing(with_objects) as db:
        staged = bulk.staging(db, objects, frame)
        known = sa.select(objects.c.object_id)
        new = sa.select(staged.c.object_id, staged.c.category).where(staged.c.object_id.not_in(known))
        db.execute(objects.insert().from_select(["object_id", "category"], new))
        assert db.execute(sa.select(sa.func.sum(staged.c.row_number))).scalar_one() == 3
        bulk.staging(db, objects, frame.iloc[:1])  # the same name again replaces it
        assert db.execute(sa.select(sa.func.count()).select_from(staged)).scalar_one() == 1
    with reading(with_objects) as db:
        rows = db.execute(sa.select(objects.c.object_id, objects.c.category)).all()
    assert dict(tuple(r) for r in rows)["C"] == "bag"
    assert dict(tuple(r) for r in rows)["A"] == "clothing"


def test_instants_all_missing(with_objects):
    frame = pd.DataFrame({"object_id": ["D"], "available_from": [None], "image": [None]})
    with writing(with_objects) as db:
        bulk.load(db, objects, frame)
        stored = db.execute(sa.select(objects.c.available_from).where(objects.c.object_id == "D"))
        assert stored.scalar_one() is None

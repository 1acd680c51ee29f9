"""The questions about tips: names, types and order of the columns, hand-checked counts, empty answers."""

from datetime import date

import pandas as pd
import pytest

from queries import tips
from queries.filters import Filters
from records import bulk, rollups
from records.database import reading, writing
from records.tables import objects
from records.tables import tips as table
from tests.queries.test_source import NOW

ROWS = [
    # id, object, day, channel, from, pointing to, assessment, investigation
    ("1", "A", "2026-03-02", "web", "DE", "PL", "actionable", "identified"),
    ("2", "A", "2026-03-02", "web", "DE", "PL", "duplicate", "none"),
    ("3", "A", "2026-03-16", "phone", "FR", None, "pending", "none"),
    ("4", "B", "2026-04-01", "web", "unknown", "unknown", "spam", "none"),
]
NAMES = [
    "tip_id",
    "object_id",
    "day",
    "channel",
    "origin_country",
    "suggested_country",
    "assessment",
    "investigation",
]


@pytest.fixture
def four_tips(engine):
    rows = pd.DataFrame(ROWS, columns=NAMES)
    rows["day"] = pd.to_datetime(rows["day"])
    rows["received_at"] = rows["day"].dt.tz_localize("UTC")
    with writing(engine) as db:
        bulk.load(db, objects, pd.DataFrame({"object_id": ["A", "B"]}))
        bulk.load(db, table, rows)
    rollups.refresh(engine, NOW)
    return engine


def ask(engine, question, filters=None):
    with reading(engine) as db:
        return question(db, filters or Filters())


def counted(frame, *keys):
    return {
        tuple(row[k] for k in keys) if len(keys) > 1 else row[keys[0]]: row["n"]
        for row in frame.to_dict("records")
    }


def test_totals_are_one_row_even_of_nothing(four_tips):
    got = ask(four_tips, tips.totals)
    assert got.to_dict("records") == [
        {"n": 4, "spam": 1, "duplicate": 1, "unusable": 0, "actionable": 1, "pending": 1, "identified": 1}
    ]
    none = ask(four_tips, tips.totals, Filters(object=("C",)))
    assert none.to_dict("records") == [dict.fromkeys(tips.MEASURES, 0)]


def test_groups(four_tips):
    assert counted(ask(four_tips, tips.count_by_country), "country") == {"DE": 2, "FR": 1, "unknown": 1}
    pointing = counted(ask(four_tips, tips.count_by_suggested_country), "country")
    assert pointing == {"PL": 2, "none": 1, "unknown": 1}
    assert counted(ask(four_tips, tips.count_by_channel), "channel") == {"web": 3, "phone": 1}
    assert counted(ask(four_tips, tips.count_by_object), "object_id") == {"A": 3, "B": 1}
    pairs = ask(four_tips, tips.count_by_object_and_country)
    assert counted(pairs, "object_id", "country") == {("A", "DE"): 2, ("A", "FR"): 1, ("B", "unknown"): 1}


def test_time_has_no_gaps(four_tips):
    days = ask(four_tips, tips.count_by_day)
    assert len(days) == 31
    assert days["n"].sum() == 4
    assert (days["day"].iloc[0], days["day"].iloc[-1]) == (
        pd.Timestamp("2026-03-02"),
        pd.Timestamp("2026-04-01"),
    )
    weeks = ask(four_tips, tips.count_by_week)
    assert weeks["n"].tolist() == [2, 0, 1, 0, 1]
    assert weeks["week"].dt.date.tolist()[0] == date(2026, 3, 2)
    assert (weeks["week"].dt.day_of_week == 0).all()
    months = ask(four_tips, tips.count_by_month)
    assert months["n"].tolist() == [3, 1]


def test_groups_by_week(four_tips):
    got = ask(four_tips, tips.count_by_country_and_week)
    monday = pd.Timestamp("2026-03-02")
    assert counted(got, "country", "week")[("DE", monday)] == 2
    assert list(got.columns) == ["country", "week", *tips.MEASURES]
    assert counted(ask(four_tips, tips.count_by_object_and_week), "object_id", "week")[("A", monday)] == 2
    pointing = ask(four_tips, tips.count_by_suggested_country_and_week)
    assert counted(pointing, "country", "week")[("PL", monday)] == 2


QUESTIONS = [getattr(tips, name) for name in dir(tips) if name.startswith("count_by_")]


def test_an_empty_answer_has_the_same_columns_and_types(four_tips):
    for question in QUESTIONS:
        some, none = ask(four_tips, question), ask(four_tips, question, Filters(object=("C",)))
        assert none.empty
        assert list(none.columns) == list(some.columns)
        assert none.dtypes.tolist() == some.dtypes.tolist()
        assert (some[list(tips.MEASURES)].dtypes == "int64").all()


def test_parts_sum_to_the_total(four_tips):
    for question in QUESTIONS:
        got = ask(four_tips, question)
        assert got["n"].sum() == 4
        assert (got[["spam", "duplicate", "unusable", "actionable", "pending"]].sum(axis=1) == got["n"]).all()

"""The questions about shares."""

import pandas as pd
import pytest

from queries import shares
from queries.filters import Filters
from records import bulk, rollups
from records.database import writing
from records.tables import objects
from records.tables import shares as table
from tests.queries.test_source import NOW
from tests.queries.test_tips import ask, counted

ROWS = [
    ("1", "A", "2026-03-02", "mastodon", "DE", "click", 2),
    ("2", "A", "2026-03-09", "copy", "FR", "share", 40),
    ("3", "B", "2026-03-23", "mastodon", "unknown", "click", 1),
]


@pytest.fixture
def three_rows(engine):
    rows = pd.DataFrame(ROWS, columns=["share_id", "object_id", "day", "network", "country", "kind", "n"])
    rows["day"] = pd.to_datetime(rows["day"])
    rows["shared_at"] = rows["day"].dt.tz_localize("UTC")
    with writing(engine) as db:
        bulk.load(db, objects, pd.DataFrame({"object_id": ["A", "B"]}))
        bulk.load(db, table, rows)
    rollups.refresh(engine, NOW)
    return engine


def test_counts(three_rows):
    assert ask(three_rows, shares.totals).to_dict("records") == [{"n": 43, "clicks": 3}]
    assert counted(ask(three_rows, shares.count_by_network), "network") == {"mastodon": 3, "copy": 40}
    assert counted(ask(three_rows, shares.count_by_country), "country") == {"DE": 2, "FR": 40, "unknown": 1}
    assert counted(ask(three_rows, shares.count_by_object), "object_id") == {"A": 42, "B": 1}
    assert ask(three_rows, shares.count_by_week)["n"].tolist() == [2, 40, 0, 1]
    assert ask(three_rows, shares.count_by_month)["n"].tolist() == [43]
    assert ask(three_rows, shares.count_by_day)["n"].sum() == 43
    monday = pd.Timestamp("2026-03-02")
    assert (
        counted(ask(three_rows, shares.count_by_network_and_week), "network", "week")["mastodon", monday] == 2
    )
    assert counted(ask(three_rows, shares.count_by_country_and_week), "country", "week")["DE", monday] == 2
    assert counted(ask(three_rows, shares.count_by_object_and_week), "object_id", "week")["A", monday] == 2


def test_filters_reach_shares_but_channels_of_tips_do_not(three_rows):
    assert ask(three_rows, shares.totals, Filters(network=("copy",)))["n"].item() == 40
    assert ask(three_rows, shares.totals, Filters(country=("DE", "unknown")))["n"].item() == 3
    assert ask(three_rows, shares.totals, Filters(channel=("phone",)))["n"].item() == 43


def test_an_empty_answer_has_the_same_columns_and_types(three_rows):
    for name in dir(shares):
        if name.startswith("count_by_"):
            question = getattr(shares, name)
            some, none = ask(three_rows, question), ask(three_rows, question, Filters(object=("C",)))
            assert none.empty
            assert none.dtypes.to_dict() == some.dtypes.to_dict()

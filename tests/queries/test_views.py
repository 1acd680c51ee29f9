"""The questions about views of the public page."""

import pandas as pd
import pytest

from queries import views
from queries.filters import Filters
from records import bulk, rollups
from records.database import writing
from records.tables import objects
from records.tables import views as table
from tests.queries.test_source import NOW
from tests.queries.test_tips import ask, counted


@pytest.fixture
def viewed(engine):
    rows = [
        ("2026-03-02", "A", "DE", "direct", 7),
        ("2026-03-02", "A", "FR", "copy", 2),
        ("2026-03-16", "B", "FR", "direct", 1),
    ]
    frame = pd.DataFrame(rows, columns=["day", "object_id", "country", "network", "n"])
    with writing(engine) as db:
        bulk.load(db, objects, pd.DataFrame({"object_id": ["A", "B"]}))
        bulk.load(db, table, frame.assign(day=pd.to_datetime(frame["day"])))
    rollups.refresh(engine, NOW)
    return engine


def test_counts(viewed):
    assert ask(viewed, views.totals)["n"].item() == 10
    assert counted(ask(viewed, views.count_by_object), "object_id") == {"A": 9, "B": 1}
    assert counted(ask(viewed, views.count_by_country), "country") == {"DE": 7, "FR": 3}
    assert counted(ask(viewed, views.count_by_network), "network") == {"direct": 8, "copy": 2}
    assert ask(viewed, views.count_by_week)["n"].tolist() == [9, 0, 1]
    assert ask(viewed, views.count_by_month)["n"].tolist() == [10]
    assert len(ask(viewed, views.count_by_day)) == 15
    monday = pd.Timestamp("2026-03-02")
    assert counted(ask(viewed, views.count_by_object_and_week), "object_id", "week")["A", monday] == 9
    assert ask(viewed, views.totals, Filters(network=("copy",)))["n"].item() == 2


def test_nothing_viewed(viewed):
    assert ask(viewed, views.totals, Filters(object=("C",)))["n"].item() == 0
    assert ask(viewed, views.count_by_week, Filters(object=("C",))).empty

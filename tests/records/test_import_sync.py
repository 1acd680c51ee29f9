"""Existing databases are read through views and copied in like files."""

import shutil

import pytest
import sqlalchemy as sa

from records.database import connect, writing
from records.importing.intake import Order
from records.importing.syncing import sync
from records.problems import Problem
from tests.records.import_cases import (
    NOW,
    OBJECTS,
    TIPS,
    bring,
    counts,
    everything,
    findings,
    listed,
    rows,
    set_zone,
)

TABLES = ("cases", "objects", "tips", "shares")
SOURCE = """
CREATE TABLE crime_case (number integer, unit text);
CREATE TABLE thing (number integer, kind text, case_number integer);
CREATE TABLE message (number integer, thing integer, arrived timestamp, land text, body text);
CREATE VIEW cases AS SELECT number AS case_id, unit AS agency FROM crime_case;
CREATE VIEW objects AS SELECT 'O' || number AS object_id, kind AS category, case_number AS case_id FROM thing;
CREATE VIEW tips AS SELECT number AS tip_id, 'O' || thing AS object_id, arrived AS received_at,
  land AS origin_country FROM message;
INSERT INTO crime_case VALUES (7, 'Police NL');
INSERT INTO thing VALUES (1, 'toy', 7), (2, 'clothing', NULL), (3, 'toy', 8);
INSERT INTO message VALUES (1, 1, '2026-03-01 23:30:00', 'Pays-Bas', 'secret');
INSERT INTO message VALUES (2, 9, '2026-03-01 10:00:00', 'NL', 'x');
"""


@pytest.fixture
def source_url(database_url, tmp_path, request):
    """Address of a database of others, of the same kind as ours."""
    if database_url.startswith("sqlite"):
        url = f"sqlite:///{tmp_path / 'of others?.db'}"
    else:
        url = sa.make_url(database_url).set(database="of_others").render_as_string(False)
        admin = sa.create_engine(database_url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with admin.connect() as db:
            db.execute(sa.text("CREATE DATABASE of_others"))
        request.addfinalizer(lambda: _drop(admin))
    engine = sa.create_engine(sa.make_url(url), poolclass=sa.NullPool)
    with engine.begin() as db:
        for statement in SOURCE.split(";"):
            if statement.strip():
                db.exec_driver_sql(statement)
    engine.dispose()
    return url


def _drop(admin):
    with admin.connect() as db:
        db.execute(sa.text("DROP DATABASE of_others WITH (FORCE)"))
    admin.dispose()


def test_views_are_copied_in_and_twice_changes_nothing(engine, source_url, tmp_path):
    set_zone(engine, "Europe/Brussels")
    first = list(sync(engine, source_url, Order("tester", NOW)))
    assert [(s.records, counts(s)) for s in first] == [
        ("cases", (1, 0, 1, 0, 0)),
        ("objects", (3, 0, 2, 0, 1)),
        ("tips", (2, 0, 1, 0, 1)),
    ]
    assert rows(engine, "objects", "object_id", "category", "case_id") == [
        ("O1", "toy", "7"),
        ("O2", "clothing", None),
    ]
    held = rows(engine, "tips", "tip_id", "received_at", "day", "origin_country")
    assert [(t, f"{at:%Y-%m-%dT%H:%M}", str(day), c) for t, at, day, c in held] == [
        ("1", "2026-03-01T22:30", "2026-03-01", "NL")
    ]
    assert findings(engine, "objects")[0][1:3] == ("case_id", "8")
    before = everything(engine, *TABLES)
    second = list(sync(engine, source_url, Order("tester", NOW)))
    assert [s.accepted for s in second] == [0, 0, 0]
    assert everything(engine, *TABLES) == before
    assert second[-1].data_version == first[-1].data_version


def test_a_strict_order_stops_at_the_first_refusal_and_lists_it(engine, source_url, tmp_path):
    order = Order("tester", NOW, strict=True, rejects=tmp_path)
    assert [(s.records, s.refused) for s in sync(engine, source_url, order)] == [
        ("cases", False),
        ("objects", True),
    ]
    assert [row["column"] for row in listed(tmp_path / "objects.csv")] == ["case_id"]
    assert rows(engine, "objects", "object_id") == []
    with pytest.raises(Problem, match="must be a folder"):
        list(sync(engine, source_url, Order("tester", NOW, rejects=tmp_path / "no")))


def test_the_zone_of_times_can_be_said(engine, source_url):
    list(sync(engine, source_url, Order("tester", NOW), timezone="America/New_York"))
    assert [f"{at:%Y-%m-%dT%H:%M}" for (at,) in rows(engine, "tips", "received_at")] == ["2026-03-02T04:30"]


def test_a_source_cannot_be_written(source_url):
    from records.importing.reading_database import open_source

    with open_source(source_url) as db, pytest.raises(sa.exc.DBAPIError, match=r"(?i)read-?only"):
        db.exec_driver_sql("INSERT INTO crime_case VALUES (8, 'x')")


def test_records_of_another_campaign_of_ours_keep_their_instants(sqlite_template, engine, tmp_path):
    path = tmp_path / "other.sqlite"
    shutil.copy(sqlite_template, path)
    other = connect(f"sqlite:///{path}")
    bring(other, tmp_path, "objects", OBJECTS)
    bring(other, tmp_path, "tips", TIPS + "T1,O1,2026-03-01T23:30:00Z,NL\n")
    bring(other, tmp_path, "shares", "object_id,shared_at\nO1,2026-03-01T23:30:00Z\n")
    other.dispose()
    set_zone(engine, "Asia/Tokyo")
    summaries = list(sync(engine, f"sqlite:///{path}", Order("tester", NOW)))
    assert sum(s.rejected for s in summaries) == 0
    held = rows(engine, "tips", "received_at", "day")
    assert [(f"{at:%Y-%m-%dT%H:%M}", str(day)) for at, day in held] == [("2026-03-01T23:30", "2026-03-02")]
    assert len(rows(engine, "shares", "share_id")) == 1


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", "no database address"),
        ("sqlite:///nowhere.db", "there is no database file nowhere.db"),
        ("postgresql+psycopg2://me:secret@127.0.0.1:1/db", "the source 127.0.0.1/db cannot be read"),
        ("oddity://x/y", "no database address"),
    ],
)
def test_sources_that_cannot_be_opened_are_told_without_the_password(sqlite_url, url, words):
    ours = connect(sqlite_url)
    with pytest.raises(Problem) as raised:
        list(sync(ours, url, Order("tester", NOW)))
    assert words in str(raised.value) and "secret" not in str(raised.value)
    ours.dispose()


def test_a_source_without_our_views_or_columns_is_told(engine, tmp_path):
    path = tmp_path / "empty.db"
    other = sa.create_engine(f"sqlite:///{path}")
    with other.begin() as db:
        db.exec_driver_sql("CREATE TABLE something (x int)")
    with pytest.raises(Problem, match="has no table or view of the names cases"):
        list(sync(engine, f"sqlite:///{path}", Order("tester", NOW)))
    with other.begin() as db:
        db.exec_driver_sql("CREATE VIEW shares AS SELECT 'O1' AS object_id, '2026-03-01' AS shared_at")
    with pytest.raises(Problem, match=r"the view shares of empty\.db has no column share_id"):
        list(sync(engine, f"sqlite:///{path}", Order("tester", NOW)))
    other.dispose()


def test_what_is_gone_from_the_source_stays(engine, source_url):
    list(sync(engine, source_url, Order("tester", NOW)))
    with writing(connect(source_url)) as db:
        db.exec_driver_sql("DELETE FROM message")
    list(sync(engine, source_url, Order("tester", NOW)))
    assert rows(engine, "tips", "tip_id") == [("1",)]

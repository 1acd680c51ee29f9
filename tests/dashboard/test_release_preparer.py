"""The day's release is made before somebody asks for it, and forgotten with the records it was made of."""

import threading

import pytest
import sqlalchemy as sa

from dashboard.release_preparer import Preparer
from layouts.findings import release
from records import dirty, rollups, snapshots
from records.bookkeeping import data_version
from records.database import connect, reading, writing
from records.tables import tips
from tests.small_campaign import NOW, seed


@pytest.fixture
def engine(sqlite_url):
    made = connect(sqlite_url)
    seed(made)
    yield made
    made.dispose()


def ready(engine, folder):
    with reading(engine) as db:
        return release.kept(db, folder)


def test_it_is_made_after_the_start_and_when_the_day_has_changed(engine, tmp_path):
    preparer = Preparer(engine, tmp_path)
    preparer.turn()
    assert ready(engine, tmp_path)
    with writing(engine) as db:  # the first refresh of the next day
        db.execute(sa.update(data_version).values(as_of=NOW.replace(month=6, day=1)))
    assert not ready(engine, tmp_path)
    preparer.turn()
    assert ready(engine, tmp_path)


def test_the_thread_makes_it_and_stops(engine, tmp_path):
    preparer = Preparer(engine, tmp_path, interval=0.01)
    preparer.start()
    waited = threading.Event()
    for _ in range(1000):
        if ready(engine, tmp_path):
            break
        waited.wait(0.02)
    preparer.stop()
    assert ready(engine, tmp_path)


def test_an_empty_database_has_nothing_to_prepare(sqlite_url, tmp_path):
    engine = connect(sqlite_url)
    Preparer(engine, tmp_path).turn()
    assert not ready(engine, tmp_path)
    engine.dispose()


def test_a_release_of_records_that_were_replaced_is_forgotten(engine, tmp_path):
    with reading(engine) as db:
        before = release.released(db, tmp_path).total("place")
    with writing(engine) as db:  # other records under the same name, on the same day
        dirty.mark_rows(db, tips, sa.true())
        db.execute(sa.delete(tips).where(tips.c.object_id == "OBJ-2"))
    rollups.refresh(engine, NOW)
    with reading(engine) as db:
        assert release.released(db, tmp_path).total("place") == before  # kept for the day
    snapshots.forget(tmp_path, str(engine.url))
    with writing(engine) as db:
        dirty.mark_other(db)
    rollups.refresh(engine, NOW)  # what a process remembers goes with the version
    with reading(engine) as db:
        after = release.released(db, tmp_path).total("place")
    assert after != before

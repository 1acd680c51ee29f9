"""However the rows of a file are ordered or parted over files, the records end up the same."""

import csv
import io
import shutil

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records import rollup_verify
from records.countries import resolve
from records.database import connect, writing
from records.tables import tips
from tests.records.import_cases import OBJECTS, bring, counts, leave_rollups, rows

HEAD = ["tip_id", "object_id", "received_at", "origin_country", "assessment"]
COLUMNS = ("tip_id", "object_id", "day", "origin_country", "assessment")

tip = st.tuples(
    st.sampled_from([f"T{n}" for n in range(8)]),
    st.sampled_from(["O1", "O2", "O3", "O9", ""]),
    st.sampled_from(["2026-03-01", "2026-03-01 23:59", "2026-04-02T00:30:00Z", "soon", ""]),
    st.sampled_from(["Nederland", "NL", "Eretria", "", "unknown"]),
    st.sampled_from(["spam", "Actionable", "maybe", ""]),
)
tables = st.lists(tip, max_size=12, unique_by=lambda row: row[0])
quick = settings(max_examples=8, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))


def as_csv(lines):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([HEAD, *lines])
    return text.getvalue()


def expected(lines):
    """Naive oracle: one row at a time, in plain Python (campaign zone UTC)."""
    days = {
        "2026-03-01": "2026-03-01",
        "2026-03-01 23:59": "2026-03-01",
        "2026-04-02T00:30:00Z": "2026-04-02",
    }
    held = []
    for tip_id, object_id, received_at, country, assessment in lines:
        if object_id not in ("O1", "O2", "O3") or received_at not in days or assessment == "maybe":
            continue
        held.append(
            (
                tip_id,
                object_id,
                days[received_at],
                resolve(country) or "unknown",
                assessment.lower() or "pending",
            )
        )
    return sorted(held)


def held(engine):
    return [(t, o, str(day), c, a) for t, o, day, c, a in rows(engine, "tips", *COLUMNS)]


@pytest.fixture
def empty(engine, tmp_path, monkeypatch):
    """A function that empties the tips of a database with three objects."""
    leave_rollups(monkeypatch)
    bring(engine, tmp_path, "objects", OBJECTS)

    def again():
        with writing(engine) as db:
            db.execute(sa.delete(tips))
        return engine

    return again


@quick
@given(tables, st.randoms(use_true_random=False))
def test_any_order_gives_the_same_records_and_twice_changes_nothing(empty, tmp_path, lines, random):
    engine = empty()
    first = bring(engine, tmp_path, "tips", as_csv(lines))
    assert held(engine) == expected(lines)
    assert (first.accepted, first.rejected) == (len(expected(lines)), len(lines) - len(expected(lines)))
    shuffled = random.sample(lines, len(lines))
    again = bring(engine, tmp_path, "tips", as_csv(shuffled))
    assert counts(again) == (len(lines), 0, 0, first.accepted, first.rejected)
    assert held(engine) == expected(lines)


@quick
@given(st.lists(tables, min_size=1, max_size=3))
def test_any_parting_over_files_gives_the_records_of_the_last_word(empty, tmp_path, files):
    engine, last = empty(), {}
    for lines in files:
        bring(engine, tmp_path, "tips", as_csv(lines))
        last.update({row[0]: row for row in expected(lines)})
    assert held(engine) == sorted(last.values())


@settings(quick, max_examples=3)
@given(st.lists(tables, min_size=1, max_size=3))
def test_rollups_hold_what_the_rows_say_after_any_imports(sqlite_template, tmp_path_factory, files):
    folder = tmp_path_factory.mktemp("rollups")
    shutil.copy(sqlite_template, folder / "trace.sqlite")
    engine = connect(f"sqlite:///{folder / 'trace.sqlite'}")
    bring(engine, folder, "objects", OBJECTS)
    for lines in files:
        bring(engine, folder, "tips", as_csv(lines))
    assert rollup_verify.verify(engine) == []
    engine.dispose()


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_the_size_of_a_chunk_changes_nothing(sqlite_url, tmp_path, monkeypatch, size):
    from records.importing import reading_csv

    monkeypatch.setattr(reading_csv, "CHUNK_ROWS", size)
    engine = connect(sqlite_url)
    text = "case_id,agency\n" + "".join(f"C{n % 6},A{n % 3}\n" for n in range(8)) + "C9,\nC2,other\n"
    assert counts(bring(engine, tmp_path, "cases", text)) == (10, 0, 6, 2, 2)
    engine.dispose()

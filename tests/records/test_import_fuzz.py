"""Whatever a file holds, the import ends in counts that add up or in a Problem in words. On SQLite."""

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records.database import connect
from records.problems import Problem
from tests.records.import_cases import OBJECTS, bring, leave_rollups

quick = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
MAPPING = """
skip_when_missing = ["h"]
on_unknown_object = "create"
[fields]
share_id = { from = ["h", "t"], as = "hash" }
object_id = { from = "h", prefix = "X-" }
shared_at = { from = "t", unit = "s" }
country = { from = "c", as = "country" }
network = { from = "r", as = "network" }
kind = { from = "k", map = { "1" = "share" }, default = "click" }
n = { from = "n" }
latitude = { from = "ll", index = 0 }
longitude = { from = "ll", index = 1 }
"""
NAMES = ("h", "t", "c", "r", "k", "n", "ll")
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
)
values = st.one_of(
    scalars, st.lists(scalars, max_size=3), st.dictionaries(st.text(max_size=3), scalars, max_size=2)
)
cells = st.text(st.characters(codec="utf-8", exclude_characters='"'), max_size=10)


@pytest.fixture
def engine(sqlite_url, tmp_path, monkeypatch):
    leave_rollups(monkeypatch)
    opened = connect(sqlite_url)
    bring(opened, tmp_path, "objects", OBJECTS)
    yield opened
    opened.dispose()


def adds_up(summary):
    return summary.read == summary.skipped + summary.accepted + summary.unchanged + summary.rejected


@quick
@given(st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES, values)), max_size=6))
def test_any_json(engine, tmp_path, objects):
    import orjson

    # Every name is there once, so that the mapping finds its columns; numbers JSON cannot hold are left out.
    lines = [orjson.dumps(dict.fromkeys(NAMES))]
    for row in objects:
        with contextlib.suppress(TypeError):
            lines.append(orjson.dumps(row))
    summary = bring(engine, tmp_path, "shares", b"\n".join(lines), MAPPING, name="a.jsonl")
    assert adds_up(summary) and summary.read == len(lines)


@quick
@given(st.lists(st.lists(cells, max_size=5), max_size=8))
def test_any_cells(engine, tmp_path, table):
    text = "tip_id,object_id,received_at,origin_country\n" + "\n".join(",".join(row) for row in table)
    assert adds_up(bring(engine, tmp_path, "tips", text))


@quick
@given(st.binary(max_size=200), st.sampled_from(["a.csv", "a.jsonl", "a.parquet", "a.xlsx"]), st.booleans())
def test_any_bytes(engine, tmp_path, content, name, with_header):
    content = (b"object_id,category\n" if with_header else b"") + content
    with contextlib.suppress(Problem):
        assert adds_up(bring(engine, tmp_path, "objects", content, name=name))

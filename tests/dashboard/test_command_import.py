"""`python -m dashboard import …` as people and scripts run it."""

import json

import pytest

from dashboard.__main__ import main
from tests.records.import_cases import listed, rows

MAPPING = """
records = "shares"
skip_when_missing = ["t"]
on_unknown_object = "create"
[fields]
object_id = { from = "h" }
shared_at = { from = "t", unit = "s" }
country = { from = "c", as = "country" }
network = { from = "r", as = "network" }
"""
CLICKS = (
    '{"h": "a", "t": 1331923247, "c": "US", "r": "http://www.facebook.com/l.php"}\n'
    '{"_heartbeat_": 1331923261}\n'
    '{"h": "b", "t": 1331923249, "c": "Eretria", "r": "direct"}\n'
    '{"h": "b", "t": "soon", "c": "BR", "r": "direct"}\n'
)


@pytest.fixture
def trace(engine, tmp_path, monkeypatch, capsys):
    """Runs a command on a fresh database; returns its exit status and what it printed."""
    monkeypatch.setenv("TRACE_DATABASE_URL", engine.url.render_as_string(False))
    monkeypatch.setenv("TRACE_VAR_DIR", str(tmp_path / "var"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.toml").write_text(MAPPING)
    (tmp_path / "clicks.jsonl").write_text(CLICKS)

    def run(*words):
        status = main([str(word) for word in words])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


def test_the_last_line_is_one_json_object(trace, engine, tmp_path):
    words = ("import", "shares", "clicks.jsonl", "--mapping", "m.toml", "--rejects", "out.csv", "--json")
    status, out, err = trace(*words)
    first = json.loads(out.splitlines()[-1])
    assert status == 0
    assert first.pop("data_version") >= 1
    assert first == {"read": 4, "skipped": 1, "accepted": 2, "rejected": 1, "unchanged": 0}
    assert "rejected: shared_at: no number of s since 1970" in err
    assert "warning: country: not a known country: stored as unknown [row 3]: Eretria" in err
    assert [(r["row"], r["column"], r["value"], r["severity"]) for r in listed(tmp_path / "out.csv")] == [
        ("3", "country", "Eretria", "warning"),
        ("4", "shared_at", "soon", "error"),
    ]
    assert rows(engine, "objects", "object_id", "category") == [("a", "unknown"), ("b", "unknown")]
    status, out, _ = trace("import", "shares", "clicks.jsonl", "--mapping", "m.toml")
    assert "4 read = 1 skipped + 0 accepted + 2 unchanged + 1 rejected" in out


def test_strict_exits_with_3_and_stores_nothing(trace, engine):
    words = ("import", "shares", "clicks.jsonl", "--mapping", "m.toml", "--strict", "--json")
    status, out, err = trace(*words)
    assert status == 3
    assert json.loads(out.splitlines()[-1]) == {
        "read": 4, "skipped": 1, "accepted": 0, "rejected": 3, "unchanged": 0, "data_version": 0
    }  # fmt: skip
    assert "refused, nothing was stored: 1 of 4 rows are at fault" in err
    assert rows(engine, "shares", "share_id") == rows(engine, "objects", "object_id") == []


def test_what_cannot_be_read_exits_with_1_in_words(trace):
    status, out, err = trace("import", "shares", "none.jsonl")
    assert (status, out) == (1, "")
    assert "error: there is no file none.jsonl" in err and "Traceback" not in err
    status, _, err = trace("import", "share", "clicks.jsonl")
    assert status == 1 and "did you mean 'shares'" in err


def test_a_stop_by_hand_leaves_nothing(trace, engine, monkeypatch):
    from records.importing import storing

    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(storing, "_write", stopped)
    status, _, err = trace("import", "shares", "clicks.jsonl", "--mapping", "m.toml")
    assert status == 130 and "nothing was left half done" in err
    assert rows(engine, "shares", "share_id") == rows(engine, "imports", "import_id") == []


def test_a_person_sees_a_bar_and_a_script_does_not(trace, monkeypatch, capsys):
    import sys

    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    _, _, err = trace("import", "shares", "clicks.jsonl", "--mapping", "m.toml")
    assert "reading" in err
    _, _, err = trace("import", "shares", "clicks.jsonl", "--mapping", "m.toml", "--json")
    assert "reading" not in err


def test_sync_ends_with_the_counts_of_each_table(trace, engine, tmp_path, sqlite_template):
    import shutil

    from records.database import connect
    from tests.records.import_cases import OBJECTS, bring

    shutil.copy(sqlite_template, tmp_path / "other.sqlite")
    other = connect(f"sqlite:///{tmp_path / 'other.sqlite'}")
    bring(other, tmp_path, "objects", OBJECTS)
    other.dispose()
    status, out, err = trace("sync", "--source", f"sqlite:///{tmp_path / 'other.sqlite'}", "--json")
    found = json.loads(out.splitlines()[-1])
    assert status == 0 and found["data_version"] >= 1
    assert found["tables"]["objects"]["accepted"] == 3 and found["tables"]["tips"]["read"] == 0
    assert "objects from objects of other.sqlite: 3 read" in err
    status, _, err = trace("sync", "--source", "sqlite:///none.db", "--timezone", "Mars")
    assert status == 1 and "--timezone Mars is not known" in err


def test_purge_says_what_it_would_do_and_does_it_with_yes(trace, engine, tmp_path):
    from tests.records.import_cases import OBJECTS, TIPS, bring

    bring(engine, tmp_path, "objects", OBJECTS)
    bring(engine, tmp_path, "tips", TIPS + "T1,O1,2020-02-01,NL\n")
    status, _, err = trace("purge", "--older-than", "365")
    assert status == 1 and "1 tips, 0 sealed texts" in err and "add --yes" in err
    assert rows(engine, "tips", "tip_id") == [("T1",)]
    status, out, _ = trace("purge", "--older-than", "365d", "--yes")
    assert status == 0 and "deleted: 1 tips" in out
    assert rows(engine, "tips", "tip_id") == []
    with pytest.raises(SystemExit) as stopped:
        trace("purge", "--older-than", "0")
    assert stopped.value.code == 2

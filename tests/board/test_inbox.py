"""The way of a tip to its readers and back: export, open, assess."""

import csv
import json
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from board import assessments, inbox
from records import audit, sealing
from records.bookkeeping import audit_log, dirty_keys
from records.database import reading, writing
from records.problems import Conflict, Problem
from records.tables import sealed_tips, tip_assessments, tips
from tests.board.conftest import both
from tests.board.filling import open_form, send

AT = datetime(2026, 3, 11, 9, tzinfo=UTC)


@pytest.fixture
def three(client):
    """Three tips; the first two say the same."""
    for object_id, words in (("O-001", "Same words"), ("O-001", "same words"), ("O-002", "=other")):
        assert send(client, open_form(client, object_id), object_id, text=words).status_code == 200


@pytest.fixture
def exported(request, engine, tmp_path):
    request.getfixturevalue("three")
    path = tmp_path / "export.jsonl"
    with reading(engine) as db:
        assert inbox.export(db, path) == 3
    return path


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def ids(engine):
    with reading(engine) as db:
        return list(db.execute(sa.select(tips.c.tip_id).order_by(tips.c.object_id, tips.c.tip_id)).scalars())


def decided(tmp_path, text, name="back.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return assessments.read(path)


def test_an_export_holds_no_word(exported):
    assert "words" not in exported.read_text()
    assert {"tip_id", "key_id", "sealed", "object_id"} <= set(json.loads(exported.read_text().split("\n")[0]))


@both
def test_opening_gives_the_words_back_and_proposes_clusters_of_repeats(exported, pair, tmp_path):
    table, back = tmp_path / "open.csv", tmp_path / "decisions.csv"
    opened = inbox.open_to(exported, table, [pair], back)
    assert (opened.tips, opened.other_keys) == (3, {})
    rows = sorted(rows_of(table), key=lambda row: (row["object_id"], row["text"]))
    assert [row["text"] for row in rows] == ["Same words", "same words", "'=other"]
    assert rows[0]["cluster"] == rows[1]["cluster"] == f"repeat-{rows[0]['repeat']}"
    assert rows[2]["cluster"] == ""
    assert "words" not in back.read_text("utf-8-sig")
    assert list(rows_of(back)[0]) == [
        "tip_id", "assessment", "suggested_country", "cluster", "investigation", "updated_at",
    ]  # fmt: skip


def test_the_exact_words_are_in_the_json_lines(exported, pair, tmp_path):
    lines = tmp_path / "open.jsonl"
    inbox.open_to(exported, lines, [pair])
    assert {json.loads(line)["text"] for line in lines.read_text().splitlines()} == {
        "Same words", "same words", "=other",
    }  # fmt: skip


def test_a_rotated_key_opens_with_its_own_and_the_rest_is_counted(
    exported, pair, client, engine, settings, tmp_path
):
    newer = sealing.make_pair()
    (settings.var_dir / "board.pub").write_text(newer.public.text)
    send(client, open_form(client), text="newer")
    with reading(engine) as db:
        inbox.export(db, exported)
    first = inbox.open_to(exported, tmp_path / "a.csv", [pair])
    assert (first.tips, first.other_keys) == (3, {newer.public.key_id: 1})
    both = inbox.open_to(exported, tmp_path / "b.csv", [pair, newer])
    assert (both.tips, both.other_keys) == (4, {})


def test_exchanged_words_are_noticed(exported, pair, engine, tmp_path):
    """Who can write to the database cannot put one tip's words under another tip."""
    first, second, _ = [json.loads(line) for line in exported.read_text().splitlines()]
    first["sealed"], second["sealed"] = second["sealed"], first["sealed"]
    exported.write_text(json.dumps(first) + "\n" + json.dumps(second))
    with pytest.raises(Problem, match="belong to another tip"):
        inbox.open_to(exported, tmp_path / "o.csv", [pair])


@pytest.mark.parametrize(
    "text", ["nonsense", "[]", '{"tip_id": "x"}', '{"tip_id":"x","key_id":"y","sealed":"***"}']
)
def test_what_is_no_export_is_said_so(pair, tmp_path, text):
    path = tmp_path / "no.jsonl"
    path.write_text(text)
    with pytest.raises(Problem, match="line 1"):
        inbox.open_to(path, tmp_path / "o.csv", [pair])


def test_assessed_tips_are_exported_only_when_asked_for(exported, engine, tmp_path):
    with writing(engine) as db:
        db.execute(sa.update(tips).values(assessment="spam"))
    with reading(engine) as db:
        assert inbox.export(db, exported) == 0
        assert inbox.export(db, exported, everything=True) == 3


@both
@pytest.mark.usefixtures("three")
def test_decisions_come_back_with_history_audit_and_dirty_keys(engine, tmp_path):
    a, b, c = ids(engine)
    text = (
        "tip_id,assessment,suggested_country,cluster,investigation\n"
        f"{a},actionable,NL,,open\n{b},duplicate,,repeat-1,\n{c},,,,\n"
    )
    with writing(engine) as db:
        db.execute(sa.delete(dirty_keys))
        assert assessments.store(db, decided(tmp_path, text), by="Reader", at=AT) == 2
    with reading(engine) as db:
        rows = {row["tip_id"]: row for row in db.execute(sa.select(tips)).mappings()}
        history = db.execute(
            sa.select(tip_assessments.c.tip_id, tip_assessments.c.assessment, tip_assessments.c.by)
        )
        assert sorted(map(tuple, history)) == sorted(
            [(a, "actionable", "Reader"), (b, "duplicate", "Reader")]
        )
        keys = db.execute(sa.select(dirty_keys.c.source, dirty_keys.c.object_id)).all()
        assert set(map(tuple, keys)) == {("tips", "O-001")}
        assert db.execute(sa.select(sa.func.count()).select_from(audit_log)).scalar_one() == 2
        assert audit.broken_at(db) is None
    assert (rows[a]["assessment"], rows[a]["suggested_country"], rows[a]["investigation"]) == (
        "actionable",
        "NL",
        "open",
    )
    assert rows[a]["assessed_at"] == AT
    assert (rows[b]["assessment"], rows[b]["cluster"]) == ("duplicate", "repeat-1")
    assert rows[c]["assessment"] == "pending"


def test_the_opened_table_itself_can_come_back_and_its_words_are_not_read(exported, pair, engine, tmp_path):
    table = tmp_path / "open.csv"
    inbox.open_to(exported, table, [pair])
    rows = rows_of(table)
    with table.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), delimiter=";")  # as some spreadsheets save it
        writer.writeheader()
        writer.writerows([{**row, "assessment": "unusable"} for row in rows])
    decisions = assessments.read(table)
    assert decisions.left_out == ("contact", "place", "text", "when")
    with writing(engine) as db:
        assert assessments.store(db, decisions, by="Reader", at=AT) == 3
    with reading(engine) as db:
        everything = "".join(
            repr(db.execute(sa.select(table)).all()) for table in (tips, audit_log, tip_assessments)
        )
    assert "ame words" not in everything


@both
@pytest.mark.usefixtures("three")
def test_a_tip_that_changed_since_it_was_looked_at_stops_all_of_them(engine, tmp_path):
    a, b, _ = ids(engine)
    header = "tip_id,assessment,updated_at\n"
    with writing(engine) as db:
        assessments.store(db, decided(tmp_path, f"tip_id,assessment\n{a},spam\n"), by="One", at=AT)
    stale = decided(
        tmp_path, f"{header}{b},actionable,\n{a},actionable,{(AT - timedelta(days=1)).isoformat()}\n"
    )
    with pytest.raises(Conflict), writing(engine) as db:
        assessments.store(db, stale, by="Two", at=AT)
    with reading(engine) as db:
        found = {row.tip_id: row.assessment for row in db.execute(sa.select(tips))}
    assert (found[a], found[b]) == ("spam", "pending")
    fresh = decided(tmp_path, f"{header}{a},actionable,{AT.isoformat()}\n")
    with writing(engine) as db:
        assert assessments.store(db, fresh, by="Two", at=AT + timedelta(hours=1)) == 1


@pytest.mark.usefixtures("three")
def test_more_than_one_decision_can_hold_are_stored_in_parts(engine, tmp_path, monkeypatch):
    monkeypatch.setattr("records.assessing.MOST", 2)
    text = "tip_id,assessment\n" + "".join(f"{one},spam\n" for one in ids(engine))
    with writing(engine) as db:
        assert assessments.store(db, decided(tmp_path, text), by="Reader", at=AT) == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a,b\n1,2\n", "needs a column tip_id"),
        ("tip_id,text\nx,y\n", "needs a column tip_id"),
        ("tip_id,assessment\n,spam\n", "row 1: no tip_id"),
        ("tip_id,assessment\nT,great\n", "row 1: assessment must be one of"),
        ("tip_id,investigation\nT,done\n", "row 1: investigation must be one of"),
        ("tip_id,suggested_country\nT,Holland\n", "row 1: suggested_country"),
        ("tip_id,assessment\nT,spam\nT,spam\n", "row 2: T stands in the file twice"),
        ("tip_id,assessment,updated_at\nT,spam,yesterday\n", "updated_at is no time"),
        ("tip_id,assessment,updated_at\nT,spam,2026-01-01\n", "no time zone"),
        ("tip_id,assessment\n" + "T,x\n" * 9, "more. Nothing was stored"),
    ],
)
def test_what_cannot_be_decided_is_named(tmp_path, text, words):
    with pytest.raises(Problem, match=words):
        decided(tmp_path, text)


def test_json_lines_are_read_too(tmp_path):
    text = '{"tip_id": "T", "assessment": "spam", "cluster": null}\n\n{"tip_id": "U", "cluster": "c"}\n'
    assert decided(tmp_path, text, "back.jsonl").changes == {
        "T": {"assessment": "spam"},
        "U": {"cluster": "c"},
    }
    for broken in ("nonsense", "[1]"):
        with pytest.raises(Problem, match="no JSON"):
            decided(tmp_path, broken, "back.jsonl")


@pytest.mark.usefixtures("three")
def test_an_unknown_tip_is_named(engine, tmp_path):
    decisions = decided(tmp_path, "tip_id,assessment\nT-none,spam\n")
    with pytest.raises(Conflict, match="T-none"), writing(engine) as db:
        assessments.store(db, decisions, by="Reader", at=AT)


@pytest.mark.usefixtures("three")
def test_every_sealed_tip_has_its_tip(engine):
    with reading(engine) as db:
        lonely = sa.select(sealed_tips.c.tip_id).where(sealed_tips.c.tip_id.not_in(sa.select(tips.c.tip_id)))
        assert db.execute(lonely).all() == []

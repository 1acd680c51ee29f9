"""What becomes of rows: new, changed, unchanged, rejected; on both databases."""

import datetime as dt

import pytest
import sqlalchemy as sa

from records import rollup_verify
from records.bookkeeping import audit_log, data_version, dirty_keys, imports
from records.database import reading, writing
from records.importing import intake
from records.problems import Conflict, Problem
from records.tables import tips
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

RECORDS = ("cases", "objects", "tips", "shares", "views", "outcomes", "display_periods", "annotations")


def version(engine):
    with reading(engine) as db:
        return db.execute(sa.select(data_version.c.version)).scalar()


def test_the_same_file_twice_changes_nothing(engine, tmp_path):
    set_zone(engine, "Europe/Brussels")
    bring(engine, tmp_path, "objects", OBJECTS)
    text = TIPS + "T1,O1,2026-03-01 23:30,Nederland\nT2,O2,2026-03-02T23:30:00Z,\n"
    first = bring(engine, tmp_path, "tips", text)
    assert counts(first) == (2, 0, 2, 0, 0)
    day = dt.date
    assert rows(engine, "tips", "tip_id", "day", "origin_country", "origin_source", "channel") == [
        ("T1", day(2026, 3, 1), "NL", "stated", "import"),
        ("T2", day(2026, 3, 3), "unknown", "unknown", "import"),
    ]
    before = everything(engine, *RECORDS)
    second = bring(engine, tmp_path, "tips", text, at=NOW + dt.timedelta(hours=1))
    assert counts(second) == (2, 0, 0, 2, 0)
    assert everything(engine, *RECORDS) == before
    assert second.data_version == first.data_version == version(engine)


def test_a_changed_row_is_accepted_and_its_old_and_new_day_are_refreshed(engine, tmp_path):
    bring(engine, tmp_path, "objects", OBJECTS)
    bring(engine, tmp_path, "tips", TIPS + "T1,O1,2026-03-01,NL\nT2,O2,2026-03-02,BE\n")
    before = version(engine)
    moved = bring(engine, tmp_path, "tips", TIPS + "T1,O3,2026-04-01,NL\nT2,O2,2026-03-02,BE\n")
    assert counts(moved) == (2, 0, 1, 1, 0)
    assert moved.data_version > before
    assert rollup_verify.verify(engine) == []
    with reading(engine) as db:
        assert db.execute(sa.select(sa.func.count()).select_from(dirty_keys)).scalar() == 0


def test_columns_that_a_file_does_not_state_are_left_alone(engine, tmp_path):
    bring(engine, tmp_path, "cases", "case_id,agency\nC1,Police NL\n")
    bring(engine, tmp_path, "objects", "object_id,category,case_id,licence\nO1,toy,C1,CC0\n")
    again = bring(engine, tmp_path, "objects", "object_id,category\nO1,toy\nO2,\n")
    assert counts(again) == (2, 0, 1, 1, 0)
    assert rows(engine, "objects", "object_id", "category", "case_id", "licence") == [
        ("O1", "toy", "C1", "CC0"),
        ("O2", "unknown", None, None),
    ]
    assert bring(engine, tmp_path, "objects", "object_id,licence\nO1,\n").accepted == 1
    assert rows(engine, "objects", "object_id", "category", "licence")[0] == ("O1", "toy", None)


def test_repeats_in_a_file_are_unchanged_and_contradictions_rejected(engine, tmp_path):
    bring(engine, tmp_path, "objects", OBJECTS)
    text = TIPS + (
        "T1,O1,2026-03-01,NL\nT1,O1,2026-03-01,Nederland\nT1,O1,2026-03-01,DE\nT2,O9,2026-03-01,\nT2,O1,2026-03-01,\n"
    )
    summary = bring(engine, tmp_path, "tips", text)
    assert counts(summary) == (5, 0, 2, 1, 2)
    contradiction = "an earlier row has the same tip_id and other values: which one is right?"
    assert findings(engine) == [
        (4, "tip_id", "T1 (first in row 2)", contradiction, "error"),
        (5, "object_id", "O9", "no object with this identifier is on record", "error"),
    ]  # fmt: skip
    assert rows(engine, "tips", "tip_id", "origin_country", "object_id") == [
        ("T1", "NL", "O1"),
        ("T2", "unknown", "O1"),
    ]


def test_strict_refuses_the_file_and_stores_nothing_of_it(engine, tmp_path):
    bring(engine, tmp_path, "objects", OBJECTS)
    before = everything(engine, *RECORDS, "imports", "import_rejects", "audit_log", "dirty_keys")
    path = tmp_path / "rejects.csv"
    text = TIPS + "T1,O1,2026-03-01,NL\nT2,O9,2026-03-01,NL\nT3,O1,soon,NL\n"
    summary = bring(engine, tmp_path, "tips", text, strict=True, rejects=path)
    assert summary.refused and summary.faults == 2
    assert counts(summary) == (3, 0, 0, 0, 3)
    assert everything(engine, *RECORDS, "imports", "import_rejects", "audit_log", "dirty_keys") == before
    assert [(row["row"], row["column"]) for row in listed(path)] == [("3", "object_id"), ("4", "received_at")]
    assert not bring(engine, tmp_path, "tips", TIPS + "T1,O1,2026-03-01,Eretria\n", strict=True).refused


@pytest.mark.parametrize("step", ["_compare", "create_objects", "_write", "_log_keys"])
def test_a_crash_midway_leaves_nothing(engine, tmp_path, monkeypatch, step):
    from records.importing import storing

    real = getattr(storing, step)

    def crash(*args, **options):
        real(*args, **options)
        raise KeyboardInterrupt

    monkeypatch.setattr(storing, step, crash)
    mapping = 'on_unknown_object = "create"\n[fields]\nobject_id={from="o"}\nshared_at={from="t"}'
    before = everything(engine, *RECORDS, "imports", "import_rejects", "audit_log", "dirty_keys")
    with pytest.raises(KeyboardInterrupt):
        bring(engine, tmp_path, "shares", "o,t\nO1,2026-03-01\n", mapping)
    assert everything(engine, *RECORDS, "imports", "import_rejects", "audit_log", "dirty_keys") == before
    monkeypatch.undo()
    assert bring(engine, tmp_path, "shares", "o,t\nO1,2026-03-01\n", mapping).accepted == 1


def test_a_crash_while_the_file_is_read_leaves_nothing(engine, tmp_path, monkeypatch):
    from records.importing import reading_csv

    monkeypatch.setattr(reading_csv, "CHUNK_ROWS", 2)
    real, seen = intake.shape, []

    def crash(*args):
        seen.append(real(*args))
        if len(seen) == 3:
            raise KeyboardInterrupt
        return seen[-1]

    monkeypatch.setattr(intake, "shape", crash)
    with pytest.raises(KeyboardInterrupt):
        bring(engine, tmp_path, "objects", OBJECTS)
    assert rows(engine, "objects", "object_id") == []


def test_readers_and_writers_work_on_while_a_file_is_read(engine, tmp_path, monkeypatch):
    """Only the storing holds the write lock: a tip can come in while a long file is being read."""
    bring(engine, tmp_path, "objects", OBJECTS)
    real = intake.shape

    def write_meanwhile(chunk, *args):
        if len(chunk):
            with writing(engine) as db:
                db.execute(
                    tips.insert().values(tip_id="meanwhile", object_id="O1", received_at=NOW, day=NOW.date())
                )
        return real(chunk, *args)

    monkeypatch.setattr(intake, "shape", write_meanwhile)
    assert bring(engine, tmp_path, "tips", TIPS + "T1,O1,2026-03-01,NL\n").accepted == 1
    assert rows(engine, "tips", "tip_id") == [("T1",), ("meanwhile",)]


def test_what_others_wrote_meanwhile_is_a_conflict_in_words(engine, tmp_path, monkeypatch):
    from records.importing import storing

    bring(engine, tmp_path, "objects", OBJECTS)
    real = storing._compare

    def late(stage, act):
        real(stage, act)
        stage.db.execute(tips.insert().values(tip_id="T1", object_id="O1", received_at=NOW, day=NOW.date()))

    monkeypatch.setattr(storing, "_compare", late)
    with pytest.raises(Conflict, match="nothing was stored, import it again"):
        bring(engine, tmp_path, "tips", TIPS + "T1,O1,2026-03-01,NL\n")


def test_each_import_leaves_its_entry_and_an_audit_row(engine, tmp_path):
    bring(engine, tmp_path, "objects", "object_id,case_id\nO1,\nO2,C9\n")
    with reading(engine) as db:
        entry = db.execute(sa.select(imports)).mappings().one()
        audit = db.execute(sa.select(audit_log).order_by(audit_log.c.seq.desc()).limit(1)).mappings().one()
    assert (entry["records"], entry["file_name"], entry["by"], entry["at"]) == (
        "objects",
        "file.csv",
        "tester",
        NOW,
    )
    assert [entry[n] for n in ("read", "skipped", "accepted", "unchanged", "rejected", "warnings")] == [
        2,
        0,
        1,
        0,
        1,
        0,
    ]
    assert len(entry["file_sha256"]) == 64 and entry["mapping_sha256"] is None
    assert (audit["action"], audit["subject"]) == ("records imported", "objects from file.csv")
    assert rows(engine, "objects", "object_id") == [("O1",)]


def test_shares_without_an_identifier_are_all_kept_and_known_again(engine, tmp_path):
    bring(engine, tmp_path, "objects", OBJECTS)
    text = "object_id,shared_at,n\nO1,2026-03-01,1\nO1,2026-03-01,1\nO1,2026-03-01,0\nO1,2026-03-01,\n"
    assert counts(bring(engine, tmp_path, "shares", text)) == (4, 0, 2, 0, 2)
    (identifier,), _ = rows(engine, "shares", "share_id")
    assert len(identifier) == 66 and identifier.endswith(":2")
    assert [f[1:] for f in findings(engine)] == [
        ("n", "0", "less than 1", "error"),
        ("n", None, "empty, but shares need it", "error"),
    ]
    assert counts(bring(engine, tmp_path, "shares", text)) == (4, 0, 0, 2, 2)


def test_views_that_only_our_spelling_makes_equal_add_up(engine, tmp_path):
    bring(engine, tmp_path, "objects", OBJECTS)
    text = (
        "day,object_id,country,n\n2026-03-01,O1,Burma,10\n2026-03-01,O1,Myanmar,5\n2026-03-01,O1,Burma,10\n"
        "2026-03-01,O1,Burma,11\n2026-03-01,O1,Eretria,1\n2026-03-01,O1,Atlantis,2\n2026-03-01,O2,Burma,0\n"
    )
    first = bring(engine, tmp_path, "views", text)
    assert counts(first) == (7, 0, 5, 1, 1)
    assert rows(engine, "views", "object_id", "country", "network", "n") == [
        ("O1", "MM", "direct", 15),
        ("O1", "unknown", "direct", 3),
        ("O2", "MM", "direct", 0),
    ]
    assert counts(bring(engine, tmp_path, "views", text)) == (7, 0, 0, 6, 1)
    changed = text.replace("Atlantis,2", "Atlantis,3")
    assert counts(bring(engine, tmp_path, "views", changed)) == (7, 0, 2, 4, 1)
    assert rollup_verify.verify(engine) == []


def test_outcomes_name_a_case_or_an_object_and_a_known_tip(engine, tmp_path):
    bring(
        engine,
        tmp_path,
        "cases",
        "case_id,agency,status,opened_at,closed_at\nC1,NL,Open,2025-01-01,2024-01-01\nC2,NL,,,\n",
    )
    assert rows(engine, "cases", "case_id", "status") == [("C2", "open")]
    text = (
        "outcome_id,kind,occurred_at,case_id,people,tip_id,country,thanks_to\n"
        "A,child safeguarded,2026-03-01,C2,2,,Brazil,yes\n"
        "B,case_referred,2026-03-01,,,,,\n"
        "C,rescued,2026-03-01,C2,,,,\n"
        "D,case_referred,2026-03-01,C2,,T7,,maybe\n"
        "E,case_referred,2027-03-01,C2,-1,,,\n"
    )
    assert counts(bring(engine, tmp_path, "outcomes", text)) == (5, 0, 1, 0, 4)
    assert rows(engine, "outcomes", "outcome_id", "kind", "country", "people") == [
        ("A", "child_safeguarded", "BR", 2)
    ]
    assert [(f[0], f[1]) for f in findings(engine, "cases")] == [(2, "closed_at")]
    assert [(f[0], f[1]) for f in findings(engine, "outcomes")] == [
        (3, "case_id"), (4, "kind"), (5, "thanks_to"), (6, "occurred_at"), (6, "people")
    ]  # fmt: skip


def test_annotations_texts_and_benchmarks(engine, tmp_path):
    bring(engine, tmp_path, "objects", OBJECTS)
    text = (
        "annotation_id,day,until_day,kind,text,object_id\n"
        'A1,2027-01-01,,press,"Says:\nmore",\nA2,2026-01-02,2026-01-01,,x,\n'
    )
    assert counts(bring(engine, tmp_path, "annotations", text)) == (2, 0, 1, 0, 1)
    texts = "object_id,language,title,reviewed\nO1,nl,Tas,yes\nO1,NL,Tas,true\nO1,dutch!,Tas,\nO2,ar,حقيبة,\n"
    assert counts(bring(engine, tmp_path, "object_texts", texts)) == (4, 0, 2, 1, 1)
    assert rows(engine, "object_texts", "object_id", "language", "alt", "reviewed") == [
        ("O1", "nl", "", True),
        ("O2", "ar", "", False),
    ]
    points = (
        "name,item,outcome,as_of,age_days,n,x,precision,source\n"
        "EU Most Wanted,suspect,found,2017-06-01,487,50,35,exact,BBC\n"
        "EU Most Wanted,suspect,arrested,2017-06-01,487,50,51,exact,BBC\n"
    )
    assert counts(bring(engine, tmp_path, "benchmarks", points)) == (2, 0, 1, 0, 1)
    assert findings(engine, "benchmarks")[0][1:3] == ("x", "51")
    assert findings(engine, "annotations") == [(3, "until_day", "2026-01-01", "before day", "error")]


def test_tips_that_people_judged_here_keep_their_judgement(engine, tmp_path):
    bring(engine, tmp_path, "objects", OBJECTS)
    head = "tip_id,object_id,received_at,assessment,assessed_at,suggested_country\n"
    first = (
        head
        + "T1,O1,2026-03-01,pending,,\nT2,O1,2026-03-01,spam,2026-03-05,\n"
        + "T3,O1,2026-03-01,pending,2026-03-05,\n"
    )
    assert counts(bring(engine, tmp_path, "tips", first)) == (3, 0, 3, 0, 0)
    assert findings(engine)[-1][:2] == (4, "assessed_at")
    later = NOW + dt.timedelta(hours=1)
    with writing(engine) as db:
        judged = {
            "assessment": "actionable",
            "assessed_at": later,
            "suggested_country": "PL",
            "updated_at": later,
        }
        db.execute(sa.update(tips).where(tips.c.tip_id == "T1").values(judged))
    again = bring(engine, tmp_path, "tips", first, at=NOW + dt.timedelta(hours=2))
    assert counts(again) == (3, 0, 0, 3, 0) and again.warnings == 1
    second = (
        head
        + "T1,O2,2026-03-01,spam,2026-03-09,\nT2,O1,2026-03-01,duplicate,2026-03-09,\nT3,O1,2026-03-01,,,\n"
    )
    summary = bring(engine, tmp_path, "tips", second, at=NOW + dt.timedelta(hours=3))
    assert counts(summary) == (3, 0, 2, 1, 0)
    assert rows(engine, "tips", "tip_id", "object_id", "assessment", "suggested_country") == [
        ("T1", "O2", "actionable", "PL"),
        ("T2", "O1", "duplicate", None),
        ("T3", "O1", "pending", None),
    ]
    assert [f[1:4] for f in findings(engine) if f[4] == "warning" and f[0] == 2] == [
        ("assessment", "spam", "decided here since the last import: the file's value is not taken")
    ]
    assert counts(bring(engine, tmp_path, "tips", second, at=NOW + dt.timedelta(hours=4))) == (3, 0, 0, 3, 0)
    history = [(tip, word) for tip, word in rows(engine, "tip_assessments", "tip_id", "assessment")]
    assert history == [("T2", "spam"), ("T2", "duplicate")]


def test_an_assessment_before_the_tip_is_rejected(engine, tmp_path):
    bring(engine, tmp_path, "objects", OBJECTS)
    text = "tip_id,object_id,received_at,assessment,assessed_at\nT1,O1,2026-03-02,spam,2026-03-01\n"
    bring(engine, tmp_path, "tips", text)
    assert findings(engine) == [
        (2, "assessed_at", "2026-03-01T00:00:00+00:00", "before received_at", "error")
    ]


def test_names_of_records_are_known_or_suggested(engine, tmp_path):
    with pytest.raises(Problem, match="'tip' cannot be imported; did you mean 'tips'"):
        bring(engine, tmp_path, "tip", TIPS)


def test_json_without_a_mapping_states_what_any_of_its_lines_names(engine, tmp_path):
    bring(engine, tmp_path, "objects", OBJECTS)
    lines = '{"object_id": "O1", "shared_at": "2026-03-01"}\n'
    assert counts(bring(engine, tmp_path, "shares", lines * 2, name="a.jsonl")) == (2, 0, 2, 0, 0)
    assert rows(engine, "shares", "n", "kind", "network") == [(1, "click", "other")] * 2
    counted = lines + '{"object_id": "O1", "shared_at": "2026-03-01", "n": 3}\n'
    assert counts(bring(engine, tmp_path, "shares", counted, name="a.jsonl")) == (2, 0, 1, 0, 1)
    assert findings(engine, "shares")[0][3] == "empty, but shares need it"
    assert counts(bring(engine, tmp_path, "shares", "nonsense\n{}\n", name="a.jsonl")) == (2, 0, 0, 0, 2)
    with pytest.raises(Problem, match="no column 'object_id'"):
        bring(engine, tmp_path, "shares", '{"shared_at": "2026-03-01"}\n', name="a.jsonl")

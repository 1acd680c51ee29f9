from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from records import assessing, rollup_verify, rollups
from records.bookkeeping import dirty_keys
from records.database import reading, writing
from records.problems import Conflict, Problem
from records.tables import objects, tips

AT = datetime(2026, 5, 1, 9, tzinfo=UTC)


@pytest.fixture
def tipped(engine):
    with writing(engine) as db:
        db.execute(objects.insert().values(object_id="O-1"))
        db.execute(
            tips.insert(),
            [
                {
                    "tip_id": f"T{n}",
                    "object_id": "O-1",
                    "received_at": AT,
                    "day": date(2026, 5, 1),
                    "channel": "web",
                }
                for n in (1, 2, 3)
            ],
        )
    return engine


def row(engine, tip_id):
    with reading(engine) as db:
        return db.execute(sa.select(tips).where(tips.c.tip_id == tip_id)).mappings().one()


def test_many_tips_at_once_with_history_and_fresh_counts(tipped):
    with writing(tipped) as db:
        changed = assessing.decide(db, {"assessment": "spam"}, {"T1": None, "T2": None}, by="A", at=AT)
    assert changed == 2
    assert row(tipped, "T1")["assessed_at"] == AT
    assert row(tipped, "T3")["assessment"] == "pending"
    with reading(tipped) as db:
        assert [entry["by"] for entry in assessing.history(db, "T1")] == ["A"]
        assert db.execute(sa.select(dirty_keys.c.object_id)).scalars().all() == ["O-1"]
    rollups.refresh(tipped, AT)
    assert rollup_verify.verify(tipped) == []


def test_the_second_of_two_people_sees_the_firsts_change_and_nothing_of_theirs_is_stored(tipped):
    with writing(tipped) as db:
        assessing.decide(db, {"assessment": "spam"}, {"T1": None}, by="A", at=AT)
    with pytest.raises(Conflict, match="T1 is now spam"), writing(tipped) as db:
        assessing.decide(db, {"assessment": "actionable"}, {"T1": None, "T2": None}, by="B", at=AT)
    assert row(tipped, "T1")["assessment"] == "spam"
    assert row(tipped, "T2")["assessment"] == "pending"


def test_a_person_who_is_faster_than_the_table_corrects_themselves(tipped):
    later = AT + timedelta(seconds=1)
    with writing(tipped) as db:
        assessing.decide(db, {"assessment": "spam"}, {"T1": None}, by="A", at=AT)
        assert assessing.decide(db, {"assessment": "actionable"}, {"T1": None}, by="A", at=later) == 1
    assert row(tipped, "T1")["assessment"] == "actionable"
    with writing(tipped) as db:
        assessing.decide(db, {"cluster": "c"}, {"T1": later}, by="B", at=later + timedelta(seconds=1))
    with pytest.raises(Conflict, match="somebody else"), writing(tipped) as db:
        assessing.decide(db, {"assessment": "spam"}, {"T1": later}, by="A", at=later + timedelta(seconds=2))


def test_repeating_a_decision_changes_nothing(tipped):
    with writing(tipped) as db:
        assessing.decide(db, {"investigation": "open"}, {"T1": None}, by="A", at=AT)
    seen = row(tipped, "T1")["updated_at"]
    with writing(tipped) as db:
        later = AT + timedelta(days=1)
        assert assessing.decide(db, {"investigation": "open"}, {"T1": seen}, by="A", at=later) == 0
    assert row(tipped, "T1")["investigated_at"] == AT


@pytest.mark.parametrize(
    ("changes", "seen", "words"),
    [
        ({"assessment": "great"}, {"T1": None}, "must be one of"),
        ({"text": "x"}, {"T1": None}, "not text"),
        ({}, {"T1": None}, "not nothing"),
        ({"assessment": "spam"}, {}, "at least one"),
        ({"assessment": "spam"}, {"T9": None}, "no longer on record"),
    ],
)
def test_what_cannot_be_decided_is_refused_in_words(tipped, changes, seen, words):
    with pytest.raises(Problem, match=words), writing(tipped) as db:
        assessing.decide(db, changes, seen, by="A", at=AT)

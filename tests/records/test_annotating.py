from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from records import annotating
from records.annotating import Annotation
from records.bookkeeping import audit_log, dirty_keys
from records.database import reading, writing
from records.problems import Conflict, Problem
from records.tables import annotations, objects

WHO = {"by": "analyst", "at": datetime(2026, 5, 1, 9, tzinfo=UTC)}
PRESS = Annotation(date(2026, 4, 1), "press", "TV report", until_day=date(2026, 4, 3))


def add(engine, wanted):
    with writing(engine) as db:
        return annotating.add(db, wanted, **WHO)


def test_added_corrected_removed_each_with_its_audit_row(engine):
    key = add(engine, replace(PRESS, text="  TV   report "))
    better = replace(PRESS, text="TV report, second channel", until_day=None)
    with writing(engine) as db:
        assert annotating.read(db, key) == PRESS
        annotating.correct(db, key, better, seen=PRESS, **WHO)
        assert annotating.read(db, key) == better
        annotating.remove(db, key, seen=better, **WHO)
        assert annotating.read(db, key) is None
        actions = db.execute(sa.select(audit_log.c.action).order_by(audit_log.c.seq)).scalars().all()
        assert db.execute(sa.select(sa.func.count()).select_from(dirty_keys)).scalar_one() == 3
    assert actions == ["annotation added", "annotation corrected", "annotation removed"]


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (replace(PRESS, text="  "), "few words"),
        (replace(PRESS, text="x" * 201), "under 200"),
        (replace(PRESS, kind="gossip"), "is one of"),
        (replace(PRESS, until_day=date(2026, 3, 31)), "ends before it begins"),
        (replace(PRESS, object_id="O-9"), "no object O-9"),
    ],
)
def test_what_cannot_be_is_refused_in_words(engine, wanted, words):
    with pytest.raises(Problem, match=words):
        add(engine, wanted)
    with reading(engine) as db:
        assert db.execute(sa.select(sa.func.count()).select_from(annotations)).scalar_one() == 0


def test_about_one_object(engine):
    with writing(engine) as db:
        db.execute(objects.insert().values(object_id="O-1"))
    key = add(engine, replace(PRESS, object_id="O-1"))
    with reading(engine) as db:
        assert annotating.read(db, key).object_id == "O-1"


def test_the_second_of_two_people_is_told(engine):
    key = add(engine, PRESS)
    mine = replace(PRESS, text="Radio")
    with writing(engine) as db:
        annotating.correct(db, key, mine, seen=PRESS, **WHO)
    with pytest.raises(Conflict, match="“Radio” of 2026-04-01"), writing(engine) as db:
        annotating.remove(db, key, seen=PRESS, **WHO)
    with pytest.raises(Problem, match="nothing is different"), writing(engine) as db:
        annotating.correct(db, key, mine, seen=mine, **WHO)
    with writing(engine) as db:
        annotating.remove(db, key, seen=mine, **WHO)
    with pytest.raises(Conflict, match="removed"), writing(engine) as db:
        annotating.correct(db, key, PRESS, seen=mine, **WHO)

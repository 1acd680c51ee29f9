from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from records import catalogue
from records.bookkeeping import audit_log, dirty_keys
from records.catalogue import NewObject, Text
from records.database import reading, writing
from records.problems import Conflict, Problem
from records.tables import cases, display_periods, object_scores, object_texts, objects

AT = datetime(2026, 5, 1, 9, tzinfo=UTC)
WHO = {"by": "analyst", "at": AT}
TEXT = Text("Orange pamphlet", "Which hotel?", "A folded pamphlet")
PAMPHLET = NewObject("OBJ-1", " Printed  Matter ", TEXT, case_id="C-1", agency="Agency North", licence="ours")


def add(engine, wanted):
    with writing(engine) as db:
        catalogue.add(db, wanted, **WHO)


def test_added_with_its_text_and_the_case_it_opens(engine):
    add(engine, PAMPHLET)
    add(engine, replace(PAMPHLET, object_id="OBJ-2", agency=""))
    add(engine, replace(PAMPHLET, object_id="OBJ-3", case_id=None, agency=""))
    with reading(engine) as db:
        row = db.execute(sa.select(objects).where(objects.c.object_id == "OBJ-1")).mappings().one()
        assert (row["category"], row["case_id"], row["available_from"]) == ("printed matter", "C-1", AT)
        assert [tuple(one) for one in db.execute(sa.select(cases.c.case_id, cases.c.agency))] == [
            ("C-1", "Agency North")
        ]
        assert catalogue.text_of(db, "OBJ-1", "en") == PAMPHLET.text
        assert db.execute(sa.select(audit_log.c.action)).scalars().all() == ["object added"] * 3
        assert db.execute(sa.select(sa.func.count()).select_from(dirty_keys)).scalar_one() == 3


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"object_id": "../x"}, "a reference has letters"),
        ({"object_id": ""}, "a reference has letters"),
        ({"object_id": "x" * 41}, "a reference has letters"),
        ({"category": "  "}, "which category"),
        ({"text": Text(" ")}, "needs a title"),
        ({"text": Text("x" * 81)}, "81 characters; 80 fit"),
        ({"agency": ""}, "which agency"),
        ({"case_id": None}, "an agency belongs to a case"),
        ({"case_id": "a/b"}, "a case number has"),
    ],
)
def test_what_cannot_be_added_is_refused_in_words(engine, changes, words):
    with pytest.raises(Problem, match=words):
        add(engine, replace(PAMPHLET, **changes))
    with reading(engine) as db:
        assert db.execute(sa.select(sa.func.count()).select_from(objects)).scalar_one() == 0
        assert db.execute(sa.select(sa.func.count()).select_from(cases)).scalar_one() == 0


def test_a_reference_is_taken_whatever_its_capitals_and_a_case_has_one_agency(engine):
    add(engine, PAMPHLET)
    with pytest.raises(Problem, match="already an object"):
        add(engine, replace(PAMPHLET, object_id="obj-1", agency=""))
    with pytest.raises(Problem, match="a case of Agency North"):
        add(engine, replace(PAMPHLET, object_id="OBJ-2", agency="Agency South"))


def test_texts_are_written_translated_and_reviewed_and_the_second_person_is_told(engine):
    add(engine, PAMPHLET)
    german = Text("Orangefarbenes Faltblatt", "Welches Hotel?", "Ein Faltblatt")
    with writing(engine) as db:
        catalogue.describe(db, "OBJ-1", "de", german, seen=None, **WHO)
        reviewed = replace(german, reviewed=True)
        catalogue.describe(db, "OBJ-1", "de", reviewed, seen=german, **WHO)
        assert catalogue.text_of(db, "OBJ-1", "de") == reviewed
        rows = db.execute(sa.select(sa.func.count()).select_from(object_texts)).scalar_one()
    assert rows == 2
    for seen, told in ((None, "Orangefarbenes"), (german, "Orangefarbenes")):
        with pytest.raises(Conflict, match=told), writing(engine) as db:
            catalogue.describe(db, "OBJ-1", "de", Text("x"), seen=seen, **WHO)
    refused = [
        ("de", reviewed, reviewed, "nothing is different"),
        ("xx", german, None, "no language code"),
        ("German", german, None, "no language code"),
    ]
    for code, text, seen, words in refused:
        with pytest.raises(Problem, match=words), writing(engine) as db:
            catalogue.describe(db, "OBJ-1", code, text, seen=seen, **WHO)
    with pytest.raises(Problem, match="no object OBJ-9"), writing(engine) as db:
        catalogue.describe(db, "OBJ-9", "de", german, seen=None, **WHO)


def test_scores_are_kept_each(engine):
    add(engine, PAMPHLET)
    with writing(engine) as db:
        catalogue.score(db, "OBJ-1", 2, **WHO)
        catalogue.score(db, "OBJ-1", 5, by="another", at=AT + timedelta(hours=1))
        assert db.execute(sa.select(object_scores.c.identifiability)).scalars().all() == [2, 5]
    for value in (-1, 6, 2.5):
        with pytest.raises(Problem, match="whole number from 0 to 5"), writing(engine) as db:
            catalogue.score(db, "OBJ-1", value, **WHO)


def test_retired_and_reinstated_but_never_while_it_is_displayed(engine):
    add(engine, PAMPHLET)

    def until():
        with reading(engine) as db:
            return db.execute(sa.select(objects.c.available_until)).scalar_one()

    with writing(engine) as db:
        catalogue.retire(db, "OBJ-1", until=AT, reason="identified", **WHO)
    assert until() == AT
    with writing(engine) as db:
        catalogue.reinstate(db, "OBJ-1", reason="a mistake", **WHO)
    assert until() is None
    with pytest.raises(Problem, match="is not retired"), writing(engine) as db:
        catalogue.reinstate(db, "OBJ-1", reason="again", **WHO)
    with writing(engine) as db:
        db.execute(display_periods.insert().values(period_id="P", object_id="OBJ-1", slot=3, shown_from=AT))
    with pytest.raises(Problem, match="on display in place 3"), writing(engine) as db:
        catalogue.retire(db, "OBJ-1", until=AT, reason="x", **WHO)
    with writing(engine) as db:
        catalogue.retire(db, "OBJ-1", until=AT + timedelta(days=9), reason="ends with the case", **WHO)
    assert until() == AT + timedelta(days=9)
    for moment, reason, words in ((AT, " ", "why"), (AT - timedelta(days=1), "x", "on display")):
        with pytest.raises(Problem, match=words), writing(engine) as db:
            catalogue.retire(db, "OBJ-1", until=moment, reason=reason, **WHO)

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from records import audit, outcomes
from records.bookkeeping import audit_log, dirty_keys
from records.database import reading, writing
from records.outcomes import Outcome
from records.problems import Conflict, Problem
from records.tables import campaign, cases, objects, tips
from records.tables import outcomes as table

AT = datetime(2026, 5, 1, 9, tzinfo=UTC)
BEFORE = AT - timedelta(days=2)
WHO = {"by": "analyst", "at": AT}


@pytest.fixture
def filled(engine):
    with writing(engine) as db:
        db.execute(campaign.insert().values(campaign_id=1, name="x", timezone="Pacific/Auckland", slots=20,
                                            minimum_weeks=2, four_eyes=False, small_count_k=5, grace_days=14,
                                            simulated=True))  # fmt: skip
        db.execute(cases.insert(), [{"case_id": "C-1", "agency": "A"}, {"case_id": "C-2", "agency": "A"}])
        db.execute(objects.insert(), [
            {"object_id": "O-1", "case_id": "C-1"}, {"object_id": "O-2", "case_id": "C-2"},
            {"object_id": "O-3", "case_id": None}, {"object_id": "O-4", "case_id": "C-1"},
        ])  # fmt: skip
        rows = [
            ("T-1", "O-1", "actionable", 5),
            ("T-2", "O-2", "actionable", 5),
            ("T-3", "O-1", "pending", 5),
            ("T-4", "O-1", "actionable", 0),
        ]
        db.execute(tips.insert(), [
            {"tip_id": tip, "object_id": about, "assessment": word, "channel": "web",
             "received_at": AT - timedelta(days=days), "day": (AT - timedelta(days=days)).date()}
            for tip, about, word, days in rows
        ])  # fmt: skip
    return engine


def identified(**changes):
    return replace(Outcome("object_identified", BEFORE, object_id="O-1", thanks_to="no"), **changes)


def safeguarded(**changes):
    return replace(Outcome("child_safeguarded", BEFORE, case_id="C-1", people=1), **changes)


def record(engine, wanted):
    with writing(engine) as db:
        return outcomes.record(db, wanted, **WHO)


def test_recorded_with_its_local_day_its_case_its_audit_row_and_news_for_the_pages(filled):
    key = record(filled, identified(thanks_to="yes", tip_id="T-1"))
    with reading(filled) as db:
        row = db.execute(sa.select(table)).mappings().one()
        assert outcomes.read(db, key) == identified(thanks_to="yes", tip_id="T-1", case_id="C-1")
        entry = db.execute(sa.select(audit_log)).mappings().one()
        assert db.execute(sa.select(dirty_keys.c.source)).scalars().all() == ["other"]
        assert audit.broken_at(db) is None
    assert row["day"] == date(2026, 4, 29)  # 21:00 on the 29th in Auckland
    assert (entry["by"], entry["action"], entry["subject"]) == ("analyst", "outcome recorded", key)


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (identified(kind="solved"), "an outcome is one of"),
        (identified(thanks_to="maybe"), "credit is one of"),
        (identified(occurred_at=AT + timedelta(minutes=1)), "future"),
        (identified(object_id=None, case_id="C-1"), "which object"),
        (identified(object_id="O-9"), "no object O-9"),
        (identified(case_id="C-2"), "belongs to C-1, not to C-2"),
        (safeguarded(case_id=None), "which case"),
        (safeguarded(case_id="C-9"), "no case C-9"),
        (safeguarded(case_id=None, object_id="O-3"), "which case"),
        (safeguarded(people=None), "how many people"),
        (safeguarded(people=0), "how many people"),
        (identified(people=2), "belongs to outcomes about people"),
        (identified(kind="origin_located"), "which country"),
        (identified(kind="origin_located", country="XQ"), "no country has the code"),
        (identified(thanks_to="yes"), "name the tip"),
        (identified(thanks_to="no", tip_id="T-1"), "only where the credit is a tip's"),
        (identified(thanks_to="yes", tip_id="T-9"), "no tip T-9"),
        (identified(thanks_to="yes", tip_id="T-3"), "assessed as pending"),
        (identified(thanks_to="yes", tip_id="T-2"), "T-2 is about O-2, not about O-1"),
        (identified(thanks_to="yes", tip_id="T-4"), "arrived after this happened"),
        (identified(object_id="O-4", thanks_to="yes", tip_id="T-1"), "is about O-1, not about O-4"),
        (safeguarded(thanks_to="yes", tip_id="T-2"), "T-2 is about O-2, not about C-1"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_is_stored(filled, wanted, words):
    with pytest.raises(Problem, match=words):
        record(filled, wanted)
    with reading(filled) as db:
        assert db.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() == 0
        assert db.execute(sa.select(sa.func.count()).select_from(audit_log)).scalar_one() == 0


def test_an_outcome_of_a_case_is_owed_to_a_tip_on_any_of_its_objects(filled):
    key = record(filled, safeguarded(thanks_to="yes", tip_id="T-1", people=2))
    with reading(filled) as db:
        assert outcomes.read(db, key).tip_id == "T-1"


def test_an_object_is_identified_once_and_not_located_and_eliminated_both(filled):
    record(filled, identified())
    with pytest.raises(Problem, match="“object identified” on record already"):
        record(filled, identified(occurred_at=BEFORE - timedelta(days=1)))
    record(filled, identified(kind="origin_located", country="PL"))
    with pytest.raises(Problem, match="“origin located” on record already"):
        record(filled, identified(kind="trail_eliminated"))
    record(filled, identified(object_id="O-2", kind="trail_eliminated"))


def test_a_case_is_referred_once_to_each_country_and_may_safeguard_twice(filled):
    referred = Outcome("case_referred", BEFORE, case_id="C-1", country="PL")
    record(filled, referred)
    with pytest.raises(Problem, match="on record already"):
        record(filled, referred)
    record(filled, replace(referred, country="NL"))
    record(filled, safeguarded())
    record(filled, safeguarded())


def test_a_correction_keeps_what_was_said_before_with_its_reason(filled):
    key = record(filled, identified())
    seen = identified(case_id="C-1")
    better = replace(seen, thanks_to="yes", tip_id="T-1")
    with writing(filled) as db:
        outcomes.correct(db, key, better, seen=seen, reason="the tip was found", **WHO)
    with reading(filled) as db:
        assert outcomes.read(db, key) == better
        detail = db.execute(sa.select(audit_log.c.detail).order_by(audit_log.c.seq.desc())).scalars().first()
    assert "the tip was found" in detail
    assert '"thanks_to": "no"' in detail


def test_a_correction_needs_a_reason_and_a_difference(filled):
    key, seen = record(filled, identified()), identified(case_id="C-1")
    for wanted, reason, words in ((replace(seen, thanks_to="unknown"), " ", "why"), (seen, "x", "different")):
        with pytest.raises(Problem, match=words), writing(filled) as db:
            outcomes.correct(db, key, wanted, seen=seen, reason=reason, **WHO)


def test_the_second_of_two_people_is_told_and_nothing_is_lost(filled):
    key, seen = record(filled, identified()), identified(case_id="C-1")
    first = replace(seen, thanks_to="unknown")
    with writing(filled) as db:
        outcomes.correct(db, key, first, seen=seen, reason="not sure", **WHO)
    for act in (
        lambda db: outcomes.correct(db, key, replace(seen, country="PL"), seen=seen, reason="r", **WHO),
        lambda db: outcomes.remove(db, key, seen=seen, reason="r", **WHO),
    ):
        with pytest.raises(Conflict, match="thanks to is now unknown"), writing(filled) as db:
            act(db)
    with reading(filled) as db:
        assert outcomes.read(db, key) == first
    with writing(filled) as db:
        outcomes.remove(db, key, seen=first, reason="entered twice", **WHO)
    with pytest.raises(Conflict, match="removed by somebody else"), writing(filled) as db:
        outcomes.correct(db, key, seen, seen=first, reason="r", **WHO)


def test_imported_credit_without_its_tip_may_stay_while_something_else_is_corrected(filled):
    with writing(filled) as db:
        db.execute(
            table.insert().values(
                outcome_id="X",
                object_id="O-1",
                case_id="C-1",
                thanks_to="yes",
                kind="object_identified",
                occurred_at=BEFORE,
                day=BEFORE.date(),
            )
        )
        seen = outcomes.read(db, "X")
        outcomes.correct(db, "X", replace(seen, country="PL"), seen=seen, reason="place", **WHO)
        now = outcomes.read(db, "X")
    with pytest.raises(Problem, match="name the tip"), writing(filled) as db:
        moved = replace(now, object_id="O-4")
        outcomes.correct(db, "X", moved, seen=now, reason="other object", **WHO)

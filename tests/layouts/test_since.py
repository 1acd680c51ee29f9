from datetime import timedelta

import pytest
import sqlalchemy as sa

from layouts import since_card
from layouts.findings import since as finding
from queries import changes
from records import assessing, audit, outcomes, people, rotating
from records.database import reading, writing
from records.outcomes import Outcome
from records.rotating import Advice
from records.tables import object_texts, objects, tips
from tests.scenes import NOW, SCENES

VISIT = NOW - timedelta(days=2)


@pytest.fixture
def scene(engine, request):
    with writing(engine) as db:
        SCENES[request.param](db)
    return engine


def told(engine, previous=VISIT):
    with reading(engine) as db:
        return finding.since(db, previous)


def said(found):
    return [" ".join(filter(None, (c.about, c.state and c.state[0], c.text))) for c in found.changes]


@pytest.mark.parametrize("scene", ["ten_days"], indirect=True)
def test_each_kind_of_change_is_told_once_the_latest_first(scene):
    who = {"by": "Ada", "at": NOW}
    with writing(scene) as db:
        db.execute(object_texts.insert().values(object_id="OBJ-002", language="en", title="Blue mug"))
        # Entered now although it happened before the visit.
        early = Outcome(
            "origin_located", NOW - timedelta(days=5), object_id="OBJ-002", country="PT", thanks_to="no"
        )
        outcomes.record(db, early, **who)
        seen = db.execute(
            sa.select(tips.c.tip_id, tips.c.updated_at).where(tips.c.tip_id == "T-000001")
        ).one()
        assessing.decide(db, {"assessment": "actionable"}, {seen.tip_id: seen.updated_at}, **who)
        db.execute(objects.insert().values(object_id="OBJ-009"))
        version = rotating.version_of(rotating.board(db))
        plan = [Advice("OBJ-003", "remove", 4), Advice("OBJ-009", "show", 4)]
        first = rotating.propose(db, plan, base_version=version, reason="r", **who)
        rotating.publish(db, first, by="Mia", at=NOW + timedelta(minutes=1))
        rotating.withdraw(db, "OBJ-004", reason="own things", by="Ben", at=NOW + timedelta(minutes=2))
    found = told(scene)
    assert said(found) == [
        "OBJ-004 withdrawn by Ben",
        "The display changed: 1 in, 1 out, by Mia",
        "OBJ-002 Blue mug located Portugal, not through tips",
        # One tip each four hours: 11. Every third assessed after six: 48, 51, 54, 57; and one just now.
        "11 tips arrived, 5 assessed, 3 actionable",
    ]
    drawn = str(since_card.card(found))
    assert "Fri 29 May" in drawn
    assert "/objects/OBJ-002" in drawn


@pytest.mark.parametrize("scene", ["ten_days"], indirect=True)
def test_tips_are_counted_like_a_plain_loop(scene):
    with reading(scene) as db:
        rows = db.execute(sa.select(tips)).mappings().all()
        for hours in (1, 5, 49, 100, 500):
            since = NOW - timedelta(hours=hours)
            assessed = [r for r in rows if r["assessed_at"] is not None and r["assessed_at"] > since]
            assert changes.tips_since(db, since) == {
                "received": sum(r["received_at"] > since for r in rows),
                "assessed": len(assessed),
                "actionable": sum(r["assessment"] == "actionable" for r in assessed),
            }


@pytest.mark.parametrize("scene", ["clicks_only"], indirect=True)
def test_imports_with_what_was_rejected(scene):
    found = told(scene)
    assert said(found) == ["2 rows rejected of the shares in clicks.jsonl"]
    assert found.changes[0].link == ("See why", "/data?file=I-1")


@pytest.mark.parametrize("scene", ["ten_days"], indirect=True)
def test_a_first_visit_and_a_quiet_time(scene):
    assert "first visit" in str(since_card.card(told(scene, None)))
    quiet = told(scene, NOW + timedelta(days=1))
    assert quiet.changes == []
    assert "Nothing changed." in str(since_card.card(quiet))


@pytest.mark.parametrize("scene", ["ten_days"], indirect=True)
def test_what_does_not_fit_is_counted(scene):
    with writing(scene) as db:
        for n in range(12):
            audit.append(db, at=NOW, by="Ada", action="object withdrawn", subject=f"OBJ-{n}")
    found = told(scene)
    assert len(found.changes) > since_card.MOST
    assert f"and {len(found.changes) - since_card.MOST} more" in str(since_card.card(found))


def test_visits_within_half_an_hour_are_one(engine):
    with writing(engine) as db:
        user = people.add(db, name="Ada", role="analyst", at=NOW, by="x")

        def look(minutes):
            at = NOW + timedelta(minutes=minutes)
            return people.visit(db, user_id=user, page="overview", at=at, apart=timedelta(minutes=30))

        assert look(0) is None
        assert look(10) is None
        assert look(100) == NOW + timedelta(minutes=10)
        assert look(101) == NOW + timedelta(minutes=10)

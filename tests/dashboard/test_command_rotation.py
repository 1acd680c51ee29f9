"""`rotation …` as people run it: the same rules as the page, on both databases."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from dashboard.__main__ import main
from records import audit, campaign, holding, rotating
from records.campaign import Campaign
from records.database import reading, writing
from records.tables import display_periods, objects, recommendations, rotations

START = datetime.now(UTC) - timedelta(days=60)


@pytest.fixture
def trace(engine, tmp_path, monkeypatch, capsys):
    """Runs `rotation …`; returns exit status, what it printed, its errors."""
    monkeypatch.setenv("TRACE_DATABASE_URL", engine.url.render_as_string(False))
    monkeypatch.setenv("TRACE_VAR_DIR", str(tmp_path / "var"))

    def run(*said):
        status = main(["rotation", *map(str, said)])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


@pytest.fixture
def board(engine):
    """Six objects, three places; O-0 and O-1 displayed for sixty days, one place free."""
    with writing(engine) as db:
        campaign.write(db, Campaign(slots=3, launched_on=START.date()), at=START, by="test")
        db.execute(objects.insert(), [{"object_id": f"O-{n}"} for n in range(6)])
        for n in range(2):
            shown = {"period_id": f"P{n}", "object_id": f"O-{n}", "slot": n + 1, "shown_from": START}
            db.execute(display_periods.insert().values(**shown))
    return engine


def shown(engine):
    with reading(engine) as db:
        return rotating.board(db)


def last_line(out):
    return json.loads(out.splitlines()[-1])


def test_recommend_prints_the_plan_and_changes_nothing(trace, board):
    before = shown(board)
    status, out, _ = trace("recommend", "--json")
    plan = last_line(out)
    assert status == 0
    assert set(plan) >= {"keep", "remove", "show", "objects", "broken"}
    assert "fill one free place" in out.splitlines()[0].lower()
    assert sorted(plan["keep"] + plan["remove"]) == ["O-0", "O-1"]
    assert len(plan["keep"]) + len(plan["show"]) == 3
    assert {row["object_id"] for row in plan["objects"]} == {f"O-{n}" for n in range(6)}
    assert all(0 <= row["low"] <= row["probability"] <= row["high"] <= 1 for row in plan["objects"])
    assert shown(board) == before
    assert last_line(trace("recommend", "--json")[1])["show"] == plan["show"]


def test_rules_are_options(trace, board):
    plan = last_line(trace("recommend", "--maximum-swaps", 0, "--json")[1])
    assert plan["remove"] == []
    assert list(plan["show"].values()) == [3]
    status, _, err = trace("recommend", "--maximum-swaps", -1)
    assert status == 1
    assert "--maximum-swaps takes a number" in err


def test_apply_publishes_and_undo_takes_it_back(trace, board):
    before = shown(board)
    status, out, _ = trace("apply", "--reason", "worn out", "--by", "Ada", "--json")
    plan = last_line(out)
    assert status == 0
    kept = {slot: name for slot, name in before.items() if name in plan["keep"]}
    assert shown(board) == {**kept, **{slot: name for name, slot in plan["show"].items()}}
    with reading(board) as db:
        row = db.execute(sa.select(rotations)).mappings().one()
        assert (row["rotation_id"], row["reason"], row["published_by"]) == (
            plan["rotation_id"],
            "worn out",
            "Ada",
        )
        assert db.execute(sa.select(sa.func.count()).select_from(recommendations)).scalar_one() >= 3
        assert audit.broken_at(db) is None
    assert last_line(trace("undo", "--json")[1])["rotation_id"] == plan["rotation_id"]
    assert shown(board) == before
    status, _, err = trace("undo")
    assert status == 1
    assert "undone already" in err


def test_four_eyes_want_a_second_person(trace, board):
    with writing(board) as db:
        campaign.write(db, Campaign(slots=3, four_eyes=True), at=START, by="test")
    before = shown(board)
    status, _, err = trace("apply", "--reason", "worn out", "--by", "Ada")
    assert (status, "--approved-by" in err) == (1, True)
    status, _, err = trace("apply", "--reason", "worn out", "--by", "Ada", "--approved-by", "Ada")
    assert (status, "somebody else" in err) == (1, True)
    with reading(board) as db:
        assert db.execute(sa.select(sa.func.count()).select_from(rotations)).scalar_one() == 0
    assert shown(board) == before
    assert trace("apply", "--reason", "worn out", "--by", "Ada", "--approved-by", "Mia")[0] == 0
    assert shown(board) != before


def test_withdraw_is_at_once_and_seen_by_the_next_plan(trace, board):
    status, out, _ = trace("withdraw", "O-0", "--reason", "recognised", "--json")
    assert (status, last_line(out)) == (0, {"object_id": "O-0", "slot": 1})
    assert shown(board) == {2: "O-1"}
    with reading(board) as db:
        assert holding.withheld(db, datetime.now(UTC)) == {"O-0"}
    assert "O-0" not in last_line(trace("recommend", "--json")[1])["show"]
    status, _, err = trace("withdraw", "O-0", "--reason", "again")
    assert (status, "not on display" in err) == (1, True)


def test_history_lists_displays_latest_first(trace, board):
    trace("apply", "--reason", "worn out")
    status, out, _ = trace("history", "--json")
    listed = last_line(out)
    assert status == 0
    assert listed["total"] == len(listed["displays"])
    begun = [row["shown_from"] for row in listed["displays"]]
    assert begun == sorted(begun, reverse=True)
    assert {row["rotation_reason"] for row in listed["displays"]} == {"worn out", None}
    assert len(last_line(trace("history", "--last", 1, "--json")[1])["displays"]) == 1


def test_an_empty_database_says_so(trace):
    status, out, _ = trace("recommend", "--json")
    assert status == 0
    assert out.startswith("There is no object yet.")
    assert last_line(out)["keep"] == []
    status, _, err = trace("apply", "--reason", "nothing")
    assert (status, "changes nothing" in err) == (1, True)
    assert trace("history")[1].startswith("0 of 0 displays")

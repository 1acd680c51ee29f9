"""Publishing: all or nothing, stale boards refused with the difference, undo and withdrawal."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from records import audit, campaign, holding, rollups, rotating
from records.campaign import Campaign
from records.database import reading, writing
from records.problems import Conflict, NotAllowed, Problem
from records.rotating import Advice
from records.tables import display_periods, objects, recommendations, rotations

AT = datetime(2026, 5, 1, 9, tzinfo=UTC)
LATER = AT + timedelta(hours=1)


@pytest.fixture
def board(engine):
    """Four objects, two places, O-1 and O-2 displayed."""
    with writing(engine) as db:
        campaign.write(db, Campaign(slots=2), at=AT, by="test")
        db.execute(objects.insert(), [{"object_id": f"O-{n}"} for n in range(1, 5)])
        db.execute(
            display_periods.insert(),
            [
                {
                    "period_id": f"P{n}",
                    "object_id": f"O-{n}",
                    "slot": n,
                    "shown_from": AT - timedelta(days=20),
                }
                for n in (1, 2)
            ],
        )
    return engine


SWAP = (
    Advice("O-1", "remove", 1, propensity=0.0),
    Advice("O-2", "keep", 2),
    Advice("O-3", "show", 1, probability=0.05, propensity=1.0),
)


def propose(engine, advice=SWAP, **changes):
    with writing(engine) as db:
        wanted = {
            "base_version": rotating.version_of(rotating.board(db)),
            "reason": "two worn out",
            "by": "A",
            "at": AT,
        }
        return rotating.propose(db, advice, **{**wanted, **changes})


def shown(engine):
    with reading(engine) as db:
        return rotating.board(db)


def test_a_published_rotation_is_on_the_board_with_its_history(board):
    rotation_id = propose(board)
    assert shown(board) == {1: "O-1", 2: "O-2"}
    with writing(board) as db:
        rotating.publish(db, rotation_id, by="A", at=LATER)
    assert shown(board) == {1: "O-3", 2: "O-2"}
    with reading(board) as db:
        ended = (
            db.execute(sa.select(display_periods).where(display_periods.c.object_id == "O-1"))
            .mappings()
            .one()
        )
        begun = (
            db.execute(sa.select(display_periods).where(display_periods.c.object_id == "O-3"))
            .mappings()
            .one()
        )
        assert ended["shown_until"] == begun["shown_from"] == LATER
        assert begun["rotation_id"] == rotation_id
        assert db.execute(sa.select(sa.func.count()).select_from(recommendations)).scalar_one() == 3
        assert audit.broken_at(db) is None


def test_two_who_publish_at_once_the_second_sees_the_difference_and_keeps_the_proposal(board):
    first, second = propose(board), propose(board, (Advice("O-2", "remove", 2), Advice("O-4", "show", 2)))
    with writing(board) as db:
        rotating.publish(db, first, by="A", at=LATER)
    with (
        pytest.raises(Conflict, match="nothing was published and the proposal is kept"),
        writing(board) as db,
    ):
        rotating.publish(db, second, by="B", at=LATER)
    assert shown(board) == {1: "O-3", 2: "O-2"}
    with reading(board) as db:
        kept = db.execute(sa.select(rotations).where(rotations.c.rotation_id == second)).mappings().one()
        assert kept["published_at"] is None


def test_the_difference_names_the_place(board):
    plan = (Advice("O-1", "remove", 1), Advice("O-2", "keep", 2), Advice("O-4", "show", 1))
    second = propose(board, plan)
    with writing(board) as db:
        rotating.withdraw(db, "O-2", reason="recognised", by="B", at=LATER)
    with pytest.raises(Conflict, match="place 2: O-2 when you planned, empty now"), writing(board) as db:
        rotating.publish(db, second, by="A", at=LATER)


def test_a_crash_between_approve_and_publish_leaves_nothing_half_done(board):
    rotation_id = propose(board)
    with writing(board) as db:
        rotating.approve(db, rotation_id, by="B", at=AT)

    class Killed(BaseException):
        pass

    with pytest.raises(Killed), writing(board) as db:
        rotating.publish(db, rotation_id, by="A", at=LATER)
        raise Killed
    assert shown(board) == {1: "O-1", 2: "O-2"}
    with writing(board) as db:
        rotating.publish(db, rotation_id, by="A", at=LATER)
    assert shown(board) == {1: "O-3", 2: "O-2"}


def test_four_eyes(board):
    with writing(board) as db:
        campaign.write(db, Campaign(slots=2, four_eyes=True), at=AT, by="test")
    rotation_id = propose(board)
    with pytest.raises(NotAllowed, match="not approved"), writing(board) as db:
        rotating.publish(db, rotation_id, by="A", at=LATER)
    with pytest.raises(NotAllowed, match="second person"), writing(board) as db:
        rotating.approve(db, rotation_id, by="A", at=LATER)
    with writing(board) as db:
        rotating.approve(db, rotation_id, by="B", at=LATER)
        rotating.publish(db, rotation_id, by="A", at=LATER)
    assert shown(board)[1] == "O-3"


def test_undo_restores_the_board_once(board):
    rotation_id = propose(board)
    with writing(board) as db:
        rotating.publish(db, rotation_id, by="A", at=LATER)
    with writing(board) as db:
        assert rotating.undo(db, by="B", at=LATER + timedelta(hours=1)) == rotation_id
    assert shown(board) == {1: "O-1", 2: "O-2"}
    with pytest.raises(Problem, match="undone already"), writing(board) as db:
        rotating.undo(db, by="B", at=LATER + timedelta(hours=2))


def test_undo_does_not_show_what_was_withheld_meanwhile(board):
    rotation_id = propose(board)
    with writing(board) as db:
        rotating.publish(db, rotation_id, by="A", at=LATER)
        holding.hold(db, "O-1", kind="withhold", reason="case reopened", by="C", at=LATER)
    with writing(board) as db:
        rotating.undo(db, by="B", at=LATER + timedelta(hours=1))
    assert shown(board) == {2: "O-2"}


def test_withdrawal_is_immediate_and_holds_the_object_back(board):
    with writing(board) as db:
        assert rotating.withdraw(db, "O-1", reason="someone recognised their own bag", by="A", at=AT) == 1
        assert holding.withheld(db, AT) == {"O-1"}
    assert shown(board) == {2: "O-2"}
    with pytest.raises(Problem, match="not on display"), writing(board) as db:
        rotating.withdraw(db, "O-1", reason="again", by="A", at=LATER)


@pytest.mark.parametrize(
    ("advice", "words"),
    [
        ((), "changes nothing"),
        ((Advice("O-3", "show", 2),), "place 2 is not free"),
        ((Advice("O-3", "show", 3),), "from 1 to 2"),
        ((Advice("O-1", "remove", 1), Advice("O-9", "show", 1)), "no object O-9"),
    ],
)
def test_what_cannot_be_a_rotation_is_refused_in_words(board, advice, words):
    with pytest.raises(Problem, match=words):
        propose(board, advice)


def test_a_reason_is_needed(board):
    with pytest.raises(Problem, match="reason"):
        propose(board, reason="  ")


def test_a_proposal_made_on_a_board_that_changed_meanwhile_is_kept(board):
    with reading(board) as db:
        seen = rotating.version_of(rotating.board(db))
    with writing(board) as db:
        rotating.publish(db, propose_in(db, SWAP), by="A", at=LATER)
    late = propose(board, (Advice("O-1", "remove", 1), Advice("O-4", "show", 1)), base_version=seen)
    with pytest.raises(Conflict, match="place 1: O-1 when you planned, O-3 now"), writing(board) as db:
        rotating.publish(db, late, by="B", at=LATER)


def propose_in(db, advice):
    base = rotating.version_of(rotating.board(db))
    return rotating.propose(db, advice, base_version=base, reason="worn out", by="A", at=AT)


def test_what_is_held_back_since_it_was_proposed_is_not_shown(board):
    rotation_id = propose(board)
    with writing(board) as db:
        holding.hold(db, "O-3", kind="withhold", reason="hearing", by="C", at=AT)
    with pytest.raises(Conflict, match="O-3 may not be shown"), writing(board) as db:
        rotating.publish(db, rotation_id, by="A", at=LATER)
    assert shown(board) == {1: "O-1", 2: "O-2"}


def test_a_discarded_proposal_cannot_be_published_and_stays_on_record(board):
    rotation_id = propose(board)
    with writing(board) as db:
        rotating.discard(db, rotation_id, by="B", at=AT)
    for act in (rotating.publish, rotating.approve, rotating.discard):
        with pytest.raises(Conflict, match="discarded by B"), writing(board) as db:
            act(db, rotation_id, by="A", at=LATER)
    with reading(board) as db:
        assert db.execute(sa.select(rotations.c.undone_by)).scalar_one() == "B"


def test_a_running_refresh_does_not_hold_up_a_publication(board):
    if board.dialect.name != "postgresql":
        pytest.skip("the embedded database has one writer at a time")
    rotation_id = propose(board)
    with rollups._only_refresher(board, wait=False) as alone:
        assert alone
        with writing(board) as db:
            db.execute(sa.text("SET LOCAL lock_timeout = '2s'"))
            rotating.publish(db, rotation_id, by="A", at=LATER)
    assert shown(board) == {1: "O-3", 2: "O-2"}

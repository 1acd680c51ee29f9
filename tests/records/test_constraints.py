"""Bad states cannot be stored, whoever writes: overlapping displays, missing slots, odd rotations."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records import campaign, refusals
from records.database import connect, reading, writing
from records.problems import Conflict, Problem
from records.tables import campaign as campaign_table
from records.tables import display_periods, objects, recommendations, rotations

START = datetime(2026, 1, 1, tzinfo=UTC)
HOURS = st.integers(0, 12)


def at(hour):
    return None if hour is None else START + timedelta(hours=hour)


@pytest.fixture
def filled(engine):
    with writing(engine) as db:
        db.execute(objects.insert(), [{"object_id": name} for name in ("A", "B", "a", "")])
        campaign.write(db, campaign.Campaign(slots=3), at=START, by="test")
    return engine


def show(db, period_id, object_id, slot, first, last):
    row = {"period_id": period_id, "object_id": object_id, "slot": slot}
    with refusals.in_words():
        db.execute(display_periods.insert().values(**row, shown_from=at(first), shown_until=at(last)))


def overlaps(one, other):
    """The naive oracle: some hour lies in both (an open period never ends)."""
    hours = range(40)
    return any(
        a <= hour < (b or 99) and c <= hour < (d or 99) for hour in hours for (a, b), (c, d) in [(one, other)]
    )


def allowed(kept, new):
    """Whether `new` may join the `kept` periods, each (object, slot, first, last)."""
    name, slot, first, last = new
    if (last is not None and last <= first) or not 1 <= slot <= 3:
        return False
    return not any(
        (name == other or slot == place) and overlaps((first, last), (start, end))
        for other, place, start, end in kept
    )


periods = st.tuples(st.sampled_from(["A", "B", "a", ""]), st.integers(0, 4), HOURS, st.none() | HOURS)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(periods, min_size=1, max_size=8))
def test_random_displays_against_a_naive_oracle(filled, wanted):
    kept = []
    with filled.connect() as db, db.begin() as transaction:
        for number, new in enumerate(wanted):
            point = db.begin_nested()
            try:
                show(db, f"P{number}", *new)
            except Problem:
                point.rollback()
                assert not allowed(kept, new), (kept, new)
            else:
                point.commit()
                assert allowed(kept, new), (kept, new)
                kept.append(new)
        transaction.rollback()


def test_updates_are_checked_too(filled):
    with writing(filled) as db:
        show(db, "P1", "A", 1, 0, 5)
        show(db, "P2", "B", 1, 5, 9)  # half-open: one ends as the other begins
        for change in ({"shown_from": at(4)}, {"object_id": "A", "shown_from": at(1)}):
            with pytest.raises(Conflict), db.begin_nested(), refusals.in_words():
                db.execute(
                    sa.update(display_periods).where(display_periods.c.period_id == "P2").values(change)
                )
        with refusals.in_words():  # a row never conflicts with itself
            db.execute(sa.update(display_periods).values(reason="x", shown_from=display_periods.c.shown_from))


REFUSED = [
    (("B", 1, 3, None), Conflict, "two objects cannot be in one place"),
    (("A", 2, 3, None), Conflict, "cannot be displayed twice"),
    (("B", 4, 3, None), Problem, "beyond the campaign's number of slots"),
    (("B", 0, 3, None), Problem, "numbered from 1"),
    (("B", 2, 3, 3), Problem, "must end after it began"),
    (("C", 2, 3, None), Problem, "does not exist"),
]


def test_every_refusal_is_told_in_words_and_stores_nothing(filled):
    for second, kind, words in REFUSED:
        with pytest.raises(kind, match=words), writing(filled) as db:
            show(db, "P1", "A", 1, 0, 5)
            show(db, "P2", *second)
        with reading(filled) as db:
            assert db.execute(sa.select(display_periods)).all() == []


def test_general_refusals_in_words(filled):
    for row, words in (
        ({"object_id": "A"}, "already a record"),
        ({"object_id": None}, "is missing"),
    ):
        with pytest.raises(Problem, match=words), writing(filled) as db, refusals.in_words():
            db.execute(sa.insert(objects).values(row))
    with pytest.raises(Problem, match="not among those"), writing(filled) as db, refusals.in_words():
        db.execute(campaign_table.update().values(small_count_k=1))


def test_slots_cannot_shrink_below_what_is_on_display(filled):
    with writing(filled) as db:
        show(db, "P1", "A", 3, 0, None)
    with pytest.raises(Problem, match="on display"), writing(filled) as db:
        campaign.write(db, campaign.Campaign(slots=2), at=START, by="test")
    with writing(filled) as db:
        db.execute(sa.update(display_periods).values(shown_until=at(9)))
        campaign.write(db, campaign.Campaign(slots=2), at=START, by="test")  # past displays may be beyond


def test_recommendations_name_real_and_different_slots(filled):
    def advise(*rows):
        with writing(filled) as db, refusals.in_words():
            db.execute(rotations.insert().values(rotation_id="R", base_version="0"))
            for object_id, action, slot in rows:
                row = {"rotation_id": "R", "object_id": object_id, "action": action, "slot": slot}
                db.execute(recommendations.insert().values(row))

    with pytest.raises(Problem, match="two objects into one place"):
        advise(("A", "keep", 1), ("B", "show", 1))
    with pytest.raises(Problem, match="number of slots"):
        advise(("A", "show", 4))
    with pytest.raises(Problem, match="shown_in_a_slot"):
        advise(("A", "show", None))
    advise(("A", "remove", 1), ("B", "show", 1))


def test_concurrent_publishers_cannot_both_win(postgres_url):
    """Two transactions that do not see each other: the second waits for the first and is then refused."""
    engine, refused = connect(postgres_url), []
    with writing(engine) as db:
        db.execute(objects.insert(), [{"object_id": "A"}, {"object_id": "B"}])

    def second():
        try:
            with writing(engine) as db:
                show(db, "P2", "B", 1, 2, None)
        except Conflict as problem:
            refused.append(str(problem))

    with writing(engine) as db:
        show(db, "P1", "A", 1, 0, None)
        thread = threading.Thread(target=second)
        thread.start()
    thread.join()
    assert len(refused) == 1
    engine.dispose()

"""Rollups equal the raw rows after any writes, and a failed refresh changes nothing."""

import random
import threading
import time
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from records import bulk, dirty, freshness, rollup_delta, rollups, schema
from records.bookkeeping import dirty_keys
from records.campaign import Campaign
from records.database import connect, is_sqlite, reading, writing
from records.rollup_tables import ROLLUPS
from records.rollup_verify import verify
from records.tables import campaign, cases, display_periods, objects, shares, tips, views
from tests import random_campaign
from tests.records.import_cases import OBJECTS, bring

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def count(db, table):
    return db.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def test_a_hand_checked_tip_reaches_every_table(engine):
    with writing(engine) as db:
        db.execute(objects.insert().values(object_id="A"))
        row = {"object_id": "A", "received_at": NOW, "channel": "web", "origin_country": "DE"}
        days = [date(2026, 1, 31), date(2026, 1, 31), date(2026, 2, 1)]
        kinds = ["pending", "actionable", "spam"]
        for number, (day, assessment) in enumerate(zip(days, kinds, strict=True)):
            db.execute(tips.insert().values(**row, tip_id=str(number), day=day, assessment=assessment))
        dirty.mark(db, "tips", [(day, "A") for day in days])
    assert rollups.refresh(engine, NOW)
    with reading(engine) as db:
        by_country = next(r for r in ROLLUPS if r.name == "tips_country")
        got = (
            db.execute(sa.select(by_country.day_table).order_by(by_country.day_table.c.day)).mappings().all()
        )
        assert [
            (r["origin_country"], r["day"], r["n"], r["pending"], r["actionable"], r["spam"]) for r in got
        ] == [
            ("DE", date(2026, 1, 31), 2, 1, 1, 0),
            ("DE", date(2026, 2, 1), 1, 0, 0, 1),
        ]
        suggested = next(r for r in ROLLUPS if r.name == "tips_suggested")
        months = (
            db.execute(sa.select(suggested.month_table).order_by(suggested.month_table.c.day))
            .mappings()
            .all()
        )
        assert [(r["suggested_country"], r["day"], r["n"]) for r in months] == [
            ("none", date(2026, 1, 1), 2),
            ("none", date(2026, 2, 1), 1),
        ]
        assert count(db, dirty_keys) == 0
    assert verify(engine) == []


def test_the_version_rises_only_when_something_changed(engine):
    assert not rollups.refresh(engine, NOW)
    with writing(engine) as db:
        before = freshness.read(db)
        dirty.mark_other(db)
    assert rollups.refresh(engine, NOW)
    assert not rollups.refresh(engine, NOW + timedelta(hours=1))
    with reading(engine) as db:
        after = freshness.read(db)
    assert (after.version, after.as_of) == (before.version + 1, NOW)


def test_rebuild_equals_refresh_and_forgets_the_keys(engine):
    with writing(engine) as db:
        random_campaign.write(db, random.Random(1), 200)
    said = []
    rollups.rebuild(engine, NOW, said.append)
    assert sorted(said) == sorted(r.name for r in ROLLUPS)
    assert verify(engine) == []
    assert not rollups.refresh(engine, NOW)


def test_a_rebuild_leaves_keys_and_indexes_as_they_were(engine):
    def described():
        found = sa.inspect(engine)
        names = [r.table(grain).name for r in ROLLUPS for grain in r.grains]
        return {n: (found.get_pk_constraint(n), found.get_indexes(n), found.get_columns(n)) for n in names}

    before = repr(described())
    with writing(engine) as db:
        random_campaign.write(db, random.Random(1), 30)
    for _ in range(2):  # of empty tables, then of filled ones
        rollups.rebuild(engine, NOW)
        assert repr(described()) == before
    assert verify(engine) == []


def test_verify_finds_every_kind_of_fault(engine):
    with writing(engine) as db:
        random_campaign.write(db, random.Random(2), 80)
    rollups.refresh(engine, NOW)
    table = next(r for r in ROLLUPS if r.name == "shares_network").day_table
    with writing(engine) as db:
        rows = db.execute(sa.select(table).order_by(table.c.network, table.c.day).limit(2)).mappings().all()
        wrong, gone = rows
        here = (table.c.network == wrong["network"]) & (table.c.day == wrong["day"])
        db.execute(sa.update(table).where(here).values(n=wrong["n"] + 1))
        db.execute(
            sa.delete(table).where((table.c.network == gone["network"]) & (table.c.day == gone["day"]))
        )
        db.execute(table.insert().values(network="zz", day=wrong["day"], n=1, clicks=1))
    found = verify(engine)
    assert {d.table for d in found} == {"rollup_shares_network"}
    assert [(d.key["network"], d.stored is None, d.expected is None) for d in found] == [
        (wrong["network"], False, False),
        (gone["network"], True, False),
        ("zz", False, True),
    ]
    assert not any(d.pending for d in found)
    assert f"n={wrong['n'] + 1}" in str(found[0])


def test_a_difference_that_awaits_the_refresher_is_marked(engine):
    with writing(engine) as db:
        random_campaign.write(db, random.Random(3), 30)
    found = verify(engine)
    assert found
    assert all(d.pending for d in found)


def test_a_crash_midway_leaves_everything_as_it_was(engine, monkeypatch):
    with writing(engine) as db:
        random_campaign.write(db, random.Random(4), 60)
    rollups.refresh(engine, NOW)
    with writing(engine) as db:
        dirty.mark_rows(db, tips, sa.true())
        db.execute(sa.update(tips).values(assessment="spam"))
    with reading(engine) as db:
        before = freshness.read(db)
        keys = count(db, dirty_keys)
        table = ROLLUPS[0].day_table
        rows = sorted(db.execute(sa.select(table)).all())
    original = rollup_delta._add
    calls = []

    def fail_at_the_fifth(*args):
        calls.append(1)
        if len(calls) == 5:
            raise RuntimeError("power cut")
        original(*args)

    monkeypatch.setattr(rollup_delta, "_add", fail_at_the_fifth)
    with pytest.raises(RuntimeError, match="power cut"):
        rollups.refresh(engine, NOW)
    with reading(engine) as db:
        assert freshness.read(db) == before
        assert count(db, dirty_keys) == keys
        assert sorted(db.execute(sa.select(table)).all()) == rows
    monkeypatch.undo()
    assert rollups.refresh(engine, NOW)
    assert verify(engine) == []


def test_many_marks_are_done_in_several_transactions(engine, monkeypatch):
    monkeypatch.setattr(rollups, "_KEYS_AT_ONCE", 20)
    with writing(engine) as db:
        random_campaign.write(db, random.Random(5), 60)
        dirty.mark_other(db)
        before = freshness.read(db)
    assert rollups.refresh(engine, NOW)
    with reading(engine) as db:
        after = freshness.read(db)
        assert count(db, dirty_keys) == 0
    assert after.version > before.version + 5
    assert after.as_of == NOW
    assert verify(engine) == []


def _write_at_random(engine, seed, transactions):
    """What writers do to tips, shares and views, each transaction with its dirty keys."""
    rng = random.Random(seed)
    for number in range(transactions):
        with writing(engine) as db:
            rng.choice([_insert, _insert, _assess, _move, _delete, _view, _reclassify, _display, _display])(
                db, rng, f"w{seed}-{number}-"
            )
            time.sleep(rng.random() * 0.004)  # an open transaction that commits late
        if number % 4 == 3:
            rollups.refresh(engine, NOW)  # on a busy machine the threads below may hardly get a turn


def _insert(db, rng, prefix):
    bulk.load(db, tips, random_campaign.random_tips(rng, rng.randrange(1, 6), 40, prefix))
    bulk.load(db, shares, random_campaign.random_shares(rng, rng.randrange(1, 6), 40, prefix))


def _some(db, rng, table):
    key = next(iter(table.primary_key.columns))
    rows = db.execute(sa.select(key).order_by(key).limit(40)).scalars().all()
    return key.in_(rng.sample(rows, min(len(rows), 4)))


def _assess(db, rng, _prefix):
    chosen = _some(db, rng, tips)
    at = NOW - timedelta(hours=rng.randrange(2000))
    values = rng.choice(
        [
            {"assessment": "spam", "assessed_at": at},
            {"assessment": "actionable", "assessed_at": at},
            {"assessment": "pending", "assessed_at": None},
            {"investigation": "identified", "investigated_at": at},
            {"cluster": rng.choice(["k1", "k3", None])},
            {"suggested_country": rng.choice(["DE", "unknown", None])},
            {"origin_country": "FR", "origin_region": rng.choice(["South", None])},
        ]
    )
    db.execute(sa.update(tips).where(chosen).values(values))
    dirty.mark_rows(db, tips, chosen)


def _move(db, rng, _prefix):
    table = rng.choice([tips, shares])
    chosen = _some(db, rng, table)
    dirty.mark_rows(db, table, chosen)  # the old day and object
    day = random_campaign.FIRST + timedelta(days=rng.randrange(40))
    db.execute(sa.update(table).where(chosen).values(day=day, object_id=rng.choice(random_campaign.OBJECTS)))
    dirty.mark_rows(db, table, chosen)  # the new one


def _delete(db, rng, _prefix):
    table = rng.choice([tips, shares])
    chosen = _some(db, rng, table)
    dirty.mark_rows(db, table, chosen)
    db.execute(sa.delete(table).where(chosen))


def _view(db, rng, _prefix):
    frame = random_campaign.random_views(rng, 3, 40)
    here = sa.and_(views.c.day == frame["day"][0], views.c.object_id == frame["object_id"][0])
    dirty.mark_rows(db, views, here)
    db.execute(sa.delete(views).where(here))
    row = {**frame.iloc[0].to_dict(), "n": int(frame["n"][0])}
    db.execute(views.insert().values(row))
    dirty.mark(db, "views", [(row["day"], row["object_id"])])


def _reclassify(db, rng, _prefix):
    """Marks are the database's own: whoever changes what an object is need not know of rollups."""
    if rng.random() < 0.5:
        here = cases.c.case_id == rng.choice(["C-0", "C-1", "C-2"])
        db.execute(sa.update(cases).where(here).values(agency=rng.choice(random_campaign.AGENCIES)))
        return
    here = objects.c.object_id == rng.choice(random_campaign.OBJECTS)
    category, case_id = rng.choice(random_campaign.CATEGORIES), rng.choice(["C-0", "C-1", None])
    db.execute(sa.update(objects).where(here).values(category=category, case_id=case_id))


def _display(db, rng, prefix):
    """Displays begin, end, move and go, and the grace after them changes; again nobody marks by hand."""
    work = rng.choice(["begin", "end", "move", "go", "grace"])
    if work == "grace":
        grace = rng.randrange(0, 20)
        row = {**asdict(Campaign(grace_days=grace)), "languages": "en", "campaign_id": 1}
        if db.execute(sa.update(campaign).values(grace_days=grace)).rowcount == 0:
            insert = sqlite.insert(campaign) if is_sqlite(db) else postgresql.insert(campaign)
            db.execute(insert.values(row).on_conflict_do_nothing())
        return
    at = datetime.combine(random_campaign.FIRST, datetime.min.time(), UTC) + timedelta(
        hours=rng.randrange(960)
    )
    until = rng.choice([None, at + timedelta(hours=rng.randrange(1, 300))])
    values = {"object_id": rng.choice(random_campaign.OBJECTS), "shown_from": at, "shown_until": until}
    ids = (
        db.execute(sa.select(display_periods.c.period_id).order_by(display_periods.c.period_id))
        .scalars()
        .all()
    )
    here = display_periods.c.period_id == (rng.choice(ids) if ids else "none")
    statement = {
        "begin": display_periods.insert().values(period_id=f"{prefix}d", slot=rng.randrange(1, 20), **values),
        "end": sa.update(display_periods).where(here).values(shown_until=until),
        "move": sa.update(display_periods).where(here).values(values),
        "go": sa.delete(display_periods).where(here),
    }[work]
    with suppress(sa.exc.IntegrityError), db.begin_nested():  # two displays may not overlap
        db.execute(statement)


@pytest.mark.parametrize("seed", range(2))
def test_rollups_equal_raw_rows_after_any_interleaving(engine, seed):
    """Three writers and two refreshers at once; at the end one refresh, and not a cell differs."""
    with writing(engine) as db:
        random_campaign.write(db, random.Random(seed), 20)
        random_campaign.display(db, random.Random(seed), 40)
    failures = []

    def guarded(work, *args):
        try:
            work(*args)
        except Exception as error:  # noqa: BLE001 -- reported below, in the test's own thread
            failures.append(error)

    writers = [
        threading.Thread(target=guarded, args=(_write_at_random, engine, 10 * seed + number, 8))
        for number in range(3)
    ]
    refreshers = [rollups.Refresher(engine, interval=0.03, clock=lambda: NOW) for _ in range(2)]
    for one in (*writers, *refreshers):
        one.start()
    for writer in writers:
        writer.join()
    for refresher in refreshers:
        refresher.stop()
    assert failures == []
    rollups.refresh(engine, NOW)
    assert [str(difference) for difference in verify(engine)] == []
    with reading(engine) as db:
        assert count(db, dirty_keys) == 0
        assert freshness.read(db).version > 1


def test_the_refresher_survives_errors_and_says_so(engine, capsys, monkeypatch):
    done = threading.Event()
    outcomes = iter([RuntimeError("database away")])

    def refresh(_engine, _now):
        for error in outcomes:
            raise error
        done.set()
        return False

    monkeypatch.setattr(rollups, "refresh", refresh)
    refresher = rollups.Refresher(engine, interval=0.001)
    refresher.start()
    refresher.start()  # a second start changes nothing
    assert done.wait(10)
    refresher.stop()
    assert "database away" in "".join(capsys.readouterr())


@pytest.mark.parametrize(("stored", "remedy"), [("9999", "restart with the current"), ("0002", "`migrate`")])
def test_marks_are_left_to_the_program_of_the_schema(engine, stored, remedy):
    """It has rollups that we would not recount: who takes the marks must know them all."""
    with writing(engine) as db:
        random_campaign.write(db, random.Random(3), 5)
        keys, before = count(db, dirty_keys), freshness.read(db)
        db.execute(sa.text("UPDATE alembic_version SET version_num = :one"), {"one": stored})
    for work in (rollups.refresh, rollups.rebuild):
        with pytest.raises(schema.OtherVersion, match=remedy):
            work(engine, NOW)
    with writing(engine) as db:
        assert (count(db, dirty_keys), freshness.read(db)) == (keys, before)
        assert keys > 0
        db.execute(sa.text("UPDATE alembic_version SET version_num = :one"), {"one": schema.HEAD})
    assert rollups.refresh(engine, NOW)
    assert verify(engine) == []


def test_an_import_is_stored_also_where_only_a_newer_program_may_count_it(engine, tmp_path):
    with writing(engine) as db:
        db.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    summary = bring(engine, tmp_path, "objects", OBJECTS)
    assert summary.accepted > 0
    with reading(engine) as db:
        assert count(db, objects) == summary.accepted
        assert count(db, dirty_keys) > 0


def test_a_server_of_another_version_says_so_once(engine, capsys):
    refresher = rollups.Refresher(engine, clock=lambda: NOW)

    def turns(revision):
        with writing(engine) as db:
            dirty.mark_other(db)
            db.execute(sa.text("UPDATE alembic_version SET version_num = :one"), {"one": revision})
        refresher.turn()
        refresher.turn()
        return "".join(capsys.readouterr()).count("no longer refreshed")

    assert [turns(revision) for revision in ("9999", "9999", schema.HEAD, "9999")] == [1, 0, 0, 1]


def test_a_rebuild_locks_no_table_that_rightly_stays_empty(postgres_url):
    """Tips but no vote and none outside a display, views of nobody: nothing that has to be loaded at once."""
    engine = connect(postgres_url)
    with writing(engine) as db:
        db.execute(objects.insert().values(object_id="A"))
        shown = {"period_id": "P", "object_id": "A", "slot": 1, "shown_from": NOW - timedelta(days=1)}
        db.execute(display_periods.insert().values(shown))
        row = {"tip_id": "1", "object_id": "A", "received_at": NOW, "day": NOW.date(), "channel": "web"}
        db.execute(tips.insert().values(**row, origin_country="DE"))
        db.execute(views.insert().values(day=NOW.date(), object_id="A", country="DE", network="x", n=0))
    altered = set()

    def note(_db, _cursor, statement, *_):
        if statement.startswith("ALTER TABLE"):
            altered.add(statement.split('"')[1])

    sa.event.listen(engine, "before_cursor_execute", note)
    rollups.rebuild(engine, NOW)
    assert "rollup_tips_cube" in altered
    assert altered.isdisjoint({"rollup_votes", "rollup_outside", "rollup_views_cube"})
    assert verify(engine) == []
    engine.dispose()


def test_a_campaign_that_goes_takes_its_grace_along(engine):
    """After ten days outside of a display's five days of grace; within the fourteen of no campaign."""
    with writing(engine) as db:
        db.execute(objects.insert().values(object_id="A"))
        db.execute(campaign.insert().values({**asdict(Campaign(grace_days=5)), "languages": "en"}))
        ended = {"shown_from": NOW - timedelta(days=20), "shown_until": NOW - timedelta(days=10)}
        db.execute(display_periods.insert().values(period_id="P", object_id="A", slot=1, **ended))
        row = {"tip_id": "1", "object_id": "A", "received_at": NOW, "day": NOW.date(), "channel": "web"}
        db.execute(tips.insert().values(**row, origin_country="DE"))
    rollups.rebuild(engine, NOW)
    outside = next(r for r in ROLLUPS if r.name == "outside").day_table
    with writing(engine) as db:
        assert count(db, outside) == 1
        db.execute(sa.delete(campaign))
    assert rollups.refresh(engine, NOW)
    with reading(engine) as db:
        assert count(db, outside) == 0
    assert verify(engine) == []


def test_only_one_refresher_works_at_a_time(postgres_url):
    engine = connect(postgres_url)
    with writing(engine) as db:
        random_campaign.write(db, random.Random(6), 20)
    with rollups._only_refresher(engine, wait=False) as first:
        assert first
        assert not rollups.refresh(engine, NOW)
    assert rollups.refresh(engine, NOW)
    engine.dispose()


def test_rows_of_others_are_not_missed_when_an_object_changes(postgres_url):
    """Somebody's tip, not committed yet, while the object's category changes: in either order of commits."""
    engine = connect(postgres_url)
    with writing(engine) as db:
        random_campaign.catalogue(db)
    here = objects.c.object_id == "O-1"
    frame = random_campaign.random_tips(random.Random(8), 3).assign(object_id="O-1")
    with writing(engine) as late:
        bulk.load(late, tips, frame.iloc[:2])
        with writing(engine) as db:
            db.execute(sa.update(objects).where(here).values(category="other"))
        rollups.refresh(engine, NOW)
    with writing(engine) as late:
        late.execute(sa.update(objects).where(here).values(category="another"))
        with writing(engine) as db:
            bulk.load(db, tips, frame.iloc[2:])
        rollups.refresh(engine, NOW)
    rollups.refresh(engine, NOW)
    assert verify(engine) == []
    engine.dispose()


def test_a_late_commit_is_not_lost(postgres_url):
    """The writer's transaction began before the refresh and commits after it."""
    engine = connect(postgres_url)
    with writing(engine) as db:
        random_campaign.write(db, random.Random(7), 20)
    with writing(engine) as late:
        bulk.load(late, tips, random_campaign.random_tips(random.Random(8), 5, prefix="late"))
        assert rollups.refresh(engine, NOW)
    assert rollups.refresh(engine, NOW)
    assert verify(engine) == []
    engine.dispose()


def test_an_object_that_becomes_something_else_takes_its_counts_along(engine):
    with writing(engine) as db:
        random_campaign.write(db, random.Random(9), 80)
    rollups.refresh(engine, NOW)
    table = next(r for r in ROLLUPS if r.name == "shares_class").month_table
    with writing(engine) as db:
        db.execute(sa.update(objects).where(objects.c.object_id == "O-1").values(category="sign"))
        db.execute(sa.update(objects).where(objects.c.object_id == "O-1").values(licence="CC0"))  # no matter
        db.execute(sa.update(cases).where(cases.c.case_id == "C-0").values(agency="Agency Z"))
        marked = sa.select(dirty_keys.c.object_id).where(dirty_keys.c.source == "other")
        assert sorted(db.execute(marked).scalars()) == ["O-0", "O-1", "O-4"]
    assert all(difference.pending for difference in verify(engine))
    rollups.refresh(engine, NOW)
    assert verify(engine) == []
    with reading(engine) as db:
        total = sa.func.sum(table.c.n)
        by_object = sa.select(sa.func.sum(shares.c.n)).where(shares.c.object_id == "O-1")
        moved = db.execute(sa.select(total).where(table.c.category == "sign")).scalar_one()
        assert moved == db.execute(by_object).scalar_one() > 0
        assert db.execute(sa.select(total).where(table.c.agency == "Agency Z")).scalar_one() > 0

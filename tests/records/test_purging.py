from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from records import audit, dirty, rollup_verify, rollups
from records.bookkeeping import audit_log
from records.database import connect, reading, writing
from records.purging import Aged, aged, purge
from records.tables import outcomes, sealed_tips, tips
from tests.records.import_cases import NOW, OBJECTS, TIPS, bring, rows

LIMIT = datetime(2026, 3, 1, tzinfo=UTC)


def fill(engine, folder):
    """Two old tips (one with an outcome), one young; each with a sealed text."""
    bring(engine, folder, "objects", OBJECTS, at=datetime(2026, 1, 1, tzinfo=UTC))
    text = (
        TIPS
        + "T1,O1,2026-02-01,NL\nT2,O1,2026-02-28T23:59:59Z,Oz\n"
        + "T3,O1,2026-03-01T00:00:00Z,NL\nT4,O9,2026-01-01,\n"
    )
    bring(engine, folder, "tips", text, at=datetime(2026, 2, 28, 23, tzinfo=UTC))
    with writing(engine) as db:
        found = {"outcome_id": "A", "object_id": "O1", "kind": "object_identified", "tip_id": "T1"}
        db.execute(outcomes.insert().values(found | {"occurred_at": NOW, "day": NOW.date()}))
        for tip_id in ("T1", "T2", "T3"):
            db.execute(
                sealed_tips.insert().values(tip_id=tip_id, key_id="k", sealed=b"closed " + tip_id.encode())
            )


def test_old_tips_and_their_texts_go_and_what_an_outcome_names_stays(engine, tmp_path):
    fill(engine, tmp_path)
    with writing(engine) as db:
        expected = Aged(tips=1, texts=2, findings=2, kept=1)
        assert aged(db, LIMIT) == expected
        assert purge(db, LIMIT, at=NOW, by="tester") == expected
    assert rows(engine, "tips", "tip_id") == [("T1",), ("T3",)]
    assert rows(engine, "sealed_tips", "tip_id") == [("T3",)]
    assert rows(engine, "outcomes", "tip_id") == [("T1",)]
    assert rows(engine, "import_rejects", "value") == []
    assert len(rows(engine, "imports", "import_id")) == 2
    rollups.refresh(engine, NOW)
    assert rollup_verify.verify(engine) == []
    with reading(engine) as db:
        last = db.execute(sa.select(audit_log).order_by(audit_log.c.seq.desc()).limit(1)).mappings().one()
        assert last["action"] == "records purged" and '"texts": 2' in last["detail"]
        assert audit.broken_at(db) is None


def test_texts_alone_may_go_and_the_counts_stay(engine, tmp_path):
    fill(engine, tmp_path)
    with writing(engine) as db:
        assert purge(db, LIMIT, at=NOW, by="tester", texts_only=True).tips == 0
    assert [tip for (tip,) in rows(engine, "tips", "tip_id")] == ["T1", "T2", "T3"]
    assert rows(engine, "sealed_tips", "tip_id") == [("T3",)]


def test_every_connection_overwrites_what_it_deletes(sqlite_url, tmp_path):
    """Counts of tips go in the refresher's connection; libraries are built with and without this default."""
    engine = connect(sqlite_url)
    sa.event.listen(
        engine, "connect", lambda raw, _: raw.execute("PRAGMA secure_delete=OFF").close(), insert=True
    )
    bring(engine, tmp_path, "objects", OBJECTS)
    with writing(engine) as db:
        row = {"tip_id": "T", "object_id": "O1", "received_at": LIMIT - timedelta(1), "day": LIMIT.date()}
        vote = {"suggested_country": "NL", "cluster": "one-rare-house", "channel": "web"}
        db.execute(tips.insert().values(row | vote | {"origin_country": "DE"}))
        dirty.mark(db, "tips", [(LIMIT.date(), "O1")])
    rollups.refresh(engine, NOW)
    with writing(engine) as db:
        purge(db, LIMIT, at=NOW, by="tester")
    engine.dispose()
    rollups.refresh(engine, NOW)
    with engine.connect() as db:
        db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    assert b"one-rare-house" not in (tmp_path / "trace.sqlite").read_bytes()


def test_on_the_embedded_database_nothing_readable_is_left(sqlite_url, tmp_path):
    engine = connect(sqlite_url)
    fill(engine, tmp_path)
    with writing(engine) as db:
        purge(db, LIMIT, at=NOW, by="tester")
    with engine.connect() as db:
        db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    left = (tmp_path / "trace.sqlite").read_bytes()
    assert b"closed T2" not in left and b"closed T3" in left

"""The migrated schema is the one that the tables define, on both databases; upgrading is safe to repeat."""

import random
import threading
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from dashboard.__main__ import main
from records import dirty, roles, rollup_tables, rollup_verify, rollups, schema
from records.bookkeeping import dirty_keys
from records.database import connect, is_sqlite, reading, writing
from records.problems import Problem
from records.tables import metadata
from tests import random_campaign

ADDED = ("rollup_progress", "rollup_votes", "rollup_outside")
GUARDS = ("ex_display_periods_slot", "ex_display_periods_object")


def _ours(_object, name, kind, _reflected, _compare_to):
    return not (kind == "index" and name in GUARDS)  # the indexes behind the exclusion constraints


def test_the_migrated_schema_is_the_defined_one(engine):
    with engine.connect() as db:
        options = {
            "compare_type": True,
            "compare_server_default": not is_sqlite(engine),
            "include_object": _ours,
        }
        context = MigrationContext.configure(db, opts=options)
        assert compare_metadata(context, metadata) == []


def _checks(inspector, table):
    return {(c["name"], " ".join(c["sqltext"].split())) for c in inspector.get_check_constraints(table)}


def test_checks_and_physical_options_too(engine, tmp_path, postgres_server):
    """compare_metadata does not look at checks; a schema made from the definitions alone has the same."""
    if is_sqlite(engine):
        made = connect(f"sqlite:///{tmp_path / 'made.sqlite'}")
    else:
        made = connect(engine.url.render_as_string(False))
        with made.begin() as db:
            db.execute(sa.text("CREATE SCHEMA made"))
        made = made.execution_options(schema_translate_map={None: "made"})
    metadata.create_all(made)
    here, there = sa.inspect(engine), sa.inspect(made)
    other = None if is_sqlite(engine) else "made"
    for table in metadata.sorted_tables:
        defined = {
            (c["name"], " ".join(c["sqltext"].split()))
            for c in there.get_check_constraints(table.name, schema=other)
        }
        assert _checks(here, table.name) == defined, table.name
    made.dispose()


def test_head_is_the_newest_revision():
    script = ScriptDirectory(str(schema.MIGRATIONS))
    assert script.get_heads() == [schema.HEAD]


def test_upgrade_is_idempotent_and_tells_what_is_current(engine):
    assert schema.is_current(engine)
    schema.upgrade(engine)
    with reading(engine) as db:
        assert schema.revision(db) == schema.HEAD


def test_a_new_database_is_brought_up_by_two_processes_at_once(tmp_path):
    url = f"sqlite:///{tmp_path / 'new' / 'trace.sqlite'}"
    assert not schema.is_current(connect(url))
    failures = []

    def upgrade():
        engine = connect(url)
        try:
            schema.upgrade(engine)
        except Exception as error:  # noqa: BLE001 -- reported below, in the test's own thread
            failures.append(error)
        finally:
            engine.dispose()

    threads = [threading.Thread(target=upgrade) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    engine = connect(url)
    assert schema.is_current(engine)
    engine.dispose()


def test_a_newer_schema_is_told_in_words(engine):
    with writing(engine) as db:
        db.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    assert not schema.is_current(engine)
    with pytest.raises(Problem, match="newer version"):
        schema.upgrade(engine)


def test_tables_without_a_revision_are_told_in_words(engine):
    with writing(engine) as db:
        db.execute(sa.text("DROP TABLE alembic_version"))
    with pytest.raises(Problem, match="not made by"):
        schema.upgrade(engine)


def test_a_failed_upgrade_leaves_nothing_behind(tmp_path, monkeypatch):
    engine = connect(f"sqlite:///{tmp_path / 'trace.sqlite'}")

    def fail(*_):
        raise RuntimeError("power cut")

    from records.migrations.first import guards

    monkeypatch.setattr(guards, "sqlite", fail)
    with pytest.raises(RuntimeError, match="power cut"):
        schema.upgrade(engine)
    assert sa.inspect(engine).get_table_names() == []
    monkeypatch.undo()
    schema.upgrade(engine)
    assert schema.is_current(engine)
    engine.dispose()


def _take_back(db, statement, revision):
    """The schema as it was at an older revision: without what came later."""
    tables = ("progress_delay", "progress_state", "progress_cube", "votes", "outside")
    marks = ["insert", "delete", "moved", "ended", "grace", "campaign", "no_campaign"]
    drops = [f"DROP TRIGGER mark_displayed_{name}" for name in marks]
    if not is_sqlite(db):
        drops = ["DROP FUNCTION mark_displayed CASCADE", "DROP FUNCTION mark_grace CASCADE"]
    for one in (statement, *(f"DROP TABLE rollup_{name}" for name in tables), *drops):
        db.execute(sa.text(one))
    db.execute(sa.text("UPDATE alembic_version SET version_num = :one"), {"one": revision})


def test_an_upgrade_fills_the_rollups_that_it_adds(engine):
    with writing(engine) as db:
        random_campaign.write(db, random.Random(1), 150)
        random_campaign.display(db, random.Random(2))
        _take_back(db, "DELETE FROM dirty_keys", "0002")
    assert schema.upgrade(engine) == "0002"
    added = [d for d in rollup_verify.verify(engine) if d.table.startswith(ADDED)]
    assert added == []
    with reading(engine) as db:
        for table in (rollup_tables.progress, rollup_tables.votes, rollup_tables.outside):
            assert db.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() > 20


def test_an_upgrade_of_records_in_use_says_what_older_servers_need(sqlite_url, monkeypatch, tmp_path, capsys):
    def told(*command):
        assert main([*command]) == 0
        return tuple("rollup --rebuild" in text for text in capsys.readouterr())

    monkeypatch.setenv("TRACE_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("TRACE_VAR_DIR", str(tmp_path))
    engine = connect(sqlite_url)
    for command, said in (("migrate", (True, False)), ("status", (False, True))):
        with writing(engine) as db:
            _take_back(db, "SELECT 1", "0002")
        assert told(command) == said
        assert told(command) == (False, False)
    monkeypatch.setenv("TRACE_DATABASE_URL", f"sqlite:///{tmp_path / 'new.sqlite'}")
    assert told("migrate") == (False, False)
    engine.dispose()


def test_no_refresher_takes_marks_while_an_upgrade_counts(postgres_url, monkeypatch):
    """One of the older program sees the older schema until the upgrade commits: only the lock stops it."""
    engine = connect(postgres_url)
    with writing(engine) as db:
        dirty.mark_other(db)
        _take_back(db, "SELECT 1", "0002")
    seen = []

    def upgrading(_db):
        monkeypatch.setattr(schema, "HEAD", "0002")  # as the older program has it
        seen.append(rollups.refresh(engine, datetime(2026, 3, 1, tzinfo=UTC)))

    monkeypatch.setattr(schema, "_migrate", upgrading)
    schema.upgrade(engine)
    assert seen == [False]
    with reading(engine) as db:
        assert db.execute(sa.select(sa.func.count()).select_from(dirty_keys)).scalar_one() == 1
    engine.dispose()


def test_a_page_that_had_its_role_before_an_upgrade_needs_no_new_one(engine):
    if is_sqlite(engine):
        pytest.skip("the embedded database knows no roles")
    with writing(engine) as db:
        roles.create_board_role(db, "page_of_before")
        _take_back(db, "DROP VIEW public_results", "0001")
    schema.upgrade(engine)
    with writing(engine) as db:
        db.execute(sa.text("SET LOCAL ROLE page_of_before"))
        assert db.execute(sa.text("SELECT identified FROM public_results")).scalar_one() == 0
    with writing(engine) as db:
        db.execute(sa.text("DROP OWNED BY page_of_before"))
        db.execute(sa.text("DROP ROLE page_of_before"))

"""What a server process is set up with."""

import sqlalchemy as sa

from records.database import connect, keep_caches_small, reading


def test_a_server_keeps_a_quarter_of_the_pages_that_commands_keep(sqlite_url):
    engine, kept = connect(sqlite_url), []
    for prepare in (lambda _engine: None, keep_caches_small):
        prepare(engine)
        engine.dispose()
        with reading(engine) as db:
            kept.append(db.execute(sa.text("PRAGMA cache_size")).scalar())
    assert kept == [-16384, -4096]
    engine.dispose()


def test_a_server_on_postgresql_is_left_alone(postgres_url):
    engine = connect(postgres_url)
    keep_caches_small(engine)
    with reading(engine) as db:
        assert db.execute(sa.text("SELECT 1")).scalar() == 1
    engine.dispose()

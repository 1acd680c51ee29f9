"""The commands about the records, run as people run them, on both databases."""

import json
import random
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from dashboard.__main__ import main
from records import audit, campaign, rollups
from records.database import connect, writing
from records.rollup_tables import ROLLUPS
from records.tables import tips
from tests import random_campaign

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def trace(engine, tmp_path, monkeypatch, capsys):
    """Runs a command on a fresh database; returns its exit status and what it printed."""
    monkeypatch.setenv("TRACE_DATABASE_URL", engine.url.render_as_string(False))
    monkeypatch.setenv("TRACE_VAR_DIR", str(tmp_path / "var"))

    def run(*words):
        status = main([str(word) for word in words])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


def test_status_counts_what_is_there(trace, engine):
    with writing(engine) as db:
        frames = random_campaign.write(db, random.Random(1), 40)
    trace("rollup")
    status, out, _ = trace("status", "--json")
    found = json.loads(out.splitlines()[-1])
    assert status == 0
    assert {name: found["counts"][name] for name in ("tips", "shares", "objects", "views")} == {
        "tips": 40,
        "shares": 40,
        "objects": 8,
        "views": len(frames["views"]),
    }
    assert found["backlog"] == (frames["tips"]["assessment"] == "pending").sum()
    assert found["data_version"] >= 1
    assert datetime.fromisoformat(found["as_of"]).tzinfo is not None
    assert found["unrefreshed"] == 0
    _, words, _ = trace("status")
    assert "tips not assessed" in words


def test_rollup_refreshes_rebuilds_and_verifies(trace, engine):
    with writing(engine) as db:
        random_campaign.write(db, random.Random(2), 40)
    assert trace("rollup", "--verify")[0] == 0
    assert "up to date" in trace("rollup")[1]
    table = ROLLUPS[0].day_table
    with writing(engine) as db:
        db.execute(sa.update(table).values(n=table.c.n + 1))
    status, out, _ = trace("rollup", "--verify")
    assert status == 1
    assert "rollup_tips (channel phone" in out
    assert trace("rollup", "--rebuild", "--verify")[0] == 0


def test_the_audit_chain(trace, engine):
    assert "no decision" in trace("audit", "--verify")[1]
    with writing(engine) as db:
        for number in range(3):
            audit.append(db, at=AT, by="Ada", action="publish", subject=f"R{number}")
        noted = audit.head(db).hash
    status, out, _ = trace("audit", "--last", 2)
    assert status == 0
    assert [line.split("\t")[4] for line in out.splitlines()] == ["R1", "R2"]
    status, out, _ = trace("audit", "--verify", "--includes", noted)
    assert status == 0
    assert noted in out
    with writing(engine) as db:
        db.execute(sa.text("DELETE FROM audit_log WHERE seq = 3"))
    assert trace("audit", "--verify")[0] == 0  # a shortened chain still holds …
    status, out, _ = trace("audit", "--verify", "--includes", noted)
    assert status == 1  # … but lacks what was noted down
    assert "removed from the end" in out
    with writing(engine) as db:
        db.execute(sa.text("UPDATE audit_log SET subject = 'R9' WHERE seq = 1"))
    status, out, _ = trace("audit", "--verify")
    assert status == 1
    assert "decision 1" in out


def test_migrate_says_what_it_did(trace):
    status, out, _ = trace("migrate")
    assert (status, "up to date" in out) == (0, True)


def test_the_embedded_database_is_brought_up_by_any_command(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("TRACE_DATABASE_URL", f"sqlite:///{tmp_path / 'deep' / 'new.sqlite'}")
    monkeypatch.setenv("TRACE_VAR_DIR", str(tmp_path / "var"))
    assert main(["status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["counts"]["tips"] == 0


def test_a_server_is_migrated_by_its_operator_only(postgres_server, monkeypatch, tmp_path, capsys):
    admin = sa.create_engine(postgres_server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as db:
        db.execute(sa.text("CREATE DATABASE unmigrated"))
    url = sa.make_url(postgres_server).set(database="unmigrated").render_as_string(False)
    monkeypatch.setenv("TRACE_DATABASE_URL", url)
    monkeypatch.setenv("TRACE_VAR_DIR", str(tmp_path))
    try:
        assert main(["status"]) == 1
        assert "dashboard migrate" in capsys.readouterr().err
        assert main(["doctor"]) == 1
        assert "run `migrate`" in capsys.readouterr().out
        assert main(["migrate"]) == 0
        assert "from nothing" in capsys.readouterr().out
        assert main(["status"]) == 0
    finally:
        with admin.connect() as db:
            db.execute(sa.text("DROP DATABASE unmigrated WITH (FORCE)"))
        admin.dispose()


def test_doctor_finds_nothing_wrong_and_then_everything(trace, engine, tmp_path):
    with writing(engine) as db:
        random_campaign.write(db, random.Random(3), 5)
        campaign.write(db, campaign.Campaign(name="Trace", simulated=True), at=AT, by="Ada")
    rollups.refresh(engine, AT)
    status, out, _ = trace("doctor")
    assert status == 0, out
    assert "Trace (UTC; simulated)" in out
    with writing(engine) as db:
        db.execute(sa.text("UPDATE objects SET image = 'gone.png' WHERE object_id = 'O-1'"))
        db.execute(sa.text("UPDATE audit_log SET \"by\" = 'Eve'"))
        db.execute(sa.text("UPDATE campaign SET timezone = 'Mars/Phobos'"))
    status, out, _ = trace("doctor")
    assert status == 1
    assert [line.split(":")[0] for line in out.splitlines() if line.startswith("WRONG")] == [
        "WRONG campaign",
        "WRONG audit log",
        "WRONG pictures",
    ]


def test_doctor_without_a_database(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("TRACE_DATABASE_URL", f"postgresql+psycopg2://nobody@/none?host={tmp_path}")
    monkeypatch.setenv("TRACE_VAR_DIR", str(tmp_path))
    assert main(["doctor"]) == 1
    assert "WRONG database: does not answer" in capsys.readouterr().out


def test_roles_are_for_postgresql(sqlite_url, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("TRACE_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("TRACE_VAR_DIR", str(tmp_path))
    assert main(["roles"]) == 1
    assert "for PostgreSQL" in capsys.readouterr().err


@pytest.fixture
def board(postgres_url, monkeypatch, tmp_path, capsys):
    """A connection as the public page's role, made by the command (twice: it is safe to repeat)."""
    owner = connect(postgres_url)
    with writing(owner) as db:
        random_campaign.catalogue(db)
        db.execute(
            sa.text(
                "INSERT INTO display_periods (period_id, object_id, slot, shown_from, shown_until) VALUES "
                "('P1', 'O-1', 1, now() - interval '1 day', NULL), "
                "('P2', 'O-2', 2, now() - interval '2 days', now() - interval '1 day'), "
                "('P3', 'O-3', 3, now() + interval '1 day', NULL)"
            )
        )
    secret = tmp_path / "password"
    secret.write_text("it's secret\n")
    monkeypatch.setenv("TRACE_DATABASE_URL", postgres_url)
    monkeypatch.setenv("TRACE_VAR_DIR", str(tmp_path))
    for _ in range(2):
        assert main(["roles", "--board-role", "test_board", "--password-file", str(secret)]) == 0
    assert "secret" not in capsys.readouterr().out
    engine = connect(sa.make_url(postgres_url).set(username="test_board").render_as_string(False))
    yield engine, owner
    engine.dispose()
    with writing(owner) as db:
        db.exec_driver_sql("DROP OWNED BY test_board")
        db.exec_driver_sql("DROP ROLE test_board")
    owner.dispose()


def test_the_board_role_does_its_work(board):
    engine, owner = board
    with writing(engine) as db:
        tip = (
            "INSERT INTO tips (tip_id, object_id, received_at, day) VALUES ('1', 'O-1', now(), '2026-01-01')"
        )
        share = "INSERT INTO shares (share_id, object_id, shared_at, day) VALUES ('1', 'O-1', now(), now())"
        for statement in (
            f"{tip} ON CONFLICT DO NOTHING",
            "INSERT INTO sealed_tips VALUES ('1', 'k', '')",
            share,
            "SELECT count_views('2026-01-01', 'O-1', 'DE', 'direct', 2)",
            "SELECT count_views('2026-01-01', 'O-1', 'DE', 'direct', 3)",
            "INSERT INTO dirty_keys (source, day, object_id) VALUES ('tips', '2026-01-01', 'O-1')",
        ):
            db.exec_driver_sql(statement)
        assert db.exec_driver_sql("SELECT object_id FROM displayed_objects").scalars().all() == ["O-1"]
        assert db.exec_driver_sql("SELECT object_id FROM withdrawn_objects").scalars().all() == ["O-2"]
        assert db.exec_driver_sql("SELECT count(*) FROM public_campaign").scalar_one() == 0
    with owner.connect() as db:
        assert db.exec_driver_sql("SELECT n FROM views").scalars().all() == [5]
        assert db.execute(sa.select(tips.c.assessment)).scalars().all() == ["pending"]


FORBIDDEN = [
    "SELECT * FROM tips",
    "SELECT * FROM sealed_tips",
    "SELECT * FROM objects",
    "SELECT * FROM display_periods",
    "SELECT * FROM users",
    "SELECT n FROM views",
    "UPDATE views SET n = 0",
    "DELETE FROM shares",
    "UPDATE campaign SET four_eyes = false",
    "INSERT INTO display_periods (period_id, object_id, slot, shown_from) VALUES ('X', 'O-4', 4, now())",
    "INSERT INTO tips (tip_id, object_id, received_at, day, assessment) "
    "VALUES ('2', 'O-1', now(), '2026-01-01', 'actionable')",
    'INSERT INTO audit_log (at, "by", action, subject, detail, previous_hash, hash) '
    "VALUES (now(), 'x', 'x', 'x', '{}', '', '')",
    "CREATE TABLE mine (x int)",
    "TRUNCATE shares",
]


def test_the_board_role_may_nothing_else(board):
    engine, _ = board
    for statement in FORBIDDEN:
        with pytest.raises(sa.exc.ProgrammingError, match="permission denied"), writing(engine) as db:
            db.exec_driver_sql(statement)


def test_an_administrator_is_no_board_role(postgres_url, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("TRACE_DATABASE_URL", postgres_url)
    monkeypatch.setenv("TRACE_VAR_DIR", str(tmp_path))
    assert main(["roles", "--board-role", "postgres"]) == 1
    assert "powers of an administrator" in capsys.readouterr().err
    assert main(["roles", "--board-role", 'x"; DROP TABLE tips; --']) == 1

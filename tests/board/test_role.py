"""The page under its own PostgreSQL role: it can do its work, and each thing it must not do is denied."""

import re
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

from board.app import create_app
from records import roles, sealing
from records.database import connect, writing
from records.settings import Settings
from records.tables import sealed_tips, shares, tips, views
from tests.board import scene
from tests.board.conftest import PERSON
from tests.board.filling import BITS, open_form, send

ROLE = "trace_board_test"


@pytest.fixture
def owner(postgres_url):
    engine = connect(postgres_url)
    with writing(engine) as db:
        roles.create_board_role(db, ROLE)
    yield engine
    engine.dispose()


@pytest.fixture
def board_url(owner, postgres_url):
    return sa.make_url(postgres_url).set(username=ROLE).render_as_string(False)


@pytest.fixture
def client(owner, board_url, postgres_url, tmp_path, clock, pair):
    scene.fill(owner, tmp_path)
    (tmp_path / "board.pub").write_text(pair.public.text)
    settings = Settings(database_url=postgres_url, board_database_url=board_url, var_dir=tmp_path)
    app = create_app(settings, clock=clock, counting_seconds=0, proof_bits=BITS)
    made = app.test_client()
    made.environ_base |= {"HTTP_USER_AGENT": PERSON}
    yield made
    app.extensions["board"].engine.dispose()


def count(engine, table):
    with engine.connect() as db:
        return db.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def test_the_whole_page_works_under_its_role(client, owner, pair):
    for path in ("/", "/object/O-001", "/picture/O-001", "/board.json", "/who-reads-your-tip", "/healthz"):
        assert client.get(path).status_code == 200
    assert client.get("/object/O-005").status_code == 410
    client.get("/object/O-001")
    assert client.get("/object/O-001/share/x").status_code == 303
    token = open_form(client)
    for _ in range(2):
        assert send(client, token, text="words", country="NL", region="Gelderland").status_code == 200
    assert count(owner, tips) == count(owner, sealed_tips) == count(owner, shares) == 1
    with owner.connect() as db:
        assert db.execute(sa.select(views.c.n)).scalars().all() == [2]
        row = db.execute(sa.select(sealed_tips)).one()
    assert pair.open(sealing.Sealed(row.key_id, row.sealed))["text"] == "words"


TIP = "tip_id, object_id, received_at, day"
GIVEN = "'x', 'O-001', now(), current_date"
DENIED = {
    "reading tips": "SELECT tip_id FROM tips",
    "reading what was sealed": "SELECT sealed FROM sealed_tips",
    "reading views": "SELECT n FROM views",
    "reading shares": "SELECT n FROM shares",
    "reading objects": "SELECT object_id FROM objects",
    "reading displays": "SELECT object_id FROM display_periods",
    "reading the campaign": "SELECT name FROM campaign",
    "reading people": "SELECT name FROM users",
    "reading links": "SELECT token_sha256 FROM login_links",
    "reading decisions": "SELECT detail FROM audit_log",
    "reading outcomes": "SELECT kind FROM outcomes",
    "reading dirty keys": "SELECT object_id FROM dirty_keys",
    "reading rollups": "SELECT n FROM rollup_tips",
    "a tip with an assessment": f"INSERT INTO tips ({TIP}, assessment) VALUES ({GIVEN}, 'actionable')",
    "a tip assessed at": f"INSERT INTO tips ({TIP}, assessed_at) VALUES ({GIVEN}, now())",
    "a tip in a cluster": f"INSERT INTO tips ({TIP}, cluster) VALUES ({GIVEN}, 'c')",
    "a tip investigated": f"INSERT INTO tips ({TIP}, investigation) VALUES ({GIVEN}, 'identified')",
    "a tip of an import": f"INSERT INTO tips ({TIP}, import_id) VALUES ({GIVEN}, 'i')",
    "changing a tip": "UPDATE tips SET origin_country = 'NL'",
    "deleting tips": "DELETE FROM tips",
    "deleting what was sealed": "DELETE FROM sealed_tips",
    "replacing what was sealed": "UPDATE sealed_tips SET key_id = 'x'",
    "lowering views": "UPDATE views SET n = 0",
    "changing shares": "UPDATE shares SET n = 1",
    "a display": "INSERT INTO display_periods (period_id, object_id, slot) VALUES ('x', 'O-001', 9)",
    "ending a display": "UPDATE display_periods SET shown_until = now()",
    "an object": "INSERT INTO objects (object_id, category) VALUES ('x', 'y')",
    "a decision": "INSERT INTO audit_log (at) VALUES (now())",
    "a person": "INSERT INTO users (user_id, name, role, created_at) VALUES ('x','y','manager',now())",
    "an outcome": "INSERT INTO outcomes (outcome_id) VALUES ('x')",
    "an assessment": "INSERT INTO tip_assessments (tip_id) VALUES ('x')",
    "emptying a table": "TRUNCATE tips",
    "a table of its own": "CREATE TABLE mine (n integer)",
    "dropping a view": "DROP VIEW displayed_objects",
    "more rights": f"ALTER ROLE {ROLE} SUPERUSER",
    "another role": "SET ROLE postgres",
    "reading a file": "COPY tips FROM '/etc/hostname'",
    "running a program": "COPY (SELECT 1) TO PROGRAM 'true'",
}


def test_each_thing_it_must_not_do_is_denied(client, board_url):
    engine = connect(board_url)
    said = re.compile("permission denied|must be owner|must be superuser|SUPERUSER")
    done = []
    for what, statement in DENIED.items():
        try:
            with engine.begin() as db:
                db.execute(sa.text(statement))
        except ProgrammingError as error:
            assert said.search(str(error)), (what, str(error))
        else:
            done.append(what)
    engine.dispose()
    assert done == []


def test_views_can_be_added_and_never_taken_away(client, owner, board_url):
    engine = connect(board_url)
    for n in (3, -2):
        with engine.begin() as db:
            db.execute(
                sa.text("SELECT count_views(:day, 'O-001', 'NL', 'x', :n)"), {"day": date(2026, 3, 1), "n": n}
            )
    engine.dispose()
    with owner.connect() as db:
        assert db.execute(sa.select(views.c.n)).scalars().all() == [3]

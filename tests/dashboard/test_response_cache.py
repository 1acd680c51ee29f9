"""Remembered answers: the same bytes without asking again, for the same version, audience and question."""

import brotli
import orjson
import pytest
import sqlalchemy as sa

from layouts import ids
from records import freshness
from records.database import writing

CALL = "/_dash-update-component"


@pytest.fixture
def engine(app):
    return app.server.extensions["trace_services"].engine


@pytest.fixture
def asked(engine):
    """The statements that the server sends to the database."""
    statements = []

    def note(_db, _cursor, statement, *_):
        statements.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    yield statements
    sa.event.remove(engine, "before_cursor_execute", note)


def overview(app, *, trigger="location.search", search=""):
    """The call that a browser sends for the overview."""
    first = f"..{ids.OVERVIEW}.children"
    name = next(known for known in app.callback_map if known.startswith(first))
    values = {ids.LOCATION: search, ids.VERSION: 0, ids.THEME: "light"}
    outputs = [output.split(".") for output in name.strip(".").split("...")]
    call = {
        "output": name,
        "outputs": [{"id": id_, "property": property_} for id_, property_ in outputs],
        "inputs": [{**one, "value": values[one["id"]]} for one in app.callback_map[name]["inputs"]],
        "state": [],
        "changedPropIds": [trigger],
    }  # fmt: skip
    return orjson.dumps(call)


def ask(client, body, encoding=None):
    headers = {"Accept-Encoding": encoding} if encoding else {}
    answer = client.post(CALL, data=body, content_type="application/json", headers=headers)
    assert answer.status_code == 200
    return answer


def test_the_second_answer_is_the_first_and_costs_two_statements(app, client_of, asked):
    client = client_of("analyst")
    first = ask(client, overview(app))
    asked.clear()
    second = ask(client, overview(app, trigger=f"{ids.VERSION}.data"))
    assert second.get_data() == first.get_data()
    assert [s.split("FROM ")[1].split()[0] for s in asked if s.startswith("SELECT")] == [
        "users",
        "data_version",
    ]


def test_a_new_version_is_asked_for_anew(app, client_of, engine, asked):
    client = client_of("analyst")
    ask(client, overview(app))
    with writing(engine) as db:
        freshness.advance(db, None)
    asked.clear()
    ask(client, overview(app))
    assert len([s for s in asked if s.startswith("SELECT")]) > 2


def test_another_question_or_audience_gets_its_own_answer(app, client_of, asked):
    analyst, leader = client_of("analyst"), client_of("leadership")
    ask(analyst, overview(app))
    for client, body in ((analyst, overview(app, search="?country=DE")), (leader, overview(app))):
        asked.clear()
        ask(client, body)
        assert len([s for s in asked if s.startswith("SELECT")]) > 2


@pytest.mark.parametrize("remembered", [False, True])
def test_the_body_is_compressed_for_those_who_take_it_so(app, client_of, remembered):
    client, body = client_of("analyst"), overview(app)
    if remembered:
        ask(client, body)
    packed = ask(client, body, "gzip, br")
    assert packed.headers["Content-Encoding"] == "br"
    assert "Accept-Encoding" in packed.headers["Vary"]
    plain = ask(client, body)
    assert "Content-Encoding" not in plain.headers
    assert brotli.decompress(packed.get_data()) == plain.get_data()
    assert packed.headers["Content-Length"] == str(len(packed.get_data()))
    refused = ask(client, body, "br;q=0, gzip")
    assert refused.headers.get("Content-Encoding") != "br"


def test_what_is_no_call_is_left_to_dash(client_of):
    client = client_of("analyst")
    for body in (b"[]", b"not json", b"{}"):
        assert client.post(CALL, data=body, content_type="application/json").status_code >= 400

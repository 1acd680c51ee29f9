"""The short way to a remembered answer gives what the long one gives, and to nobody else."""

import time

import pytest
import sqlalchemy as sa

from dashboard.recall import Recall, Sessions
from records import freshness, people
from records.bookkeeping import users
from records.database import connect, writing
from tests.dashboard.conftest import NOW
from tests.dashboard.test_response_cache import CALL, overview


@pytest.fixture
def engine(app):
    return app.server.extensions["trace_services"].engine


@pytest.fixture
def recall(app):
    assert isinstance(app.server.wsgi_app, Recall)
    return app.server.wsgi_app


@pytest.fixture
def long_way(recall, monkeypatch):
    """Answers that went the whole way through Flask."""
    inner, taken = recall.inner, []

    def counted(environ, start_response):
        taken.append(environ["PATH_INFO"])
        return inner(environ, start_response)

    monkeypatch.setattr(recall, "inner", counted)
    return taken


def ask(client, body, encoding="gzip, br"):
    headers = {"Accept-Encoding": encoding} if encoding else {}
    return client.post(CALL, data=body, content_type="application/json", headers=headers)


def test_the_short_way_answers_like_the_long_one(app, client_of, recall, long_way):
    client, body = client_of("analyst"), overview(app)
    ask(client, body)
    recall.sessions.verified.clear()
    long_way.clear()
    whole = ask(client, body)
    assert long_way == [CALL]
    short = ask(client, overview(app, trigger="theme.data"))
    assert long_way == [CALL]
    assert (short.status_code, short.data) == (whole.status_code, whole.data)

    def told(answer):
        named = dict(answer.headers)
        policy = named.pop("Content-Security-Policy").split("'nonce-")
        return {
            **named,
            "policy": policy[0] + policy[1].split("'", 1)[1],
            "Vary": set(named["Vary"].split(", ")),
        }

    assert told(short) == told(whole)


def test_it_costs_one_statement(app, client_of, engine, long_way):
    client, body = client_of("analyst"), overview(app)
    ask(client, body)
    long_way.clear()
    statements = []
    sa.event.listen(engine, "checkout", lambda raw, *_: raw.set_trace_callback(statements.append))
    assert ask(client, body).status_code == 200
    assert not long_way
    assert len(statements) == 1
    assert statements[0].startswith("SELECT")


@pytest.mark.parametrize("disable", [True, False])
def test_a_person_who_is_disabled_or_signed_out_everywhere_is_out_at_once(app, client_of, engine, disable):
    client, body = client_of("analyst"), overview(app)
    assert [ask(client, body).status_code for _ in range(2)] == [200, 200]
    with writing(engine) as db:
        people.end_sessions(db, name="analyst", at=NOW, by="test", disable=disable)
    assert ask(client, body).status_code == 401


def test_a_changed_role_gets_its_own_answer(app, client_of, engine, long_way):
    client, body = client_of("analyst"), overview(app)
    ask(client, body)
    with writing(engine) as db:
        db.execute(sa.update(users).where(users.c.name == "analyst").values(role="leadership"))
    long_way.clear()
    ask(client, body)
    assert long_way == [CALL]


def test_new_data_are_asked_for_anew(app, client_of, engine, long_way):
    client, body = client_of("analyst"), overview(app)
    ask(client, body)
    with writing(engine) as db:
        freshness.advance(db, None)
    long_way.clear()
    ask(client, body)
    assert long_way == [CALL]
    ask(client, body)
    assert long_way == [CALL]


def test_an_expired_cookie_goes_the_whole_way_and_is_refused_there(app, client_of, monkeypatch):
    client, body = client_of("analyst"), overview(app)
    ask(client, body)
    late = time.time() + app.server.permanent_session_lifetime.total_seconds() + 2
    monkeypatch.setattr(time, "time", lambda: late)
    assert ask(client, body).status_code == 401


def test_a_cookie_that_was_never_verified_is_nobody(app, client_of, recall):
    client, body = client_of("analyst"), overview(app)
    ask(client, body)
    (cookie,) = recall.sessions.verified
    for false in (cookie[:-1] + ("A" if cookie[-1] != "A" else "B"), cookie[:-1], ""):
        stranger = app.server.test_client()
        stranger.set_cookie("trace_dashboard", false)
        assert ask(stranger, body).status_code == 401


def test_two_cookies_of_one_name_are_none():
    sessions = Sessions("s")
    sessions.verified["good"] = ("U", "1", time.time() + 60)
    assert sessions.known({"HTTP_COOKIE": "a=b; s=good"}) == ("U", "1")
    for given in ("s=good; s=bad", "s=bad; s=good", "ss=good", ""):
        assert sessions.known({"HTTP_COOKIE": given}) is None
    sessions.verified["good"] = ("U", "1", time.time() - 1)
    assert sessions.known({"HTTP_COOKIE": "s=good"}) is None


@pytest.mark.parametrize("encoding", [None, "gzip", "br;q=0, gzip"])
def test_who_does_not_take_brotli_goes_the_whole_way_with_the_body_unread(app, client_of, long_way, encoding):
    client, body = client_of("analyst"), overview(app)
    ask(client, body)
    long_way.clear()
    assert ask(client, body, encoding).status_code == 200
    assert long_way == [CALL]


def test_what_is_not_remembered_is_handed_on_whole(app, client_of, long_way):
    client = client_of("analyst")
    ask(client, overview(app))
    for body in (b"[]", b"not json", b"{}"):
        assert ask(client, body).status_code >= 400
    assert ask(client, overview(app, search="?country=DE")).status_code == 200


def test_the_standing_of_a_person_on_each_database(database_url):
    engine = connect(database_url)
    with writing(engine) as db:
        user = people.add(db, name="A", role="analyst", at=NOW, by="test")
    assert people.standing(engine, user) == people.Standing("analyst", 0, 0)
    with writing(engine) as db:
        freshness.advance(db, None)
        people.end_sessions(db, name="A", at=NOW, by="test", disable=False)
    assert people.standing(engine, user) == people.Standing("analyst", 1, 1)
    with writing(engine) as db:
        people.end_sessions(db, name="A", at=NOW, by="test", disable=True)
    assert people.standing(engine, user) is None
    assert people.standing(engine, "nobody") is None
    engine.dispose()

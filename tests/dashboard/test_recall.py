"""The short way to a remembered answer gives what the long one gives, and to nobody else."""

import time

import orjson
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
    # Not the last letter of the signature: it has bits that mean nothing.
    other = "A" if cookie[-9] != "A" else "B"
    for false in (f"{cookie[:-9]}{other}{cookie[-8:]}", cookie[:-1], ""):
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


def test_what_flask_would_not_read_so_is_not_noted_so(app, client_of, recall):
    """Of two cookies of one name Flask takes the first, also where spaces stand around the equals sign."""
    body, both = overview(app), []
    for role in ("analyst", "leadership"):
        recall.sessions.verified.clear()
        ask(client_of(role), body)
        both += recall.sessions.verified
    recall.sessions.verified.clear()
    analyst, leader = both
    for given in ("{} ={}; {}={}", "{}={}; {} = {}", "{}= {};{}={}"):
        header = given.format("trace_dashboard", analyst, "trace_dashboard", leader)
        assert said_by(app, header, body).status_code == 200
        assert recall.sessions.verified == {}


def said_by(app, cookie, body):
    client = app.server.test_client(use_cookies=False)
    headers = {"Cookie": cookie, "Accept-Encoding": "br"}
    return client.post(CALL, data=body, content_type="application/json", headers=headers)


def test_a_quoted_cookie_is_the_same_one(app, client_of, recall, long_way):
    body = overview(app)
    ask(client_of("analyst"), body)
    ((cookie, noted),) = recall.sessions.verified.items()
    recall.sessions.verified.clear()
    long_way.clear()
    assert said_by(app, f'trace_dashboard="{cookie}"', body).status_code == 200
    assert long_way == [CALL]
    assert recall.sessions.verified == {cookie: noted}
    assert said_by(app, f'a=b; trace_dashboard = "{cookie}"', body).status_code == 200
    assert long_way == [CALL]


def test_a_cookie_is_noted_only_as_whom_it_names_and_until_it_expires_itself(app, client_of, recall):
    body, sessions, server = overview(app), recall.sessions, app.server
    ask(client_of("analyst"), body)
    ((cookie, (user, epoch, until)),) = sessions.verified.items()
    signer = server.session_interface.get_signing_serializer(server)
    lifetime = server.permanent_session_lifetime.total_seconds()
    assert until == signer.loads(cookie, return_timestamp=True)[1].timestamp() + lifetime
    sessions.verified.clear()
    for given, identity in ((cookie, "another:0"), (cookie[:-2], f"{user}:{epoch}"), ("", f"{user}:{epoch}")):
        sessions.note(server, {"HTTP_COOKIE": f"trace_dashboard={given}"}, identity)
        assert sessions.verified == {}


def test_an_old_signature_is_not_noted(app, client_of, recall, monkeypatch):
    sessions, server = recall.sessions, app.server
    ask(client_of("analyst"), overview(app))
    ((cookie, (user, epoch, until)),) = sessions.verified.items()
    sessions.verified.clear()
    monkeypatch.setattr(time, "time", lambda: until + 2)
    sessions.note(server, {"HTTP_COOKIE": f"trace_dashboard={cookie}"}, f"{user}:{epoch}")
    assert sessions.verified == {}


def test_a_cookie_that_is_no_text_is_nobody():
    assert Sessions("s").cookie({"HTTP_COOKIE": "s=\xff"}) is None


def test_when_the_look_up_fails_flask_answers_with_the_whole_body(app, client_of, monkeypatch, capsys):
    client, body = client_of("analyst"), overview(app)
    whole = ask(client, body)

    def away(*_):
        raise sa.exc.OperationalError("SELECT", {}, OSError("the database is away"))

    monkeypatch.setattr(people, "standing", away)
    answer = ask(client, body)
    assert (answer.status_code, answer.data) == (200, whole.data)
    monkeypatch.setattr(people, "by_id", away)
    answer = ask(client, body)
    assert answer.status_code == 500
    assert "Content-Security-Policy" in answer.headers
    assert "the short way failed" in "".join(capsys.readouterr())


@pytest.mark.parametrize("output", ["[1]", "{}", "null", "1", '"known", "deep": ' + "[" * 400 + "]" * 400])
def test_an_odd_question_goes_the_whole_way(app, client_of, long_way, output):
    client, known = client_of("analyst"), orjson.loads(overview(app))["output"]
    ask(client, overview(app))
    long_way.clear()
    answer = ask(client, f'{{"output": {output.replace("known", known)}}}'.encode())
    assert answer.status_code >= 400
    assert "Content-Security-Policy" in answer.headers
    assert long_way == [CALL]


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

"""Headers on every kind of answer, and errors told in words without a word of what was written."""

import re

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from board.app import create_app
from records.settings import Settings
from tests.board import scene
from tests.board.filling import open_form, send

SECRET = "words that only the sender knows"
PATHS = [
    "/",
    "/object/O-001",
    "/object/O-001/tip",
    "/object/O-005",
    "/nowhere",
    "/how-it-works",
    "/who-reads-your-tip",
    "/board.json",
    "/board.schema.json",
    "/picture/O-001",
    "/preview/O-001.png",
    "/static/board.css",
    "/static/nothing.css",
    "/static/../app.py",
    "/regions?country=NL",
    "/object/O-001/share/x",
    "/robots.txt",
    "/healthz",
]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_strict_and_sets_no_cookie(client, path):
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe-eval" not in policy
    assert "script-src 'unsafe" not in policy
    assert "http" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in headers
    assert "Server" not in headers
    assert headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/", "/object/O-001", "/object/O-001/tip", "/object/O-005", "/nowhere"])
def test_no_page_is_stored(client, path):
    assert {"no-store", "no-cache"} <= set(client.get(path).headers["Cache-Control"].split(", "))


@pytest.mark.parametrize(
    "path", ["/", "/object/O-001", "/object/O-001/tip", "/how-it-works", "/who-reads-your-tip"]
)
def test_nothing_is_inline(client, path):
    html = client.get(path).text
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*src=)|\son[a-z]+=|javascript:", html)


def test_static_files_may_be_kept_only_under_their_own_version(client):
    address = re.search(r"/static/board\.css\?v=[0-9a-f]+", client.get("/").text)[0]
    assert "immutable" in client.get(address).headers["Cache-Control"]
    assert client.get("/static/board.css?v=0").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/object/O-005", 410),
        ("get", "/nowhere", 404),
        ("post", "/", 405),
        ("get", "/object/" + "x" * 3000, 404),
        ("get", "/picture/%2e%2e%2fboard.pub", 404),
    ],
)
def test_errors_are_told_in_words_with_a_reference(client, method, path, status):
    answer = getattr(client, method)(path)
    assert answer.status_code == status
    assert re.search("Reference of this error: [0-9A-F]{8}", answer.text)
    assert "Traceback" not in answer.text
    assert "no-cache" in answer.headers["Cache-Control"]


def test_errors_speak_the_visitors_language(client):
    assert "Unter dieser Adresse gibt es nichts." in client.get("/nowhere?lang=de").text


@pytest.mark.parametrize("path", ["/", "/object/O-001", "/board.json", "/picture/O-001", "/healthz"])
def test_a_database_that_is_away_is_told_in_words(client, engine, path):
    client.get("/")
    with engine.begin() as db:
        db.execute(sa.text("DROP VIEW displayed_objects"))
    answer = client.get(path)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert "cannot answer at the moment" in answer.text
    assert "SELECT" not in answer.text


def test_a_server_that_never_answered_is_told_in_words_too(tmp_path, pair):
    (tmp_path / "board.pub").write_text(pair.public.text)
    url = "postgresql+psycopg2://nobody@127.0.0.1:1/nothing"
    client = create_app(Settings(database_url=url, var_dir=tmp_path)).test_client()
    assert client.get("/").status_code == 503
    answer = client.post("/object/O-001/tip", data={"text": "not to be lost", "token": "x"})
    assert answer.status_code == 503
    assert "not to be lost" in answer.text


def test_a_failure_is_logged_without_what_somebody_wrote(client, app, monkeypatch):
    token = open_form(client)

    def fail(*_args, **_values):
        raise RuntimeError(SECRET)

    monkeypatch.setattr("board.tips.public.receive_tip", fail)
    with capture_logs() as lines:
        answer = send(client, token, text=SECRET)
    assert answer.status_code == 500
    (line,) = lines
    assert line["kind"] == "RuntimeError"
    assert SECRET not in str(line)
    assert "192.0.2" not in str(line)
    assert SECRET in answer.text  # the form comes back with it
    monkeypatch.setattr("board.shown.display", fail)
    with capture_logs() as lines:
        assert SECRET not in client.get("/").text
    assert lines and SECRET not in str(lines)


def test_importing_opens_nothing_and_creating_reaches_no_database(tmp_path):
    url = f"sqlite:///{tmp_path / 'none' / 'trace.sqlite'}"
    create_app(scene.settings_for(url, tmp_path))
    assert not (tmp_path / "none" / "trace.sqlite").exists()

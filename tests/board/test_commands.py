"""`python -m board` as people run it: keys, doctor, the whole way of a tip, and the server itself."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
import sqlalchemy as sa
import structlog

from board.__main__ import main
from board.tokens import PROOF_BITS
from records.database import connect, reading
from records.tables import tips, views
from tests.board import scene
from tests.board.filling import solve, token_in

PASSPHRASE = "correct horse battery"


@pytest.fixture(autouse=True)
def logging_as_before():
    """A command sends log lines to the standard error of its moment, which the next test no longer has."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def here(sqlite_url, tmp_path, monkeypatch):
    """A campaign on SQLite in a folder of its own, named by the environment, without a key."""
    engine = connect(sqlite_url)
    scene.fill(engine, tmp_path)
    engine.dispose()
    for name in list(os.environ):
        if name.startswith("TRACE_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("TRACE_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("TRACE_VAR_DIR", str(tmp_path))
    (tmp_path / "passphrase").write_text(PASSPHRASE + "\n")
    return tmp_path


def keys(here, *more):
    return main(["keys", "--passphrase-file", str(here / "passphrase"), *more])


def test_keys_makes_a_pair_once_and_says_where_it_belongs(here, capsys):
    assert keys(here) == 0
    said = capsys.readouterr().out
    assert "delete it here" in said
    assert (here / "board.key").stat().st_mode & 0o077 == 0
    assert keys(here) == 1
    assert "never overwritten" in capsys.readouterr().err
    assert keys(here, "--public", str(here / "2027.pub")) == 0
    assert "until TRACE_PUBLIC_KEY names the new file" in capsys.readouterr().out


def test_a_short_passphrase_makes_nothing(here, capsys):
    (here / "passphrase").write_text("short")
    assert keys(here) == 1
    assert not (here / "board.pub").exists()
    assert "at least 12" in capsys.readouterr().err


def test_the_doctor_finds_what_is_missing(here, capsys):
    assert main(["doctor"]) == 1
    said = capsys.readouterr().out
    assert "WRONG key: none that can be used" in said
    assert "is not HTTPS" in said
    keys(here)
    capsys.readouterr()
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert "lies beside it" in said
    assert "ok    pictures: all 4" in said
    (here / "board.key").rename(here / "elsewhere")
    (here / "images" / "1.svg").unlink()
    assert main(["doctor"]) == 1
    assert "1 on display cannot be shown (O-001)" in capsys.readouterr().out


def test_the_doctor_tells_of_a_database_that_is_not_there(here, capsys, monkeypatch):
    monkeypatch.setenv("TRACE_DATABASE_URL", "postgresql+psycopg2://nobody@127.0.0.1:1/none")
    assert main(["doctor"]) == 1
    assert "WRONG database: does not answer" in capsys.readouterr().out


@pytest.mark.parametrize("role", ["owner", "board"])
def test_the_doctor_tells_whether_the_role_may_read_records(
    postgres_url, tmp_path, monkeypatch, capsys, role
):
    from records.database import writing
    from records.roles import create_board_role

    engine = connect(postgres_url)
    scene.fill(engine, tmp_path, simulated=True)
    with writing(engine) as db:
        create_board_role(db, "trace_board_doctor")
    engine.dispose()
    monkeypatch.setenv("TRACE_DATABASE_URL", postgres_url)
    monkeypatch.setenv("TRACE_VAR_DIR", str(tmp_path))
    if role == "board":
        url = sa.make_url(postgres_url).set(username="trace_board_doctor").render_as_string(False)
        monkeypatch.setenv("TRACE_BOARD_DATABASE_URL", url)
    assert main(["doctor"]) == (1 if role == "owner" else 0)
    said = capsys.readouterr().out
    assert ("WRONG role: may read tips" in said) == (role == "owner")
    assert "the demonstration makes its own" in said
    assert list(tmp_path.glob("*.key")) == []  # looking makes nothing


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["inbox", "open", "none.jsonl", "o.csv", "--passphrase-file", "none"], 1, "there is no file"),
        (["inbox", "assess", "none.csv"], 1, "there is no file"),
        (["inbox", "export", "no/such/folder/x.jsonl"], 1, "No such file"),
    ],
)
def test_what_cannot_be_is_said_in_words(here, capsys, arguments, status, words):
    assert main(arguments) == status
    error = capsys.readouterr().err
    assert words in error
    assert "Traceback" not in error


def test_a_wrong_setting_is_named(here, capsys, monkeypatch):
    monkeypatch.setenv("TRACE_PROXY_HOPS", "many")
    assert main(["doctor"]) == 2
    assert "TRACE_PROXY_HOPS" in capsys.readouterr().err


@pytest.fixture
def server(here):
    """The page under gunicorn, as `python -m board` starts it; its base URL and its process."""
    keys(here)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (here / "log").open("w+b")
    command = [sys.executable, "-m", "board", "--port", str(port)]
    process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    base = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{base}/healthz", timeout=5).close()
            break
        except OSError:
            assert process.poll() is None, (here / "log").read_text()
            time.sleep(0.1)
    yield base, process
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0
    log.close()


def fetch(url, data=None):
    request = urllib.request.Request(url, data=data, headers={"User-Agent": "Mozilla/5.0 Firefox/140"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return answer.headers, answer.read().decode()


def test_a_tip_goes_all_the_way_and_nothing_is_said_about_its_sender(here, server, capsys, monkeypatch):
    base, process = server
    headers, html = fetch(f"{base}/object/O-001/tip")
    assert "Server" not in headers
    token = token_in(html)
    body = urllib.parse.urlencode(
        {"token": token, "proof": solve(token, PROOF_BITS), "text": "garden centre"}
    ).encode()
    _, receipt = fetch(f"{base}/object/O-001/tip", body)
    tip_id = re.search(r"T(-[0-9A-Z]{4}){4}", receipt)[0]
    fetch(f"{base}/object/O-001")
    with pytest.raises(urllib.error.HTTPError, match="404") as missing:
        fetch(f"{base}/nowhere")
    missing.value.close()
    with socket.create_connection((base[7:].split(":")[0], int(base.rsplit(":", 1)[1]))) as raw:
        raw.sendall(b"NONSENSE\r\n\r\n")
        raw.recv(1000)

    assert main(["inbox", "export", str(here / "e.jsonl")]) == 0
    opening = [
        "inbox",
        "open",
        str(here / "e.jsonl"),
        str(here / "o.csv"),
        "--decisions",
        str(here / "d.csv"),
    ]
    assert main([*opening, "--passphrase-file", str(here / "passphrase")]) == 0
    assert "garden centre" in (here / "o.csv").read_text()
    decided = (here / "d.csv").read_text("utf-8-sig").replace(f"{tip_id},,", f"{tip_id},actionable,")
    (here / "d.csv").write_text(decided)
    assert main(["inbox", "assess", str(here / "d.csv"), "--by", "Reader"]) == 0
    assert "1 tips changed" in capsys.readouterr().out

    process.send_signal(signal.SIGTERM)
    process.wait(timeout=20)
    engine = connect(os.environ["TRACE_DATABASE_URL"])
    with reading(engine) as db:
        assert db.execute(sa.select(tips.c.assessment)).scalars().all() == ["actionable"]
        assert db.execute(sa.select(views.c.n)).scalars().all() == [1]  # written when the process ended
    engine.dispose()
    log = (here / "log").read_text().replace(f"The public page is at {base}/", "")
    assert "127.0.0.1" not in log
    assert "garden" not in log
    assert "GET" not in log

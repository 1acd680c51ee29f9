"""`run`: everything a newcomer needs with one command, until Ctrl-C."""

import argparse
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime

import sqlalchemy as sa

from records import people
from records.bookkeeping import ROLES
from records.database import reading, writing
from records.opening import open_records
from records.problems import Problem
from records.settings import Settings
from records.tables import campaign

HELP = "prepare the records (the demonstration campaign when empty) and serve dashboard and public page"
PATIENCE = 60  # seconds for both servers to answer


def arguments(parser: argparse.ArgumentParser) -> None:
    """Ports of the two processes."""
    parser.add_argument("--port", type=int, default=8050)
    parser.add_argument("--board-port", type=int, default=8060)


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Prepare, serve, print the links; stop both when one stops."""
    _prepare(settings)
    commands = (
        [sys.executable, "-m", "dashboard", "serve", "--port", str(args.port)],
        [sys.executable, "-m", "board", "--port", str(args.board_port)],
    )
    processes = [subprocess.Popen(command) for command in commands]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        for port, process in zip((args.port, args.board_port), processes, strict=True):
            _wait_for(f"http://127.0.0.1:{port}/healthz", process)
        _say(args, settings)
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=20)


def _prepare(settings: Settings) -> None:
    engine = open_records(settings)
    with reading(engine) as db:
        empty = db.execute(sa.select(campaign.c.campaign_id)).first() is None
    engine.dispose()
    if empty:
        print("Preparing the demonstration campaign (simulated) …", flush=True)
        subprocess.run([sys.executable, "-m", "dashboard", "demo"], check=True)


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise Problem(f"a server stopped before it answered (exit {process.returncode})")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise Problem(f"{url} did not answer within {PATIENCE} seconds")


def _say(args: argparse.Namespace, settings: Settings) -> None:
    engine, now = open_records(settings), datetime.now(UTC)
    print(f"\nDashboard    http://127.0.0.1:{args.port}/\nPublic page  http://127.0.0.1:{args.board_port}/\n")
    print("Sign in with one of these one-time links (24 hours; more with `users link`):")
    with writing(engine) as db:
        for role in reversed(ROLES):
            name = f"Demonstration {role}"
            if people.by_name(db, name) is None:
                people.add(db, name=name, role=role, at=now, by="run")
            token = people.link(db, name=name, at=now, by="run")
            print(f"  {role:14} http://127.0.0.1:{args.port}/sign-in/{token}")
    engine.dispose()
    print("\nCtrl-C stops both.", flush=True)

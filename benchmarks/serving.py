"""Servers of our own to measure: started on a free loopback port, stopped by their process id."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.campaigns import Place

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 90  # seconds to answer for the first time, on a machine that is busy


@dataclass(frozen=True)
class Served:
    """A server process that answers."""

    port: int
    pid: int


@contextlib.contextmanager
def dashboard(place: Place, workers: int = 1) -> Iterator[Served]:
    """The dashboard on a place, as operators start it."""
    port = free_port()
    command = ["-m", "dashboard", "serve", "--port", str(port), "--workers", str(workers)]
    with process(command, port, "/healthz", place.environment) as served:
        yield served


@contextlib.contextmanager
def process(
    command: list[str],
    port: int,
    ready: str,
    environment: Mapping[str, str],
    python: Path = Path(sys.executable),
) -> Iterator[Served]:
    """A Python process that serves on `port`; waits until `ready` answers, stops it in the end."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TRACE_")}
    started = subprocess.Popen(
        [python, *command],
        env={**inherited, **environment, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        _wait(f"http://127.0.0.1:{port}{ready}", started)
        yield Served(port, started.pid)
    finally:
        started.terminate()
        try:
            started.wait(timeout=20)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait(timeout=20)
        if started.stderr is not None:
            started.stderr.close()


def free_port() -> int:
    """A loopback port that nobody uses at present."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def workers_of(pid: int) -> list[int]:
    """The child processes of a server."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in children.read_text().split()] if children.exists() else []


def _wait(url: str, started: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if started.poll() is not None:
            said = started.stderr.read().decode(errors="replace") if started.stderr else ""
            raise RuntimeError(f"a server stopped before it answered: {said[-600:]}")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"{url} did not answer within {PATIENCE} s")

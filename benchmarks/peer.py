"""Another tool on the same database, for `--peer`: Streamlit, in an environment of its own that is removed.

It shares our installed libraries (the same pandas, plotly, SQLAlchemy), runs in as many processes as the
dashboard, and its page asks the same questions and draws the same figure (benchmarks/peer_page.py).
"""

import contextlib
import itertools
import json
import os
import subprocess
import tempfile
import venv
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy

from benchmarks import serving
from benchmarks.campaigns import Place

TOOL, PROCESSES = "streamlit==1.67.0", 2
OPTIONS = {
    "server.headless": "true",
    "server.address": "127.0.0.1",
    "server.fileWatcherType": "none",
    "server.enableCORS": "false",
    "server.enableXsrfProtection": "false",
    "browser.gatherUsageStats": "false",
    "global.developmentMode": "false",
}


@contextlib.contextmanager
def running(place: Place) -> Iterator["Peer"]:
    """The peer, installed and serving."""
    with tempfile.TemporaryDirectory(prefix="peer") as folder, contextlib.ExitStack() as stack:
        python = _installed(Path(folder))
        ports = [stack.enter_context(_served(python, place)) for _ in range(PROCESSES)]
        yield Peer(python, ports)


class Peer:
    """A peer that serves, and clients to keep it busy."""

    def __init__(self, python: Path, ports: list[int]) -> None:
        self._python, self._ports, self._asked = python, ports, itertools.count(0, 1_000)

    def busy(self, clients: int, seconds: float, *, remembered: bool) -> list[float]:
        """Seconds of each run of its page with so many clients; every period another, or always the same."""
        arguments = [",".join(map(str, self._ports)), str(clients), str(seconds), str(next(self._asked))]
        done = subprocess.run(
            [self._python, "-m", "benchmarks.peer_load", *arguments, "1" if remembered else "0"],
            env={**os.environ, "PYTHONPATH": str(serving.ROOT)},
            capture_output=True,
            text=True,
            timeout=seconds + 120,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"the peer's clients failed: {done.stderr[-600:]}")
        return list(json.loads(done.stdout))


def _installed(folder: Path) -> Path:
    """The interpreter of a new environment with the tool, on top of what is installed here."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    site = next(folder.glob("lib/python*/site-packages"))
    (site / "shared.pth").write_text(f"{Path(sqlalchemy.__file__).parents[1]}\n")
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", TOOL],
        check=True,
        timeout=300,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return python


@contextlib.contextmanager
def _served(python: Path, place: Place) -> Iterator[int]:
    port = serving.free_port()
    flags = [word for name, value in OPTIONS.items() for word in (f"--{name}", value)]
    page = str(Path(__file__).with_name("peer_page.py"))
    command = ["-m", "streamlit", "run", page, "--server.port", str(port), *flags]
    environment = {"BENCHMARK_DATABASE": place.url, "HOME": str(place.folder)}
    with serving.process(command, port, "/_stcore/health", environment, python=python):
        yield port

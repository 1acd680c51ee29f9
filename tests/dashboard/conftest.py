"""A dashboard on a fresh SQLite database, with a person of each role and a still clock."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard.app import create_app
from records import people
from records.bookkeeping import ROLES
from records.database import connect, writing
from records.settings import Settings

NOW = datetime(2026, 5, 31, 6, tzinfo=UTC)


@pytest.fixture
def settings(sqlite_url: str, tmp_path: Path) -> Settings:
    """Settings of a fresh database in a folder of its own."""
    return Settings(database_url=sqlite_url, var_dir=tmp_path)


@pytest.fixture
def app(settings: Settings) -> Iterator[Any]:
    """The application; people are called by their role."""
    engine = connect(settings.database_url)
    with writing(engine) as db:
        for role in ROLES:
            people.add(db, name=role, role=role, at=NOW, by="test")
    yield create_app(settings, engine=engine, now=lambda: NOW)
    engine.dispose()


@pytest.fixture
def token(app: Any) -> Callable[[str], str]:
    """`token(role)`: a one-time sign-in token."""

    def make(role: str) -> str:
        with writing(app.server.extensions["trace_services"].engine) as db:
            return people.link(db, name=role, at=NOW, by="test")

    return make


@pytest.fixture
def client_of(app: Any, token: Callable[[str], str]) -> Callable[[str], FlaskClient]:
    """`client_of(role)`: a signed-in client."""

    def make(role: str) -> FlaskClient:
        client: FlaskClient = app.server.test_client()
        assert client.post(f"/sign-in/{token(role)}").status_code == 303
        return client

    return make

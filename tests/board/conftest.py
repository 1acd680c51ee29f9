"""Fixtures of the public page: an application on a small campaign, both databases, a clock to turn."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine

from board.app import create_app
from records import sealing
from records.settings import Settings
from tests.board import scene
from tests.board.filling import BITS

PERSON = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
NOON = datetime(2026, 3, 10, 12, 7, 30, tzinfo=UTC)


both = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


class Clock:
    """A clock that stands still until it is turned."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def turn(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh SQLite database, or what `both` asks for: most of the page does not depend on the database."""
    fixture = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[getattr(request, "param", "sqlite")]
    url: str = request.getfixturevalue(fixture)
    return url


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def pair() -> sealing.PrivateKey:
    """The investigators' pair of the tests."""
    return sealing.make_pair()


@pytest.fixture
def settings(database_url: str, tmp_path: Path, pair: sealing.PrivateKey) -> Settings:
    """Settings on a fresh database, with the investigators' public key in place."""
    (tmp_path / "board.pub").write_text(pair.public.text, encoding="utf-8")
    return scene.settings_for(database_url, tmp_path)


@pytest.fixture
def app(engine: Engine, settings: Settings, clock: Clock) -> Flask:
    """The application on a campaign of four displayed objects; counts are written at once."""
    scene.fill(engine, settings.var_dir)
    made = create_app(settings, clock=clock, counting_seconds=0, proof_bits=BITS)
    yield made
    made.extensions["board"].engine.dispose()


@pytest.fixture
def visitor(app: Flask) -> Callable[..., FlaskClient]:
    """`visitor(address, agent)`: a client from that address, by default a person with Firefox."""

    def make(address: str = "192.0.2.7", agent: str = PERSON) -> FlaskClient:
        client = app.test_client()
        client.environ_base |= {"REMOTE_ADDR": address, "HTTP_USER_AGENT": agent}
        return client

    return make


@pytest.fixture
def client(visitor: Callable[..., FlaskClient]) -> FlaskClient:
    return visitor()

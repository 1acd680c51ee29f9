"""Fixtures for all rooms: both databases, empty but complete; the outside network blocked."""

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import settings
from pytest_socket import socket_allow_hosts
from sqlalchemy.engine import Engine

from records.database import connect
from records.schema import upgrade
from tests import postgres

_serial = itertools.count()
# An example that took long tells of a busy machine, not of wrong code; the timeout of a test still holds.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


def pytest_runtest_setup() -> None:
    """Nothing outside this machine may be reached from a test."""
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite file with the whole schema, copied for each test."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite"
    engine = connect(f"sqlite:///{path}")
    upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of a running PostgreSQL server with a database `template_trace` that has the whole schema."""
    with postgres.server() as url:
        admin = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with admin.connect() as connection:
            connection.execute(sa.text("CREATE DATABASE template_trace"))
        template = connect(sa.make_url(url).set(database="template_trace").render_as_string(False))
        upgrade(template)
        template.dispose()
        yield url
        admin.dispose()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """URL of a fresh SQLite database."""
    path = tmp_path / "trace.sqlite"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def used_databases() -> list[str]:
    """Names of PostgreSQL databases that were emptied after a test and serve the next one."""
    return []


@pytest.fixture(scope="session")
def template_shape(postgres_server: str) -> tuple[object, ...]:
    """What a database looks like that no test has changed."""
    url = sa.make_url(postgres_server).set(database="template_trace")
    return postgres.shape(url.render_as_string(False))


@pytest.fixture
def postgres_url(
    postgres_server: str, template_shape: tuple[object, ...], used_databases: list[str]
) -> Iterator[str]:
    """URL of an empty PostgreSQL database: a new one, or one that is as good as new."""
    admin = sa.create_engine(postgres_server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    name = used_databases.pop() if used_databases else f"trace_{next(_serial)}"
    with admin.connect() as connection:
        if not connection.execute(sa.text(f"SELECT 1 FROM pg_database WHERE datname = '{name}'")).first():
            connection.execute(sa.text(f"CREATE DATABASE {name} TEMPLATE template_trace"))
    url = sa.make_url(postgres_server).set(database=name)
    yield url.render_as_string(False)
    if postgres.emptied(url.render_as_string(False), template_shape):
        used_databases.append(name)
    else:
        with admin.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """URL of a fresh database, once on SQLite and once on PostgreSQL."""
    fixture = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    url: str = request.getfixturevalue(fixture)
    return url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Engine on a fresh database with the whole schema, on SQLite and on PostgreSQL."""
    opened = connect(database_url)
    yield opened
    opened.dispose()

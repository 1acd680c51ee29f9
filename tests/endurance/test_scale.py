"""What only size shows: a million rows through the importer and into every rollup."""

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from dashboard.__main__ import main
from records.database import reading
from records.tables import shares

pytestmark = pytest.mark.slow
ROWS = 1_000_000
EVERY = 1_000  # one row in so many is broken on purpose
MAPPING = """
records = "shares"
on_unknown_object = "create"
[fields]
object_id = { from = "thing" }
shared_at = { from = "at", unit = "s" }
country = { from = "land", as = "country" }
network = { from = "via", as = "network" }
"""
LANDS = ("NL", "Belgique", "Deutschland", "XX", "US", "Brasil", "日本")
VIAS = ("direct", "https://www.facebook.com/x", "https://t.co/y", "https://example.org")


@pytest.fixture
def trace(engine, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("TRACE_DATABASE_URL", engine.url.render_as_string(False))
    monkeypatch.setenv("TRACE_VAR_DIR", str(tmp_path / "var"))

    def run(*words):
        status = main([str(word) for word in words])
        return status, capsys.readouterr().out

    return run


def clicks(path: Path) -> None:
    """A file of presses over two years on 500 objects; one row in EVERY has no time."""
    chance, start = random.Random(1), datetime(2024, 6, 1, tzinfo=UTC)
    with path.open("w", encoding="utf-8") as file:
        file.write("thing,at,land,via\n")
        for row in range(ROWS):
            at = start + timedelta(seconds=chance.randrange(2 * 365 * 86_400))
            when = "soon" if row % EVERY == 0 else int(at.timestamp())
            file.write(f"O-{chance.randrange(500)},{when},{chance.choice(LANDS)},{chance.choice(VIAS)}\n")


@pytest.mark.timeout(1800)
def test_a_million_rows_come_in_once_and_every_rollup_agrees(trace, engine, tmp_path):
    path, mapping = tmp_path / "clicks.csv", tmp_path / "m.toml"
    clicks(path)
    mapping.write_text(MAPPING)
    wanted = {"read": ROWS, "skipped": 0, "rejected": ROWS // EVERY}
    for accepted, unchanged in ((ROWS - ROWS // EVERY, 0), (0, ROWS - ROWS // EVERY)):
        status, out = trace("import", "shares", path, "--mapping", mapping, "--json")
        told = json.loads(out.splitlines()[-1])
        assert status == 0
        assert {name: told[name] for name in wanted} == wanted
        assert (told["accepted"], told["unchanged"]) == (accepted, unchanged)
    with reading(engine) as db:
        assert db.execute(sa.select(sa.func.count()).select_from(shares)).scalar_one() == ROWS - ROWS // EVERY
    assert trace("rollup", "--verify")[0] == 0

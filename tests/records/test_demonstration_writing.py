"""Storing the simulated campaign: on both databases, all or nothing, the same every time."""

import hashlib
import os
import subprocess
import sys
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from records import audit, bookkeeping, campaign, freshness, people, rollup_verify, rollups, tables
from records.database import connect, reading, writing
from records.demonstration import pictures
from records.demonstration.parameters import Parameters, grown, parameters
from records.demonstration.simulation import Simulation, rows, simulate
from records.demonstration.writing import refuse_real, store
from records.problems import Problem
from records.settings import ROOT, Settings

AT = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
UNTIL = date(2026, 5, 31)
DATA = Settings().data_dir


def small(seed: int = 1) -> Parameters:
    """A campaign like the published one, but of four months and 1 500 tips."""
    whole = parameters(seed, "S", UNTIL)
    less = grown(whole, objects=45, days=120, slots=8, tips=1_500, clicks=1_200, countries=60)
    return replace(less, views=9_000, completed_shares=100)


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    return simulate(small(), pictures.drawings(DATA / "objects"))


@pytest.fixture(scope="module")
def other() -> Simulation:
    return simulate(small(2), pictures.drawings(DATA / "objects"))


def stored(engine: Engine, made: Simulation, folder: Path) -> None:
    store(engine, made, DATA, folder, at=AT, progress=lambda table, n: None)


def contents(engine: Engine) -> str:
    """A digest of every row of every table, in key order."""
    digest = hashlib.sha256()
    with reading(engine) as db:
        for table in tables.metadata.sorted_tables:
            digest.update(table.name.encode())
            for row in db.execute(sa.select(table).order_by(*table.primary_key.columns)):
                digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


def test_both_databases_take_it_with_rollups_pictures_and_audit(
    engine: Engine, simulation: Simulation, tmp_path: Path
) -> None:
    stored(engine, simulation, tmp_path)
    with reading(engine) as db:
        row = campaign.read(db)
        assert row.simulated
        assert (row.timezone, row.launched_on) == ("Europe/Amsterdam", date(2026, 2, 1))
        assert freshness.read(db).as_of == datetime(2026, 5, 31, 21, 59, tzinfo=UTC)
        assert db.execute(sa.select(sa.func.count()).select_from(bookkeeping.dirty_keys)).scalar_one() == 0
        assert audit.broken_at(db) is None
        last = db.execute(sa.select(bookkeeping.audit_log).order_by(sa.desc("seq"))).mappings().first()
        assert last is not None
        assert (last["action"], last["at"]) == ("demonstration stored", AT)
        files = db.execute(sa.select(tables.objects.c.image, tables.objects.c.image_sha256)).all()
        points = db.execute(sa.select(sa.func.count()).select_from(tables.benchmarks)).scalar_one()
    assert rollup_verify.verify(engine) == []
    assert points == len((DATA / "benchmarks.csv").read_text(encoding="utf-8").splitlines()) - 1
    assert len({name for name, _ in files}) == 45
    for name, digest in files:
        content = (tmp_path / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest
        assert content.startswith(b"<svg")


def test_two_runs_store_the_same_bytes(sqlite_url: str, postgres_url: str, tmp_path: Path) -> None:
    digests = []
    for url in (sqlite_url, postgres_url):
        engine = connect(url)
        stored(engine, simulate(small(), pictures.drawings(DATA / "objects")), tmp_path)
        digests.append(contents(engine))
        engine.dispose()
    assert digests[0] == digests[1]


def test_another_seed_is_another_campaign(
    engine: Engine, simulation: Simulation, other: Simulation, tmp_path: Path
) -> None:
    stored(engine, simulation, tmp_path)
    before = contents(engine)
    stored(engine, other, tmp_path)
    assert contents(engine) != before


def fingerprint(made: Simulation, at_once: int) -> str:
    """A digest of all rows as they are made, `at_once` at a time."""
    text: dict[str, list[str]] = defaultdict(list)
    for table, frame in rows(made, at_once):
        text[table.name].append(frame.to_csv(index=False, header=not text[table.name]))
    return hashlib.sha256("".join("".join(text[name]) for name in sorted(text)).encode()).hexdigest()


def test_rows_depend_neither_on_the_chunks_nor_on_the_hash_seed(simulation: Simulation) -> None:
    mine = fingerprint(simulation, 100_000)
    assert fingerprint(simulation, 300) == mine
    again = "simulate(small(), pictures.drawings(DATA / 'objects'))"
    program = f"from {__name__} import *; print(fingerprint({again}, 700))"
    elsewhere = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "4242"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert elsewhere.returncode == 0, elsewhere.stderr
    assert elsewhere.stdout.strip() == mine


def test_it_replaces_a_simulation_only_when_told(
    engine: Engine, simulation: Simulation, other: Simulation, tmp_path: Path
) -> None:
    refuse_real(engine, force=False)  # an empty database is free to take
    folder = tmp_path / "images"
    stored(engine, simulation, folder)
    with pytest.raises(Problem, match="--force replaces it"):
        refuse_real(engine, force=False)
    refuse_real(engine, force=True)
    with writing(engine) as db:
        people.add(db, name="Somebody", role="analyst", at=AT, by="test")
    first = {path.name for path in folder.iterdir()}
    stored(engine, other, folder)
    with reading(engine) as db:
        assert people.by_name(db, "Somebody") is not None
        shown = set(db.scalars(sa.select(tables.objects.c.image)))
        assert freshness.read(db).version == 2
        assert audit.broken_at(db) is None
    assert {path.name for path in folder.iterdir()} == shown != first
    assert rollup_verify.verify(engine) == []


def test_it_refuses_a_database_that_is_not_simulated(engine: Engine) -> None:
    with writing(engine) as db:
        db.execute(tables.cases.insert().values(case_id="C-1", agency="Agency X"))
    for force in (False, True):
        with pytest.raises(Problem, match=r"records \(cases\), not simulated"):
            refuse_real(engine, force=force)


def test_it_refuses_a_campaign_that_was_set_up_and_is_still_empty(engine: Engine) -> None:
    with writing(engine) as db:
        campaign.write(db, campaign.Campaign(name="Ours"), at=AT, by="test")
    with pytest.raises(Problem, match="the campaign 'Ours', not simulated"):
        refuse_real(engine, force=True)


def test_an_interruption_leaves_what_was_there(
    engine: Engine, simulation: Simulation, other: Simulation, tmp_path: Path
) -> None:
    stored(engine, simulation, tmp_path)
    before = contents(engine)

    def interrupted(table: str, n: int) -> None:
        if table == "shares":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store(engine, other, DATA, tmp_path, at=AT, progress=interrupted)
    assert contents(engine) == before
    with reading(engine) as db:
        for name, digest in db.execute(sa.select(tables.objects.c.image, tables.objects.c.image_sha256)):
            assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == digest


def test_an_interruption_while_rollups_are_built_says_how_to_finish(
    engine: Engine, simulation: Simulation, tmp_path: Path
) -> None:
    def interrupted(table: str, n: int) -> None:
        if table not in tables.metadata.tables:  # the name of a rollup
            raise KeyboardInterrupt

    with pytest.raises(Problem, match="rollup --rebuild"):
        store(engine, simulation, DATA, tmp_path, at=AT, progress=interrupted)
    with reading(engine) as db:
        assert db.execute(sa.select(sa.func.count()).select_from(tables.tips)).scalar_one() > 1_000
    rollups.refresh(engine, AT)  # what was stored was marked, so even the ordinary refresh mends it
    assert rollup_verify.verify(engine) == []

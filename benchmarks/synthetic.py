"""Synthetic raw rows of any size, generated and loaded directly: no campaign, only volume."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from records import bulk, countries
from records.database import is_sqlite, writing
from records.tables import ASSESSMENTS, cases, objects, shares, tips

SCALES = {"XS": (3_000, 100_000), "S": (30_000, 1_000_000), "M": (1_000_000, 20_000_000)}
OBJECTS, COUNTRIES, DAYS = 2_000, 200, 730
FIRST = date(2024, 1, 1)
CATEGORIES = ("bag", "clothing", "toy", "furniture", "packaging")
NETWORKS = ("facebook", "x", "whatsapp", "copy", "mastodon", "reddit")
CHANNELS = ("web", "feed", "email", "phone")
_BLOCK = 500_000


@dataclass(frozen=True)
class Population:
    """The names that rows draw from, with Zipf-like weights: a few countries and objects have most."""

    object_ids: np.ndarray
    object_weights: np.ndarray
    codes: np.ndarray
    code_weights: np.ndarray


def population(rng: np.random.Generator) -> Population:
    """2 000 objects and 200 countries."""
    objects_ = np.array([f"OBJ-{number:04d}" for number in range(OBJECTS)])
    weights = rng.lognormal(0, 1, OBJECTS)
    codes = np.array(sorted(countries.table().index)[:COUNTRIES])
    zipf = 1 / np.arange(1, COUNTRIES + 1)
    return Population(objects_, weights / weights.sum(), codes, rng.permutation(zipf / zipf.sum()))


def fill(engine: Engine, scale: str, seed: int = 1) -> dict[str, int]:
    """Load a scale's objects, tips and shares into an empty database, rollups left alone; rows by table."""
    rng = np.random.default_rng(seed)
    who = population(rng)
    n_tips, n_shares = SCALES[scale]
    fill_catalogue(engine, rng, who)
    with _without_indexes(engine, tips):
        for start in range(0, n_tips, _BLOCK):
            _load(engine, tips, _tips(rng, who, start, min(_BLOCK, n_tips - start), n_tips))
    with _without_indexes(engine, shares):
        for start in range(0, n_shares, _BLOCK):
            _load(engine, shares, _shares(rng, who, start, min(_BLOCK, n_shares - start), n_shares))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        db.exec_driver_sql("ANALYZE" if is_sqlite(engine) else "VACUUM (ANALYZE)")
    return {"tips": n_tips, "shares": n_shares}


def fill_catalogue(engine: Engine, rng: np.random.Generator, who: Population) -> None:
    """Two cases and all objects, nothing about them yet."""
    with writing(engine) as db:
        bulk.load(db, cases, pd.DataFrame({"case_id": ["C-1", "C-2"], "agency": ["North", "South"]}))
        catalogue = pd.DataFrame({"object_id": who.object_ids})
        catalogue["category"] = rng.choice(CATEGORIES, OBJECTS)
        catalogue["case_id"] = rng.choice(["C-1", "C-2"], OBJECTS)
        bulk.load(db, objects, catalogue)


def share_rows(rng: np.random.Generator, who: Population, n: int) -> pd.DataFrame:
    """`n` typed rows of `shares` over the whole time, in the order in which they happened."""
    return _shares(rng, who, 0, n, n)


@contextmanager
def _without_indexes(engine: Engine, table: sa.Table) -> Iterator[None]:
    """Loading is not what is measured here: indexes are made afterwards, foreign keys believed."""
    indexes = sorted(table.indexes, key=lambda index: str(index.name))
    with writing(engine) as db:
        for index in indexes:
            index.drop(db)
        if not is_sqlite(db):
            db.exec_driver_sql(f"ALTER TABLE {table.name} DISABLE TRIGGER ALL")
    yield
    with writing(engine) as db:
        for index in indexes:
            index.create(db)
        if not is_sqlite(db):
            db.exec_driver_sql(f"ALTER TABLE {table.name} ENABLE TRIGGER ALL")


def _load(engine: Engine, table: sa.Table, frame: pd.DataFrame) -> None:
    with writing(engine) as db:
        bulk.load(db, table, frame, mark=False)


def _instants(rng: np.random.Generator, start: int, n: int, total: int) -> pd.Series:
    """Instants that rise through the blocks, as they do in a campaign that is written as it happens."""
    seconds = np.sort(rng.uniform(start / total, (start + n) / total, n)) * DAYS * 86_400
    return pd.Series(np.datetime64(FIRST, "us") + (seconds * 1e6).astype("timedelta64[us]")).dt.tz_localize(
        "UTC"
    )


def _day(at: pd.Series) -> pd.Series:
    return at.dt.tz_localize(None).dt.normalize()


def _tips(rng: np.random.Generator, who: Population, start: int, n: int, total: int) -> pd.DataFrame:
    at = _instants(rng, start, n, total)
    suggested = rng.choice(who.codes, n, p=who.code_weights).astype(object)
    suggested[rng.random(n) < 0.3] = None
    return pd.DataFrame(
        {
            "tip_id": [f"T-{number:09d}" for number in range(start, start + n)],
            "object_id": rng.choice(who.object_ids, n, p=who.object_weights),
            "received_at": at,
            "day": _day(at),
            "channel": rng.choice(CHANNELS, n, p=[0.7, 0.2, 0.07, 0.03]),
            "origin_country": rng.choice(who.codes, n, p=who.code_weights),
            "suggested_country": suggested,
            "assessment": rng.choice(ASSESSMENTS, n, p=[0.1, 0.2, 0.2, 0.2, 0.3]),
        }
    )


def _shares(rng: np.random.Generator, who: Population, start: int, n: int, total: int) -> pd.DataFrame:
    at = _instants(rng, start, n, total)
    return pd.DataFrame(
        {
            "share_id": [f"S-{number:09d}" for number in range(start, start + n)],
            "object_id": rng.choice(who.object_ids, n, p=who.object_weights),
            "shared_at": at,
            "day": _day(at),
            "network": rng.choice(NETWORKS, n, p=[0.4, 0.2, 0.2, 0.1, 0.05, 0.05]),
            "country": rng.choice(who.codes, n, p=who.code_weights),
            "kind": rng.choice(["click", "share"], n, p=[0.9, 0.1]),
            "n": 1,
        }
    )

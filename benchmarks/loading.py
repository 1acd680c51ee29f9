"""Loading many rows into PostgreSQL, against bare COPY of ready text into the same table with its indexes.

Typed frames: `bulk.load`, conversion to text and dirty keys included. Idempotent: staged, compared with what
is on record and then stored, as every import does, from the same typed frame. Mapped files: a CSV through the
whole import (reading, translating, checking, storing, rollups); reported, without a goal.
"""

import io
from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from benchmarks import campaigns, synthetic
from benchmarks.goals import Goal, Reported, goal, reported, unmeasured
from benchmarks.timing import alternated, median_and_quartiles, ratios
from records import bulk
from records.bookkeeping import dirty_keys
from records.database import writing
from records.importing.intake import Order, import_file
from records.importing.staging import Stage, own_connection
from records.importing.storing import Act, store
from records.importing.targets import TARGETS
from records.tables import shares

ROWS, FILE_ROWS, ROUNDS = 100_000, 50_000, 5
TARGETS_OF = {
    "load of typed frames over bare COPY": 0.8,
    "idempotent load over bare COPY": 0.25,
}


def goals() -> list[Goal]:
    """The two goals."""
    return measure()[0]


def measure() -> tuple[list[Goal], list[Reported]]:
    """The goals, and what is reported without one."""
    if why := campaigns.missing("postgresql"):
        return [unmeasured(n, t, why, better="more", unit="times") for n, t in TARGETS_OF.items()], []
    with campaigns.empty("postgresql") as place:
        rng = np.random.default_rng(1)
        who = synthetic.population(rng)
        synthetic.fill_catalogue(place.engine, rng, who)
        frame = synthetic.share_rows(rng, who, ROWS)
        spent = alternated(_variants(place.engine, frame), ROUNDS)
        found = [
            _one(name, target, spent["bare"], spent[name], len(frame)) for name, target in TARGETS_OF.items()
        ]
        return found, [_file(place, frame.head(FILE_ROWS), spent["bare"])]


def _variants(engine: Engine, frame: pd.DataFrame) -> dict[str, Callable[[], None]]:
    """Each empties the table first, which costs all of them the same few milliseconds."""
    text = frame.to_csv(index=False, header=False).encode()
    names = ", ".join(f'"{name}"' for name in frame.columns)

    def bare() -> None:
        with _emptied(engine) as db:
            cursor = db.connection.cursor()
            cursor.copy_expert(f"COPY shares ({names}) FROM STDIN (FORMAT csv)", io.BytesIO(text))

    def typed() -> None:
        with _emptied(engine) as db:
            bulk.load(db, shares, frame)

    def idempotent() -> None:
        with _emptied(engine):
            pass
        _stored(engine, frame)

    return dict(zip(("bare", *TARGETS_OF), (bare, typed, idempotent), strict=True))


def _emptied(engine: Engine) -> "sa.engine.base.Transaction | object":
    with writing(engine) as db:
        db.execute(sa.text("TRUNCATE shares"))
        db.execute(sa.delete(dirty_keys))
    return writing(engine)


def _stored(engine: Engine, frame: pd.DataFrame) -> None:
    rows = frame.assign(row_number=np.arange(1, len(frame) + 1))
    with own_connection(engine) as db:
        with db.begin():
            stage = Stage(db, TARGETS["shares"], rows.head(0))
            stage.add(rows, [])
            stage.complete()
        with db.begin():
            stored = store(stage, Act("benchmark", campaigns.NOW, frozenset(frame.columns), False))
    if stored.accepted != len(frame):
        raise RuntimeError(f"{stored.accepted} of {len(frame)} rows stored")


def _one(name: str, target: float, bare: list[float], ours: list[float], rows: int) -> Goal:
    ratio, spread = median_and_quartiles(ratios(bare, ours))
    rates = [rows / median_and_quartiles(spent)[0] for spent in (ours, bare)]
    return goal(
        name,
        ratio,
        target,
        better="more",
        unit="times",
        detail=f"{rates[0]:.0f} 000 rows a second against {rates[1]:.0f} 000, key and indexes included; "
        f"{rows} share rows, {ROUNDS} rounds",
        spread=spread,
    )


def _file(place: campaigns.Place, frame: pd.DataFrame, bare: list[float]) -> Reported:
    """Rows a second of a CSV file through the whole import."""
    with _emptied(place.engine):
        pass
    path = place.folder / "shares.csv"
    frame.drop(columns="day").to_csv(path, index=False)
    order = Order(by="benchmark", at=campaigns.NOW)
    spent = alternated({"file": partial(import_file, place.engine, "shares", path, order)}, 1, warm=0)
    rate = 1000 * len(frame) / spent["file"][0]
    share = rate / (1000 * ROWS / median_and_quartiles(bare)[0])
    return reported(
        "mapped file through the whole import",
        rate,
        "rows/s",
        f"{share:.2f} of bare COPY; {len(frame)} rows of CSV, read, translated, checked, stored, counted",
    )

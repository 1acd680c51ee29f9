"""Rebuilding all rollups, against loading the raw rows themselves with bare COPY and indexes.

The raw rows are written out once; then a copy of `tips` and `shares` is loaded (keys and indexes made
afterwards, no foreign keys) and the emptied rollups are filled, in turn. To replace rollups that are read
meanwhile takes longer, since old rows and indexes must stay for their readers: measured once, for the detail.
"""

import io
from typing import Any

from sqlalchemy.engine import Engine

from benchmarks import scale
from benchmarks.campaigns import Place
from benchmarks.goals import Goal, goal
from benchmarks.timing import alternated, median_and_quartiles, milliseconds, ratios
from records import rollups, tables
from records.rollup_tables import ROLLUPS

TARGET, ROUNDS = 1.3, 2
_RAW = (tables.tips, tables.shares)


def name_of(size: str) -> str:
    """The name of the goal."""
    return f"rebuild of all rollups over bare COPY and index, {size}"


def on(place: Place, size: str) -> Goal:
    """Measure on a PostgreSQL database that has raw rows and rollups."""
    rows = {table.name: _written(place.engine, table.name) for table in _RAW}
    variants = {
        "rebuild": lambda: _fill_anew(place.engine),
        "bare": lambda: _load_copies(place.engine, rows),
    }
    replaced = milliseconds(lambda: rollups.rebuild(place.engine, scale.NOW)) / 1000
    spent = alternated(variants, ROUNDS, warm=0)
    ratio, spread = median_and_quartiles(ratios(spent["rebuild"], spent["bare"]))
    ours, beneath = (median_and_quartiles(spent[name])[0] / 1000 for name in ("rebuild", "bare"))
    size_mb = sum(len(text) for text in rows.values()) / 1e6
    return goal(
        name_of(size),
        ratio,
        TARGET,
        better="less",
        unit="times",
        detail=f"{ours:.1f} s against {beneath:.1f} s for {size_mb:.0f} MB of rows; {ROUNDS} rounds; "
        f"replacing rollups in use {replaced:.1f} s",
        spread=spread,
    )


def _fill_anew(engine: Engine) -> None:
    names = ", ".join(f'"{one.table(grain).name}"' for one in ROLLUPS for grain in one.grains)
    with engine.begin() as db:
        db.exec_driver_sql(f"TRUNCATE {names}")
    rollups.rebuild(engine, scale.NOW)


def _written(engine: Engine, name: str) -> bytes:
    buffer = io.BytesIO()
    with engine.connect() as db:
        _cursor(db).copy_expert(f'COPY "{name}" TO STDOUT', buffer)
    return buffer.getvalue()


def _load_copies(engine: Engine, rows: dict[str, bytes]) -> None:
    """Load copies of the tables, make their keys and indexes, analyse them, and take them away again."""
    with engine.connect() as db:
        for name, text in rows.items():
            db.exec_driver_sql(f'CREATE TABLE "bare_{name}" (LIKE "{name}" INCLUDING DEFAULTS)')
            _cursor(db).copy_expert(f'COPY "bare_{name}" FROM STDIN', io.BytesIO(text))
            made = db.exec_driver_sql(
                f"SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = '{name}'"
            ).scalars()
            for statement in made.all():
                db.exec_driver_sql(_on_copy(statement, name))
            db.exec_driver_sql(f'ANALYZE "bare_{name}"')
        db.rollback()


def _on_copy(statement: str, name: str) -> str:
    """The definition of an index, made on the copy of its table."""
    head, _, tail = statement.partition(f" ON public.{name} ")
    return f"{head.replace(' INDEX ', ' INDEX bare_', 1)} ON public.bare_{name} {tail}"


def _cursor(db: Any) -> Any:
    return db.connection.cursor()

"""How long a page's queries take as the records grow: `python -m benchmarks.scale --scale S|M --database …`.

A page is 7 questions: funnel, map, tips by day, tips by object, shares by object, day and country. Filters:
F0 everything, 365 days; F1 20 objects, 90 days; F2 one country with one channel or network, 365 days; F3 one
category, 365 days. Milliseconds of the questions as pages ask them (SQL and frame): the median, and the best,
which says more on a machine that is busy with other things.
"""

import argparse
import contextlib
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy.engine import Engine

from benchmarks import synthetic
from queries import shares, tips
from queries.filters import Filters
from records import bulk, rollups, tables
from records.database import connect, reading, writing
from records.schema import upgrade
from tests import postgres

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PAGE: tuple[Callable[..., Any], ...] = (
    tips.totals,
    tips.count_by_country,
    tips.count_by_day,
    tips.count_by_object,
    shares.count_by_object,
    shares.count_by_day,
    shares.count_by_country,
)


def filters() -> dict[str, Filters]:
    """F0 to F3; periods with ragged ends, as people choose them."""
    last = synthetic.FIRST + timedelta(days=600)
    year = {"from_": last - timedelta(days=364), "to": last}
    some = tuple(f"OBJ-{number:04d}" for number in range(0, synthetic.OBJECTS, synthetic.OBJECTS // 20))
    return {
        "F0": Filters(**year),
        "F1": Filters(from_=last - timedelta(days=89), to=last, object=some),
        "F2": Filters(**year, country=("DE",), channel=("web",), network=("facebook",)),
        "F3": Filters(**year, category=("clothing",)),
    }


@contextlib.contextmanager
def database(kind: str) -> Iterator[Engine]:
    """An empty database of a kind, with the schema, gone afterwards."""
    with contextlib.ExitStack() as stack:
        if kind == "sqlite":
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            url = f"sqlite:///{Path(folder) / 'scale.sqlite'}"
        else:
            url = stack.enter_context(postgres.server())
        engine = connect(url)
        upgrade(engine)
        yield engine
        engine.dispose()


def timed(work: Callable[[], Any], repeat: int) -> tuple[float, float]:
    """Median and best milliseconds of `repeat` runs after one to warm up."""
    work()
    spent = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        spent.append((time.perf_counter() - start) * 1000)
    return statistics.median(spent), min(spent)


def page_times(engine: Engine, repeat: int) -> dict[str, dict[str, tuple[float, float]]]:
    """Median and best milliseconds by filter class: each question, and their sum as the page."""
    found = {}
    for name, chosen in filters().items():
        with reading(engine) as db:
            each = {_name(question): timed(partial(question, db, chosen), repeat) for question in PAGE}
        each["page"] = sum(median for median, _ in each.values()), sum(best for _, best in each.values())
        found[name] = {key: (round(median, 2), round(best, 2)) for key, (median, best) in each.items()}
    return found


def _name(question: Callable[..., Any]) -> str:
    return f"{question.__module__.removeprefix('queries.')}.{question.__name__}"


def refresh_time(engine: Engine, keys: int, days: int) -> float:
    """Seconds to refresh after one new tip and one new share at each of `keys` keys of the last `days`."""
    last = pd.Timestamp(synthetic.FIRST) + pd.Timedelta(days=synthetic.DAYS - 1)
    number = pd.Series(range(keys))
    rows = pd.DataFrame(
        {
            "object_id": (number % synthetic.OBJECTS).map("OBJ-{:04d}".format),
            "day": last - pd.to_timedelta(number % days, unit="D"),
        }
    )
    names = number.map(f"{days}-{{}}".format)
    at = rows["day"].dt.tz_localize("UTC")
    with writing(engine) as db:
        bulk.load(db, tables.tips, rows.assign(tip_id="new-" + names, received_at=at, origin_country="DE"))
        bulk.load(db, tables.shares, rows.assign(share_id="new-" + names, shared_at=at, country="FR"))
    start = time.perf_counter()
    rollups.refresh(engine, NOW)
    return round(time.perf_counter() - start, 3)


def measure(kind: str, scale: str, repeat: int) -> dict[str, Any]:
    """Load, rebuild, ask, refresh; every duration in seconds but the pages' (milliseconds)."""
    with database(kind) as engine:
        start = time.perf_counter()
        rows = synthetic.fill(engine, scale)
        loaded = time.perf_counter()
        rollups.rebuild(
            engine, NOW, lambda name: print(f"{time.perf_counter() - loaded:8.1f} s {name}", file=sys.stderr)
        )
        built = time.perf_counter()
        return {
            "database": kind,
            "scale": scale,
            "rows": rows,
            "load_s": round(loaded - start, 1),
            "rebuild_s": round(built - loaded, 1),
            "page_ms": page_times(engine, repeat),
            "refresh_1000_keys_3_days_s": refresh_time(engine, 1000, 3),
            "refresh_1000_keys_60_days_s": refresh_time(engine, 1000, 60),
        }


def main() -> None:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", choices=sorted(synthetic.SCALES), default="S")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="postgresql")
    parser.add_argument("--repeat", type=int, default=5)
    args = parser.parse_args()
    print(json.dumps(measure(args.database, args.scale, args.repeat), indent=1))


if __name__ == "__main__":
    main()

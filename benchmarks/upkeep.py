"""What keeping the rollups up to date costs the writers of tips.

Two writers store tips as the public page does, one transaction a tip, for a few seconds. With upkeep, every
transaction logs its dirty key and a refresher works every two seconds in a process of its own, as it does in
production; without, neither happens. Both take turns; what counts is the tips a second.
"""

import multiprocessing
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from unittest import mock
from uuid import uuid4
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy.engine import Engine

from benchmarks import campaigns, scale, synthetic
from benchmarks.goals import Goal, goal, unmeasured
from benchmarks.timing import median_and_quartiles, ratios
from records import dirty, public, rollups
from records.database import connect, writing
from records.sealing import Sealed

TARGET, ROUNDS, SECONDS, WRITERS = 0.9, 4, 4.5, 2
SEALED = Sealed(key_id="benchmark", sealed=b"x" * 200)
UTC_ZONE = ZoneInfo("UTC")


def goals() -> list[Goal]:
    """One goal a database."""
    found = []
    for kind in campaigns.KINDS:
        name = f"write throughput with upkeep over without, {campaigns.TITLES[kind]}"
        if why := campaigns.missing(kind):
            found.append(unmeasured(name, TARGET, why, better="more", unit="times"))
            continue
        with campaigns.empty(kind) as place:
            synthetic.fill(place.engine, "XS")
            rollups.rebuild(place.engine, scale.NOW)
            found.append(_one(name, place))
    return found


def _one(name: str, place: campaigns.Place) -> Goal:
    rates: dict[str, list[float]] = {"with": [], "without": []}
    for round_ in range(ROUNDS):
        order = ["with", "without"] if round_ % 2 == 0 else ["without", "with"]
        for variant in order:
            rates[variant].append(_with(place) if variant == "with" else _without(place))
    ratio, spread = median_and_quartiles(ratios(rates["with"], rates["without"]))
    kept, free = (median_and_quartiles(rates[v])[0] for v in ("with", "without"))
    return goal(
        name,
        ratio,
        TARGET,
        better="more",
        unit="times",
        detail=f"{kept:.0f} tips a second against {free:.0f}; "
        f"{WRITERS} writers, {ROUNDS} rounds of {SECONDS} s",
        spread=spread,
    )


def _with(place: campaigns.Place) -> float:
    with _refresher(place.url):
        rate = throughput(place.engine)
    rollups.refresh(place.engine, scale.NOW)
    return rate


def _without(place: campaigns.Place) -> float:
    with mock.patch.object(dirty, "mark", lambda *_: None):
        return throughput(place.engine)


def throughput(engine: Engine, seconds: float = SECONDS) -> float:
    """Tips stored a second by all writers together."""
    until = time.monotonic() + seconds
    counts = [0] * WRITERS

    def write(number: int) -> None:
        rng = np.random.default_rng(number)
        while time.monotonic() < until:
            _store_tip(engine, rng)
            counts[number] += 1

    writers = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    start = time.monotonic()
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    return sum(counts) / (time.monotonic() - start)


def _store_tip(engine: Engine, rng: np.random.Generator) -> None:
    at: datetime = scale.NOW - timedelta(hours=float(rng.uniform(0, 48)))
    tip = public.PublicTip(
        tip_id=uuid4().hex,
        object_id=f"OBJ-{int(rng.integers(20)):04d}",  # twenty are on display
        channel="web",
        language="en",
        origin_country=str(rng.choice(["DE", "FR", "NL", "ES", "unknown"])),
    )
    with writing(engine) as db:
        public.receive_tip(db, tip, SEALED, at=at, zone=UTC_ZONE)


@contextmanager
def _refresher(url: str) -> Iterator[None]:
    """A refresher in a process of its own, at work before the block begins."""
    method = multiprocessing.get_context("spawn")
    ready, stopped = method.Event(), method.Event()
    process = method.Process(target=_refresh_until, args=(url, ready, stopped), daemon=True)
    process.start()
    try:
        if not ready.wait(60):
            raise RuntimeError("the refresher did not start")
        yield
    finally:
        stopped.set()
        process.join(30)
        if process.is_alive():
            process.kill()


def _refresh_until(url: str, ready: Any, stopped: Any) -> None:
    engine = connect(url)
    refresher = rollups.Refresher(engine, clock=lambda: scale.NOW)
    refresher.start()
    ready.set()
    stopped.wait()
    refresher.stop()
    engine.dispose()

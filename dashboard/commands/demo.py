"""`demo`: fill an empty database with the simulated campaign."""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Engine

from records import snapshots
from records.database import reading
from records.demonstration.parameters import TIMEZONE, Parameters
from records.opening import open_records
from records.problems import Problem
from records.settings import Settings

HELP = "fill the records with a simulated campaign, calibrated to the published figures of a real one"
EARLIEST = date(2000, 1, 1)
FEW = 20  # below, a percentage says nothing
SAID = {"about": "about ", "more_than": "over ", "exact": ""}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Seed, scale, last day, and whether an earlier simulation may go."""
    parser.add_argument(
        "--seed", type=int, default=1, metavar="N", help="another number, another campaign (1)"
    )
    parser.add_argument(
        "--scale", choices=("S", "M", "L"), default="S",
        help="S: one year, 21 000 tips; M: 1 million tips, 20 million shares; L: 10 and 100 million",
    )  # fmt: skip
    parser.add_argument(
        "--until", type=date.fromisoformat, metavar="YYYY-MM-DD", help="its last day (default: yesterday)"
    )
    parser.add_argument("--force", action="store_true", help="replace the simulated campaign that is there")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Simulate, store, and print what was generated beside what was published."""
    # The simulation needs scipy and pandas: other commands must not wait for them.
    from records.demonstration.parameters import parameters
    from records.demonstration.pictures import drawings
    from records.demonstration.simulation import simulate
    from records.demonstration.writing import refuse_real, store

    now = datetime.now(UTC)
    p = parameters(_seed(args.seed), args.scale, _until(args.until, now))
    engine = open_records(settings)
    refuse_real(engine, force=args.force)
    simulation = simulate(p, drawings(settings.data_dir / "objects"))
    counts: Counter[str] = Counter()
    with _bar(p) as step:

        def progress(table: str, rows: int) -> None:
            counts[table] += rows
            step(table, rows)

        store(engine, simulation, settings.data_dir, settings.image_dir, at=now, progress=progress)
    snapshots.forget(settings.var_dir, str(engine.url))
    _say(engine, p, counts)
    engine.dispose()
    return 0


def _seed(seed: int) -> int:
    if seed < 0:
        raise Problem("--seed must be 0 or more")
    return seed


def _until(asked: date | None, now: datetime) -> date:
    today = now.astimezone(ZoneInfo(TIMEZONE)).date()
    until = asked or today - timedelta(days=1)
    if not EARLIEST <= until < today:
        raise Problem(f"--until must be a past day, {EARLIEST} to {today - timedelta(days=1)}")
    return until


@contextmanager
def _bar(p: Parameters) -> Iterator[Callable[[str, int], None]]:
    from tqdm import tqdm

    expected = 2 * p.tips + p.clicks + p.completed_shares
    with tqdm(
        total=expected, unit=" rows", unit_scale=True, disable=not sys.stderr.isatty(), leave=False
    ) as bar:

        def step(table: str, rows: int) -> None:
            bar.set_description(table)
            bar.update(rows)

        yield step


def _say(engine: Engine, p: Parameters, counts: Counter[str]) -> None:
    first, last = (f"{day.day} {day:%B %Y}" for day in (p.launched_on, p.until))
    print(f"Simulated campaign, seed {p.seed}, scale {p.scale}, {first} to {last}. No figure of it is real.")
    if p.scale == "S":
        _compare(engine)
    stored = ", ".join(f"{_number(n)} {table}" for table, n in counts.items() if n)
    print(f"\nStored: {stored}.")


def _compare(engine: Engine) -> None:
    from records.demonstration.calibration import compared

    print(f"\n{'':40}{'published':>12}{'simulated':>12}{'difference':>12}")
    with reading(engine) as db:
        for target, value in compared(db):
            published = SAID[target.precision] + _number(target.value)
            difference = _difference(target.value, value)
            print(f"{target.words:40}{published:>12}{_number(value):>12}{difference:>12}")
    print("\nPeople are compared with the figures published after 17 months: earlier ones are not known.")


def _difference(published: int, simulated: int) -> str:
    if published < FEW:
        return f"{simulated - published:+d}"
    return f"{simulated / published - 1:+.1%}"


def _number(value: int) -> str:
    return f"{value:,}".replace(",", "\u202f")

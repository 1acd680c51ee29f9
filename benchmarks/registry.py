"""The benchmarks by name, in the order in which they run. Each is imported only when it runs."""

import argparse
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from benchmarks.goals import Goal, Reported

# Goals, and figures reported without one, as they are found.
Found = Iterable[Goal | Reported]


@dataclass(frozen=True)
class Benchmark:
    """A benchmark: its name and words, its bound in seconds, whether only `--all` runs it."""

    name: str
    about: str
    seconds: int
    run: Callable[[argparse.Namespace], Found]
    long: bool = False


def _goals_of(name: str) -> Callable[[argparse.Namespace], Found]:
    """A module's `goals()`."""
    return lambda _: import_module(f"benchmarks.{name}").goals()


def _growth(options: argparse.Namespace) -> Found:
    from benchmarks import growth

    return growth.goals(options.scale)


def _loading(_: argparse.Namespace) -> Found:
    from benchmarks import loading

    goals, reported = loading.measure()
    return [*goals, *reported]


def _traffic(options: argparse.Namespace) -> Found:
    from benchmarks import traffic

    goals, reported = traffic.measure(with_peer=options.peer)
    return [*goals, *reported]


def _rotation(_: argparse.Namespace) -> Found:
    from benchmarks.rotation import reduced

    return reduced.goals()


_ALL = (
    Benchmark("callbacks", "callbacks over bare SQL and bare Flask", 600, _goals_of("callbacks")),
    Benchmark("figures", "building a figure from its frame", 120, _goals_of("figures")),
    Benchmark("loading", "typed frames, idempotent loads and mapped files over bare COPY", 300, _loading),
    Benchmark("upkeep", "writing tips with and without upkeep of the rollups", 300, _goals_of("upkeep")),
    Benchmark("browsing", "first chart, bytes on the wire, memory of a worker", 400, _goals_of("browsing")),
    Benchmark("traffic", "requests a second at p95 < 1 s", 500, _traffic),
    Benchmark("disclosure", "the protected release: time, and what it hides", 240, _goals_of("disclosure")),
    Benchmark("reports", "report files: time and size", 180, _goals_of("reports")),
    Benchmark("consensus", "the consensus of tips on public answers", 60, _goals_of("consensus")),
    Benchmark("growth", "a page as the records grow, and rebuilding all rollups", 2400, _growth),
    Benchmark("rotation", "the rotation simulator with fewer replications", 900, _rotation, long=True),
)
BENCHMARKS = tuple(one for one in _ALL if find_spec(f"benchmarks.{one.name}") is not None)

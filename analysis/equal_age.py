"""The campaign and its benchmark at the same age: counts since each one's own launch.

The benchmark is known at a few published points only; between them it is a step, never a slope. The campaign
is counted at its age a, the benchmark at its largest published point ≤ a. Between points, and past the last,
the campaign therefore has had more time: `Comparison` also counts it on the very day of the point, and its
evidence says both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import special

from analysis.benchmark import Rate, Verdict, difference, probability_ahead, verdict
from analysis.proportion import NARROW_SPACE

PRECISION_WORDS = {
    "exact": "",
    "about": "about ",
    "more_than": "more than ",
    "at_least": "at least ",
    "almost": "almost ",
}


Counts = dict[str, Any]  # one row of a curve or of the points, by column


@dataclass(frozen=True)
class Pair:
    """Our outcome against the benchmark's: `outcome` is the value in the benchmarks table's column."""

    key: Literal["thanks_to_tips", "by_any_means"]
    outcome: str
    thanks_to_tips: bool
    ours: str
    theirs: str


LOCATED_THANKS_TO_TIPS = Pair(
    "thanks_to_tips", "found_thanks_to_tips", True, "located thanks to tips", "found thanks to tips"
)
LOCATED = Pair("by_any_means", "found", False, "located", "found")
PAIRS = (LOCATED_THANKS_TO_TIPS, LOCATED)  # the headline first


@dataclass(frozen=True)
class Comparison:
    """One declared pair at equal age.

    `n`, `x`: objects published by `age_days` after launch, and those of them with the outcome by then;
    `unknown`: objects with the outcome whose attribution is unknown, in neither class (0 for the pair by any
    means). `n0`, `x0`, `benchmark_age_days`, `precision`, `source`: the benchmark's point, None where it has
    none yet. `n_then`, `x_then`, `probability_then`: the campaign on day `benchmark_age_days`, and P(θ > θ₀)
    then.
    """

    pair: Pair
    age_days: int
    n: int
    x: int
    unknown: int
    n0: int | None
    x0: int | None
    benchmark_age_days: int | None
    precision: str | None
    source: str | None
    verdict: Verdict
    difference: Rate | None
    n_then: int | None
    x_then: int | None
    probability_then: float | None
    evidence: str


def progress(objects: pd.DataFrame, launched_on: date, until: date, pair: Pair) -> pd.DataFrame:
    """The campaign's curve: one row per age in days at which a count changes, and the first and last age.

    `objects`, one row each: published_on, outcome_on (dates, missing where not yet) and thanks_to
    yes|no|unknown. Columns: age_days, n, x, unknown (cumulative counts as in `Comparison`), median, low,
    high (Jeffreys posterior of x / n, 95 %, fractions; NaN while n is 0).
    """
    last = _age(launched_on, until)
    published, reached, attributed = _ages(objects, launched_on, pair)
    ages = np.unique(np.concatenate([[0, last], published, reached]))
    ages = ages[(ages >= 0) & (ages <= last)].astype(np.int64)
    n, x = _count_by(published, ages), _count_by(reached[attributed], ages)
    doubtful = _count_by(reached[~attributed], ages)
    return pd.DataFrame({"age_days": ages, "n": n, "x": x, "unknown": doubtful, **_band(x, n)})


def benchmark_points(benchmark: pd.DataFrame, pair: Pair, name: str | None = None) -> pd.DataFrame:
    """The benchmark's published points of a pair's outcome by age: age_days, n, x, median, low, high, words.

    `benchmark` holds rows of the benchmarks table; `name` picks one campaign and may be left out where there
    is only one. `words` prints the point with its precision ("about 24 of 45"). Of two points of one age the
    later `as_of` counts. Columns precision and source are kept.
    """
    outcomes, names, ages, dates = (benchmark[of].tolist() for of in ("outcome", "name", "age_days", "as_of"))
    rows = [row for row, outcome in enumerate(outcomes) if outcome == pair.outcome]
    if name is not None:
        rows = [row for row in rows if names[row] == name]
    if len({names[row] for row in rows}) > 1:
        raise ValueError(
            f"several benchmarks have the outcome {pair.outcome!r}: name the one to compare with"
        )
    latest = {ages[row]: row for row in sorted(rows, key=lambda row: dates[row])}
    at = np.array([latest[age] for age in sorted(latest)], dtype="int64")
    kept = {of: benchmark[of].array.take(at) for of in ("age_days", "n", "x", "precision", "source")}
    told = zip(kept["precision"], kept["x"], kept["n"], strict=True)
    words = [f"{PRECISION_WORDS[precision]}{x} of {n}" for precision, x, n in told]
    band = _band(np.asarray(kept["x"]), np.asarray(kept["n"]))
    return pd.DataFrame({**kept, **band, "words": pd.array(words, dtype="str")})


def compare(
    objects: pd.DataFrame,
    benchmark: pd.DataFrame,
    launched_on: date,
    until: date,
    pairs: Sequence[Pair] = PAIRS,
    name: str | None = None,
) -> list[Comparison]:
    """Each pair at the age on `until`, the headline first; frames as in `progress` and `benchmark_points`."""
    return [
        _compare(progress(objects, launched_on, until, pair), benchmark_points(benchmark, pair, name), pair)
        for pair in pairs
    ]


def _compare(curve: pd.DataFrame, points: pd.DataFrame, pair: Pair) -> Comparison:
    now = _row(curve, len(curve) - 1)
    age, n, x, unknown = (int(now[column]) for column in ("age_days", "n", "x", "unknown"))
    reached = int(np.searchsorted(points["age_days"].to_numpy(), age, side="right"))
    if not reached:
        judged = _no_point_yet(verdict(x, n, 0, 0, age), points, age)
        return Comparison(
            pair, age, n, x, unknown, None, None, None, None, None, judged, None, None, None, None, ""
        )
    point = _row(points, reached - 1)
    n0, x0, at = int(point["n"]), int(point["x"]), int(point["age_days"])
    then = _row(curve, int(np.searchsorted(curve["age_days"].to_numpy(), at, side="right")) - 1)
    n_then, x_then = int(then["n"]), int(then["x"])
    return Comparison(
        pair, age, n, x, unknown, n0, x0, at, str(point["precision"]), str(point["source"]),
        verdict(x, n, x0, n0, age), difference(x, n, x0, n0),
        n_then, x_then, probability_ahead(x_then, n_then, x0, n0), _evidence(pair, now, then, point),
    )  # fmt: skip


def _row(frame: pd.DataFrame, place: int) -> Counts:
    return {name: frame[name].array[place] for name in frame.columns}


def _no_point_yet(judged: Verdict, points: pd.DataFrame, age: int) -> Verdict:
    if points.empty:
        words = "Too early to say. The benchmark has no figure for this outcome."
    else:
        words = (
            f"Too early to say. The benchmark's first figure is from its day {points['age_days'].iloc[0]}; "
            f"the campaign is at day {age}."
        )
    return judged._replace(word="too early to say", sentence=words)


def _evidence(pair: Pair, now: Counts, then: Counts, point: Counts) -> str:
    age, at = int(now["age_days"]), int(point["age_days"])
    ours = "object was" if now["n"] == 1 else "objects were"
    theirs = "at that age" if at == age else f"last counted on its day {at}"
    sentences = [
        f"In the first {age} days {_of(now)} {ours} {pair.ours} ({_share(now)}).",
        f"The benchmark, {theirs}: {point['words']} {pair.theirs} ({_share(point)}).",
    ]
    if at != age:
        sentences.append(f"On day {at} the campaign stood at {_of(then)}.")
    if now["unknown"]:
        more = f"{now['unknown']:.0f} more with unknown attribution"
        sentences.append(f"{more} {'is' if now['unknown'] == 1 else 'are'} counted in neither class.")
    return " ".join(sentences)


def _of(counts: Counts) -> str:
    return f"{counts['x']:.0f} of {counts['n']:.0f}"


def _share(counts: Counts) -> str:
    """The share with the interval that the row carries, in words."""
    if not counts["n"]:
        return "no share yet"
    low, high = (f"{counts[end] * 100:.0f}" for end in ("low", "high"))
    return f"{counts['x'] / counts['n'] * 100:.0f}{NARROW_SPACE}%, {low}–{high}{NARROW_SPACE}%"


def _ages(objects: pd.DataFrame, launched_on: date, pair: Pair) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ages at publication; ages at the outcome; and of the latter, which belong to the pair's class for
    certain.

    Outcomes the pair does not ask for (not thanks to tips) are left out. An object counts once it is
    published.
    """
    published, outcome = (_days_since(launched_on, objects[name]) for name in ("published_on", "outcome_on"))
    thanks = objects["thanks_to"].to_numpy(dtype=object)
    known = (thanks == "yes") | (thanks == "no")
    has = np.isfinite(published) & np.isfinite(outcome)
    if pair.thanks_to_tips:
        has &= (thanks == "yes") | ~known
    attributed = (thanks == "yes") if pair.thanks_to_tips else np.ones(len(objects), dtype=bool)
    # An object found before it was shown is counted from the day it is shown: it is in no denominator before.
    reached = np.maximum(outcome, published)[has]
    return published[np.isfinite(published)], reached, attributed[has]


def _count_by(events: np.ndarray, ages: np.ndarray) -> np.ndarray:
    return np.searchsorted(np.sort(events), ages, side="right").astype(np.int64)


def _band(x: np.ndarray, n: np.ndarray) -> dict[str, np.ndarray]:
    """median, low and high of Beta(x + ½, n − x + ½), row by row; NaN while n is 0."""
    band = special.betaincinv(x + 0.5, n - x + 0.5, np.array([[0.5], [0.025], [0.975]]))
    return dict(zip(("median", "low", "high"), np.where(n > 0, band, np.nan), strict=True))


def _days_since(launched_on: date, days: "pd.Series[Any]") -> np.ndarray:
    """Whole days from the launch to each day, NaN where it is missing."""
    since = pd.to_datetime(days).to_numpy().astype("datetime64[D]") - np.datetime64(launched_on, "D")
    return np.where(np.isnat(since), np.nan, since.astype(float))


def _age(launched_on: date, until: date) -> int:
    age = (pd.Timestamp(until) - pd.Timestamp(launched_on)).days
    if age < 0:
        raise ValueError(f"until ({until}) lies before the launch ({launched_on})")
    return int(age)

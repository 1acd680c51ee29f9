"""How long the protected release of a campaign's year takes, and how much of it is hidden.

    python -m benchmarks.disclosure [--objects N] [--goals]

The campaign is synthetic, in the shape of the demonstration campaign: sizes of objects are log-normal (176
tips on average), tips come in the month an object is first shown and ever fewer after, countries range from
those with thousands of tips down to those with a few.
"""

import argparse
import time

import numpy as np
import pandas as pd

from benchmarks import campaigns
from benchmarks.goals import Goal, goal, table
from layouts.findings import release, release_tables
from records import countries
from records.database import reading

OBJECTS, SEED, K = 2_000, 1, 5
TIPS_AN_OBJECT, SPREAD = 176, 1.06  # mean, and standard deviation of the logarithm
COUNTRIES, POWER, DECAY, MONTHS = 110, 0.6, 0.075, 12
CATEGORIES, NETWORKS = 10, (0.25, 0.05, 0.05, 0.25, 0.05, 0.01, 0.05, 0.29)
LEAVES_A_MONTH = 0.5  # chance that a tip does not come a month later still
MOST_SECONDS, MOST_HIDDEN, AGAIN = 60.0, 0.4, 0.1
SHARES = ("network", "shares")  # tables about shares


def tips(objects: int, rng: np.random.Generator) -> pd.DataFrame:
    """One row an object, country and month with tips: object_id, category, place, month, n."""
    size = rng.lognormal(np.log(TIPS_AN_OBJECT) - SPREAD**2 / 2, SPREAD, objects).astype(int) + 1
    of = np.repeat(np.arange(objects), size)
    first = rng.integers(0, MONTHS, objects)
    month = np.minimum(first[of] + rng.geometric(LEAVES_A_MONTH, len(of)) - 1, MONTHS - 1)
    kind = rng.integers(0, CATEGORIES, objects)
    return _counted(
        {
            "object_id": _named("OBJ-{:04d}", of),
            "category": _named("category {}", kind[of]),
            "place": _countries(len(of), rng),
            "month": _months(month),
        }
    )


def shares(objects: int, rng: np.random.Generator) -> pd.DataFrame:
    """One row a network, country and month with shares: network, place, month, n."""
    total = 2 * objects * TIPS_AN_OBJECT
    network = rng.choice(len(NETWORKS), total, p=NETWORKS)
    return _counted(
        {
            "network": _named("network {}", network),
            "place": _countries(total, rng),
            "month": _months(rng.integers(0, MONTHS, total)),
        }
    )


def assessments(n: int) -> pd.DataFrame:
    """One row an assessment: assessment, count; and `all`."""
    unusable = n - 2 * (n // 10)
    kinds = {"actionable": n // 10, "pending": n // 10, "unusable": unusable, "all": n}
    return pd.DataFrame({"assessment": list(kinds), "count": list(kinds.values())})


def _named(form: str, numbers: np.ndarray) -> np.ndarray:
    names = np.array([form.format(number) for number in range(int(numbers.max()) + 1)], dtype=object)
    return names[numbers]


def _countries(n: int, rng: np.random.Generator) -> np.ndarray:
    codes = rng.permutation(np.array(countries.table().index, dtype=object))[:COUNTRIES]
    rank = np.arange(1.0, COUNTRIES + 1)
    weight = rank**-POWER * np.exp(-DECAY * rank)
    return rng.choice(codes, n, p=weight / weight.sum())


def _months(number: np.ndarray) -> np.ndarray:
    return np.array([f"2025-{month + 1:02d}" for month in range(MONTHS)], dtype=object)[number]


def _counted(columns: dict[str, np.ndarray]) -> pd.DataFrame:
    return pd.DataFrame(columns).groupby(list(columns), as_index=False).size().rename(columns={"size": "n"})


def year(objects: int = OBJECTS, seed: int = SEED) -> tuple[float, pd.DataFrame]:
    """Seconds that the release of a synthetic year takes, and its summary by table."""
    rng = np.random.default_rng(seed)
    counted, shared = tips(objects, rng), shares(objects, rng)
    assessed = assessments(int(counted["n"].sum()))
    start = time.perf_counter()
    made = release_tables.protected(counted, shared, assessed, K)
    return time.perf_counter() - start, made.summary


def demonstration() -> tuple[float, float, dict[str, float]]:
    """On the demonstration campaign: seconds for the first reading of a day's release and for the second,
    and by table the share of the cells with tips or shares that is hidden.
    """
    with campaigns.demonstration("sqlite") as place, reading(place.engine) as db:
        start = time.perf_counter()
        made = release.released(db, place.folder)
        first = time.perf_counter() - start
        start = time.perf_counter()
        release.released(db, place.folder)
        second = time.perf_counter() - start
    return first, second, {name: hidden(frame) for name, frame in made.tables.items()}


def hidden(frame: pd.DataFrame) -> float:
    """Share of a released table's cells that are hidden, of those that are not zero."""
    names = [name for name in frame if name not in ("count", "state")]
    cells = frame[(frame[names] != release.ALL).all(axis=1)]
    dark = (cells["state"] == "suppressed").sum()
    return float(dark / max(dark + (cells["count"].fillna(0) > 0).sum(), 1))


def goals() -> list[Goal]:
    """The year of 2 000 objects in time, read again at once, and few cells hidden."""
    seconds, summary = year()
    first, second, shares_hidden = demonstration()
    about_tips = {name: share for name, share in shares_hidden.items() if not name.startswith(SHARES)}
    worst = max(about_tips, key=lambda name: about_tips[name])
    listed = ", ".join(f"{name} {share:.0%}" for name, share in shares_hidden.items())
    return [
        goal(f"release: a year of {OBJECTS} objects", seconds, MOST_SECONDS, better="less", unit="s",
             detail=f"{int(summary['cells'].sum())} cells, {summary['share'].max():.0%} hidden at most"),
        goal("release: second reading over the first", second / first, AGAIN, better="less", unit="ratio"),
        goal("release: cells with tips hidden, demonstration campaign", about_tips[worst], MOST_HIDDEN,
             better="less", unit="share", detail=f"the most, in {worst}; {listed}"),
    ]  # fmt: skip


def main() -> None:
    """Print the goals, and the tables of the synthetic year."""
    parser = argparse.ArgumentParser(description="time and loss of the protected release")
    parser.add_argument("--objects", type=int, default=OBJECTS)
    parser.add_argument("--goals", action="store_true", help="only what `python -m benchmarks` collects")
    options = parser.parse_args()
    if not options.goals:
        seconds, summary = year(options.objects)
        print(f"{options.objects} objects, {seconds:.1f} s\n{summary.round(3).to_string(index=False)}\n")
    print(table(goals()))


if __name__ == "__main__":
    main()

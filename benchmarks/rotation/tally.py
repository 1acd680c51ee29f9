"""From replications to the table: means, paired intervals over common random numbers, and the targets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from analysis import calibration
from benchmarks.rotation.policies import INDEX, ORACLE, SIMPLE
from benchmarks.rotation.season import Result
from benchmarks.rotation.worlds import BASE

MINIMUM, FOUR_WEEKS, FIVE_SWAPS = "FIFO at the minimum", "FIFO 4 weeks", "at most 5 swaps"
Z = float(stats.norm.ppf(0.975))


@dataclass(frozen=True)
class Target:
    """One thing that the index must do, as measured."""

    name: str
    measured: str
    target: str
    holds: bool


def mean_and_reach(values: np.ndarray) -> tuple[float, float]:
    """Mean over replications and half the width of its 95 % interval."""
    return float(values.mean()), float(Z * values.std(ddof=1) / np.sqrt(len(values)))


def rows(world: str, results: dict[str, Result]) -> pd.DataFrame:
    """One row per policy of one world.

    identified (with the half-width of its 95 % interval), tips and swaps: means; index_gain: the index minus
    this policy, paired replication by replication, with its 95 % interval; index_ratio: index over policy.
    """
    best = results[INDEX].identified
    table = []
    for policy, result in results.items():
        identified, reach = mean_and_reach(result.identified)
        gain, gain_reach = mean_and_reach(best - result.identified)
        table.append(
            {
                "world": world,
                "policy": policy,
                "replications": len(best),
                "identified": identified,
                "identified_reach": reach,
                "index_gain": gain,
                "index_gain_low": gain - gain_reach,
                "index_gain_high": gain + gain_reach,
                "index_ratio": float(best.mean()) / identified,
                "tips": float(result.tips.mean()),
                "swaps_per_week": float(result.swaps.mean()),
            }
        )
    return pd.DataFrame(table)


def best_simple(table: pd.DataFrame, world: str) -> pd.Series:
    """The row of the best simple rule of a world, by mean."""
    simple = table[(table["world"] == world) & table["policy"].isin(SIMPLE)]
    return simple.loc[simple["identified"].idxmax()]


def targets(table: pd.DataFrame) -> list[Target]:
    """The targets that the worlds in the table allow to judge."""
    found, worlds = [], list(table["world"].unique())
    if BASE in worlds:
        found += _base_targets(table)
    worst = min(worlds, key=lambda world: best_simple(table, world)["index_ratio"])
    ratio = best_simple(table, worst)["index_ratio"]
    found.append(
        Target("of the best simple rule, worst world", f"{ratio:.3f} × ({worst})", "≥ 0.97 ×", ratio >= 0.97)
    )
    if FIVE_SWAPS in worlds:
        ratio = _row(table, FIVE_SWAPS, FOUR_WEEKS)["index_ratio"]
        found.append(Target("over FIFO 4, at most 5 swaps", f"{ratio:.3f} ×", "≥ 1.08 ×", ratio >= 1.08))
    return found


def _base_targets(table: pd.DataFrame) -> list[Target]:
    rival, oracle = _row(table, BASE, MINIMUM), _row(table, BASE, ORACLE)
    low, high = rival["index_gain_low"], rival["index_gain_high"]
    share = oracle["index_ratio"]
    return [
        Target(
            "over FIFO at the minimum",
            f"{rival['index_ratio']:.3f} ×",
            "≥ 1.03 ×",
            rival["index_ratio"] >= 1.03,
        ),
        Target("paired gain over it, 95 %", f"{low:+.2f} to {high:+.2f}", "above 0", low > 0),
        Target("of the fair oracle", f"{share:.0%}", "≥ 60 %", share >= 0.60),
    ]


def _row(table: pd.DataFrame, world: str, policy: str) -> pd.Series:
    return table[(table["world"] == world) & (table["policy"] == policy)].iloc[0]


def calibration_row(world: str, chances: pd.DataFrame) -> dict[str, object]:
    """How the chances shown in one world compare with what happened, and with the truth."""
    history = chances.rename(columns={"week": "at"})
    judged = calibration.assess(history)
    inside = (chances["low"] <= chances["truth"]) & (chances["truth"] <= chances["high"])
    return {
        "world": world,
        "chances": judged.n,
        "identified": judged.events,
        "expected": judged.expected,
        "ratio": judged.ratio,
        "ratio_low": judged.ratio_low,
        "ratio_high": judged.ratio_high,
        "slope": judged.slope,
        "coverage_90": float(inside.mean()),
        "log_score": judged.log_score,
        "reference_score": judged.reference_score,
    }


def calibration_targets(table: pd.DataFrame) -> list[Target]:
    """Observed over expected and coverage, over all worlds."""
    low, high = table["ratio"].min(), table["ratio"].max()
    least, most = table["coverage_90"].min(), table["coverage_90"].max()
    return [
        Target(
            "observed / expected, all worlds",
            f"{low:.2f} to {high:.2f}",
            "0.8 to 1.25",
            low >= 0.8 and high <= 1.25,
        ),
        Target(
            "90 % intervals hold the truth",
            f"{least:.1%} to {most:.1%}",
            "85 % to 98 %",
            least >= 0.85 and most <= 0.98,
        ),
    ]

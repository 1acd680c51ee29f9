"""The rotation simulator's goals from fewer replications, for `python -m benchmarks --all`.

The full run is `python -m benchmarks.rotation`; its table is in docs/rotation.md. Here every world is played
25 times (twice as often where a goal is set), which says whether something broke, with a wider spread.
"""

import pandas as pd
from tqdm import tqdm

from benchmarks.goals import Goal, goal
from benchmarks.rotation import tally
from benchmarks.rotation.__main__ import BATCH, TWICE, play_world
from benchmarks.rotation.worlds import WORLDS

SEED = 2026


def goals() -> list[Goal]:
    """Gain over simple rules, and how well stated chances agree with what happened."""
    tables, judged = [], []
    with tqdm(disable=True) as bar:
        for name, world in WORLDS.items():
            results, history = play_world(world, 2 if name in TWICE else 1, SEED, bar)
            tables.append(tally.rows(name, results))
            judged.append(tally.calibration_row(name, history))
    return judge(pd.concat(tables, ignore_index=True), pd.DataFrame(judged))


def judge(table: pd.DataFrame, calibration: pd.DataFrame) -> list[Goal]:
    """The goals as numbers."""
    note = f"{BATCH} replications a world, {2 * BATCH} where a goal is set; the full run has 200 and 400"

    def ratio(world: str, policy: str) -> float:
        chosen = table[(table["world"] == world) & (table["policy"] == policy)]
        return float(chosen["index_ratio"].iloc[0])

    worst = min(tally.best_simple(table, world)["index_ratio"] for world in table["world"].unique())
    wanted = (
        ("over FIFO at the minimum", ratio(tally.BASE, tally.MINIMUM), 1.03, "more"),
        ("of the best simple rule, worst world", worst, 0.97, "more"),
        ("over FIFO 4, at most 5 swaps", ratio(tally.FIVE_SWAPS, tally.FOUR_WEEKS), 1.08, "more"),
        ("of the fair oracle", ratio(tally.BASE, tally.ORACLE), 0.60, "more"),
        ("observed / expected, lowest world", calibration["ratio"].min(), 0.8, "more"),
        ("observed / expected, highest world", calibration["ratio"].max(), 1.25, "less"),
        ("90 % intervals hold the truth, lowest world", calibration["coverage_90"].min(), 0.85, "more"),
        ("90 % intervals hold the truth, highest world", calibration["coverage_90"].max(), 0.98, "less"),
    )
    return [
        goal(f"rotation (reduced), {name}", measured, target, better=better, unit="ratio", detail=note)
        for name, measured, target, better in wanted
    ]

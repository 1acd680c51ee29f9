"""`python -m benchmarks.rotation`: runs every world and policy, writes the table and the plot under docs/.

Exit status 1 where a target does not hold. The full run takes about fifteen minutes of one core.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

from benchmarks.rotation import chances, chart, report, tally
from benchmarks.rotation.policies import POLICIES
from benchmarks.rotation.season import Result, play
from benchmarks.rotation.world import Draws, World, draw
from benchmarks.rotation.worlds import WORLDS

BATCH = 25  # replications played at once; more only take more memory
TWICE = (tally.BASE, tally.FIVE_SWAPS)  # worlds with targets of their own are played twice as often
CALIBRATED = 2  # batches of each world whose shown chances are judged


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    names = options.worlds or list(WORLDS)
    once = -(-options.replications // BATCH)
    batches = {name: 2 * once if name in TWICE else once for name in names}
    tables, judged = [], []
    with tqdm(total=sum(batches.values()), unit="batch", disable=options.quiet) as bar:
        for name in names:
            bar.set_description(name)
            results, history = play_world(WORLDS[name], batches[name], options.seed, bar)
            tables.append(tally.rows(name, results))
            judged.append(tally.calibration_row(name, history))
    table, calibration = pd.concat(tables, ignore_index=True), pd.DataFrame(judged)
    goals = tally.targets(table) + tally.calibration_targets(calibration)
    report.write(Path(options.out), table, calibration, goals, chart.draw(table))
    print(report.console(table, goals))
    return 0 if all(goal.holds for goal in goals) else 1


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rotation", description=__doc__)
    parser.add_argument(
        "--replications",
        type=int,
        default=200,
        help=f"in batches of {BATCH}; twice as many where a target is set",
    )
    parser.add_argument("--worlds", nargs="*", choices=list(WORLDS), metavar="WORLD", help="default: all")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--out", default="docs", help="folder of rotation.md, its tables and the plot")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    return parser.parse_args(arguments)


def play_world(world: World, batches: int, seed: int, bar: tqdm) -> tuple[dict[str, Result], pd.DataFrame]:
    """Every policy on the same draws, batch by batch; and the chances shown in the first batches."""
    played: dict[str, list[Result]] = {name: [] for name in POLICIES}
    shown = []
    for batch in range(batches):
        draws: Draws = draw(world, BATCH, [seed, batch])
        for name, policy in POLICIES.items():
            played[name].append(play(world, draws, policy))
        if batch < CALIBRATED:
            shown.append(chances.shown_chances(world, draws))
        bar.update()
    return {name: _joined(parts) for name, parts in played.items()}, pd.concat(shown, ignore_index=True)


def _joined(parts: list[Result]) -> Result:
    return Result(
        *(np.concatenate([getattr(p, field) for p in parts]) for field in ("identified", "tips", "swaps"))
    )


if __name__ == "__main__":
    sys.exit(main())

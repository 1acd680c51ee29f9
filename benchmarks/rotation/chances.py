"""Are the chances that people are shown right? Each chance of a displayed object, against the truth."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis import rotation_model
from benchmarks.rotation.policies import NODES, planned
from benchmarks.rotation.season import Season
from benchmarks.rotation.world import Draws, World


def shown_chances(world: World, draws: Draws) -> pd.DataFrame:
    """One row per week and object on display under the index.

    Columns: week; probability, low, high as shown; identified: whether the identifying tip came that week;
    truth: the object's own chance that week at mean traffic, unknown to all but the simulator.
    """
    season, rows = Season(world, draws), []
    for week in range(world.weeks):
        terms, exposure = season.terms()
        belief = rotation_model.believe(terms)
        show = planned(season, rotation_model.index(belief, exposure, season.shown, NODES))
        truth = draws.actionable_rate * draws.conversion * season.true_weight() * world.traffic
        truth = np.where(season.solved, 0.0, -np.expm1(-truth))[show]
        on = _of(belief, show)
        probability = rotation_model.chance(on, exposure[show])
        low, high = rotation_model.interval(on, exposure[show], probability)
        before = season.solved.copy()
        season.play_week(show)
        identified = (season.solved & ~before)[show]
        rows.append(
            pd.DataFrame(
                {
                    "week": week,
                    "probability": probability,
                    "low": low,
                    "high": high,
                    "identified": identified,
                    "truth": truth,
                }
            )
        )
    return pd.concat(rows, ignore_index=True)


def _of(belief: rotation_model.Belief, show: np.ndarray) -> rotation_model.Belief:
    """The beliefs about the objects shown, of all replications in one row."""
    return rotation_model.Belief(**{name: value[show] for name, value in vars(belief).items()})

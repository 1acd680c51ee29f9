"""What a board is expected to bring: identifications in the next period, by posterior simulation.

Each object has its own stream of draws, made from the seed and its id. Two boards simulated with one seed
therefore share the draws of every object they share, and their difference is a paired one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import rotation_frame, rotation_model
from analysis.rotation_model import LEVEL

Array = NDArray[np.float64]


class Expectation(NamedTuple):
    """Identifications expected in the next period; 90 % interval; `sample`: one value per posterior draw."""

    mean: float
    low: float
    high: float
    sample: Array


def expected_identifications(
    objects: pd.DataFrame,
    shown_ids: Iterable[Any],
    draws: int = 4000,
    seed: int = 0,
    calibration: float = 1.0,
) -> Expectation:
    """Identifications that showing exactly `shown_ids` in the next period is expected to bring.

    Per draw and object: a ~ Gamma(α, β), r ~ Beta(.55, 3.1 + failed), solved already with chance
    1 − (1 − r)^pending exp(−a r U), else chance 1 − exp(−a r ε); summed over the objects. The interval is of
    that expectation: what is not known about the objects, not the luck of the period. `objects` as for
    `rotation.recommend`. ValueError for an id that is not among them.
    """
    table = rotation_frame.read(objects)
    belief = rotation_model.believe(table.terms)
    place = {name: row for row, name in enumerate(table.object_id)}
    shown = sorted({_row(place, name) for name in shown_ids})
    sample = np.zeros(draws)
    for row in shown:
        generator = np.random.default_rng([seed, crc32(str(table.object_id[row]).encode())])
        sample += _chance_draws(belief, row, float(table.next_exposure[row]) * calibration, generator, draws)
    return Expectation(*_mean_and_limits(sample), sample)


def _row(place: dict[Any, int], name: Any) -> int:
    if name not in place:
        raise ValueError(f"{name} is not in the table of objects.")
    return place[name]


def _chance_draws(
    belief: rotation_model.Belief, row: int, exposure: float, generator: np.random.Generator, draws: int
) -> Array:
    rate = generator.gamma(belief.alpha[row], 1.0 / belief.beta[row], draws)
    a, b = rotation_model.CONVERSION
    conversion = generator.beta(a, b + belief.failed[row], draws)
    hazard = rate * conversion
    silence = (1.0 - conversion) ** belief.pending[row] * np.exp(-hazard * belief.open_exposure[row])
    unsolved = generator.random(draws) < silence
    result: Array = np.where(unsolved, -np.expm1(-hazard * exposure), 0.0)
    return result


def paired(results: dict[str, Expectation], reference: str) -> pd.DataFrame:
    """One row per board: name, expected, low, high, and difference (reference − board) with its limits."""
    rows = []
    for name, result in results.items():
        difference = _mean_and_limits(results[reference].sample - result.sample)
        rows.append((name, result.mean, result.low, result.high, *difference))
    columns = ["board", "expected", "low", "high", "difference", "difference_low", "difference_high"]
    return pd.DataFrame(rows, columns=columns)


def _mean_and_limits(sample: Array) -> tuple[float, float, float]:
    tail = (1.0 - LEVEL) / 2.0
    low, high = np.quantile(sample, [tail, 1.0 - tail]) if len(sample) else (0.0, 0.0)
    return float(sample.mean()) if len(sample) else 0.0, float(low), float(high)

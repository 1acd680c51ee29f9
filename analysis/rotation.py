"""Which twenty next: the rotation index.

`recommend` ranks every object by the chance that showing it for the next period brings the tip that
identifies it, and plans the next board under the rules. Same data in, same plan out, in any order of rows.
Method and evidence: docs/rotation.md; the model is in rotation_model, the planner in rotation_plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import rotation_frame, rotation_model, rotation_words
from analysis.rotation_expected import Expectation, expected_identifications, paired
from analysis.rotation_frame import Objects
from analysis.rotation_plan import decide
from analysis.rotation_rules import Decision, Rules

__all__ = [
    "MODEL_VERSION",
    "Expectation",
    "Plan",
    "Rules",
    "compare",
    "expected_identifications",
    "fifo",
    "recommend",
]

MODEL_VERSION = "hazard-index-1"
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Plan:
    """The next board. `keep` and `remove` list ids, `show` gives each newcomer its slot (1 … slots).

    `objects`: one row per object, highest index first, ties by id: object_id, action (keep, remove, show, or
    wait for the rest of the pool), slot (the one it has, takes or leaves; empty while waiting), probability
    of identification in the next period if shown, low and high (90 % interval), index (its rank), reason in
    words, propensity (chance, before any draw, of being on the next board). `broken`: the rules that could
    not be kept, one sentence each.
    """

    keep: list[object]
    remove: list[object]
    show: dict[object, int]
    objects: pd.DataFrame
    broken: list[str]


@dataclass(frozen=True)
class _Chances:
    belief: rotation_model.Belief
    exposure: Array
    probability: Array
    low: Array
    high: Array


def recommend(objects: pd.DataFrame, rules: Rules, now: date | pd.Timestamp) -> Plan:
    """The plan for the period that begins at `now`.

    `objects`: one row per object with the columns of `analysis.exposure.aggregate`; exposures in effective
    weeks. `now` only seeds randomised places, so that each rotation draws anew. An object held with *keep*
    that is not on display competes like any other, and is locked once shown. Raises ValueError for a missing
    column, a missing or repeated object_id and impossible figures.
    """
    table = rotation_frame.read(objects)
    chances = _chances(table, rules)
    rank = rotation_model.index(chances.belief, chances.exposure, table.displayed)
    return _plan(table, chances, rank, rules, now)


def fifo(objects: pd.DataFrame, rules: Rules, now: date | pd.Timestamp) -> Plan:
    """First in, first out at the minimum time, under the same rules: the plan to beat.

    Every object past its minimum time leaves, the longest shown first, for those never shown, then for those
    that have rested most (highest next_exposure). `index` is the place in that queue, larger is sooner.
    """
    table = rotation_frame.read(objects)
    never = ~table.displayed & (table.terms.exposure == 0)
    rank = np.where(table.displayed, -1.0 - table.weeks, table.next_exposure)
    rank = np.where(never, 1.0 + table.next_exposure.max(initial=0.0), rank)
    return _plan(table, _chances(table, rules), rank, rules, now)


def compare(
    objects: pd.DataFrame,
    rules: Rules,
    now: date | pd.Timestamp,
    plan: Plan,
    draws: int = 4000,
    seed: int = 0,
) -> pd.DataFrame:
    """What `plan` is expected to bring in the next period, beside no change and first in, first out.

    One row each (plan, no change, first in first out): identifications expected, low, high; difference (of
    the plan to that row), difference_low, difference_high; 90 % intervals over common posterior draws. No
    change leaves on display what is still eligible and not withheld.
    """
    table = rotation_frame.read(objects)
    queue = fifo(objects, rules, now)
    staying = table.displayed & table.showable
    boards = {
        "plan": [*plan.keep, *plan.show],
        "no change": [name for name, stays in zip(table.object_id, staying, strict=True) if stays],
        "first in, first out": [*queue.keep, *queue.show],
    }
    results = {
        name: expected_identifications(objects, shown, draws, seed, rules.calibration)
        for name, shown in boards.items()
    }
    return paired(results, "plan")


def _chances(table: Objects, rules: Rules) -> _Chances:
    belief = rotation_model.believe(table.terms)
    exposure = table.next_exposure * rules.calibration
    probability = rotation_model.chance(belief, exposure)
    low, high = rotation_model.interval(belief, exposure, probability)
    return _Chances(belief, exposure, probability, low, high)


def _plan(table: Objects, chances: _Chances, rank: Array, rules: Rules, now: date | pd.Timestamp) -> Plan:
    decision = decide(table.board(rank), rules, _generator(rules, now))
    evidence = rotation_words.Evidence(table, chances.belief, chances.probability)
    reasons = rotation_words.reasons(evidence, decision, rules)
    kept = set(decision.place) - set(decision.shown)
    by_slot = sorted(decision.place, key=decision.place.__getitem__)
    name = table.object_id
    return Plan(
        keep=[name[row] for row in by_slot if row in kept],
        remove=[name[row] for row in sorted(decision.removed)],
        show={name[row]: decision.place[row] for row in by_slot if row not in kept},
        objects=_rows(table, chances, rank, decision, reasons),
        broken=rotation_words.broken(table, decision, rules),
    )


def _generator(rules: Rules, now: date | pd.Timestamp) -> np.random.Generator | None:
    if not rules.random_slots:
        return None
    return np.random.default_rng([rules.seed, abs(pd.Timestamp(now).value)])


def _rows(
    table: Objects, chances: _Chances, rank: Array, decision: Decision, reasons: list[str]
) -> pd.DataFrame:
    action = np.full(len(table), "wait", dtype=object)
    action[list(decision.place)] = "keep"
    action[decision.shown] = "show"
    action[decision.removed] = "remove"
    slot = np.where(action == "remove", table.slot, 0)
    slot[list(decision.place)] = list(decision.place.values())
    rows = pd.DataFrame(
        {
            "object_id": table.object_id,
            "action": action,
            "slot": pd.array(np.where(slot > 0, slot, np.nan), dtype="Int64"),
            "probability": chances.probability,
            "low": chances.low,
            "high": chances.high,
            "index": rank,
            "reason": reasons,
            "propensity": _propensity(len(table), decision),
        }
    )
    return rows.iloc[np.argsort(-rank, kind="stable")].reset_index(drop=True)


def _propensity(count: int, decision: Decision) -> Array:
    """Chance of being on the next board before any draw: 1 or 0 by rank, one share for all in the draw."""
    chance = np.zeros(count)
    chance[list(decision.place)] = 1.0
    if decision.random_pool:
        chance[decision.random_pool] = decision.random_drawn / len(decision.random_pool)
    return chance

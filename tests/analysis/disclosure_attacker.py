"""An attacker who shares no code with the rule: writes down all that is printed and solves for every hidden
number.

Deliberately naive: one dictionary of numbers, one dense row an equation, two integer programmes a number.
"""

from collections.abc import Hashable, Mapping
from itertools import product

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

Number = frozenset[tuple[str, Hashable]]
Range = tuple[int, int, int]
FAR = 10_000  # stands for "no bound": far above every threshold


def number(row: Mapping[str, Hashable], by: list[str]) -> Number:
    return frozenset((name, row[name]) for name in by if row[name] != "all")


def attack(
    truth: Mapping[str, pd.DataFrame],
    printed: Mapping[str, pd.DataFrame],
    count: str = "count",
    least: int = 0,
    k: int = 5,
    nesting: Mapping[tuple[str, str], Mapping[Hashable, Hashable]] | None = None,
) -> dict[Number, Range]:
    """By hidden number from 1 to k − 1: its value and the least and greatest value the attacker cannot rule
    out.

    The attacker takes hidden numbers to be `least` or more; missing cells are left out of the sums (they
    count as nothing), and sums over a missing total are not used.
    """
    values, shown, missing = _printed(truth, printed, count)
    index = {key: i for i, key in enumerate(values)}
    rows = [_row(total, parts, index, missing) for total, parts in _sums(truth, count, index, nesting or {})]
    matrix = np.array([row for row in rows if row is not None]).reshape(-1, len(index))
    low = np.array([values[key] if key in shown or key in missing else least for key in index], dtype=float)
    high = np.array([values[key] if key in shown or key in missing else FAR for key in index], dtype=float)
    exact = matrix @ np.array(list(values.values()), dtype=float)
    space = LinearConstraint(matrix, exact, exact)
    small = [key for key in index if key not in shown and key not in missing and 0 < values[key] < k]
    return {key: (values[key], *_range(index[key], low, high, space)) for key in small}


def _printed(
    truth: Mapping[str, pd.DataFrame], printed: Mapping[str, pd.DataFrame], count: str
) -> tuple[dict[Number, int], set[Number], set[Number]]:
    values: dict[Number, int] = {}
    shown, missing = set(), set()
    for name, frame in truth.items():
        by = [column for column in frame if column not in (count, "state")]
        states = printed[name]["state"].to_list()
        for row, state in zip(frame.to_dict("records"), states, strict=True):
            key = number(row, by)
            values[key] = 0 if state == "missing" else int(row[count])
            {"shown": shown, "missing": missing}.get(state, set()).add(key)
    return values, shown, missing


def _sums(truth, count, index, nesting):
    for frame in truth.values():
        by = [column for column in frame if column not in (count, "state")]
        values = {name: [v for v in frame[name].unique() if v != "all"] for name in by}
        for choice in product(*([*values[name], "all"] for name in by)):
            key = dict(zip(by, choice, strict=True))
            for name in by:
                if key[name] == "all":
                    parts = [number({**key, name: value}, by) for value in values[name]]
                    yield number(key, by), [part for part in parts if part in index]
    for (fine, coarse), classes in nesting.items():
        for key in index:
            if coarse in dict(key):
                rest = key - {(coarse, dict(key)[coarse])}
                parts = [rest | {(fine, f)} for f, c in classes.items() if c == dict(key)[coarse]]
                if fine not in dict(key) and any(part in index for part in parts):
                    yield key, [part for part in parts if part in index]


def _row(total, parts, index, missing):
    if total in missing or any(part in missing and _is_total(part, index) for part in parts):
        return None
    row = np.zeros(len(index))
    for part in parts:
        row[index[part]] += 1
    row[index[total]] -= 1
    return row


def _is_total(key: Number, index: Mapping[Number, int]) -> bool:
    return len(key) < max(map(len, index))


def _range(position: int, low: np.ndarray, high: np.ndarray, space: LinearConstraint) -> tuple[int, int]:
    ends = []
    for direction in (1, -1):
        cost = np.zeros(len(low))
        cost[position] = direction
        answer = milp(cost, constraints=space, bounds=Bounds(low, high), integrality=np.ones(len(low)))
        assert answer.x is not None, answer.message
        ends.append(round(abs(answer.fun)))
    return ends[0], ends[1]

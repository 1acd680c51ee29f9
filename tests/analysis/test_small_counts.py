"""An attacker with the whole printed table, an integer solver and the rule in hand learns nothing."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis import disclosure

ALL = "all"


def with_margins(cells: np.ndarray) -> pd.DataFrame:
    rows, columns = cells.shape
    found = [(f"r{i}", f"c{j}", int(cells[i, j])) for i in range(rows) for j in range(columns)]
    found += [(f"r{i}", ALL, int(cells[i].sum())) for i in range(rows)]
    found += [(ALL, f"c{j}", int(cells[:, j].sum())) for j in range(columns)]
    found.append((ALL, ALL, int(cells.sum())))
    return pd.DataFrame(found, columns=["row", "column", "count"])


def attack(frame: pd.DataFrame, protected: pd.DataFrame, k: int, least: int) -> list[str]:
    """Hidden cells under k whose range, given all that is printed, is not all of 1 … k − 1.

    Naive on purpose: one unknown a printed or hidden number, every margin an equation. `least`: what the
    attacker knows of a hidden number (1: zeros are never hidden).
    """
    keys = list(zip(frame["row"], frame["column"], strict=True))
    place = {key: i for i, key in enumerate(keys)}
    shown = protected["state"].to_numpy() == "shown"
    truth = frame["count"].to_numpy(dtype=float)
    lower = np.where(shown, truth, least)
    upper = np.where(shown, truth, truth.sum() + k)
    equations = []
    rows = sorted({row for row, _ in keys} - {ALL})
    columns = sorted({column for _, column in keys} - {ALL})
    for row in [*rows, ALL]:
        equations.append(([place[row, column] for column in columns], place[row, ALL]))
    for column in [*columns, ALL]:
        equations.append(([place[row, column] for row in rows], place[ALL, column]))
    matrix = np.zeros((len(equations), len(keys)))
    for number, (parts, total) in enumerate(equations):
        matrix[number, parts] = 1
        matrix[number, total] -= 1
    wrong = []
    for i, key in enumerate(keys):
        if shown[i] or not 0 < truth[i] < k:
            continue
        low, high = (extreme(matrix, lower, upper, i, sign) for sign in (1, -1))
        if low > 1 or high < k - 1:
            wrong.append(f"{key}: {low} to {high}")
    return wrong


def extreme(matrix: np.ndarray, lower: np.ndarray, upper: np.ndarray, i: int, sign: int) -> float:
    goal = np.zeros(matrix.shape[1])
    goal[i] = sign
    found = milp(
        goal,
        constraints=LinearConstraint(matrix, 0, 0),
        bounds=Bounds(lower, upper),
        integrality=np.ones(matrix.shape[1]),
    )
    assert found.success
    return float(round(sign * found.fun))


tables = st.tuples(st.integers(1, 5), st.integers(1, 5)).flatmap(
    lambda size: st.lists(
        st.one_of(st.integers(0, 6), st.integers(0, 60)),
        min_size=size[0] * size[1],
        max_size=size[0] * size[1],
    ).map(lambda values: np.array(values).reshape(size))
)


@settings(max_examples=60, deadline=None)
@given(cells=tables, k=st.integers(3, 6))
def test_no_hidden_small_count_is_narrowed(cells, k):
    frame = with_margins(cells)
    protected = disclosure.protect(frame, "count", ["row", "column"], k)
    assert attack(frame, protected, k, least=1) == []
    assert attack(frame, protected, k, least=0) == []


@settings(max_examples=60, deadline=None)
@given(cells=tables)
def test_what_is_printed_is_true_and_small_counts_never_are(cells):
    frame = with_margins(cells)
    protected = disclosure.protect(frame, "count", ["row", "column"])
    shown = protected["state"] == "shown"
    assert (protected.loc[shown, "count"].astype(int) == frame.loc[shown, "count"]).all()
    assert protected.loc[~shown, "count"].isna().all()
    assert not frame.loc[shown, "count"].between(1, 4).any()
    assert shown[frame["count"] == 0].all()


@settings(max_examples=25, deadline=None)
@given(cells=tables, seed=st.integers(0, 99))
def test_the_order_of_rows_does_not_matter(cells, seed):
    frame = with_margins(cells)
    shuffled = frame.sample(frac=1, random_state=seed)
    one = disclosure.protect(frame, "count", ["row", "column"])
    other = disclosure.protect(shuffled, "count", ["row", "column"])
    pd.testing.assert_series_equal(one["state"], other["state"].sort_index(), check_names=False)
    assert list(other.index) == list(shuffled.index)


def test_a_table_worked_by_hand():
    # 3 is small; its row has another cell, its column too: both partners and their crossing are needed.
    frame = with_margins(np.array([[3, 20, 30], [40, 50, 60], [0, 0, 70]]))
    protected = disclosure.protect(frame, "count", ["row", "column"]).set_index(["row", "column"])
    assert protected.loc[("r0", "c0"), "state"] == "suppressed"
    assert (protected["state"] == "suppressed").sum() == 4
    assert protected.loc[("r2", "c0"), "state"] == "shown"
    assert protected.loc[(ALL, ALL), "count"] == 273


def test_missing_stays_missing():
    frame = with_margins(np.array([[7, 9], [8, 6]])).astype({"count": "Int64"})
    frame.loc[0, "count"] = pd.NA
    protected = disclosure.protect(frame, "count", ["row", "column"])
    assert protected.loc[0, "state"] == "missing"


@pytest.mark.parametrize(
    ("count", "value", "state"), [(0, 0, "shown"), (1, None, "suppressed"), (5, 5, "shown")]
)
def test_a_count_that_stands_alone(count, value, state):
    assert tuple(disclosure.mask_scalar(count)) == (value, state)


def test_bad_input_is_refused_in_words():
    frame = with_margins(np.array([[7, 9], [8, 6]]))
    with pytest.raises(ValueError, match="margin"):
        disclosure.protect(frame[frame["row"] != ALL], "count", ["row", "column"])
    with pytest.raises(ValueError):
        disclosure.protect(frame.assign(count=-1), "count", ["row", "column"])

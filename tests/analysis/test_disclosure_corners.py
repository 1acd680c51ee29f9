"""`disclosure.protect` in its corners: shapes, thresholds, missing counts, dimensions, what is refused."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from analysis import disclosure
from tests.analysis.disclosure_attacker import attack

NAMES = ["a", "b", "c"]


def table(cells):
    """The table crossed by as many dimensions as `cells` has, with every margin."""
    cells = np.asarray(cells)
    names = NAMES[: cells.ndim]
    values = dict(zip(names, np.indices(cells.shape).reshape(cells.ndim, -1), strict=True))
    frame = pd.DataFrame({name: [f"{name}{i}" for i in place] for name, place in values.items()})
    return disclosure.with_margins(frame.assign(count=cells.ravel()), "count", names), names


def narrowed(frame, protected, k=5):
    """Hidden numbers under k that either attacker narrows: hidden numbers are 0 or more, or 1 or more."""
    shape = frame.drop(columns="state", errors="ignore")
    nothing = shape.assign(state=np.where(shape["count"].fillna(0) > 0, "suppressed", "shown"))
    nothing.loc[shape["count"].isna(), "state"] = "missing"
    floor = attack({"": shape}, {"": nothing}, k=k, least=1)
    wrong = []
    for least in (0, 1):
        for key, (value, low, high) in attack({"": shape}, {"": protected}, k=k, least=least).items():
            if high < k - 1 or low > (floor[key][1] if least else 1):
                wrong.append((sorted(key), value, low, high, least))
    return wrong


@pytest.mark.parametrize(
    ("cells", "hidden"),
    [
        ([3], 2),  # the cell and its total are one number
        ([30], 0),
        ([0], 0),
        ([0, 0, 0], 0),
        ([1, 1], 3),  # the total is 2
        ([4, 100], 2),
        ([3, 9, 20], 2),  # the 9 is the cheaper partner
        ([3, 1, 500], 3),  # two that are hidden sum to 4, which would leave each at most 3
        ([[3, 9, 20]], 4),  # one row: each number is printed twice
        ([[3], [9], [20]], 4),
        (np.ones((3, 3), dtype=int), 16),  # a printed 9, of nine hidden numbers that are not zero, says all
        (np.zeros((3, 3), dtype=int), 0),
        (np.full((3, 3), 50), 0),
        (np.diag([3, 3, 3]), 9),  # each cell is its row and its column
    ],
)
def test_small_tables_by_hand(cells, hidden):
    frame, names = table(cells)
    protected = disclosure.protect(frame, "count", names)
    assert narrowed(frame, protected) == []
    assert (protected["state"] == "suppressed").sum() == hidden


@pytest.mark.parametrize("k", [2, 3, 10])
def test_other_thresholds(k):
    frame, names = table(np.random.default_rng(k).integers(0, 3 * k, (6, 5)))
    protected = disclosure.protect(frame, "count", names, k)
    assert narrowed(frame, protected, k) == []
    assert not protected["count"].between(1, k - 1).any()


@pytest.mark.parametrize(("shape", "mean"), [((10, 10), 8), ((20, 5), 4), ((5, 5, 4), 5), ((3, 3, 3), 1)])
def test_tables_of_up_to_100_cells(shape, mean):
    rng = np.random.default_rng(7)
    frame, names = table(rng.poisson(np.exp(rng.normal(np.log(mean), 1.0, shape))))
    assert narrowed(frame, disclosure.protect(frame, "count", names)) == []


def test_all_cells_small():
    frame, names = table(np.random.default_rng(3).integers(1, 5, (6, 6)))
    protected = disclosure.protect(frame, "count", names)
    assert narrowed(frame, protected) == []
    cell = (frame[names] != "all").all(axis=1)
    assert (protected.loc[cell, "state"] == "suppressed").all()
    assert (protected.loc[~cell & (frame["count"] >= 5), "state"] == "shown").all()  # totals are kept


def exhaustive(frame, names, most):
    """The least number of further numbers to hide, tried in every combination below `most`."""
    small = frame["count"].between(1, 4).to_numpy()
    others = np.flatnonzero(frame["count"].to_numpy() >= 5)
    for size in range(most):
        for more in combinations(others, size):
            hidden = small.copy()
            hidden[list(more)] = True
            if not narrowed(frame, frame.assign(state=np.where(hidden, "suppressed", "shown"))):
                return size
    return most


@pytest.mark.parametrize("seed", range(4))
def test_no_more_is_hidden_than_it_takes(seed):
    """A naive oracle: on tables of 2 × 3 every choice can be tried."""
    cells = np.random.default_rng(seed).choice([0, 2, 3, 6, 9, 30], (2, 3))
    frame, names = table(cells)
    protected = disclosure.protect(frame, "count", names)
    added = int((protected["state"] == "suppressed").sum() - frame["count"].between(1, 4).sum())
    assert narrowed(frame, protected) == []
    assert added == exhaustive(frame, names, added)


def with_missing(which):
    frame, names = table(np.random.default_rng(7).integers(0, 30, (4, 4)))
    frame.loc[which(frame), "count"] = pd.NA
    return frame, names


@pytest.mark.parametrize(
    "which",
    [
        lambda f: f.index[:1],
        lambda f: f.index[f["a"] == "all"],
        lambda f: f.index[f["a"] == "a1"],
        lambda f: f.index,
    ],
    ids=["a cell", "totals", "a row with its total", "everything"],
)
def test_missing_is_neither_zero_nor_hidden(which):
    frame, names = with_missing(which)
    protected = disclosure.protect(frame, "count", names)
    assert (protected["state"] == "missing").equals(frame["count"].isna())
    assert narrowed(frame, protected) == []


def test_the_frame_keeps_its_rows_their_order_and_its_columns():
    frame, names = table([[3, 20, 0], [40, 50, 60]])
    mixed = frame.sample(frac=1, random_state=1).assign(note="kept", count=lambda f: f["count"].astype(float))
    before = mixed.copy()
    protected = disclosure.protect(mixed, "count", names)
    pd.testing.assert_frame_equal(mixed, before)  # the input is left alone
    assert list(protected.columns) == [*mixed.columns, "state"]
    pd.testing.assert_frame_equal(protected[[*names, "note"]], mixed[[*names, "note"]])
    assert protected["count"].dtype == pd.Int64Dtype()
    assert protected.loc[protected["state"] != "shown", "count"].isna().all()
    again = disclosure.protect(mixed, "count", names)
    pd.testing.assert_frame_equal(again, protected)


def test_cells_that_are_left_out_are_zero():
    frame, names = table([[3, 20, 0], [40, 0, 60]])
    full = disclosure.protect(frame, "count", names)
    sparse = disclosure.protect(frame[frame["count"] > 0], "count", names)
    pd.testing.assert_series_equal(sparse["state"], full.loc[frame["count"] > 0, "state"])


def test_values_of_any_kind_and_a_single_dimension_by_name():
    frame, names = table([3, 9, 20])
    numbered = frame.assign(a=frame["a"].replace({"a0": 0, "a1": 1, "a2": 2}))
    expected = disclosure.protect(frame, "count", names)["state"].tolist()
    for given in (
        numbered,
        frame.astype({"a": "category"}),
        frame.set_index(np.zeros(len(frame), dtype=int)),
    ):
        assert disclosure.protect(given, "count", "a")["state"].tolist() == expected


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda f: f[(f["a"] != "all") | (f["b"] != "all")], "no row for the margin the grand total"),
        (lambda f: f[f["b"] != "all"], "no row for the margin a a0"),
        (lambda f: f.assign(count=f["count"].where(f.index != 0, f["count"] + 1)), "margins do not add up"),
        (lambda f: f.assign(count=f["count"].where(f.index != 0, -1)), "0 or more, not -1"),
        (lambda f: f.assign(count=f["count"].astype(float).where(f.index != 0, 0.5)), "not 0.5"),
        (lambda f: f.assign(count=f["count"].astype(float).where(f.index != 0, np.inf)), "not inf"),
        (lambda f: f.assign(count=f["count"].astype(str)), "whole number"),
        (lambda f: pd.concat([f, f.iloc[:1]]), "two rows for a a0, b b0"),
        (lambda f: f.assign(a=f["a"].where(f.index != 0)), "no value for a"),
        (lambda f: f.drop(columns="b"), "no column b"),
        (lambda f: f.drop(columns="count"), "no column count"),
    ],
)
def test_what_is_no_table_is_refused_in_words(spoil, words):
    frame, names = table([[7, 9], [8, 6]])
    with pytest.raises(ValueError, match=words):
        disclosure.protect(spoil(frame), "count", names)


@pytest.mark.parametrize(("by", "k"), [(["a", "b"], 1), (["a", "b"], 4.5), ([], 5), (["a", "a"], 5)])
def test_arguments_that_make_no_sense_are_refused(by, k):
    frame, _ = table([[7, 9], [8, 6]])
    with pytest.raises(ValueError, match="must be"):
        disclosure.protect(frame, "count", by, k)

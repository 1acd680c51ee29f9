"""An attacker who has every table of a release learns nothing; and the release stays useful, and stable."""

import numpy as np
import pandas as pd
import pytest

from analysis import disclosure, disclosure_levels, disclosure_release
from tests.analysis.disclosure_attacker import attack
from tests.analysis.disclosure_campaign import campaign, tables, truth_of


def released(seed, k, most_hidden=0.4, previous=None):
    tips, nesting = campaign(seed)
    made = disclosure_release.release(tables(tips), k, previous, nesting=nesting, most_hidden=most_hidden)
    return tips, nesting, made


def everything_hidden(printed):
    """As if all that is not zero were hidden: what the printed zeros give away by themselves."""
    return {
        name: frame.assign(state=np.where(frame["count"] > 0, "suppressed", "shown"))
        for name, frame in printed.items()
    }


@pytest.mark.parametrize(("seed", "k", "most_hidden"), [(1, 5, 1.0), (2, 3, 1.0), (3, 10, 0.4), (4, 5, 0.4)])
def test_all_tables_together_narrow_no_hidden_small_count(seed, k, most_hidden):
    tips, nesting, made = released(seed, k, most_hidden)
    truth = truth_of(tips, made.tables)
    for key, (value, low, high) in attack(truth, made.tables, k=k, nesting=nesting).items():
        assert low <= 1 and high >= k - 1, (sorted(key), value, low, high)
    # An attacker who knows that hidden numbers are not zero: a total of three hidden cells is 3 or more
    # whatever is hidden, so each range is held against the one that the printed zeros alone leave.
    least = attack(truth, everything_hidden(truth), k=k, nesting=nesting, least=1)
    for key, (value, low, high) in attack(truth, made.tables, k=k, nesting=nesting, least=1).items():
        assert low <= least[key][1] and high >= k - 1, (sorted(key), value, low, high)


def test_the_attacker_breaks_what_is_hidden_by_the_threshold_alone():
    tips, nesting, _ = released(4, 5)
    truth = tables(tips)
    naive = {
        name: frame.assign(state=np.where(frame["count"].between(1, 4), "suppressed", "shown"))
        for name, frame in truth.items()
    }
    ranges = attack(truth, naive, nesting=nesting)
    assert any(low > 1 or high < 4 for _, low, high in ranges.values())


@pytest.mark.parametrize("seed", [1, 3, 5])
def test_what_is_printed_is_true(seed):
    tips, _, made = released(seed, 5)
    for name, exact in truth_of(tips, made.tables).items():
        printed = made.tables[name]
        shown = printed["state"] == "shown"
        assert (printed.loc[shown, "count"] == exact.loc[shown, "count"]).all()
        assert printed.loc[~shown, "count"].isna().all()
        assert not exact.loc[shown, "count"].between(1, 4).any()
        assert shown[exact["count"] == 0].all()


@pytest.mark.parametrize("seed", [6, 7])
def test_percentages_stand_only_beside_two_printed_numbers(seed):
    """From which every reader can work them out: as further bounds they add nothing to the attack."""
    tips, _, made = released(seed, 5)
    truth = truth_of(tips, made.tables)
    for name, frame in made.tables.items():
        by = [column for column in frame if column not in ("count", "state")]
        if len(by) < 2:
            continue
        for value in frame.loc[frame[by[0]] != "all", by[0]].unique():
            found = disclosure.shares(frame, "count", by, {by[0]: value})
            exact = truth[name].set_index(by)["count"]
            for row in found.to_dict("records"):
                part, whole = ((*key, row[by[1]]) for key in ((value,), ("all",)))
                states = frame.set_index(by)["state"]
                both = states.get(part, "shown") == "shown" and states[whole] == "shown"
                assert (row["state"] == "shown") <= both
                if row["state"] == "shown":
                    assert abs(row["share"] - 100 * exact.get(part, 0) / exact[whole]) <= 0.5
                else:
                    assert pd.isna(row["share"])


def test_a_percentage_of_a_hidden_number_would_give_it_away():
    """Why none is printed: 3 of 60 is 5 %, which only 3 is, to the whole percent."""
    cells = pd.DataFrame({"kind": ["a", "b", "c", "all"], "count": [3, 20, 37, 60]})
    protected = disclosure.protect(cells, "count", ["kind"])
    assert protected["state"].tolist() == ["suppressed", "suppressed", "shown", "shown"]
    possible = [count for count in range(1, 5) if round(100 * count / 60) == round(100 * 3 / 60)]
    assert possible == [3]


@pytest.mark.parametrize("seed", [9, 11])
def test_unchanged_data_are_released_unchanged(seed):
    *_, made = released(seed, 5)
    *_, again = released(seed, 5, previous=made.tables)
    for name, frame in made.tables.items():
        pd.testing.assert_frame_equal(again.tables[name], frame)


def moved(before, after):
    """Numbers hidden in one release and printed in the other."""
    states = [
        {
            tuple(row[:-2]): row[-1] == "suppressed"
            for row in frame[[*sorted(set(frame) - {"count", "state"}), "count", "state"]].to_numpy(object)
        }
        for frame in (before, after)
    ]
    return sum(states[0][key] != states[1][key] for key in states[0].keys() & states[1].keys())


def test_yesterdays_choice_is_kept_where_the_data_allow():
    """A new month comes in and a few late tips: far fewer old numbers change sides than without a memory."""
    with_memory = without = 0
    rng = np.random.default_rng(1)
    for _ in range(8):
        cells = rng.poisson(np.exp(rng.normal(1.8, 1.2, (7, 5))))
        first = _table(cells[:, :4])
        before = disclosure.protect(first, "count", ["row", "column"])
        late = cells.copy()
        late[rng.integers(7), rng.integers(4)] += 2
        now = _table(late)
        remembering = disclosure.protect(now, "count", ["row", "column"], previous=before)
        fresh = disclosure.protect(now, "count", ["row", "column"])
        inside = [frame[frame["column"] != "all"] for frame in (before, remembering, fresh)]
        with_memory += moved(inside[0], inside[1])
        without += moved(inside[0], inside[2])
    assert with_memory <= 0.5 * without


def _table(cells):
    rows, columns = cells.shape
    frame = pd.DataFrame(
        {
            "row": np.repeat([f"r{i}" for i in range(rows)], columns),
            "column": np.tile([f"c{i}" for i in range(columns)], rows),
            "count": cells.ravel(),
        }
    )
    return disclosure.with_margins(frame, "count", ["row", "column"])


def test_a_table_in_which_too_much_is_hidden_is_printed_coarser():
    cells = _table(np.full((6, 3), 3)).rename(columns={"row": "place", "column": "month"})
    cells["month"] = cells["month"].map({"c0": "2025-01", "c1": "2025-02", "c2": "2025-03", "all": "all"})
    nesting = {("place", "region"): {f"r{i}": f"region {i // 3}" for i in range(6)}}
    made = disclosure_release.release({"place_month": cells}, nesting=nesting)
    # place × quarter prints 6 numbers of 9, region × month 6 of 9, and so on: the finest that hides nothing
    [row] = made.summary.to_dict("records")
    assert row["coarsened"] and row["hidden"] == 0
    assert row["dimensions"] in ("place × quarter", "region × month") and row["cells"] == 6


def test_of_the_levels_that_hide_little_the_one_that_prints_most_comes_first():
    rng = np.random.default_rng(3)
    frame = _table(rng.poisson(np.exp(rng.normal(1.2, 1.0, (9, 6)))))
    frame = frame.rename(columns={"row": "place", "column": "month"})
    frame["month"] = frame["month"].replace({f"c{i}": f"2025-{i + 1:02d}" for i in range(6)})
    steps = disclosure_levels.ladder({"t": frame}, {("place", "region"): {f"r{i}": i // 3 for i in range(9)}})
    every = disclosure_levels.levels(frame, "count", 5, steps)
    assert len(every) == 6  # place or region, by month, quarter or half-year
    one = disclosure_levels.Levels(every, "count", 5)
    found = list(one.best_first(0.4))
    # the same, by protecting every level
    good = [level for level in map(one.alone, every) if level.share <= 0.4]
    best = max(level.shown for level in good)
    assert found[0].shown == best
    assert [level.shown for level in found[:-1]] == sorted((level.shown for level in good), reverse=True)


def test_yesterdays_level_stays_unless_another_is_surely_better():
    every = [_level(("place", "month"), 100, 39), _level(("region", "month"), 60, 5)]
    one = disclosure_levels.Levels(every, "count", 5)
    one._alone = {level.by: level for level in every}
    assert next(one.best_first(0.4)).by == ("place", "month")  # 61 numbers, against 55
    assert next(one.best_first(0.4, ("region", "month"))).by == ("region", "month")  # 39 % is too near


def _level(by, cells, hidden):
    return disclosure_levels.Level(pd.DataFrame(), by, cells, hidden)

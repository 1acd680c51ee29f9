"""What the browser gets to play the map week by week, against sums over the rows themselves."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layouts import map_cards
from layouts.findings import world
from layouts.map_cards import Found

WEEKS = list(pd.date_range("2025-06-02", periods=4, freq="7D"))
ROWS = [("DE", 0, 40, 10, 5), ("DE", 2, 1234567, 3, 0), ("LI", 1, 7, 0, 2), ("unknown", 3, 9, 0, 0)]


@pytest.fixture
def found():
    by_week = pd.DataFrame(ROWS, columns=["country", "week", "n", "actionable", "pending"])
    total = by_week.groupby("country", as_index=False)[["n", "actionable", "pending"]].sum()
    places = world.measured(total, "origin")
    by_week["week"] = [WEEKS[week] for week in by_week["week"]]
    return Found(places, places, places, WEEKS, by_week, None, None, pd.DataFrame())


@pytest.mark.parametrize("measure", list(world.MEASURES))
def test_each_week_has_the_measure_of_all_rows_so_far(found, measure):
    told = map_cards.player(found, measure, [0.0])
    assert told["countries"] == ["DE", "LI"] and len(told["weeks"]) == 4
    people = world.populations()
    for country, values in zip(told["countries"], told["values"], strict=True):
        for week, value in enumerate(values):
            rows = [row for row in ROWS if row[1] <= week]
            n, useful, waiting = (sum(row[at] for row in rows if row[0] == country) for at in (2, 3, 4))
            every = sum(row[2] for row in rows if row[0] != "unknown")
            wanted = {
                "count": n,
                "per_million": 1e6 * n / people[country],
                "share": n / every if every else None,
                "actionable_share": useful / (n - waiting) if n - waiting >= 30 else None,
            }[measure]
            assert value == (None if wanted is None else float(f"{wanted:.4g}"))


@given(st.floats(1e-9, 1e12) | st.integers(0, 10**9))
def test_four_digits_are_the_nearest_that_can_be_written(value):
    got = float(map_cards._four_digits(np.array([float(value)]))[0])
    assert got == pytest.approx(float(f"{got:.4g}"), rel=1e-15)  # no more digits than four
    size = 10.0 ** (np.floor(np.log10(value)) - 3) if value else 1.0
    assert abs(got - value) <= size / 2 * (1 + 1e-9)


def test_what_is_missing_stays_missing():
    assert np.isnan(map_cards._four_digits(np.array([np.nan]))[0])

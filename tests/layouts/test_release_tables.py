"""The tables of the release, on a small campaign in the shape of the demonstration campaign."""

import functools
from datetime import date

import numpy as np
import pandas as pd

from benchmarks import disclosure as shape
from layouts.findings import release_months, release_places, release_tables
from layouts.findings.release import Released
from queries.filters import Filters

OBJECTS, SEED = 50, 2
TOTALS = ("place", "object_id", "month", "assessment", "shares_place")
CROSSED = ("place_month", "object_month", "category_place", "object_region", "network_place", "network_month")


@functools.cache
def counted():
    rng = np.random.default_rng(SEED)
    tips = shape.tips(OBJECTS, rng)
    return tips, shape.shares(OBJECTS, rng), shape.assessments(int(tips["n"].sum()))


@functools.cache
def made():
    return release_tables.protected(*counted(), 5)


def test_every_table_is_there_and_hides_at_most_two_cells_of_five():
    summary = made().summary.set_index("table")
    assert set(summary.index) == {*TOTALS, *CROSSED}
    assert (summary.loc[list(CROSSED), "share"] <= 0.4).all()
    for name in ("place", "object_id", "month"):
        # totals stay by country, by object and by month, and hide little beyond what is under 5
        assert summary.loc[name, "dimensions"] == name
        assert summary.loc[name, "hidden"] <= summary.loc[name, "small"] + 0.1 * summary.loc[name, "cells"]


def test_tables_that_print_the_same_number_agree():
    printed: dict[frozenset, tuple] = {}
    tables = made().tables
    for name in ("place_month", "object_month", "category_place", "object_region", "place", "month"):
        frame = tables[name]
        by = [column for column in frame if column not in ("count", "state")]
        for row in frame.to_dict("records"):
            key = frozenset((column, row[column]) for column in by if row[column] != "all")
            value = (row["state"], None if pd.isna(row["count"]) else int(row["count"]))
            assert printed.setdefault(key, value) == value


def test_the_sum_of_all_is_printed():
    tips, shares, _ = counted()
    for name, total in (("month", tips["n"].sum()), ("network_month", shares["n"].sum())):
        frame = made().tables[name]
        names = [column for column in frame if column not in ("count", "state")]
        assert frame.loc[(frame[names] == "all").all(axis=1), "count"].tolist() == [total]


def test_percentages_and_rates_stand_only_beside_two_printed_counts():
    """From which every reader can work them out; one of a hidden count would give it away."""
    frame = made().tables["place"].rename(columns={"place": "country"})
    countries = frame[frame["country"] != "all"]
    total = int(frame.loc[frame["country"] == "all", "count"].iloc[0])
    for whole, state in ((total, "shown"), (None, "suppressed")):
        drawn = release_places.placed(countries, whole, state, "origin").frame
        hidden = drawn["state"] != "shown"
        assert hidden.any() and not hidden.all()
        assert drawn.loc[hidden, ["n", "per_million", "share"]].isna().all(axis=None)
        assert drawn["share"].notna().any() == (state == "shown")
        if state == "shown":
            np.testing.assert_allclose(drawn["share"], drawn["n"].astype("Float64").astype(float) / total)


def test_half_years_of_the_release_are_the_days_it_covers_of_them():
    release = Released(None, date(2025, 6, 1), date(2026, 5, 31), date(2026, 6, 1), {})
    assert release_months.days(["2025-H1"], release) == (date(2025, 6, 1), date(2025, 6, 30))
    assert release_months.days(["2025-H2", "2026-H1"], release) == (date(2025, 7, 1), date(2026, 5, 31))
    listed = ["2025-H1", "2025-H2", "2026-H1"]
    autumn = Filters(from_=date(2025, 7, 1), to=date(2025, 12, 31))
    assert release_months.snapped(autumn, listed, release) == ("2025-H2",)
    assert release_months.snapped(Filters(from_=date(2025, 8, 1), to=date(2025, 9, 1)), listed, release) == ()

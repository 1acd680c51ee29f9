"""Leadership's filters snapped to the release: which table answers, for which days, and what its sums say."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layouts.findings import release_scope
from layouts.findings.release import Released
from layouts.findings.release_months import snapped
from queries.campaign import State
from queries.filters import Filters
from queries.release import margins
from records.campaign import Campaign

STATE = State("Test", "UTC", True, 1, None, 0, None, Campaign())
FIRST, LAST = date(2026, 1, 1), date(2026, 5, 31)
MONTHS = ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05"]
ABOVE = {"region": {"NL": "Europe", "DE": "Europe", "US": "Americas"}}
CATALOGUE = pd.DataFrame(
    {
        "object_id": ["A", "B", "C"],
        "category": ["bags", "bags", "toys"],
        "agency": ["North", "South", "South"],
    }
)


def tip_rows(counts):
    """One row an object, place and month; counts in the order of the product."""
    every = [(o, p, m) for o in "ABC" for p in ("NL", "DE", "US") for m in MONTHS]
    rows = pd.DataFrame([(*key, n) for key, n in zip(every, counts, strict=True)],
                        columns=["object_id", "place", "month", "n"])  # fmt: skip
    rows = rows[rows["n"] > 0]
    return rows.assign(
        category=rows["object_id"].map({"A": "bags", "B": "bags", "C": "toys"}),
        region=rows["place"].map(ABOVE["region"]),
        quarter=rows["month"].map(lambda month: "2026-Q1" if month < "2026-04" else "2026-Q2"),
    )


def release_of(rows, tables, hidden=lambda name, key: False):
    frames = {}
    for name, by in tables.items():
        frame = margins(rows, by)
        keys = [tuple(row) for row in frame[by].itertuples(index=False)]
        dark = pd.Series([hidden(name, key) for key in keys], index=frame.index, dtype=bool)
        frame["count"] = frame["count"].astype("Int64").mask(dark)
        frames[name] = frame.assign(state=np.where(dark, "suppressed", "shown"))
    return Released(STATE, FIRST, LAST, LAST, frames)


FINE = {
    "object_month": ["object_id", "month"],
    "place_month": ["region", "quarter"],
    "category_place": ["category", "place"],
    "place": ["place"],
    "object_id": ["object_id"],
    "month": ["month"],
}
TEN = tip_rows([10] * 45)


def ask(release, filters, **options):
    asked = release_scope.wanted(filters, CATALOGUE)
    return release_scope.answer(release, asked, above=ABOVE, **options)


def test_days_snap_to_the_whole_months_in_them():
    found = ask(release_of(TEN, FINE), Filters(from_=date(2026, 3, 14), to=date(2026, 5, 2)))
    assert (found.first, found.last) == (date(2026, 4, 1), date(2026, 4, 30))
    assert found.one == (90, "shown")
    assert found.dropped == ()


def test_a_period_without_a_whole_month_snaps_to_the_months_it_touches():
    found = ask(release_of(TEN, FINE), Filters(from_=date(2026, 3, 20), to=date(2026, 4, 10)))
    assert (found.first, found.last) == (date(2026, 3, 1), date(2026, 4, 30))
    assert found.one == (180, "shown")


@pytest.mark.parametrize(
    "filters", [Filters(from_=date(2026, 6, 1)), Filters(to=date(2025, 12, 31), category=("toys",))]
)
def test_a_period_outside_the_release_is_missing_not_everything(filters):
    release = release_of(TEN, FINE)
    for by in ((), ("month",), ("place",), ("object_id",)):
        found = ask(release, filters, by=by)
        assert found.outside
        assert found.dropped == ()
        assert (found.first, found.last) == (None, None)
        assert list(found.rows["state"]) == ([] if by else ["missing"])
    assert not ask(release, Filters(from_=LAST)).outside
    assert not ask(release, Filters(to=FIRST)).outside


def test_a_quarter_counts_as_far_as_the_release_covers_it():
    release = release_of(TEN, FINE)
    period = Filters(from_=date(2026, 4, 1), to=date(2026, 5, 31))
    assert snapped(period, ["2026-Q1", "2026-Q2"], release) == ("2026-Q2",)


def test_a_country_and_a_period_are_answered_by_region_and_quarter():
    period = {"from_": date(2026, 1, 1), "to": date(2026, 3, 31)}
    found = ask(release_of(TEN, FINE), Filters(country=("NL",), **period))
    assert found.values == {"region": ("Europe",), "quarter": ("2026-Q1",)}
    assert found.one == (180, "shown")


def test_objects_of_a_category_in_a_month():
    found = ask(release_of(TEN, FINE), Filters(category=("bags",), from_=FIRST, to=date(2026, 1, 31)))
    assert found.values == {"object_id": ("A", "B"), "month": ("2026-01",)}
    assert found.one == (60, "shown")


def test_an_agency_is_its_objects_and_a_channel_is_in_no_table():
    found = ask(release_of(TEN, FINE), Filters(agency=("South",), channel=("web",)))
    assert found.one == (300, "shown")
    assert found.never == ("Channel",)


def test_rows_by_country_of_a_category_and_what_cannot_be_kept():
    asked = Filters(category=("toys",), from_=FIRST, to=date(2026, 1, 31))
    found = ask(release_of(TEN, FINE), asked, by=("place",))
    assert found.dropped == ("period",)
    assert dict(zip(found.rows["place"], found.rows["count"], strict=True)) == {"DE": 50, "NL": 50, "US": 50}


def test_one_hidden_number_hides_the_sum_but_not_the_margin():
    dark = {("object_month", ("A", "2026-02"))}
    release = release_of(TEN, FINE, lambda name, key: (name, key) in dark)
    assert ask(release, Filters(object=("A",), to=date(2026, 2, 28))).one == (None, "suppressed")
    assert ask(release, Filters(object=("A",), to=date(2026, 1, 31))).one == (30, "shown")
    assert ask(release, Filters(object=("A",), to=LAST)).one == (150, "shown")


def test_what_no_row_says_is_zero_and_an_empty_release_says_nothing():
    assert ask(release_of(TEN, FINE), Filters(country=("FR",))).one == (0, "shown")
    assert ask(Released(STATE, None, None, None, {}), Filters()).one == (None, "missing")


counts = st.lists(st.integers(0, 9), min_size=45, max_size=45)
days = st.dates(date(2025, 12, 1), date(2026, 6, 30))
some = {
    "object": st.lists(st.sampled_from("ABC"), max_size=2),
    "category": st.lists(st.sampled_from(["bags", "toys"]), max_size=2),
    "agency": st.lists(st.sampled_from(["North", "South"]), max_size=2),
    "country": st.lists(st.sampled_from(["NL", "DE", "US"]), max_size=2),
}


@settings(max_examples=20, deadline=None)
@given(
    counts,
    st.randoms(use_true_random=False),
    st.fixed_dictionaries(some),
    st.tuples(days, days).map(sorted),
    st.sampled_from([(), ("place",), ("month", "quarter"), ("region",), ("object_id",)]),
)
def test_a_printed_sum_is_made_of_printed_numbers_only(numbers, chance, lists, ends, by):
    """Whatever the hidden numbers are, each printed answer is the true sum of its cells: it depends on none
    of them, so it narrows none. And where nothing is hidden, nothing is."""
    rows, dark = tip_rows(numbers), {}
    hidden = lambda name, key: dark.setdefault((name, key), chance.random() < 0.3)  # noqa: E731
    filters = Filters(from_=ends[0], to=ends[1], **{name: tuple(values) for name, values in lists.items()})
    release = release_of(rows, FINE, hidden)
    # What leadership may know has no hidden number in it, so an answer cannot be made of one.
    assert all(
        frame.loc[frame["state"] == "suppressed", "count"].isna().all() for frame in release.tables.values()
    )
    for source, found in ((release, ask(release, filters, by=by)),
                          (None, ask(release_of(rows, FINE), filters, by=by))):  # fmt: skip
        inside = rows
        for dimension, values in found.values.items():
            inside = inside[inside[dimension].isin(values)]
        for row in found.rows.to_dict("records"):
            mine = inside[inside[found.by] == row[found.by]] if found.by else inside
            if row["state"] == "shown":
                assert row["count"] == mine["n"].sum()
            else:
                assert source is release or found.outside
                assert pd.isna(row["count"])


@pytest.mark.parametrize("table", ["network_month", "shares_place", "network_place"])
def test_shares_are_told_from_tips(table):
    assert release_scope.about_of(table) == "shares"
    assert all(release_scope.about_of(name) == "tips" for name in FINE)

"""Typed frames, rows looked up by a key, periods filled in: against pandas' own general tools."""

from datetime import UTC, date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries import calendar, frames

instants = st.none() | st.datetimes(timezones=st.just(UTC))
days = st.none() | st.dates(min_value=date(1900, 1, 1), max_value=date(2999, 12, 31))


@given(st.lists(instants, max_size=6), st.lists(days, max_size=6))
def test_instants_and_days_are_exact(some_instants, some_days):
    got = pd.Series(frames._instants(some_instants))
    wanted = pd.Series(pd.to_datetime(pd.Series(some_instants, dtype="object"), utc=True))
    pd.testing.assert_series_equal(got, wanted.astype("datetime64[us, UTC]"))
    np.testing.assert_array_equal(
        frames._days(some_days), np.array(some_days, dtype="datetime64[D]").astype("datetime64[s]")
    )


@given(st.lists(instants, max_size=6), st.lists(days, max_size=6))
def test_texts_of_the_embedded_database_are_read_alike(some_instants, some_days):
    texts = [at and f"{at:%m-%d %H:%M:%S.%f}" for at in some_instants]
    texts = [at and f"{at.year:04}-{text}" for at, text in zip(some_instants, texts, strict=True)]
    pd.testing.assert_series_equal(
        pd.Series(frames._instants(texts)), pd.Series(frames._instants(some_instants))
    )
    np.testing.assert_array_equal(
        frames._days([day and day.isoformat() for day in some_days]), frames._days(some_days)
    )


VALUES = {
    "text": pd.array(["a", None, "c"], dtype="str"),
    "whole": np.array([1, 2, 3]),
    "some": pd.array([1, None, 3], dtype="Int64"),
    "part": np.array([0.5, np.nan, 2.0]),
    "truth": np.array([True, False, True]),
    "day": np.array(["2026-01-01", "NaT", "2026-01-03"], dtype="datetime64[s]"),
    "at": pd.to_datetime(["2026-01-01", None, "2026-01-03"], utc=True).as_unit("us"),
}


@pytest.mark.parametrize("keys", [["z", "x"], ["x", "y", "z", "x"], ["?", "y"], ["?"], []])
@pytest.mark.parametrize("rows", [3, 0])
def test_looked_up_is_a_left_merge(keys, rows):
    frame = pd.DataFrame({"key": pd.array(["x", "y", "z"], dtype="str"), **VALUES}).iloc[:rows]
    left = pd.DataFrame({"key": pd.array(keys, dtype="str")})
    got = left.assign(**frames.looked_up(frame, "key", keys, list(VALUES)))
    pd.testing.assert_frame_equal(got, left.merge(frame, on="key", how="left"))


PANDAS_STEPS = {"day": "D", "week": "W-MON", "month": "MS"}


@given(st.sampled_from(sorted(PANDAS_STEPS)), st.sets(st.integers(0, 40), max_size=6))
def test_filled_is_a_reindex_by_every_period(grain, chosen):
    every = pd.date_range("2025-11-01", periods=41, freq=PANDAS_STEPS[grain], unit="s")
    known = every[sorted(chosen)]
    n = np.arange(len(known), dtype="int64") + 1
    counts = pd.DataFrame({grain: known.to_numpy(), "n": n, "pending": n % 2})
    got = calendar.filled(counts, grain)
    if len(known) < 2:
        pd.testing.assert_frame_equal(got, counts)
        return
    span = pd.date_range(known[0], known[-1], freq=PANDAS_STEPS[grain], unit="s", name=grain)
    wanted = counts.set_index(grain).reindex(span, fill_value=0).reset_index()
    pd.testing.assert_frame_equal(got, wanted)
    assert got["n"].sum() == n.sum() and (got[grain].diff().dropna() > timedelta(0)).all()

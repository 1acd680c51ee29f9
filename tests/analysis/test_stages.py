import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import incidence, stages

UNTIL = pd.Timestamp("2026-01-01")


def days(*texts):
    return pd.Series(pd.to_datetime(list(texts))).astype("datetime64[s]")


def test_by_hand():
    # 100 days ago: one after 40 days, one after 100, one on its way, one lost on day 10, one not begun.
    begun = days("2025-09-23", "2025-09-23", "2025-09-23", "2025-09-23", None)
    reached = days("2025-11-02", "2026-01-01", None, "2025-12-01", None)
    lost = days(None, None, None, "2025-10-03", None)
    frame = stages.stage_time(begun, reached, UNTIL, lost)
    assert list(frame["duration"]) == [40.0, 100.0, 100.0, 10.0]
    assert list(frame["event"]) == [1, 1, 0, 2]
    found = stages.summary(frame, horizons=(20, 90, 180))
    assert (found["n"], found["reached"]) == (4, 2)
    assert np.isnan(found["median"])  # two events are no distribution
    assert found["within_20"] == 0.0
    # Of the 3 not lost by day 40 one got there: 3/4 · 1/3.
    assert found["within_90"] == pytest.approx(0.25)
    assert np.isnan(found["within_180"])


def test_what_is_dated_before_its_beginning_counts_on_the_day_and_the_future_is_not_known_yet():
    begun = days("2025-12-01", "2025-12-01", "2026-02-01")
    reached = days("2025-11-20", "2026-01-05", "2026-02-02")
    frame = stages.stage_time(begun, reached, UNTIL)
    assert list(frame["event"]) == [1, 0]
    assert list(frame["duration"]) == [0.0, 31.0]


def test_quartiles_of_those_that_got_there():
    begun = days(*["2025-01-01"] * 12)
    reached = pd.Series(pd.Timestamp("2025-01-01") + pd.to_timedelta(range(11), unit="D")).astype(
        "datetime64[s]"
    )
    frame = stages.stage_time(begun, pd.concat([reached, days(None)], ignore_index=True), UNTIL)
    found = stages.summary(frame)
    assert (found["lower"], found["median"], found["upper"]) == (2.5, 5.0, 7.5)
    assert (found["n"], found["reached"]) == (12, 11)


def test_nothing_at_all():
    found = stages.summary(stages.stage_time(days(), days(), UNTIL))
    assert found["n"] == 0
    assert np.isnan(found["within_90"])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 300), st.none() | st.integers(0, 400), st.none() | st.integers(0, 400)),
        min_size=1,
        max_size=25,
    )
)
def test_row_by_row_oracle(items):
    start = pd.Timestamp("2025-03-07")

    def column(values):
        return pd.Series([pd.NaT if v is None else start + pd.Timedelta(days=v) for v in values]).astype(
            "datetime64[s]"
        )

    begun, reached, lost = (column(values) for values in zip(*items, strict=True))
    frame = stages.stage_time(begun, reached, UNTIL, lost)
    expected = []
    for begin, reach, loss in items:
        stop = (UNTIL - start).days
        if begin > stop:
            continue
        if reach is not None and reach <= stop and not (loss is not None and loss < reach):
            expected.append((max(reach - begin, 0), 1))
        elif loss is not None and loss <= stop:
            expected.append((max(loss - begin, 0), 2))
        else:
            expected.append((stop - begin, 0))
    assert list(zip(frame["duration"], frame["event"], strict=True)) == expected
    found = stages.summary(frame, horizons=(60,))
    assert found["reached"] == sum(event == 1 for _, event in expected)
    if found["within_60"] == found["within_60"]:
        curve = incidence.cumulative_incidence(frame, causes=(1,))
        assert found["within_60"] == curve.loc[curve["time"] <= 60, "estimate"].max()

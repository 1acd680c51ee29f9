"""Aalen–Johansen against tables by hand, naive loops, a published curve, lifelines and Kaplan–Meier."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lifelines import AalenJohansenFitter, KaplanMeierFitter

from analysis import incidence


def observed(rows: list[tuple[float, int]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["duration", "event"]).astype({"duration": "float64", "event": "int64"})


def naive(rows: list[tuple[float, int]], cause: int, t: float) -> tuple[float, float]:
    """Estimate and variance at t by the definition, time by time."""
    times = sorted({d for d, e in rows if e and d <= t})

    def after(start: float, survival: float) -> float:
        total = 0.0
        for time in [u for u in times if u > start]:
            n = sum(d >= time for d, _ in rows)
            total += survival * sum(d == time and e == cause for d, e in rows) / n
            survival *= 1 - sum(d == time and e > 0 for d, e in rows) / n
        return total

    variance, survival = 0.0, 1.0
    for time in times:
        n = sum(d >= time for d, _ in rows)
        p = sum(d == time and e == cause for d, e in rows) / n
        p0 = 1 - sum(d == time and e > 0 for d, e in rows) / n
        h = after(time, 1.0)
        variance += survival**2 / n * (p + p0 * h**2 - (p + p0 * h) ** 2)
        survival *= p0
    return after(-1, 1.0), variance


def test_table_computed_by_hand() -> None:
    # n = 6, ties between causes at 2 and a censoring there. S: 1 → 5/6 → 5/6·3/5 = 1/2 → 1/4.
    found = incidence.cumulative_incidence(observed([(1, 1), (2, 1), (2, 2), (2, 0), (5, 2), (7, 0)]))
    one, two = (found[found["cause"] == cause].set_index("time") for cause in (1, 2))
    assert one["estimate"].to_dict() == pytest.approx({0: 0, 1: 1 / 6, 2: 1 / 3, 5: 1 / 3, 7: 1 / 3})
    assert two["estimate"].to_dict() == pytest.approx({0: 0, 1: 0, 2: 1 / 6, 5: 5 / 12, 7: 5 / 12})
    assert one["at_risk"].to_dict() == {0: 6, 1: 6, 2: 5, 5: 2, 7: 1}
    # At time 1 one of six had cause 1: binomial variance p(1 − p)/n, and its log(−log) interval.
    assert one.loc[1, "variance"] == pytest.approx(5 / 216)
    spread = 1.959963985 * math.sqrt(5 / 216) / (1 / 6 * math.log(6))
    assert one.loc[1, "low"] == pytest.approx((1 / 6) ** math.exp(spread))
    assert one.loc[1, "high"] == pytest.approx((1 / 6) ** math.exp(-spread))


def test_published_example() -> None:
    # The 6-mercaptopurine arm of Freireich et al. 1963 has one cause: 1 − F is the published Kaplan–Meier
    # curve with Greenwood errors (Kalbfleisch & Prentice, Statistical Analysis of Failure Time Data, ch. 1).
    times = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    failed = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    found = incidence.cumulative_incidence(observed(list(zip(times, failed, strict=True)))).set_index("time")
    published = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    errors = {6: 0.0764, 7: 0.0869, 10: 0.0963, 13: 0.1068, 16: 0.1141, 22: 0.1282, 23: 0.1346}
    for time, survival in published.items():
        assert 1 - found.loc[time, "estimate"] == pytest.approx(survival, abs=5e-4)
        assert math.sqrt(found.loc[time, "variance"]) == pytest.approx(errors[time], abs=5e-5)


frames = st.lists(st.tuples(st.integers(0, 8).map(float), st.integers(0, 3)), min_size=1, max_size=14)


@given(frames)
def test_equals_the_naive_definition_with_ties(rows: list) -> None:
    found = incidence.cumulative_incidence(observed(rows))
    assert set(found["cause"]) == {event for _, event in rows if event}
    for row in found.itertuples():
        estimate, variance = naive(rows, row.cause, row.time)
        assert row.estimate == pytest.approx(estimate, abs=1e-12)
        assert row.variance == pytest.approx(variance, abs=1e-12)
        assert 0 <= row.low <= row.estimate + 1e-12 and row.estimate <= row.high + 1e-12 <= 1 + 2e-12
        assert row.at_risk == sum(duration >= row.time for duration, _ in rows)


@given(frames)
def test_causes_add_up_to_one_minus_kaplan_meier(rows: list) -> None:
    found = incidence.cumulative_incidence(observed(rows))
    if found.empty:
        assert all(event == 0 for _, event in rows)
        return
    curve = KaplanMeierFitter().fit([d for d, _ in rows], [e > 0 for _, e in rows])
    for time, total in found.groupby("time")["estimate"].sum().items():
        assert total == pytest.approx(1 - curve.predict(time), abs=1e-9)


def test_equals_lifelines_without_ties() -> None:
    rng = np.random.default_rng(8)
    rows = list(zip(rng.permutation(np.arange(1.0, 121.0)), rng.choice([0, 1, 2, 3], 120), strict=True))
    frame = observed(rows)
    found = incidence.cumulative_incidence(frame)
    for cause in (1, 2, 3):
        fitter = AalenJohansenFitter(calculate_variance=True)
        with np.errstate(all="ignore"):
            fitter.fit(frame["duration"], frame["event"], event_of_interest=cause)
        mine = found[found["cause"] == cause].set_index("time")
        assert mine["estimate"].to_numpy() == pytest.approx(fitter.cumulative_density_.iloc[:, 0].to_numpy())
        seen = (mine["estimate"] > 0) & (mine.index < 120)
        assert mine["variance"][seen].to_numpy() == pytest.approx(
            fitter.variance_[seen.to_numpy()].to_numpy()
        )
        bounds = fitter.confidence_interval_[seen.to_numpy()].to_numpy()
        assert mine["low"][seen].to_numpy() == pytest.approx(bounds.min(axis=1))
        assert mine["high"][seen].to_numpy() == pytest.approx(bounds.max(axis=1))


def test_ties_neither_use_nor_disturb_the_random_state() -> None:
    frame = observed([(3.0, 1), (3.0, 2), (3.0, 0), (4.0, 1)] * 5)
    np.random.seed(1)
    expected = np.random.random()
    np.random.seed(1)
    first = incidence.cumulative_incidence(frame)
    assert np.random.random() == expected
    pd.testing.assert_frame_equal(incidence.cumulative_incidence(frame), first)


def test_row_order_does_not_matter() -> None:
    frame = observed([(3.0, 1), (3.0, 2), (1.0, 0), (4.0, 1), (4.0, 0)])
    shuffled = frame.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(
        incidence.cumulative_incidence(shuffled), incidence.cumulative_incidence(frame)
    )


def test_interval_covers_what_it_should() -> None:
    rng = np.random.default_rng(11)
    covered = []
    for _ in range(400):
        first = rng.exponential(10, (60, 2))  # two causes with hazard .1 each: F₁(t) = (1 − exp(−.2t))/2
        censored = rng.uniform(0, 20, 60)
        ended = np.minimum(first.min(axis=1), censored)
        event = np.where(censored < first.min(axis=1), 0, first.argmin(axis=1) + 1)
        found = incidence.cumulative_incidence(observed(list(zip(ended, event, strict=True))))
        last = found[(found["cause"] == 1) & (found["time"] <= 6)].iloc[-1]
        covered.append(last["low"] <= (1 - math.exp(-1.2)) / 2 <= last["high"])
    assert 0.92 < np.mean(covered) < 0.98


def test_where_nothing_was_seen_the_interval_says_how_little_is_known() -> None:
    found = incidence.cumulative_incidence(observed([(2, 0), (5, 1), (9, 0)]), causes=[1, 2]).set_index(
        ["cause", "time"]
    )
    assert found.loc[(2, 5), "high"] == pytest.approx(1 - 0.025 ** (1 / 2))
    assert found.loc[(2, 0), "high"] == 0
    assert found.loc[(1, 2), "low"] == 0


def test_where_all_are_identified_the_upper_end_is_one() -> None:
    found = incidence.cumulative_incidence(observed([(1, 1), (2, 1), (3, 1)]))
    assert found["estimate"].iloc[-1] == pytest.approx(1)
    assert found["high"].iloc[-1] == 1
    assert found["low"].iloc[-1] == found["low"].iloc[-2] > 0


def test_one_object_that_is_identified_at_once() -> None:
    found = incidence.cumulative_incidence(observed([(0, 1)]))
    assert found[["time", "estimate", "low", "high", "at_risk"]].to_numpy().tolist() == [[0, 1, 0, 1, 1]]


@pytest.mark.parametrize("rows", [[], [(3, 0), (5, 0)]])
def test_without_events_there_are_no_rows_but_all_columns(rows: list) -> None:
    found = incidence.cumulative_incidence(observed(rows))
    assert found.empty
    assert found.dtypes.astype(str).to_dict() == incidence.COLUMNS
    full = incidence.cumulative_incidence(observed([(3, 1)]))
    assert full.dtypes.astype(str).to_dict() == incidence.COLUMNS


def test_asked_causes_have_rows_even_where_all_are_censored() -> None:
    found = incidence.cumulative_incidence(observed([(3, 0), (5, 0)]), causes=[2, 1])
    assert found["cause"].tolist() == [1, 1, 1, 2, 2, 2]
    assert (found["estimate"] == 0).all()


@pytest.mark.parametrize(
    ("duration", "event", "words"),
    [(-1, 0, "duration"), (math.nan, 0, "duration"), (math.inf, 0, "duration"), (1, -1, "event"),
     (1, 1.5, "event"), (1, None, "event")],
)  # fmt: skip
def test_bad_rows_are_refused(duration: float, event: float, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        incidence.cumulative_incidence(pd.DataFrame({"duration": [duration], "event": [event]}))


def test_numbers_at_risk() -> None:
    found = incidence.numbers_at_risk(observed([(1, 1), (2, 0), (2, 2), (9, 0)]), [0, 1, 1.5, 2, 9, 10])
    assert found["at_risk"].tolist() == [4, 4, 3, 3, 1, 0]

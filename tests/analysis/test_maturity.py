"""Assessment delay and immature weeks against tables by hand, a naive product-limit and simulated delays."""

from datetime import date, timedelta

import lifelines
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import maturity

AS_OF = date(2025, 3, 31)  # a Monday


def counts_frame(rows: list[tuple[int, int | None, int]]) -> pd.DataFrame:
    """Counts from (age of the tips at AS_OF in days, delay or None while pending, tips)."""
    now = pd.Timestamp(AS_OF)
    days = [now - timedelta(days=age) for age, _, _ in rows]
    done = [pd.NaT if delay is None else day + timedelta(days=delay)
            for day, (_, delay, _) in zip(days, rows, strict=True)]  # fmt: skip
    return pd.DataFrame(
        {"day": pd.to_datetime(days), "assessed_on": pd.to_datetime(done), "n": [n for _, _, n in rows]}
    ).astype({"n": "int64"})


def naive_share(rows: list[tuple[int, int | None, int]], within: int) -> float:
    """1 − the product-limit estimate, one tip at a time; an assessment still ahead is a pending tip."""
    tips = []
    for age, delay, n in rows:
        done = delay is not None and delay <= age
        tips += [(max(delay, 0) if done else age, done)] * n
    left = 1.0
    for t in range(within + 1):
        at_risk = sum(d >= t for d, _ in tips)
        if at_risk:
            left *= 1 - sum(d == t and done for d, done in tips) / at_risk
    return 1 - left


def test_distribution_computed_by_hand() -> None:
    # 10 tips: 4 the same day, 2 after 3 days, 1 pending for 3 days, 3 pending for 9. 1 − .6·(4/6) = .6.
    found = maturity.delays(counts_frame([(20, 0, 4), (20, 3, 2), (3, None, 1), (9, None, 3)]), AS_OF)
    assert found[["delay_days", "at_risk", "assessed"]].to_numpy().tolist() == [
        [0, 10, 4],
        [3, 6, 2],
        [9, 3, 0],
    ]
    assert found["share"].tolist() == pytest.approx([0.4, 0.6, 0.6])


tip_rows = st.lists(
    st.tuples(st.integers(0, 40), st.one_of(st.none(), st.integers(-1, 45)), st.integers(1, 4)),
    min_size=1, max_size=12,
)  # fmt: skip


@given(tip_rows)
def test_distribution_equals_a_naive_product_limit(rows: list) -> None:
    found = maturity.delays(counts_frame(rows), AS_OF)
    for row in found.itertuples():
        assert row.share == pytest.approx(naive_share(rows, row.delay_days), abs=1e-9)
        assert -1e-9 <= row.low <= row.share + 1e-9
        assert row.share - 1e-9 <= row.high <= 1 + 1e-9
    ages = np.arange(50)
    expected = [naive_share(rows, age) if age >= found["delay_days"].min() else 0 for age in ages]
    known = ages <= found["delay_days"].max()
    assert maturity.expected_share(found, ages)[known] == pytest.approx(np.array(expected)[known], abs=1e-9)


def test_recent_tips_do_not_bias_the_delay() -> None:
    rng = np.random.default_rng(3)
    rows = []
    for age in range(120):
        for delay in rng.geometric(1 / 14, 20) - 1:  # mean 13 days; the last weeks mostly pending
            rows.append((age, int(delay) if delay <= age else None, 1))
    found = maturity.delays(counts_frame(rows), AS_OF).set_index("delay_days")
    for within in (0, 6, 13, 27):
        truth = 1 - (13 / 14) ** (within + 1)
        assert found.loc[within, "share"] == pytest.approx(truth, abs=0.03)
        assert found.loc[within, "low"] < found.loc[within, "share"] < found.loc[within, "high"]


def test_what_lies_after_the_as_of_date_is_not_known_yet() -> None:
    rows = [
        (10, 2, 5),
        (10, 12, 3),
        (-1, 0, 9),
    ]  # the second assessed two days from now, the third not received
    found = maturity.delays(counts_frame(rows), AS_OF)
    assert found[["delay_days", "at_risk", "assessed"]].to_numpy().tolist() == [[2, 8, 5], [10, 3, 0]]


def test_weeks_counted_by_hand() -> None:
    # Everything is assessed on day 10 exactly; AS_OF is the first day of the week of 31 March.
    rows = [(age, 10 if age >= 10 else None, 10) for age in range(30)]
    found = maturity.weekly(counts_frame(rows), AS_OF)
    assert found["week"].dt.strftime("%m-%d").tolist() == [
        "02-24",
        "03-03",
        "03-10",
        "03-17",
        "03-24",
        "03-31",
    ]
    assert found["tips"].tolist() == [10, 70, 70, 70, 70, 10]
    assert found["assessed"].tolist() == [10, 70, 70, 50, 0, 0]
    assert found["expected"].tolist() == pytest.approx([1, 1, 1, 5 / 7, 0, 0])
    assert found["immature"].tolist() == [False, False, False, True, True, True]
    assert maturity.immature_from(counts_frame(rows), AS_OF) == pd.Timestamp("2025-03-17")


def test_expected_weighs_tips_not_days() -> None:
    rows = [(age, 10, 10) for age in range(20, 30)]
    rows += [(11, None, 90), (8, None, 10)]  # 20 and 23 March: most of the week's tips are old enough
    found = maturity.weekly(counts_frame([*rows, (50, 10, 100)]), AS_OF).set_index("week")
    spread = maturity.delays(counts_frame([*rows, (50, 10, 100)]), AS_OF)
    by_age = maturity.expected_share(spread, np.array([11, 8]))
    assert found.loc["2025-03-17", "expected"] == pytest.approx((90 * by_age[0] + 10 * by_age[1]) / 100)


def test_a_week_that_is_in_fact_assessed_is_not_immature() -> None:
    rows = [(age, 20, 10) for age in range(20, 60)]
    rows += [(age, 0, 1) for age in range(7)]  # last week's few tips were all assessed the same day
    found = maturity.weekly(counts_frame(rows), AS_OF)
    assert found["expected"].iloc[-2] < 0.9
    assert not found["immature"].iloc[-2]


def test_a_week_without_tips_is_judged_by_its_days() -> None:
    rows = [(age, 10 if age >= 10 else None, 10) for age in range(7, 60)]
    found = maturity.weekly(counts_frame(rows), AS_OF)
    assert found["tips"].tolist()[-2:] == [10, 0]
    assert np.isnan(found["share"].iloc[-1])
    assert found["immature"].tolist()[-2:] == [True, True]


def test_when_all_is_assessed_at_once_nothing_is_immature() -> None:
    assert maturity.immature_from(counts_frame([(age, 0, 5) for age in range(30)]), AS_OF) is None


def test_when_nothing_was_ever_assessed_all_weeks_are_immature() -> None:
    found = maturity.weekly(counts_frame([(age, None, 5) for age in range(30)]), AS_OF)
    assert found["immature"].all()
    assert (found["expected"] == 0).all()


@pytest.mark.parametrize("rows", [[], [(-3, None, 4)], [(3, None, 0)]])
def test_without_tips_there_are_columns_and_no_rows(rows: list) -> None:
    counts = counts_frame(rows)
    full = counts_frame([(3, 1, 2)])
    for measure in (maturity.delays, maturity.weekly):
        empty = measure(counts, AS_OF)
        assert empty.empty
        assert empty.dtypes.equals(measure(full, AS_OF).dtypes)
    assert maturity.immature_from(counts, AS_OF) is None


def test_counts_may_hold_dates_instead_of_timestamps() -> None:
    rows = [(age, 10 if age >= 10 else None, 10) for age in range(30)]
    counts = counts_frame(rows)
    plain = counts.assign(
        day=[d.date() for d in counts["day"]],
        assessed_on=[None if pd.isna(d) else d.date() for d in counts["assessed_on"]],
    )
    pd.testing.assert_frame_equal(maturity.weekly(plain, AS_OF), maturity.weekly(counts, AS_OF))


def test_daily_counts_from_tips() -> None:
    tips = pd.DataFrame({
        "day": [date(2025, 3, 1), date(2025, 3, 1), date(2025, 3, 2)],
        "assessed_at": pd.to_datetime(["2025-03-04 23:59", "2025-03-04 08:00", None], utc=True),
    })  # fmt: skip
    found = maturity.daily_counts(tips)
    assert found["n"].tolist() == [2, 1]
    assert found["assessed_on"].tolist()[0] == pd.Timestamp("2025-03-04")
    assert pd.isna(found["assessed_on"].iloc[1])
    assert maturity.weekly(found, AS_OF)["tips"].sum() == 3


@given(tip_rows)
def test_interval_equals_lifelines(rows: list) -> None:
    frame = counts_frame(rows)
    found = maturity.delays(frame, AS_OF).set_index("delay_days")
    delay, assessed, n = maturity._observed(frame, AS_OF)
    if not len(delay):
        assert found.empty
        return
    fitter = lifelines.KaplanMeierFitter().fit(delay, assessed, weights=n)
    bounds = fitter.confidence_interval_survival_function_.loc[found.index].to_numpy()
    pending = fitter.survival_function_.loc[found.index].iloc[:, 0].to_numpy()
    # While nothing is assessed, and once everything is, lifelines' interval is the estimate itself, as ours.
    np.testing.assert_allclose(found["share"], 1 - pending, atol=1e-12)
    np.testing.assert_allclose(found["low"], 1 - bounds.max(axis=1), atol=1e-12)
    np.testing.assert_allclose(found["high"], 1 - bounds.min(axis=1), atol=1e-12)

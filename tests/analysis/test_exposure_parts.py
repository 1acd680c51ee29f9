"""Days of a zone with summer time, attribution of tips, the assessment delay, traffic's forecast, wear."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter

from analysis import exposure_calendar, exposure_delay, exposure_model
from tests.analysis.exposure_case import objects


def spans(rows: list[tuple[str, str, str | None]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["object_id", "shown_from", "shown_until"])
    return frame.assign(slot=1)


def calendar(frame: pd.DataFrame, zone: str, now: str) -> exposure_calendar.Calendar:
    moment = exposure_calendar.instant(now)
    return exposure_calendar.calendar(objects("A", "B")["object_id"], frame, zone, moment)


def test_days_are_the_zones_own_and_the_short_one_is_short():
    """29 March 2026 has 23 hours in The Hague; from noon on that day there are 12."""
    frame = spans([("A", "2026-03-28T23:00Z", "2026-03-29T10:00Z"), ("B", "2026-03-29T10:00Z", None)])
    days = calendar(frame, "Europe/Amsterdam", "2026-03-31T22:00Z")
    shown = exposure_calendar.on_display(exposure_calendar.periods(frame, days), days)
    assert days.shape == (2, 4)
    assert shown[0] == pytest.approx([11 / 23, 0, 0, 0])
    assert shown[1] == pytest.approx([12 / 23, 1, 1, 0])


def test_periods_after_now_and_of_unknown_objects_do_not_count():
    frame = spans(
        [("A", "2026-01-01T00:00Z", None), ("X", "2026-01-01T00:00Z", None), ("B", "2026-02-01T00:00Z", None)]
    )
    days = calendar(frame, "UTC", "2026-01-03T12:00Z")
    shown = exposure_calendar.on_display(exposure_calendar.periods(frame, days), days)
    assert shown[0] == pytest.approx([1, 1, 0.5])
    assert shown[1] == pytest.approx([0, 0, 0])


@pytest.mark.parametrize(
    ("received", "day"),
    [
        ("2026-01-01T09:59Z", -1),  # before it was shown
        ("2026-01-01T10:00Z", 0),  # the beginning belongs to it
        ("2026-01-02T10:00Z", 1),  # its end does not: grace, on its last day
        ("2026-01-04T09:59Z", 1),  # within two days of grace
        ("2026-01-04T10:00Z", -1),  # grace over
        ("2026-01-07T00:00Z", 6),  # the second period
    ],
)
def test_a_tip_belongs_to_the_display_that_contains_it_or_just_ended(received, day):
    frame = spans([("A", "2026-01-01T10:00Z", "2026-01-02T10:00Z"), ("A", "2026-01-06T10:00Z", None)])
    days = calendar(frame, "UTC", "2026-01-09T00:00Z")
    when = exposure_calendar.seconds(pd.Series([received]))
    periods = exposure_calendar.periods(frame, days)
    found = exposure_calendar.attributed_day(np.array([0]), when, periods, 2 * 86_400, days)
    assert found.tolist() == [day]


@pytest.mark.parametrize("form", [str, pd.Timestamp, lambda t: pd.Timestamp(t).tz_localize(None)])
def test_instants_in_any_form(form):
    column = pd.Series([form("2026-01-01T10:00:00+00:00"), None], dtype=object)
    assert exposure_calendar.seconds(column).tolist() == [1_767_261_600, exposure_calendar.SPAN - 1]


@given(st.integers(0, 200))
def test_the_delay_is_kaplan_meier_in_days(seed):
    g = np.random.default_rng(seed)
    delay, limit = g.exponential(12, 300), g.uniform(1, 60, 300)
    assessed, waited = delay <= limit, np.minimum(delay, limit)
    ours = exposure_delay.assessment_delay(waited * 86_400, assessed, np.ones(300))
    fitter = KaplanMeierFitter().fit(np.floor(waited), assessed)
    theirs = 1 - fitter.survival_function_at_times(np.arange(len(ours))).to_numpy()
    assert ours == pytest.approx(theirs)


def test_few_assessed_tips_leave_the_cold_start():
    ours = exposure_delay.assessment_delay(np.full(19, 86_400.0), np.ones(19, dtype=bool), np.ones(19))
    assert ours[13] == pytest.approx(1 - np.exp(-1))
    assert exposure_delay.share_assessed(ours, np.array([0.0, 14.0, 1e6])) == pytest.approx(
        [0, 1 - np.exp(-1), ours[-1]]
    )


def test_counts_weigh_like_repeated_rows():
    waited, assessed = np.array([1.0, 3.0, 9.0]) * 86_400, np.array([True, False, True])
    once = exposure_delay.assessment_delay(waited, assessed, np.array([20.0, 5.0, 9.0]))
    many = exposure_delay.assessment_delay(
        np.repeat(waited, [20, 5, 9]), np.repeat(assessed, [20, 5, 9]), np.ones(34)
    )
    assert once == pytest.approx(many)


def test_the_forecast_leans_on_the_last_weeks():
    assert exposure_model.forecast_traffic(np.full((2, 30), 0.3), 1.0) == pytest.approx([0.3, 0.3])
    assert exposure_model.forecast_traffic(np.zeros((1, 0)), 1.0) == pytest.approx([1.0])
    rising = exposure_model.forecast_traffic(np.r_[np.full(20, 1.0), np.full(8, 2.0)], 1.0)
    assert 1.6 < rising < 2.0


def test_wear_by_hand():
    assert exposure_model.novelty(np.array([0.0, 3.0]), 3.0) == pytest.approx([1.0, 0.12 + 0.88 / np.e])
    assert exposure_model.novelty(np.array([50.0]), np.inf) == pytest.approx([1.0])
    assert exposure_model.saturation(np.array([20.0])) == pytest.approx([1 / np.e])
    assert exposure_model.lift(np.array([0.0, 31.0])) == pytest.approx([1.0, 8.0])


def test_the_prior_holds_tau_until_tips_speak():
    taus = exposure_model.TAUS
    assert taus[int(exposure_model.choose_tau(np.zeros(5), np.ones(())))] == 3.0
    assert taus[int(exposure_model.choose_tau(np.array([0, 0, 0, 0, 9.0]), np.ones(())))] == np.inf
    assert taus[int(exposure_model.choose_tau(np.array([0, 0, 0, 0, 9.0]), np.array(5.0)))] == 3.0


def test_overdispersed_tips_are_found_to_be():
    g = np.random.default_rng(1)
    exposure = np.ones((200, 10))
    for noise, low, high in ((np.ones((200, 10)), 1.0, 1.1), (g.gamma(0.5, 2.0, (200, 10)), 3.5, 15.0)):
        tips = g.poisson(5.0 * noise)
        found = exposure_model.dispersion(
            tips.sum(1).astype(float), exposure.sum(1), (tips**2 / exposure).sum(1), np.full(200, 10.0)
        )
        assert low <= found < high

"""The parts of the demonstration's model, each against a hand-checked case or a naive reckoning."""

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.demonstration import copies, judgement
from records.demonstration.answers import Suggestion
from records.demonstration.attention import attention
from records.demonstration.clock import Clock
from records.demonstration.geography import geography
from records.demonstration.parameters import Parameters, parameters
from records.demonstration.planning import Caps, fill, spread_over
from records.demonstration.scoring import scores
from records.demonstration.streams import Part, stream
from records.demonstration.wear import Wear
from records.demonstration.world import world
from records.settings import ROOT

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SPRING, AUTUMN = 301, 147  # days from 1 June 2025 to 29 March 2026 and to 26 October 2025


def year() -> Parameters:
    return parameters(1, "S", date(2026, 5, 31))


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock(date(2025, 6, 1), 365, "Europe/Amsterdam")


@pytest.mark.parametrize(("day", "quarters"), [(0, 96), (SPRING, 92), (AUTUMN, 100)])
def test_a_day_has_as_many_quarters_as_it_lasts(clock: Clock, day: int, quarters: int) -> None:
    assert clock.dates[SPRING] == date(2026, 3, 29)
    assert clock.dates[AUTUMN] == date(2025, 10, 26)
    times, weight = clock.quarters(day)
    assert len(times) == len(weight) == quarters
    assert weight.sum() == pytest.approx(1)
    local = [datetime.fromtimestamp(int(t), AMSTERDAM) for t in times]
    assert {moment.date() for moment in local} == {clock.dates[day]}
    if day == SPRING:
        assert 2 not in {moment.hour for moment in local}
    if day == AUTUMN:
        assert sum(moment.hour == 2 for moment in local) == 8


def test_moments_lie_in_their_day_after_their_bound_and_on_a_quarter(clock: Clock) -> None:
    rng = np.random.default_rng(3)
    for day in (0, SPRING, AUTUMN, 364):
        for hour in (0, 1, 10, 23):
            bound = np.full(200, clock.at(day, hour, 7))
            times = clock.moments(rng, day, 200, bound)
            assert (times >= bound).all()
            assert (times % 900 == 0).all()
            assert set(clock.day_of(times)) == {day}


def test_office_hours_are_on_working_days_and_never_before(clock: Clock) -> None:
    rng = np.random.default_rng(5)
    given_ = rng.integers(clock.at(3, 0), clock.at(300, 0), 3_000)
    moved = clock.office_hours(rng, given_)
    local = [datetime.fromtimestamp(int(t), AMSTERDAM) for t in moved]
    assert (moved > given_).all()
    assert (moved - given_).max() < 3.8 * 86_400
    assert {moment.weekday() for moment in local} <= {0, 1, 2, 3, 4}
    # A change of clocks moves the hours of that day by one, and only on a Sunday.
    assert {moment.hour for moment in local} <= set(range(8, 18))


def test_the_end_is_the_last_minute_of_the_last_day(clock: Clock) -> None:
    assert datetime.fromtimestamp(clock.end(), UTC) == datetime(2026, 5, 31, 21, 59, tzinfo=UTC)
    assert clock.dates[-1] == date(2026, 5, 31)


def test_streams_depend_on_their_names_alone() -> None:
    first = stream(1, Part.TIPS, 4).random(3).tolist()
    stream(1, Part.SHARES, 4).random(100)
    assert stream(1, Part.TIPS, 4).random(3).tolist() == first
    others = [stream(2, Part.TIPS, 4), stream(1, Part.VIEWS, 4), stream(1, Part.TIPS, 5)]
    assert all(other.random(3).tolist() != first for other in others)


def test_attention_meets_the_points_and_moves_with_press_and_changes() -> None:
    p = year()
    curve = attention(p)
    assert curve.tips.sum() == pytest.approx(21_000)
    for end, share in p.arrivals:
        assert curve.tips[:end].sum() == pytest.approx(21_000 * share)
    assert curve.traffic.mean() == pytest.approx(1)
    assert (curve.tips > 0).all()
    assert curve.change_days[0] == p.first_change
    assert set(np.diff(curve.change_days)) == {p.period}
    assert curve.change_days[-1] <= p.days - p.period


@given(
    ranked=st.permutations(range(12)),
    places=st.integers(0, 12),
    staying=st.sets(st.integers(12, 17)),
    caps=st.tuples(st.integers(1, 4), st.integers(1, 4)),
)
@settings(max_examples=150, deadline=None)
def test_places_are_filled_as_a_naive_reader_of_the_rule_would(
    ranked: list[int], places: int, staying: set[int], caps: tuple[int, int]
) -> None:
    category, agency = [str(n % 3) for n in range(18)], [str(n // 5) for n in range(18)]
    chosen: list[int] = []
    for candidate in ranked:
        board = [*staying, *chosen, candidate]
        same_category = sum(category[o] == category[candidate] for o in board)
        same_agency = sum(agency[o] == agency[candidate] for o in board)
        if len(chosen) < places and same_category <= caps[0] and same_agency <= caps[1]:
            chosen.append(candidate)
    assert fill(staying, ranked, places, Caps(category, agency, *caps)) == chosen


@given(st.integers(0, 500), st.lists(st.floats(0.01, 5), min_size=1, max_size=30))
def test_whole_numbers_add_up_and_stay_next_to_their_share(total: int, weights: list[float]) -> None:
    parts = spread_over(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - total * weight / sum(weights)) < 1 + 1e-9


def test_scores_of_an_object_never_shown_by_hand() -> None:
    none = np.zeros(1)
    made = scores(none, none, np.ones(1), np.array([-1]), (0, 0), 2.0)
    # mean .75/3 = .25, prior rate Gamma(.5, 2), conversion 6/100, two weeks at full interest: ahead = .12.
    assert made.probability[0] == pytest.approx(1 - (2 / 2.12) ** 0.5)
    assert made.index[0] == pytest.approx(1 - np.exp(-0.12 * (0.5 + 0.5**0.5) / 2))
    assert made.low[0] < made.probability[0] < made.high[0]


def test_scores_fall_with_wear_and_rise_with_useful_tips_and_the_analysts_score() -> None:
    actionable, exposure = np.array([2.0, 2.0, 8.0, 0.0, 0.0]), np.array([3.0, 3.0, 3.0, 0.0, 0.0])
    interest, score = np.array([1.0, 0.3, 1.0, 1.0, 1.0]), np.array([3, 3, 3, 1, 5])
    p = scores(actionable, exposure, interest, score, (5, 60), 2.0).probability
    assert p[1] < p[0] < p[2]
    assert p[3] < p[4]


def test_novelty_wears_off_on_display_and_comes_back_off_it() -> None:
    p = year()
    wear = Wear(p, world(p, geography(p.countries)))
    fresh = wear.novelty()
    assert fresh == pytest.approx(np.ones(p.objects))
    everything, nothing = np.ones(p.objects, bool), np.zeros(p.objects, bool)
    for _ in range(28):
        wear.pass_day(everything, 1.0)
    worn, seen = wear.novelty(), wear.saturation()
    assert (worn < 0.9).all()
    assert seen == pytest.approx(np.exp(-4 / 20))
    for _ in range(56):
        wear.pass_day(nothing, 1.0)
    assert (wear.novelty() > worn).all()
    assert (wear.novelty() < 1).all()
    assert wear.saturation() == pytest.approx(seen)  # never decays


def test_a_crowd_wears_an_object_no_more_than_the_cap() -> None:
    p = year()
    wear = Wear(p, world(p, geography(p.countries)))
    assert wear.weeks(1.0) == pytest.approx(1 / 7)
    assert wear.weeks(80.0) == pytest.approx(p.traffic_cap / 7)


def test_a_duplicate_repeats_the_last_clustered_tip_of_its_object() -> None:
    originals = copies.Originals(3)
    first = Suggestion(np.array([5, 7, 9]), np.array(["a", "b", None], dtype=object))
    objects, duplicate = np.array([0, 0, 1]), np.array([False, False, True])
    read = np.array([100, 50, 10])
    variant, assessed, copied = originals.repeat(objects, duplicate, np.array([2, 3, 0]), first, read)
    assert variant.tolist() == [2, 3, 0]
    assert copied.tolist() == [False, False, False]  # nothing to repeat on object 1
    assert assessed.tolist() == [100, 50, 10]
    later = Suggestion(np.array([1, 2]), np.array([None, "z"], dtype=object))
    variant, assessed, copied = originals.repeat(
        np.array([0, 1]), np.array([True, True]), np.array([0, 0]), later, np.array([20, 20])
    )
    assert variant.tolist() == [3, 0]
    assert later.country.tolist() == [7, 2]
    assert later.region.tolist() == ["b", "z"]
    assert assessed.tolist() == [50, 20]  # not before what it repeats
    assert copied.tolist() == [True, False]


def test_delays_are_weeks_with_a_tail_that_ends(clock: Clock) -> None:
    p = year()
    received = np.full(20_000, clock.at(100, 12))
    rng = np.random.default_rng(1)
    spam = np.arange(20_000) % 2 == 0
    days = (judgement.delays(rng, p, clock, received, spam) - received) / 86_400
    assert days[~spam].mean() == pytest.approx(16, abs=2)
    assert days.max() < p.assessment_limit + 3
    assert days[spam].mean() < 0.6 * days[~spam].mean()
    assert timedelta(days=float(days.min())) > timedelta(0)


def test_the_documentation_names_every_parameter() -> None:
    text = (ROOT / "docs" / "demonstration.md").read_text(encoding="utf-8")
    assert [field.name for field in fields(Parameters) if f"`{field.name}`" not in text] == []

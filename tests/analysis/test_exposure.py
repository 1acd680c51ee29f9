"""The table of objects from records: cases by hand, and a naive loop over days and objects."""

import math

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from analysis import exposure, rotation
from analysis.exposure import Campaign
from analysis.rotation_frame import COLUMNS
from tests.analysis.exposure_case import DAY, LAUNCH, objects, periods, simulated, tips

NOW = LAUNCH + 28 * DAY
NO_TIPS = tips()


def row(frame: pd.DataFrame, name: str = "A") -> pd.Series:
    return frame.set_index("object_id").loc[name]


def test_one_object_for_two_weeks_by_hand():
    """No tips, so traffic is 1 and τ = 3: Σ over days of (.12 + .88 e^(−x/3)) e^(−x/20) / 7, x = day / 7."""
    frame = exposure.aggregate(objects("A"), periods(("A", 0, None)), NO_TIPS, LAUNCH + 14 * DAY)
    by_hand = sum((0.12 + 0.88 * math.exp(-d / 21)) * math.exp(-d / 140) / 7 for d in range(14))
    assert row(frame)["exposure"] == pytest.approx(by_hand)
    nxt = sum((0.12 + 0.88 * math.exp(-d / 21)) * math.exp(-d / 140) / 7 for d in range(14, 21))
    assert row(frame)["next_exposure"] == pytest.approx(nxt)
    assert row(frame)["novelty"] == pytest.approx(0.12 + 0.88 * math.exp(-2 / 3))
    assert row(frame)["weeks_displayed_now"] == pytest.approx(2)
    assert frame.attrs == {"tau_weeks": 3.0, "traffic": "tips"}


def test_rest_brings_back_seven_tenths_by_half_every_eight_weeks():
    frame = exposure.aggregate(objects("A"), periods(("A", 0, 7)), NO_TIPS, LAUNCH + (7 + 56) * DAY)
    stock = 0.3 + 0.7 / 2
    assert row(frame)["novelty"] == pytest.approx(0.12 + 0.88 * math.exp(-stock / 3))
    assert not row(frame)["displayed"]


def test_open_exposure_waits_for_the_assessment():
    """Cold start: delays exponential with a mean of 14 days, here read at whole days and linear between."""
    frame = exposure.aggregate(objects("A"), periods(("A", 0, 1)), NO_TIPS, LAUNCH + 11 * DAY)
    share = np.interp(10.5, [10, 11], [1 - math.exp(-10 / 14), 1 - math.exp(-11 / 14)])
    assert row(frame)["open_exposure"] == pytest.approx(row(frame)["exposure"] * (1 - share))


def test_what_the_tips_say_by_now():
    received = tips(
        ("A", 1, "actionable", 5, "no_lead"),
        ("A", 2, "actionable", 5, "open"),
        ("A", 3, "actionable", 6, "none"),
        ("A", 4, "actionable", 40, "none"),  # assessed after now
        ("A", 5, "spam", 6, "none"),
        ("A", 6, "pending", None, "none"),
        ("A", 16, "actionable", 20, "none"),  # within the grace of the display
        ("A", 25, "actionable", 27, "no_lead"),  # nine days off display plus: beyond the grace of seven
        ("A", 30, "actionable", 31, "none"),  # received after now
        ("X", 3, "actionable", 4, "none"),  # not in the catalogue
    )
    campaign = Campaign(grace_days=7)
    frame = exposure.aggregate(objects("A"), periods(("A", 0, 10)), received, NOW, campaign=campaign)
    told = row(frame)
    assert (told["actionable"], told["failed"], told["pending"]) == (4, 2, 3)
    assert told["tips"] == 6
    assert told["eligible"]


def test_a_row_may_stand_for_many_tips():
    one = tips(("A", 1, "actionable", 5, "none"), ("A", 2, "unusable", 5, "none"))
    many = pd.concat([one.iloc[[0]]] * 3 + [one.iloc[[1]]] * 4)
    shown = periods(("A", 0, None))
    first = exposure.aggregate(objects("A"), shown, one.assign(n=[3, 4]), NOW)
    assert_frame_equal(first, exposure.aggregate(objects("A"), shown, many, NOW))


def test_tips_with_only_their_day():
    by_day = tips(("A", 1.5, "actionable", 5, "none"))
    by_day["day"] = pd.to_datetime(["2026-01-06"])
    frame = exposure.aggregate(objects("A"), periods(("A", 0, None)), by_day.drop(columns="received_at"), NOW)
    assert row(frame)["actionable"] == 1


def test_an_identified_object_is_not_eligible():
    names, shown = objects("A", "B", "C"), periods(("A", 0, None))
    found = tips(("A", 1, "actionable", 2, "identified"))
    outcome = pd.DataFrame(
        {
            "object_id": ["B", "C"],
            "kind": ["trail_eliminated", "object_identified"],
            "occurred_at": [NOW - DAY, NOW + DAY],
        }
    )
    frame = exposure.aggregate(names, shown, found, NOW, outcomes=outcome)
    assert frame["eligible"].tolist() == [False, False, True]


def test_availability_cases_holds_and_scores():
    names = objects(
        "A", "B", "C", "D", case_id=["open", "closed", "open", "none"],
        available_from=pd.to_datetime([None, None, NOW + DAY, None], utc=True),
        available_until=pd.to_datetime([NOW + DAY, None, None, NOW], utc=True),
    )  # fmt: skip
    cases = pd.DataFrame(
        {"case_id": ["open", "closed"], "agency": ["north", "south"], "status": ["open", "closed"]}
    )
    holds = pd.DataFrame(
        {
            "object_id": ["A", "A", "B", "C"],
            "kind": ["keep", "withhold", "keep", "withhold"],
            "from_at": [LAUNCH] * 4,
            "until_at": pd.to_datetime([None, None, NOW + DAY, NOW], utc=True),
        }
    )
    scores = pd.DataFrame(
        {
            "object_id": ["A", "A", "A", "B"],
            "scored_at": [LAUNCH + DAY, LAUNCH, NOW + DAY, LAUNCH],
            "identifiability": [4, 1, 5, 0],
        }
    )
    shown = periods(("A", 0, None))
    frame = exposure.aggregate(names, shown, NO_TIPS, NOW, holds=holds, scores=scores, cases=cases)
    assert frame["eligible"].tolist() == [True, False, False, False]
    assert frame["hold"].tolist() == ["withhold", "keep", "none", "none"]
    assert frame["agency"].tolist()[:3] == ["north", "south", "north"]
    assert frame["identifiability"].tolist()[:2] == [4.0, 0.0]
    assert frame["identifiability"].isna().tolist() == [False, False, True, True]


def test_a_change_of_slot_goes_on_counting_and_a_gap_does_not():
    shown = pd.concat(
        [periods(("A", 0, 10), ("B", 0, 10)), periods(("A", 10, None), ("B", 12, None), slot=7)]
    )
    frame = exposure.aggregate(objects("A", "B"), shown, NO_TIPS, NOW)
    assert frame["weeks_displayed_now"].tolist() == pytest.approx([28 / 7, 16 / 7])
    assert frame["slot"].tolist() == [7, 7]


def test_traffic_is_read_from_views():
    """Twice the views in the second week: twice the exposure that wear would leave."""
    days = pd.date_range("2026-01-05", periods=14)
    views = pd.DataFrame({"day": days, "object_id": "A", "n": [100] * 7 + [200] * 7})
    shown, now = periods(("A", 0, None)), LAUNCH + 14 * DAY
    frame = exposure.aggregate(objects("A"), shown, NO_TIPS, now, views=views)
    level, stock, by_hand = [2 / 3] * 7 + [4 / 3] * 7, 0.0, 0.0
    for traffic in level:
        by_hand += traffic / 7 * (0.12 + 0.88 * math.exp(-stock / 3)) * math.exp(-stock / 20)
        stock += traffic / 7
    assert row(frame)["exposure"] == pytest.approx(by_hand)
    assert frame.attrs["traffic"] == "views"


def test_days_without_views_are_filled_from_tips():
    views = pd.DataFrame({"day": pd.date_range("2026-01-05", periods=14), "object_id": "A", "n": 70})
    received = tips(*[("A", d + 0.5, "unusable", d + 1, "none") for d in range(28)])
    frame = exposure.aggregate(objects("A"), periods(("A", 0, None)), received, NOW, views=views)
    even = exposure.aggregate(objects("A"), periods(("A", 0, None)), received, NOW)
    assert (frame.attrs["traffic"], even.attrs["traffic"]) == ("views and tips", "tips")
    assert row(frame)["exposure"] == pytest.approx(row(even)["exposure"])


def test_a_burst_of_shares_lifts_exposure_and_clicks_do_not():
    days = pd.date_range("2026-01-05", periods=28)
    usual = pd.DataFrame({"day": days, "object_id": "A", "kind": "share", "n": 10})
    burst = usual.assign(n=[10] * 20 + [100] * 8)
    clicks = pd.concat([usual, burst.assign(kind="click")])
    shown = periods(("A", 0, None))
    seen = [
        row(exposure.aggregate(objects("A"), shown, NO_TIPS, NOW, shares=shares))["exposure"]
        for shares in (usual, burst, clicks, None)
    ]
    assert 1.3 < seen[1] / seen[0] < 1.5
    assert seen[2] == seen[0] == pytest.approx(seen[3])


@pytest.mark.parametrize(("tau", "chosen"), [(1.5, 1.5), (6.0, 6.0), (math.inf, math.inf)])
def test_tau_is_found_again(tau, chosen):
    """Raw tips drawn with a known decay; every object is shown for five weeks, at staggered starts."""
    g, names = np.random.default_rng(3), [f"OBJ-{i:02d}" for i in range(60)]
    spans, rows = [], []
    for place, name in enumerate(names):
        begins = 3 * place
        spans.append((name, begins, begins + 35))
        for day in range(35):
            mean = 3 * g.gamma(4, 1 / 4) * (0.12 + 0.88 * math.exp(-day / 7 / tau)) * math.exp(-day / 140)
            rows += [(name, begins + day + 0.5, "unusable", begins + day + 3, "none")] * g.poisson(mean)
    views = pd.DataFrame({"day": pd.date_range("2026-01-05", periods=220), "n": 0}).merge(
        pd.DataFrame({"object_id": names}), how="cross"
    )
    shown = pd.DataFrame(spans, columns=["object_id", "a", "b"])
    start = (views["day"] - pd.Timestamp("2026-01-05")).dt.days
    views = views.assign(start=start).merge(shown, on="object_id")
    views = views[(views["start"] >= views["a"]) & (views["start"] < views["b"])].assign(n=100)
    frame = exposure.aggregate(
        objects(*names),
        periods(*spans),
        tips(*rows),
        LAUNCH + 215 * DAY,
        views=views[["day", "object_id", "n"]],
    )
    assert frame.attrs["tau_weeks"] == chosen


def naive(records, now):
    """exposure and open_exposure by loops over objects and days (UTC), τ and traffic as chosen."""
    frame = exposure.aggregate(now=now, **records)
    days = math.ceil((now - LAUNCH.floor("D")) / DAY)
    first = math.floor(min((p - LAUNCH) / DAY for p in records["display_periods"]["shown_from"]))
    names = records["objects"]["object_id"].tolist()
    on = {(name, d): 0.0 for name in names for d in range(days)}
    for period in records["display_periods"].itertuples():
        ends = now if pd.isna(period.shown_until) else min(period.shown_until, now)
        for d in range(days):
            begins_, ends_ = LAUNCH + d * DAY, LAUNCH + (d + 1) * DAY
            shared = min(ends, ends_) - max(period.shown_from, begins_)
            on[period.object_id, d] += max(shared / DAY, 0.0)
    views = dict.fromkeys(range(days), 0.0)
    for view in records["views"].itertuples():
        d = (view.day - pd.Timestamp("2026-01-05")).days
        if d in views:
            views[d] += view.n
    showing = {d: sum(on[name, d] for name in names) for d in range(days)}
    level = {d: views[d] / showing[d] if showing[d] else 0.0 for d in range(days)}
    mean = sum(level[d] * showing[d] for d in range(days)) / sum(showing.values())
    tau, result = frame.attrs["tau_weeks"], {}
    for name in names:
        lasting = recovering = total = seen = 0.0
        for d in range(first, days):
            step = on[name, d] * level[d] / mean / 7
            seen += step * (0.12 + 0.88 * math.exp(-(lasting + recovering) / tau)) * math.exp(-total / 20)
            lasting, total = lasting + 0.3 * step, total + step
            recovering = recovering * 0.5 ** ((1 - on[name, d]) / 56) + 0.7 * step
        result[name] = seen
    return frame, result


@pytest.mark.parametrize("seed", range(5))
def test_exposure_equals_a_naive_loop(seed):
    records = simulated(seed)
    frame, expected = naive({k: v for k, v in records.items() if k != "shares"}, LAUNCH + 60 * DAY)
    assert frame["exposure"].to_numpy() == pytest.approx(
        [expected[name] for name in frame["object_id"]], rel=1e-4
    )
    assert frame["open_exposure"].between(0, frame["exposure"]).all()


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_records_does_not_matter(seed):
    records = simulated(seed)
    shuffled = {name: frame.sample(frac=1, random_state=seed) for name, frame in records.items()}
    shuffled["objects"] = records["objects"]
    now = LAUNCH + 50 * DAY
    assert_frame_equal(exposure.aggregate(now=now, **records), exposure.aggregate(now=now, **shuffled))


def test_the_table_feeds_the_recommendation():
    records = simulated(1, count=40)
    frame = exposure.aggregate(now=LAUNCH + 60 * DAY, **records)
    assert set(COLUMNS) <= set(frame.columns)
    plan = rotation.recommend(frame, rotation.Rules(slots=8), LAUNCH + 60 * DAY)
    assert len(plan.keep) + len(plan.show) == 8


def test_before_anything_was_shown():
    frame = exposure.aggregate(objects("A", "B"), periods(), NO_TIPS, LAUNCH)
    assert frame["exposure"].tolist() == [0, 0]
    assert frame["next_exposure"].to_numpy() == pytest.approx(frame["next_exposure"].iloc[0])
    assert not frame["displayed"].any()


def test_no_objects():
    frame = exposure.aggregate(objects(), periods(), NO_TIPS, LAUNCH)
    assert len(frame) == 0
    assert set(COLUMNS) <= set(frame.columns)


def test_a_repeated_object_is_refused():
    with pytest.raises(ValueError, match="object_id of its own"):
        exposure.aggregate(objects("A", "A"), periods(), NO_TIPS, LAUNCH)

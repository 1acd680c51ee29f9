"""Calibration of shown chances: by hand, on simulated histories that are right or wrong, and from records."""

import math

import numpy as np
import pandas as pd
import pytest

from analysis import calibration
from analysis.calibration_history import history

START = pd.Timestamp("2026-01-05T08:00Z")
WEEK = pd.Timedelta(weeks=1)


def simulated(seed: int, weeks: int = 150, bold: float = 1.0) -> pd.DataFrame:
    """Twenty chances a week; what happens has `bold` times the hazard that was shown."""
    g = np.random.default_rng(seed)
    chance = g.beta(1.0, 20.0, weeks * 20)
    at = START + np.repeat(np.arange(weeks), 20) * WEEK
    happened = g.random(weeks * 20) < 1 - (1 - chance) ** bold
    return pd.DataFrame({"at": at, "probability": chance, "identified": happened, "known_at": at + 5 * WEEK})


def test_by_hand():
    frame = pd.DataFrame(
        {
            "at": [START, START, START + WEEK, START + WEEK],
            "probability": [0.5, 0.2, 0.1, 0.3],
            "identified": pd.array([True, False, False, None], dtype="boolean"),
        }
    )
    told = calibration.assess(frame)
    assert (told.n, told.events, told.unsettled) == (3, 1, 1)
    assert told.expected == pytest.approx(0.8)
    assert told.ratio == pytest.approx(1.25)
    assert told.ratio_low == pytest.approx(0.0253178 / 0.8, rel=1e-4)  # Garwood's limits for one event
    assert told.ratio_high == pytest.approx(5.571643 / 0.8, rel=1e-4)
    assert told.log_score == pytest.approx(-(math.log(0.5) + math.log(0.8) + math.log(0.9)) / 3)
    before, then = 0.05, 1.5 / 12
    assert told.reference_score == pytest.approx(
        -(math.log(before) + math.log(1 - before) + math.log(1 - then)) / 3
    )
    assert math.isnan(told.slope)
    assert told.sentence == "Too early to say: 1 identified where 0.8 were expected."


def test_right_chances_are_found_right():
    inside = 0
    for seed in range(20):
        told = calibration.assess(simulated(seed))
        inside += told.ratio_low <= 1 <= told.ratio_high and told.slope_low <= 1 <= told.slope_high
        assert told.log_score < told.reference_score
    assert inside >= 16


@pytest.mark.parametrize(("bold", "words"), [(0.5, "too high"), (2.0, "too low")])
def test_wrong_chances_are_found_wrong(bold, words):
    told = calibration.assess(simulated(1, 300, bold))
    assert told.ratio == pytest.approx(bold, rel=0.2)
    assert words in told.sentence


def test_too_bold_chances_have_a_slope_below_one():
    frame = simulated(2, 300)
    logit = np.log(frame["probability"] / (1 - frame["probability"]))
    bolder = frame.assign(probability=1 / (1 + np.exp(-(2 * logit + 2.5))))
    assert calibration.assess(bolder).slope == pytest.approx(calibration.assess(frame).slope / 2, rel=1e-6)


def test_nothing_is_recalibrated_before_thirty_events():
    frame = simulated(3, 300, 2.0)
    order = frame["identified"].cumsum()
    assert calibration.factor(frame[order <= 29]) == 1.0
    assert calibration.factor(frame[order <= 30]) > 1.2
    assert calibration.factor(frame) == pytest.approx(2.0, rel=0.15)


def test_recalibrated_chances_have_their_hazard_multiplied():
    chance = np.array([0.0, 0.1, 1.0])
    assert calibration.recalibrated(chance, 2.0) == pytest.approx([0.0, 1 - 0.9**2, 1.0])
    assert calibration.recalibrated(chance, 1.0) == pytest.approx(chance)


def test_prequential_uses_only_what_was_settled_before():
    frame = simulated(4, 120, 2.0)
    told = calibration.prequential(frame)
    assert told["factor"].iloc[0] == 1.0
    for week in (30, 80, 119):
        at = START + week * WEEK
        before = frame[(frame["at"] < at) & (frame["known_at"] <= at)]
        assert (told.loc[frame["at"] == at, "factor"] == calibration.factor(before)).all()
    late = frame["at"] > START + 60 * WEEK
    raw, better = (
        calibration.assess(frame[late]),
        calibration.assess(told[late].assign(probability=told["recalibrated"])),
    )
    assert abs(better.ratio - 1) < abs(raw.ratio - 1)
    assert better.log_score < raw.log_score


def test_groups_cover_everything_once():
    frame = simulated(5)
    told = calibration.groups(frame, 7)
    assert told["n"].sum() == len(frame)
    assert told["events"].sum() == frame["identified"].sum()
    assert told["expected"].is_monotonic_increasing
    assert ((told["low"] <= told["observed"]) & (told["observed"] <= told["high"])).all()


def test_an_empty_history_says_nothing():
    told = calibration.assess(simulated(1).iloc[:0])
    assert (told.n, told.events) == (0, 0)
    assert math.isnan(told.ratio)
    assert calibration.groups(simulated(1).iloc[:0]).empty


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda f: f.drop(columns="identified"), "lacks the column identified"),
        (lambda f: f.assign(probability=1.2), "between 0 and 1"),
    ],
)
def test_impossible_histories_are_refused(change, words):
    with pytest.raises(ValueError, match=words):
        calibration.assess(change(simulated(1)))


def records() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    rotations = pd.DataFrame(
        {
            "rotation_id": ["R1", "R2", "R3"],
            "published_at": [START, START + WEEK, START + 2 * WEEK],
            "undone_at": pd.to_datetime([None, START + WEEK, None], utc=True),
        }
    )
    chosen = [("R1", "A", "keep"), ("R1", "B", "show"), ("R1", "C", "remove"), ("R1", "D", "keep")]
    chosen += [("R1", "E", "keep"), ("R2", "A", "keep"), ("R3", "A", "keep")]
    recommendations = pd.DataFrame(chosen, columns=["rotation_id", "object_id", "action"])
    recommendations = recommendations.assign(probability=0.1, low=0.0, high=0.3, propensity=1.0)
    day = pd.Timedelta(days=1)
    tips = pd.DataFrame(
        [
            ("A", START + day, "actionable", START + 3 * day, "identified", START + 20 * day),
            ("A", START + 2 * day, "pending", None, "none", None),
            ("B", START + 3 * day, "spam", START + 12 * day, "none", None),
            ("D", START + 3 * day, "actionable", START + 4 * day, "open", None),
            ("D", START + 9 * day, "actionable", START + 10 * day, "identified", START + 12 * day),
        ],
        columns=["object_id", "received_at", "assessment", "assessed_at", "investigation", "investigated_at"],
    )
    return recommendations, rotations, tips


def test_history_from_records():
    told = history(*records(), now=START + 2.5 * WEEK)
    assert list(zip(told["rotation_id"], told["object_id"], strict=True)) == [
        ("R1", "A"),
        ("R1", "B"),
        ("R1", "D"),
        ("R1", "E"),
        ("R3", "A"),
    ]
    assert told["identified"].tolist() == [True, False, pd.NA, False, pd.NA]
    day = pd.Timedelta(days=1)
    assert told["known_at"].tolist()[:4] == [START + n * day for n in (20, 12, 7, 7)]
    assert calibration.assess(told).unsettled == 2

"""The event study against a statsmodels GLM with all dummies, known effects, and data too thin to speak."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.genmod.families import Poisson
from statsmodels.genmod.generalized_linear_model import GLM

from analysis.display_effect import WARNINGS, event_study

WEEKS = pd.date_range("2025-01-06", periods=40, freq="W-MON")
EFFECT = {-3: 0.0, -2: 0.0, -1: 0.0, 0: -0.7, 1: -1.2, 2: -1.5}


def panel(seed: int, objects: int = 40, rate: float = 5.0, bursts: bool = True) -> pd.DataFrame:
    """Object-weeks with a known effect around one event each, its weeks and objects differing widely."""
    rng = np.random.default_rng(seed)
    trend = rng.normal(0, 0.5, len(WEEKS))
    rows = []
    for number in range(objects):
        own, event = rng.normal(0, 1), rng.integers(8, 32)
        for week in range(len(WEEKS)):
            since = week - event
            exposure = rng.uniform(0.5, 3)
            effect = EFFECT.get(since, -2.0 if since > 2 else 0.3)
            burst = rng.gamma(2, 0.5) if bursts else 1.0
            tips = rng.poisson(rate * exposure * burst * np.exp(own + trend[week] + effect))
            rows.append((f"O{number}", WEEKS[week], tips, exposure, since))
    frame = pd.DataFrame(rows, columns=["object_id", "week", "tips", "exposure", "event_time"])
    return frame.astype({"event_time": "Int64"})


def with_dummies(frame: pd.DataFrame, before: int, after: int) -> tuple[pd.Series, pd.Series]:
    """Coefficients and clustered errors (no small-sample factor) of the same model by statsmodels."""
    event = frame["event_time"].clip(-before - 1, after + 1).fillna(99).astype(int)
    dummies = [
        pd.get_dummies(event, prefix="event").drop(columns="event_-1"),
        pd.get_dummies(frame["week"], prefix="week", drop_first=True),
        pd.get_dummies(frame["object_id"], prefix="object"),
    ]
    design = pd.concat(dummies, axis=1).astype(float)
    model = GLM(frame["tips"], design, Poisson(), offset=np.log(frame["exposure"]))
    groups = pd.factorize(frame["object_id"])[0]
    fitted = model.fit(cov_type="cluster", cov_kwds={"groups": groups, "use_correction": False}, tol=1e-12)
    return fitted.params, fitted.bse


def test_equals_a_glm_with_a_dummy_per_object_and_week() -> None:
    frame = panel(1, objects=15)
    frame.loc[frame.index % 17 == 0, "event_time"] = pd.NA
    found = event_study(frame, "end", before=3, after=2)
    params, errors = with_dummies(frame, 3, 2)
    width = stats.t.ppf(0.975, 14) * np.sqrt(15 / 14)
    for row in found.effects[found.effects["note"] == ""].itertuples():
        name = f"event_{row.event_time}"
        assert np.log(row.ratio) == pytest.approx(params[name], abs=1e-6)
        assert np.log(row.high) == pytest.approx(params[name] + width * errors[name], abs=1e-5)
        assert np.log(row.low) == pytest.approx(params[name] - width * errors[name], abs=1e-5)


def test_known_effects_are_inside_their_intervals_as_often_as_stated() -> None:
    inside = []
    for seed in range(15):
        effects = event_study(panel(seed), "end", before=3, after=2).effects.set_index("event_time")
        for time, effect in EFFECT.items():
            if time != -1:
                inside.append(effects.loc[time, "low"] <= np.exp(effect) <= effects.loc[time, "high"])
    assert 0.88 < np.mean(inside) <= 1


def test_each_row_says_what_it_rests_on() -> None:
    frame = panel(3)
    found = event_study(frame, "end", before=3, after=2)
    assert found.effects["event_time"].tolist() == [-3, -2, -1, 0, 1, 2]
    for row in found.effects.itertuples():
        seen = frame[frame["event_time"] == row.event_time]
        assert (row.objects, row.tips) == (seen["object_id"].nunique(), seen["tips"].sum())
    reference = found.effects.set_index("event_time").loc[-1]
    assert reference["ratio"] == 1
    assert reference["note"] == "reference"
    assert np.isnan(reference["low"])
    assert (found.objects, found.tips, found.left_out, found.refusal) == (40, frame["tips"].sum(), 0, "")


def test_the_warning_says_that_ends_are_chosen() -> None:
    assert "chosen" in event_study(panel(1), "end").warning
    assert "biased" in event_study(panel(1), "end").warning
    assert event_study(panel(1), "start").warning == WARNINGS["start"]


def test_scaling_exposure_or_adding_a_common_proxy_changes_nothing() -> None:
    frame = panel(5)
    weekly = frame.groupby("week")["tips"].transform("sum").clip(lower=1)
    plain = event_study(frame, "end", 3, 2).effects
    scaled = event_study(frame.assign(exposure=frame["exposure"] * weekly * 1000), "end", 3, 2).effects
    pd.testing.assert_frame_equal(plain, scaled, rtol=1e-5)


def test_weeks_without_any_tip_have_ratio_zero_and_do_not_break_the_fit() -> None:
    frame = panel(6)
    frame.loc[frame["event_time"] == 1, "tips"] = 0
    frame.loc[frame["week"] == WEEKS[3], "tips"] = 0
    frame.loc[frame["object_id"] == "O7", "tips"] = 0
    found = event_study(frame, "end", 3, 2)
    silent = found.effects.set_index("event_time").loc[1]
    assert (silent["ratio"], silent["tips"], silent["note"]) == (0, 0, "no tips")
    assert np.isnan(silent["low"])
    assert found.objects == 39
    assert found.effects.set_index("event_time").loc[2, "ratio"] == pytest.approx(np.exp(-1.5), rel=0.6)


def test_sparse_tips_give_an_answer_or_a_reason_but_no_warning() -> None:
    for seed in range(12):
        found = event_study(panel(seed, objects=14, rate=0.05), "end", 3, 2)
        assert bool(found.refusal) == found.effects.empty
        shown = found.effects["ratio"].dropna()
        assert np.isfinite(shown).all()


def test_few_objects_in_a_week_have_no_interval() -> None:
    frame = panel(7)
    keep = (frame["event_time"] != 2) | frame["object_id"].isin(["O1", "O2", "O3"])
    row = event_study(frame[keep], "end", 3, 2).effects.set_index("event_time").loc[2]
    assert row["objects"] == 3
    assert row["note"] == "under 5 objects, no interval"
    assert np.isnan(row["low"])
    assert row["ratio"] > 0


def test_a_week_that_was_never_observed_is_named() -> None:
    frame = panel(8)
    row = event_study(frame[frame["event_time"] != 2], "end", 3, 2).effects.set_index("event_time").loc[2]
    assert row["note"] == "not observed"
    assert np.isnan(row["ratio"])


def test_weeks_without_exposure_are_left_out_and_counted() -> None:
    frame = panel(9)
    lost = frame.index % 10 == 0
    unknown = frame.assign(exposure=frame["exposure"].where(~lost, 0.0))
    found = event_study(unknown, "end", 3, 2)
    assert found.left_out == frame.loc[lost, "tips"].sum()
    pd.testing.assert_frame_equal(found.effects, event_study(frame[~lost], "end", 3, 2).effects)
    missing = frame.assign(exposure=frame["exposure"].where(~lost))
    assert event_study(missing, "end", 3, 2).left_out == found.left_out


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (panel(1).head(0), "no objects with tips had a week before the end of a display; 10 are needed"),
        (panel(1, objects=1), "1 object with tips had a week before the end"),
        (panel(1, objects=9), "9 objects with tips had"),
        (panel(1).assign(tips=0), "no objects with tips had"),
        (
            panel(1).assign(tips=lambda f: f["tips"].where(f["event_time"] != -1, 0)),
            "no objects with tips had",
        ),
        (panel(1).assign(event_time=pd.NA).astype({"event_time": "Int64"}), "no objects with tips had"),
    ],
)
def test_too_little_is_refused_in_words(frame: pd.DataFrame, words: str) -> None:
    found = event_study(frame, "end")
    assert words in found.refusal
    assert found.effects.empty
    assert found.effects.dtypes.equals(event_study(panel(1), "end").effects.dtypes)


def test_few_tips_are_refused() -> None:
    frame = panel(1, objects=12).assign(tips=0)
    frame.loc[frame["event_time"].isin([-1, 0]), "tips"] = 1
    assert (
        event_study(frame, "end").refusal == "No effect can be shown: 24 tips around the ends; 30 are needed."
    )


def test_when_all_change_in_the_same_weeks_nothing_can_be_told_apart() -> None:
    frame = panel(1)
    frame["event_time"] = pd.Series([WEEKS.get_loc(w) - 20 for w in frame["week"]], dtype="Int64")
    assert "cannot be told apart" in event_study(frame, "end").refusal


def test_a_window_without_a_reference_is_refused() -> None:
    with pytest.raises(ValueError, match="window"):
        event_study(panel(1), "end", before=1)

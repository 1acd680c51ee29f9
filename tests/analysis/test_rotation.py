"""`recommend` as the page calls it: tables of any order and type in, a plan with words out."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from analysis import rotation
from analysis.rotation import Rules
from tests.analysis.rotation_case import NOW, campaign, table

FREE = Rules(category_cap=None, agency_cap=None)


def same(first: rotation.Plan, second: rotation.Plan) -> None:
    assert (first.keep, first.remove, first.show, first.broken) == (
        second.keep,
        second.remove,
        second.show,
        second.broken,
    )
    assert_frame_equal(first.objects, second.objects)


@given(seed=st.integers(0, 10_000), random_slots=st.integers(0, 2))
@settings(max_examples=25)
def test_the_plan_does_not_depend_on_the_order_of_rows(seed, random_slots):
    objects = campaign(seed)
    rules = Rules(random_slots=random_slots, maximum_swaps=[None, 3][seed % 2])
    shuffled = objects.sample(frac=1, random_state=seed).set_index(np.arange(len(objects)) * 7)
    columns = list(np.random.default_rng(seed).permutation(objects.columns))
    same(rotation.recommend(objects, rules, NOW), rotation.recommend(shuffled[columns], rules, NOW))


@given(seed=st.integers(0, 10_000))
@settings(max_examples=25)
def test_plan_and_table_tell_the_same(seed):
    objects, rules = campaign(seed), Rules(random_slots=1)
    plan = rotation.recommend(objects, rules, NOW)
    told = plan.objects.set_index("object_id")
    assert len(told) == len(objects)
    assert list(told.index[told["action"] == "keep"].sort_values()) == sorted(plan.keep)
    assert list(told.index[told["action"] == "remove"].sort_values()) == sorted(plan.remove)
    assert told.loc[list(plan.show), "slot"].tolist() == list(plan.show.values())
    displayed = objects.set_index("object_id")["displayed"]
    assert sorted(plan.keep + plan.remove) == sorted(displayed.index[displayed])
    on = told[told["action"].isin(["keep", "show"])]
    assert on["slot"].is_unique
    assert on["slot"].between(1, 20).all()
    assert told.loc[told["action"] == "wait", "slot"].isna().all()
    assert told["low"].le(told["probability"]).all()
    assert told["probability"].le(told["high"]).all()
    assert told["reason"].str.len().gt(0).all()
    assert told["propensity"].between(0, 1).all()
    assert told["index"].is_monotonic_decreasing


def as_text(objects):
    text = objects.astype(
        {"displayed": str, "eligible": str, "hold": "str", "actionable": str, "slot": object}
    )
    return text.assign(slot=objects["slot"].map(lambda value: None if pd.isna(value) else str(value)))


def as_nullable(objects):
    whole = dict.fromkeys(("actionable", "failed", "pending", "tips", "slot", "identifiability"), "Int64")
    return objects.astype({**whole, "displayed": "boolean", "eligible": "boolean", "exposure": "Float64"})


def as_objects(objects):
    return objects.astype(object).where(objects.notna(), None)


@pytest.mark.parametrize("form", [as_text, as_nullable, as_objects, lambda o: o.convert_dtypes()])
def test_any_column_type_gives_the_same_plan(form):
    objects = campaign(4)
    same(rotation.recommend(objects, Rules(), NOW), rotation.recommend(form(objects), Rules(), NOW))


def test_missing_figures_of_objects_never_shown_are_nought():
    objects = table(30, 20)
    gaps = objects.copy()
    counts = ["actionable", "failed", "pending", "exposure", "open_exposure", "tips", "tip_exposure"]
    gaps.loc[20:, counts] = np.nan
    gaps.loc[20:, "hold"] = None
    same(rotation.recommend(objects, Rules(), NOW), rotation.recommend(gaps, Rules(), NOW))


def test_the_callers_table_is_left_alone():
    objects = campaign(1)
    before = objects.copy(deep=True)
    rotation.recommend(objects, Rules(random_slots=2), NOW)
    assert_frame_equal(objects, before)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda o: o.drop(columns="hold"), "lacks the column hold"),
        (lambda o: o.drop(columns=["tips", "slot"]), "lacks the column slot, tips"),
        (lambda o: pd.concat([o, o.iloc[:1]]), "OBJ-0000 appears more than once"),
        (lambda o: o.assign(object_id=[None, *o["object_id"][1:]]), "object_id is missing"),
        (lambda o: o.assign(hold="maybe"), "hold must be none, keep or withhold; it holds 'maybe'"),
        (lambda o: o.assign(eligible="perhaps"), "eligible must be true or false; it holds 'perhaps'"),
        (lambda o: o.assign(tips=-1.0), "tips must be finite and not negative"),
        (lambda o: o.assign(exposure=np.inf), "exposure must be finite"),
        (lambda o: o.assign(actionable="many"), "actionable must be a number"),
        (
            lambda o: o.assign(next_exposure=np.nan),
            "next_exposure is missing for the eligible object OBJ-0000",
        ),
        (lambda _: pd.DataFrame(), "lacks the column object_id"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(change, words):
    with pytest.raises(ValueError, match=words):
        rotation.recommend(change(table(5, 2)), Rules(), NOW)


def test_first_week_shows_twenty_under_the_caps():
    plan = rotation.recommend(table(100), Rules(), NOW)
    assert len(plan.show) == 20
    assert list(plan.show.values()) == list(range(1, 21))
    assert list(plan.show) == [f"OBJ-{i:04d}" for i in range(20)]
    assert (plan.keep, plan.remove, plan.broken) == ([], [], [])
    assert plan.objects["probability"].to_numpy() == pytest.approx(0.0335, abs=2e-3)
    assert plan.objects["reason"].eq("Never shown").all()


def test_an_empty_pool_leaves_the_board_as_it_is():
    plan = rotation.recommend(table(20, 20), Rules(), NOW)
    assert len(plan.keep) == 20
    assert (plan.remove, plan.show, plan.broken) == ([], {}, [])


def test_no_objects_at_all():
    plan = rotation.recommend(table(0), Rules(random_slots=1), NOW)
    assert (plan.keep, plan.remove, plan.show, len(plan.objects)) == ([], [], {}, 0)
    assert plan.broken[0] == "20 places stay empty: no further object may be shown."


def test_under_twenty_objects():
    plan = rotation.recommend(table(7), Rules(), NOW)
    assert len(plan.show) == 7
    assert plan.broken == ["13 places stay empty: no further object may be shown."]
    capped = rotation.recommend(table(9, category="toys"), Rules(), NOW)
    assert len(capped.show) == 6
    assert capped.broken == ["14 places stay empty: the caps admit no further object."]


def test_all_held():
    kept = rotation.recommend(table(60, 20, hold="keep"), Rules(), NOW)
    assert len(kept.keep) == 20
    assert kept.remove == []
    assert (
        kept.objects.loc[kept.objects["action"] == "keep", "reason"].eq("Held by investigators: keep").all()
    )
    withheld = rotation.recommend(table(60, 20, hold="withhold"), Rules(), NOW)
    assert len(withheld.remove) == 20
    assert withheld.show == {}
    assert withheld.broken[-1] == "20 places stay empty: no further object may be shown."


def test_what_could_not_be_kept_is_said():
    objects = table(40, 20)
    objects.loc[0, ["hold", "weeks_displayed_now"]] = ["withhold", 0.5]
    objects.loc[1, ["hold", "eligible"]] = ["keep", False]
    objects.loc[2:12, ["category", "weeks_displayed_now"]] = ["toys", 1.0]
    plan = rotation.recommend(objects, Rules(), NOW)
    assert {"OBJ-0000", "OBJ-0001"} <= set(plan.remove)
    assert set(objects["object_id"][2:13]) <= set(plan.keep)
    assert plan.broken == [
        "OBJ-0000 leaves after 0.5 of at least 2 weeks: withheld by investigators.",
        "OBJ-0001 was to be kept and leaves: no longer eligible.",
        "Category toys has 11 places, its cap is 6: the others are held, under the minimum time, "
        "over the limit on swaps, or nothing else may be shown.",
    ]


def test_a_keep_hold_off_display_only_locks_once_shown():
    objects = table(60, 20)
    objects.loc[59, "hold"] = "keep"
    objects.loc[59, "next_exposure"] = 0.01
    assert "OBJ-0059" not in rotation.recommend(objects, FREE, NOW).show
    objects.loc[59, "next_exposure"] = 5.0
    assert "OBJ-0059" in rotation.recommend(objects, FREE, NOW).show


def test_a_limit_of_no_swaps_still_fills_and_clears():
    objects = table(40, 18)
    objects.loc[0, "eligible"] = False
    plan = rotation.recommend(objects, Rules(maximum_swaps=0), NOW)
    assert plan.remove == ["OBJ-0000"]
    assert len(plan.show) == 3
    assert set(plan.show.values()) == {1, 19, 20}


def test_worn_out_objects_leave_and_the_reasons_say_why():
    objects = table(40, 20, category="toys")
    objects.loc[0, ["actionable", "pending", "next_exposure"]] = [3, 2, 0.9]
    plan = rotation.recommend(objects, Rules(category_cap=None), NOW)
    told = plan.objects.set_index("object_id")["reason"]
    assert told["OBJ-0000"].startswith(
        "Best chance on the board; 3 actionable tips in 3.5 effective weeks; novelty at 90 %"
    )
    assert told["OBJ-0001"].startswith("Novelty at 30 %; no actionable tip in 3.5 effective weeks; candidate")
    assert "candidate never shown, same category, " in told["OBJ-0001"]
    locked = rotation.recommend(objects.assign(weeks_displayed_now=1.0), FREE, NOW)
    assert (
        locked.objects.set_index("object_id")["reason"]["OBJ-0001"] == "Locked: 1.0 of at least 2 weeks shown"
    )


def test_a_candidate_that_ranks_for_being_unknown_says_so():
    """A well-known object with a slightly better chance gives way to one that nobody knows."""
    objects = table(2, 1, exposure=[60.0, 0.0], tip_exposure=[60.0, 0.0], open_exposure=0.0)
    objects = objects.assign(actionable=[24.0, 0.0], next_exposure=[0.75, 1.0], tips=[300.0, 0.0])
    plan = rotation.recommend(objects, Rules(slots=1), NOW)
    told = plan.objects.set_index("object_id")
    assert plan.remove == ["OBJ-0000"]
    assert told.loc["OBJ-0000", "probability"] > told.loc["OBJ-0001", "probability"]
    assert told.loc["OBJ-0000", "reason"].endswith(", and less known")


def test_an_optional_novelty_column_speaks_in_the_reasons():
    objects = table(40, 20, novelty=0.57)
    told = rotation.recommend(objects, FREE, NOW).objects
    assert told.loc[told["action"] == "remove", "reason"].str.startswith("Novelty at 57 %").all()
    fresh = rotation.recommend(table(40, 20, novelty=1.0), FREE, NOW).objects
    assert not fresh["reason"].str.contains("ovelty").any()


def test_unknown_categories_are_under_no_cap():
    assert len(rotation.recommend(table(40, category="unknown"), Rules(agency_cap=None), NOW).show) == 20
    assert len(rotation.recommend(table(40, category=None), Rules(agency_cap=None), NOW).show) == 20


def test_propensities_of_randomised_places():
    objects, rules = table(60, 20), Rules(random_slots=2, category_cap=None, agency_cap=None)
    plan = rotation.recommend(objects, rules, NOW)
    told = plan.objects.set_index("object_id")
    drawn = told["reason"].str.startswith("Drawn at random: 2 of 22 objects")
    assert drawn.sum() == 2
    assert told.loc[drawn, "propensity"].to_numpy() == pytest.approx(2 / 22)
    assert told["propensity"].sum() == pytest.approx(20)
    same(plan, rotation.recommend(objects, rules, NOW))
    others = [rotation.recommend(objects, rules, NOW + pd.Timedelta(weeks=w)).show for w in range(1, 5)]
    assert any(set(other) != set(plan.show) for other in others)


def test_randomised_places_that_could_not_be_given_are_said():
    plan = rotation.recommend(table(20, 20, hold="keep"), Rules(random_slots=2), NOW)
    assert plan.broken[-1].startswith("0 of 2 randomised places could be given")


def test_calibration_scales_the_chances():
    plain = rotation.recommend(table(30), Rules(), NOW).objects["probability"]
    half = rotation.recommend(table(30), Rules(calibration=0.5), NOW).objects["probability"]
    assert half.to_numpy() == pytest.approx(plain.to_numpy() / 2, rel=0.06)


def test_fifo_takes_out_the_longest_shown_and_brings_the_never_shown():
    objects = table(30, 20)
    objects.loc[:9, "weeks_displayed_now"] = 1.0
    objects.loc[20:24, "exposure"] = 2.0
    plan = rotation.fifo(objects, FREE, NOW)
    assert set(plan.keep) == {f"OBJ-{i:04d}" for i in range(10)}
    assert set(plan.show) == {f"OBJ-{i:04d}" for i in range(20, 30)}
    two = rotation.fifo(objects, Rules(maximum_swaps=2, category_cap=None, agency_cap=None), NOW)
    assert set(two.show) == {"OBJ-0025", "OBJ-0026"}


@pytest.mark.parametrize("now", [NOW, NOW.tz_localize(None), NOW.date(), NOW.to_pydatetime(), "2026-06-01"])
def test_now_in_any_form(now):
    assert len(rotation.recommend(table(30), Rules(random_slots=1), now).show) == 20

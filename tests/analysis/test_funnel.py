"""The funnel of the published first year, its denominators, and what missing and impossible counts do."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import funnel, proportion

FIRST_YEAR = {
    "views": 1_200_000, "tips": 21_000, "assessed": 20_506, "actionable": 3_584, "published": 119,
    "identified": 79, "located": 32, "eliminated": 44, "undecided": 3, "cases": 86, "referred": 29,
    "resolved": 12, "prosecuted": 1, "children": 8,
}  # fmt: skip


def rows(counts: dict) -> pd.DataFrame:
    return funnel.steps(counts).set_index("step")


def test_every_step_has_its_own_denominator() -> None:
    found = rows(FIRST_YEAR)
    assert found["of"].dropna().to_dict() == {
        "assessed": 21_000, "actionable": 20_506, "identified": 119, "located": 119, "eliminated": 119,
        "undecided": 119, "referred": 86, "resolved": 86, "prosecuted": 86,
    }  # fmt: skip
    assert found.loc["located", ["share", "low", "high"]].tolist() == [
        32 / 119,
        *proportion.interval(32, 119),
    ]
    assert found.loc["tips", "per_hundred_views"] == pytest.approx(1.75)
    assert found["per_hundred_views"].notna().sum() == 1


def test_located_identified_and_eliminated_are_separate_steps() -> None:
    found = rows(FIRST_YEAR)
    assert found.loc[["identified", "located", "eliminated", "undecided"], "count"].tolist() == [
        79,
        32,
        44,
        3,
    ]
    assert found.loc["eliminated", "label"] == "Trail eliminated"


def test_missing_is_not_zero() -> None:
    found = rows({"tips": 40, "assessed": 0, "actionable": 0, "published": 0, "identified": 0, "views": None})
    assert pd.isna(found.loc["views", "count"])
    assert found.loc["assessed", "count"] == 0
    assert found.loc["assessed", "share"] == 0
    assert found.loc["assessed", "low"] == 0
    assert found.loc[["actionable", "identified", "located"], ["share", "low", "high"]].isna().all(axis=None)
    assert pd.isna(found.loc["tips", "per_hundred_views"])


@pytest.mark.parametrize(
    ("assessed", "actionable", "early"), [(29, 29, True), (300, 9, True), (30, 10, False)]
)
def test_too_early_is_about_actionable_tips(assessed: int, actionable: int, early: bool) -> None:
    found = rows(
        {"tips": 1000, "assessed": assessed, "actionable": actionable, "published": 20, "identified": 1}
    )
    assert found.loc["actionable", "too_early"] == early
    assert not found.drop("actionable")["too_early"].any()


def test_an_empty_campaign_has_all_rows_and_types() -> None:
    empty, full = funnel.steps({}), funnel.steps(FIRST_YEAR)
    assert empty["step"].tolist() == [step.key for step in funnel.STEPS]
    assert empty.dtypes.equals(full.dtypes)
    assert empty[["count", "of", "share"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({"tips": 5, "assessed": 6}, r"assessed \(6\) cannot exceed tips \(5\)"),
        ({"cases": 0, "resolved": 1}, r"resolved \(1\) cannot exceed cases \(0\)"),
        ({"tips": -1}, "tips must be at least 0"),
        ({"tipps": 1}, "no such step: tipps"),
    ],
)
def test_impossible_counts_are_refused(counts: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        funnel.steps(counts)


@given(st.dictionaries(st.sampled_from([step.key for step in funnel.STEPS]), st.integers(0, 10**6)))
def test_shares_are_those_of_the_counts_shown(counts: dict) -> None:
    try:
        found = funnel.steps(counts)
    except ValueError:
        exceeded = [s for s in funnel.STEPS if s.of and counts.get(s.of) is not None
                    and counts.get(s.key, 0) > counts[s.of]]  # fmt: skip
        assert exceeded
        return
    for row in found[found["share"].notna()].itertuples():
        assert row.share == counts[row.step] / row.of
        assert row.low <= row.share <= row.high

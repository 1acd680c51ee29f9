"""The data-quality lines against counts by hand."""

import pytest

from analysis import proportion, quality


def test_each_line_prints_what_it_is_of() -> None:
    found = quality.checks(
        {
            "tips": 21_000,
            "pending": 494,
            "unlocated": 1157,
            "spam": 0,
            "read": 118_204,
            "rejected": 3,
            "late": None,
        }
    ).set_index("check")
    assert found["of"].to_dict() == {
        "pending": 21_000,
        "unlocated": 21_000,
        "spam": 21_000,
        "rejected": 118_204,
    }
    assert found.loc["unlocated", "share"] == pytest.approx(0.055, abs=5e-4)
    for _, row in found.iterrows():
        assert (row["low"], row["high"]) == proportion.interval(row["count"], row["of"])


def test_what_was_not_looked_at_has_no_line() -> None:
    assert quality.checks({"tips": 10}).empty
    assert quality.checks({"pending": 3}).empty
    assert quality.checks({}).dtypes.equals(quality.checks({"tips": 10, "spam": 1}).dtypes)


def test_of_nothing_there_is_no_share() -> None:
    found = quality.checks({"tips": 0, "spam": 0})
    assert found["count"].tolist() == [0]
    assert found[["share", "low", "high"]].isna().all(axis=None)


def test_more_than_all_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and of"):
        quality.checks({"tips": 3, "spam": 4})

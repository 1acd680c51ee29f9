"""Equal-age curves against counting by hand and a naive loop."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from analysis import equal_age
from analysis.benchmark import difference, probability_ahead, rate, verdict
from analysis.equal_age import LOCATED, LOCATED_THANKS_TO_TIPS

LAUNCH = date(2025, 6, 1)
EU_MOST_WANTED = pd.DataFrame(
    [
        ("EU Most Wanted", "suspect", "found", date(2016, 4, 29), 91, 45, 10, "about", "Europol"),
        ("EU Most Wanted", "suspect", "found", date(2016, 11, 30), 306, 60, 24, "more_than", "Europol"),
        ("EU Most Wanted", "suspect", "found", date(2017, 6, 1), 489, 50, 35, "exact", "BBC"),
        (
            "EU Most Wanted",
            "suspect",
            "found_thanks_to_tips",
            date(2016, 4, 29),
            91,
            45,
            6,
            "exact",
            "Europol",
        ),
        ("EU Most Wanted", "suspect", "found_thanks_to_tips", date(2017, 6, 1), 489, 50, 11, "exact", "BBC"),
    ],
    columns=["name", "item", "outcome", "as_of", "age_days", "n", "x", "precision", "source"],
)


def day(age: int | None) -> pd.Timestamp:
    return pd.NaT if age is None else pd.Timestamp(LAUNCH + timedelta(days=age))


def campaign(rows: list[tuple[int | None, int | None, str]]) -> pd.DataFrame:
    """Objects from (age at publication, age at the outcome, thanks to tips)."""
    return pd.DataFrame(
        {
            "object_id": [str(i) for i in range(len(rows))],
            "published_on": pd.to_datetime([day(p) for p, _, _ in rows]),
            "outcome_on": pd.to_datetime([day(o) for _, o, _ in rows]),
            "thanks_to": pd.Series([t for _, _, t in rows], dtype="str"),
        }
    )


SIX = campaign(
    [
        (0, 10, "yes"),
        (0, 20, "no"),
        (5, 20, "unknown"),
        (30, None, "unknown"),
        (200, None, "no"),
        (None, None, "no"),
    ]
)


def test_curve_counted_by_hand() -> None:
    curve = equal_age.progress(SIX, LAUNCH, LAUNCH + timedelta(days=100), LOCATED_THANKS_TO_TIPS)
    assert curve[["age_days", "n", "x", "unknown"]].to_numpy().tolist() == [
        [0, 2, 0, 0], [5, 3, 0, 0], [10, 3, 1, 0], [20, 3, 1, 1], [30, 4, 1, 1], [100, 4, 1, 1],
    ]  # fmt: skip
    everything = equal_age.progress(SIX, LAUNCH, LAUNCH + timedelta(days=250), LOCATED)
    assert everything.iloc[-1][["age_days", "n", "x", "unknown"]].tolist() == [250, 5, 3, 0]


def test_band_is_the_posterior_of_each_point() -> None:
    curve = equal_age.progress(SIX, LAUNCH, LAUNCH + timedelta(days=100), LOCATED)
    for row in curve.itertuples():
        assert (row.median, row.low, row.high) == pytest.approx(tuple(rate(row.x, row.n)))


def test_curve_equals_a_naive_count_on_every_day() -> None:
    rng = np.random.default_rng(3)
    rows = []
    for _ in range(80):
        published = int(rng.integers(-3, 300)) if rng.random() < 0.9 else None
        outcome = int(rng.integers(-3, 400)) if rng.random() < 0.6 else None
        rows.append((published, outcome, str(rng.choice(["yes", "no", "unknown"]))))
    for pair in equal_age.PAIRS:
        curve = equal_age.progress(campaign(rows), LAUNCH, LAUNCH + timedelta(days=365), pair).set_index(
            "age_days"
        )
        daily = curve.reindex(range(366), method="ffill")
        for age in range(0, 366, 7):
            public = [r for r in rows if r[0] is not None and r[0] <= age]
            found = [r for r in public if r[1] is not None and r[1] <= age]
            sure = [r for r in found if r[2] == "yes" or not pair.thanks_to_tips]
            doubt = [r for r in found if r[2] == "unknown" and pair.thanks_to_tips]
            assert daily.loc[age, ["n", "x", "unknown"]].tolist() == [len(public), len(sure), len(doubt)]


def test_an_empty_campaign_is_a_flat_line() -> None:
    curve = equal_age.progress(campaign([]), LAUNCH, LAUNCH + timedelta(days=9), LOCATED)
    assert curve[["age_days", "n", "x", "unknown"]].to_numpy().tolist() == [[0, 0, 0, 0], [9, 0, 0, 0]]
    assert curve[["median", "low", "high"]].isna().all(axis=None)


def test_a_period_before_the_launch_is_refused() -> None:
    with pytest.raises(ValueError, match="before the launch"):
        equal_age.progress(SIX, LAUNCH, LAUNCH - timedelta(days=1), LOCATED)


def test_benchmark_points_carry_precision_in_words() -> None:
    points = equal_age.benchmark_points(EU_MOST_WANTED, LOCATED)
    assert points["words"].tolist() == ["about 10 of 45", "more than 24 of 60", "35 of 50"]
    assert points["age_days"].tolist() == [91, 306, 489]
    assert (points["low"].iloc[2], points["high"].iloc[2]) == pytest.approx(tuple(rate(35, 50))[1:])


def test_of_two_points_of_one_age_the_later_counts() -> None:
    revised = EU_MOST_WANTED.iloc[[2]].assign(as_of=date(2018, 1, 1), x=36)
    points = equal_age.benchmark_points(pd.concat([revised, EU_MOST_WANTED]), LOCATED)
    assert points["x"].tolist() == [10, 24, 36]


def test_several_benchmarks_must_be_named() -> None:
    both = pd.concat([EU_MOST_WANTED, EU_MOST_WANTED.assign(name="Another")])
    with pytest.raises(ValueError, match="several benchmarks"):
        equal_age.benchmark_points(both, LOCATED)
    assert len(equal_age.benchmark_points(both, LOCATED, "Another")) == 3


@pytest.mark.parametrize(
    ("age", "at", "n0", "x0"), [(91, 91, 45, 10), (305, 91, 45, 10), (306, 306, 60, 24), (900, 489, 50, 35)]
)
def test_the_largest_point_not_after_the_age_counts(age: int, at: int, n0: int, x0: int) -> None:
    objects = campaign([(0, 30 if i < 9 else None, "yes") for i in range(40)])
    headline, by_any_means = equal_age.compare(objects, EU_MOST_WANTED, LAUNCH, LAUNCH + timedelta(days=age))
    assert headline.pair == LOCATED_THANKS_TO_TIPS
    assert (by_any_means.benchmark_age_days, by_any_means.n0, by_any_means.x0) == (at, n0, x0)
    assert by_any_means.verdict == verdict(9, 40, x0, n0, age)
    assert by_any_means.difference == difference(9, 40, x0, n0)


def test_evidence_in_words() -> None:
    objects = campaign([(0, 30, "yes")] * 9 + [(0, 40, "unknown")] * 2 + [(0, None, "no")] * 29)
    headline, _ = equal_age.compare(objects, EU_MOST_WANTED, LAUNCH, LAUNCH + timedelta(days=489))
    assert headline.evidence == (
        "In the first 489 days 9 of 40 objects were located thanks to tips (22\u202f%, 12–37\u202f%). "
        "The benchmark, at that age: 11 of 50 found thanks to tips (22\u202f%, 12–35\u202f%). "
        "2 more with unknown attribution are counted in neither class."
    )
    single = campaign([(0, 30, "yes"), (0, 40, "unknown")])
    headline, _ = equal_age.compare(single, EU_MOST_WANTED, LAUNCH, LAUNCH + timedelta(days=489))
    assert "days 1 of 2 objects were located" in headline.evidence
    assert "1 more with unknown attribution is counted in neither class." in headline.evidence
    headline, _ = equal_age.compare(single[:1], EU_MOST_WANTED, LAUNCH, LAUNCH + timedelta(days=489))
    assert "days 1 of 1 object was located" in headline.evidence
    later, _ = equal_age.compare(objects, EU_MOST_WANTED, LAUNCH, LAUNCH + timedelta(days=600))
    assert "The benchmark, last counted on its day 489:" in later.evidence
    assert "On day 489 the campaign stood at 9 of 40." in later.evidence


def test_the_campaign_is_also_counted_on_the_very_day_of_the_point() -> None:
    objects = campaign([(0, 80, "yes")] * 5 + [(0, 200, "yes")] * 9 + [(100, None, "no")] * 26)
    headline, _ = equal_age.compare(objects, EU_MOST_WANTED, LAUNCH, LAUNCH + timedelta(days=250))
    assert (headline.n, headline.x) == (40, 14)
    assert (headline.n_then, headline.x_then) == (14, 5)
    assert headline.probability_then == probability_ahead(5, 14, 6, 45)
    assert headline.verdict.probability == probability_ahead(14, 40, 6, 45)


def test_before_the_first_point_it_is_too_early() -> None:
    headline, _ = equal_age.compare(SIX, EU_MOST_WANTED, LAUNCH, LAUNCH + timedelta(days=41))
    assert headline.verdict.word == "too early to say"
    assert headline.verdict.sentence == (
        "Too early to say. The benchmark's first figure is from its day 91; the campaign is at day 41."
    )
    assert headline.n0 is None
    assert headline.evidence == ""


def test_without_a_benchmark_it_is_too_early() -> None:
    for found in equal_age.compare(SIX, EU_MOST_WANTED.iloc[:0], LAUNCH, LAUNCH + timedelta(days=400)):
        assert found.verdict.sentence == "Too early to say. The benchmark has no figure for this outcome."

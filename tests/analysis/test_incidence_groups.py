"""The log-rank test against scipy, and its silence where there is too little."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.incidence_groups import compare


def two_groups(seed: int, events: int = 60, ratio: float = 2.0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    group = np.repeat(["clothing", "toys"], events)
    scale = np.where(group == "toys", 40 / ratio, 40)
    time, cause = rng.exponential(scale), rng.choice([1, 2], 2 * events)
    censored = rng.uniform(0, 60, 2 * events)
    return pd.DataFrame({
        "category": group,
        "duration": np.ceil(np.minimum(time, censored)),
        "event": np.where(time <= censored, cause, 0),
    })  # fmt: skip


def test_equals_scipy_with_ties_and_competing_causes_censored() -> None:
    frame = two_groups(1)
    found = compare(frame, "category", 1)
    samples = []
    for _, rows in frame.groupby("category"):
        happened = rows["event"] == 1
        samples.append(stats.CensoredData(rows["duration"][happened], right=rows["duration"][~happened]))
    expected = stats.logrank(*samples)
    assert found.statistic == pytest.approx(expected.statistic**2)
    assert found.p_value == pytest.approx(expected.pvalue)
    assert found.freedom == 1
    assert found.groups["objects"].tolist() == [60, 60]


def test_three_groups_have_two_degrees_of_freedom() -> None:
    frame = pd.concat([two_groups(1), two_groups(2).assign(category="other")])
    found = compare(frame, "category", 1)
    assert found.freedom == 2
    assert found.p_value == pytest.approx(stats.chi2.sf(found.statistic, 2))


def test_words_follow_the_p_value() -> None:
    same = two_groups(3, ratio=1.0)
    assert compare(same, "category", 1).words.startswith(
        "No clear difference between the groups (log-rank, p = "
    )
    assert compare(two_groups(1, 150, 4.0), "category", 1).words == (
        "The groups differ by more than chance explains (log-rank, p < 0.001)."
    )


def test_a_group_with_few_events_is_not_tested() -> None:
    frame = pd.concat([two_groups(1), pd.DataFrame({"category": ["lamps"] * 40, "duration": 5, "event": 0})])
    found = compare(frame, "category", 1)
    assert found.p_value is None
    assert found.words == "Too early to compare: each group needs 10 events, and lamps has 0."


def test_one_group_or_none_is_no_comparison() -> None:
    frame = two_groups(1)
    for rows in (frame[frame["category"] == "toys"], frame.head(0), frame.assign(category=None)):
        found = compare(rows, "category", 1)
        assert found.p_value is None
        assert found.words == "There is only one group, so nothing to compare."

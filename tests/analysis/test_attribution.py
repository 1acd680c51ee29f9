"""Attribution of tips to displays: every edge by hand, and a naive search through all periods."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.attribution import attribute, summary

START = pd.Timestamp("2025-01-01", tz="UTC")


def at(day: float | None) -> pd.Timestamp:
    return pd.NaT if day is None else START + pd.Timedelta(days=day)


def tips_frame(rows: list[tuple[str | None, float | None]]) -> pd.DataFrame:
    received = pd.to_datetime([at(day) for _, day in rows], utc=True)
    return pd.DataFrame({"object_id": pd.Series([o for o, _ in rows], dtype="str"), "received_at": received})


def periods_frame(rows: list[tuple[str, float, float | None]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "period_id": pd.Series([f"P{i}" for i in range(len(rows))], dtype="str"),
            "object_id": pd.Series([o for o, _, _ in rows], dtype="str"),
            "shown_from": pd.to_datetime([at(a) for _, a, _ in rows], utc=True),
            "shown_until": pd.to_datetime([at(b) for _, _, b in rows], utc=True),
        }
    )


def as_list(found: pd.DataFrame) -> list[tuple[str | None, str]]:
    periods = [None if pd.isna(p) else p for p in found["period_id"]]
    return list(zip(periods, found["attribution"], strict=True))


def naive(tips: list, periods: list, grace: float) -> list[tuple[str | None, str]]:
    """Search all periods of each tip's object, in the order of the rule."""
    result = []
    for name, day in tips:
        mine = [
            (a, np.inf if b is None else b, f"P{i}")
            for i, (o, a, b) in enumerate(periods)
            if o == name and day is not None and a <= day
        ]
        last = max(mine, default=None)
        longest = max(mine, key=lambda p: (p[1], p[0]), default=None)
        if last and day < last[1]:
            result.append((last[2], "displayed"))
        elif longest and day < longest[1]:
            result.append((longest[2], "displayed"))
        elif longest and day < longest[1] + grace:
            result.append((longest[2], "grace"))
        else:
            result.append((None, "unattributed"))
    return result


def test_edges_are_half_open() -> None:
    periods = periods_frame([("A", 10, 20)])
    second = 1 / 86_400
    tips = tips_frame([("A", d) for d in (10 - second, 10, 20 - second, 20, 34 - second, 34)])
    assert as_list(attribute(tips, periods)) == [
        (None, "unattributed"), ("P0", "displayed"), ("P0", "displayed"), ("P0", "grace"), ("P0", "grace"),
        (None, "unattributed"),
    ]  # fmt: skip


def test_inside_wins_over_grace_and_the_last_grace_over_an_older() -> None:
    periods = periods_frame([("A", 0, 10), ("A", 12, 14), ("A", 16, None)])
    tips = tips_frame([("A", 11), ("A", 13), ("A", 15), ("A", 400)])
    assert as_list(attribute(tips, periods)) == [
        ("P0", "grace"), ("P1", "displayed"), ("P1", "grace"), ("P2", "displayed"),
    ]  # fmt: skip


def test_another_objects_period_does_not_count() -> None:
    periods = periods_frame([("A", 0, 10), ("C", 0, None)])
    tips = tips_frame([("B", 5), (None, 5), ("D", 5), ("A", 5)])
    assert [kind for _, kind in as_list(attribute(tips, periods))] == ["unattributed"] * 3 + ["displayed"]


def test_overlapping_periods() -> None:
    periods = periods_frame([("A", 0, 30), ("A", 10, 20)])
    tips = tips_frame([("A", d) for d in (5, 15, 25, 35)])
    assert as_list(attribute(tips, periods)) == [
        ("P0", "displayed"), ("P1", "displayed"), ("P0", "displayed"), ("P0", "grace"),
    ]  # fmt: skip


def test_without_grace() -> None:
    found = attribute(tips_frame([("A", 20)]), periods_frame([("A", 10, 20)]), grace_days=0)
    assert as_list(found) == [(None, "unattributed")]


names = st.sampled_from(["A", "B", "C"])
half_days = st.integers(0, 80).map(lambda n: n / 2)
period_rows = st.lists(
    st.tuples(names, half_days, st.one_of(st.none(), half_days)).map(
        lambda p: (p[0], p[1], None if p[2] is None else p[1] + p[2] / 4)
    ),
    max_size=12, unique_by=lambda p: (p[0], p[1]),
)  # fmt: skip


@given(
    st.lists(st.tuples(st.one_of(st.none(), names), half_days), max_size=30), period_rows, st.integers(0, 20)
)
def test_equals_a_search_through_all_periods(tips: list, periods: list, grace: int) -> None:
    found = attribute(tips_frame(tips), periods_frame(periods), grace)
    assert [kind for _, kind in as_list(found)] == [kind for _, kind in naive(tips, periods, grace)]
    ends = [b for _, _, b in periods if b is not None]
    if (
        len(set(ends)) == len(ends) and sum(b is None for _, _, b in periods) <= 1
    ):  # else ties may name either
        assert as_list(found) == naive(tips, periods, grace)


def test_index_order_and_types_are_kept() -> None:
    tips = tips_frame([("A", 5), ("A", 50)]).set_axis(["x", "y"])
    periods = periods_frame([("A", 0, 10)]).assign(period_id=[77])
    found = attribute(tips, periods)
    assert found.index.tolist() == ["x", "y"]
    assert found["period_id"].dtype == "Int64"
    assert found.loc["x", "period_id"] == 77
    assert found.loc["y", "period_id"] is pd.NA


def test_zones_and_resolutions_may_differ() -> None:
    tips = tips_frame([("A", 5)])
    tips["received_at"] = tips["received_at"].dt.tz_convert("Asia/Tokyo").dt.as_unit("ms")
    periods = periods_frame([("A", 5, 6)])
    periods["shown_from"] = periods["shown_from"].dt.tz_localize(None).dt.as_unit("s")
    assert as_list(attribute(tips, periods)) == [("P0", "displayed")]


def test_empty_frames() -> None:
    nothing = attribute(tips_frame([]), periods_frame([("A", 0, None)]))
    assert list(nothing.columns) == ["period_id", "attribution"]
    assert nothing.empty
    undisplayed = attribute(tips_frame([("A", 5), ("A", None)]), periods_frame([]))
    assert as_list(undisplayed) == [(None, "unattributed")] * 2
    assert undisplayed.dtypes.equals(
        attribute(tips_frame([("A", 5)]), periods_frame([("A", 0, None)])).dtypes
    )
    assert summary(nothing)["tips"].tolist() == [0, 0, 0]


def test_summary_counts_the_unattributed() -> None:
    found = summary(attribute(tips_frame([("A", 5), ("A", 15), ("B", 5)]), periods_frame([("A", 0, 10)])))
    assert found.to_numpy().tolist() == [["displayed", 1], ["grace", 1], ["unattributed", 1]]


@pytest.mark.parametrize(
    ("periods", "grace", "words"),
    [
        ([("A", 10, 5)], 14, "'P0' ends before"),
        ([("A", None, 5)], 14, "needs shown_from"),
        ([], -1, "grace_days"),
    ],
)
def test_impossible_input_is_refused(periods: list, grace: int, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        attribute(tips_frame([("A", 5)]), periods_frame(periods), grace)

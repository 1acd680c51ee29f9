"""Object-weeks by hand and against a day-by-day walk."""

from datetime import date

import numpy as np
import pandas as pd

from analysis.display_panel import object_weeks

MONDAY = pd.Timestamp("2025-01-06")


def periods_frame(rows: list[tuple[str, float, float | None]]) -> pd.DataFrame:
    """Displays from (object, start, end), days after the first Monday."""

    def at(day: float | None) -> pd.Timestamp:
        return pd.NaT if day is None else (MONDAY + pd.Timedelta(days=day)).tz_localize("UTC")

    return pd.DataFrame(
        {
            "object_id": pd.Series([o for o, _, _ in rows], dtype="str"),
            "shown_from": pd.to_datetime([at(a) for _, a, _ in rows], utc=True),
            "shown_until": pd.to_datetime([at(b) for _, _, b in rows], utc=True),
        }
    )


def counts_frame(rows: list[tuple[str, int, int]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "object_id": pd.Series([o for o, _, _ in rows], dtype="str"),
            "day": pd.to_datetime([MONDAY + pd.Timedelta(days=d) for _, d, _ in rows]),
            "n": pd.Series([n for _, _, n in rows], dtype="int64"),
        }
    )


UNTIL = (MONDAY + pd.Timedelta(days=7 * 8 - 1)).date()  # eight weeks


def times(frame: pd.DataFrame) -> list[int | None]:
    return [None if pd.isna(t) else t for t in frame["event_time"]]


def test_event_times_by_hand() -> None:
    periods = periods_frame([("A", 0, 14), ("A", 35, None)])  # weeks 0–1 and from week 5
    nothing = counts_frame([])
    assert times(object_weeks(periods, nothing, UNTIL, "start")) == [0, 1, -3, -2, -1, 0, 1, 2]
    assert times(object_weeks(periods, nothing, UNTIL, "end")) == [-2, -1, 0, 1, 2, None, None, None]
    once = periods_frame([("A", 7, 21)])  # weeks 1–2, never again
    assert times(object_weeks(once, nothing, UNTIL, "start")) == [0, 1, None, None, None, None, None]


def test_an_end_within_a_week_leaves_that_week_partly_displayed() -> None:
    periods = periods_frame([("A", 0, 16)])
    assert times(object_weeks(periods, counts_frame([]), UNTIL, "start"))[:4] == [0, 1, 2, None]
    assert times(object_weeks(periods, counts_frame([]), UNTIL, "end"))[:4] == [-2, -1, 0, 1]


def test_tips_and_views_are_counted_in_their_week() -> None:
    periods = periods_frame([("A", 7, 14), ("B", 0, None)])
    tips = counts_frame([("A", 7, 2), ("A", 13, 3), ("A", 14, 4), ("A", 0, 50), ("C", 7, 9)])
    views = counts_frame([("A", 8, 100)])
    found = object_weeks(periods, tips, UNTIL, "start", views).set_index(["object_id", "week"])
    week = MONDAY + pd.Timedelta(days=7)
    assert found.loc[("A", week), ["tips", "exposure"]].tolist() == [5, 100]
    assert found.loc[("A", week + pd.Timedelta(days=7)), ["tips", "exposure"]].tolist() == [4, 0]
    assert found["tips"].sum() == 9  # before its first display A was not public; C never was
    assert (object_weeks(periods, tips, UNTIL, "start")["exposure"] == 1).all()


def test_event_times_equal_a_naive_walk() -> None:
    rng = np.random.default_rng(4)
    for _ in range(20):
        cuts = np.sort(rng.choice(8, 4, replace=False)) * 7
        rows = [
            ("A", int(cuts[0]), int(cuts[1])),
            ("A", int(cuts[2]), None if rng.random() < 0.5 else int(cuts[3])),
        ]
        for around in ("start", "end"):
            expected = []
            for day in range(int(cuts[0]), 56, 7):
                inside = [(a, b) for _, a, b in rows if a <= day and (b is None or day < b)]
                if around == "start":
                    ahead = [a for _, a, _ in rows if a > day]
                    expected.append(
                        (day - inside[0][0]) // 7 if inside else (day - ahead[0]) // 7 if ahead else None
                    )
                else:
                    past = [b for _, _, b in rows if b is not None and b <= day]
                    end = inside[0][1] if inside else past[-1]
                    expected.append(None if end is None else (day - end) // 7)
            assert times(object_weeks(periods_frame(rows), counts_frame([]), UNTIL, around)) == expected


def test_a_display_after_the_period_is_not_there_yet() -> None:
    found = object_weeks(periods_frame([("A", 70, None)]), counts_frame([]), UNTIL, "start")
    assert found.empty
    full = object_weeks(periods_frame([("A", 0, None)]), counts_frame([("A", 0, 1)]), UNTIL, "start")
    assert found.dtypes.drop("week").equals(full.dtypes.drop("week"))
    assert object_weeks(periods_frame([]), counts_frame([]), date(2025, 1, 1), "end").empty

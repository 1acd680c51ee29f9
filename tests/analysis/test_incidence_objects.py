"""What ends an observation and when, on both clocks, against cases by hand and a day-by-day count."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from analysis import incidence
from analysis.incidence_objects import ATTRIBUTION_UNKNOWN, CAUSES, observations

UNTIL = date(2025, 4, 11)  # day 100
START = pd.Timestamp("2025-01-01")


def day(number: int | None) -> pd.Timestamp:
    return pd.NaT if number is None else START + timedelta(days=number)


def objects_frame(rows: list[tuple]) -> pd.DataFrame:
    """Objects from (published, identified, withdrawn, thanks_to), days after the start."""
    return pd.DataFrame(
        {
            "object_id": [f"O{i}" for i in range(len(rows))],
            "published_on": pd.to_datetime([day(r[0]) for r in rows]),
            "identified_on": pd.to_datetime([day(r[1]) for r in rows]),
            "withdrawn_on": pd.to_datetime([day(r[2]) for r in rows]),
            "thanks_to": pd.Series([r[3] for r in rows], dtype="str"),
        }
    )


def test_what_ends_an_observation() -> None:
    found = observations(
        objects_frame([
            (0, 30, None, "yes"), (10, 30, None, "no"), (0, 30, None, "unknown"), (0, 30, None, None),
            (0, None, 40, None), (0, 50, 40, "yes"), (0, 40, 50, "yes"), (0, 40, 40, "yes"),
            (20, None, None, None), (20, 120, None, "yes"), (20, 120, 130, "yes"), (110, None, None, None),
            (20, 15, None, "no"), (None, None, None, None),
        ]),
        UNTIL,
    )  # fmt: skip
    assert list(zip(found["duration"], found["event"], strict=True)) == [
        (30, 1), (20, 2), (30, 4), (30, 4), (40, 3), (40, 3), (40, 1), (40, 1), (80, 0), (80, 0), (80, 0),
        (0, 2),
    ]  # fmt: skip
    assert CAUSES[ATTRIBUTION_UNKNOWN] == "identified, attribution unknown"


def test_other_columns_are_kept() -> None:
    found = observations(objects_frame([(0, 30, None, "yes")]).assign(category="toys"), UNTIL)
    assert found["category"].tolist() == ["toys"]


def test_an_empty_frame_stays_empty_and_can_be_estimated() -> None:
    found = observations(objects_frame([]), UNTIL)
    assert found.dtypes.astype(str)[["duration", "event"]].tolist() == ["float64", "int64"]
    assert incidence.cumulative_incidence(found).empty


def periods_frame(rows: list[tuple]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["object_id", "shown_from", "shown_until"])
    return frame.assign(
        shown_from=pd.to_datetime([day(d) for d in frame["shown_from"]]).tz_localize("UTC"),
        shown_until=pd.to_datetime(
            [day(None if pd.isna(d) else d) for d in frame["shown_until"]]
        ).tz_localize("UTC"),
    )


def test_exposure_counts_days_displayed_before_the_end() -> None:
    objects = objects_frame(
        [(0, 30, None, "yes"), (0, None, None, None), (0, 50, None, "no"), (5, None, None, None)]
    )
    periods = periods_frame([
        ("O0", 0, 14), ("O0", 20, 34), ("O1", 0, 14), ("O1", 90, None), ("O2", 60, None), ("O9", 0, None),
    ])  # fmt: skip
    found = observations(objects, UNTIL, periods)
    assert found["duration"].tolist() == [24, 24, 0, 0]
    assert found["event"].tolist() == [1, 0, 2, 0]


def test_exposure_equals_a_day_by_day_count() -> None:
    rng = np.random.default_rng(2)
    objects = objects_frame([(0, int(rng.integers(1, 150)), None, "yes") for _ in range(12)])
    rows = []
    for name in objects["object_id"]:
        cuts = sorted(rng.choice(150, 4, replace=False).tolist())
        rows += [(name, cuts[0], cuts[1]), (name, cuts[2], None if rng.random() < 0.5 else cuts[3])]
    found = observations(objects, UNTIL, periods_frame(rows)).set_index("object_id")
    for row in objects.itertuples():
        end = min(100, (row.identified_on - START).days)
        shown = sum(
            any(name == row.object_id and a <= d and (b is None or d < b) for name, a, b in rows)
            for d in range(end)
        )
        assert found.loc[row.object_id, "duration"] == shown


def test_no_periods_no_exposure() -> None:
    found = observations(objects_frame([(0, 30, None, "yes")]), UNTIL, periods_frame([]))
    assert found["duration"].tolist() == [0.0]

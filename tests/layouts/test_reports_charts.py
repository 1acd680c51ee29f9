"""Labels of the charts lie clear of what they name."""

import pandas as pd
import pytest

from layouts.charts import calibration, equal_age, weekly
from layouts.speech import ENGLISH


def by_week(tips):
    weeks = pd.date_range("2025-06-02", periods=len(tips), freq="7D")
    frame = pd.DataFrame({"week": weeks, "tips": tips}).assign(
        actionable=0, pending=0, shares=5, complete=True
    )
    presses = pd.DataFrame({"day": [weeks[5]], "text": ["TV report"]})
    return weekly.tips_and_shares(frame, presses, pd.Series([], dtype="object"), None, "light", ENGLISH)


@pytest.mark.parametrize(("peaks", "lines"), [(0, 0), (3, 1), (7, 2)])
def test_values_of_cut_bars_are_all_printed_above_the_bars_in_lines_of_their_own(peaks, lines):
    figure = by_week([5000 + n for n in range(peaks)] + [100] * 100)
    notes = [note for note in figure["layout"]["annotations"] if "off the axis" in note["text"]]
    ends = figure["layout"]["yaxis"]["domain"][1]
    assert ends == pytest.approx(0.97 - weekly.LINE * lines)
    assert len(notes) == bool(lines)
    for note in notes:
        assert note["text"].count("<br>") == lines - 1
        assert all(ENGLISH.number(5000 + n) in note["text"] for n in range(peaks))
        assert (note["yref"], note["y"], note["yanchor"]) == ("paper", 1.0, "top")
    marks = next(trace for trace in figure["data"] if trace["name"] == "press")
    assert max(marks["y"]) * 1.1 <= figure["layout"]["yaxis"]["range"][1]


def labels(ours, theirs):
    """Where the names stand: anchor and height of the campaign's, then the benchmark's."""
    x = [0, round(100 * ours)]
    curve = pd.DataFrame({"age_days": [0, 300], "n": 100, "x": x, "low": 0.0, "high": 0.5})
    points = pd.DataFrame({"age_days": [90, 200, 400][: len(theirs)], "x": theirs, "n": 100})
    points = points.assign(precision="exact", low=0.0, high=0.5)
    figure = equal_age.equal_age(curve, points, 300, "light", ENGLISH)
    notes = {note["text"]: note for note in figure["layout"]["annotations"]}
    mine, other = notes["<b>This campaign</b>"], notes.get("EU Most Wanted")
    assert (mine["x"], mine["xanchor"], mine["y"]) == (300, "left", pytest.approx(ours))
    day = notes["day 300: compared here"]
    assert (day["y"], day["yanchor"]) == (figure["layout"]["shapes"][0]["y1"], "bottom")
    assert day["y"] < figure["layout"]["yaxis"]["range"][1]
    if other:
        assert other["x"] == figure["layout"]["xaxis"]["range"][1]
    return mine["yanchor"], other and (other["yanchor"], pytest.approx(other["y"]))


def test_names_of_curves_are_at_their_ends_and_on_different_sides():
    assert labels(0.30, [10, 15, 22]) == ("bottom", ("top", 0.15))  # above: the benchmark's under its step
    assert labels(0.12, [10, 15, 22]) == ("top", ("bottom", 0.22))  # where ours is, it is over its last point
    assert labels(0.30, [10]) == ("bottom", ("bottom", 0.10))
    assert labels(0.30, []) == ("bottom", None)


def test_sizes_of_groups_are_over_their_intervals_and_apart():
    frame = pd.DataFrame({"n": [82, 1200, 7], "expected": [0.03, 0.05, 0.3], "events": [4, 50, 2]})
    groups = frame.assign(observed=0.05, low=0.01, high=[0.12, 0.10, 0.4])
    layout = calibration.reliability(groups, "light")["layout"]
    notes = layout["annotations"]
    assert [note["text"] for note in notes] == ["n 82", "n 1\u202f200", "n 7"]
    assert [note["y"] for note in notes] == pytest.approx([0.12, 0.12 + calibration.HIGH * 0.48, 0.4])
    assert all(note["y"] + calibration.HIGH * 0.48 <= layout["yaxis"]["range"][1] for note in notes)

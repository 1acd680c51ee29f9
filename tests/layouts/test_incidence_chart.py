import itertools

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layouts.charts import incidence as chart
from layouts.charts.incidence import Line, spread


def rows(*points):
    frame = pd.DataFrame(points, columns=["time", "estimate"])
    return frame.assign(
        low=frame["estimate"] * 0.8, high=frame["estimate"] * 1.2, at_risk=[20, 12, 3][: len(frame)]
    )


def test_a_curve_has_its_band_its_label_and_the_numbers_at_risk():
    line = Line(rows((0, 0.0), (30, 0.25), (100, 0.5)), "thanks to a tip", "mark", band=True)
    risk = pd.DataFrame({"time": [0.0, 30.0, 60.0, 90.0], "at_risk": [20, 12, 7, 3]})
    figure = chart.incidence([line], [("all objects", risk)], "days", "light")
    high, low, curve = figure["data"]
    assert low["fill"] == "tonexty"
    assert high["y"][:3] == [0.0, 0.3, 0.6]
    assert (curve["x"], curve["y"]) == ([0, 30, 100, 100.0], [0.0, 0.25, 0.5, 0.5])
    texts = [note["text"] for note in figure["layout"]["annotations"]]
    assert any("thanks to a tip 50" in text for text in texts)
    assert [text for text in texts if text.isdigit()] == ["20", "12", "7", "3"]
    assert figure["layout"]["yaxis"]["range"][0] == 0


def test_nothing_observed_says_so():
    figure = chart.incidence([Line(rows(), "x", "mark")], [], "days", "dark")
    assert figure["data"] == []
    assert "no object has been observed" in figure["layout"]["annotations"][0]["text"]


def test_every_label_is_inside_the_plot():
    lines = [Line(rows((0, 0.0), (10, 0.5 + n / 100)), f"group {n}", "mark") for n in range(6)]
    figure = chart.incidence(lines, [], "days", "light")
    top = figure["layout"]["yaxis"]["range"][1]
    heights = [note["y"] for note in figure["layout"]["annotations"] if "group" in note["text"]]
    assert len(heights) == 6
    assert all(0 <= height <= top for height in heights)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12), st.floats(0.01, 0.3))
def test_labels_are_apart_in_order_and_inside(values, room):
    found = spread(values, room, 1.0)
    step = min(room, 1 / len(values))
    ordered = [found[place] for place in sorted(range(len(values)), key=lambda place: values[place])]
    assert all(b - a >= step - 1e-9 for a, b in itertools.pairwise(ordered))
    assert min(found) >= -1e-9
    assert max(found) <= 1 + 1e-9


def test_values_with_room_stay():
    assert spread([0.1, 0.5, 0.9], 0.05, 1.0) == pytest.approx([0.1, 0.5, 0.9])

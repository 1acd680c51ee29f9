import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from layouts.charts import world


def rows(**values: tuple[float, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"country": code, "value": value, "state": state, "said": code, "selected": code == "NL"}
            for code, (value, state) in values.items()
        ]
    )


def test_fills_shown_countries_by_class_and_leaves_the_rest_as_land():
    frame = rows(NL=(900, "shown"), BE=(4, "shown"), FR=(0, "none"), LU=(3, "suppressed"))
    figure = world.world(frame, [0, 10, 100], "light", hatch={"LU": [[1.0, 2.0], [3.0, 4.0]]})
    land, filled, hatched, outline = figure["data"]
    assert land["locations"] == ["NL", "BE", "FR", "LU"]
    assert dict(zip(filled["locations"], filled["z"], strict=True)) == {"NL": 2, "BE": 0}
    assert hatched["lon"] == [1.0, 2.0, None]
    assert outline["locations"] == ["NL"]


def test_never_fits_the_view_to_the_data():
    geo = world.world(rows(NL=(1, "shown")), [0], "dark")["layout"]["geo"]
    assert geo["fitbounds"] is False
    assert geo["projection"] == {"type": "equal earth"}


def test_a_hidden_count_is_in_no_trace_as_a_value():
    figure = world.world(rows(LU=(3, "suppressed")), [0], "light")
    assert figure["data"][1]["locations"] == []
    assert all(set(trace.get("z", [])) <= {0} for trace in figure["data"])


@given(st.lists(st.floats(min_value=1e-6, max_value=1e9), min_size=1, max_size=60))
def test_every_value_has_a_class_and_limits_rise(values):
    limits = world.breaks(values)
    assert limits[0] == 0
    assert limits == sorted(set(limits))
    for value in values:
        place = world.class_of(value, limits)
        assert limits[place] <= value
        assert place == len(limits) - 1 or value < limits[place + 1]

"""Month labels of leadership's chart: level, short, the year once."""

import pandas as pd
import pytest

from layouts.charts.months import months
from layouts.speech import speech


def drawn(names, language="en"):
    counts = pd.array([7] * (len(names) - 1) + [None], dtype="Int64")
    states = ["shown"] * (len(names) - 1) + ["suppressed"]
    return months(pd.DataFrame({"month": names, "count": counts, "state": states}), "light", speech(language))


@pytest.mark.parametrize(
    ("language", "names", "said"),
    [
        ("en", ["2025-11", "2025-12", "2026-01"], ["Nov<br>2025", "Dec", "Jan<br>2026"]),
        ("en", ["2025-Q4", "2026-Q1"], ["Q4<br>2025", "Q1<br>2026"]),
        ("en", ["2025-H1", "2025-H2"], ["first half of 2025", "second half of 2025"]),
        ("fr", ["2025-07", "2025-08"], ["juil.<br>2025", "août"]),
    ],
)
def test_a_year_is_written_once(language, names, said):
    figure = drawn(names, language)
    axis = figure["layout"]["xaxis"]
    assert axis["ticktext"] == said
    assert axis["tickvals"] == figure["data"][0]["x"]
    assert axis["tickangle"] == 0


def test_a_hidden_month_has_its_mark_and_its_name_in_words():
    figure = drawn(["2025-12", "2026-01"])
    assert [note["x"] for note in figure["layout"]["annotations"]] == ["Jan 2026"]
    assert figure["data"][0]["hovertext"][0] == "Dec 2025: 7"

"""What tooltips say: templates filled in by the browser say what a sentence for each mark would."""

import re
from datetime import date

import pandas as pd
import pytest

from analysis import equal_age as measure
from layouts.charts import equal_age, weekly
from layouts.speech import speech

WEEKS = pd.date_range("2025-06-02", periods=9, freq="7D", unit="s")
COUNTED = pd.DataFrame(
    {
        "week": WEEKS,
        "tips": [12_345, *range(8)],
        "actionable": [1_020, *[0] * 8],
        "pending": [7, *[1] * 8],
        "shares": [4_321, *[2] * 8],
        "complete": [True] * 8 + [False],
    }
)
DAYS = pd.to_datetime(["2025-06-01"] * 39 + ["2025-06-20"] + ["2025-07-10"] * 40)
OBJECTS = pd.DataFrame(
    {
        "published_on": DAYS,
        "outcome_on": pd.to_datetime([None] * 60 + ["2025-08-01"] * 20),
        "thanks_to": ["yes"] * 80,
    }
)


def said(trace, place, language):
    """The trace's template filled in for one mark, as plotly.js does with its d3 formats."""
    mark = speech(language).separators[1]

    def value(match):
        name, _, form = match[1].partition(":")
        if name.startswith("x|"):
            day = date.fromisoformat(trace["x"][place])
            return f"{day.day} {day:%b %Y}"
        column = re.fullmatch(r"customdata\[(\d)\]", name)
        found = trace["customdata"][place][int(column[1])] if column else trace[name][place]
        return f"{found:,}".replace(",", mark) if form == "," else str(found)

    template = trace["hovertemplate"].removesuffix("<extra></extra>")
    return re.sub(r"%\{(.+?)\}", value, template)


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_bars_say_week_and_counts_in_the_readers_language(language):
    tongue, nothing = speech(language), pd.Series([], dtype="datetime64[s]")
    presses = pd.DataFrame({"day": WEEKS[:0], "text": pd.Series([], dtype="str")})
    figure = weekly.tips_and_shares(COUNTED, presses, nothing, None, "light", tongue)
    *tips, shares = figure["data"]
    for place, row in enumerate(COUNTED.to_dict("records")):
        wanted = tongue.say(
            "week of {day}<br>{tips} tips<br>{useful} actionable, {pending} not yet assessed",
            day=tongue.day(row["week"]), tips=tongue.number(row["tips"]),
            useful=tongue.number(row["actionable"]), pending=tongue.number(row["pending"]),
        )  # fmt: skip
        wanted += "" if row["complete"] else "<br>" + tongue.say("part of a week")
        assert {said(trace, place, language) for trace in tips} == {wanted}
        assert said(shares, place, language) == tongue.say(
            "week of {day}<br>{n} shares and share clicks",
            day=tongue.day(row["week"]), n=tongue.number(row["shares"]),
        )  # fmt: skip


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_a_curve_says_day_counts_and_share_in_the_readers_language(language):
    tongue = speech(language)
    curve = measure.progress(OBJECTS, date(2025, 6, 1), date(2025, 9, 1), measure.LOCATED)
    points = pd.DataFrame({"age_days": [40], "x": [5], "n": [30], "low": [0.07], "high": [0.33]})
    figure = equal_age.equal_age(curve, points.assign(precision="about"), None, "light", tongue)
    line = next(trace for trace in figure["data"] if "hovertemplate" in trace)
    for place, row in enumerate(curve.to_dict("records")):
        share = tongue.share(row["x"] / row["n"], row["low"], row["high"])
        day = tongue.say("day {day}", day=row["age_days"])
        words = tongue.say("{x} of {n} objects: {share}", x=row["x"], n=row["n"], share=share)
        assert said(line, place, language) == f"{day}<br>{words}"

"""The summary: the first page's charts in full, and their numbers."""

from typing import Any

import pandas as pd

from analysis import proportion
from layouts.charts import weekly as weekly_chart
from layouts.findings import world
from layouts.findings.overview import Overview
from layouts.reports import front, judgement
from layouts.reports import places as places_words
from layouts.reports.content import Chart, Column, Section, Table
from layouts.reports.sections import title
from layouts.speech import ENGLISH, Speech, later
from layouts.tokens import palette
from queries.filters import Filters

PER_MILLION = later("Tips per million people, by country of origin")
FUNNEL = (
    later("Page views"),
    later("Tips"),
    later("Assessed"),
    later("Actionable"),
    later("Identified"),
    later("Located"),
    later("Trail eliminated"),
    later("Cases referred"),
    later("Cases resolved"),
)


def summary(db: Any, filters: Filters, found: Overview, speech: Speech = ENGLISH) -> Section:
    """The first page's charts in full, and their numbers."""
    charts = front.benchmark_charts(found, speech)
    weekly = found.weekly
    figure = weekly_chart.tips_and_shares(
        weekly, found.presses, found.changes, found.immature_from, "light", speech
    )
    other = weekly["tips"] - weekly["actionable"] - weekly["pending"]
    parts = (weekly["actionable"], other, weekly["pending"])
    labels = [label for _, label in _weekly_legend(speech)]
    series = tuple((label, tuple(float(n) for n in part)) for label, part in zip(labels, parts, strict=True))
    weeks = tuple(speech.day(week) for week in weekly["week"])
    tips = speech.many("{n} tip", "{n} tips", int(weekly["tips"].sum()))
    alt = speech.many("{tips} over {n} week.", "{tips} over {n} weeks.", len(weekly), tips=tips)
    legend = _weekly_legend(speech)
    about = speech.say("Tips and shares a week")
    charts.append(
        Chart("weekly", about, alt, figure, "stacked", weeks, series, speech.say("tips"), legend=legend)
    )
    charts.append(world_chart(found.countries, speech))
    said = tuple(judgement.evidence(one, speech) for one in found.comparisons)
    tables = (_funnel(found, speech), _weekly(weekly, speech))
    return Section("summary", title("summary", speech), said, tuple(charts), tables)


def _weekly_legend(speech: Speech) -> tuple[tuple[str, str], ...]:
    colour = palette("light")
    return (
        (colour["mark"], speech.say("actionable")),
        (colour["soft"], speech.say("other, assessed")),
        ("hatched", speech.say("not yet assessed")),
    )


def world_chart(places: world.Places, speech: Speech) -> Chart:
    """Tips per million people by origin."""
    return places_words.chart_of(places, "per_million", speech.say(PER_MILLION), speech)


def _funnel(found: Overview, speech: Speech) -> Table:
    n, cases = len(found.published), len(found.cases)
    tips, useful = int(found.tips["n"]), int(found.tips["actionable"])
    assessed = tips - int(found.tips["pending"])
    reached = [int(found.published[name].notna().sum()) for name in ("identified", "located", "eliminated")]
    handled = [int(found.cases[name].notna().sum()) for name in ("referred", "resolved")]
    counts = [found.views, tips, assessed, useful, *reached, *handled]
    of = [None, None, tips, assessed, n, n, n, cases, cases]
    frame = pd.DataFrame({"step": FUNNEL, "n": counts, "of": of}).astype({"n": "Int64", "of": "Int64"})
    ends = [
        proportion.interval(count, whole) if whole else (None, None)
        for count, whole in zip(counts, of, strict=True)
    ]
    frame["share"] = (frame["n"].astype("float64") / frame["of"].astype("float64")).where(frame["of"] > 0)
    frame["low"], frame["high"] = [low for low, _ in ends], [high for _, high in ends]
    columns = (
        Column("step", speech.say("Step"), "word"),
        Column("n", speech.say("Count"), "count"),
        Column("of", speech.say("Of"), "count"),
        Column("share", speech.say("Share"), "share"),
        Column("low", speech.say("Low"), "share"),
        Column("high", speech.say("High"), "share"),
    )
    return Table("funnel", speech.say("From published object to result"), columns, frame)


def _weekly(weekly: pd.DataFrame, speech: Speech) -> Table:
    columns = (
        Column("week", speech.say("Week of"), "date"),
        Column("tips", speech.say("Tips"), "count"),
        Column("actionable", speech.say("Actionable"), "count"),
        Column("pending", speech.say("Not yet assessed"), "count"),
        Column("shares", speech.say("Shares"), "count"),
    )
    return Table("weekly", speech.say("By week"), columns, weekly[[c.name for c in columns]])

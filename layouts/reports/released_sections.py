"""The sections of leadership's report: each asks what its page asks, and says where it cannot follow."""

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from analysis import proportion
from layouts import released_words, words
from layouts.charts import months as months_chart
from layouts.findings import release_places, released_objects
from layouts.findings.overview import Overview
from layouts.findings.release import NO_REGION, RULE
from layouts.findings.release_scope import Answer
from layouts.findings.released import Scoped
from layouts.reports import front, judgement, summary
from layouts.reports import places as places_words
from layouts.reports import sections as internal
from layouts.reports.content import Chart, Column, Section, Table
from layouts.speech import ENGLISH, Speech, later
from queries import objects as objects_query
from queries.filters import Filters

NO_RELEASE = later("There is no release yet.")
# The release's unit of time → heading of its column, title of its table, title of its chart
UNITS = {
    "month": (later("Month"), later("Tips by month"), later("Tips a month")),
    "quarter": (later("Quarter"), later("Tips by quarter"), later("Tips a quarter")),
    "half-year": (later("Half-year"), later("Tips by half-year"), later("Tips a half-year")),
}


@dataclass(frozen=True)
class Source:
    """What the sections are made of: `found` for facts of the catalogue, `asked` for everything counted."""

    found: Overview
    asked: Scoped

    @property
    def narrowed(self) -> bool:
        """Whether anything was asked for but everything."""
        return self.asked.asked.filters != Filters()


def said(count: int | None, state: str, speech: Speech = ENGLISH) -> str:
    """A count of the release in words."""
    return words.HIDDEN if state == "suppressed" else speech.number(count)


def summary_section(db: Any, source: Source, speech: Speech) -> Section:
    """The first page's charts in full, and tips by month."""
    charts = front.benchmark_charts(source.found, speech)
    told = [judgement.evidence(one, speech) for one in source.found.comparisons]
    answer = source.asked.tips(*release_places.PERIODS)
    table = _monthly_table(source, answer, speech)
    if answer.outside:
        told.append(_nothing(source, speech))
    else:
        charts += [_monthly(table.frame, answer, speech), *world_charts(source, speech)]
        told += _elsewhere(source, answer, table.title, speech)
    return Section("summary", internal.title("summary", speech), tuple(told), tuple(charts), (table,))


def _nothing(source: Source, speech: Speech) -> str:
    """Why there is no number: no release, or none of the period asked for."""
    if source.asked.release.first is None:
        return speech.say(NO_RELEASE)
    return released_words.outside(source.asked, speech)


def _monthly_table(source: Source, answer: Answer, speech: Speech) -> Table:
    """One row a month, or a quarter or half-year where the release is coarser."""
    unit = answer.by or "month"
    heading, title, _ = UNITS[unit]
    frame = answer.rows.rename(columns={unit: "month"}).sort_values("month").reset_index(drop=True)
    columns = (Column("month", speech.say(heading), "month"), Column("count", speech.say("Tips"), "count"))
    rule = speech.say(RULE, below=source.asked.release.state.rules.small_count_k - 1)
    return Table("monthly", speech.say(title), columns, frame, f"{rule[:1].upper()}{rule[1:]}.")


def _monthly(monthly: pd.DataFrame, answer: Answer, speech: Speech) -> Chart:
    figure = months_chart.months(monthly, "light", speech)
    values = tuple(None if pd.isna(n) else float(n) for n in monthly["count"])
    names = tuple(speech.month(str(month)) for month in monthly["month"])
    series = ((speech.say("Tips"), values),)
    unit = answer.by or "month"
    n = len(monthly)
    alt = {
        "month": speech.many("Tips in {n} month.", "Tips in {n} months.", n),
        "quarter": speech.many("Tips in {n} quarter.", "Tips in {n} quarters.", n),
        "half-year": speech.many("Tips in {n} half-year.", "Tips in {n} half-years.", n),
    }[unit]
    title = speech.say(UNITS[unit][2])
    return Chart("monthly", title, alt, figure, "bar", names, series, speech.say("tips"))


def world_charts(source: Source, speech: Speech) -> list[Chart]:
    """The map of tips per million people, where the release has something of the period."""
    places, answer = release_places.by_country(source.asked, "origin")
    if answer.outside or places.frame.empty:
        return []
    chart = summary.world_chart(places, speech)
    aside = released_words.aside(source.asked, answer, speech)
    return [replace(chart, alt=speech.sentences([aside, chart.alt]))]


def _elsewhere(source: Source, answer: Answer, about: str, speech: Speech) -> list[str]:
    """What a chart or table covers where that is not what the report is about."""
    aside = released_words.aside(source.asked, answer, speech)
    return [f"{about}. {aside}"] if aside else []


def objects(db: Any, source: Source, speech: Speech) -> Section:
    """Every object in scope, as the Objects page lists it."""
    found = released_objects.listing(db, source.asked)
    frame = found.frame.assign(title=internal.titled(db, found.frame, speech))
    columns = (
        Column("object_id", speech.say("Reference")),
        Column("title", speech.say("Object")),
        Column("category", speech.say("Category"), "word"),
        Column("stage", speech.say("Stage"), "word"),
        Column("days_displayed", speech.say("Days shown"), "count", exact=True),
        Column("identified", speech.say("Identified"), "date"),
        Column("located", speech.say("Located"), "date"),
        Column("count", speech.say("Tips"), "count"),
    )
    headline = released_objects.headline(replace(found, frame=frame), speech)
    aside = released_words.aside(source.asked, found.answer, speech)
    listed = frame.rename(columns={"tips": "count"}).sort_values("object_id").reset_index(drop=True)
    table = Table("objects", speech.say("Objects"), columns, listed, aside)
    return Section("objects", internal.title("objects", speech), (*headline, aside), (), (table,))


def places(db: Any, source: Source, speech: Speech) -> Section:
    """Where tips come from: by country, and by region or, of the countries asked for, by category."""
    found, answer = release_places.by_country(source.asked, "origin")
    columns = (
        Column("n", speech.say("Tips"), "count"),
        Column("per_million", speech.say("Per million"), "number"),
    )
    beside = _nothing(source, speech) if answer.outside else places_words.beside(found, speech)
    aside = released_words.aside(source.asked, answer, speech)
    table = replace(places_words.table(found, columns, "places", speech), note=beside)
    tables = (table, _follow(source, speech), *_hidden_together(source, speech))
    return Section("places", internal.title("places", speech), (aside, beside), (), tables)


def _follow(source: Source, speech: Speech) -> Table:
    """What the Map shows under its map: regions, or the categories of the countries asked for."""
    asked = source.asked
    if asked.asked.countries is None:
        answer, title = asked.tips(*release_places.REGIONS), speech.say("Tips by region")
        name = Column("name", speech.say("Region"), "region")
    else:
        asked = asked.without("subject")
        answer = asked.tips("category")
        of = released_words.places(answer, asked, speech)
        title = speech.say("Tips from {places} by category", places=of)
        name = Column("name", speech.say("Category"), "word")
    values = answer.rows[answer.by].replace(NO_REGION, released_words.UNKNOWN)
    frame = answer.rows.assign(name=values)
    frame = frame[frame["count"].isna() | (frame["count"] > 0)]
    frame = frame.sort_values(["count", "name"], ascending=[False, True], na_position="last")
    note = released_words.aside(asked, answer, speech)
    columns = (name, Column("count", speech.say("Tips"), "count"))
    return Table("places_by", title, columns, frame.reset_index(drop=True), note)


def _hidden_together(source: Source, speech: Speech) -> list[Table]:
    """What the hidden countries have together, as the Map says it where no country is asked for."""
    rest = release_places.together(source.asked, "origin")
    if rest.empty or source.asked.asked.countries is not None:
        return []
    columns = (
        Column("region", speech.say("Region"), "region"),
        Column("countries", speech.say("Hidden countries"), "count", exact=True),
        Column("count", speech.say("Tips"), "count"),
    )
    _, answer = release_places.by_country(source.asked, "origin")
    aside = released_words.aside(source.asked, answer, speech)
    less = speech.say("A region's printed number less its countries that are printed.")
    note = speech.sentences([aside, less])
    return [Table("places_hidden", speech.say("Hidden countries, together"), columns, rest, note)]


def shares(db: Any, source: Source, speech: Speech) -> Section:
    """Shares and share clicks by network."""
    asked = source.asked
    whole, answer = asked.shares(), asked.shares("network")
    columns = (
        Column("network", speech.say("Network"), "network"),
        Column("count", speech.say("Shares and clicks"), "count"),
    )
    sentence = speech.say(
        "{total} shares and share clicks; a click is not always a share.", total=said(*whole.one, speech)
    )
    told = [_nothing(source, speech)]
    if not whole.outside:
        told = [sentence, released_words.aside(asked, whole, speech)]
    note = released_words.aside(asked, answer, speech)
    table = Table("shares", speech.say("Shares by network"), columns, answer.rows, note)
    return Section("shares", internal.title("shares", speech), tuple(told), (), (table,))


def rotation(db: Any, source: Source, speech: Speech) -> Section:
    """The displays so far of the objects in scope."""
    given = source.asked.asked.filters
    facts = Filters(object=given.object, category=given.category, agency=given.agency)
    shown = objects_query.periods(db, facts)
    columns = internal.display_columns(speech)
    table = Table("displays", speech.say("Displays"), columns, shown[[column.name for column in columns]])
    told = [speech.many("{n} display so far.", "{n} displays so far.", len(shown))]
    if source.narrowed:
        told.append(
            speech.say("Displays are facts of the catalogue as of today: only filters on objects apply.")
        )
    return Section("rotation", internal.title("rotation", speech), tuple(told), (), (table,))


def quality(db: Any, source: Source, speech: Speech) -> Section:
    """What became of all tips of the release."""
    release = source.asked.release
    margin = release.margin("assessment", "assessment")
    total, state = release.total("assessment")
    shown = margin["count"].astype("Float64").astype("float64")
    margin = margin.assign(share=shown / total if total and state == "shown" else float("nan"))
    columns = (
        Column("assessment", speech.say("Assessment"), "word"),
        Column("count", speech.say("Tips"), "count"),
        Column("share", speech.say("Share"), "share"),
    )
    known = margin[margin["assessment"] == "pending"].to_dict("records")
    told = [speech.say("Rates use assessed tips.")]
    if known and known[0]["state"] == "shown" and state == "shown" and total:
        low, high = proportion.interval(int(known[0]["count"]), int(total))
        share = speech.share(int(known[0]["count"]) / total, low, high, 1)
        told = [speech.say("{share} of tips are not yet assessed.", share=share)]
    if source.narrowed:
        told.append(speech.say("All tips of the release: filters do not apply here."))
    table = Table("quality", speech.say("Assessment"), columns, margin)
    return Section("quality", internal.title("quality", speech), tuple(told), (), (table,))

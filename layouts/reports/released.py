"""Leadership's report: every count about tips, shares and people comes from the protected release."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import proportion
from layouts import words
from layouts.charts import months as months_chart
from layouts.findings import release as release_finding
from layouts.findings import release_people, world
from layouts.findings.overview import Overview, overview
from layouts.findings.release import Released
from layouts.reports import advice, changed, front, judgement, making, released_cases, scope, summary
from layouts.reports import places as places_words
from layouts.reports import sections as internal
from layouts.reports.content import Bar, Chart, Column, Report, Section, Table
from layouts.speech import ENGLISH, Speech, later
from queries import objects, options
from queries.filters import Filters

Progress = Callable[[str], None]
RULE = later("Leadership: {rule}.")


@dataclass(frozen=True)
class Source:
    """What the sections are made of: `found` for objects and cases, `released` for everything counted."""

    found: Overview
    released: Released


def report(
    db: Any,
    folder: Path,
    *,
    filters: Filters | None = None,
    sections: Iterable[str],
    progress: Progress = lambda _: None,
    speech: Speech = ENGLISH,
) -> Report:
    """The report for leadership; it covers the whole release, and says so where `filters` asked for less."""
    progress("asking: the protected release")
    source = Source(overview(db, Filters()), release_finding.released(db, folder))
    made = []
    for name in sections:
        progress(f"asking: {internal.SECTIONS[name].lower()}")
        made.append(_SECTIONS[name](db, source, speech))
    first, rest = judgement.verdict(source.found, speech)
    if source.found.published.empty:
        rest = ""  # it would speak of counts that are not the release's
    about, lines = changed.by_month(source.found, source.released, speech)
    return Report(
        title=speech.say("{campaign}: report for leadership", campaign=source.found.state.name),
        question=speech.say(making.QUESTION),
        verdict=first,
        evidence=rest,
        audience="leadership",
        simulated=source.found.state.simulated,
        facts=_facts(db, source, filters or Filters(), speech),
        tiles=_tiles(source, speech),
        meaning=judgement.meaning(source.found, speech),
        sections=tuple(made),
        language=speech.language,
        bars=_bars(source, speech),
        changed_about=about,
        changed=tuple(lines),
        recommended=advice.leadership(db, source.found, source.released, speech),
        front=_front(source, speech),
    )


def rule(released: Released, speech: Speech = ENGLISH) -> str:
    """The release's rule in words."""
    return speech.say(release_finding.RULE, below=released.state.rules.small_count_k - 1)


def _facts(db: Any, source: Source, filters: Filters, speech: Speech) -> dict[str, str]:
    released = source.released
    protected = speech.say(RULE, rule=rule(released, speech))
    found = scope.facts(db, Filters(), source.found, "leadership", protected, speech)
    months = speech.say("no whole month yet")
    if released.first:
        months = speech.period(released.first, released.last)
    about = speech.say("all objects, all countries; filters do not apply to a release")
    if filters == Filters() and not filters.ignored:
        return {**found, "Period": months, "Scope": about}
    asked = scope.described(filters, options.names(db), speech)
    told = speech.say("{asked}; a release is reported whole: {period}", asked=asked, period=months)
    facts: dict[str, str] = {}
    for name, value in {**found, "Period": months, "Scope": about}.items():
        facts[name] = value
        if name == "Period":
            facts[scope.ASKED] = told  # right after the period that it explains
    return facts


def _tiles(source: Source, speech: Speech) -> tuple[tuple[str, str, str], ...]:
    n, state = source.released.total("place")
    about = speech.say("in the release's whole months")
    told = [(speech.say("tips received"), said(n, state, speech), about)]
    safe = (speech.say("children safeguarded"), _people(source, speech), "")
    return (*told, *front.object_tiles(source.found, speech), safe)


def _people(source: Source, speech: Speech) -> str:
    return said(*release_people.reached(source.released.results, "child_safeguarded"), speech)


def said(count: int | None, state: str, speech: Speech = ENGLISH) -> str:
    """A count of the release in words."""
    return words.HIDDEN if state == "suppressed" else speech.number(count)


def _bars(source: Source, speech: Speech) -> tuple[Bar, ...]:
    counts = released_cases.counts(source.released)
    return (*front.object_bars(source.found, speech), *front.case_bars(counts, speech))


def _front(source: Source, speech: Speech) -> tuple[Chart, ...]:
    charts = front.benchmark_charts(source.found, speech)
    places = released_places(source.released)
    if places.total:
        charts.append(summary.world_chart(places, speech))
    return tuple(front.small(chart) for chart in charts)


def _summary(db: Any, source: Source, speech: Speech) -> Section:
    charts = front.benchmark_charts(source.found, speech)
    monthly = source.released.margin("month", "month").sort_values("month")
    if len(monthly):
        charts.append(_monthly(monthly, speech))
        charts.append(summary.world_chart(released_places(source.released), speech))
    columns = (Column("month", speech.say("Month"), "month"), Column("count", speech.say("Tips"), "count"))
    note = f"“·”: {rule(source.released, speech)}."
    table = Table("monthly", speech.say("Tips by month"), columns, monthly, note)
    told = tuple(judgement.evidence(one, speech) for one in source.found.comparisons)
    return Section("summary", internal.title("summary", speech), told, tuple(charts), (table,))


def _monthly(monthly: pd.DataFrame, speech: Speech) -> Chart:
    figure = months_chart.months(monthly, "light", speech)
    values = tuple(None if pd.isna(n) else float(n) for n in monthly["count"])
    alt = speech.many("Tips in {n} month.", "Tips in {n} months.", len(monthly))
    names = tuple(speech.month(str(month)) for month in monthly["month"])
    series = ((speech.say("Tips"), values),)
    return Chart("monthly", speech.say("Tips a month"), alt, figure, "bar", names, series, speech.say("tips"))


def released_places(released: Released, table: str = "place", layer: str = "origin") -> world.Places:
    """The release's totals by country, as the map and its table take them; hidden ones have no number."""
    total, state = released.total(table)
    return placed(released.margin(table, "place").rename(columns={"place": "country"}), total, state, layer)


def placed(margin: pd.DataFrame, total: int | None, state: str, layer: str) -> world.Places:
    """Counts by country (country, count, state) as the map and its table take them."""
    margin = margin.rename(columns={"count": "n"})
    unknown = margin[margin["country"] == "unknown"].to_dict("records")
    frame = margin[~margin["country"].isin(world.NOWHERE)].copy()
    frame = frame.merge(
        world.known_countries()[["name", "population"]], left_on="country", right_index=True, how="left"
    )
    frame["name"] = frame["name"].fillna(frame["country"])
    people = frame["population"].astype("float64")
    number = frame["n"].astype("Float64").astype("float64")
    frame["per_million"] = 1e6 * number / people.where(people > 0)
    whole = float(total) if total and state == "shown" else float("nan")
    frame["share"] = number / whole
    frame = frame.assign(
        actionable=0, assessed=0, actionable_share=float("nan"), low=0.0, high=1.0, too_early=True
    )
    # Hidden rows go last and by name, so that their order tells nothing.
    frame["_last"] = frame["state"] == "suppressed"
    ordered = frame.sort_values(["_last", "n", "name"], ascending=[True, False, True], na_position="last")
    lost = unknown[0]["n"] if unknown and unknown[0]["state"] == "shown" else 0
    hidden = int((frame["state"] == "suppressed").sum())
    places = world.Places(
        layer, ordered.drop(columns="_last").reset_index(drop=True), int(total or 0), int(lost or 0), 0
    )
    return replace(places, hidden=hidden)


def _objects(db: Any, source: Source, speech: Speech) -> Section:
    margin = source.released.margin("object_id", "object_id")
    known = source.found.published[
        ["object_id", "title", "category", "days_displayed", "identified", "located"]
    ]
    known = known.assign(title=internal.titled(db, known, speech))
    # Without a release the margin's columns are of no type.
    frame = known.merge(margin.astype({"object_id": "str"}), on="object_id", how="left")
    frame["state"] = frame["state"].fillna("shown")
    frame["count"] = frame["count"].where(frame["count"].notna() | (frame["state"] == "suppressed"), 0)
    columns = (
        Column("object_id", speech.say("Reference")),
        Column("title", speech.say("Object")),
        Column("category", speech.say("Category"), "word"),
        Column("days_displayed", speech.say("Days shown"), "count", exact=True),
        Column("identified", speech.say("Identified"), "date"),
        Column("located", speech.say("Located"), "date"),
        Column("count", speech.say("Tips"), "count"),
    )
    frame["days_displayed"] = frame["days_displayed"].round().astype("Int64")
    n, identified = len(frame), int(frame["identified"].notna().sum())
    sentence = speech.say("{x} of {n} published objects were identified.", x=identified, n=n)
    table = Table("objects", speech.say("Objects"), columns, frame)
    return Section("objects", internal.title("objects", speech), (sentence,), (), (table,))


def _places(db: Any, source: Source, speech: Speech) -> Section:
    places = released_places(source.released)
    columns = (
        Column("n", speech.say("Tips"), "count"),
        Column("per_million", speech.say("Per million"), "number"),
    )
    table = places_words.table(places, columns, "places", speech)
    sentence = places_words.beside(places, speech)
    return Section("places", internal.title("places", speech), (sentence,), (), (table,))


def _shares(db: Any, source: Source, speech: Speech) -> Section:
    margin = source.released.margin("network_month", "network")
    total, state = source.released.total("network_month")
    columns = (
        Column("network", speech.say("Network"), "word"),
        Column("count", speech.say("Shares and clicks"), "count"),
    )
    sentence = speech.say(
        "{total} shares and share clicks; a click is not always a share.", total=said(total, state, speech)
    )
    table = Table("shares", speech.say("Shares by network"), columns, margin)
    return Section("shares", internal.title("shares", speech), (sentence,), (), (table,))


def _rotation(db: Any, source: Source, speech: Speech) -> Section:
    shown = objects.periods(db, Filters())
    columns = internal.display_columns(speech)
    table = Table("displays", speech.say("Displays"), columns, shown[[column.name for column in columns]])
    sentence = speech.many("{n} display so far.", "{n} displays so far.", len(shown))
    return Section("rotation", internal.title("rotation", speech), (sentence,), (), (table,))


def _quality(db: Any, source: Source, speech: Speech) -> Section:
    margin = source.released.margin("assessment", "assessment")
    total, state = source.released.total("assessment")
    shown = margin["count"].astype("Float64").astype("float64")
    margin = margin.assign(share=shown / total if total and state == "shown" else float("nan"))
    columns = (
        Column("assessment", speech.say("Assessment"), "word"),
        Column("count", speech.say("Tips"), "count"),
        Column("share", speech.say("Share"), "share"),
    )
    known = margin[margin["assessment"] == "pending"].to_dict("records")
    sentence = speech.say("Rates use assessed tips.")
    if known and known[0]["state"] == "shown" and total:
        low, high = proportion.interval(int(known[0]["count"]), int(total))
        share = speech.share(int(known[0]["count"]) / total, low, high, 1)
        sentence = speech.say("{share} of tips are not yet assessed.", share=share)
    table = Table("quality", speech.say("Assessment"), columns, margin)
    return Section("quality", internal.title("quality", speech), (sentence,), (), (table,))


_SECTIONS: dict[str, Callable[[Any, Source, Speech], Section]] = {
    "summary": _summary,
    "objects": _objects,
    "places": _places,
    "shares": _shares,
    "cases": lambda db, source, speech: released_cases.section(source.released, speech),
    "rotation": _rotation,
    "quality": _quality,
    "definitions": lambda db, source, speech: internal.definitions(speech),
}

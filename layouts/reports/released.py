"""Leadership's report: every count about tips, shares and people comes from the protected release."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import proportion
from layouts import map_parts, words
from layouts.charts import months as months_chart
from layouts.findings import release as release_finding
from layouts.findings import world
from layouts.findings.overview import Overview, overview
from layouts.findings.release import Released
from layouts.reports import making
from layouts.reports.content import Chart, Column, Report, Section, Table
from queries import objects
from queries.filters import Filters

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Source:
    """What the sections are made of: `found` for objects and cases, `released` for everything counted."""

    found: Overview
    released: Released


def report(db: Any, folder: Path, *, sections: Iterable[str], progress: Progress = lambda _: None) -> Report:
    """The report for leadership; it covers the release's whole months, whatever was filtered."""
    progress("asking: the protected release")
    source = Source(overview(db, Filters()), release_finding.released(db, folder))
    makers = {
        "summary": _summary,
        "objects": _objects,
        "places": _places,
        "shares": _shares,
        "cases": _cases,
        "rotation": _rotation,
        "quality": _quality,
        "definitions": lambda db, source: making.definitions_section(),
    }
    made = []
    for name in sections:
        progress(f"asking: {making.SECTIONS[name].lower()}")
        made.append(makers[name](db, source))
    first, rest = making.verdict_words(source.found)
    return Report(
        title=f"{source.found.state.name}: report for leadership",
        question="Is the pilot working?",
        verdict=first,
        evidence=rest,
        audience="leadership",
        simulated=source.found.state.simulated,
        facts=_facts(db, source),
        tiles=_tiles(source),
        meaning=_meaning(source),
        sections=tuple(made),
    )


def _facts(db: Any, source: Source) -> dict[str, str]:
    released = source.released
    rule = f"Leadership: {released.rule}."
    found = making.facts(db, Filters(), source.found, "leadership", rule)
    months = words.period(released.first, released.last) if released.first else "no whole month yet"
    return {
        **found,
        "Period": months,
        "Scope": "all objects, all countries; filters do not apply to a release",
    }


def _tiles(source: Source) -> tuple[tuple[str, str, str], ...]:
    n, state = source.released.total("place")
    told = [("tips received", said(n, state), "in the release's whole months")]
    return (*told, *making.object_tiles(source.found), ("children safeguarded", _people(source), ""))


def _people(source: Source) -> str:
    events = source.found.events
    people = int(events.loc[events["kind"] == "child_safeguarded", "people"].fillna(1).sum())
    return said(*release_finding.masked(people, source.found.state.rules.small_count_k))


def said(count: int | None, state: str) -> str:
    """A count of the release in words."""
    return words.HIDDEN if state == "suppressed" else words.number(count)


def _meaning(source: Source) -> tuple[str, ...]:
    known = making.benchmark_words(source.found)
    eliminated = int(source.found.published["eliminated"].notna().sum())
    if eliminated:
        known.append(
            f"{words.plural(eliminated, 'trail')} eliminated: a result, nobody searches there again."
        )
    return tuple(known)


def _summary(db: Any, source: Source) -> Section:
    charts = making.benchmark_charts(source.found)
    monthly = source.released.margin("month", "month").sort_values("month")
    if len(monthly):
        charts.append(_monthly(monthly))
        title = "Tips per million people, by country of origin"
        charts.append(making.map_chart(released_places(source.released), "per_million", title))
    columns = (Column("month", "Month"), Column("count", "Tips", "count"))
    table = Table("monthly", "Tips by month", columns, monthly, f"“·”: {source.released.rule}.")
    return Section("summary", making.SECTIONS["summary"], (), tuple(charts), (table,))


def _monthly(monthly: pd.DataFrame) -> Chart:
    figure = months_chart.months(monthly, "light")
    values = tuple(None if pd.isna(n) else float(n) for n in monthly["count"])
    alt = f"Tips in {words.plural(len(monthly), 'month')}."
    return Chart(
        "monthly", "Tips a month", alt, figure, "bar", tuple(monthly["month"]), (("Tips", values),), "tips"
    )


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


def _objects(db: Any, source: Source) -> Section:
    margin = source.released.margin("object_id", "object_id")
    known = source.found.published[
        ["object_id", "title", "category", "days_displayed", "identified", "located"]
    ]
    frame = known.merge(margin, on="object_id", how="left")
    frame["state"] = frame["state"].fillna("shown")
    frame["count"] = frame["count"].where(frame["count"].notna() | (frame["state"] == "suppressed"), 0)
    columns = (
        Column("object_id", "Reference"),
        Column("title", "Object"),
        Column("category", "Category"),
        Column("days_displayed", "Days shown"),
        Column("identified", "Identified", "date"),
        Column("located", "Located", "date"),
        Column("count", "Tips", "count"),
    )
    frame["days_displayed"] = frame["days_displayed"].round().astype(int).astype(str)
    n, identified = len(frame), int(frame["identified"].notna().sum())
    sentence = f"{identified} of {words.plural(n, 'published object')} were identified."
    return Section(
        "objects", making.SECTIONS["objects"], (sentence,), (), (Table("objects", "Objects", columns, frame),)
    )


def _places(db: Any, source: Source) -> Section:
    places = released_places(source.released)
    columns = (
        Column("name", "Country"),
        Column("n", "Tips", "count"),
        Column("per_million", "Per million", "number"),
    )
    table = Table("places", "Tips from", columns, places.frame, map_parts.beside(places))
    return Section("places", making.SECTIONS["places"], (map_parts.beside(places),), (), (table,))


def _shares(db: Any, source: Source) -> Section:
    margin = source.released.margin("network_month", "network")
    total, state = source.released.total("network_month")
    columns = (Column("network", "Network"), Column("count", "Shares and clicks", "count"))
    sentence = f"{said(total, state)} shares and share clicks; a click is not always a share."
    table = Table("shares", "Shares by network", columns, margin)
    return Section("shares", making.SECTIONS["shares"], (sentence,), (), (table,))


def _cases(db: Any, source: Source) -> Section:
    cases, k = source.found.cases, source.found.state.rules.small_count_k
    rows = []
    for name, label in (("referred", "Referred"), ("resolved", "Resolved"), ("prosecuted", "Prosecuted")):
        value, state = release_finding.masked(int(cases[name].notna().sum()), k)
        rows.append({"stage": label, "n": value, "state": state})
    frame = pd.DataFrame(rows, columns=["stage", "n", "state"]).astype({"n": "Int64"})
    columns = (Column("stage", "Stage"), Column("n", "Cases", "count"))
    sentence = (
        f"{words.plural(len(cases), 'case')} on record. The split by attribution is not in the release."
    )
    return Section(
        "cases", making.SECTIONS["cases"], (sentence,), (), (Table("cases", "Cases", columns, frame),)
    )


def _rotation(db: Any, source: Source) -> Section:
    shown = objects.periods(db, Filters())
    columns = (
        Column("slot", "Place", "count"),
        Column("object_id", "Object"),
        Column("shown_from", "From", "date"),
        Column("shown_until", "Until", "date"),
    )
    table = Table("displays", "Displays", columns, shown[[column.name for column in columns]])
    sentence = f"{words.plural(len(shown), 'display')} so far."
    return Section("rotation", making.SECTIONS["rotation"], (sentence,), (), (table,))


def _quality(db: Any, source: Source) -> Section:
    margin = source.released.margin("assessment", "assessment")
    total, state = source.released.total("assessment")
    shown = margin["count"].astype("Float64").astype("float64")
    margin = margin.assign(share=shown / total if total and state == "shown" else float("nan"))
    columns = (
        Column("assessment", "Assessment"),
        Column("count", "Tips", "count"),
        Column("share", "Share", "share"),
    )
    known = margin[margin["assessment"] == "pending"].to_dict("records")
    sentence = "Rates use assessed tips."
    if known and known[0]["state"] == "shown" and total:
        low, high = proportion.interval(int(known[0]["count"]), int(total))
        sentence = (
            f"{words.share(int(known[0]['count']) / total, low, high, 1)} of tips are not yet assessed."
        )
    return Section(
        "quality",
        making.SECTIONS["quality"],
        (sentence,),
        (),
        (Table("quality", "Assessment", columns, margin),),
    )

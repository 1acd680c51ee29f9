"""From filters to a report's content, by the findings that the pages show."""

from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd

from analysis import proportion
from layouts import map_parts, words
from layouts.charts import equal_age as equal_age_chart
from layouts.charts import weekly as weekly_chart
from layouts.findings import definitions, world
from layouts.findings import objects as objects_finding
from layouts.findings import plan as plan_finding
from layouts.findings.overview import Overview, overview
from layouts.reports.content import Chart, Column, Report, Section, Table
from queries import objects, options, shares
from queries.filters import Filters

SECTIONS = {
    "summary": "Summary",
    "objects": "Objects",
    "places": "Places",
    "shares": "Shares",
    "cases": "Cases",
    "rotation": "Rotation decisions",
    "quality": "Data quality",
    "definitions": "Definitions",
}
EXACT = "Internal: exact counts. Not for publication."
Progress = Callable[[str], None]


def report(
    db: Any,
    filters: Filters,
    *,
    sections: Iterable[str] = tuple(SECTIONS),
    progress: Progress = lambda _: None,
) -> Report:
    """The internal report on a scope: exact counts, every one with its denominator."""
    found = overview(db, filters)
    makers = {
        "summary": _summary,
        "objects": _objects,
        "places": _places,
        "shares": _shares,
        "cases": _cases,
        "rotation": _rotation,
        "quality": _quality,
        "definitions": _definitions,
    }
    made = []
    for name in sections:
        progress(f"asking: {SECTIONS[name].lower()}")
        made.append(makers[name](db, filters, found))
    first, rest = verdict_words(found)
    return Report(
        title=f"{found.state.name}: report",
        question="Is the pilot working?",
        verdict=first,
        evidence=rest,
        audience="internal",
        simulated=found.state.simulated,
        facts=facts(db, filters, found, "internal", EXACT),
        tiles=_tiles(found),
        meaning=_meaning(found),
        sections=tuple(made),
    )


def facts(db: Any, filters: Filters, found: Overview, audience: str, rule: str) -> dict[str, str]:
    """What every file and page carries."""
    state = found.state
    return {
        "Campaign": state.name,
        **({"Simulated": "yes; no figure is real"} if state.simulated else {}),
        "Period": words.period(filters.from_ or found.first, filters.to or found.last),
        "Scope": filters.describe(options.names(db)),
        "As of": words.instant(state.as_of, state.timezone),
        "Time zone": state.timezone,
        "Data version": str(state.version),
        "Audience": audience,
        "Disclosure rule": rule,
        "Intervals": "95 %, Wilson for shares, Jeffreys for the benchmark",
    }


def verdict_words(found: Overview) -> tuple[str, str]:
    """The verdict's first clause, and what it rests on."""
    if not found.comparisons:
        return "Too early to say.", "There is no launch day or no benchmark to compare with."
    main = found.comparisons[0]
    first, _, rest = main.verdict.sentence.partition(". ")
    return f"{first.rstrip('.')}.", rest or main.evidence


def _tiles(found: Overview) -> tuple[tuple[str, str, str], ...]:
    assessed = int(found.tips["n"] - found.tips["pending"])
    useful = _part(int(found.tips["actionable"]), assessed, "useful")
    people = found.events.loc[found.events["kind"] == "child_safeguarded", "people"].fillna(1).sum()
    return (
        ("tips received", words.number(found.tips["n"]), useful),
        *object_tiles(found),
        ("children safeguarded", words.number(int(people)), ""),
    )


def object_tiles(found: Overview) -> list[tuple[str, str, str]]:
    """Results of objects: label, value of how many, share with its interval."""
    n, tiles = len(found.published), []
    labels = {
        "identified": "objects identified",
        "located": "located in a country",
        "eliminated": "trails eliminated",
    }
    for name, label in labels.items():
        x = int(found.published[name].notna().sum())
        tiles.append((label, f"{x} of {n}", _part(x, n)))
    return tiles


def _part(x: int, n: int, word: str = "") -> str:
    if not n:
        return words.MISSING
    low, high = proportion.interval(x, n)
    return f"{words.share(x / n, low, high)} {word}".strip()


def benchmark_words(found: Overview) -> list[str]:
    """What the comparison with the benchmark says, sentence by sentence."""
    said = [comparison.evidence for comparison in found.comparisons if comparison.evidence]
    if found.comparisons and found.comparisons[0].n0 is not None:
        chance = words.percent(found.comparisons[0].verdict.probability)
        lead = f"The chance that the pilot does better than its benchmark is {chance}; “ahead” needs 90 %."
        said.insert(0, lead)
    return said


def _meaning(found: Overview) -> tuple[str, ...]:
    said, waiting = benchmark_words(found), found.quality["pending"]
    if waiting:
        said.append(f"{words.plural(waiting, 'tip')} wait for assessment; recent weeks will still change.")
    eliminated = int(found.published["eliminated"].notna().sum())
    if eliminated:
        said.append(f"{words.plural(eliminated, 'trail')} eliminated: a result, nobody searches there again.")
    return tuple(said)


def benchmark_charts(found: Overview) -> list[Chart]:
    """The chart against the benchmark, where there is a comparison."""
    if not found.comparisons:
        return []
    day = found.comparisons[0].benchmark_age_days
    figure = equal_age_chart.equal_age(found.curve, found.points, day, "light")
    title = "At equal age: the campaign and EU Most Wanted"
    return [_line_chart(found.curve, figure, title, found.comparisons[0].evidence)]


def _summary(db: Any, filters: Filters, found: Overview) -> Section:
    charts = benchmark_charts(found)
    weekly = found.weekly
    figure = weekly_chart.tips_and_shares(weekly, found.presses, found.changes, found.immature_from, "light")
    series = tuple(
        (name, tuple(float(v) for v in weekly[name])) for name in ("actionable", "pending", "tips")
    )
    weeks = tuple(words.day(week) for week in weekly["week"])
    alt = f"{words.plural(int(weekly['tips'].sum()), 'tip')} over {len(weekly)} weeks."
    charts.append(Chart("weekly", "Tips and shares a week", alt, figure, "bar", weeks, series, "tips"))
    charts.append(map_chart(found.countries, "per_million", "Tips per million people, by country of origin"))
    return Section("summary", SECTIONS["summary"], (), tuple(charts), (_funnel(found), _weekly(weekly)))


def _line_chart(curve: pd.DataFrame, figure: dict[str, Any], title: str, alt: str) -> Chart:
    shown = curve[curve["n"] > 0]
    share = tuple(round(float(x / n), 4) for x, n in zip(shown["x"], shown["n"], strict=True))
    days = tuple(str(day) for day in shown["age_days"])
    return Chart("equal_age", title, alt, figure, "line", days, (("This campaign", share),), "share")


def map_chart(places: world.Places, measure: str, title: str) -> Chart:
    """A map as a picture, with its words."""
    figure, _, _ = map_parts.figure(places, measure, "light")
    return Chart("map", title, f"World map. {map_parts.beside(places)}", figure, "map")


def _funnel(found: Overview) -> Table:
    n, cases = len(found.published), len(found.cases)
    assessed = int(found.tips["n"] - found.tips["pending"])
    rows = [
        ("Page views", found.views, None),
        ("Tips", int(found.tips["n"]), None),
        ("Assessed", assessed, int(found.tips["n"])),
        ("Actionable", int(found.tips["actionable"]), assessed),
        *((label, int(found.published[name].notna().sum()), n) for name, label in (
            ("identified", "Identified"), ("located", "Located"), ("eliminated", "Trail eliminated"))),
        ("Cases referred", int(found.cases["referred"].notna().sum()), cases),
        ("Cases resolved", int(found.cases["resolved"].notna().sum()), cases),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["step", "n", "of"]).astype({"n": "Int64", "of": "Int64"})
    ends = [
        proportion.interval(int(row["n"]), int(row["of"]))
        if pd.notna(row["of"]) and row["of"]
        else (None, None)
        for row in frame.to_dict("records")
    ]
    frame["share"] = (frame["n"].astype("float64") / frame["of"].astype("float64")).where(frame["of"] > 0)
    frame["low"], frame["high"] = [low for low, _ in ends], [high for _, high in ends]
    columns = (
        Column("step", "Step"),
        Column("n", "Count", "count"),
        Column("of", "Of", "count"),
        Column("share", "Share", "share"),
        Column("low", "Low", "share"),
        Column("high", "High", "share"),
    )
    return Table("funnel", "From published object to result", columns, frame)


def _weekly(weekly: pd.DataFrame) -> Table:
    columns = (
        Column("week", "Week of", "date"),
        Column("tips", "Tips", "count"),
        Column("actionable", "Actionable", "count"),
        Column("pending", "Not yet assessed", "count"),
        Column("shares", "Shares", "count"),
    )
    return Table("weekly", "By week", columns, weekly[[c.name for c in columns]])


def _objects(db: Any, filters: Filters, found: Overview) -> Section:
    listing = objects_finding.listing(db, filters)
    columns = (
        Column("object_id", "Reference"),
        Column("title", "Object"),
        Column("category", "Category"),
        Column("stage", "Stage"),
        Column("days_displayed", "Days shown", "number"),
        Column("tips", "Tips", "count"),
        Column("assessed", "Assessed", "count"),
        Column("actionable", "Actionable", "count"),
        Column("shares", "Shares", "count"),
        Column("suggested", "Suggested country"),
        Column("certainty", "Probability", "share"),
        Column("chance", "Chance in 14 days", "share"),
    )
    frame = listing.frame[[column.name for column in columns]].sort_values("object_id").reset_index(drop=True)
    table = Table("objects", "Objects", columns, frame, "Contested countries have a probability under 50 %.")
    return Section("objects", SECTIONS["objects"], objects_finding.headline(listing), (), (table,))


def _places(db: Any, filters: Filters, found: Overview) -> Section:
    pointing = world.places(db, filters, "suggested")
    tables = tuple(_place_table(places) for places in (found.countries, pointing))
    chart = Chart(
        "map_suggested",
        "Where tips point",
        f"World map. {map_parts.beside(pointing)}",
        map_parts.figure(pointing, "count", "light")[0],
        "map",
    )
    return Section("places", SECTIONS["places"], world.headline(found.countries, pointing), (chart,), tables)


def _place_table(places: world.Places) -> Table:
    columns = (
        Column("name", "Country"),
        Column("n", "Tips", "count"),
        Column("per_million", "Per million", "number"),
        Column("assessed", "Assessed", "count"),
        Column("actionable", "Actionable", "count"),
    )
    frame = places.frame[[column.name for column in columns]]
    title = world.LAYERS[places.layer]
    return Table(f"places_{places.layer}", title, columns, frame, map_parts.beside(places))


def _shares(db: Any, filters: Filters, found: Overview) -> Section:
    frame = shares.count_by_network(db, filters).sort_values("n", ascending=False).reset_index(drop=True)
    total = int(frame["n"].sum())
    columns = (
        Column("network", "Network"),
        Column("n", "Shares and clicks", "count"),
        Column("clicks", "Clicks", "count"),
    )
    counted = f"{words.number(total)} shares and share clicks over {words.plural(len(frame), 'network')}"
    said = (f"{counted}; a click is not always a share.",)
    names, values = tuple(frame["network"]), tuple(float(n) for n in frame["n"])
    chart = Chart(
        "networks",
        "Shares by network",
        said[0],
        _bars(names, values),
        "bar",
        names,
        (("Shares", values),),
        "shares",
    )
    table = Table("shares", "Shares by network", columns, frame[[column.name for column in columns]])
    return Section("shares", SECTIONS["shares"], said, (chart,) if total else (), (table,))


def _bars(names: tuple[str, ...], values: tuple[float, ...]) -> dict[str, Any]:
    from layouts.charts.base import layout
    from layouts.tokens import palette

    bar = {"type": "bar", "x": list(names), "y": list(values), "marker": {"color": palette("light")["mark"]}}
    return {"data": [bar], "layout": layout("light")}


def _cases(db: Any, filters: Filters, found: Overview) -> Section:
    cases = found.cases
    resolved = int(cases["resolved"].notna().sum())
    credit = cases.loc[cases["resolved"].notna(), "resolved_thanks_to"].value_counts()
    said = (
        f"{resolved} of {words.plural(len(cases), 'case')} resolved: "
        f"{int(credit.get('yes', 0))} thanks to tips, "
        f"{int(credit.get('no', 0))} otherwise, {int(credit.get('unknown', 0))} with unknown attribution.",
    )
    columns = (
        Column("case_id", "Case"),
        Column("agency", "Agency"),
        Column("status", "Status"),
        Column("referred", "Referred", "date"),
        Column("resolved", "Resolved", "date"),
        Column("resolved_thanks_to", "Thanks to tips"),
    )
    table = Table("cases", "Cases", columns, cases[[column.name for column in columns]])
    return Section("cases", SECTIONS["cases"], said, (), (table,))


def _rotation(db: Any, filters: Filters, found: Overview) -> Section:
    planned = plan_finding.plan(db)
    shown = objects.periods(db, filters, whole=False)
    columns = (
        Column("slot", "Place", "count"),
        Column("object_id", "Object"),
        Column("shown_from", "From", "date"),
        Column("shown_until", "Until", "date"),
        Column("reason", "Reason"),
    )
    advice = planned.plan
    said = (
        f"{len(shown)} displays in this period. The plan for the next {planned.period_days} days keeps "
        f"{len(advice.keep)}, removes {len(advice.remove)} and shows {len(advice.show)} others.",
        *advice.broken,
    )
    table = Table("displays", "Displays", columns, shown[[column.name for column in columns]])
    return Section("rotation", SECTIONS["rotation"], said, (), (table,))


def _quality(db: Any, filters: Filters, found: Overview) -> Section:
    told = found.quality
    names = {
        "pending": "Tips not yet assessed",
        "unlocated": "Tips without a country of origin",
        "duplicate": "Duplicates",
        "spam": "Spam",
        "outside": "Tips outside any display and its grace",
    }
    rows = [(label, int(told[key]), int(told["tips"])) for key, label in names.items()]
    rows.append(("Imported rows rejected", int(told["rejected"]), int(told["read"])))
    frame = pd.DataFrame(rows, columns=["check", "n", "of"])
    frame["share"] = frame["n"] / frame["of"].where(frame["of"] > 0)
    columns = (
        Column("check", "Check"),
        Column("n", "Count", "count"),
        Column("of", "Of", "count"),
        Column("share", "Share", "share"),
    )
    table = Table("quality", "Data quality", columns, frame)
    said = "Rates use assessed tips; the most recent weeks are still being assessed."
    return Section("quality", SECTIONS["quality"], (said,), (), (table,))


def _definitions(db: Any, filters: Filters, found: Overview) -> Section:
    return definitions_section()


def definitions_section() -> Section:
    """Every term with its definition, the same for all audiences."""
    said = [(one.name, one.text) for one in definitions.DEFINITIONS.values()]
    frame = pd.DataFrame(said, columns=["term", "meaning"])
    columns = (Column("term", "Term"), Column("meaning", "Meaning"))
    table = Table("definitions", "Definitions", columns, frame)
    return Section("definitions", SECTIONS["definitions"], (), (), (table,))

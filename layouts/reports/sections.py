"""The sections of the internal report, one function each: its sentences, charts and tables."""

from typing import Any

import pandas as pd

from layouts.findings import objects as objects_finding
from layouts.findings import plan as plan_finding
from layouts.findings import world
from layouts.findings.definitions import DEFINITIONS
from layouts.findings.objects import Objects
from layouts.findings.overview import Overview
from layouts.reports import cells, outcome_charts, proposed, recorded
from layouts.reports import places as places_words
from layouts.reports.content import Chart, Column, Section, Table
from layouts.speech import ENGLISH, Speech, later
from queries import objects as objects_query
from queries import shares as shares_query
from queries.filters import Filters

SECTIONS = {
    "summary": later("Summary"),
    "objects": later("Objects"),
    "places": later("Places"),
    "shares": later("Shares"),
    "cases": later("Cases"),
    "rotation": later("Rotation decisions"),
    "quality": later("Data quality"),
    "definitions": later("Definitions"),
}
CHECKS = {
    "pending": later("Tips not yet assessed"),
    "unlocated": later("Tips without a country of origin"),
    "duplicate": later("Duplicates"),
    "spam": later("Spam"),
    "outside": later("Tips outside any display and its grace"),
}
REJECTED = later("Imported rows rejected")


def title(name: str, speech: Speech) -> str:
    """A section's heading."""
    return speech.say(SECTIONS[name])


def objects(db: Any, filters: Filters, found: Overview, speech: Speech = ENGLISH) -> Section:
    """Every object in scope."""
    listing = objects_finding.listing(db, filters)
    known = listing.frame.assign(title=titled(db, listing.frame, speech))
    columns = (
        Column("object_id", speech.say("Reference")),
        Column("title", speech.say("Object")),
        Column("category", speech.say("Category"), "word"),
        Column("stage", speech.say("Stage"), "word"),
        Column("days_displayed", speech.say("Days shown"), "count"),
        Column("tips", speech.say("Tips"), "count"),
        Column("assessed", speech.say("Assessed"), "count"),
        Column("actionable", speech.say("Actionable"), "count"),
        Column("shares", speech.say("Shares"), "count"),
        Column("suggested", speech.say("Suggested country"), "country"),
        Column("certainty", speech.say("Probability"), "share"),
        Column("chance", speech.say("Chance in 14 days"), "share"),
    )
    days = known["days_displayed"].round().astype("Int64")
    frame = known.assign(suggested=_suggested(listing), days_displayed=days)
    frame = frame[[column.name for column in columns]].sort_values("object_id").reset_index(drop=True)
    note = speech.say("Contested countries have a probability under 50 %.")
    table = Table("objects", speech.say("Objects"), columns, frame, note)
    charts = outcome_charts.by_stage(known["stage"], speech)
    return Section("objects", title("objects", speech), objects_headline(known, speech), charts, (table,))


def _suggested(listing: Objects) -> list[Any]:
    """Codes, so that each language has its own names."""
    decided = listing.origins.decided
    if decided.empty:
        return [None] * len(listing.frame)
    codes = decided.set_index("item")["answer"].reindex(listing.frame["object_id"])
    return [None if pd.isna(code) else str(code) for code in codes]


def titled(db: Any, frame: pd.DataFrame, speech: Speech) -> "pd.Series[Any]":
    """Each row's title in the report's language, else in the campaign's."""
    known = objects_query.titles(db, speech.language)
    named: pd.Series[Any] = frame["object_id"].map(known).astype("object").fillna(frame["title"])
    return named


def objects_headline(frame: pd.DataFrame, speech: Speech = ENGLISH) -> tuple[str, ...]:
    """Which objects are working, as the Objects page says it; `frame` as in its listing."""
    if frame.empty:
        return (speech.say("No object is in this scope."),)
    solved = int(frame["stage"].isin(["located", "trail eliminated", "identified"]).sum())
    public = int((frame["stage"] != "not shown yet").sum())
    if not public:
        first = speech.say("No object has been published yet.")
        return first, speech.many("{n} is on record.", "{n} are on record.", len(frame))
    first = speech.say("{x} of {n} published objects were identified.", x=solved, n=public)
    ranked = frame[~frame["too_early"]]
    if ranked.empty:
        return first, speech.say("Too early to rank: no object has 30 assessed tips and 10 actionable ones.")
    best = ranked.nlargest(1, "useful").to_dict("records")[0]
    rest = speech.say(
        "Of {n} with enough assessed tips, {object} has the largest actionable share: {share}, of "
        "{assessed}.",
        n=len(ranked),
        object=" · ".join(filter(None, (best["object_id"], best["title"]))),
        share=speech.share(best["useful"], best["useful_low"], best["useful_high"]),
        assessed=speech.number(int(best["assessed"])),
    )
    return first, rest


def places(db: Any, filters: Filters, found: Overview, speech: Speech = ENGLISH) -> Section:
    """Where tips come from and point to."""
    pointing = world.places(db, filters, "suggested")
    columns = (
        Column("n", speech.say("Tips"), "count"),
        Column("per_million", speech.say("Per million"), "number"),
        Column("assessed", speech.say("Assessed"), "count"),
        Column("actionable", speech.say("Actionable"), "count"),
    )
    tables = tuple(
        places_words.table(one, columns, f"places_{one.layer}", speech) for one in (found.countries, pointing)
    )
    about = speech.say("Where tips point")
    chart = places_words.chart_of(pointing, "count", about, speech, "map_suggested")
    said = places_words.headline(found.countries, pointing, speech)
    return Section("places", title("places", speech), said, (chart,), tables)


def shares(db: Any, filters: Filters, found: Overview, speech: Speech = ENGLISH) -> Section:
    """Shares by network."""
    frame = shares_query.count_by_network(db, filters)
    frame = frame.sort_values(["n", "network"], ascending=[False, True]).reset_index(drop=True)
    total = int(frame["n"].sum())
    columns = (
        Column("network", speech.say("Network"), "network"),
        Column("n", speech.say("Shares and clicks"), "count"),
        Column("clicks", speech.say("Clicks"), "count"),
    )
    said = speech.many(
        "{total} shares and share clicks over {n} network; a click is not always a share.",
        "{total} shares and share clicks over {n} networks; a click is not always a share.",
        len(frame),
        total=speech.number(total),
    )
    about = speech.say("Shares by network")
    names = tuple(cells.network(name, speech) for name in frame["network"])
    values = tuple(float(n) for n in frame["n"])
    figure = outcome_charts.columns(names, values, speech)
    series = ((speech.say("Shares"), values),)
    chart = Chart("networks", about, said, figure, "bar", names, series, speech.say("shares"))
    table = Table("shares", about, columns, frame[[column.name for column in columns]])
    return Section("shares", title("shares", speech), (said,), (chart,) if total else (), (table,))


def cases(db: Any, filters: Filters, found: Overview, speech: Speech = ENGLISH) -> Section:
    """Cases with their stages, and who gets the credit."""
    rows = found.cases
    resolved = int(rows["resolved"].notna().sum())
    credit = rows.loc[rows["resolved"].notna(), "resolved_thanks_to"].value_counts()
    said = speech.many(
        "{x} of {n} case resolved: {yes} thanks to tips, {no} otherwise, {unknown} with unknown attribution.",
        "{x} of {n} cases resolved: {yes} thanks to tips, {no} otherwise, {unknown} with unknown "
        "attribution.",
        len(rows),
        x=resolved,
        **{name: int(credit.get(name, 0)) for name in ("yes", "no", "unknown")},
    )
    columns = (
        Column("case_id", speech.say("Case")),
        Column("agency", speech.say("Agency")),
        Column("status", speech.say("Status"), "word"),
        Column("referred", speech.say("Referred"), "date"),
        Column("resolved", speech.say("Resolved"), "date"),
        Column("resolved_thanks_to", speech.say("Thanks to tips"), "word"),
    )
    table = Table("cases", speech.say("Cases"), columns, rows[[column.name for column in columns]])
    charts = outcome_charts.resolved_by_month(rows, speech)
    return Section("cases", title("cases", speech), (said,), charts, (table,))


def rotation(db: Any, filters: Filters, found: Overview, speech: Speech = ENGLISH) -> Section:
    """What was shown when and why, and the plan."""
    planned = plan_finding.plan(db)
    shown = objects_query.periods(db, filters, whole=False)
    columns = (*display_columns(speech), Column("reason", speech.say("Reason"), "recorded"))
    advice = planned.plan
    said = [
        speech.many("{n} display in this period.", "{n} displays in this period.", len(shown)),
        speech.say(
            "The plan for the next {days} days keeps {keep}, removes {remove} and shows {show} others.",
            days=planned.period_days,
            keep=len(advice.keep),
            remove=len(advice.remove),
            show=len(advice.show),
        ),
    ]
    said += [recorded.said(sentence, speech) for sentence in advice.broken]
    note = speech.say("Reasons that people entered stand in their own words.")
    names = [column.name for column in columns]
    table = Table("displays", speech.say("Displays"), columns, shown[names], note)
    tables = (proposed.table(planned, speech), table)
    return Section("rotation", title("rotation", speech), tuple(said), (), tables)


def display_columns(speech: Speech) -> tuple[Column, ...]:
    """Columns of a display period."""
    return (
        Column("slot", speech.say("Place"), "count"),
        Column("object_id", speech.say("Object")),
        Column("shown_from", speech.say("From"), "date"),
        Column("shown_until", speech.say("Until"), "date"),
    )


def quality(db: Any, filters: Filters, found: Overview, speech: Speech = ENGLISH) -> Section:
    """How far the numbers can be trusted."""
    told = found.quality
    rows = [(label, int(told[key]), int(told["tips"])) for key, label in CHECKS.items()]
    rows.append((REJECTED, int(told["rejected"]), int(told["read"])))
    frame = pd.DataFrame(rows, columns=["check", "n", "of"])
    frame["share"] = frame["n"] / frame["of"].where(frame["of"] > 0)
    columns = (
        Column("check", speech.say("Check"), "word"),
        Column("n", speech.say("Count"), "count"),
        Column("of", speech.say("Of"), "count"),
        Column("share", speech.say("Share"), "share"),
    )
    table = Table("quality", title("quality", speech), columns, frame)
    said = speech.say("Rates use assessed tips; the most recent weeks are still being assessed.")
    return Section("quality", title("quality", speech), (said,), (), (table,))


def definitions(speech: Speech = ENGLISH) -> Section:
    """Every term with its definition, the same for all audiences."""
    said = [(one.name, one.text) for one in DEFINITIONS.values()]
    frame = pd.DataFrame(said, columns=["term", "meaning"])
    columns = (Column("term", speech.say("Term"), "prose"), Column("meaning", speech.say("Meaning"), "prose"))
    table = Table("definitions", title("definitions", speech), columns, frame)
    return Section("definitions", title("definitions", speech), (), (), (table,))

"""Leadership's part of the Data page: how fresh the figures are, which release it sees, what it holds."""

from typing import Any

import pandas as pd
from dash import html

from layouts import data_cards, parts, released_cards, released_words, words
from layouts.findings.release_scope import about_of
from layouts.findings.release_sums import dimensions_of
from layouts.findings.released import Scoped

QUESTION = "Can I trust this?"
NAMES = {
    "object_id": "object",
    "place": "country",
    "month": "month",
    "category": "category",
    "network": "network",
    "assessment": "assessment",
}


def page(found: Scoped) -> list[Any]:
    """Verdict, freshness, assessment, and the tables that the release is made of."""
    cards = [
        html.Div([_assessment(found), _tables(found)], className="stack"),
        _fresh(found),
    ]
    return [
        parts.verdict(QUESTION, *headline(found)),
        released_words.scope(found),
        html.Div(cards, className="grid wide-narrow"),
        html.Div(data_cards.rule(found.release.state.rules.small_count_k), className="grid"),
    ]


def headline(found: Scoped) -> tuple[str, str]:
    """Which release this is, and how much of it waits for assessment."""
    release, state = found.release, found.release.state
    if state.as_of is None:
        return "Nothing is on record yet.", "So there is nothing to trust or to doubt."
    if release.first is None:
        return (
            "There is no release yet.",
            "It covers whole calendar months, and none is over since the first record.",
        )
    days = words.period(release.first, release.last)
    first = f"You see the release of {words.day(release.day)}, which covers {days}."
    return first, f"{_waiting(found)} Imports and the log of decisions are checked by analysts and managers."


def _waiting(found: Scoped) -> str:
    total, state = found.release.total("assessment")
    rows = found.release.margin("assessment", "assessment")
    pending = rows[(rows["assessment"] == "pending") & (rows["state"] == "shown")]
    if state != "shown" or pending.empty or not total:
        return ""
    n = int(pending["count"].iloc[0])
    if not n:
        return "Every tip of it is assessed."
    return f"{words.percent(n / total, 1)} of its tips {'waits' if n == 1 else 'wait'} for assessment."


def _fresh(found: Scoped) -> html.Section:
    release, state = found.release, found.release.state
    facts: list[tuple[Any, Any]] = [
        (parts.defined("As of", "as_of"), words.instant(state.as_of, state.timezone)),
        (parts.defined("Data version", "version"), str(state.version)),
        (parts.defined("Time zone", "day"), state.timezone),
        ("Release of", words.day(release.day) if release.first else "none yet"),
        ("First day", words.day(release.first)),
        ("Last day", words.day(release.last)),
        ("Hidden", f"under {state.rules.small_count_k}, and what protects it"),
    ]
    rows = [html.Div([html.Dt(name), html.Dd(value)]) for name, value in facts]
    return parts.card("One release a day, whole months only", html.Dl(rows, className="facts"))


def _assessment(found: Scoped) -> html.Section:
    rows = released_cards.assessment_rows(found)
    title = "What became of the tips"
    if not rows:
        return parts.card(title, parts.empty("No release yet.", "Assessments are counted in whole months."))
    body = [parts.bars(rows, title), parts.meanings("actionable", "pending", "duplicate", "spam")]
    return parts.card(title, body, subtitle="All tips of the release; filters do not apply here")


def _tables(found: Scoped) -> html.Section:
    """What the release can answer: one row a table, with how much of it is hidden."""
    rows = [_table(name, frame) for name, frame in found.release.tables.items()]
    title = "What the release can answer"
    if not rows:
        return parts.card(title, parts.empty("No release yet.", "It has its tables listed here."))
    columns = {"about": "Counts of", "by": "By", "shown": "Numbers printed", "hidden": "Hidden"}
    table = parts.table(pd.DataFrame(rows), columns, numeric=("shown", "hidden"), caption=title)
    note = "Filters choose among these tables. A table that would hide too much is made coarser first."
    return parts.card(title, [table, html.P(note, className="note")])


def _table(name: str, frame: pd.DataFrame) -> dict[str, str]:
    by = " × ".join(NAMES.get(one, one) for one in dimensions_of(frame))
    hidden = int((frame["state"] == "suppressed").sum())
    shown = words.number(len(frame) - hidden)
    return {"about": about_of(name), "by": by, "shown": shown, "hidden": words.number(hidden)}

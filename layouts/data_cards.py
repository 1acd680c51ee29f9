"""Cards of the Data page: checks, freshness, backlog, rows, files, decisions, disclosure, definitions."""

import json
from typing import Any

import pandas as pd
from dash import html

from layouts import ids, parts, words
from layouts.findings.data import Trust, by_check
from layouts.findings.definitions import SECTIONS

# check → its term among the definitions; the fills say that some checks are results of work, not faults
TERMS = {
    "pending": "pending",
    "unlocated": "unlocated",
    "duplicate": "duplicate",
    "spam": "spam",
    "outside": "outside",
    "out_of_order": "out_of_order",
    "late": "late",
    "clicks": "share_click",
    "rejected": "rejected",
}
UNITS = {"clicks": "shares", "rejected": "rows read"}
SHOWN_DECISIONS = 30


def checks(found: Trust) -> html.Section:
    """Every check with its denominator and interval."""
    rows = [_check(row) for row in found.checks.to_dict("records")]
    title = _checks_title(found)
    note = "Bars: share of what each is counted of, with the Wilson 95 % interval; in scope of the filters."
    return parts.card(title, [parts.bars(rows, title), html.P(note, className="note")])


def _checks_title(found: Trust) -> str:
    known = by_check(found)
    if not known["pending"]["of"]:
        return "No tip is in scope, so there is nothing to check but imports"
    largest = max(
        (known[name] for name in ("pending", "unlocated", "outside", "late")), key=lambda row: row["share"]
    )
    if not largest["count"]:
        return "No tip waits, lacks its country, came outside a display or was revised late"
    return f"{words.percent(largest['share'], 1)} of tips {_reads(largest['label'])}, the largest gap"


def _reads(label: str) -> str:
    """The label of a check after "of tips"."""
    verbs = {
        "waiting": "are waiting",
        "without": "are without",
        "outside": "came outside",
        "revised": "were revised",
    }
    first, _, rest = label.partition(" ")
    return f"{verbs.get(first, first)} {rest}"


def _check(row: dict[Any, Any]) -> html.Tr:
    label = parts.defined(str(row["label"]).capitalize(), TERMS[row["check"]])
    unit = UNITS.get(row["check"], "tips")
    count = [html.B(words.number(row["count"])), f" of {words.number(row['of'])} {unit}"]
    if not row["of"]:
        return parts.bar_row(label, None, count, words.MISSING)
    rate = words.share(row["share"], row["low"], row["high"], 1)
    return parts.bar_row(label, row["share"], count, rate, low=row["low"], high=row["high"])


def fresh(found: Trust) -> html.Section:
    """How fresh, in which zone, and whether the log of decisions holds."""
    state = found.state
    chain = [parts.pill("holds", "good"), f" {words.plural(found.decisions, 'decision')}"]
    if found.broken_at is not None:
        chain = [parts.pill("broken", "error"), f" from decision {found.broken_at} on"]
    elif not found.decisions:
        chain = [parts.pill("none yet"), " no decision was logged"]
    behind = "none" if not found.unrefreshed else words.plural(found.unrefreshed, "change")
    facts: list[tuple[Any, Any]] = [
        (parts.defined("As of", "as_of"), words.instant(state.as_of, state.timezone)),
        (parts.defined("Data version", "version"), str(state.version)),
        (parts.defined("Time zone", "day"), state.timezone),
        ("Changes not shown yet", behind),
        *((f"Last day with {name}", words.day(day)) for name, day in found.last_days.items()),
        (parts.defined("Log of decisions", "chain"), chain),
    ]
    rows = [html.Div([html.Dt(name), html.Dd(value)]) for name, value in facts]
    title = "The figures show every change" if not found.unrefreshed else "The figures are being refreshed"
    if state.as_of is None:
        title = "No figure has been made yet"
    return parts.card(title, html.Dl(rows, className="facts"))


def ages(found: Trust) -> html.Section:
    """How long the waiting tips have waited."""
    total = int(found.ages["n"].sum())
    if not total:
        return parts.card(
            "No tip waits for assessment", parts.empty("Nothing to do.", "New tips appear here.")
        )
    old = int(found.ages["n"].iloc[2:].sum())
    title = f"{words.number(old)} of {words.plural(total, 'waiting tip')} arrived over four weeks ago"
    rows = []
    for row in found.ages.to_dict("records"):
        share = words.percent(row["n"] / total)
        rows.append(parts.bar_row(row["label"], row["n"] / total, html.B(words.number(row["n"])), share))
    return parts.card(title, parts.bars(rows, title), subtitle="Waiting tips by how long they have waited")


def counts(rows: pd.DataFrame) -> html.Section:
    """Rows in every record table."""
    frame = rows.assign(
        table=rows["table"].str.replace("_", " "), n=[words.number(value) for value in rows["n"]]
    )
    half = -(-len(frame) // 2)
    halves = [frame.iloc[:half], frame.iloc[half:]]
    columns = {"table": "Table", "n": "Rows"}
    tables = [parts.table(part, columns, numeric=("n",), caption="Rows by table") for part in halves]
    total = words.number(rows["n"].sum())
    return parts.card(f"{total} rows are on record", html.Div(tables, className="grid two"))


def log(decisions: pd.DataFrame, zone: str) -> html.Section:
    """The last decisions: who, when, what, why."""
    if decisions.empty:
        return parts.card("Decisions", parts.empty("No decision was logged yet.", "Each one appears here."))
    frame = pd.DataFrame(
        {
            "at": [words.instant(value, zone) for value in decisions["at"]],
            "by": decisions["by"],
            "action": decisions["action"],
            "subject": decisions["subject"],
            "why": [_why(text) for text in decisions["detail"]],
        }
    )
    columns = {"at": "When", "by": "Who", "action": "What", "subject": "About", "why": "Why"}
    table = parts.table(frame, columns, caption="The last decisions")
    scroll = html.Div(
        table, className="table-scroll short", tabIndex=0, role="region", **parts.aria(label="Decisions")
    )
    title = f"The last {len(frame)} decisions" if len(frame) > 1 else "The last decision"
    return parts.card(title, scroll, subtitle="Sign-ins are in the log, too, but not listed here")


def _why(detail: str) -> str:
    try:
        said = json.loads(detail)
    except ValueError:
        return ""
    return str(said.get("reason") or "")


def rule(k: int) -> html.Section:
    """How small counts are protected."""
    said = [
        f"Leadership, and every file made for it, sees counts of 1 to {k - 1} as “{words.HIDDEN}”, together "
        "with as many others as it takes that no hidden count can be worked out from what is printed: not "
        "from totals, not from percentages, not from another table of the same release.",
        "Zero is printed as 0, what is missing as a dash. Three different things have three different marks.",
        "A release is made of whole calendar months, once a day. Who compares two releases may still learn "
        "something: that residual risk is stated, not removed.",
        "Analysts and managers see exact counts.",
    ]
    return parts.card(
        f"Small counts: hidden under {k} for leadership", [html.P(text, className="prose") for text in said]
    )


def definitions() -> html.Section:
    """Every number's meaning, one anchor each."""
    blocks: list[Any] = []
    for section, terms in SECTIONS:
        items: list[Any] = []
        for term, said in terms.items():
            items.append(
                html.Div([html.Dt(said.name), html.Dd(said.text)], id=ids.definition(term), tabIndex=-1)
            )
        blocks += [html.H3(section), html.Dl(items, className="definitions")]
    return parts.card("What every number means", html.Div(blocks, className="columns"))

"""Results about cases and people, as the release has them: by who gets the credit."""

from typing import Any

import pandas as pd
from dash import html

from layouts import parts, words
from layouts.findings import release_people
from layouts.findings.release import Released
from layouts.findings.release_people import ALL, CASES, NOT_YET, PEOPLE

COLUMNS = {
    "label": "Result",
    "reached": "Reached",
    "yes": "Thanks to tips",
    "no": "Otherwise",
    "unknown": "Unknown credit",
    NOT_YET: "Not yet",
    ALL: "Of",
}
TERMS = {"referred": "referred", "resolved": "resolved", "prosecuted": "prosecuted"}


def card(found: Released) -> html.Section:
    """One row a result; `·` where a number is hidden."""
    title = "Cases and people, as the release has them"
    if found.results.empty:
        why = "The first release is made when a calendar month is over."
        return parts.card(title, parts.empty("No release yet.", why))
    rows = [_row(found, name, label, "cases") for name, label in CASES.items()]
    rows += [_row(found, name, label, "") for name, label in PEOPLE.items()]
    table = parts.table(
        pd.DataFrame(rows), COLUMNS, numeric=tuple(COLUMNS)[1:], caption="Results by who gets the credit"
    )
    scroll = html.Div(
        table, className="table-scroll", tabIndex=0, role="region", **parts.aria(label="Results")
    )
    note = (
        f"Outcomes up to {words.day(found.last)}, all cases: filters do not apply here. Cases count once a "
        "result; people are counted as entered. By agency, by year and case by case they are too few to be "
        "protected, and for analysts and managers only."
    )
    return parts.card(title, [scroll, html.P(note, className="note"), parts.meanings("credit")])


def _row(found: Released, name: str, label: str, unit: str) -> dict[str, Any]:
    mine = found.results[found.results["result"] == name]
    cells = {row["credit"]: parts.count_cell(row["count"], row["state"]) for row in mine.to_dict("records")}
    reached = parts.count_cell(*release_people.reached(found.results, name))
    of = [cells[ALL], f" {unit}"] if NOT_YET in cells else words.MISSING
    blank = dict.fromkeys(COLUMNS, words.MISSING)
    return {**blank, **cells, "label": label, "reached": html.B(reached), ALL: of}


def said(found: Released) -> str:
    """How many cases were resolved, in words."""
    count, state = release_people.reached(found.results, "resolved")
    whole = found.results[(found.results["result"] == "resolved") & (found.results["credit"] == ALL)]
    if state == "missing" or whole.empty:
        return "Results about people are in the release only; there is none yet."
    if state == "suppressed" or (whole["state"] != "shown").any():
        return "How many cases were resolved is hidden: a small count, or one that protects it."
    cases = int(whole["count"].iloc[0])
    if not cases:
        return "No case is on record."
    verb = "was" if count == 1 else "were"
    until = words.day(found.last)
    return f"{words.number(count)} of {words.plural(cases, 'case')} {verb} resolved by {until}."

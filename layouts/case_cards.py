"""Cards of the Cases page: who gets the credit, and how long stages take."""

from typing import Any

import pandas as pd
from dash import html

from analysis import proportion
from analysis.stages import HORIZONS
from layouts import parts, words
from layouts.findings.cases import Cases, credit_words

CREDIT = (("yes", "thanks to a tip", ""), ("no", "otherwise", "orange"), ("unknown", "unknown", "hatched"))
PEOPLE = {
    "child_safeguarded": "Children safeguarded",
    "offender_identified": "Offenders identified",
    "offender_prosecuted": "Offenders prosecuted",
}


def credit(found: Cases) -> html.Section:
    """Every result by who gets the credit: three classes, none folded into another."""
    rows = [_credit_row(row) for row in found.credit.to_dict("records")]
    people = [_people_row(row) for row in found.people.to_dict("records")]
    table = html.Table(
        [
            html.Caption("Results by who gets the credit", className="visually-hidden"),
            html.Tbody([*rows, parts.bar_group("People"), *people]),
        ],
        className="bars",
    )
    shown = parts.legend(
        [("thanks to a tip", "var(--mark)"), ("otherwise", "var(--orange)"), ("unknown", "hatched")]
    )
    identified = found.credit.set_index("label").loc["Objects identified"]
    title = (
        f"Objects identified: {credit_words(identified)}"
        if identified["reached"]
        else "No result on record yet"
    )
    note = (
        "Bars: share of the results. Who gets the credit is entered with each outcome; unknown stays unknown."
    )
    return parts.card(title, [shown, table, html.P(note, className="note")])


def _credit_row(row: dict[Any, Any]) -> html.Tr:
    total = int(row["reached"])
    of = [html.B(words.number(total)), f" of {words.number(row['n'])}"]
    rate = "none yet"
    if total and not proportion.too_early(proportion.MINIMUM_ASSESSED, total):
        rate = words.share(row["yes"] / total, *proportion.interval(row["yes"], total))
    elif total:
        rate = f"{row['yes']} thanks to tips"
    return _stacked(row["label"], row, total, of, rate)


def _people_row(row: dict[Any, Any]) -> html.Tr:
    total = sum(int(row[key]) for key, _, _ in CREDIT)
    said = f"{row['yes']} thanks to tips" if total else "none yet"
    return _stacked(PEOPLE[row["kind"]], row, total, html.B(words.number(total)), said)


def _stacked(label: str, row: dict[Any, Any], total: int, count: Any, rate: str) -> html.Tr:
    pieces: list[Any] = []
    for key, said, fill in CREDIT:
        if total and row[key]:
            width = {"width": f"{100 * row[key] / total:.2f}%"}
            pieces.append(
                html.Span(className=f"piece {fill}".strip(), style=width, title=f"{row[key]} {said}")
            )
    spoken = ", ".join(f"{row[key]} {said}" for key, said, _ in CREDIT)
    return html.Tr(
        [
            html.Th([label, html.Span(f": {spoken}", className="visually-hidden")], scope="row"),
            html.Td(html.Div(pieces, className="track stacked"), className="track-cell"),
            html.Td(count, className="count"),
            html.Td(rate, className="rate"),
        ]
    )


def stages(found: Cases) -> html.Section:
    """How long each stage takes, and how many got there."""
    rows = [_stage_row(row) for row in found.stages.to_dict("records")]
    columns = {
        "stage": "Stage",
        "reached": "Reached",
        "median": "Median days (middle half)",
        **{f"within_{h}": f"Within {h} days" for h in HORIZONS},
    }
    numeric = tuple(name for name in columns if name != "stage")
    note = (
        "Days since the object, or any object of the case, was first displayed. Median: of those that got "
        "there, so it is short while others are on their way. Within: share of all, with 95 % interval, "
        "corrected for those observed for less; – where nobody was observed for that long."
    )
    table = parts.table(pd.DataFrame(rows), columns, numeric=numeric, caption="Time to each stage")
    scroll = html.Div(
        table, className="table-scroll", tabIndex=0, role="region", **parts.aria(label="Stages")
    )
    return parts.card(_stages_title(found), [scroll, html.P(note, className="note")])


def _stages_title(found: Cases) -> str:
    timed = found.stages.set_index("stage").loc["Object identified"]
    if pd.isna(timed["median"]):
        return "Too early to say how long stages take"
    return (
        f"Half of the {int(timed['reached'])} identified objects were identified within "
        f"{words.plural(round(timed['median']), 'day')}"
    )


def _stage_row(row: dict[Any, Any]) -> dict[str, str]:
    found = {
        "stage": row["stage"],
        "reached": f"{int(row['reached'])} of {int(row['n'])} {row['about']}",
        "median": "too early to say" if row["reached"] else words.MISSING,
    }
    if not pd.isna(row["median"]):
        ends = f"{words.number(row['lower'])}–{words.number(row['upper'])}"
        found["median"] = f"{words.number(row['median'])} ({ends})"
    for horizon in HORIZONS:
        share = row[f"within_{horizon}"]
        said = words.share(share, row[f"low_{horizon}"], row[f"high_{horizon}"])
        found[f"within_{horizon}"] = words.MISSING if pd.isna(share) or not row["n"] else said
    return found

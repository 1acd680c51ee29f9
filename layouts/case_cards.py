"""Cards of the Cases page: who gets the credit, and how long stages take."""

from typing import Any

import pandas as pd
from dash import html

from analysis import proportion
from analysis.stages import HORIZONS
from layouts import parts, saving, words
from layouts.findings.cases import Cases, credit_words

TERMS = {
    "Objects identified": "identified",
    "Objects located": "located",
    "Trails eliminated": "eliminated",
    "Cases referred": "referred",
    "Cases resolved": "resolved",
    "Cases with a prosecution": "prosecuted",
    "Children safeguarded": "safeguarded",
}
# key → its words and fill; colour is never alone
CREDIT = (("yes", "thanks to a tip", ""), ("no", "otherwise", "orange"), ("unknown", "unknown", "hatched"))
PEOPLE = {
    "child_safeguarded": "Children safeguarded",
    "offender_identified": "Offenders identified",
    "offender_prosecuted": "Offenders prosecuted",
}


def credit(found: Cases) -> html.Section:
    """Every result by who gets the credit: three classes, none folded into another."""
    results = [
        _result(row["label"], row, f"of {words.number(row['n'])}") for row in found.credit.to_dict("records")
    ]
    people = [_result(PEOPLE[row["kind"]], row, "") for row in found.people.to_dict("records")]
    swatches = [("thanks to a tip", "var(--mark)"), ("otherwise", "var(--orange)"), ("unknown", "hatched")]
    identified = found.credit.set_index("label").loc["Objects identified"]
    title = "No result on record yet"
    if identified["reached"]:
        title = f"Objects identified: {credit_words(identified)}"
    note = "Who gets the credit is entered with each outcome. What is unknown stays a class of its own."
    body = [
        parts.legend(swatches),
        html.Div(
            [html.Ul([*results, *people], className="results"), saving.button(saving.BARS)],
            className="saved-table",
        ),
        html.P(note, className="note"),
        parts.meanings("credit", "interval"),
    ]
    return parts.card(title, body)


def _result(label: str, row: dict[Any, Any], of: str) -> html.Li:
    """One result: how many, who gets the credit as a bar and in words."""
    total = sum(int(row[key]) for key, _, _ in CREDIT)
    pieces = [
        html.Span(className=f"piece {fill}".strip(), style={"width": f"{100 * row[key] / total:.2f}%"})
        for key, _, fill in CREDIT
        if row[key]
    ]
    said = ", ".join(f"{row[key]} {text}" for key, text, _ in CREDIT if row[key]) or "none yet"
    if total >= proportion.MINIMUM_EVENTS:
        said += f" · {words.share(row['yes'] / total, *proportion.interval(row['yes'], total))}"
    return html.Li(
        [
            html.Div([_named(label), html.Span([html.B(words.number(total)), f" {of}" if of else ""])]),
            html.Div(pieces, className="track stacked", **parts.aria(hidden="true")),
            html.Div(said, className="note"),
        ]
    )


def _named(label: str) -> Any:
    return html.Span(parts.defined(label, TERMS[label]) if label in TERMS else label)


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
    later = int(found.published["identified_on"].notna().sum() - found.stages["reached"].iloc[0])
    after = ""
    if later:
        after = (
            f" {words.plural(later, 'object')} withdrawn first and identified later: counted as withdrawn."
        )
    note = (
        "Days since the object, or any object of the case, was first displayed. Median: of those that got "
        "there, so it is short while others are on their way. Within: share of all, with 95 % interval, "
        "corrected for those observed for less; – where nobody was observed for that long."
        f"{after}"
    )
    table = parts.table(pd.DataFrame(rows), columns, numeric=numeric, caption="Time to each stage")
    scroll = html.Div(
        table, className="table-scroll", tabIndex=0, role="region", **parts.aria(label="Stages")
    )
    return parts.card(
        _stages_title(found), [scroll, html.P(note, className="note"), parts.meanings("stage_time")]
    )


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

"""Rotation: the sentence, what three boards are expected to bring, pills on a common scale, rules kept."""

from typing import Any

import pandas as pd
from dash import html

from layouts import parts, saving, words
from layouts.findings import rotation_words
from layouts.findings.rotation import Rotation, row_of
from layouts.findings.rotation_draft import Draft

QUESTION = "Which twenty next?"
BOARDS = {"plan": "This plan", "first in, first out": "First in, first out", "no change": "No change"}
STEPS = (0.05, 0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10, 20, 50)
TICKS = 4
EXPECTED = (
    "Board", "Identifications expected", "Low 90 %", "High 90 %",
    "Gain of the plan over it", "Gain low 90 %", "Gain high 90 %",
)  # fmt: skip


def data(**values: str) -> dict[str, Any]:
    """`data-*` attributes by their short names, underscores as hyphens: data(reason_from="#x")."""
    return {f"data-{name.replace('_', '-')}": value for name, value in values.items()}


def head(made: Draft, expected: pd.DataFrame) -> html.Div:
    """The verdict beside the three boards."""
    sentence = parts.verdict(QUESTION, *rotation_words.headline(made, expected))
    if made.found.objects.empty:
        return html.Div(sentence)
    return html.Div([sentence, comparison(made, expected)], className="rotation-head")


def comparison(made: Draft, expected: pd.DataFrame) -> html.Figure:
    """Identifications expected of plan, first in first out and no change: a pill with a dot each."""
    top, step = axis(float(expected["high"].max()))
    own = " with your swaps" if made.own else ""
    labels = {**BOARDS, "plan": f"This plan{own}"}
    rows = [
        _board_row(label, row_of(expected, board), top, board == "plan") for board, label in labels.items()
    ]
    title = f"Identifications expected, {rotation_words.period(made.found)}"
    caption = html.Caption(title, className="visually-hidden")
    return html.Figure(
        [
            html.Div(title, className="subtitle figure-title"),
            html.Table([caption, html.Tbody([*rows, _ticks(top, step)])], className="expected"),
            saving.button(saving.BARS),
            html.Figcaption(_gains(expected), className="note"),
        ],
        className="saved-figure",
        **saving.table(
            EXPECTED, [_expected(label, row_of(expected, name)) for name, label in labels.items()]
        ),
        **parts.aria(label=title),
    )


def _expected(label: str, row: Any) -> list[str]:
    """A board's expectation as a row of a file, with what the plan gains over it."""
    told = ("expected", "low", "high", "difference", "difference_low", "difference_high")
    return [label, *(words.number(row[name], 2) for name in told)]


def _ticks(top: float, step: float) -> html.Tr:
    ticks = [step * n for n in range(int(top / step + 1e-9) + 1)]
    marks = [html.Span(f"{tick:g}", style={"left": f"{100 * tick / top:.2f}%"}) for tick in ticks]
    return html.Tr(
        [html.Td(), html.Td(html.Div(marks, className="ticks")), html.Td()], **parts.aria(hidden="true")
    )


def _gains(expected: pd.DataFrame) -> str:
    said = []
    for board, label in (("no change", "no change"), ("first in, first out", "first in, first out")):
        row = row_of(expected, board)
        ends = " to ".join(rotation_words.signed(row[name]) for name in ("difference_low", "difference_high"))
        said.append(f"over {label} {rotation_words.signed(row['difference'])} ({ends})")
    return f"Gain {'; '.join(said)}. Dot: mean; bar: 90{words.NARROW}% of 4{words.NARROW}000 simulations."


def _board_row(label: str, row: Any, top: float, main: bool) -> html.Tr:
    said = (
        f"{words.number(row['expected'], 2)}, {words.number(row['low'], 2)} to {words.number(row['high'], 2)}"
    )
    drawn = pill(row["expected"], row["low"], row["high"], top, "" if main else "grey")
    name = html.B(label) if main else label
    return html.Tr(
        [
            html.Th(name, scope="row"),
            html.Td(drawn, className="pill-cell", title=said),
            html.Td(words.number(row["expected"], 1), className="num"),
            html.Td(said, className="visually-hidden"),
        ]
    )


def axis(most: float) -> tuple[float, float]:
    """End and step of an axis from 0 that holds `most` with at most TICKS + 1 ticks."""
    step = next((step for step in STEPS if most / step <= TICKS), STEPS[-1])
    ends = max(-(-most // step), 1) * step
    return float(ends), float(step)


def pill(value: float, low: float, high: float, top: float, kind: str = "") -> html.Span:
    """A soft bar from `low` to `high` with a dot at `value`, on a scale from 0 to `top`; what is beyond the
    scale ends open."""
    if pd.isna(value):
        return html.Span(className="interval none")
    first, last = (min(max(x / top, 0.0), 1.0) for x in (low, high))
    bar = {"left": f"{100 * first:.2f}%", "width": f"{100 * max(last - first, 0.004):.2f}%"}
    beyond = "beyond" if high > top else ""
    dot = {"left": f"{100 * min(value / top, 1.0):.2f}%"}
    return html.Span(
        [html.I(className=f"soft {beyond}".strip(), style=bar), html.I(className="dot", style=dot)],
        className=f"interval {kind}".strip(),
        **parts.aria(hidden="true"),
    )


def chance_row(row: Any, top: float, days: int) -> html.Div:
    """One object's chance on the common scale, with its value; the interval is said and shown on hover."""
    value = row["probability"]
    said = f"chance of identification in {days} days {words.share(value, row['low'], row['high'], 1)}"
    return html.Div(
        [
            pill(value, row["low"], row["high"], top),
            html.B(words.percent(value, 1)),
            html.Span(f", {said}", className="visually-hidden"),
        ],
        className="chance",
        title=said,
    )


def scale(found: Rotation) -> float:
    """The end of the one scale of board and pool: holds every chance that may be shown, and the intervals of
    the board; wider ones of the pool end open."""
    rows = found.objects
    if rows.empty:
        return 0.1
    board = rows[rows["displayed"].astype(bool)]
    may = rows[rows["eligible"].astype(bool)]
    highest = max(
        float(may["probability"].max() if len(may) else 0.0),
        float(board["high"].quantile(0.9) if len(board) else 0.0),
        0.02,
    )
    step = next(step for step in (0.01, 0.02, 0.05, 0.1) if highest / step <= 12 or step == 0.1)
    return min(float(-(-highest // step) * step), 1.0)


def summary(made: Draft) -> list[Any]:
    """What the rules say now, and those that the plan does not keep."""
    rules, rows = made.found.rules, made.found.objects
    holds = rows["hold"].value_counts() if len(rows) else pd.Series(dtype=int)
    said = f"{holds.get('keep', 0)} to keep, {holds.get('withhold', 0)} not to be shown"
    random = f" {rules.random_slots} drawn at random." if rules.random_slots else ""
    free = " and ".join(
        word for word, cap in (("category", rules.category_cap), ("agency", rules.agency_cap)) if cap is None
    )
    lifted = f" No limit on the places of one {free}." if free else ""
    head_ = html.P(f"Held by investigators: {said}.{random}{lifted}", className="note")
    if not made.warnings:
        return [head_, html.P("The plan keeps every rule.", className="note")]
    return [
        head_,
        html.Div(html.Ul([html.Li(text) for text in made.warnings], className="warnings"), role="status"),
    ]


def steps(four_eyes: bool) -> list[Any]:
    """The way to the public page."""
    if four_eyes:
        return [html.B("1 Propose"), " — 2 Approve, by somebody else — 3 Publish"]
    return [html.B("Propose"), ", or publish at once"]

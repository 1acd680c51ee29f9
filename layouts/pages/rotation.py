"""Rotation: “Which twenty next?”"""

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, dcc, html

from layouts import ids, parts, released_rotation, rotation_callbacks, saving
from layouts.findings.rotation import ORDERS, PERIODS
from layouts.rotation_actions import text_field
from layouts.rotation_cards import data
from layouts.services import Services

PATH = "/rotation"
NAME = "Rotation"
QUESTION = "Which twenty next?"
ROLES: tuple[str, ...] = ("analyst", "manager")
IN_NAVIGATION = True
# rule → (its words, unit, decimals, largest)
RULES = {
    "weeks": ("Minimum time on display", "weeks", 1, 52),
    "swaps": ("Swaps at once, at most", "", 0, 100),
    "percategory": ("Places a category, at most", "", 0, 100),
    "peragency": ("Places an agency, at most", "", 0, 100),
    "random": ("Places drawn at random", "", 0, 100),
}
released_layout = released_rotation.layout
RELEASED_QUESTION = "Which are displayed now?"


def register(app: Dash, services: Services) -> None:
    """The page of analysts and managers, and the one of leadership."""
    rotation_callbacks.register(app, services)
    released_rotation.register(app, services)


def layout(**_: Any) -> html.Div:
    """Verdict and expectation, board beside pool and rules, the bar to publish with, history."""
    return html.Div(
        [
            dcc.Store(id=ids.ROTATION_EDITS, storage_type="session"),
            dcc.Store(id=ids.ROTATION_EVENT),
            dcc.Store(id=ids.ROTATION_DRAWN),
            dcc.Store(id=ids.ROTATION_SEEN),
            dcc.Store(id=ids.ROTATION_CHOICE),
            dcc.Store(id=ids.ROTATION_ACT),
            html.Div([parts.skeleton(120)], id=ids.ROTATION_HEAD),
            html.Div(id=ids.ROTATION_PENDING),
            html.Div(
                [
                    html.Div(
                        [html.Div(id=ids.ROTATION_BOARD, className="drawn board saved-figure"), _rules()]
                    ),
                    _pool(),
                ],
                className="rotation-grid",
            ),
            _dock(),
            _history(),
        ],
        className="rotation",
    )


def _pool() -> html.Section:
    order = dmc.SegmentedControl(
        id=ids.ROTATION_ORDER,
        data=[{"value": value, "label": label} for value, label in ORDERS.items()],
        value="index",
        size="xs",
    )
    find = dmc.TextInput(
        id=ids.ROTATION_FIND, placeholder="Find in the pool", size="xs", debounce=300, value="",
        **parts.aria(label="Find in the pool"),
    )  # fmt: skip
    pager = html.Div(
        [
            html.Button("‹ Before", id=ids.ROTATION_BEFORE, className="button", type="button"),
            html.Button("Next ›", id=ids.ROTATION_AFTER, className="button", type="button"),
        ],
        className="buttons pager",
    )
    head = html.Div(
        [html.H2("Pool, ranked"), html.Span(id=ids.ROTATION_POOL_COUNT, className="subtitle")],
        className="card-head",
    )
    group = html.Div(order, role="group", **parts.aria(label="Order of the pool"))
    return html.Section(
        [
            head,
            html.Div([group, find], className="controls pool-controls"),
            html.Div(id=ids.ROTATION_POOL, className="drawn pool-list"),
            pager,
            saving.button(saving.BARS, source=ids.ROTATION_POOL),
        ],
        className="card pool",
    )


def _rules() -> html.Section:
    days = dmc.SegmentedControl(
        id=ids.ROTATION_DAYS,
        data=[{"value": n, "label": f"{n} days"} for n in PERIODS],
        value="14",
        size="xs",
    )
    rows = [html.Div([html.Span("Period"), html.Div(days, role="group", **parts.aria(label="Period"))])]
    for name, (label, unit, decimals, largest) in RULES.items():
        control = dmc.NumberInput(
            id=ids.rotation_rule(name),
            min=0,
            max=largest,
            step=1 if not decimals else 0.5,
            decimalScale=decimals,
            allowNegative=False,
            debounce=350,
            value="",
            size="xs",
            suffix=f" {unit}" if unit else "",
            **parts.aria(label=label),
        )
        rows.append(html.Div([html.Span(label), control]))
    return html.Section(
        [
            html.H2("Rules of this plan"),
            html.P("Empty: the campaign's own rule. Places at most, 0: no limit.", className="subtitle"),
            html.Div(rows, className="rules"),
            html.Div(id=ids.ROTATION_SUMMARY),
        ],
        className="card rules-card",
    )


def _dock() -> html.Div:
    steps = html.Div(id=ids.ROTATION_STEPS, className="steps")
    reason = text_field(ids.ROTATION_REASON, "Reason for this rotation, kept with it")
    own = text_field(ids.ROTATION_OVERRIDE, "Why your own swaps differ from the plan")
    actions = [
        html.Div(id=ids.ROTATION_MARKED),
        html.Button("No change", type="button", className="button", **data(stay="all")),
        html.Button("Back to the plan", type="button", className="button", **data(reset="all")),
        html.Button("Propose", id=ids.ROTATION_PROPOSE, type="button", className="button primary"),
        html.Button("Publish", id=ids.ROTATION_PUBLISH, type="button", className="button"),
    ]
    return html.Div(
        [
            html.Div(id=ids.ROTATION_SAID),
            html.Div(id=ids.ROTATION_CHOSEN_SAID, className="visually-hidden", role="status"),
            html.Div(id=ids.ROTATION_CHOSEN, className="chosen"),
            html.Div(own, id=ids.ROTATION_OVERRIDE_ROW, style={"display": "none"}),
            html.Div([steps, reason, html.Div(actions, className="buttons")], className="foot"),
            html.Div(id=ids.ROTATION_DIFFERENCE),
        ],
        className="dock card",
        role="region",
        **parts.aria(label="Propose and publish"),
    )


def _history() -> html.Div:
    card = html.Section(html.Div([parts.skeleton(420)], id=ids.ROTATION_HISTORY), className="card history")
    trust = html.Section(html.Div([parts.skeleton(300)], id=ids.ROTATION_CALIBRATION), className="card")
    return html.Div([card, trust], className="grid wide-narrow")

"""The bar above the tips table: what can be decided about the chosen tips, by key or by button."""

from typing import Any

import dash_mantine_components as dmc
from dash import html

from layouts import forms, ids, parts
from records.tables import INVESTIGATIONS

# assessment → (button, key)
KEYS = {
    "actionable": ("Actionable", "a"),
    "unusable": ("Unusable", "u"),
    "duplicate": ("Duplicate", "d"),
    "spam": ("Spam", "s"),
    "pending": ("Back to waiting", "p"),
}
SETS = ("country", "cluster", "investigation")
HELP = (
    "Keys work while the table has the focus: ",
    " on the chosen tips, or on the row with the focus when none is chosen. Space chooses, arrows move.",
)


def bar() -> html.Div:
    """Buttons with their keys, fields to set, and where the answer is said."""
    buttons = [
        html.Button(
            [text, " ", html.Kbd(key)],
            id=ids.tips_button(action),
            className="button",
            type="button",
            n_clicks=0,
        )
        for action, (text, key) in KEYS.items()
    ]
    return html.Div(
        [
            html.Div(
                [html.B("0 tips chosen", id=ids.TIPS_SELECTED, role="status"), *buttons],
                className="decide",
                role="group",
                **parts.aria(label="Assess the chosen tips"),
            ),
            html.Div(_fields(), className="decide fields"),
            html.P(_help(), className="note"),
            html.Div(id=ids.TIPS_SAID, **parts.aria(live="polite")),
        ]
    )


def _fields() -> list[Any]:
    country = dmc.Select(
        id=ids.TIPS_COUNTRY,
        label="Points to",
        data=forms.options_of(forms.country_choices(none="– names no place")),
        searchable=True,
        clearable=True,
        clearButtonProps={"aria-label": "Clear"},
        limit=60,
        nothingFoundMessage="No such country",
        size="xs",
        w=190,
    )
    cluster = dmc.TextInput(
        id=ids.TIPS_CLUSTER,
        label="Cluster of near-identical tips",
        placeholder="empty: none",
        size="xs",
        w=190,
    )
    investigation = dmc.Select(
        id=ids.TIPS_INVESTIGATION,
        label="Investigation",
        data=[{"value": value, "label": value.replace("_", " ")} for value in INVESTIGATIONS],
        size="xs",
        w=140,
    )
    reason = dmc.TextInput(
        id=ids.TIPS_REASON, label="Reason, kept with the decision (optional)", size="xs", w=280
    )
    fields = dict(zip(SETS, (country, cluster, investigation), strict=True))
    pairs = [html.Div([control, _set(name)], className="pair") for name, control in fields.items()]
    return [*pairs, reason]


def _set(name: str) -> html.Button:
    said = {"country": "Set country", "cluster": "Set cluster", "investigation": "Set investigation"}[name]
    return html.Button(
        ["Set", html.Span(said.removeprefix("Set"), className="visually-hidden")],
        id=ids.tips_button(name),
        className="button",
        type="button",
        n_clicks=0,
    )


def _help() -> list[Any]:
    said: list[Any] = [HELP[0]]
    for action, (_, key) in KEYS.items():
        said += [html.Kbd(key), f" {'waiting' if action == 'pending' else action}, "]
    said[-1] = said[-1].removesuffix(", ")
    return [*said, HELP[1]]


def changes(action: str, values: dict[str, Any]) -> dict[str, Any]:
    """What a decision sets, as records.assessing takes it. `values`: what stands in the three fields."""
    if action in KEYS:
        return {"assessment": action}
    if action == "country":
        code = values.get("country")
        return {
            "suggested_country": None if code in (None, "", forms.NO_COUNTRY) else code,
            "suggested_region": None,
        }
    if action == "cluster":
        return {"cluster": str(values.get("cluster") or "").strip()[:80] or None}
    if action == "investigation" and values.get("investigation"):
        return {"investigation": values["investigation"]}
    return {}

"""The filters as a sentence whose bold parts open; the URL is the only state behind it."""

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html

from layouts import ids, words
from layouts.parts import aria
from queries.filters import Filters

# name of the filter → (label in its panel, placeholder)
CHOICES = {
    "object": ("Objects", "all objects"),
    "category": ("Categories", "all categories"),
    "agency": ("Agencies", "all agencies"),
    "country": ("Countries that tips, shares and views come from", "all countries"),
    "channel": ("Channels that tips came by", "all channels"),
    "network": ("Networks of shares and views", "all networks"),
}
ORDER = ("object", "category", "agency", "country", "channel", "network")
JOINS = {
    "object": "Showing ",
    "category": " in ",
    "agency": " from ",
    "country": ", tips from ",
    "channel": " by ",
    "network": ", shares on ",
}


def bar() -> html.Div:
    """The sentence: each bold part is a button that opens its control."""
    sentence: list[Any] = []
    for name in ORDER:
        sentence += [JOINS[name], _choice(name)]
    sentence += [", ", _period()]
    return html.Div(
        [html.Div(sentence), html.Div(id=ids.SCOPE_NOTE, className="note", role="status")],
        className="scope",
        id=ids.SCOPE,
        role="group",
        **aria(label="Filters"),
    )


def _opening(name: str, words_now: str, panel: Any) -> dmc.Popover:
    opens = aria(haspopup="dialog")
    button = html.Button(
        words_now, id=ids.filter_label(name), className="filter-words", type="button", **opens
    )
    dialog = html.Div(panel, className="filter-panel", role="dialog", **aria(label=f"Filter by {name}"))
    return dmc.Popover(
        [dmc.PopoverTarget(button), dmc.PopoverDropdown(dialog)],
        position="bottom-start",
        withinPortal=True,
        withRoles=False,  # the roles belong to the button, not to the box around it
        trapFocus=True,
        returnFocus=True,
        keepMounted=True,
        shadow="sm",
    )


def _choice(name: str) -> dmc.Popover:
    label, _ = CHOICES[name]
    control = dmc.MultiSelect(
        id=ids.filter_control(name),
        label=label,
        data=[],
        value=[],
        searchable=True,
        clearable=True,
        hidePickedOptions=True,
        limit=200,
        nothingFoundMessage="Nothing of that name",
        comboboxProps={"withinPortal": False},
    )
    return _opening(name, CHOICES[name][1], control)


def _period() -> dmc.Popover:
    control = dmc.DatePickerInput(
        id=ids.filter_control("period"),
        type="range",
        label="Days, in the campaign's time zone, both included",
        valueFormat="D MMM YYYY",
        allowSingleDateInRange=True,
        clearable=True,
        value=[None, None],
        popoverProps={"withinPortal": False},
    )
    presets = html.Div(
        [
            html.Button(text, id=ids.preset(name), className="link-button", type="button")
            for name, text in PRESETS.items()
        ],
        className="presets",
    )
    return _opening("period", "all dates", [control, presets])


PRESETS = {
    "all": "Whole campaign",
    "4w": "Last 4 weeks",
    "12w": "Last 12 weeks",
    "first": "First 12 days",
    "year": "Last 365 days",
}


def labels(filters: Filters, names: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The bold words of each filter; `names` gives readable names per filter."""
    said = {"period": words.period(filters.from_, filters.to) if filters.from_ or filters.to else "all dates"}
    if filters.from_ and not filters.to:
        said["period"] = f"from {words.day(filters.from_)}"
    if filters.to and not filters.from_:
        said["period"] = f"until {words.day(filters.to)}"
    for name, (_, everything) in CHOICES.items():
        chosen = [names.get(name, {}).get(value, value) for value in getattr(filters, name)]
        said[name] = words.listed(chosen, 2) if chosen else everything
    return said


def select_data(options: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    """(value, words) pairs as the control wants them."""
    return [{"value": value, "label": label} for value, label in options]

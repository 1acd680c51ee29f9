"""Fields of the forms by which people keep the records, and how what they hold is read."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import dash_mantine_components as dmc
from dash import Dash, Input, Output, html

from layouts import ids, parts
from layouts.answers import answer
from layouts.services import Services
from records import countries
from records.problems import Problem

KEEPERS = ("analyst", "manager")  # who keeps the records; an administrator may, too
NO_COUNTRY = "none"
_CLEAR = {"aria-label": "Clear"}
Choices = Sequence[tuple[str, str]]


def choice(id_: str, label: str, choices: Choices = (), **options: Any) -> dmc.Select:
    """One of several; `choices`: (value, words). Searchable, as lists get long."""
    settings = {"searchable": True, "limit": 200, "nothingFoundMessage": "Nothing of that name", "size": "sm"}
    return dmc.Select(
        id=id_, label=label, data=options_of(choices), clearButtonProps=_CLEAR, **{**settings, **options}
    )


def options_of(choices: Choices) -> list[dict[str, str]]:
    """(value, words) pairs as the control wants them."""
    return [{"value": value, "label": text} for value, text in choices]


def day(id_: str, label: str, **options: Any) -> dmc.DateInput:
    """A day; typed or chosen."""
    return dmc.DateInput(
        id=id_, label=label, valueFormat="D MMM YYYY", clearButtonProps=_CLEAR, size="sm", **options
    )


def clock(id_: str, label: str) -> dmc.TimeInput:
    """A time of day."""
    return dmc.TimeInput(id=id_, label=label, size="sm")


def line(id_: str, label: str, **options: Any) -> dmc.TextInput:
    """A line of text."""
    return dmc.TextInput(id=id_, label=label, size="sm", **options)


def area(id_: str, label: str, **options: Any) -> dmc.Textarea:
    """A few sentences."""
    return dmc.Textarea(id=id_, label=label, autosize=True, minRows=2, maxRows=6, size="sm", **options)


def one_of(id_: str, label: str, choices: Choices, *, value: str | None = None) -> html.Div:
    """One of few, all of them visible; the first is chosen, or `value` (empty: none yet)."""
    chosen = choices[0][0] if value is None else value
    control = dmc.SegmentedControl(id=id_, data=options_of(choices), value=chosen, size="sm")
    words = html.Span(label, className="field-label")
    return html.Div([words, control], role="group", className="field", **parts.aria(label=label))


def button(id_: str, text: Any, kind: str = "") -> html.Button:
    """A button that does what it says."""
    return html.Button(text, id=id_, className=f"button {kind}".strip(), type="button", n_clicks=0)


def fields(*content: Any, wide: bool = False) -> html.Div:
    """Fields beside each other, as many as there is room for."""
    return html.Div(list(content), className="fields wide" if wide else "fields")


def said(id_: str) -> html.Div:
    """Where a form says what was stored, or why not."""
    return html.Div(id=id_, **parts.aria(live="polite"))


def done(text: Any) -> html.P:
    """What was stored."""
    return html.P(text, className="done")


def folded(title: str, *content: Any, id: str | None = None, note: str = "") -> html.Details:
    """A form behind its title; it opens with a click or Enter."""
    named: dict[str, Any] = {} if id is None else {"id": id}
    first = [html.P(note, className="note")] if note else []
    return html.Details(
        [html.Summary(title), html.Div([*first, *content], className="form")], className="folded", **named
    )


def country_choices(*, none: str = "") -> list[tuple[str, str]]:
    """Countries by name; before them unknown, and with `none` the words for naming none at all."""
    known = {code: name for code, name in countries.names("en").items() if code != countries.UNKNOWN}
    first = [(NO_COUNTRY, none)] if none else []
    return [*first, (countries.UNKNOWN, "unknown country"), *sorted(known.items(), key=lambda item: item[1])]


def read_day(text: Any, what: str) -> date:
    """The day in a field. Raises Problem, naming the field, when there is none."""
    try:
        return date.fromisoformat(str(text or "")[:10])
    except ValueError:
        raise Problem(f"choose {what}") from None


def read_instant(day_text: Any, time_text: Any, zone: str, what: str) -> datetime:
    """The UTC instant of a day and a time of day (empty: noon) in the campaign's zone."""
    local = read_day(day_text, what)
    try:
        at = time.fromisoformat(str(time_text)) if time_text else time(12)
    except ValueError:
        raise Problem("write the time like 14:30") from None
    return datetime.combine(local, at, ZoneInfo(zone)).astimezone(UTC)


def only_for_keepers(app: Dash, services: Services, *form_ids: str) -> None:
    """Show forms to those who may use them; what they send is checked again where it arrives."""

    @answer(
        app,
        services,
        [Output(one, "hidden") for one in form_ids],
        [Input(ids.LOCATION, "pathname")],
        audience="no counts",
    )
    def show(_pathname: Any) -> list[bool]:
        return [not services.viewer().may(*KEEPERS)] * len(form_ids)


def busy(*names: str) -> list[tuple[Output, bool, bool]]:
    """For `running=`: buttons rest while what they asked for is being stored, and fields while they are being
    filled in: what somebody typed into them meanwhile would be lost."""
    return [(Output(one, "disabled"), True, False) for one in names]


Registered = Callable[[Callable[..., Any]], Callable[..., Any]]


def on_press(
    app: Dash, services: Services, outputs: Sequence[Output], inputs: Sequence[Any], *buttons: str
) -> Registered:
    """Register what buttons of a form do: for keepers only, not at the first drawing, one press at a time."""
    pressed = [Input(one, "n_clicks") for one in buttons]
    options: dict[str, Any] = {"prevent_initial_call": True, "running": busy(*buttons)}
    return answer(
        app, services, list(outputs), [*pressed, *inputs], audience="internal", roles=KEEPERS, **options
    )

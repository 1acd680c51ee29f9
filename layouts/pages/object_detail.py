"""Object detail: one object, its displays, its tips, where they come from and point."""

from typing import Any

from dash import Dash, Input, Output, dcc, html

from layouts import ids, object_cards, object_form_callbacks, object_forms, parts, released_object
from layouts.answers import answer
from layouts.findings.object_detail import detail
from layouts.services import Services
from queries.filters import Filters

PATH = "/objects/<object_id>"
NAME = "Object"
QUESTION = "Where is it from?"
ROLES: tuple[str, ...] = ("analyst", "manager")
IN_NAVIGATION = False
released_layout = released_object.layout


def layout(object_id: str = "", **_: Any) -> html.Div:
    """Which object, and skeletons."""
    return html.Div(
        [
            dcc.Store(id=ids.OBJECT_ID, data=object_id),
            html.Div([parts.skeleton(220, 300, 260)], id=ids.OBJECT_BODY),
            html.Div(object_forms.keeping(), id=ids.OBJECT_RECORDS),
        ]
    )


def register(app: Dash, services: Services) -> None:
    """One callback: parse, ask, measure, draw; and the forms that keep its record."""
    object_form_callbacks.register(app, services)
    released_object.register(app, services)

    @answer(
        app,
        services,
        Output(ids.OBJECT_BODY, "children"),
        [
            Input(ids.OBJECT_ID, "data"),
            Input(ids.LOCATION, "search"),
            Input(ids.VERSION, "data"),
            Input(ids.THEME, "data"),
        ],
        audience="internal",
        roles=ROLES,
        cached=True,
    )
    def show(object_id: str, search: str | None, _version: Any, theme: str | None) -> Any:
        filters, chosen = Filters.from_search(search or ""), theme or "light"
        with services.reading() as db:
            found = detail(db, filters, object_id)
        if found is None:
            return parts.empty(
                f"There is no object {object_id!r}.",
                "The link may be old. ",
                dcc.Link("All objects", href="/objects"),
            )
        maps = [
            object_cards.place_map(found.origin, "Where tips come from", chosen, "No tip in this period."),
            object_cards.place_map(found.pointing, "Where they point", chosen, "No tip names a place."),
            object_cards.consensus(found),
        ]
        lower = [object_cards.networks(found), object_cards.quality(found), object_cards.events(found)]
        return [
            object_cards.head(found, filters),
            html.Div(object_cards.timeline(found, chosen), className="grid"),
            html.Div(maps, className="grid three"),
            html.Div(lower, className="grid three"),
        ]

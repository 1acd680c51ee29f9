"""Withdraw an object at once, from any page: open, press; nothing else to fill in."""

from typing import Any

from dash import Dash, Input, Output, State, dcc, html, no_update

from layouts import ids, rotation_actions, rotation_writing
from layouts.answers import answer
from layouts.rotation_actions import RECOGNISED, text_field
from layouts.services import Services, Viewer
from queries import objects
from queries.filters import Filters
from records import rotating

ROLES = ("analyst", "manager")


def popover(viewer: Viewer) -> html.Div:
    """The button of the top bar with the twenty behind it; only for those who may withdraw."""
    body = [
        html.P("Takes the object off the public page at once and holds it back.", className="note"),
        text_field(ids.WITHDRAW_REASON, "Reason of the withdrawal", RECOGNISED),
        html.Div(id=ids.WITHDRAW_SAID, role="status"),
        html.Div(id=ids.WITHDRAW_LIST),
        dcc.Store(id=ids.WITHDRAW_EVENT),
    ]
    shown = html.Details(
        [html.Summary("Withdraw …", className="button"), html.Div(body, className="popped")],
        className="popping withdraw",
    )
    return html.Div(shown, id=ids.WITHDRAW, style={} if viewer.may(*ROLES) else {"display": "none"})


def register(app: Dash, services: Services) -> None:
    """The twenty as they are, and the withdrawal of one."""

    @answer(
        app,
        services,
        Output(ids.WITHDRAW_LIST, "children"),
        [Input(ids.VERSION, "data"), Input(ids.WITHDRAW_SAID, "children")],
        audience="no counts",
    )
    def offer(_version: Any, _said: Any) -> Any:
        if not services.viewer().may(*ROLES):
            return no_update
        with services.reading() as db:
            board = rotating.board(db)
            titles = objects.catalogue(db, Filters()).set_index("object_id")["title"].to_dict()
        displayed = [(slot, name, str(titles.get(name) or name)) for slot, name in sorted(board.items())]
        return rotation_actions.withdraw_list(displayed)

    @answer(
        app,
        services,
        Output(ids.WITHDRAW_SAID, "children"),
        [Input(ids.WITHDRAW_EVENT, "data"), State(ids.LOCATION, "pathname")],
        audience="internal",
        roles=ROLES,
        prevent_initial_call=True,
    )
    def take_off(asked: Any, _pathname: Any) -> Any:
        if not asked:
            return no_update
        return rotation_actions.done(rotation_writing.withdraw(services, asked))

"""What changed since a person's last visit: the visit is noted, and the card drawn for that person alone."""

from datetime import datetime, timedelta
from typing import Any

from dash import Dash, Input, Output, no_update

from layouts import forms, ids, since_card
from layouts.answers import answer
from layouts.findings import since as finding
from layouts.services import Services
from records import people

PAGE = "overview"
APART = timedelta(minutes=30)  # looks within half an hour of each other are one visit
FIRST = "first"


def register(app: Dash, services: Services) -> None:
    """Note the visit once when the page opens; draw the card then and whenever the data change."""
    forms.only_for_keepers(app, services, ids.SINCE)

    @answer(
        app,
        services,
        Output(ids.SINCE_PREVIOUS, "data"),
        [Input(ids.LOCATION, "pathname")],
        audience="no counts",
    )
    def note_visit(pathname: str | None) -> Any:
        if pathname not in (None, "/"):
            return no_update
        viewer = services.viewer()
        with services.writing() as db:
            previous = people.visit(db, user_id=viewer.user_id, page=PAGE, at=services.now(), apart=APART)
        return previous.isoformat() if previous else FIRST

    @answer(
        app,
        services,
        Output(ids.SINCE, "children"),
        [Input(ids.SINCE_PREVIOUS, "data"), Input(ids.VERSION, "data")],
        audience="internal",
        roles=forms.KEEPERS,
    )
    def show(previous: str | None, _version: Any) -> Any:
        # Never remembered for others: the answer belongs to one person.
        if not previous:
            return no_update
        with services.reading() as db:
            found = finding.since(db, None if previous == FIRST else datetime.fromisoformat(previous))
        return since_card.card(found)

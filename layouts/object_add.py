"""The form that adds an object to the catalogue."""

from typing import Any

from dash import Dash, Output, State, dcc, html, no_update

from layouts import forms, ids
from layouts.services import Services
from records import catalogue, refusals
from records.catalogue import NewObject, Text

FIELDS = (
    ids.ADD_ID,
    ids.ADD_CATEGORY,
    ids.ADD_CASE,
    ids.ADD_AGENCY,
    ids.ADD_LICENCE,
    ids.ADD_TITLE,
    ids.ADD_QUESTION,
    ids.ADD_ALT,
)


def form() -> html.Details:
    """Reference, case, category and the first text; picture and translations follow on its page."""
    return forms.folded(
        "Add an object",
        forms.fields(
            forms.line(ids.ADD_ID, "Reference, such as OBJ-128"),
            forms.line(ids.ADD_CATEGORY, "Category"),
            forms.line(ids.ADD_CASE, "Case number, if there is one"),
            forms.line(ids.ADD_AGENCY, "Agency, for a new case"),
        ),
        forms.fields(
            forms.line(ids.ADD_TITLE, "Title, such as Orange pamphlet"),
            forms.line(ids.ADD_QUESTION, "Question to the public"),
        ),
        forms.area(ids.ADD_ALT, "What the picture shows, for those who cannot see it"),
        forms.line(ids.ADD_LICENCE, "Whose picture it is"),
        forms.button(ids.ADD_SAVE, "Add object", "primary"),
        forms.said(ids.ADD_SAID),
        note="A harmless object only. It goes into the pool; a rotation puts it on the public page.",
    )


def register(app: Dash, services: Services) -> None:
    """Store the object, and lead to its page."""

    @forms.on_press(
        app,
        services,
        [Output(ids.ADD_SAID, "children"), *(Output(name, "value") for name in FIELDS)],
        [State(name, "value") for name in FIELDS],
        ids.ADD_SAVE,
    )
    def add(pressed: int, *values: Any) -> Any:
        if not pressed:
            return [no_update] * (1 + len(FIELDS))
        given = {name: str(value or "").strip() for name, value in zip(FIELDS, values, strict=True)}
        object_id = given[ids.ADD_ID]
        wanted = NewObject(
            object_id=object_id,
            category=given[ids.ADD_CATEGORY],
            text=Text(given[ids.ADD_TITLE], given[ids.ADD_QUESTION], given[ids.ADD_ALT]),
            case_id=given[ids.ADD_CASE] or None,
            agency=given[ids.ADD_AGENCY],
            licence=given[ids.ADD_LICENCE],
        )
        with refusals.in_words(), services.writing() as db:
            catalogue.add(db, wanted, by=services.viewer().name, at=services.now())
        link = dcc.Link("Give it a picture and translations", href=f"/objects/{object_id}")
        return [forms.done([f"Added: {object_id}. ", link]), *([""] * len(FIELDS))]

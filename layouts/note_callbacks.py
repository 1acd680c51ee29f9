"""What the annotation form does: it lists, fills in, stores, corrects and removes."""

from typing import Any

from dash import Dash, Input, Output, State, ctx, no_update

from layouts import forms, ids, note_form
from layouts.answers import answer
from layouts.note_form import FIELDS, NEW
from layouts.services import Services
from queries import objects, quality
from queries.filters import Filters
from records import annotating, refusals
from records.problems import Problem


def register(app: Dash, services: Services) -> None:
    """The callbacks of the card."""
    forms.only_for_keepers(app, services, ids.NOTE_FORM)
    _offer(app, services)
    _fill(app, services)
    _store(app, services)


def _offer(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        [
            Output(ids.NOTES_LIST, "children"),
            Output(ids.NOTE_WHICH, "data"),
            Output(ids.NOTE_OBJECT, "data"),
        ],
        [Input(ids.VERSION, "data")],
        audience="no counts",
        cached=True,
    )
    def offer(_version: Any) -> Any:
        with services.reading() as db:
            found, known = quality.notes(db, Filters()), objects.catalogue(db, Filters())
        which = forms.options_of(note_form.records(found))
        return note_form.listed(found), which, forms.options_of(note_form.subjects(known))


def _fill(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        [
            Output(ids.NOTE_SEEN, "data"),
            Output(ids.NOTE_SAVE, "children"),
            Output(ids.NOTE_REMOVE, "hidden"),
            *(Output(name, "value") for name in FIELDS),
        ],
        [Input(ids.NOTE_WHICH, "value"), Input(ids.NOTE_STORED, "data")],
        audience="no counts",
        running=forms.busy(ids.NOTE_SAVE, ids.NOTE_REMOVE, *FIELDS),
    )
    def fill(which: str | None, _stored: Any) -> Any:
        found = None
        if which and which != NEW:
            with services.reading() as db:
                found = annotating.read(db, which)
        if found is None:
            return None, "Add annotation", True, *note_form.BLANK
        return note_form.to_store(found), "Save correction", False, *note_form.filled(found)


def _store(app: Dash, services: Services) -> None:
    @forms.on_press(
        app,
        services,
        [
            Output(ids.NOTE_SAID, "children"),
            Output(ids.NOTE_STORED, "data"),
            Output(ids.NOTE_WHICH, "value"),
        ],
        [
            State(ids.NOTE_WHICH, "value"),
            State(ids.NOTE_SEEN, "data"),
            *(State(name, "value") for name in FIELDS),
        ],
        ids.NOTE_SAVE,
        ids.NOTE_REMOVE,
    )
    def store(saved: int, removed: int, which: str, kept: Any, *values: Any) -> Any:
        if not (saved or removed):
            return no_update, no_update, no_update
        given = dict(zip(FIELDS, values, strict=True))
        said = _write(services, which, kept, given, removing=ctx.triggered_id == ids.NOTE_REMOVE)
        return forms.done(said), {"n": saved + removed, "which": which}, NEW


def _write(services: Services, which: str, kept: Any, given: dict[str, Any], *, removing: bool) -> str:
    seen = note_form.from_store(kept)
    who: dict[str, Any] = {"by": services.viewer().name, "at": services.now()}
    with refusals.in_words(), services.writing() as db:
        if removing:
            if seen is None:
                raise Problem("choose the annotation that is to be removed")
            annotating.remove(db, which, seen=seen, **who)
            return f"Removed: “{seen.text}”."
        wanted = note_form.read(given)
        if seen is None:
            annotating.add(db, wanted, **who)
            return f"Added: “{wanted.text.strip()}”. It stands on the charts from now on."
        annotating.correct(db, which, wanted, seen=seen, **who)
        return f"Corrected: “{wanted.text.strip()}”."

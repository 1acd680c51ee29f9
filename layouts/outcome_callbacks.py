"""What the outcome form does: it offers, fills in, stores, corrects and removes."""

from typing import Any

from dash import Dash, Input, Output, State, ctx, no_update

from layouts import forms, ids, outcome_form
from layouts.answers import answer
from layouts.findings.cases import CasesView
from layouts.outcome_form import FIELDS, NEW
from layouts.services import Services
from queries import campaign, case_rows, objects
from queries.filters import Filters
from records import outcomes, refusals
from records.problems import Conflict, Problem


def register(app: Dash, services: Services) -> None:
    """The callbacks of the form; the page shows it to keepers only."""
    _offer(app, services)
    _fill(app, services)
    _store(app, services)


def _offer(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        [
            Output(ids.OUTCOME_ABOUT, "children"),
            Output(ids.OUTCOME_WHICH, "data"),
            Output(ids.OUTCOME_OBJECT, "data"),
        ],
        [Input(ids.LOCATION, "search"), Input(ids.VERSION, "data")],
        audience="internal",
        cached=True,
    )
    def offer(search: str | None, _version: Any) -> Any:
        case_id = CasesView.from_search(search or "").case
        with services.reading() as db:
            zone = campaign.state(db).timezone
            found = case_rows.of_case(db, case_id)
            known = case_rows.objects_of(db, case_id) if case_id else objects.catalogue(db, Filters())
        said = (
            f"For {case_id}."
            if case_id
            else "For any object. Choose a case above to enter what happened to it."
        )
        which = forms.options_of(outcome_form.records(found, zone))
        return said, which, forms.options_of(outcome_form.subjects(case_id, known))

    @answer(
        app,
        services,
        Output(ids.OUTCOME_WHICH, "value"),
        [Input(ids.LOCATION, "search")],
        audience="no counts",
        prevent_initial_call=True,
    )
    def begin_anew(_search: str | None) -> str:
        return NEW  # what was chosen belongs to the case that was looked at before


def _fill(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        [
            Output(ids.OUTCOME_SEEN, "data"),
            Output(ids.OUTCOME_SAVE, "children"),
            Output(ids.OUTCOME_REMOVE, "hidden"),
            *(Output(name, "value") for name in FIELDS),
        ],
        [Input(ids.OUTCOME_WHICH, "value"), Input(ids.OUTCOME_STORED, "data")],
        audience="internal",
        running=forms.busy(ids.OUTCOME_SAVE, ids.OUTCOME_REMOVE, *FIELDS),
    )
    def fill(which: str | None, _stored: Any) -> Any:
        if not which or which == NEW:
            return None, "Enter outcome", True, *outcome_form.BLANK
        with services.reading() as db:
            found, zone = outcomes.read(db, which), campaign.state(db).timezone
        if found is None:
            return None, "Enter outcome", True, *outcome_form.BLANK
        return outcome_form.to_store(found), "Save correction", False, *outcome_form.filled(found, zone)


def _store(app: Dash, services: Services) -> None:
    @forms.on_press(
        app,
        services,
        [
            Output(ids.OUTCOME_SAID, "children"),
            Output(ids.OUTCOME_STORED, "data"),
            Output(ids.OUTCOME_WHICH, "value", allow_duplicate=True),
        ],
        [
            State(ids.OUTCOME_WHICH, "value"),
            State(ids.OUTCOME_SEEN, "data"),
            State(ids.LOCATION, "search"),
            *(State(name, "value") for name in FIELDS),
        ],
        ids.OUTCOME_SAVE,
        ids.OUTCOME_REMOVE,
    )
    def store(saved: int, removed: int, which: str, kept: Any, search: str | None, *values: Any) -> Any:
        if not (saved or removed):
            return no_update, no_update, no_update
        given = dict(zip(FIELDS, values, strict=True))
        case_id = CasesView.from_search(search or "").case
        removing = ctx.triggered_id == ids.OUTCOME_REMOVE
        try:
            said = _write(services, which, kept, given, case_id, removing=removing)
        except Conflict as conflict:
            # Look at it as it stands now; what was typed would hide the other person's change.
            raise Problem(f"{conflict}. Choose the record again to see it as it is.") from conflict
        return forms.done(said), {"n": saved + removed, "which": which}, NEW


def _write(
    services: Services, which: str, kept: Any, given: dict[str, Any], case_id: str, *, removing: bool
) -> str:
    seen, reason = outcome_form.from_store(kept), str(given[ids.OUTCOME_REASON] or "")
    who: dict[str, Any] = {"by": services.viewer().name, "at": services.now()}
    with refusals.in_words(), services.writing() as db:
        if removing:
            if seen is None:
                raise Problem("choose the record that is to be removed")
            outcomes.remove(db, which, seen=seen, reason=reason, **who)
            return f"Removed: {which}. The log of decisions keeps what it said and why it went."
        zone = campaign.state(db).timezone
        wanted = outcome_form.read(given, case_id, zone, seen)
        if seen is None:
            outcome_id = outcomes.record(db, wanted, **who)
            return f"Entered: {outcome_id}."
        outcomes.correct(db, which, wanted, seen=seen, reason=reason, **who)
        return f"Corrected: {which}. What it said before is in the log of decisions."

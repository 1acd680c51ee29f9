"""What the outcome form does: what it offers, its transactions and their words."""

from typing import Any

from dash import Dash, Input, Output

from layouts import forms, ids, outcome_form, record_form
from layouts.answers import answer
from layouts.findings.cases import CasesView
from layouts.record_form import NEW, Controls, Press, RecordForm
from layouts.services import Services
from queries import campaign, case_rows, objects
from queries.filters import Filters
from records import outcomes
from records.outcomes import Outcome


def register(app: Dash, services: Services) -> None:
    """The callbacks of the form; the page shows it to keepers only."""
    _offer(app, services)
    record_form.register(app, services, FORM)


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


def _filled(db: Any, found: Outcome) -> tuple[Any, ...]:
    return outcome_form.filled(found, campaign.state(db).timezone)


def _wanted(db: Any, pressed: Press[Outcome] | Press[None]) -> Outcome:
    case_id = CasesView.from_search(pressed.search).case
    return outcome_form.read(pressed.values, case_id, campaign.state(db).timezone, pressed.seen)


def _reason(pressed: Press[Outcome]) -> str:
    return str(pressed.values[ids.OUTCOME_REASON] or "")


def _enter(db: Any, pressed: Press[None]) -> str:
    return f"Entered: {outcomes.record(db, _wanted(db, pressed), **pressed.who)}."


def _correct(db: Any, pressed: Press[Outcome]) -> str:
    wanted, reason = _wanted(db, pressed), _reason(pressed)
    outcomes.correct(db, pressed.which, wanted, seen=pressed.seen, reason=reason, **pressed.who)
    return f"Corrected: {pressed.which}. What it said before is in the log of decisions."


def _remove(db: Any, pressed: Press[Outcome]) -> str:
    outcomes.remove(db, pressed.which, seen=pressed.seen, reason=_reason(pressed), **pressed.who)
    return f"Removed: {pressed.which}. The log of decisions keeps what it said and why it went."


FORM = RecordForm(
    controls=Controls(
        ids.OUTCOME_WHICH,
        ids.OUTCOME_SAVE,
        ids.OUTCOME_REMOVE,
        ids.OUTCOME_SAID,
        ids.OUTCOME_SEEN,
        ids.OUTCOME_STORED,
    ),
    fields=outcome_form.FIELDS,
    blank=outcome_form.BLANK,
    entering="Enter outcome",
    nothing="choose the record that is to be removed",
    audience="internal",
    read=outcomes.read,
    filled=_filled,
    to_store=outcome_form.to_store,
    from_store=outcome_form.from_store,
    enter=_enter,
    correct=_correct,
    remove=_remove,
)

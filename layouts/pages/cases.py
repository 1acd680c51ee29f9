"""Cases: “What got resolved, and was it thanks to tips?”"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, html, no_update

from layouts import (
    case_cards,
    case_curves,
    forms,
    ids,
    outcome_callbacks,
    outcome_form,
    parts,
    released_asking,
    released_results,
    released_words,
    saving,
    tables,
)
from layouts import case_rows as table
from layouts.answers import answer
from layouts.findings import cases as finding
from layouts.findings.cases import CasesView
from layouts.services import LEADERSHIP, Services
from queries import campaign, case_rows
from queries.filters import Filters

PATH = "/cases"
NAME = "Cases"
QUESTION = "What got resolved, and how?"
FULL_QUESTION = "What got resolved, and was it thanks to tips?"
ROLES: tuple[str, ...] = ()
IN_NAVIGATION = True
CLOCKS = {"calendar": "Days since first displayed", "displayed": "Days on display"}


def layout(**_: Any) -> html.Div:
    """Verdict, credit and curves, stages, the table of cases, and the outcomes of the chosen one."""
    controls = [
        _segments(ids.CASES_BY, "Groups", finding.GROUPS),
        _segments(ids.CASES_CLOCK, "Clock", CLOCKS),
    ]
    curve_card = html.Section(
        [html.Div(controls, className="controls"), html.Div([parts.skeleton(330)], id=ids.CASES_CURVES)],
        className="card",
    )
    table_card = html.Section(
        [
            html.Div(html.H2("Every case"), className="card-head"),
            html.Div(id=ids.CASES_COUNT, className="subtitle", role="status"),
            tables.grid(ids.CASES_GRID, table.COLUMNS, "case_id", height=420),
            html.P("Stage: the furthest reached. Thanks to: who gets the credit for it.", className="note"),
        ],
        className="card",
    )
    return html.Div(
        [
            html.Div([parts.skeleton(90)], id=ids.CASES_HEAD),
            html.Div(
                [curve_card, html.Div([parts.skeleton(330)], id=ids.CASES_CREDIT, className="stack")],
                className="grid wide-narrow",
            ),
            html.Div(id=ids.CASES_RELEASED, className="grid"),
            html.Div([parts.skeleton(240)], id=ids.CASES_STAGES, className="grid"),
            html.Div(
                [
                    html.Div(table_card, className="grid"),
                    html.Section([html.Div(id=ids.CASES_OUTCOMES), outcome_form.form()], className="card"),
                ],
                id=ids.CASES_INTERNAL,
                hidden=True,
            ),
        ]
    )


def _segments(id_: str, label: str, choices: dict[str, str]) -> html.Div:
    data = [{"value": value, "label": text} for value, text in choices.items()]
    control = dmc.SegmentedControl(id=id_, data=data, value=next(iter(choices)), size="xs")
    return html.Div(
        [html.Span(label), control], className="segments", role="group", **parts.aria(label=label)
    )


def register(app: Dash, services: Services) -> None:
    """Controls ⇄ URL, the page itself, its table, and the case that is looked at."""
    forms.only_for_keepers(app, services, ids.CASES_INTERNAL)
    _controls(app, services)
    _draw(app, services)
    _table(app, services)
    _chosen(app, services)
    outcome_callbacks.register(app, services)


def _controls(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        [Output(ids.CASES_BY, "value"), Output(ids.CASES_CLOCK, "value")],
        [Input(ids.LOCATION, "search")],
        audience="no counts",
    )
    def show_choice(search: str | None) -> Any:
        view = CasesView.from_search(search or "")
        return view.by, view.clock

    @answer(
        app,
        services,
        Output(ids.LOCATION, "search", allow_duplicate=True),
        [Input(ids.CASES_BY, "value"), Input(ids.CASES_CLOCK, "value"), State(ids.LOCATION, "search")],
        audience="no counts",
        prevent_initial_call=True,
    )
    def take_choice(by: str, clock: str, search: str | None) -> Any:
        before = CasesView.from_search(search or "")
        chosen = replace(before, by=by, clock=clock)
        return no_update if chosen == before else chosen.to_search(search or "")

    @answer(
        app,
        services,
        Output(ids.LOCATION, "search", allow_duplicate=True),
        [Input(ids.CASES_GRID, "cellClicked"), State(ids.LOCATION, "search")],
        audience="no counts",
        prevent_initial_call=True,
    )
    def choose_case(cell: Any, search: str | None) -> Any:
        case_id = (cell or {}).get("rowId")
        before = CasesView.from_search(search or "")
        if not case_id or case_id == before.case:
            return no_update
        return replace(before, case=case_id).to_search(search or "")


def _draw(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        [
            Output(ids.CASES_HEAD, "children"),
            Output(ids.CASES_CURVES, "children"),
            Output(ids.CASES_CREDIT, "children"),
            Output(ids.CASES_STAGES, "children"),
            Output(ids.CASES_COUNT, "children"),
            Output(ids.CASES_RELEASED, "children"),
        ],
        [Input(ids.LOCATION, "search"), Input(ids.VERSION, "data"), Input(ids.THEME, "data")],
        audience="both",
        cached=True,
    )
    def show(search: str | None, _version: Any, theme: str | None) -> Any:
        filters, view = Filters.from_search(search or ""), CasesView.from_search(search or "")
        if services.viewer().audience == LEADERSHIP:
            asked = released_asking.ask(services, search)
            with services.reading() as db:
                found = finding.protected(finding.cases(db, asked.facts, view))
            objects_said, _ = finding.protected_headline(found)
            verdict = parts.verdict(FULL_QUESTION, objects_said, released_results.said(asked.release))
            head, results = [verdict, released_words.scope(asked)], released_results.card(asked.release)
        else:
            with services.reading() as db:
                found = finding.cases(db, filters, view)
            head, results = [parts.verdict(FULL_QUESTION, *finding.headline(found))], None
        return (
            head,
            case_curves.curves(found, theme or "light"),
            case_cards.credit(found),
            case_cards.stages(found),
            table.counted(found, filters),
            results,
        )


def _table(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        Output(ids.CASES_GRID, "getRowsResponse"),
        [Input(ids.CASES_GRID, "getRowsRequest"), State(ids.LOCATION, "search")],
        audience="internal",
    )
    def rows(request: Any, search: str | None) -> Any:
        if not request:
            return no_update
        with services.reading() as db:
            found = finding.cases(db, Filters.from_search(search or ""), CasesView())
        return tables.page_of(table.rows(found), request, "case_id")

    def every(db: Any, asked: Mapping[str, Any], search: str) -> tuple[int, Iterator[Any]]:
        return table.saved(finding.cases(db, Filters.from_search(search), CasesView()), asked)

    saving.offer(services, ids.CASES_GRID, "cases", table.SAVED, every)
    tables.follow_scope(app, ids.CASES_GRID)


def _chosen(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        Output(ids.CASES_OUTCOMES, "children"),
        [Input(ids.LOCATION, "search"), Input(ids.VERSION, "data")],
        audience="internal",
        cached=True,
    )
    def show(search: str | None, _version: Any) -> Any:
        case_id = CasesView.from_search(search or "").case
        with services.reading() as db:
            found = case_rows.of_case(db, case_id)
            zone = campaign.state(db).timezone
        title = f"What happened in {case_id}" if case_id else "What happened in one case"
        return [html.Div(html.H2(title), className="card-head"), table.outcomes_of(case_id, found, zone)]

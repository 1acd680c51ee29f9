"""Data: “Can I trust this?” Freshness, checks, imports, decisions, and what every number means."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, html, no_update

from layouts import (
    data_cards,
    data_rows,
    ids,
    note_callbacks,
    note_form,
    parts,
    released_asking,
    released_data,
    saving,
    tables,
)
from layouts.answers import answer
from layouts.findings import data as finding
from layouts.findings.data import DataView
from layouts.services import LEADERSHIP, Services
from queries import campaign, imports, trust
from queries.filters import Filters

PATH = "/data"
NAME = "Data"
QUESTION = "Can I trust this?"
ROLES: tuple[str, ...] = ()
IN_NAVIGATION = True


def layout(**_: Any) -> html.Div:
    """Verdict and skeletons; the definitions are here at once, as they are words only."""
    files = html.Section(
        [
            html.Div(html.H2("Imported files"), className="card-head"),
            html.P("Read = skipped + accepted + unchanged + rejected. Click a file for its findings.",
                   className="subtitle"),
            tables.grid(ids.DATA_FILES, data_rows.FILES, "import_id", height=260),
        ],
        className="card",
    )  # fmt: skip
    rejects = html.Section(
        [
            html.Div(id=ids.DATA_REJECTS_HEAD),
            tables.grid(ids.DATA_REJECTS, data_rows.FINDINGS, "seq", height=260),
        ],
        className="card",
    )
    return html.Div(
        [
            html.Div(id=ids.DATA_RELEASED),
            html.Div(
                [
                    html.Div([parts.skeleton(90)], id=ids.DATA_HEAD),
                    html.Div(
                        [
                            html.Div([parts.skeleton(320)], id=ids.DATA_CHECKS, className="stack"),
                            html.Div([parts.skeleton(320)], id=ids.DATA_FRESH),
                        ],
                        className="grid wide-narrow",
                    ),
                    html.Div(files, className="grid"),
                    html.Div(rejects, className="grid"),
                    html.Div(
                        [html.Div([parts.skeleton(220)], id=ids.DATA_COUNTS), html.Div(id=ids.DATA_LOG)],
                        className="grid two",
                    ),
                    html.Div(note_form.card(), className="grid"),
                ],
                id=ids.DATA_INTERNAL,
            ),
            html.Div(id=ids.DATA_RULE, className="grid"),
            html.Div(data_cards.definitions(), id=ids.DATA_DEFINITIONS),
        ]
    )


def register(app: Dash, services: Services) -> None:
    """Checks, counts, files with their findings, decisions."""
    _released(app, services)
    _checks(app, services)
    _counts(app, services)
    _files(app, services)
    _findings(app, services)
    note_callbacks.register(app, services)
    app.clientside_callback(
        ClientsideFunction("records", "showAnchor"),
        Output(ids.DATA_DEFINITIONS, "title"),
        Input(ids.LOCATION, "hash"),
    )


def _released(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        [Output(ids.DATA_RELEASED, "children"), Output(ids.DATA_INTERNAL, "hidden")],
        [Input(ids.LOCATION, "search"), Input(ids.VERSION, "data")],
        audience="both",
    )
    def show(search: str | None, _version: Any) -> Any:
        if services.viewer().audience != LEADERSHIP:
            return None, False
        return released_data.page(released_asking.ask(services, search)), True


def _checks(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        [
            Output(ids.DATA_HEAD, "children"),
            Output(ids.DATA_CHECKS, "children"),
            Output(ids.DATA_FRESH, "children"),
            Output(ids.DATA_RULE, "children"),
        ],
        [Input(ids.LOCATION, "search"), Input(ids.VERSION, "data")],
        audience="internal",
    )
    def show(search: str | None, _version: Any) -> Any:
        # Not remembered: whether the log of decisions holds must be looked at anew each time.
        with services.reading() as db:
            found = finding.trusted(db, Filters.from_search(search or ""))
        return (
            parts.verdict(QUESTION, *finding.headline(found)),
            [data_cards.checks(found), data_cards.ages(found)],
            data_cards.fresh(found),
            data_cards.rule(found.state.rules.small_count_k),
        )


def _counts(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        [Output(ids.DATA_COUNTS, "children"), Output(ids.DATA_LOG, "children")],
        [Input(ids.VERSION, "data")],
        audience="internal",
        cached=True,
    )
    def show(_version: Any) -> Any:
        with services.reading() as db:
            rows, zone = trust.row_counts(db), campaign.state(db).timezone
            decisions = trust.last_decisions(db, data_cards.SHOWN_DECISIONS)
        return data_cards.counts(rows), data_cards.log(decisions, zone)


def _files(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        Output(ids.DATA_FILES, "getRowsResponse"),
        [Input(ids.DATA_FILES, "getRowsRequest")],
        audience="internal",
    )
    def rows(request: Any) -> Any:
        if not request:
            return no_update
        with services.reading() as db:
            found, zone = imports.listed(db), campaign.state(db).timezone
        asked = {**request, "sortModel": request.get("sortModel") or [{"colId": "at", "sort": "desc"}]}
        return tables.page_of(data_rows.files(found, zone), asked, "import_id")

    @answer(
        app,
        services,
        Output(ids.LOCATION, "search", allow_duplicate=True),
        [Input(ids.DATA_FILES, "cellClicked"), State(ids.LOCATION, "search")],
        audience="no counts",
        prevent_initial_call=True,
    )
    def choose_file(cell: Any, search: str | None) -> Any:
        chosen, before = (cell or {}).get("rowId"), DataView.from_search(search or "")
        if not chosen or chosen == before.file:
            return no_update
        return replace(before, file=chosen).to_search(search or "")

    def every(db: Any, asked: Mapping[str, Any], _search: str) -> tuple[int, Iterator[Any]]:
        found, zone = imports.listed(db), campaign.state(db).timezone
        request = {**asked, "sortModel": asked.get("sortModel") or [{"colId": "at", "sort": "desc"}]}
        shown = tables.chosen(data_rows.files(found, zone), request, "import_id")
        local = [at.isoformat(timespec="seconds") for at in found["at"].dt.tz_convert(zone)]
        return tables.whole(found.assign(at=local).loc[shown.index])

    saving.offer(services, ids.DATA_FILES, "imported files", data_rows.SAVED_FILES, every)
    tables.follow_scope(app, ids.DATA_FILES)


def _findings(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        Output(ids.DATA_REJECTS_HEAD, "children"),
        [Input(ids.LOCATION, "search"), Input(ids.VERSION, "data")],
        audience="internal",
        cached=True,
    )
    def head(search: str | None, _version: Any) -> Any:
        file = DataView.from_search(search or "").file
        with services.reading() as db:
            known = imports.listed(db)
            reasons, count = imports.reasons(db, file), imports.count_findings(db, file)
        chosen = known[known["import_id"] == file].to_dict("records")
        return data_rows.findings_head(chosen[0] if chosen else None, reasons, count)

    @answer(
        app,
        services,
        Output(ids.DATA_REJECTS, "getRowsResponse"),
        [Input(ids.DATA_REJECTS, "getRowsRequest"), State(ids.LOCATION, "search")],
        audience="internal",
    )
    def rows(request: Any, search: str | None) -> Any:
        if not request:
            return no_update
        file = DataView.from_search(search or "").file
        first, last = int(request.get("startRow") or 0), int(request.get("endRow") or tables.BLOCK)
        with services.reading() as db:
            found, count = imports.findings(db, file, first, last - first), imports.count_findings(db, file)
        return {"rowData": data_rows.findings(found), "rowCount": count}

    def every(db: Any, _asked: Mapping[str, Any], search: str) -> tuple[int, Iterator[Any]]:
        file, most = DataView.from_search(search).file, imports.MOST
        count = imports.count_findings(db, file)
        return count, (imports.findings(db, file, first, most) for first in range(0, count, most))

    saving.offer(services, ids.DATA_REJECTS, "findings", data_rows.SAVED_FINDINGS, every)
    tables.follow_scope(app, ids.DATA_REJECTS)

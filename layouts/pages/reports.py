"""Reports: “What do I send upstairs?”"""

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update

from layouts import ids, parts, report_cards
from layouts.answers import answer
from layouts.findings.release import at_hand
from layouts.reports import formats, making
from layouts.reports.jobs import Jobs
from layouts.services import Services
from queries.filters import Filters
from records import report_log
from records.problems import NotAllowed, Problem

PATH = "/reports"
NAME = "Reports"
QUESTION = "What do I send upstairs?"
ROLES: tuple[str, ...] = ()
IN_NAVIGATION = True


def layout(**_: Any) -> html.Div:
    """Choices, preview, progress, history."""
    audiences = [
        {"value": "leadership", "label": "Leadership: small counts hidden"},
        {"value": "internal", "label": "Internal: exact counts"},
    ]
    files = [{"value": name, "label": text} for name, (text, _) in formats.FORMATS.items()]
    sections = [{"value": name, "label": text} for name, text in making.SECTIONS.items()]
    controls = [
        dmc.RadioGroup(
            dmc.Group([dmc.Radio(one["label"], value=one["value"]) for one in audiences]),
            id=ids.REPORT_AUDIENCE,
            label="For whom",
            value="leadership",
        ),
        dmc.Select(id=ids.REPORT_FORMAT, label="As", data=files, value="pdf", allowDeselect=False, w=360),
        dmc.CheckboxGroup(
            dmc.Group([dmc.Checkbox(one["label"], value=one["value"]) for one in sections]),
            id=ids.REPORT_SECTIONS,
            label="Sections",
            value=list(making.SECTIONS),
        ),
        html.Div(
            [
                html.Button("Make the report", id=ids.REPORT_MAKE, className="button primary", type="button"),
                html.Button("Stop", id=ids.REPORT_STOP, className="button", type="button", disabled=True),
            ],
            className="actions",
        ),
        html.Div(id=ids.REPORT_PROGRESS, role="status"),
    ]
    return html.Div(
        [
            parts.verdict(
                QUESTION,
                "One page to read, the rest to look up.",
                "Every file carries its scope, as-of time, data version, disclosure rule and definitions.",
            ),
            html.Div(
                [
                    html.Section([html.H2("Make a report"), *controls], className="card form"),
                    html.Div([parts.skeleton(280)], id=ids.REPORT_PREVIEW),
                ],
                className="grid two",
            ),
            html.Div(id=ids.REPORT_HISTORY),
            dcc.Store(id=ids.REPORT_JOB),
            dcc.Interval(id=ids.REPORT_TICK, interval=800, disabled=True),
        ]
    )


def register(app: Dash, services: Services) -> None:
    """Preview, making in the background, progress, stopping, history."""
    jobs = Jobs(services.settings.var_dir / "reports")
    _preview(app, services)
    _make(app, services, jobs)
    _watch(app, services, jobs)


def _preview(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        Output(ids.REPORT_PREVIEW, "children"),
        [
            Input(ids.LOCATION, "search"),
            Input(ids.REPORT_AUDIENCE, "value"),
            Input(ids.REPORT_SECTIONS, "value"),
            Input(ids.VERSION, "data"),
        ],
        audience="both",
    )
    def preview(search: str | None, audience: str, sections: list[str], _version: Any) -> Any:
        _may(services, audience)
        filters = Filters.from_search(search or "")
        if audience == "leadership":
            at_hand(services.engine, services.settings.var_dir)
        with services.reading() as db:
            made = formats.content(db, filters, audience, [], folder=services.settings.var_dir)
        return report_cards.preview(
            made, [making.SECTIONS[name] for name in making.SECTIONS if name in sections]
        )


def _may(services: Services, audience: str) -> None:
    if audience == "internal" and services.viewer().audience != "internal":
        raise NotAllowed("Exact counts are for analysts and managers; choose the report for leadership.")


def _make(app: Dash, services: Services, jobs: Jobs) -> None:
    @answer(
        app,
        services,
        [Output(ids.REPORT_PROGRESS, "children"), Output(ids.REPORT_JOB, "data")],
        [
            Input(ids.REPORT_MAKE, "n_clicks"),
            State(ids.REPORT_AUDIENCE, "value"),
            State(ids.REPORT_FORMAT, "value"),
            State(ids.REPORT_SECTIONS, "value"),
            State(ids.LOCATION, "search"),
        ],
        audience="both",
        prevent_initial_call=True,
    )
    def make(_clicks: Any, audience: str, form: str, sections: list[str], search: str | None) -> Any:
        _may(services, audience)
        if form not in formats.FORMATS:
            raise Problem("choose a format")
        viewer, filters = services.viewer(), Filters.from_search(search or "")
        wanted = [name for name in making.SECTIONS if name in (sections or [])]

        def work(tell: Any) -> tuple[bytes, str]:
            with services.reading() as db:
                made = formats.content(db, filters, audience, wanted, tell, folder=services.settings.var_dir)
            body = formats.file(made, form, services.settings, tell)
            name = formats.file_name(made, form)
            with services.writing() as db:
                parameters = {"filters": filters.to_search(), "sections": wanted}
                report_log.add(
                    db, body=body, name=name, form=form, audience=audience, parameters=parameters,
                    by=viewer.name, at=services.now(),
                )  # fmt: skip
            return body, name

        mimetype = formats.FORMATS[form][1]
        job_id = jobs.start(work, by=viewer.user_id, audience=audience, mimetype=mimetype)
        return report_cards.progress(jobs.find(job_id), len(wanted)), {"id": job_id, "sections": len(wanted)}


def _watch(app: Dash, services: Services, jobs: Jobs) -> None:
    @answer(
        app,
        services,
        [
            Output(ids.REPORT_PROGRESS, "children", allow_duplicate=True),
            Output(ids.REPORT_TICK, "disabled"),
            Output(ids.REPORT_STOP, "disabled"),
            Output(ids.REPORT_HISTORY, "children"),
        ],
        [Input(ids.REPORT_JOB, "data"), Input(ids.REPORT_TICK, "n_intervals")],
        audience="no counts",
        prevent_initial_call="initial_duplicate",
    )
    def watch(job: Any, _ticks: Any) -> Any:
        found = jobs.find(job["id"]) if job else None
        running = found is not None and found.state == "running"
        with services.reading() as db:
            history = report_cards.history(report_log.history(db), services.viewer())
        shown = report_cards.progress(found, job["sections"]) if found else no_update
        return shown, not running, not running, history

    @answer(
        app,
        services,
        Output(ids.REPORT_STOP, "title"),
        [Input(ids.REPORT_STOP, "n_clicks"), State(ids.REPORT_JOB, "data")],
        audience="no counts",
        prevent_initial_call=True,
    )
    def stop(_clicks: Any, job: Any) -> Any:
        if job:
            jobs.cancel(job["id"])
        return "stopping at the next step"

"""Reports: “What do I send upstairs?”"""

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update

from layouts import ids, parts, report_cards
from layouts.answers import answer
from layouts.findings.release import at_hand
from layouts.reports import formats, making
from layouts.reports.jobs import Job, Jobs
from layouts.services import INTERNAL, Services
from layouts.speech import languages, name_of
from queries import campaign as campaign_query
from queries import options
from queries.filters import Filters
from records import report_log
from records.problems import NotAllowed, Problem

PATH = "/reports"
NAME = "Reports"
QUESTION = "What do I send upstairs?"
ROLES: tuple[str, ...] = ()
IN_NAVIGATION = True
HIDDEN = {"display": "none"}  # the choice of exact counts, until it is known that the viewer has it
OTHER_STEPS = 2  # beside the sections: setting the file, storing it


def layout(**_: Any) -> html.Div:
    """Choices, preview, progress, history."""
    audiences: list[dict[str, Any]] = [
        {"value": "leadership", "label": "Leadership: small counts hidden"},
        {"value": "internal", "label": "Internal: exact counts", "id": ids.REPORT_INTERNAL, "style": HIDDEN},
    ]
    files = [{"value": name, "label": text} for name, (text, _) in formats.FORMATS.items()]
    spoken = [{"value": code, "label": name_of(code)} for code in languages()]
    sections = [{"value": name, "label": text} for name, text in making.SECTIONS.items()]
    controls = [
        dmc.RadioGroup(
            dmc.Group([dmc.Radio(**one) for one in audiences]),
            id=ids.REPORT_AUDIENCE,
            label="For whom",
            value="leadership",
        ),
        dmc.Select(id=ids.REPORT_FORMAT, label="As", data=files, value="pdf", allowDeselect=False, w=360),
        dmc.Select(id=ids.REPORT_LANGUAGE, label="Language", data=spoken, allowDeselect=False, w=360),
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
    _language(app, services)
    _offer(app, services)
    _preview(app, services)
    _make(app, services, jobs)
    _watch(app, services, jobs)


def _language(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        Output(ids.REPORT_LANGUAGE, "value"),
        [Input(ids.VERSION, "data"), State(ids.REPORT_LANGUAGE, "value")],
        audience="no counts",
    )
    def usual(_version: Any, chosen: str | None) -> Any:
        if chosen:
            return no_update
        with services.reading() as db:
            return formats.usual_language(db)


def _offer(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        Output(ids.REPORT_INTERNAL, "style"),
        [Input(ids.VERSION, "data")],
        audience="no counts",
    )
    def offer_internal(_version: Any) -> dict[str, str]:
        return {} if services.viewer().audience == INTERNAL else HIDDEN


def _preview(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        Output(ids.REPORT_PREVIEW, "children"),
        [
            Input(ids.LOCATION, "search"),
            Input(ids.REPORT_AUDIENCE, "value"),
            Input(ids.REPORT_LANGUAGE, "value"),
            Input(ids.REPORT_SECTIONS, "value"),
            Input(ids.VERSION, "data"),
        ],
        audience="both",
    )
    def preview(
        search: str | None, audience: str, language: str | None, sections: list[str], _version: Any
    ) -> Any:
        _may(services, audience)
        filters = Filters.from_search(search or "")
        if audience == "leadership":
            at_hand(services.engine, services.settings.var_dir)
        with services.reading() as db:
            spoken = language or formats.usual_language(db)
            made = formats.content(
                db, filters, audience, [], folder=services.settings.var_dir, language=spoken
            )
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
            State(ids.REPORT_LANGUAGE, "value"),
            State(ids.REPORT_SECTIONS, "value"),
            State(ids.LOCATION, "search"),
        ],
        audience="both",
        prevent_initial_call=True,
    )
    def make(
        _clicks: Any,
        audience: str,
        form: str,
        language: str | None,
        sections: list[str],
        search: str | None,
    ) -> Any:
        _may(services, audience)
        if form not in formats.FORMATS:
            raise Problem("choose a format")
        viewer, filters = services.viewer(), Filters.from_search(search or "")
        wanted = [name for name in making.SECTIONS if name in (sections or [])]

        def work(tell: Any) -> tuple[bytes, str]:
            with services.reading() as db:
                spoken = language or formats.usual_language(db)
                made = formats.content(
                    db, filters, audience, wanted, tell, folder=services.settings.var_dir, language=spoken
                )
            return formats.file(made, form, services.settings, tell), formats.file_name(made, form)

        def keep(body: bytes, name: str) -> None:
            with services.writing() as db:
                spoken = language or formats.usual_language(db)
                parameters = {"filters": filters.to_search(), "sections": wanted, "language": spoken}
                report_log.add(
                    db, body=body, name=name, form=form, audience=audience, parameters=parameters,
                    by=viewer.name, at=services.now(),
                )  # fmt: skip

        job_id = jobs.start(
            work, by=viewer.user_id, audience=audience, mimetype=formats.FORMATS[form][1],
            steps=len(wanted) + OTHER_STEPS, keep=keep,
        )  # fmt: skip
        return report_cards.progress(jobs.find(job_id)), {"id": job_id}


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
    def watch(job: Any, ticks: int | None) -> Any:
        found = _own(services, jobs, job)
        if found is not None and found.state == "cancelled" and not (job or ticks):
            found = None  # old news on a page that was just opened
        running = found is not None and found.state == "running"
        with services.reading() as db:
            internal = services.viewer().audience == "internal"
            only = None if internal else "leadership"
            history = report_cards.history(
                report_log.history(db, only),
                report_log.count(db, only),
                options.names(db),
                campaign_query.state(db).timezone,
                internal=internal,
            )
        shown = report_cards.progress(found) if found else no_update
        return shown, not running, not running, history

    @answer(
        app,
        services,
        Output(ids.REPORT_PROGRESS, "children", allow_duplicate=True),
        [Input(ids.REPORT_STOP, "n_clicks"), State(ids.REPORT_JOB, "data")],
        audience="no counts",
        prevent_initial_call=True,
    )
    def stop(_clicks: Any, job: Any) -> Any:
        found = _own(services, jobs, job)
        if found is None:
            return no_update
        jobs.cancel(found.by, found.job_id)
        return report_cards.progress(jobs.find(found.job_id))


def _own(services: Services, jobs: Jobs, job: Any) -> Job | None:
    """The job that this page began; after a reload, the one that the person began last."""
    by = services.viewer().user_id
    return jobs.of(by, str(job["id"])) if job else jobs.latest(by)

"""The frame around every page: navigation, filters, audience, as-of; one callback syncs the URL."""

from collections.abc import Sequence
from datetime import date, timedelta
from types import ModuleType
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, ctx, dcc, html, no_update

from layouts import asked, filter_bar, ids, parts, rotation_withdraw, words
from layouts.answers import answer
from layouts.pages import PAGES, layout_of, question_of, visible
from layouts.parts import aria
from layouts.services import Services, Viewer
from queries import campaign, options
from queries.filters import Filters

HEARTBEAT_SECONDS = 2  # how soon an open page notices new data
NAMES = (*filter_bar.ORDER, "period")


def layout(services: Services) -> Any:
    """The shell for the present viewer; runs no SQL."""
    viewer = services.viewer()
    frame = html.Div(
        [
            html.A("Skip to the page", href="#main", className="skip-link"),
            _sidebar(viewer),
            html.Div([_topbar(viewer), html.Main(id=ids.PAGE, tabIndex=-1)], id="main"),
        ],
        className="shell",
    )
    stores = [
        dcc.Location(id=ids.LOCATION, refresh=False),
        dcc.Store(id=ids.THEME, storage_type="local"),
        dcc.Store(id=ids.VERSION),
        dcc.Store(id=ids.TITLE),
        dcc.Interval(id=ids.HEARTBEAT, interval=HEARTBEAT_SECONDS * 1000),
    ]
    return dmc.MantineProvider(
        [*stores, frame],
        id=ids.PROVIDER,
        defaultColorScheme="auto",
        theme={"fontFamily": "var(--sans)", "primaryColor": "blue", "respectReducedMotion": True},
    )


def _sidebar(viewer: Any) -> html.Nav:
    shown = visible(viewer)
    links = [
        dcc.Link(
            [page.NAME, html.Small(question_of(page, viewer))],
            href=page.PATH,
            id=ids.nav(page.PATH),
            # Every link is there, because the filters are carried to all of them; not every one is shown.
            style={} if page in shown else {"display": "none"},
        )
        for page in PAGES
        if page.IN_NAVIGATION
    ]
    return html.Nav(
        [
            html.Div(["Trace an Object", html.Small("Campaign instrument")], className="brand"),
            html.Div(id=ids.SIMULATED),
            html.Div(links, className="navigation", id=ids.NAVIGATION),
            html.Div(id=ids.AS_OF, className="as-of"),
        ],
        className="sidebar",
        id=ids.SIDEBAR,
        **aria(label="Pages"),
    )


def _topbar(viewer: Any) -> html.Header:
    protected = viewer.audience == "leadership"
    audience = "Leadership · small counts hidden" if protected else "Internal · exact counts"
    return html.Header(
        [
            html.Button("Menu", id=ids.MENU_BUTTON, className="button menu-button", type="button"),
            filter_bar.bar(),
            html.Span(audience, className=f"pill {'accent' if protected else ''}", id=ids.AUDIENCE),
            rotation_withdraw.popover(viewer),
            html.Button("Copy link", id=ids.COPY_LINK, className="button", type="button"),
            html.Span(id=ids.COPIED, className="visually-hidden", role="status"),
            html.Button("Dark", id=ids.THEME_BUTTON, className="button", type="button"),
            _person(viewer),
        ],
        className="topbar",
    )


def _person(viewer: Any) -> html.Form:
    return html.Form(
        html.Button("Sign out", className="button", type="submit", title=f"{viewer.name}, {viewer.role}"),
        action="/sign-out",
        method="post",
        id=ids.PERSON,
    )


def register(app: Dash, services: Services) -> None:
    """Routing, filters ⇄ URL, heartbeat, theme, copy link."""
    _route(app, services)
    _sync(app, services)
    _status(app, services)
    _presets(app, services)
    rotation_withdraw.register(app, services)
    client = "shell"
    app.clientside_callback(
        ClientsideFunction(client, "version"),
        Output(ids.VERSION, "data"),
        Input(ids.HEARTBEAT, "n_intervals"),
        State(ids.VERSION, "data"),
    )
    app.clientside_callback(
        ClientsideFunction(client, "theme"),
        Output(ids.THEME, "data"),
        Output(ids.PROVIDER, "forceColorScheme"),
        Output(ids.THEME_BUTTON, "children"),
        Input(ids.THEME_BUTTON, "n_clicks"),
        Input(ids.THEME, "modified_timestamp"),
        State(ids.THEME, "data"),
    )
    app.clientside_callback(
        ClientsideFunction(client, "copyLink"),
        Output(ids.COPIED, "children"),
        Output(ids.COPY_LINK, "children"),
        Input(ids.COPY_LINK, "n_clicks"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction(client, "menu"),
        Output(ids.SIDEBAR, "className"),
        Input(ids.MENU_BUTTON, "n_clicks"),
        Input(ids.LOCATION, "pathname"),
    )
    app.clientside_callback(
        ClientsideFunction(client, "current"),
        Output(ids.NAVIGATION, "title"),
        Input(ids.TITLE, "data"),
    )


def _route(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        [Output(ids.PAGE, "children"), Output(ids.TITLE, "data")],
        [Input(ids.LOCATION, "pathname")],
        audience="no counts",
    )
    def show_page(pathname: str | None) -> tuple[Any, Any]:
        viewer = services.viewer()
        for page in PAGES:
            values = page_arguments(page.PATH, pathname or "/")
            if values is None:
                continue
            if page not in visible(viewer):
                return _not_for(page, viewer), {"title": page.NAME}
            return layout_of(page, viewer)(**values), {"path": page.PATH, "title": page.NAME}
        sentence = parts.verdict("Which page?", "There is none at this address.", "The link may be old.")
        return html.Div([sentence, dcc.Link("Overview", href="/")]), {"title": "Not found"}


def _not_for(page: ModuleType, viewer: Viewer) -> html.Div:
    """Who may see a page that the viewer's role does not include, and where the viewer can look instead."""
    who = words.listed([f"{role}s" for role in page.ROLES])
    first = f"This page is for {who}: your role, {viewer.role}, does not include it."
    sentence = parts.verdict(page.QUESTION, first, getattr(page, "WHY_NOT", ""))
    return html.Div([sentence, dcc.Link("Overview", href="/")])


def page_arguments(pattern: str, pathname: str) -> dict[str, str] | None:
    """The values in `pathname` for `pattern` such as /objects/<object_id>; None where it does not match."""
    from urllib.parse import unquote

    wanted, given = pattern.strip("/").split("/"), pathname.strip("/").split("/")
    if len(wanted) != len(given):
        return None
    values = {}
    for part, value in zip(wanted, given, strict=True):
        if part.startswith("<"):
            values[part.strip("<>")] = unquote(value)
        elif part != value:
            return None
    return values


def _sync(app: Dash, services: Services) -> None:
    controls = [Output(ids.filter_control(name), "value") for name in NAMES]
    said = [Output(ids.filter_label(name), "children") for name in NAMES]
    choices = [Output(ids.filter_control(name), "data") for name in filter_bar.ORDER]
    links = [Output(ids.nav(page.PATH), "href") for page in PAGES if page.IN_NAVIGATION]

    @answer(
        app,
        services,
        [Output(ids.SCOPE_NOTE, "children"), Output(ids.LOCATION, "search"), *controls, *said],
        [
            Input(ids.LOCATION, "search"),
            *(Input(ids.filter_control(name), "value") for name in NAMES),
        ],
        audience="no counts",
        as_typed=True,
    )
    def keep_in_step(search: str | None, *values: Any) -> Sequence[Any]:
        from_url = ctx.triggered_id in (None, ids.LOCATION) or len(ctx.triggered_prop_ids) > 1
        if from_url:
            with services.reading() as db:
                filters = asked.filters(services, db, search or "")
            url: Any = no_update  # as typed, so that what was left out stays said
        else:
            given = dict(zip(NAMES, values, strict=True))
            if any(given["period"] or []) and not all(given["period"]):
                return [no_update] * (2 + 2 * len(NAMES))  # half of a range: the person is still choosing
            filters = _from_controls(given)
            url = filters.to_search(search or "")
        with services.reading() as db:
            names = options.names(db)
        labels = filter_bar.labels(filters, names)
        shown = [_control_value(filters, name) for name in NAMES]
        note = "; ".join(f"left out: {words_}" for words_ in filters.ignored)
        return [note, url, *shown, *(labels[name] for name in NAMES)]

    @answer(app, services, choices, [Input(ids.VERSION, "data")], audience="no counts", cached=True)
    def offer_choices(_version: Any) -> Sequence[Any]:
        with services.reading() as db:
            offered = asked.offered(services, db)
        return [filter_bar.select_data(offered[name]) for name in filter_bar.ORDER]

    # Links carry the filters along, so that changing page does not change the question's scope.
    app.clientside_callback(
        ClientsideFunction("shell", "carryFilters"),
        *links,
        Input(ids.LOCATION, "search"),
        *(State(ids.nav(page.PATH), "href") for page in PAGES if page.IN_NAVIGATION),
    )


def _from_controls(values: dict[str, Any]) -> Filters:
    ends = [date.fromisoformat(day[:10]) if day else None for day in (values["period"] or [None, None])]
    chosen = {name: tuple(values[name] or ()) for name in filter_bar.ORDER}
    return Filters(from_=ends[0], to=ends[1], **chosen)


def _control_value(filters: Filters, name: str) -> Any:
    if name == "period":
        ends = (filters.from_, filters.to)
        return [end.isoformat() if end else None for end in ends]
    return list(getattr(filters, name))


def _presets(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        [Output(ids.filter_control("period"), "value", allow_duplicate=True)],
        [Input(ids.preset(name), "n_clicks") for name in filter_bar.PRESETS],
        audience="no counts",
        prevent_initial_call=True,
    )
    def choose_preset(*_clicks: Any) -> Sequence[Any]:
        with services.reading() as db:
            first, last = campaign.extent(db)
        if first is None or last is None:
            return [[None, None]]
        name = str(ctx.triggered_id).removeprefix("preset-")
        spans = {
            "all": (None, None),
            "4w": (last - timedelta(days=27), last),
            "12w": (last - timedelta(days=83), last),
            "year": (last - timedelta(days=364), last),
            "first": (first, first + timedelta(days=11)),
        }
        return [[day.isoformat() if day else None for day in spans[name]]]


def _status(app: Dash, services: Services) -> None:
    @answer(
        app,
        services,
        [Output(ids.AS_OF, "children"), Output(ids.SIMULATED, "children")],
        [Input(ids.VERSION, "data")],
        audience="no counts",
    )
    def show_status(_version: Any) -> tuple[Any, Any]:
        with services.reading() as db:
            state = campaign.state(db)
        as_of = [
            html.B(f"As of {words.day(state.as_of_local)}" if state.as_of else "No data yet"),
            words.instant(state.as_of, state.timezone) if state.as_of else "Import records to begin.",
            html.Br(),
            f"Data version {state.version}",
            html.Br(),
            html.A(
                f"Public page: {words.plural(state.displayed, 'object')}",
                href=services.settings.public_url,
                target="_blank",
                rel="noreferrer",
            ),
        ]
        box = html.Div([html.B("Simulated campaign"), "No figure here is real."], className="simulated-box")
        return as_of, box if state.simulated else []

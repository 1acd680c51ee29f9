"""The dashboard application, made by `create_app(settings)`; importing this module opens nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import plotly
from dash import html
from flask import Flask, Response, jsonify, send_from_directory
from flask_compress import Compress
from werkzeug.middleware.proxy_fix import ProxyFix

from dashboard import (
    first_page,
    fixed_files,
    geometry,
    report_files,
    response_cache,
    saved_files,
    security,
    signin,
)
from dashboard.first_page import Dashboard
from layouts import shell
from layouts.pages import PAGES
from layouts.parts import GRAPH_CONFIG
from layouts.services import Services, Viewer
from records import freshness
from records.log import new_trace
from records.opening import open_records
from records.settings import ROOT, Settings

# What building the validation layout needs a viewer for: it is shown to nobody.
NOBODY = Viewer(user_id="", name="nobody", role="administrator")


def create_app(
    settings: Settings, *, engine: Any = None, now: Callable[[], datetime] | None = None
) -> Dashboard:
    """A ready Dash application on the records of `settings`. Tests hand in an engine and a clock."""
    services = Services(
        engine=engine or open_records(settings),
        settings=settings,
        viewer=signin.viewer,
        now=now or (lambda: datetime.now(UTC)),
    )
    server: Any = Flask("dashboard")
    server.config.update(
        COMPRESS_BR_LEVEL=4, COMPRESS_LEVEL=5, COMPRESS_STREAMS=False, MAX_CONTENT_LENGTH=32 * 1024 * 1024
    )
    if settings.proxy_hops:
        server.wsgi_app = ProxyFix(server.wsgi_app, x_for=settings.proxy_hops, x_proto=settings.proxy_hops)
    app = Dashboard(
        "dashboard",
        server=server,
        assets_folder=str(ROOT / "assets"),
        assets_ignore=r".*\.(geojson|json|md|txt)$",
        title="Trace an Object",
        update_title="",
        serve_locally=True,
        add_log_handler=False,
    )
    Compress(server)  # first in, last to see a response: everything else works on plain bytes
    server.before_request(_begin_trace)
    signin.install(server, services)
    app.shelf, app.joined = fixed_files.install(server), {}
    unseen = replace(services, engine=None, viewer=lambda: NOBODY)
    # Dash also asks for the layout at start and at the very first request, when nobody is signed in.
    app.layout = lambda: shell.layout(services if signin.somebody() else unseen)
    app.validation_layout = validation_layout(unseen)  # type: ignore[assignment]
    shell.register(app, services)
    for page in PAGES:
        page.register(app, services)
    _routes(server, services)
    geometry.install(app.shelf)
    report_files.install(server, services)
    saved_files.install(server, services)
    app.shelf.add(first_page.PLOTLY, plotly_bundle() + _defaults(), "text/javascript", fixed_files.DAY)
    first_page.install(app)
    security.secure(app)
    response_cache.install(server, services)
    server.extensions["trace_services"] = services
    return app


def validation_layout(unseen: Services) -> html.Div:
    """Shell and every page at once, against which Dash checks the ids of callbacks."""
    faces = [
        getattr(page, name) for page in PAGES for name in ("layout", "released_layout") if hasattr(page, name)
    ]
    return html.Div([shell.layout(unseen), *(face() for face in faces)])


def client_configuration() -> dict[str, Any]:
    """Defaults of every graph: nothing of it may call outside."""
    return {
        name: GRAPH_CONFIG[name]
        for name in ("showSendToCloud", "plotlyServerURL", "topojsonURL", "displaylogo")
    }


@cache
def plotly_bundle() -> bytes:
    """plotly.js: our own smaller build where it was made, else the package's."""
    own = ROOT / "build" / "plotly" / "plotly-trace.min.js"
    path = own if own.exists() else Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    return path.read_bytes()


def _defaults() -> bytes:
    """What follows plotly.js at Dash's own address for it, so that every graph stays on this machine."""
    return b"\n;Plotly.setPlotConfig(" + orjson.dumps(client_configuration()) + b");"


def _begin_trace() -> None:
    new_trace()


def _routes(server: Flask, services: Services) -> None:
    @server.get("/data-version")
    def data_version() -> Response:
        with services.reading() as db:
            return jsonify(version=freshness.read(db).version)

    @server.get("/healthz")
    def health() -> Response:
        with services.reading() as db:
            freshness.read(db)
        return Response("ok\n", mimetype="text/plain")

    @server.get("/pictures/<path:name>")
    def picture(name: str) -> Response:
        response = send_from_directory(services.settings.image_dir, name, max_age=3600)
        # A drawing is shown as a picture; opened by itself it may run nothing.
        response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
        return response

    @server.get("/favicon.ico")
    def icon() -> Response:
        return send_from_directory(ROOT / "assets", "favicon.svg", mimetype="image/svg+xml")

"""Sign-in by one-time links, sessions, and the gate that serves nothing before them."""

import secrets
from datetime import timedelta
from html import escape
from pathlib import Path
from typing import Any

import flask
from flask import Flask, Response, redirect, request, send_from_directory
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from layouts.services import Services, Viewer
from records import freshness, people
from records.log import logger
from records.problems import Problem
from records.settings import ROOT, Settings

log = logger("signin")
OPEN_PATHS = ("/sign-in", "/healthz", "/favicon.ico")
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title} · Trace an Object</title>
<link rel="stylesheet" href="/sign-in.css"></head><body><main>
<p>Trace an Object</p><h1>{title}</h1>{body}</main></body></html>"""


class Person(UserMixin):  # type: ignore[misc]
    """The signed-in person as flask-login wants it; the session names user and epoch."""

    def __init__(self, row: Any) -> None:
        self.row = row
        self.viewer = Viewer(user_id=row["user_id"], name=row["name"], role=row["role"])

    def get_id(self) -> str:
        return f"{self.row['user_id']}:{self.row['session_epoch']}"


def secret_key(settings: Settings) -> str:
    """The key that signs sessions: from the settings, else made once and kept readable for us only."""
    if settings.secret_key:
        return settings.secret_key
    path: Path = settings.var_dir / "session.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32))
    return path.read_text()


def install(server: Flask, services: Services) -> None:
    """Put sessions, the sign-in pages and the gate on the server."""
    settings = services.settings
    server.secret_key = secret_key(settings)
    server.config.update(
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_NAME="trace_dashboard",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.session_hours),
        SESSION_REFRESH_EACH_REQUEST=False,
    )
    manager = LoginManager(server)
    manager.session_protection = None
    manager.user_loader(lambda key: _load(services, key))
    server.before_request(_gate)
    limiter = Limiter(get_remote_address, app=server, storage_uri="memory://")
    _routes(server, services, limiter)


def somebody() -> bool:
    """Whether there is a request, made by somebody who is signed in."""
    return flask.has_request_context() and bool(current_user.is_authenticated)


def viewer() -> Viewer:
    """Who is signed in on the present request. The gate has let nobody else in."""
    if not somebody():
        raise Problem("nobody is signed in")
    found: Viewer = current_user.viewer
    return found


def _load(services: Services, key: str) -> Person | None:
    user_id, _, epoch = key.partition(":")
    with services.reading() as db:
        row = people.by_id(db, user_id)
        if flask.request.method == "POST":  # remembered answers need it, and every trip counts
            flask.g.data_version = freshness.read(db).version
    return Person(row) if row is not None and str(row["session_epoch"]) == epoch else None


def _gate() -> Response | None:
    if current_user.is_authenticated or request.path.startswith(OPEN_PATHS):
        return None
    if request.method == "GET" and request.accept_mimetypes.accept_html and "_dash" not in request.path:
        return _page("Sign in", "<p>Open the one-time link you were given.</p>" + _HOW, 401)
    return Response('{"error": "not signed in"}', 401, mimetype="application/json")


_HOW = (
    "<p class='note'>No link at hand? Whoever runs this instrument makes one with "
    "<code>python -m dashboard users link NAME</code>.</p>"
)


def _page(title: str, body: str, status: int = 200) -> Response:
    return Response(PAGE.format(title=escape(title), body=body), status, mimetype="text/html")


def _routes(server: Flask, services: Services, limiter: Limiter) -> None:
    @server.get("/sign-in/<token>")
    def sign_in_page(token: str) -> Response:
        # Reading the link must not use it up: mail scanners and previews open links too.
        form = (
            f"<form method='post' action='/sign-in/{escape(token, quote=True)}'>"
            "<button id='sign-in'>Sign in</button></form><p class='note'>The link works once.</p>"
            "<script src='/sign-in.js'></script>"
        )
        return _page("Sign in", form)

    @server.post("/sign-in/<token>")
    @limiter.limit("20 per minute")
    def sign_in(token: str) -> Any:
        try:
            with services.writing() as db:
                person = people.redeem(db, token, services.now())
        except Problem as problem:
            log.info("sign-in refused")
            return _page("That link does not work", f"<p>{escape(str(problem))}</p>{_HOW}", 403)
        login_user(Person(person))
        flask.session.permanent = True
        return redirect("/", 303)

    @server.post("/sign-out")
    def sign_out() -> Any:
        logout_user()
        return _page("Signed out", "<p>This browser is signed out.</p>" + _HOW)

    @server.get("/sign-in.css")
    def style() -> Response:
        return send_from_directory(ROOT / "assets", "sign-in.css")

    @server.get("/sign-in.js")
    def script() -> Response:
        return Response("document.getElementById('sign-in').form.submit()", mimetype="text/javascript")

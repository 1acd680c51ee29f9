"""A real Chromium for whole walks; every page fails its test on what a visitor would never see but should.

`browser`             one Chromium a session (skips where there is none)
`serve(app)`          any WSGI application on a free loopback port; returns its base URL
`page_for(base_url)`  a fresh visitor; at the end of the test it must have asked nothing of another machine,
                      met no console error and broken no Content-Security-Policy (`allowed`: expected ones)
`dashboard`           base URL of a dashboard on a small campaign, and a maker of sign-in paths by role
`accessible(page)`    asserts that axe-core finds no violation of WCAG 2.2 A and AA
"""

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from dashboard.app import create_app
from records import people
from records.database import connect, writing
from records.settings import Settings
from tests.small_campaign import NOW, seed

NAMES = ("chromium", "chromium-browser", "google-chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
PATIENCE = 20_000  # milliseconds: machines that test are busy
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
REPORT_VIOLATIONS = (
    "document.addEventListener('securitypolicyviolation', "
    "e => console.error('CSP ' + e.violatedDirective + ' ' + e.blockedURI))"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser.

    On a starved machine a browser may be too slow for its test: such a test is tried once more, and the
    summary counts it as rerun, so that what only passes at second sight stays in sight.
    """
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.flaky(reruns=1))


def chromium() -> str | None:
    """The browser to drive: $CHROME_PATH, the first on PATH, or the usual place on a Mac."""
    found = os.environ.get("CHROME_PATH") or next(filter(None, map(shutil.which, NAMES)), None)
    return found or (str(MAC) if MAC.exists() else None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for the session; it can resolve no name, so nothing leaves this machine."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium: install it (Debian: apt install chromium) or set CHROME_PATH")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=path, args=["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
        )
        yield opened
        opened.close()


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """No access lines in the test's output."""


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Any], str]]:
    """`serve(app)` puts a WSGI application on a free loopback port until the session ends."""
    servers = []

    def start(app: Any) -> str:
        server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def _watch(context: BrowserContext, found: list[str]) -> None:
    def request(sent: Any) -> None:
        parts = urlsplit(sent.url)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname != "127.0.0.1":
            found.append(f"request to another machine: {sent.url}")

    context.on("request", request)
    context.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    context.on("weberror", lambda raised: found.append(str(raised.error)))
    context.add_init_script(REPORT_VIOLATIONS)


@pytest.fixture
def page_for(browser: Browser) -> Iterator[Callable[..., Page]]:
    """`page_for(base_url, allowed=(), **context)`: a page of a fresh visitor (en-GB, UTC, reduced motion).

    `allowed` are regular expressions of console messages that the test expects, such as a 410 it provokes;
    `context` goes to Playwright's `new_context` (viewport, color_scheme, java_script_enabled, locale, …).
    """
    opened: list[tuple[BrowserContext, list[str], tuple[str, ...]]] = []

    def visit(base_url: str, *, allowed: tuple[str, ...] = (), **context: Any) -> Page:
        usual = {"locale": "en-GB", "timezone_id": "UTC", "reduced_motion": "reduce"}
        visitor = browser.new_context(base_url=base_url, **{**usual, **context})
        found: list[str] = []
        _watch(visitor, found)
        opened.append((visitor, found, allowed))
        page = visitor.new_page()
        page.set_default_timeout(PATIENCE)
        return page

    yield visit
    wrong = []
    for visitor, found, allowed in opened:
        visitor.close()
        wrong += [text for text in found if not any(re.search(pattern, text) for pattern in allowed)]
    assert not wrong, wrong


@pytest.fixture(scope="session")
def accessible() -> Callable[..., None]:
    """`accessible(page, context=None)` asserts no violation of WCAG 2.2 A and AA, and names each it finds."""
    axe = Axe()

    def check(page: Page, context: Any = None) -> None:
        options = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": list(WCAG)}}
        found = axe.run(page, context, options).response["violations"]
        assert not found, "\n".join(
            f"{rule['id']} ({rule['impact']}): {rule['help']}: "
            + "; ".join(node["html"][:160] for node in rule["nodes"][:4])
            for rule in found
        )

    return check


@pytest.fixture(scope="module")
def dashboard(sqlite_template, tmp_path_factory, serve):
    """Base URL of a dashboard on a small campaign, and a maker of sign-in paths."""
    folder = tmp_path_factory.mktemp("dashboard")
    shutil.copy(sqlite_template, folder / "trace.sqlite")
    settings = Settings(database_url=f"sqlite:///{folder / 'trace.sqlite'}", var_dir=folder)
    engine = connect(settings.database_url)
    seed(engine)
    app = create_app(settings, engine=engine, now=lambda: NOW)

    def link(role):
        with writing(engine) as db:
            return "/sign-in/" + people.link(db, name=role, at=NOW, by="test")

    yield serve(app.server), link
    engine.dispose()

"""Takes the README's pictures of the demonstration campaign: `make screenshots`."""

import shutil
import sys
import tempfile
import threading
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from board.app import create_app as create_board
from dashboard.__main__ import main
from dashboard.app import create_app
from records import people
from records.database import connect, writing
from records.settings import Settings

OUT = Path(__file__).parent / "screenshots"
UNTIL = "2026-05-31"
PAGES = {
    "overview": ("/", ".tile", "light"),
    "overview-dark": ("/", ".tile", "dark"),
    "map": ("/map?measure=per_million", "#map-graph .choroplethlayer path", "light"),
    "objects": ("/objects", ".ag-row", "light"),
    "object": ("/objects/OBJ-037", ".object-head", "light"),
    "cases": ("/cases", ".ag-row", "light"),
    "rotation": ("/rotation", ".slot-card, .board-card, #rotation-board img", "light"),
    "tips": ("/tips", ".ag-row", "light"),
    "reports": ("/reports", ".facts", "light"),
    "data": ("/data", "section.card", "light"),
}
PINNED = {
    "rotation"
}  # pages whose foot stays in the window: a picture of the whole would show it in the middle


def serve(app: object) -> str:
    """Put an application on a free loopback port."""
    server = make_server("127.0.0.1", 0, app, threaded=True)  # type: ignore[arg-type]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def shoot(page: Page, url: str, wait: str, name: str) -> None:
    """One picture, once what a person would wait for is there."""
    page.goto(url)
    page.locator(wait).first.wait_for(state="attached", timeout=60_000)
    page.wait_for_timeout(6000)
    whole = name not in PINNED
    page.set_viewport_size({"width": 1440, "height": 900 if whole else 1500})
    page.screenshot(path=str(OUT / f"{name}.png"), full_page=whole)
    print(name, flush=True)


def signed_in(browser: Browser, dashboard: str, token: str, theme: str) -> Page:
    """A page of a person who came by a one-time link."""
    page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme=theme)  # type: ignore[arg-type]
    page.goto(f"{dashboard}/sign-in/{token}")
    page.wait_for_timeout(3000)
    return page


def take(folder: Path) -> None:
    """Make the campaign in `folder`, serve both processes, take every picture."""
    import os

    os.environ["TRACE_VAR_DIR"] = str(folder)
    os.environ["TRACE_DATABASE_URL"] = f"sqlite:///{folder / 'trace.sqlite'}"
    if main(["demo", "--until", UNTIL]):
        sys.exit("the demonstration campaign could not be made")
    settings = Settings.from_environment()
    engine, now = connect(settings.database_url), datetime.now(UTC)
    tokens = {}
    with writing(engine) as db:
        for role in ("manager", "leadership"):
            people.add(db, name=role.capitalize(), role=role, at=now, by="screenshots")
        for theme, name in (("light", "Manager"), ("dark", "Manager"), ("leadership", "Leadership")):
            tokens[theme] = people.link(db, name=name, at=now, by="screenshots")
    dashboard, board = serve(create_app(settings, engine=engine).server), serve(create_board(settings))
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        for theme in ("light", "dark"):
            page = signed_in(browser, dashboard, tokens[theme], theme)
            for name, (path, wait, wanted) in PAGES.items():
                if wanted == theme:
                    shoot(page, dashboard + path, wait, name)
        page = signed_in(browser, dashboard, tokens["leadership"], "light")
        shoot(page, f"{dashboard}/", ".release-scope", "leadership")
        file = folder / "report.html"
        if main(["report", "--format", "html", "--audience", "internal", "--out", str(file)]):
            sys.exit("the report could not be made")
        sheet = browser.new_page(viewport={"width": 1100, "height": 1400})
        sheet.goto(file.as_uri())
        sheet.wait_for_timeout(4000)
        sheet.screenshot(path=str(OUT / "report.png"))
        phone = browser.new_page(viewport={"width": 390, "height": 844}, device_scale_factor=2)
        phone.goto(board)
        phone.wait_for_timeout(2000)
        phone.screenshot(path=str(OUT / "public-phone.png"))
        desktop = browser.new_page(viewport={"width": 1280, "height": 900})
        shoot(desktop, board, "main", "public")
        browser.close()
    engine.dispose()


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        take(Path(name))

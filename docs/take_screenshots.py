"""Takes the README's pictures of the demonstration campaign: `make screenshots`."""

import shutil
import sys
import tempfile
import threading
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
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
    page.screenshot(path=str(OUT / f"{name}.png"), full_page=True)
    print(name, flush=True)


def take(folder: Path) -> None:
    """Make the campaign in `folder`, serve both processes, take every picture."""
    import os

    os.environ["TRACE_VAR_DIR"] = str(folder)
    os.environ["TRACE_DATABASE_URL"] = f"sqlite:///{folder / 'trace.sqlite'}"
    if main(["demo", "--until", UNTIL]):
        sys.exit("the demonstration campaign could not be made")
    settings = Settings.from_environment()
    engine, now = connect(settings.database_url), datetime.now(UTC)
    with writing(engine) as db:
        people.add(db, name="Manager", role="manager", at=now, by="screenshots")
        token = people.link(db, name="Manager", at=now, by="screenshots")
    dashboard, board = serve(create_app(settings, engine=engine).server), serve(create_board(settings))
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        for theme in ("light", "dark"):
            page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme=theme)  # type: ignore[arg-type]
            if theme == "light":
                page.goto(f"{dashboard}/sign-in/{token}")
                page.wait_for_timeout(3000)
                state = page.context.storage_state()
            page = browser.new_page(
                viewport={"width": 1440, "height": 900},
                color_scheme=theme,  # type: ignore[arg-type]
                storage_state={"cookies": state["cookies"], "origins": []},
            )
            for name, (path, wait, wanted) in PAGES.items():
                if wanted == theme:
                    shoot(page, dashboard + path, wait, name)
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

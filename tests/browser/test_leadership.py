"""Leadership's traffic: whatever page it opens, no small count about tips comes over the wire."""

import json
import re
import shutil
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from flask import request

from dashboard.app import create_app
from layouts.pages import PAGES
from records import dirty, people, rollups
from records.database import connect, writing
from records.settings import Settings
from records.tables import tips
from tests.small_campaign import NOW, seed

FEW = 3  # tips from Luxembourg: what nobody upstairs may be able to tell


@pytest.fixture(scope="module")
def dashboard(sqlite_template, tmp_path_factory, serve):
    folder = tmp_path_factory.mktemp("leadership")
    shutil.copy(sqlite_template, folder / "trace.sqlite")
    settings = Settings(database_url=f"sqlite:///{folder / 'trace.sqlite'}", var_dir=folder)
    engine = connect(settings.database_url)
    seed(engine)
    with writing(engine) as db:
        at = datetime(2026, 4, 10, 12, tzinfo=UTC)
        rows = [
            {
                "tip_id": f"LU{n}", "object_id": "OBJ-1", "received_at": at, "day": date(2026, 4, 10),
                "origin_country": "LU", "suggested_country": "LU", "assessment": "actionable",
            }
            for n in range(FEW)
        ]  # fmt: skip
        db.execute(tips.insert(), rows)
        dirty.mark_rows(db, tips, sa.true())
        token = people.link(db, name="leadership", at=NOW, by="test")
    rollups.refresh(engine, NOW)
    app = create_app(settings, engine=engine, now=lambda: NOW)
    bodies: list[str] = []

    @app.server.after_request
    def keep(response):
        if request.path == "/_dash-update-component":
            bodies.append(response.get_data(as_text=True))
        return response

    yield serve(app.server), f"/sign-in/{token}", bodies
    engine.dispose()


def test_no_page_sends_leadership_a_small_count(dashboard, page_for, accessible):
    base, link, bodies = dashboard
    page = page_for(base, viewport={"width": 1280, "height": 900})
    page.goto(link)
    page.get_by_text("The release covers whole months").wait_for(timeout=60_000)
    accessible(page)
    for path in [one.PATH.replace("<object_id>", "OBJ-1") for one in PAGES]:
        page.goto(path)
        page.wait_for_load_state("networkidle")
    page.goto("/map")
    page.locator("#map-rows .ag-row", has_text="Luxembourg").first.wait_for()
    assert "·" in page.locator("#map-rows .ag-row", has_text="Luxembourg").first.inner_text()
    traffic = "\n".join(bodies)
    assert "Luxembourg" in traffic
    assert not re.search(rf"Luxembourg[^\"]{{0,60}}\b{FEW}\b", traffic)
    assert small_rows(bodies) == []


def small_rows(bodies: list[str]) -> list[dict]:
    """Rows of any table or store that give a country a count from 1 to 4."""
    found = []

    def walk(value):
        if isinstance(value, dict):
            number = value.get("n")
            if (
                isinstance(number, (int, float))
                and 0 < number < 5
                and ("country" in value or "name" in value)
            ):
                found.append(value)
            for child in value.values():
                walk(child)
        elif isinstance(value, list):
            for child in value:
                walk(child)

    for body in bodies:
        if body:
            walk(json.loads(body))
    return found

"""Leadership's traffic: whatever page it opens, no small count about tips comes over the wire."""

import shutil
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from flask import request
from playwright.sync_api import expect

from dashboard.app import create_app
from layouts.pages import PAGES
from records import dirty, people, rollups
from records.database import connect, writing
from records.settings import Settings
from records.tables import tips
from tests.dashboard import sweep
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
    rollups.refresh(engine, NOW)
    app = create_app(settings, engine=engine, now=lambda: NOW)
    bodies: list[str] = []

    @app.server.after_request
    def keep(response):
        if request.path == "/_dash-update-component":
            bodies.append(response.get_data(as_text=True))
        return response

    def link():
        with writing(engine) as db:
            return f"/sign-in/{people.link(db, name='leadership', at=NOW, by='test')}"

    def uncompressed(environ, start_response):
        environ.pop("HTTP_ACCEPT_ENCODING", None)
        return app.server(environ, start_response)

    yield serve(uncompressed), link, bodies
    engine.dispose()


def test_no_page_sends_leadership_a_small_count(dashboard, page_for, accessible):
    base, link, bodies = dashboard
    page = page_for(base, viewport={"width": 1280, "height": 900})
    page.goto(link())
    expect(page.locator(".release-scope")).to_contain_text("The release covers whole months", timeout=60_000)
    accessible(page)
    for path in [one.PATH.replace("<object_id>", "OBJ-1") for one in PAGES]:
        page.goto(f"{path}?country=LU&from=2026-04-01&to=2026-05-02")
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator("#page .skeleton:visible")).to_have_count(0)
    page.goto("/map")
    row = page.locator("#map-rows .ag-row", has_text="Luxembourg").first
    expect(row).to_contain_text("·")
    assert "Luxembourg" in "".join(bodies)
    assert [said for body in bodies for said in sweep.numbers_about(body)] == []


def test_filters_snap_to_the_release_and_say_so(dashboard, page_for):
    base, link, _ = dashboard
    page = page_for(base, viewport={"width": 1280, "height": 900})
    page.goto(link())
    expect(page.locator(".release-scope")).to_be_visible(timeout=60_000)
    page.goto("/?from=2026-03-14&to=2026-05-02&channel=web")
    said = page.locator(".release-scope")
    expect(said).to_contain_text(
        "You asked for 14 Mar – 2 May 2026; web; the release answers for 1 Apr – 30 Apr 2026."
    )
    expect(said).to_contain_text("Channel is not in the release.")


def test_page_and_filter_bar_leave_out_what_nobody_offers_and_say_so(dashboard, page_for):
    base, link, _ = dashboard
    page = page_for(base, viewport={"width": 1280, "height": 900})
    page.goto(link())
    page.goto("/objects?agency=NOBODY")
    expect(page.locator("#released-objects-count")).not_to_contain_text("0 objects", timeout=60_000)
    expect(page.locator(".release-scope")).to_contain_text("The release covers whole months")
    expect(page.locator(".release-scope")).not_to_contain_text("NOBODY")
    expect(page.get_by_text("left out: agency=NOBODY (not known)")).to_be_visible()
    expect(page.get_by_role("button", name="all agencies")).to_be_visible()


def test_a_period_outside_the_release_has_no_numbers(dashboard, page_for):
    base, link, _ = dashboard
    page = page_for(base, viewport={"width": 1280, "height": 900})
    page.goto(link())
    for path in ("/", "/map", "/objects", "/objects/OBJ-1"):
        page.goto(f"{path}?from=2027-01-01")
        said = page.locator(".release-scope")
        expect(said).to_contain_text("The release has no month in this period.", timeout=60_000)
        expect(page.locator("#page .failed:visible")).to_have_count(0)
    page.goto("/?from=2027-01-01")
    expect(page.locator(".tile").first.locator(".value")).to_have_text("– ")


def test_the_map_offers_what_the_release_has(dashboard, page_for):
    base, link, _ = dashboard
    page = page_for(base, viewport={"width": 1280, "height": 900})
    page.goto(link())
    page.goto("/map?layer=suggested&measure=actionable_share")
    expect(page.locator("#map-layer")).to_have_text("Tips fromShares")
    expect(page.locator("#map-measure")).not_to_contain_text("Actionable")
    expect(page.get_by_role("button", name="Play")).to_be_hidden()
    expect(page.locator("#map-rows")).not_to_contain_text("Useful")

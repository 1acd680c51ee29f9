"""The closed loop: display → view, share, tip → record → rollup → page → decision → display, in browsers."""

import re
import shutil
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

import board.app
import dashboard.app
from records import people, rollups, rotating
from records.database import connect, reading, writing
from records.rollup_tables import ROLLUPS
from records.settings import Settings
from records.tables import tips
from tests.board.conftest import PERSON
from tests.browser.test_rotation import NOW, drawn, seed, written

PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "user_agent": PERSON,
}


@pytest.fixture
def loop(sqlite_template, tmp_path, serve, page_for):
    """Dashboard and public page on one database, four objects on display; `desk(name, path)`, `visitor()`."""
    shutil.copy(sqlite_template, tmp_path / "trace.sqlite")
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'trace.sqlite'}", var_dir=tmp_path)
    engine = connect(settings.database_url)
    seed(engine, four_eyes=False)
    began = datetime.now(UTC)

    def clock():
        return NOW + (datetime.now(UTC) - began)

    refresher = rollups.Refresher(engine, interval=0.3, clock=clock)
    refresher.start()
    desk_url = serve(dashboard.app.create_app(settings, engine=engine, now=clock).server)
    public = board.app.create_app(settings, clock=clock, counting_seconds=0.2)
    public_url = serve(public)

    def desk(name, path):
        with writing(engine) as db:
            token = people.link(db, name=name, at=clock(), by="test")
        page = page_for(desk_url, viewport={"width": 1280, "height": 900})
        page.goto(f"/sign-in/{token}")
        page.get_by_role("link", name="Overview").wait_for()
        page.goto(path)
        return page

    def visitor(**options):
        return page_for(public_url, **PHONE, **options)

    yield SimpleNamespace(desk=desk, visitor=visitor, engine=engine)
    public.extensions["board"].engine.dispose()
    refresher.stop()
    engine.dispose()


def on_display(engine):
    with reading(engine) as db:
        return set(rotating.board(db).values())


def shown_to(page):
    page.goto("/")
    return set(re.findall(r"<bdi>(OBJ-\d+)</bdi>", page.content()))


def rolled_up(engine, name):
    table = next(rollup.day_table for rollup in ROLLUPS if rollup.name == name)
    with reading(engine) as db:
        return int(db.execute(sa.select(sa.func.coalesce(sa.func.sum(table.c.n), 0))).scalar_one())


def soon(page, look, wanted):
    """Wait as a person would, at most twenty seconds, until `look()` is what is wanted."""
    for _ in range(100):
        if look() == wanted:
            return
        page.wait_for_timeout(200)
    assert look() == wanted


def test_a_tip_sent_by_the_public_appears_on_the_analysts_open_page(loop):
    ada = loop.desk("Ada", "/tips")
    expect(ada.locator("#tips-count")).to_be_visible()
    with reading(loop.engine) as db:
        before = set(db.execute(sa.select(tips.c.tip_id)).scalars())

    page = loop.visitor()
    page.goto("/")
    page.get_by_role("link", name="Send a tip Bag 2").tap()
    page.get_by_label("What do you know about it?").fill("A shop in Porto gave these away.")
    page.get_by_label("Country", exact=True).select_option("PT")
    page.get_by_role("button", name="Send the tip").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your tip has arrived.")

    with reading(loop.engine) as db:
        (tip_id,) = set(db.execute(sa.select(tips.c.tip_id)).scalars()) - before
    expect(page.get_by_text(tip_id)).to_be_visible()
    arrived = ada.locator(f"#tips-grid .ag-row[row-id='{tip_id}']").first
    expect(arrived).to_contain_text("OBJ-02")
    soon(page, lambda: rolled_up(loop.engine, "tips"), len(before) + 1)
    assert "Porto" not in ada.content()


def test_views_and_shares_by_the_public_reach_the_rollups(loop):
    page = loop.visitor(permissions=["clipboard-read", "clipboard-write"])
    views, presses = rolled_up(loop.engine, "views"), rolled_up(loop.engine, "shares_network")
    page.goto("/object/OBJ-01?via=whatsapp")
    page.get_by_role("button", name="Copy link").tap()
    expect(page.get_by_role("button", name="Link copied")).to_be_visible()
    soon(page, lambda: rolled_up(loop.engine, "views"), views + 1)
    soon(page, lambda: rolled_up(loop.engine, "shares_network"), presses + 1)


def test_a_rotation_published_on_the_dashboard_shows_at_the_next_request(loop):
    visitor = loop.visitor(allowed=("410",))
    before = on_display(loop.engine)
    assert shown_to(visitor) == before
    ada = drawn(loop.desk("Ada", "/rotation"))
    written(ada, "Worn out")
    ada.get_by_role("button", name="Publish 2 swaps").click()
    expect(ada.locator("#rotation-said")).to_contain_text("Published")
    after = on_display(loop.engine)
    assert len(before - after) == 2
    assert shown_to(visitor) == after
    visitor.goto(f"/object/{sorted(before - after)[0]}")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("This object is no longer shown.")


def test_an_object_withdrawn_in_two_clicks_is_gone_at_the_next_request(loop):
    visitor = loop.visitor(allowed=("410",))
    visitor.goto("/object/OBJ-02")
    ada = loop.desk("Ada", "/objects")
    ada.locator("summary", has_text="Withdraw").click()
    ada.get_by_role("button", name="Withdraw Bag 2 now").click()
    expect(ada.locator("#withdraw-said")).to_contain_text("off the public page")
    visitor.reload()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("This object is no longer shown.")
    assert "OBJ-02" not in shown_to(visitor)

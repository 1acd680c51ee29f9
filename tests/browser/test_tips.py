"""Tips in a real browser: read, assess by key and in bulk, two people at once; no text of a tip anywhere."""

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from records.bookkeeping import audit_log
from records.tables import tips
from tests.browser.desk import Desk, pick


@pytest.fixture
def desk(sqlite_template, tmp_path, serve, page_for):
    opened = Desk(sqlite_template, tmp_path, serve, page_for)
    yield opened
    opened.close()


def row(page, tip_id):
    return page.locator(f"#tips-grid .ag-row[row-id='{tip_id}']").first


def state(desk, tip_id):
    return desk.read(sa.select(tips).where(tips.c.tip_id == tip_id))[0]


def test_a_key_assesses_the_row_with_the_focus(desk, accessible):
    page = desk.page("Ada", "/tips")
    expect(page.locator(".verdict")).to_contain_text("40 tips wait for assessment, the oldest for 9 days.")
    expect(page.locator("#tips-count")).to_have_text("40 tips, waiting")
    row(page, "T-000001").get_by_text("OBJ-001").locator("xpath=ancestor::div[@role='gridcell']").click(
        position={"x": 80, "y": 10}
    )
    page.keyboard.press("a")
    expect(page.locator("#tips-said")).to_contain_text("Stored: 1 tip, assessment actionable.")
    expect(page.locator("#tips-count")).to_have_text("39 tips, waiting")
    expect(page.locator(".verdict")).to_contain_text("39 tips wait")
    assert state(desk, "T-000001")["assessment"] == "actionable"
    assert "text" not in {column.name for column in tips.columns}
    expect(page.get_by_text("python -m board inbox")).to_be_visible()
    accessible(page)


def test_many_tips_at_once_by_space_and_key_with_a_reason(desk):
    page = desk.page("Ada", "/tips")
    row(page, "T-000001").locator(".ag-selection-checkbox input").click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.locator("#tips-selected")).to_have_text("2 tips chosen")
    page.get_by_label("Reason, kept with the decision (optional)").fill("advertising")
    page.get_by_role("button", name="Spam s").click()
    expect(page.locator("#tips-said")).to_contain_text("Stored: 2 tips, assessment spam.")
    expect(page.locator("#tips-selected")).to_have_text("0 tips chosen")
    expect(page.get_by_label("Reason, kept with the decision (optional)")).to_have_value("")
    assert {state(desk, one)["assessment"] for one in ("T-000001", "T-000002")} == {"spam"}
    assert "advertising" in desk.read(sa.select(audit_log.c.detail))[-1]["detail"]


def test_letters_that_are_typed_decide_nothing(desk):
    page = desk.page("Ada", "/tips")
    row(page, "T-000001").locator(".ag-selection-checkbox input").click()
    page.get_by_label("Reason, kept with the decision (optional)").press_sequentially("a sad puds")
    page.locator(
        "#tips-grid .ag-header-cell[col-id='cluster'] .ag-header-cell-filter-button"
    ).scroll_into_view_if_needed()
    page.locator("#tips-grid .ag-header-cell[col-id='object_id'] .ag-header-cell-filter-button").click()
    page.locator(".ag-filter input[type=text]").first.press_sequentially("obj-001 aspud")
    page.locator(".ag-filter input[type=text]").first.fill("obj-001")
    expect(page.locator("#tips-count")).to_have_text("8 tips, waiting")
    page.keyboard.press("Escape")
    expect(page.locator("#tips-said")).to_have_text("")
    assert {one["assessment"] for one in desk.read(sa.select(tips).where(tips.c.tip_id == "T-000001"))} == {
        "pending"
    }


def test_country_cluster_and_investigation_are_set_for_the_chosen(desk):
    page = desk.page("Ada", "/tips?show=all&object=OBJ-000")
    expect(page.locator("#tips-count")).to_have_text("12 tips, all assessments")
    page.get_by_role("button", name="Set cluster").click()
    expect(page.locator("#tips-said")).to_contain_text("choose at least one tip")
    row(page, "T-000055").locator(".ag-selection-checkbox input").click()
    pick(page, "Points to", "Portugal")
    page.get_by_role("button", name="Set country").click()
    expect(row(page, "T-000055")).to_contain_text("Portugal")
    row(page, "T-000055").locator(".ag-selection-checkbox input").click()
    page.get_by_label("Cluster of near-identical tips").fill("hotel")
    page.get_by_role("button", name="Set cluster").click()
    expect(page.locator("#tips-said")).to_contain_text("cluster hotel")
    row(page, "T-000055").locator(".ag-selection-checkbox input").click()
    pick(page, "Investigation", "open")
    page.get_by_role("button", name="Set investigation").click()
    expect(page.locator("#tips-said")).to_contain_text("investigation open")
    now = state(desk, "T-000055")
    assert (now["suggested_country"], now["cluster"], now["investigation"]) == ("PT", "hotel", "open")


def test_two_people_at_once_the_second_is_told_and_nothing_is_lost(desk):
    ada, ben = desk.page("Ada", "/tips"), desk.page("Ben", "/tips", allowed=("ERR_FAILED",))
    for page in (ada, ben):
        row(page, "T-000001").locator(".ag-selection-checkbox input").click()
        expect(page.locator("#tips-selected")).to_have_text("1 tip chosen")
    # Ben's table must not learn of it before he decides: his browser asks the server no more.
    ben.route("**/data-version", lambda route: route.abort())
    ada.get_by_role("button", name="Spam s").click()
    expect(ada.locator("#tips-said")).to_contain_text("Stored")
    ben.get_by_role("button", name="Actionable a").click()
    expect(ben.locator("#tips-said")).to_contain_text("T-000001 is now spam")
    expect(ben.locator("#tips-said")).to_contain_text("nothing was stored")
    assert state(desk, "T-000001")["assessment"] == "spam"
    expect(row(ben, "T-000001")).to_have_count(0)  # his table was asked again: it no longer waits


def test_leadership_has_no_tips(desk):
    page = desk.page("Lea", "/tips")
    expect(page.locator(".verdict")).to_contain_text("This page is for analysts and managers")
    expect(page.get_by_role("link", name="Data")).to_be_visible()
    expect(page.get_by_role("link", name="Tips")).to_have_count(0)

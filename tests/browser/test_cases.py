"""Cases in a real browser: read at every age of a campaign, choose a case, enter, correct and remove."""

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from records.tables import outcomes
from tests.browser.desk import Desk, pick


@pytest.fixture
def desk(sqlite_template, tmp_path, serve, page_for):
    opened = Desk(sqlite_template, tmp_path, serve, page_for)
    yield opened
    opened.close()


@pytest.mark.parametrize("scene", ["empty", "clicks_only", "one_object"])
def test_it_reads_at_every_age_of_a_campaign(sqlite_template, tmp_path, serve, page_for, accessible, scene):
    desk = Desk(sqlite_template, tmp_path, serve, page_for, scene)
    page = desk.page("Ada", "/cases?by=agency", width=820, color_scheme="dark")
    expect(page.locator(".skeleton")).to_have_count(0)
    expect(page.locator(".card.failed")).to_have_count(0)
    expect(page.locator(".verdict")).to_contain_text("." if scene == "one_object" else "nothing to resolve")
    accessible(page)
    desk.close()


def test_groups_clock_and_case_live_in_the_address(desk, accessible):
    page = desk.page("Ada", "/cases")
    expect(page.locator(".verdict")).to_contain_text("None of 5 cases is resolved yet.")
    page.get_by_text("By agency", exact=True).click()
    page.wait_for_url("**?*by=agency*")
    expect(page.locator("#cases-curves")).to_contain_text("Too early to compare agencies")
    page.locator("#cases-grid").get_by_text("CASE-000").click()
    page.wait_for_url("**case=CASE-000*")
    expect(page.locator("#cases-outcomes")).to_contain_text("a tip, T-000000")
    accessible(page)
    page.go_back()
    expect(page.locator("#cases-outcomes")).to_contain_text("No case is chosen")
    expect(page.locator("#cases-curves")).to_contain_text("Too early to compare agencies")


def test_an_outcome_is_entered_shown_corrected_and_removed(desk, accessible):
    page = desk.page("Ada", "/cases?case=CASE-001")
    page.get_by_text("Enter, correct or remove an outcome").click()
    pick(page, "About", "OBJ-001")
    pick(page, "What happened", "Trail eliminated")
    page.get_by_role("button", name="Enter outcome").click()
    expect(page.locator("#outcome-said")).to_contain_text("choose the day it happened")
    page.get_by_label("Day, in the campaign's time zone").fill("30 May 2026")
    page.get_by_label("Day, in the campaign's time zone").press("Tab")
    page.get_by_text("A tip", exact=True).click()
    page.get_by_label("Tip it is owed to").fill("T-000002")
    page.get_by_role("button", name="Enter outcome").click()
    expect(page.locator("#outcome-said")).to_contain_text("assess it as actionable first")
    accessible(page)
    page.get_by_label("Tip it is owed to").fill("T-000006")
    page.get_by_role("button", name="Enter outcome").click()
    expect(page.locator("#outcome-said")).to_contain_text("Entered: OUT-")
    expect(page.locator("#cases-outcomes")).to_contain_text("a tip, T-000006")
    row = desk.read(sa.select(outcomes).where(outcomes.c.object_id == "OBJ-001"))[0]
    assert (row["kind"], str(row["day"]), row["case_id"]) == ("trail_eliminated", "2026-05-30", "CASE-001")

    pick(page, "Record", "30 May 2026, 12:00 CEST · OBJ-001: Trail eliminated")
    expect(page.get_by_label("Tip it is owed to")).to_have_value("T-000006")
    page.get_by_text("Not a tip", exact=True).click()
    page.get_by_label("Tip it is owed to").fill("")
    page.get_by_role("button", name="Save correction").click()
    expect(page.locator("#outcome-said")).to_contain_text("say in a few words why")
    page.get_by_label("Reason, needed to correct or remove").fill("A shop told us")
    page.get_by_role("button", name="Save correction").click()
    expect(page.locator("#outcome-said")).to_contain_text("Corrected")
    expect(page.locator("#cases-outcomes")).to_contain_text("not a tip")

    pick(page, "Record", "30 May 2026, 12:00 CEST · OBJ-001: Trail eliminated")
    page.get_by_label("Reason, needed to correct or remove").fill("Entered for the wrong object")
    page.locator("#outcome-remove").click()
    expect(page.locator("#outcome-said")).to_contain_text("Removed")
    expect(page.locator("#cases-outcomes")).to_contain_text("Nothing is on record for CASE-001")


def test_the_second_of_two_people_sees_what_the_first_changed(desk):
    page = desk.page("Ben", "/cases?case=CASE-000")
    page.get_by_text("Enter, correct or remove an outcome").click()
    pick(page, "Record", "28 May 2026, 08:00 CEST · OBJ-000: Object identified")
    expect(page.get_by_label("Tip it is owed to")).to_have_value("T-000000")
    desk.write(sa.update(outcomes).values(thanks_to="unknown", tip_id=None))
    page.get_by_label("Reason, needed to correct or remove").fill("mine")
    page.locator("#outcome-remove").click()
    expect(page.locator("#outcome-said")).to_contain_text("thanks to is now unknown")
    assert len(desk.read(sa.select(outcomes))) == 1


def test_leadership_sees_what_became_of_objects_and_no_case_no_person_no_form(desk, accessible):
    page = desk.page("Lea", "/cases")
    expect(page.locator(".verdict")).to_contain_text(
        "Of 5 displayed objects 1 was identified, thanks to a tip."
    )
    expect(page.locator(".skeleton")).to_have_count(0)
    expect(page.locator("#cases-internal")).to_be_hidden()
    expect(page.locator("#cases-stages")).to_contain_text("Trail eliminated")
    told = page.locator("#cases-credit").inner_text() + page.locator("#cases-stages").inner_text()
    assert "Children" not in told
    assert "Case" not in told
    expect(page.locator("#cases-released")).to_contain_text("Cases and people, as the release has them")
    accessible(page)

"""Data in a real browser: findings of an import, definitions one click away, annotations, the last visit."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from records.bookkeeping import user_visits
from records.tables import annotations, outcomes
from tests.browser.desk import Desk, pick
from tests.scenes import NOW


@pytest.fixture
def make(sqlite_template, tmp_path, serve, page_for):
    opened = []

    def start(scene):
        opened.append(Desk(sqlite_template, tmp_path, serve, page_for, scene))
        return opened[-1]

    yield start
    for desk in opened:
        desk.close()


@pytest.mark.parametrize("scene", ["empty", "one_object"])
def test_it_reads_at_every_age_of_a_campaign(make, accessible, scene):
    page = make(scene).page("Ada", "/data", width=820, color_scheme="dark")
    expect(page.locator(".skeleton")).to_have_count(0)
    expect(page.locator(".card.failed")).to_have_count(0)
    expect(page.locator(".verdict")).to_contain_text("the log of decisions holds")
    accessible(page)


def test_why_rows_of_a_file_were_rejected(make, accessible):
    page = make("clicks_only").page("Ada", "/data")
    page.locator("#data-files").get_by_text("clicks.jsonl").click()
    page.wait_for_url("**file=I-1*")
    expect(page.locator("#data-rejects-head")).to_contain_text("2 of 43 rows rejected")
    expect(page.locator("#data-rejects")).to_contain_text("no country is called XQ")
    accessible(page)


def test_a_number_is_one_click_from_its_meaning(make):
    page = make("ten_days").page("Ada", "/")
    page.locator(".tile").get_by_role("link", name="Identified").click()
    page.wait_for_url("**/data#definition-identified")
    expect(page.locator("#definition-identified")).to_be_focused()
    expect(page.locator("#definition-identified")).to_be_in_viewport()
    page.go_back()
    expect(page.locator(".tile").first).to_be_visible()


def test_an_annotation_is_added_corrected_and_removed(make, accessible):
    desk = make("ten_days")
    page = desk.page("Ada", "/")
    page.get_by_role("link", name="Annotations").click()
    expect(page.locator("#annotations details")).to_have_attribute("open", "")
    page.get_by_role("button", name="Add annotation").click()
    expect(page.locator("#note-said")).to_contain_text("choose the day it happened")
    page.get_by_label("Day", exact=True).fill("28 May 2026")
    page.get_by_label("Day", exact=True).press("Tab")
    page.get_by_label("A few words, as they stand on the charts").fill("Evening news")
    page.get_by_role("button", name="Add annotation").click()
    expect(page.locator("#notes-list")).to_contain_text("Evening news")
    accessible(page)
    assert str(desk.read(sa.select(annotations))[0]["day"]) == "2026-05-28"
    pick(page, "Annotation", "28 May 2026 · Evening news")
    expect(page.get_by_label("A few words, as they stand on the charts")).to_have_value("Evening news")
    page.get_by_label("A few words, as they stand on the charts").fill("Late news")
    page.get_by_role("button", name="Save correction").click()
    expect(page.locator("#notes-list")).to_contain_text("Late news")
    pick(page, "Annotation", "28 May 2026 · Late news")
    expect(page.get_by_label("A few words, as they stand on the charts")).to_have_value("Late news")
    page.locator("#note-remove").click()
    expect(page.locator("#notes-list")).to_contain_text("No annotation is on record.")
    assert desk.read(sa.select(annotations)) == []


def test_what_changed_is_each_persons_own(make, accessible):
    desk = make("ten_days")
    first = desk.page("Ada", "/")
    expect(first.locator("#since")).to_contain_text("This is your first visit.")
    desk.write(sa.update(user_visits).values(visited_at=NOW - timedelta(days=4)))
    later = desk.page("Ada", "/")
    expect(later.locator("#since")).to_contain_text("OBJ-000")
    expect(later.locator("#since")).to_contain_text("identified")
    expect(later.locator("#since")).to_contain_text("tips arrived")
    accessible(later)
    ben = desk.page("Ben", "/")
    expect(ben.locator("#since")).to_contain_text("This is your first visit.")
    lea = desk.page("Lea", "/", allowed=())
    expect(lea.locator("#since")).to_be_hidden()
    assert len(desk.read(sa.select(outcomes))) == 1


def test_leadership_reads_definitions_but_no_counts_and_no_form(make):
    page = make("ten_days").page("Lea", "/cases")
    page.goto("/data")
    expect(page.locator("#definitions-list")).to_contain_text("What every number means")
    expect(page.locator("#note-form")).to_be_hidden()
    expect(page.locator("#data-released")).to_contain_text("There is no release yet.")
    expect(page.locator("#data-internal")).to_be_hidden()
    expect(page.locator("#data-counts")).not_to_contain_text("rows are on record")

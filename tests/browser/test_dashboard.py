"""The dashboard in a real browser: sign in, filter, go back, copy a link, play the map."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def analyst(dashboard, page_for):
    base, link = dashboard
    page = page_for(base, viewport={"width": 1280, "height": 900})
    page.goto(link("analyst"))
    page.get_by_role("heading", name="Is the pilot working?").wait_for()
    return page


def test_overview_says_what_is_on_record(analyst, accessible):
    analyst.locator(".tile").first.wait_for()
    tiles = analyst.locator(".tile .value").all_inner_texts()
    assert tiles[0] == "120"
    assert "1 of 2" in analyst.locator(".tile", has_text="Located").inner_text().replace("\n", " ")
    assert analyst.locator(".simulated-box").inner_text().startswith("Simulated campaign")
    accessible(analyst)


def test_filters_live_in_the_address_and_back_works(analyst):
    analyst.locator(".tile .value").first.wait_for()
    analyst.get_by_role("button", name="all objects").click()
    analyst.get_by_role("textbox", name="Objects").fill("Blue")
    analyst.get_by_role("option", name="OBJ-2 · Blue mug").click()
    analyst.wait_for_url("**?*object=OBJ-2*")
    expect(analyst.locator(".tile .value").first).to_have_text("60")
    analyst.keyboard.press("Escape")
    assert analyst.locator("#filter-label-object").inner_text() == "OBJ-2 · Blue mug"
    analyst.go_back()
    expect(analyst.locator(".tile .value").first).to_have_text("120")
    assert analyst.locator("#filter-label-object").inner_text() == "all objects"


def test_a_copied_link_gives_the_same_view(analyst):
    analyst.goto("/map?object=OBJ-2&layer=suggested&from=2026-02-02&to=2026-03-31")
    analyst.get_by_role("heading", name="Tips point to", exact=True).wait_for()
    assert analyst.locator("#filter-label-period").inner_text() == "2 Feb – 31 Mar 2026"
    assert analyst.get_by_role("radio", name="Tips point to").is_checked()
    rows = analyst.locator("#map-rows .ag-center-cols-container .ag-row")
    rows.first.wait_for()
    assert {row.split("\n")[0] for row in rows.all_inner_texts()} == {"Czechia", "Poland"}


def test_a_wrong_address_is_told_and_falls_back(analyst):
    analyst.goto("/?from=yesterday&country=NL")
    analyst.get_by_text("left out: from=yesterday").wait_for()
    expect(analyst.locator(".tile .value").first).to_have_text("40")


def test_clicking_a_country_in_the_table_moves_every_view(analyst, accessible):
    analyst.goto("/map")
    analyst.locator("#map-rows .ag-row", has_text="Netherlands").first.click()
    analyst.wait_for_url("**?*country=NL*")
    analyst.get_by_role("heading", name="Sent from Netherlands").wait_for()
    accessible(analyst)
    analyst.get_by_role("link", name="Overview").click()
    expect(analyst.locator(".tile .value").first).to_have_text("40")


def test_the_map_is_drawn_and_plays(analyst):
    analyst.goto("/map")
    analyst.locator("#map-graph .choroplethlayer path").first.wait_for(state="attached")
    analyst.get_by_role("button", name="Play").click()
    analyst.get_by_text("Running total up to").wait_for()
    analyst.get_by_role("button", name="Pause").click()


def test_dark_mode_stays_and_charts_follow(analyst):
    analyst.get_by_role("button", name="Dark").click()
    expect(analyst.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    analyst.reload()
    analyst.locator(".tile").first.wait_for()
    assert analyst.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 21, 25)"


def test_an_object_is_one_click_from_the_table(analyst, accessible):
    analyst.goto("/objects")
    analyst.get_by_role("link", name="OBJ-1").first.click()
    analyst.get_by_role("heading", name="OBJ-1 · Striped bag").wait_for()
    assert analyst.evaluate("location.pathname") == "/objects/OBJ-1"
    accessible(analyst)


def test_leadership_sees_no_exact_counts_where_they_are_not_protected(dashboard, page_for):
    base, link = dashboard
    page = page_for(base)
    page.goto(link("leadership"))
    page.goto("/tips")
    page.get_by_text("your role, leadership, does not include it").wait_for()


@pytest.mark.parametrize("width", [1280, 820])
@pytest.mark.parametrize("path", ["/", "/map", "/objects", "/objects/OBJ-1"])
def test_no_page_scrolls_sideways(analyst, path, width):
    analyst.set_viewport_size({"width": width, "height": 900})
    analyst.goto(path)
    analyst.wait_for_load_state("networkidle")
    assert analyst.evaluate("document.documentElement.scrollWidth") <= width

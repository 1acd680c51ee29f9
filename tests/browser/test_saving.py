"""“Save” in a real browser: pictures of charts and maps, files of tables, by keyboard, for both audiences."""

import csv
import io
import re
from xml.etree import ElementTree

import openpyxl
import pytest
from PIL import Image
from playwright.sync_api import expect

SVG = "{http://www.w3.org/2000/svg}"
SIMULATED = "Simulated campaign: no figure here is real."


@pytest.fixture
def visit(dashboard, page_for):
    base, link = dashboard

    def go(role, path, **context):
        page = page_for(base, **{"viewport": {"width": 1280, "height": 900}, **context})
        assert page.request.post(link(role)).ok
        page.goto(path)
        return page

    return go


def save(page, button, item):
    """The bytes and the name of what a menu's item saves."""
    button.click()
    with page.expect_download() as begun:
        page.get_by_role("menuitem", name=item).click()
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(page.locator("#save-status")).to_have_text(f"Saved {begun.value.suggested_filename}")
    return begun.value.path().read_bytes(), begun.value.suggested_filename


def words(svg):
    return " ".join("".join(text.itertext()) for text in svg.iter(f"{SVG}text"))


def rows(body):
    return list(csv.DictReader(io.StringIO(body.decode("utf-8"), newline="")))


def card(page, text):
    found = page.locator(".card", has_text=text)
    found.locator(".main-svg").first.wait_for()
    return found


def test_a_chart_becomes_a_picture_that_says_what_it_is(visit, accessible):
    page = visit("analyst", "/?category=bags")
    chart = card(page, "Tips and shares a week")
    button = chart.get_by_role("button", name="Save this chart", exact=True)
    body, name = save(page, button, "SVG picture")
    drawn = ElementTree.fromstring(body)
    said = words(drawn)
    title = chart.get_by_role("heading").inner_text()
    assert drawn.find(f"{SVG}title").text == title
    assert "120 tips over" in drawn.find(f"{SVG}desc").text
    for part in (
        title,
        SIMULATED,
        "Scope: ",
        "bags",
        "data version 1",
        "not yet assessed",
        "As of 31 May 2026",
    ):
        assert part in said, part
    assert len(list(drawn.iter(f"{SVG}path"))) > 20  # bars are paths
    assert name.startswith("small-") and name.endswith("-internal-v1-simulated.svg")
    body, name = save(page, button, "PNG picture")
    picture = Image.open(io.BytesIO(body))
    width, height = (float(drawn.get(side)) for side in ("width", "height"))
    assert picture.size == (2 * width, 2 * height)
    assert len(picture.convert("RGB").getcolors(maxcolors=1 << 20)) > 10
    button.click()
    accessible(page)


def test_the_menu_is_worked_by_keyboard_says_what_failed_and_is_not_printed(visit):
    page = visit("analyst", "/", allowed=("400",))
    button = card(page, "Tips and shares a week").get_by_role("button", name="Save this chart", exact=True)
    button.focus()
    page.keyboard.press("Enter")
    items = page.get_by_role("menuitem")
    expect(items.first).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(items.nth(1)).to_be_focused()
    page.keyboard.press("End")
    expect(items.nth(3)).to_be_focused()  # two pictures, and two files of the table folded below
    page.keyboard.press("ArrowDown")
    expect(items.first).to_be_focused()
    page.keyboard.press("Escape")
    expect(items).to_have_count(0)
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    with page.expect_download():
        page.keyboard.press("Enter")
    expect(button).to_be_focused()
    page.route(
        "**/saved/facts", lambda asked: asked.fulfill(status=400, json={"problem": "the data changed"})
    )
    button.click()
    items.first.click()
    expect(page.locator("#save-status")).to_have_text("Not saved: the data changed.")
    expect(page.locator(".save-menu p.failed")).to_be_visible()
    page.emulate_media(media="print")
    expect(button).to_be_hidden()
    expect(page.locator(".save-menu")).to_be_hidden()


def test_a_map_is_drawn_with_its_legend_and_its_table_saved_as_it_is_sorted(visit):
    page = visit("analyst", "/map")
    page.locator("#map-graph .choroplethlayer path").first.wait_for()
    page.get_by_text("not on the map").wait_for()
    body, _ = save(page, page.get_by_role("button", name="Save this chart", exact=True), "SVG picture")
    drawn = ElementTree.fromstring(body)
    assert len([path for path in drawn.iter(f"{SVG}path") if "choropleth" in path.get("class", "")]) > 150
    said = words(drawn)
    for part in ("Tips from", "above 0", "Borders: Natural Earth", SIMULATED):
        assert part in said, part
    assert "hidden" not in said  # nothing is, from internal viewers
    assert "Click a country" not in said
    page.locator("#map-rows .ag-cell").first.wait_for()
    page.locator("#map-rows .ag-header-cell", has_text="Country").click()
    page.locator("#map-rows .ag-header-cell[aria-sort=ascending]").wait_for()
    body, _ = save(page, page.get_by_role("button", name="Save this table"), "CSV table")
    names = [row["country"] for row in rows(body)]
    assert len(names) >= 3 and names == sorted(names)
    assert sum(int(row["count"]) for row in rows(body)) == 120


def test_bars_and_the_table_behind_a_chart_are_saved_as_numbers(visit):
    page = visit("analyst", "/")
    funnel = page.locator(".card", has=page.locator("table.bars")).first
    button = funnel.get_by_role("button", name="Save this chart or its numbers")
    body, _ = save(page, button, "CSV table")
    tips = next(row for row in rows(body) if row["name"] == "Assessed")
    assert tips["count_of"] == "120"
    body, _ = save(page, button, "SVG picture")
    said = words(ElementTree.fromstring(body))
    assert "Assessed" in said and f"{tips['count']} of 120" in said
    chart = card(page, "Tips and shares a week")
    chart.get_by_text("Table", exact=True).click()
    button = chart.get_by_role("button", name="Save this table")
    body, name = save(page, button, "CSV table")
    weeks = rows(body)
    assert sum(int(week["tips"]) for week in weeks) == 120
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", week["week_of"]) for week in weeks)
    assert {week["about_simulated"] for week in weeks} == {"yes; no figure is real"}
    body, _ = save(page, button, "Excel table")
    book = openpyxl.load_workbook(io.BytesIO(body))
    assert sum(row[1] for row in book["Table"].iter_rows(min_row=2, values_only=True)) == 120
    assert book["About"]["B1"].value == "Small"
    assert "simulated" in name


def test_a_paged_table_is_saved_in_full(visit):
    page = visit("analyst", "/tips?show=all")
    page.locator("#tips-grid .ag-cell").first.wait_for()
    body, _ = save(page, page.get_by_role("button", name="Save this table"), "CSV table")
    assert len({row["tip_id"] for row in rows(body)}) == 120


def test_leadership_saves_what_it_sees_and_nothing_more(visit):
    page = visit("leadership", "/map", color_scheme="dark")
    page.locator("#map-rows .ag-cell").first.wait_for(timeout=60_000)
    body, name = save(page, page.get_by_role("button", name="Save this table"), "CSV table")
    shown = page.locator("#map-rows .ag-center-cols-container .ag-row").count()
    assert len(rows(body)) == shown
    assert {row["about_audience"] for row in rows(body)} == {"leadership"}
    assert all("counts of 1 to 4" in row["about_disclosure_rule"] for row in rows(body))
    assert "-leadership-" in name
    page.locator("#map-graph .choroplethlayer path").first.wait_for()
    body, _ = save(page, page.get_by_role("button", name="Save this chart", exact=True), "SVG picture")
    drawn = ElementTree.fromstring(body)
    assert "counts of 1 to 4 are printed as" in words(drawn)
    assert drawn.find(f"{SVG}rect").get("fill") == "#171E23"  # as dark as the screen it was taken from


def test_figures_drawn_by_hand_are_saved_as_pictures_and_as_numbers(visit):
    page = visit("analyst", "/?category=bags")
    tiles = page.get_by_role("group", name="Figures at a glance")
    button = tiles.get_by_role("button", name="Save this chart or its numbers")
    expect(tiles.locator("button.save")).to_have_count(1)  # one for the eight of them
    body, name = save(page, button, "SVG picture")
    drawn = ElementTree.fromstring(body)
    said = words(drawn)
    for part in ("Figures at a glance", "Children safeguarded", "Located", "1 of 2", "bags", SIMULATED):
        assert part in said, part
    assert len(list(drawn.iter(f"{SVG}polyline"))) >= 8
    assert "figures-at-a-glance-internal-v1-simulated.svg" in name
    body, _ = save(page, button, "PNG picture")
    assert Image.open(io.BytesIO(body)).size[0] > 1000
    body, _ = save(page, button, "CSV table")
    weeks = rows(body)
    assert sum(int(week["tips"]) for week in weeks) == 120
    assert {week["located_running_total"] for week in weeks} == {"0"}  # the place is known since today
    assert "Located, 1 of 2" in weeks[0]["about_as_the_page_says"]
    page.goto("/rotation")
    expected = page.get_by_role("figure", name=re.compile("Identifications expected"))
    button = expected.get_by_role("button", name="Save this chart or its numbers")
    body, _ = save(page, button, "SVG picture")
    drawn = ElementTree.fromstring(body)
    for part in ("This plan", "First in, first out", "No change", "Gain over no change", SIMULATED):
        assert part in words(drawn), part
    assert len(list(drawn.iter(f"{SVG}circle"))) == 3
    body, _ = save(page, button, "Excel table")
    table = openpyxl.load_workbook(io.BytesIO(body))["Table"]
    assert [row[0] for row in table.iter_rows(values_only=True)][:2] == ["Board", "This plan"]


def test_places_and_pool_are_saved_and_the_pool_in_full(visit):
    page = visit("analyst", "/rotation")
    board = page.locator(".board.saved-figure")
    board.locator(".place").first.wait_for()
    button = board.locator(":scope > button.save")
    body, _ = save(page, button, "SVG picture")
    drawn = ElementTree.fromstring(body)
    assert "On display now" in words(drawn) and "Striped bag" in words(drawn)
    assert len(list(drawn.iter(f"{SVG}circle"))) == 2
    body, _ = save(page, button, "CSV table")
    assert [(row["place"], row["object"]) for row in rows(body)] == [("1", "OBJ-1"), ("2", "OBJ-2")]
    pool = page.locator(".card.pool")
    body, name = save(page, pool.locator("button.save"), "CSV table")
    assert body.decode().startswith("rank,object_id,title") and "pool-ranked" in name
    body, _ = save(page, pool.locator("button.save"), "SVG picture")
    assert "Pool, ranked" in words(ElementTree.fromstring(body))
    page.locator(".history").get_by_text("Table", exact=True).click()
    page.locator("#rotation-displays .ag-cell").first.wait_for()
    expect(page.get_by_role("button", name="Export CSV")).to_have_count(0)  # one way only
    body, _ = save(page, page.locator(".history").get_by_role("button", name="Save this table"), "CSV table")
    assert {row["object_id"] for row in rows(body)} == {"OBJ-1", "OBJ-2"}
    assert all(row["shown_from"].endswith("+00:00") for row in rows(body))


def test_a_double_click_neither_closes_the_menu_nor_saves_twice(visit):
    page, asked = visit("analyst", "/"), []
    button = card(page, "Tips and shares a week").get_by_role("button", name="Save this chart", exact=True)
    button.dblclick()
    expect(page.get_by_role("menu")).to_be_visible()
    saved = []
    page.on("download", lambda download: saved.append(download.suggested_filename))
    page.on("request", lambda request: asked.append(request.url) if "/saved/" in request.url else None)
    page.get_by_role("menuitem", name="SVG picture").dblclick()
    expect(page.locator("#save-status")).to_contain_text("Saved small-")
    button.click()
    page.get_by_role("menuitem", name="PNG picture").click()
    expect(page.locator("#save-status")).to_contain_text(".png")
    assert len(asked) == len(saved) == 2


def test_the_table_folded_behind_a_chart_is_saved_from_the_charts_menu_too(visit):
    page = visit("analyst", "/")
    chart = card(page, "Tips and shares a week")
    expect(chart.get_by_role("button", name="Save this table")).to_be_hidden()
    button = chart.get_by_role("button", name="Save this chart", exact=True)
    body, _ = save(page, button, "CSV table")
    weeks = rows(body)
    assert sum(int(week["tips"]) for week in weeks) == 120
    said = weeks[0]["about_as_the_page_says"]
    note = chart.locator(".subtitle, p.note").first.inner_text().strip()
    assert said.endswith(".")
    assert f"{note.rstrip('.')}." in said  # sentences, not one run of words

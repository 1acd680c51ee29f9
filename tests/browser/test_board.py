"""The public page in a real browser: the whole walk of a tip, with scripts and without, and by keyboard."""

import re
from dataclasses import replace

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from board.app import create_app
from records import sealing
from records.database import connect, reading
from records.tables import sealed_tips, shares, tips, views
from tests.board import scene
from tests.board.conftest import PERSON, Clock

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
WORDS = "At the garden centre in Ede, <b>around</b> 2019."
PAGES = ("/", "/object/O-002", "/object/O-002/tip", "/how-it-works", "/who-reads-your-tip")


class Board:
    """The page on a campaign of its own, and what it stored."""

    def __init__(self, url, folder, serve, **rules):
        self.engine = connect(url)
        self.pair = sealing.make_pair()
        self.clock = Clock()
        (folder / "board.pub").write_text(self.pair.public.text)
        scene.fill(self.engine, folder, **{"shown": 20, **rules})
        settings = replace(scene.settings_for(url, folder), public_url="http://127.0.0.1:1")
        self.app = create_app(settings, clock=self.clock, counting_seconds=0)
        self.url = serve(self.app)

    def tips(self):
        with reading(self.engine) as db:
            return [dict(row) for row in db.execute(sa.select(tips)).mappings()]

    def words(self):
        with reading(self.engine) as db:
            rows = db.execute(sa.select(sealed_tips)).all()
        return [self.pair.open(sealing.Sealed(row.key_id, row.sealed)) for row in rows]

    def count(self, table):
        columns = (table.c.object_id, table.c.network, table.c.n)
        with reading(self.engine) as db:
            return sorted(map(tuple, db.execute(sa.select(*columns))))


@pytest.fixture
def board(sqlite_url, tmp_path, serve):
    made = Board(sqlite_url, tmp_path, serve)
    yield made
    made.app.extensions["board"].engine.dispose()
    made.engine.dispose()


def no_sideways_scroll(page):
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def test_a_tip_from_a_desktop(board, page_for):
    page = page_for(board.url, **DESKTOP)
    page.goto("/")
    page.get_by_role("link", name="Do you know this lamp?", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Do you know this lamp?")
    page.get_by_label("What do you know about it?").fill(WORDS)
    expect(page.get_by_label("Region")).to_be_hidden()
    page.get_by_label("Country", exact=True).select_option("NL")
    page.get_by_label("Region").select_option("Gelderland")
    page.get_by_label("Town, shop or place").fill("Ede")
    page.get_by_label("When was that?").fill("2019")
    page.get_by_label(re.compile("May they contact you")).fill("someone@example.org")
    page.get_by_label(re.compile("Which country are you writing from")).select_option("BE")
    page.get_by_role("button", name="Send the tip").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your tip has arrived.")
    (row,) = board.tips()
    expect(page.get_by_text(row["tip_id"])).to_be_visible()
    assert (row["object_id"], row["suggested_country"], row["suggested_region"]) == (
        "O-002",
        "NL",
        "Gelderland",
    )
    assert (row["origin_country"], row["origin_source"]) == ("BE", "stated")
    (words,) = board.words()
    assert (words["text"], words["place"], words["contact"]) == (WORDS, "Ede", "someone@example.org")
    page.reload()  # asks the browser to send again: one tip, the same receipt
    assert len(board.tips()) == 1


def test_a_tip_from_a_phone(board, page_for, accessible):
    page = page_for(board.url, **PHONE)
    page.goto("/")
    no_sideways_scroll(page)
    page.get_by_role("link", name="Send a tip Do you know this lamp?").first.tap()
    page.get_by_label("What do you know about it?").fill(WORDS)
    page.get_by_role("button", name="Send the tip").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your tip has arrived.")
    accessible(page)
    no_sideways_scroll(page)
    assert len(board.tips()) == 1


def test_on_a_phone_the_objects_page_leads_to_the_form(board, page_for):
    page = page_for(board.url, **PHONE)
    page.goto("/object/O-002?via=whatsapp")
    expect(page.locator("form")).to_be_hidden()
    page.get_by_role("link", name="Send a tip").tap()
    expect(page.get_by_label("What do you know about it?")).to_be_visible()
    expect(page.get_by_role("button", name="Send the tip")).to_have_count(1)


def test_a_tip_without_scripts(board, page_for):
    page = page_for(board.url, java_script_enabled=False, **PHONE)
    page.goto("/")
    page.locator("summary").first.click()
    page.get_by_role("link", name="Français").click()
    page.get_by_role("link", name="Envoyer un indice Où cet objet 2 se vend-il ?").click()
    expect(page.get_by_text("Votre navigateur n'exécute pas de scripts")).to_be_visible()
    page.get_by_label("Que savez-vous de cet objet ?").fill(WORDS)
    page.get_by_label("Pays", exact=True).select_option("NL")
    page.get_by_role("button", name="Montrer les régions de ce pays").click()
    page.get_by_label("Région").select_option("Gelderland")
    board.clock.turn(seconds=25)
    page.get_by_role("button", name="Envoyer l'indice").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Merci. Votre indice est arrivé.")
    (row,) = board.tips()
    assert (row["language"], row["suggested_region"]) == ("fr", "Gelderland")
    assert board.words()[0]["text"] == WORDS


def test_without_scripts_a_form_that_is_too_fast_waits_with_its_words(board, page_for):
    page = page_for(board.url, java_script_enabled=False, allowed=("429",), **DESKTOP)
    page.goto("/object/O-001/tip")
    page.get_by_label("What do you know about it?").fill(WORDS)
    page.get_by_role("button", name="Send the tip").click()
    expect(page.get_by_role("alert")).to_contain_text("Please wait 20 seconds")
    expect(page.get_by_label("What do you know about it?")).to_have_value(WORDS)
    board.clock.turn(seconds=21)
    page.get_by_role("button", name="Send the tip").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your tip has arrived.")


def test_an_empty_tip_comes_back_and_says_why(board, page_for, accessible):
    page = page_for(board.url, allowed=("422",), **PHONE)
    page.goto("/object/O-001/tip")
    page.get_by_role("button", name="Send the tip").click()
    expect(page.get_by_role("alert")).to_contain_text("Please write what you know, or choose a country.")
    expect(page).to_have_title(re.compile("^Not sent yet"))
    accessible(page)
    page.get_by_label("Country", exact=True).select_option("NL")
    page.get_by_role("button", name="Send the tip").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your tip has arrived.")


def test_a_tip_by_keyboard_alone(board, page_for):
    page = page_for(board.url, **DESKTOP)
    page.goto("/object/O-002")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "text":
            break
    expect(page.get_by_label("What do you know about it?")).to_be_focused()
    page.keyboard.type("The market in Ede")
    page.keyboard.press("Tab")
    page.keyboard.type("Nether")  # the list finds it by its first letters
    expect(page.get_by_label("Country", exact=True)).to_have_value("NL")
    expect(page.get_by_label("Region")).to_be_visible()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('[data-send]')"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your tip has arrived.")
    assert board.tips()[0]["suggested_country"] == "NL"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_page_is_accessible(board, page_for, accessible, scheme, size):
    page = page_for(board.url, color_scheme=scheme, **size)
    for path in PAGES:
        page.goto(path)
        accessible(page)
        no_sideways_scroll(page)


@pytest.mark.parametrize("language", ["ar", "de"])
def test_every_page_is_accessible_in_other_languages_and_narrow(board, page_for, accessible, language):
    page = page_for(board.url, viewport={"width": 320, "height": 640}, allowed=("410",))
    for path in (*PAGES, "/object/O-021"):
        page.goto(f"{path}?lang={language}")
        accessible(page)
        no_sideways_scroll(page)


def test_the_first_load_is_light_and_asks_only_here(board, page_for):
    page = page_for(board.url, **PHONE)
    sizes = []
    page.on("response", lambda response: sizes.append(len(response.body())))
    page.goto("/", wait_until="networkidle")
    assert len(sizes) >= 4
    assert sum(sizes) < 150_000
    assert page.context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_leaving_quickly_replaces_the_page(board, page_for):
    for leave in ("click", "shift"):
        page = page_for(board.url, allowed=("www.wikipedia.org", "ERR_"), **DESKTOP)
        page.route("https://www.wikipedia.org/", lambda route: route.fulfill(body="elsewhere"))
        page.goto("/how-it-works")
        page.goto("/object/O-001")
        if leave == "click":
            page.get_by_role("link", name="Leave quickly").click()
        else:
            for _ in range(3):
                page.keyboard.press("Shift")
        page.wait_for_url("https://www.wikipedia.org/")
        page.go_back()
        expect(page).to_have_url(f"{board.url}/how-it-works")


def test_sharing_is_counted_and_does_not_follow_the_visitor(board, page_for):
    page = page_for(
        board.url, permissions=["clipboard-read", "clipboard-write"], user_agent=PERSON, **DESKTOP
    )
    page.goto("/object/O-001?via=telegram")
    expect(page).to_have_url(f"{board.url}/object/O-001")  # the arrival is counted and does not travel on
    with page.expect_request(lambda request: request.url.endswith("/share/copy")):
        page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Link copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "http://127.0.0.1:1/object/O-001?via=copy"
    page.get_by_text("More ways to share").click()
    link = page.get_by_role("link", name="Facebook")
    answer = page.request.get(board.url + link.get_attribute("href"), max_redirects=0)
    assert answer.headers["location"].startswith("https://www.facebook.com/sharer/")
    page.wait_for_timeout(100)
    assert board.count(views) == [("O-001", "telegram", 1)]
    assert ("O-001", "copy", 1) in board.count(shares)


def test_the_devices_own_menu_is_offered_where_there_is_one(board, page_for):
    page = page_for(board.url, **PHONE)
    page.add_init_script(
        "navigator.share = async (what) => { document.documentElement.dataset.shared = what.url; };"
    )
    page.goto("/object/O-001")
    with page.expect_request(lambda request: request.url.endswith("/share/device")):
        page.get_by_role("button", name="Share…").tap()
    assert (
        page.evaluate("document.documentElement.dataset.shared")
        == "http://127.0.0.1:1/object/O-001?via=device"
    )


def test_the_picture_can_be_enlarged_by_keyboard_and_closed_again(board, page_for, accessible):
    page = page_for(board.url, **DESKTOP)
    page.goto("/object/O-002")
    link = page.get_by_role("link", name=re.compile("Enlarge the picture"))
    link.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    picture = dialog.get_by_role("img")
    expect(picture).to_be_visible()
    accessible(page, "dialog")
    before = picture.bounding_box()["width"]
    page.keyboard.press("Enter")  # “Larger” has the focus
    page.keyboard.press("+")
    assert picture.bounding_box()["width"] > before
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(link).to_be_focused()


def test_the_picture_can_be_enlarged_without_scripts(board, page_for):
    page = page_for(board.url, java_script_enabled=False, **PHONE)
    page.goto("/object/O-002")
    page.get_by_role("link", name=re.compile("Enlarge the picture")).click()
    expect(page).to_have_url(f"{board.url}/picture/O-002")


def test_the_language_menu_by_keyboard(board, page_for):
    page = page_for(board.url, **DESKTOP)
    page.goto("/")
    menu = page.locator("summary").first
    menu.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="العربية")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="العربية")).to_be_hidden()
    expect(menu).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.get_by_role("link", name="أي متجر يعطي هذه الحقيبة؟", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "ar")


def test_print_shows_objects_and_addresses_and_no_buttons(board, page_for):
    page = page_for(board.url, **DESKTOP)
    page.goto("/")
    page.emulate_media(media="print")
    expect(page.get_by_text("http://127.0.0.1:1/")).to_be_visible()
    expect(page.get_by_text("Reference O-001")).to_be_visible()
    for name in ("Send a tip", "Leave quickly"):
        expect(page.get_by_role("link", name=name).first).to_be_hidden()


def test_a_demonstration_says_so(sqlite_url, tmp_path, serve, page_for, accessible):
    board = Board(sqlite_url, tmp_path, serve, shown=3, simulated=True)
    page = page_for(board.url, **PHONE)
    page.goto("/")
    expect(page.get_by_text("Drawings only; tips go nowhere.")).to_be_visible()
    accessible(page)
    board.app.extensions["board"].engine.dispose()
    board.engine.dispose()


def test_an_object_taken_down_disappears_at_once(board, page_for):
    page = page_for(board.url, allowed=("410",), **PHONE)
    page.goto("/object/O-003")
    scene.take_down(board.engine, "O-003")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("This object is no longer shown.")
    page.get_by_role("main").get_by_role("link", name="All objects").click()
    expect(page.get_by_text("Reference O-004")).to_be_visible()
    expect(page.get_by_text("Reference O-003")).to_have_count(0)

"""Keeping an object's record in a real browser: add, describe, illustrate, score, hold, retire, withdraw."""

from io import BytesIO

import pytest
import sqlalchemy as sa
from PIL import Image
from playwright.sync_api import expect

from records import audit
from records.bookkeeping import audit_log
from records.database import reading
from records.tables import display_periods, holds, object_scores, object_texts, objects
from tests.browser.desk import Desk, pick


@pytest.fixture
def desk(sqlite_template, tmp_path, serve, page_for):
    opened = Desk(sqlite_template, tmp_path, serve, page_for)
    yield opened
    opened.close()


def photo(colour):
    exif = Image.Exif()
    exif[0x010E] = "taken at a secret place"
    made = BytesIO()
    Image.new("RGB", (640, 480), colour).save(made, "JPEG", exif=exif)
    return made.getvalue()


def test_an_object_is_added_and_its_record_kept(desk, accessible):
    page = desk.page("Ada", "/objects")
    page.get_by_text("Add an object").click()
    page.get_by_label("Reference, such as OBJ-128").fill("OBJ-100")
    page.get_by_label("Category", exact=True).fill("Toy")
    page.get_by_label("Case number, if there is one").fill("CASE-100")
    page.get_by_role("button", name="Add object").click()
    expect(page.locator("#add-said")).to_contain_text("needs a title")
    page.get_by_label("Title, such as Orange pamphlet").fill("Wooden duck")
    page.get_by_role("button", name="Add object").click()
    expect(page.locator("#add-said")).to_contain_text("which agency it is of")
    page.get_by_label("Agency, for a new case").fill("Agency C")
    page.get_by_role("button", name="Add object").click()
    expect(page.locator("#add-said")).to_contain_text("Added: OBJ-100.")
    accessible(page)
    page.get_by_role("link", name="Give it a picture and translations").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Wooden duck")

    page.get_by_text("Score how likely somebody knows it").click()
    page.get_by_role("button", name="Save score").click()
    expect(page.locator("#keep-score-said")).to_contain_text("choose a score")
    page.locator("#keep-score").get_by_text("4", exact=True).click()
    page.get_by_role("button", name="Save score").click()
    expect(page.locator("#keep-score-said")).to_contain_text("Stored: 4 of 5.")
    expect(page.locator("#keep-state")).to_contain_text("4 of 5, Ada")

    page.get_by_text("Edit or translate its texts").click()
    pick(page, "Language", "German (de) – not written yet")
    page.get_by_label("Title", exact=True).fill("Holzente")
    page.get_by_label("Reviewed by somebody who speaks it").check()
    page.get_by_role("button", name="Save text").click()
    expect(page.locator("#keep-text-said")).to_contain_text("Stored in German (de).")
    expect(page.locator("#keep-state")).to_contain_text("de (reviewed), en")
    page.get_by_label("Title", exact=True).fill("Ente aus Holz")
    page.get_by_role("button", name="Save text").click()
    expect(page.locator("#keep-text-said")).to_contain_text("Stored in German (de).")

    page.get_by_text("Retire it").click()
    page.get_by_label("Reason of the retirement").fill("identified")
    page.get_by_role("button", name="Retire", exact=True).click()
    expect(page.locator("#keep-retire-said")).to_contain_text("The object is retired.")
    expect(page.locator("#keep-state")).to_contain_text("until 31 May 2026")
    accessible(page)
    expect(page.locator("#keep-withdraw")).to_be_hidden()  # it is not on display

    texts = desk.read(sa.select(object_texts).where(object_texts.c.language == "de"))
    assert [(row["title"], row["reviewed"]) for row in texts] == [("Ente aus Holz", True)]
    assert [row["identifiability"] for row in desk.read(sa.select(object_scores))] == [4]
    with reading(desk.engine) as db:
        assert audit.broken_at(db) is None
    actions = [row["action"] for row in desk.read(sa.select(audit_log.c.action).order_by(audit_log.c.seq))]
    decided = [action for action in actions if action.startswith(("object", "text"))]
    assert decided == ["object added", "object scored", "text added", "text changed", "object retired"]


def test_a_picture_is_written_anew_and_a_drawing_refused(desk, accessible):
    page = desk.page("Ada", "/objects/OBJ-001")
    page.get_by_text("Give it another picture").click()
    page.locator("#keep-upload input[type=file]").set_input_files(
        {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"<svg onload='alert(1)'/>"}
    )
    expect(page.locator("#keep-uploaded")).to_contain_text("drawings (SVG) are not taken")
    page.locator("#keep-upload input[type=file]").set_input_files(
        {"name": "duck.jpg", "mimeType": "image/jpeg", "buffer": photo((200, 60, 20))}
    )
    expect(page.locator("#keep-uploaded img")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Use this picture").click()
    expect(page.locator("#keep-picture-said")).to_contain_text("Stored.")
    image = desk.read(sa.select(objects).where(objects.c.object_id == "OBJ-001"))[0]["image"]
    kept = desk.settings.image_dir / image
    assert b"secret place" not in kept.read_bytes()
    expect(page.locator(f"img.object-picture[src*='{image}']")).to_be_visible()
    page.locator("#keep-upload input[type=file]").set_input_files(
        {"name": "duck2.jpg", "mimeType": "image/jpeg", "buffer": photo((20, 60, 200))}
    )
    expect(page.locator("#keep-uploaded")).to_contain_text("duck2.jpg")
    page.get_by_role("button", name="Use this picture").click()
    expect(page.locator(f"img.object-picture[src*='{image}']")).to_have_count(0)
    assert not kept.exists()  # what was replaced is gone


def test_held_released_and_withdrawn_in_two_clicks(desk):
    page = desk.page("Mia", "/objects/OBJ-002")
    page.get_by_text("Hold it for investigators").click()
    page.get_by_role("button", name="Hold", exact=True).click()
    expect(page.locator("#keep-hold-said")).to_contain_text("a hold needs its reason")
    page.locator("#keep-hold-kind").get_by_text("Keep on display").click()
    page.get_by_label("Reason of the hold").fill("a shop is visited")
    page.get_by_role("button", name="Hold", exact=True).click()
    expect(page.locator("#keep-state")).to_contain_text("Mia: a shop is visited")
    page.get_by_label("Reason of the hold").fill("done")
    page.get_by_role("button", name="End the running hold").click()
    expect(page.locator("#keep-hold-said")).to_contain_text("The hold is ended.")
    page.get_by_text("Withdraw it now …").click()
    page.locator("#keep-withdraw-now").click()
    expect(page.locator("#keep-withdraw-said")).to_contain_text("Withdrawn from place 3")
    open_now = display_periods.c.shown_until.is_(None)
    assert "OBJ-002" not in [
        row["object_id"] for row in desk.read(sa.select(display_periods).where(open_now))
    ]
    kinds = [row["kind"] for row in desk.read(sa.select(holds).order_by(holds.c.from_at))]
    assert kinds == ["keep", "withhold"]


def test_the_second_translator_is_told(desk):
    desk.write(object_texts.insert().values(object_id="OBJ-001", language="en", title="Blue mug"))
    page = desk.page("Ben", "/objects/OBJ-001")
    page.get_by_text("Edit or translate its texts").click()
    pick(page, "Language", "English (en)")
    expect(page.get_by_label("Title", exact=True)).to_have_value("Blue mug")
    desk.write(sa.update(object_texts).values(title="Blue cup"))
    page.get_by_label("Title", exact=True).fill("Navy mug")
    page.get_by_role("button", name="Save text").click()
    expect(page.locator("#keep-text-said")).to_contain_text("it now says “Blue cup”")
    assert desk.read(sa.select(object_texts))[0]["title"] == "Blue cup"


def test_an_object_that_does_not_exist_says_so(desk):
    page = desk.page("Ada", "/objects")
    page.goto("/objects/OBJ-999")
    expect(page.locator("#object-body")).to_contain_text("There is no object")
    expect(page.locator("#keep-state")).to_contain_text("nothing to keep")

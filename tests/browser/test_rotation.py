"""Rotation in a real browser: two people, two browsers at once, keyboard, withdrawal in two clicks."""

import shutil
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from dashboard.app import create_app
from records import campaign, dirty, people, rollups, rotating
from records.campaign import Campaign
from records.database import connect, reading, writing
from records.settings import Settings
from records.tables import cases, display_periods, object_scores, object_texts, objects, tips

NOW = datetime(2026, 5, 31, 6, tzinfo=UTC)
SLOTS, OBJECTS = 4, 12


def object_id(n):
    return f"OBJ-{n:02}"


def seed(engine, *, four_eyes):
    """Twelve objects, four on display for ten weeks with few useful tips, eight never shown."""
    with writing(engine) as db:
        wanted = Campaign(
            name="Small", launched_on=NOW.date() - timedelta(days=70), slots=SLOTS, four_eyes=four_eyes,
            simulated=True, maximum_swaps=2,
        )  # fmt: skip
        campaign.write(db, wanted, at=NOW, by="test")
        db.execute(cases.insert(), [{"case_id": f"C-{n}", "agency": "Agency North"} for n in range(OBJECTS)])
        for n in range(OBJECTS):
            db.execute(objects.insert().values(object_id=object_id(n), case_id=f"C-{n}", category="bags"))
            db.execute(object_texts.insert().values(object_id=object_id(n), language="en", title=f"Bag {n}"))
            score = {
                "object_id": object_id(n),
                "scored_at": NOW - timedelta(days=9),
                "identifiability": n % 6,
            }
            db.execute(object_scores.insert().values(**score, scored_by="test"))
        for n in range(SLOTS):
            period = {"period_id": f"P{n}", "object_id": object_id(n), "slot": n + 1}
            db.execute(display_periods.insert().values(**period, shown_from=NOW - timedelta(days=70)))
        db.execute(tips.insert(), [tip(n) for n in range(60)])
        dirty.mark_rows(db, tips, sa.true())
        for name, role in (("Ada", "analyst"), ("Mia", "manager"), ("Lea", "leadership")):
            people.add(db, name=name, role=role, at=NOW, by="test")
    rollups.refresh(engine, NOW)


def tip(n):
    at = NOW - timedelta(days=69) + timedelta(hours=21 * n)
    return {
        "tip_id": f"T{n}", "object_id": object_id(n % SLOTS), "received_at": at, "day": at.date(),
        "assessment": "actionable" if n % 20 == 0 else "unusable", "assessed_at": at + timedelta(days=2),
        "investigation": "no_lead" if n % 20 == 0 else "none",
    }  # fmt: skip


@pytest.fixture
def make(sqlite_template, tmp_path, serve, page_for):
    """`make(four_eyes=…)`: a served campaign; `.page(name)` signs a person in on the rotation page."""
    engines = []

    def start(*, four_eyes):
        shutil.copy(sqlite_template, tmp_path / "trace.sqlite")
        settings = Settings(database_url=f"sqlite:///{tmp_path / 'trace.sqlite'}", var_dir=tmp_path)
        engine = connect(settings.database_url)
        engines.append(engine)
        seed(engine, four_eyes=four_eyes)
        began = datetime.now(UTC)

        def clock():
            return NOW + (datetime.now(UTC) - began)

        refresher = rollups.Refresher(engine, interval=0.3, clock=clock)
        refresher.start()
        engines.append(refresher)
        base = serve(create_app(settings, engine=engine, now=clock).server)

        def page(name, path="/rotation"):
            with writing(engine) as db:
                token = people.link(db, name=name, at=clock(), by="test")
            opened = page_for(base, viewport={"width": 1280, "height": 900})
            opened.goto(f"/sign-in/{token}")
            opened.get_by_role("link", name="Overview").wait_for()
            opened.goto(path)
            return opened

        def board():
            with reading(engine) as db:
                return rotating.board(db)

        return SimpleNamespace(page=page, board=board, engine=engine)

    yield start
    for opened in reversed(engines):
        (opened.stop if hasattr(opened, "stop") else opened.dispose)()


def drawn(page):
    page.locator(".place-button").nth(SLOTS - 1).wait_for()
    return page


def place(page, slot):
    return page.locator(f'.place-button[data-place="{slot}"]')


def candidate(page, n):
    return page.locator(f'[data-candidate="{object_id(n)}"]')


def written(page, reason, own=None):
    page.get_by_label("Reason for this rotation, kept with it").fill(reason)
    if own:
        page.get_by_label("Why your own swaps differ from the plan").fill(own)


def test_a_whole_rotation_by_two_people(make, accessible):
    campaign_ = make(four_eyes=True)
    ada = drawn(campaign_.page("Ada"))
    expect(ada.locator(".verdict")).to_contain_text("Change two of the four.")
    expect(ada.locator(".verdict")).to_contain_text("identifications instead of")
    assert ada.locator(".expected .interval").count() == 3
    accessible(ada)
    before = campaign_.board()
    leaving = ada.locator(".place.leaving .place-button")
    assert leaving.count() == 2
    ada.get_by_role("button", name="Propose 2 swaps").click()
    expect(ada.locator("#rotation-said")).to_contain_text("needs its reason in writing")
    written(ada, "Two worn out")
    ada.get_by_role("button", name="Propose 2 swaps").click()
    expect(ada.locator("#rotation-said")).to_contain_text("Proposed")
    expect(ada.locator("#rotation-pending")).to_contain_text("Somebody else has to approve it")
    assert campaign_.board() == before

    mia = drawn(campaign_.page("Mia"))
    waiting = mia.locator(".proposals > li")
    expect(waiting).to_contain_text("Two worn out")
    expect(waiting).to_contain_text("Proposed by Ada")
    assert waiting.locator(".difference li").count() == 2
    accessible(mia)
    waiting.get_by_role("button", name="Approve").click()
    expect(mia.locator("#rotation-said")).to_contain_text("Approved")
    mia.get_by_role("button", name="Publish", exact=True).click()
    expect(mia.locator("#rotation-said")).to_contain_text("Published")
    after = campaign_.board()
    assert sum(before[slot] != after[slot] for slot in before) == 2
    expect(mia.locator(".pill", has_text="locked")).to_have_count(2)
    expect(ada.locator("#rotation-pending .proposals")).to_have_count(0)

    mia.locator("summary", has_text="Undo last").click()
    mia.get_by_role("button", name="Undo this publication").click()
    expect(mia.locator("#rotation-said")).to_contain_text("Undone")
    assert campaign_.board() == before


def test_who_publishes_second_sees_the_difference_and_loses_nothing(make):
    campaign_ = make(four_eyes=False)
    ada, mia = drawn(campaign_.page("Ada")), drawn(campaign_.page("Mia"))
    # Mia's page notices no new data meanwhile, as one on a slow line does.
    known = mia.evaluate("fetch('/data-version').then(r => r.json())")
    mia.route("**/data-version", lambda route: route.fulfill(json=known))
    before = campaign_.board()
    written(ada, "Worn out")
    ada.get_by_role("button", name="Publish 2 swaps").click()
    expect(ada.locator("#rotation-said")).to_contain_text("Published")
    published = campaign_.board()
    written(mia, "Mine, with care")
    mia.get_by_role("button", name="Publish 2 swaps").click()
    said = mia.locator("#rotation-said")
    expect(said).to_contain_text("nothing was published and the proposal is kept")
    changed = next(slot for slot in before if before[slot] != published[slot])
    expect(said).to_contain_text(
        f"place {changed}: {before[changed]} when you planned, {published[changed]} now"
    )
    assert campaign_.board() == published
    expect(mia.get_by_label("Reason for this rotation, kept with it")).to_have_value("Mine, with care")
    mia.unroute("**/data-version")
    expect(mia.locator(".proposals > li")).to_contain_text("the board changed since")
    expect(mia.locator(".pill", has_text="locked")).to_have_count(2)
    mia.locator(".proposals").get_by_role("button", name="Plan again on the present board").click()
    expect(said).to_contain_text("Planned again")
    expect(mia.get_by_label("Reason for this rotation, kept with it")).to_have_value("Mine, with care")
    mia.get_by_role("button", name="Publish 2 swaps").click()
    expect(said).to_contain_text("Published")
    assert campaign_.board() != published


def test_a_swap_with_the_keyboard_alone(make):
    campaign_ = make(four_eyes=False)
    page = drawn(campaign_.page("Ada"))
    page.get_by_role("button", name="No change").click()
    expect(page.locator(".verdict")).to_contain_text("Change nothing.")
    place(page, 1).focus()
    page.keyboard.press("Enter")
    expect(place(page, 1)).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#rotation-chosen-said")).to_contain_text("Now choose an object")
    candidate(page, 9).focus()
    page.keyboard.press("Space")
    expect(page.locator(".verdict")).to_contain_text("Change one of the four.")
    expect(page.locator(".place").first).to_have_class("place leaving")
    written(page, "A better bag")
    page.get_by_role("button", name="Publish 1 swap").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#rotation-said")).to_contain_text("say in a few words why")
    written(page, "A better bag", own="Seen in a similar case")
    page.get_by_role("button", name="Publish 1 swap").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#rotation-said")).to_contain_text("Published")
    assert campaign_.board()[1] == object_id(9)


def test_a_swap_by_dragging_and_taken_back(make):
    campaign_ = make(four_eyes=False)
    page = drawn(campaign_.page("Ada"))
    page.get_by_role("button", name="No change").click()
    expect(page.locator(".verdict")).to_contain_text("Change nothing.")
    candidate(page, 9).drag_to(place(page, 3))
    expect(page.locator(".place").nth(2)).to_have_class("place leaving")
    expect(candidate(page, 9)).to_contain_text("in → 3")
    page.get_by_role("button", name="Back to the plan in place 3").click()
    page.get_by_role("button", name="Back to the plan", exact=True).click()
    expect(page.locator(".verdict")).to_contain_text("Change two of the four.")


def test_edits_survive_a_refresh_of_the_data(make):
    campaign_ = make(four_eyes=False)
    page = drawn(campaign_.page("Ada"))
    page.get_by_role("button", name="No change").click()
    candidate(page, 8).click()
    place(page, 2).click()
    expect(page.locator(".verdict")).to_contain_text("Change one of the four.")
    version = page.locator("#as-of").inner_text()
    with writing(campaign_.engine) as db:
        dirty.mark_other(db)
    expect(page.locator("#as-of")).not_to_have_text(version)
    expect(candidate(page, 8)).to_contain_text("in → 2")


def test_withdrawal_in_two_clicks_from_any_page(make):
    campaign_ = make(four_eyes=True)
    page = campaign_.page("Ada", "/objects")
    page.locator("summary", has_text="Withdraw").click()
    page.get_by_role("button", name="Withdraw Bag 2 now").click()
    expect(page.locator("#withdraw-said")).to_contain_text("off the public page")
    assert campaign_.board() == {1: "OBJ-00", 2: "OBJ-01", 4: "OBJ-03"}
    page.get_by_role("link", name="Rotation").click()
    expect(page.locator(".place.free")).to_have_count(1)
    # … and in two on the rotation page itself: choose the place, withdraw.
    place(page, 1).click()
    page.get_by_role("button", name="Withdraw now").last.click()
    expect(page.locator("#rotation-said")).to_contain_text("OBJ-00 is off the public page")
    assert 1 not in campaign_.board()


def test_the_plan_follows_rules_and_holds(make):
    campaign_ = make(four_eyes=False)
    page = drawn(campaign_.page("Ada"))
    page.get_by_label("Swaps at once, at most").fill("1")
    page.wait_for_url("**?*swaps=1*")
    expect(page.locator(".verdict")).to_contain_text("Change one of the four.")
    leaving = page.locator(".place.leaving .place-button").get_attribute("data-place")
    place(page, leaving).click()
    page.get_by_label("Reason for a hold or withdrawal").fill("A witness will look at it")
    page.get_by_role("button", name="Hold: keep").click()
    expect(page.locator(".place", has=place(page, leaving))).to_contain_text("held")
    expect(page.locator(".verdict")).to_contain_text("Change one of the four.")
    page.go_back()
    expect(page.locator(".verdict")).to_contain_text("Change two of the four.")


def test_leadership_sees_what_is_displayed_and_nothing_to_decide(make):
    page = make(four_eyes=False).page("Lea")
    expect(page.locator(".verdict")).to_contain_text("on display.")
    expect(page.locator(".released-places li")).not_to_have_count(0)
    expect(page.locator("#rotation-board")).to_have_count(0)
    expect(page.locator("#withdraw")).to_be_hidden()


@pytest.mark.parametrize("width", [1280, 820])
def test_the_page_does_not_scroll_sideways(make, width):
    page = drawn(make(four_eyes=False).page("Ada"))
    page.set_viewport_size({"width": width, "height": 900})
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= width

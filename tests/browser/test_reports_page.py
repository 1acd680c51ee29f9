"""Reports in a real browser: make, watch, stop, reload, fetch; every file opened by an independent reader."""

import hashlib
import io
import shutil
import threading
import zipfile

import openpyxl
import pytest
import sqlalchemy as sa
from playwright.sync_api import expect
from pypdf import PdfReader

from dashboard.app import create_app
from layouts.reports import formats, making, pictures
from records import people
from records.bookkeeping import reports
from records.database import connect, reading, writing
from records.problems import Problem
from records.settings import Settings
from tests.browser.desk import pick
from tests.small_campaign import NOW, seed

WAIT = 60  # seconds


@pytest.fixture(scope="module")
def house(sqlite_template, tmp_path_factory, serve):
    folder = tmp_path_factory.mktemp("reports-page")
    shutil.copy(sqlite_template, folder / "trace.sqlite")
    settings = Settings(database_url=f"sqlite:///{folder / 'trace.sqlite'}", var_dir=folder)
    engine = connect(settings.database_url)
    seed(engine)
    with writing(engine) as db:
        people.add(db, name="colleague", role="analyst", at=NOW, by="test")
    app = create_app(settings, engine=engine, now=lambda: NOW)
    yield engine, serve(app.server)
    engine.dispose()


@pytest.fixture
def visit(house, page_for):
    engine, base = house

    def go(name):
        with writing(engine) as db:
            token = people.link(db, name=name, at=NOW, by="test")
        page = page_for(base, viewport={"width": 1280, "height": 1000})
        assert page.request.post(f"/sign-in/{token}").ok
        page.goto("/reports")
        page.get_by_text("Disclosure rule").first.wait_for(timeout=1000 * WAIT)
        return page

    return go


@pytest.fixture
def gate(monkeypatch):
    """Lets reports reach the setting of their file, and then waits until it is opened."""
    reached, opened, file = threading.Event(), threading.Event(), formats.file

    def slow(*given):
        reached.set()
        assert opened.wait(WAIT)
        return file(*given)

    monkeypatch.setattr(formats, "file", slow)
    yield reached, opened
    opened.set()


def choose(page, *, form="", audience="", sections=()):
    if audience:
        page.get_by_role("radio", name=audience).check()
    if form:
        pick(page, "As", formats.FORMATS[form][0])
    for name, title in making.SECTIONS.items():
        page.get_by_role("checkbox", name=title, exact=True).set_checked(name in sections)


def make(page):
    """Begin a report; what the same person made before is shown until then."""
    before = [link.get_attribute("href") for link in page.locator("#report-progress a").all()]
    page.get_by_role("button", name="Make the report").click()
    for href in before:
        expect(page.locator(f"#report-progress a[href='{href}']")).to_have_count(0)


def fetch(page):
    link = page.get_by_role("link", name="Download")
    link.wait_for(timeout=1000 * WAIT)
    with page.expect_download() as begun:
        link.click()
    return begun.value.path().read_bytes(), begun.value.suggested_filename


def made(engine):
    with reading(engine) as db:
        return db.execute(sa.select(reports).order_by(reports.c.at)).mappings().all()


def test_a_workbook_is_made_in_the_background_seen_after_a_reload_and_listed(house, visit, gate, accessible):
    reached, opened = gate
    page = visit("analyst")
    choose(page, form="xlsx", audience="Internal", sections=("objects", "cases"))
    make(page)
    assert reached.wait(WAIT)
    bar = page.get_by_role("progressbar", name="progress of the report")
    for again in (False, True):
        if again:
            page.reload()
        expect(page.locator("#report-progress")).to_contain_text("asking: cases (2 of 4)")
        expect(bar).to_have_attribute("value", "2")
        expect(page.get_by_role("button", name="Stop")).to_be_enabled()
    opened.set()
    body, name = fetch(page)
    expect(page.get_by_role("button", name="Stop")).to_be_disabled()
    book = openpyxl.load_workbook(io.BytesIO(body))
    about = {row[0]: row[1] for row in book.worksheets[0].iter_rows(max_col=2, values_only=True)}
    assert (about["Campaign"], about["Audience"]) == ("Small", "internal")
    titles = " ".join(book.sheetnames)
    assert "Objects" in titles and "Cases" in titles and "Definitions" not in titles
    row = page.get_by_role("row").filter(has_text=name).first
    for told in ("analyst", "internal", hashlib.sha256(body).hexdigest()[:12]):
        expect(row).to_contain_text(told)
    accessible(page)


@pytest.mark.skipif(pictures.chromium(Settings()) is None, reason="pictures need Chromium")
def test_a_pdf_is_opened_by_another_reader(visit):
    page = visit("analyst")
    choose(page, sections=())
    make(page)
    body, name = fetch(page)
    assert name.endswith(".pdf")
    said = " ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(body)).pages)
    assert "Small" in said and "imulated" in said


def test_a_stopped_report_leaves_nothing_and_an_error_is_said_in_words(house, visit, gate, monkeypatch):
    reached, opened = gate
    page, before = visit("analyst"), len(made(house[0]))
    progress, stop = page.locator("#report-progress"), page.get_by_role("button", name="Stop")
    choose(page, form="zip", audience="Internal", sections=("cases",))
    make(page)
    assert reached.wait(WAIT)
    page.reload()  # the page must find the job that it stops
    stop.click()
    expect(progress).to_contain_text("stopping, after this step")
    opened.set()
    expect(progress).to_contain_text("stopped; nothing was kept")
    expect(stop).to_be_disabled()
    expect(progress.get_by_role("link")).to_have_count(0)

    def broken(*_given):
        raise Problem("Pictures of charts need Chromium, and none was found.")

    monkeypatch.setattr(formats, "file", broken)
    make(page)
    expect(progress).to_contain_text("Pictures of charts need Chromium")
    expect(progress.locator(".pill")).to_have_text("failed")
    assert len(made(house[0])) == before


def test_leadership_makes_its_own_and_is_refused_exact_counts(house, visit):
    page, before = visit("leadership"), len(made(house[0]))
    expect(page.get_by_text("Leadership: small counts hidden")).to_be_visible()
    expect(page.get_by_role("radio", name="Internal")).to_be_hidden()
    page.evaluate("dash_clientside.set_props('report-audience', {value: 'internal'})")
    refused = "Exact counts are for analysts and managers"
    expect(page.locator("#report-preview")).to_contain_text(refused)
    make(page)
    expect(page.locator("#report-progress")).to_contain_text(refused)
    assert len(made(house[0])) == before
    assert "internal" not in page.locator("#report-history").inner_text()
    choose(page, form="zip", audience="Leadership", sections=("summary",))
    make(page)
    body, name = fetch(page)
    assert "-leadership-" in name
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        sums = dict(line.split("  ")[::-1] for line in archive.read("SHA256SUMS").decode().splitlines())
        assert any(part.endswith(".csv") for part in sums)
        for part, digest in sums.items():
            assert hashlib.sha256(archive.read(part)).hexdigest() == digest

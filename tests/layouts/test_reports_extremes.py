"""Reports of an empty database and of one object, in every format; the HTML file on its own in a browser."""

import io
import json
import re
import shutil
import zipfile
from datetime import date

import openpyxl
import pytest
import sqlalchemy as sa
from pptx import Presentation
from pypdf import PdfReader

from analysis import proportion
from layouts import report_cards
from layouts.reports import changed, formats, making, pictures, slide_tables, slides
from layouts.reports.content import Column
from layouts.speech import ENGLISH
from queries.filters import Filters
from records import campaign, dirty, rollups
from records.campaign import Campaign
from records.database import connect, reading, writing
from records.settings import Settings
from records.tables import cases, display_periods, object_texts, objects, tips
from tests.small_campaign import NOW, START

NO_CHROMIUM = pictures.chromium(Settings()) is None
FORMATS = ("pdf", "pptx", "xlsx", "html", "zip")


def one_object(engine) -> None:
    """One object, shown, one tip, no launch day."""
    with writing(engine) as db:
        campaign.write(db, Campaign(name="One", languages=("xx", "de")), at=NOW, by="test")
        db.execute(cases.insert().values(case_id="C", agency="A"))
        db.execute(objects.insert().values(object_id="OBJ-1", case_id="C", category="bags"))
        db.execute(
            object_texts.insert().values(object_id="OBJ-1", language="xx", title="<b>Σάκος & Ёлка</b>")
        )
        shown = {"period_id": "P", "object_id": "OBJ-1", "slot": 1, "shown_from": START}
        db.execute(display_periods.insert().values(**shown))
        tip = {"tip_id": "T", "object_id": "OBJ-1", "received_at": START, "day": START.date()}
        db.execute(tips.insert().values(**tip, origin_country="NL"))
        dirty.mark_rows(db, tips, sa.true())
    rollups.refresh(engine, NOW)


@pytest.fixture(scope="module", params=["empty", "one"])
def extreme(request, sqlite_template, tmp_path_factory):
    """Which, its settings, and its report in the campaign's own language."""
    folder = tmp_path_factory.mktemp(request.param)
    shutil.copy(sqlite_template, folder / "trace.sqlite")
    settings = Settings(database_url=f"sqlite:///{folder / 'trace.sqlite'}", var_dir=folder)
    engine = connect(settings.database_url)
    if request.param == "one":
        one_object(engine)
    with reading(engine) as db:
        usual = formats.usual_language(db)
        reports = {
            audience: formats.content(db, Filters(), audience, making.SECTIONS, folder=folder, language=usual)
            for audience in formats.AUDIENCES
        }
    yield request.param, settings, reports
    engine.dispose()


def test_the_usual_language_is_the_first_of_the_campaigns_that_is_shipped(extreme):
    which, _, reports = extreme
    assert reports["internal"].language == {"empty": "en", "one": "de"}[which]


def test_there_is_a_verdict_and_what_it_needs(extreme):
    which, _, reports = extreme
    report = reports["internal"]
    said = {"empty": "Too early to say.", "one": "Noch zu früh für ein Urteil."}
    assert report.verdict == said[which]
    assert report.recommended
    assert report.changed == ()


@pytest.mark.parametrize("audience", formats.AUDIENCES)
@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_made_and_opens(extreme, form, audience, monkeypatch):
    which, settings, reports = extreme
    if form in ("pdf", "pptx") and (NO_CHROMIUM or audience == "internal"):
        pytest.skip("needs Chromium" if NO_CHROMIUM else "drawn for leadership; the content is the same kind")
    report = reports[audience]
    if form == "xlsx":
        monkeypatch.setattr(pictures, "chromium", lambda _: None)  # its map has a test of its own
    body = io.BytesIO(formats.file(report, form, settings))
    campaign_name = report.facts["Campaign"]
    if form == "pdf":
        assert campaign_name in PdfReader(body).pages[0].extract_text()
    elif form == "pptx":
        words = [
            s.text_frame.text for slide in Presentation(body).slides for s in slide.shapes if s.has_text_frame
        ]
        assert report.verdict in words
        empty = report.speech.say("{title}: nothing in this scope.", title="")
        assert any(empty in said for said in words)
    elif form == "xlsx":
        cells = [
            cell
            for row in openpyxl.load_workbook(body).worksheets[0].iter_rows(values_only=True)
            for cell in row
        ]
        assert campaign_name in cells
    elif form == "html":
        text = body.getvalue().decode()
        assert campaign_name in text
        assert "<b>Σάκος" not in text[: text.index("application/json")]
        assert which == "empty" or "&lt;b&gt;Σάκος &amp; Ёлка" in text
    else:
        assert "SHA256SUMS" in zipfile.ZipFile(body).namelist()


@pytest.mark.skipif(NO_CHROMIUM, reason="needs Chromium")
def test_the_workbook_has_the_map_as_a_described_picture(extreme):
    which, settings, reports = extreme
    if which == "empty":
        pytest.skip("nothing to see on an empty map")
    report = reports["internal"]
    body = formats.file(report, "xlsx", settings)
    book = openpyxl.load_workbook(io.BytesIO(body))
    assert len(book[report.speech.say("Charts")]._images) == 2
    drawing = zipfile.ZipFile(io.BytesIO(body)).read("xl/drawings/drawing1.xml").decode()
    alt = next(chart.alt for chart in report.charts if chart.kind == "map")
    assert f'descr="{alt}"' in drawing


def test_no_word_of_a_slides_table_is_broken_and_no_row_is_lost():
    columns = [Column("a", "Identification"), Column("b", "Probability", "share"), Column("c", "Words")]
    long = "a stitched shopping bag with a rather long description of its handles and its lining"
    rows = [(f"OBJ-{n:04d}", "66.4 %", long if n % 3 else "mug") for n in range(200)]
    whole = 6 * 914_400
    grid = slide_tables.grid(columns, rows, whole)
    assert sum(grid.wide) <= whole
    for place, column in enumerate(columns):
        longest = max(
            len(word) for text in (column.heading, *(r[place] for r in rows)) for word in text.split()
        )
        assert (
            slides.lines_of(
                "m" * longest, grid.wide[place] - 2 * slide_tables.MARGIN * slides.POINT, grid.size
            )
            == 1
        )
    pages = list(slide_tables.pages(rows, grid, 300.0))
    assert [row for page in pages for row in page] == rows
    assert all(sum(grid.height(row) for row in page) <= 300 for page in pages)
    assert slides.lines_of("aaaa bbbb cccc", int(9 * 0.52 * 10 * slides.POINT) + 1, 10) == 2


def test_a_headings_wide_letters_are_not_broken():
    """“Nummer” in bold DejaVu Sans, a wide face, measures 4.81 times its size."""
    columns = [Column("a", "Nummer"), Column("b", "Text")]
    grid = slide_tables.grid(columns, [("1", "long words " * 9)] * 9, int(2.4 * 914_400))
    assert grid.wide[0] / slides.POINT - 2 * slide_tables.MARGIN >= 4.81 * grid.size


def test_what_changed_says_no_more_than_the_interval_allows():
    far, near = proportion.change(400, 200), proportion.change(205, 200)
    assert changed.said(far, 400, 200) == "+100\u202f%"
    assert changed.said(proportion.change(100, 200), 100, 200) == "−50\u202f%"
    assert changed.said(near, 205, 200) == "no clear change"
    assert changed.said(proportion.change(4, 5), 4, 5) == "–"  # both counts are printed beside it
    assert changed.said(near, 205, 200) == near.words
    assert changed.said(far, 400, 200) == far.words


def test_the_spread_between_months_is_one_for_steady_counts_and_unknown_for_few():
    assert changed.dispersion([100, 100]) is None
    assert changed.dispersion([100, 101, 100, 99]) == 1.0
    # by hand: (100 − 300)² / 400 = 100, twice the same pair, once 0 / 600
    assert changed.dispersion([100, 300, 300, 100]) == pytest.approx(200 / 3)


def test_months_are_named_in_words():
    assert ENGLISH.month_of(date(2026, 5, 1)) == "May 2026"


def test_the_history_says_what_was_asked_and_how_many_there_are():
    row = {
        "at": NOW, "by": "manager", "file_name": "a.pdf", "audience": "leadership", "data_version": 7,
        "bytes": 2048, "file_sha256": "0123456789abcdef0123",
        "parameters": json.dumps(
            {"filters": "?country=NL&from=2026-01-01", "sections": ["summary", "cases"], "language": "de"}
        ),
    }  # fmt: skip
    old = {**row, "parameters": "{}"}
    names = {"country": {"NL": "Netherlands"}}
    told = report_cards._made(row, names, "Europe/Amsterdam")
    assert "1 January 2026" in told["asked"]
    assert "Netherlands" in told["asked"]
    assert told["asked"].endswith("; summary, cases")
    assert told["language"] == "Deutsch"
    assert told["sum"] == "0123456789ab"
    assert told["at"].endswith(("CET", "CEST"))
    plain = report_cards._made(old, names, "UTC")
    assert (plain["asked"], plain["language"]) == ("the whole campaign; all sections", "English")

    def card(total, internal):
        return str(report_cards.history([row, old], total, names, "UTC", internal=internal).to_plotly_json())

    assert re.search("The latest 2 of 1.+200; the log of decisions has all", card(1200, True))
    assert re.search(r"The latest 2 of 1.+200\.", card(1200, False))  # the log is not open to leadership
    assert "log of decisions" not in card(1200, False)
    assert "The latest" not in card(2, True)

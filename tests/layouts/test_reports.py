"""Each report file, opened by an independent reader and compared with a count of our own."""

import csv
import hashlib
import io
import shutil
import zipfile
from dataclasses import replace

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa
from pptx import Presentation
from pptx.util import Inches
from pypdf import PdfReader

from layouts.reports import archive, cells, formats, making, pictures, xlsx
from layouts.reports.content import Column, Table
from layouts.speech import ENGLISH
from queries.filters import Filters
from records.database import connect, reading
from records.problems import Problem
from records.settings import Settings
from records.tables import tips
from tests.small_campaign import seed

NO_CHROMIUM = pictures.chromium(Settings()) is None


@pytest.fixture(scope="module")
def small(sqlite_template, tmp_path_factory):
    """Settings, the internal report, and the tips that a count of our own finds."""
    folder = tmp_path_factory.mktemp("reports")
    shutil.copy(sqlite_template, folder / "trace.sqlite")
    settings = Settings(database_url=f"sqlite:///{folder / 'trace.sqlite'}", var_dir=folder)
    engine = connect(settings.database_url)
    seed(engine)
    with reading(engine) as db:
        report = formats.content(db, Filters(), "internal", making.SECTIONS, folder=folder)
        counted = dict(
            db.execute(sa.select(tips.c.object_id, sa.func.count()).group_by(tips.c.object_id)).all()
        )
    yield settings, engine, report, counted
    engine.dispose()


def test_every_file_carries_what_it_is_about(small):
    _, _, report, _ = small
    wanted = {
        "Campaign",
        "Period",
        "Scope",
        "As of",
        "Time zone",
        "Data version",
        "Audience",
        "Disclosure rule",
    }
    assert wanted <= set(report.facts)
    assert report.facts["Simulated"] == "yes; no figure is real"


def test_the_workbook_has_the_pages_numbers_typed(small):
    _, _, report, counted = small
    book = openpyxl.load_workbook(io.BytesIO(xlsx.write(report)))
    sheet = book["Objects"]
    heads = [cell.value for cell in sheet[1]]
    rows = {row[0]: row for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert {name: rows[name][heads.index("Tips")] for name in counted} == counted
    assert sheet.freeze_panes == "B2"
    assert len(book["Charts"]._charts) >= 2
    assert "SIMULATED" in str(list(book["About"].iter_rows(values_only=True))).upper()


def test_text_never_becomes_a_formula():
    import pandas as pd

    hostile = ['=HYPERLINK("http://x")', "+1", "-1", "@x", "plain"]
    frame = pd.DataFrame({"text": hostile})
    table = Table("t", "T", (Column("text", "Text"),), frame)
    rows = list(csv.reader(io.StringIO(archive._csv(table, cells.plain(table, ENGLISH)).decode())))[1:]
    assert [row[0][0] for row in rows] == ["'", "'", "'", "'", "p"]


def test_the_archive_is_complete_checked_and_the_same_twice(small):
    _, _, report, counted = small
    body = archive.write(report)
    assert body == archive.write(report)
    with zipfile.ZipFile(io.BytesIO(body)) as files:
        sums = dict(line.split("  ")[::-1] for line in files.read("SHA256SUMS").decode().splitlines())
        assert set(sums) | {"SHA256SUMS"} == set(files.namelist())
        assert all(hashlib.sha256(files.read(name)).hexdigest() == digest for name, digest in sums.items())
        frame = pq.read_table(io.BytesIO(files.read("tables/objects.parquet"))).to_pandas()
        assert dict(zip(frame["object_id"], frame["tips"], strict=True)) == counted
        rows = list(csv.DictReader(io.StringIO(files.read("tables/objects.csv").decode())))
        assert {row["object_id"]: int(row["tips"]) for row in rows} == counted


@pytest.mark.skipif(NO_CHROMIUM, reason="needs Chromium")
def test_the_pdf_is_tagged_says_the_verdict_and_is_the_same_twice(small):
    settings, _, report, _ = small
    body = formats.file(report, "pdf", settings)
    reader = PdfReader(io.BytesIO(body))
    text = " ".join(page.extract_text() for page in reader.pages)
    assert report.verdict.rstrip(".") in " ".join(text.split())
    assert "Simulated campaign" in text
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert len(reader.outline) >= len(report.sections)
    fonts = {font for page in reader.pages for font in str(page["/Resources"].get("/Font", {}))}
    assert fonts
    assert body == formats.file(report, "pdf", settings)


@pytest.mark.skipif(NO_CHROMIUM, reason="needs Chromium")
def test_the_slides_have_native_charts_tables_and_described_maps(small):
    settings, _, report, counted = small
    deck = Presentation(io.BytesIO(formats.file(report, "pptx", settings)))
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    charts = [shape.chart for shape in shapes if shape.has_chart]
    assert len(charts) == 1 + len([chart for chart in report.charts if chart.series])  # 1: the steps
    weekly = next(chart for chart in charts if [s.name for s in chart.plots[0].series][:1] == ["actionable"])
    assert sum(sum(series.values) for series in weekly.plots[0].series) == sum(counted.values())
    pictures_of_maps = [shape for shape in shapes if shape.shape_type == 13]
    assert pictures_of_maps
    assert all("World map" in shape._element._nvXxPr.cNvPr.get("descr") for shape in pictures_of_maps)
    words = " ".join(shape.text_frame.text for shape in shapes if shape.has_text_frame)
    assert "SIMULATED CAMPAIGN" in words


def test_without_chromium_it_says_what_to_install_and_other_formats_work(small, monkeypatch):
    settings, _, report, _ = small
    monkeypatch.setattr(pictures.shutil, "which", lambda name: None)
    with pytest.raises(Problem, match="apt install chromium"):
        formats.file(report, "pdf", settings)
    assert formats.file(report, "xlsx", settings)
    assert formats.file(report, "zip", settings)


def test_unknown_formats_and_audiences_are_refused_in_words(small):
    settings, engine, report, _ = small
    with pytest.raises(Problem, match="format is one of"):
        formats.file(report, "docx", settings)
    with reading(engine) as db, pytest.raises(Problem, match="audience is one of"):
        formats.content(db, Filters(), "press", [], folder=settings.var_dir)


def test_leaderships_report_prints_no_small_count(small):
    settings, engine, _, _ = small
    with reading(engine) as db:
        report = formats.content(db, Filters(), "leadership", making.SECTIONS, folder=settings.var_dir)
    for table in report.tables:
        for column in table.columns:
            if column.kind != "count" or column.exact or table.key == "displays":
                continue
            printed = table.frame.loc[table.frame.get("state", "shown") == "shown", column.name].dropna()
            assert not ((printed > 0) & (printed < 5)).any(), (table.key, column.name)
    assert "Leadership" in report.facts["Disclosure rule"]


@pytest.mark.skipif(NO_CHROMIUM, reason="needs Chromium")
def test_an_organisations_own_template_keeps_its_size_and_its_titles_place(small, tmp_path):
    settings, _, report, _ = small
    own = Presentation()  # 10 × 7.5 inches
    own.slide_layouts.get_by_name("Title Only").placeholders[0].top = Inches(0.8)
    own.save(tmp_path / "own.pptx")
    mine = replace(settings, report_template=str(tmp_path / "own.pptx"))
    short = replace(report, sections=report.sections[-1:])  # no map: nothing to draw
    deck = Presentation(io.BytesIO(formats.file(short, "pptx", mine)))
    assert (deck.slide_width, deck.slide_height) == (Inches(10), Inches(7.5))
    for slide in deck.slides:
        assert slide.shapes.title.top == Inches(0.8)
        below = slide.shapes.title.top + slide.shapes.title.height
        for shape in slide.shapes:
            assert shape.left + shape.width <= deck.slide_width
            assert shape.shape_id == slide.shapes.title.shape_id or shape.top >= below
    bad = replace(settings, report_template=str(tmp_path / "none.pptx"))
    with pytest.raises(Problem, match="TRACE_REPORT_TEMPLATE cannot be opened"):
        formats.file(short, "pptx", bad)


def test_a_fact_of_the_catalogue_is_printed_beside_a_hidden_count():
    columns = (Column("days", "Days shown", "count", exact=True), Column("n", "Tips", "count"))
    frame = pd.DataFrame({"days": pd.array([28, 3], "Int64"), "n": pd.array([pd.NA, 9], "Int64")})
    table = Table("objects", "Objects", columns, frame.assign(state=["suppressed", "shown"]))
    assert cells.rows(table, spoken=False) == [[28, "·"], [3, 9]]
    assert cells.rows(table, spoken=True) == [["28", "·"], ["3", "9"]]


def test_days_shown_are_whole_numbers_for_both_audiences(small):
    settings, engine, report, _ = small
    with reading(engine) as db:
        leadership = formats.content(db, Filters(), "leadership", ["objects"], folder=settings.var_dir)
    found = []
    for one in (report, leadership):
        sheet = openpyxl.load_workbook(io.BytesIO(xlsx.write(one)))["Objects"]
        place = [cell.value for cell in sheet[1]].index("Days shown")
        found.append([row[place] for row in sheet.iter_rows(min_row=2, max_row=3, values_only=True)])
        assert all(type(days) is int for days in found[-1])
    assert found[0] == found[1]

"""The slides: what each section found comes first, long tables after all of them, nothing is lost."""

import io
import re
import zipfile
from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest
from pptx import Presentation
from pptx.util import Inches

from layouts.reports import deck_file, native_charts, outcome_charts, pptx
from layouts.reports.content import Chart, Column, Report, Section, Table
from layouts.speech import speech
from records.settings import Settings

COLUMNS = (Column("name", "Name"), Column("n", "Tips", "count"))
FACTS = {
    "Campaign": "C",
    "Period": "May 2026",
    "As of": "now",
    "Data version": "3",
    "Disclosure rule": "None.",
}


def table(key: str, rows: int, note: str = "") -> Table:
    frame = pd.DataFrame({"name": [f"{key} {n}" for n in range(rows)], "n": range(rows)})
    return Table(key, key.capitalize(), COLUMNS, frame.astype({"n": "Int64"}), note)


def report(*sections: Section, **changes: object) -> Report:
    known = Report(
        title="C: report", question="Is it working?", verdict="Ahead.", evidence="By far.",
        audience="internal", simulated=True, facts=FACTS, tiles=(("tips", "7", ""),), meaning=(),
        sections=sections,
    )  # fmt: skip
    return replace(known, **changes)


def deck(made: Report, settings: Settings | None = None) -> "Presentation":
    return Presentation(io.BytesIO(pptx.write(made, settings or Settings())))


def titles(file: "Presentation") -> list[str]:
    return [slide.shapes.title.text for slide in file.slides]


def texts(slide: object) -> list[str]:
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def test_long_tables_stand_in_the_appendix_whole_and_their_section_says_so():
    file = deck(report(Section("a", "Alpha", ("Found.",), (), (table("long", 60, "Read me."),))))
    named = titles(file)
    assert named[1:3] == ["What changed · What we recommend", "Alpha"]
    pages = [slide for slide in file.slides if slide.shapes.title.text.startswith("Long (")]
    assert named[-1] == "About this report"
    assert len(pages) >= 3
    assert named[3 : 3 + len(pages)] == [f"Long ({n} of {len(pages)})" for n in range(1, len(pages) + 1)]
    cells = [
        row.cells[0].text
        for slide in pages
        for shape in slide.shapes
        if shape.has_table
        for row in list(shape.table.rows)[1:]
    ]
    assert cells == [f"long {n}" for n in range(60)]
    assert "Long: 60 rows, in the appendix." in texts(file.slides[2])
    assert all("Read me." in texts(slide) for slide in pages)


def test_a_short_table_stands_under_its_sections_sentences():
    file = deck(report(Section("a", "Alpha", ("Found.",), (), (table("short", 3), table("none", 0)))))
    assert titles(file)[2:] == ["Short", "About this report"]
    slide = file.slides[2]
    assert {"Alpha", "Found.", "None: nothing in this scope."} <= set(texts(slide))
    found = next(shape for shape in slide.shapes if shape.has_table)
    said = next(shape for shape in slide.shapes if shape.has_text_frame and shape.text_frame.text == "Found.")
    assert found.top >= said.top + said.height
    assert len(found.table.rows) == 4


def test_a_section_of_nothing_says_so_and_what_is_only_in_the_appendix_has_no_empty_slide():
    nothing = Section("a", "Alpha", (), (), (table("none", 0),))
    terms = Section("b", "Terms", (), (), (table("long", 60),))
    file = deck(report(nothing, terms))
    assert titles(file)[2] == "Alpha"
    assert "Nothing in this scope." in texts(file.slides[2])
    assert titles(file)[3].startswith("Long (1 of")


def test_the_first_rows_of_a_very_long_table_say_that_they_are_not_all(monkeypatch):
    monkeypatch.setattr(pptx, "MOST_SLIDES", 2)
    file = deck(report(Section("a", "Alpha", ("Found.",), (), (table("long", 200),))))
    last = [name for name in titles(file) if name.startswith("Long (2 of 2)")]
    assert len(last) == 1
    assert re.search(r"the first \d+ of 200 rows; all are in the workbook", last[0])


def test_slides_are_in_named_groups_and_numbered_by_a_field():
    body = pptx.write(report(Section("a", "Alpha", ("Found.",), (), (table("long", 60),))), Settings())
    file = Presentation(io.BytesIO(body))
    told = zipfile.ZipFile(io.BytesIO(body)).read("ppt/presentation.xml").decode()
    groups = re.findall(r'<p14:section name="([^"]+)".*?</p14:section>', told)
    assert groups == ["C: report", "Alpha", "Appendix"]
    listed = re.findall(r'<p14:sldId id="(\d+)"', told)
    assert listed == [str(slide.slide_id) for slide in file.slides]
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        written = [parts.read(f"ppt/slides/slide{n + 1}.xml").decode() for n in range(len(file.slides))]
    assert all('type="slidenum"' in slide for slide in written)


def test_an_organisations_slides_and_groups_stay_before_ours(tmp_path):
    own = Presentation()
    own.slides.add_slide(own.slide_layouts[0])
    deck_file.named(own, [("Ours", 1)])
    own.save(tmp_path / "own.pptx")
    settings = Settings(report_template=str(tmp_path / "own.pptx"))
    body = pptx.write(report(Section("a", "A & B", ("Found.",))), settings)
    told = zipfile.ZipFile(io.BytesIO(body)).read("ppt/presentation.xml").decode()
    assert re.findall(r'<p14:section name="([^"]+)"', told) == [
        "Ours",
        "C: report",
        "A &amp; B",
        "Appendix",
    ]
    assert told.count("<p14:sectionLst") == 1
    assert len(re.findall(r'<p14:sldId id="\d+"', told)) == len(Presentation(io.BytesIO(body)).slides)
    theme = zipfile.ZipFile(io.BytesIO(body)).read("ppt/theme/theme1.xml").decode()
    assert "4F81BD" in theme  # an organisation's colours are its own


def test_our_own_theme_has_the_colours_of_the_pages():
    theme = (
        zipfile.ZipFile(io.BytesIO(pptx.write(report(), Settings()))).read("ppt/theme/theme1.xml").decode()
    )
    assert re.search(r'<a:accent1><a:srgbClr val="0072B2"', theme)
    assert "4F81BD" not in theme


def test_nothing_stands_outside_its_slide_nor_over_the_foot():
    chart = Chart("c", "Chart", "Alt", {}, "bar", ("a", "b"), (("Tips", (1.0, 2.0)),))
    said = tuple(f"Sentence {n} " + "with many words " * 12 for n in range(5))
    file = deck(report(Section("a", "Alpha", said, (chart,), (table("short", 12, "Note. " * 30),))))
    for slide in file.slides:
        for shape in slide.shapes:
            assert 0 <= shape.left <= shape.left + shape.width <= file.slide_width
            assert shape.top + shape.height <= file.slide_height
            if shape.has_chart:
                assert shape.top + shape.height <= file.slide_height - Inches(0.7)
                assert shape.height > Inches(2)


@pytest.mark.parametrize(("n", "empty"), [(1, 0.84), (3, 0.52), (5, 0.25), (40, 0.25)])
def test_few_columns_are_slim(n, empty):
    assert outcome_charts.gap(n) == pytest.approx(empty)
    assert native_charts._gap(n) == min(int(100 * empty / (1 - empty)), 500)


def test_objects_by_stage_counts_each_once_in_the_order_of_stages():
    stages = pd.Series(["open", "located", "open", "not shown yet"])
    (chart,) = outcome_charts.by_stage(stages)
    assert chart.categories == ("not shown yet", "open", "located")
    assert chart.series == (("Objects", (1.0, 2.0, 1.0)),)
    assert chart.alt == "not shown yet: 1; open: 2; located: 1"
    assert chart.figure["layout"]["yaxis"]["dtick"] == 1
    assert outcome_charts.by_stage(stages.iloc[:0]) == ()
    assert set(outcome_charts.STAGES) >= set(stages)


def test_resolved_cases_by_month_keep_empty_months_and_all_three_classes():
    cases = pd.DataFrame(
        {
            "resolved": [pd.Timestamp("2026-01-05"), pd.Timestamp("2026-03-09"), pd.NaT],
            "resolved_thanks_to": ["yes", "unknown", None],
        }
    )
    (chart,) = outcome_charts.resolved_by_month(cases)
    assert chart.categories == ("Jan 2026", "Feb 2026", "Mar 2026")
    assert dict(chart.series) == {
        "thanks to tips": (1.0, 0.0, 0.0),
        "without tips": (0.0, 0.0, 0.0),
        "attribution unknown": (0.0, 0.0, 1.0),
    }
    assert outcome_charts.resolved_by_month(cases.iloc[2:]) == ()


def test_whole_numbers_in_sentences_have_their_thousands_marked():
    assert speech("en").say("{x} of {n}", x=1244, n=18740) == "1\u202f244 of 18\u202f740"
    assert speech("de").say("{x} of {n}", x=1244, n=1874) == "1.244 von 1.874"
    assert speech("de").say("{x} of {n}", x="1244", n=True) == "1244 von True"


@pytest.mark.parametrize("rows", [3, 9, 11, 12, 14, 16, 25])
@pytest.mark.parametrize("sentences", [0, 1, 3, 5])
def test_a_table_ends_over_its_note_and_the_foot(rows, sentences):
    said = tuple(f"Sentence {n} " + "of some words " * 14 for n in range(sentences))
    note = "Read this first. " * 12
    made = report(Section("a", "Alpha", said, (), (table("short", rows, note), table("none", 0))))
    own = slides_of(made)
    for slide in own.file.slides:
        for drawn in (shape for shape in slide.shapes if shape.has_table):
            below = [
                shape
                for shape in slide.shapes
                if shape.has_text_frame and shape.text_frame.text in foots(own, note)
            ]
            assert below
            assert all(drawn.top + drawn.height <= shape.top for shape in below)
            heights = sorted((shape.top, shape.top + shape.height) for shape in below)
            pairs = pairwise(heights)
            assert all(above[1] <= under[0] for above, under in pairs)


def slides_of(made: Report) -> pptx.Slides:
    own = pptx.Slides(deck_file.opened(Settings()), made, own=False)
    for section in made.sections:
        own.section(section, {})
    own.appendix()
    return own


def foots(own: pptx.Slides, note: str) -> set[str]:
    foot = f"{FACTS['Period']} · As of now, data version 3. None."
    return {note, foot, "None: nothing in this scope."}

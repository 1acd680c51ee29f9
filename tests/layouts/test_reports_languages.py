"""Reports speak five languages: complete catalogues, one content, English as the pages write it."""

import argparse
import ast
import csv
import io
import json
import re
import shutil
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from string import Formatter

import numpy as np
import openpyxl
import pandas as pd
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from pptx import Presentation
from pypdf import PdfReader

from analysis import equal_age
from dashboard.commands import report as report_command
from layouts import map_parts, words
from layouts.findings import objects as objects_finding
from layouts.findings import world
from layouts.findings.definitions import DEFINITIONS
from layouts.findings.overview import overview
from layouts.findings.release import RULE
from layouts.reports import cells, changed, formats, judgement, making, pictures, places, scope, sections
from layouts.reports.content import Column
from layouts.speech import ENGLISH, FOLDER, language_of, languages, speech
from queries import options
from queries.filters import Filters
from records import report_log
from records.database import connect, reading, writing
from records.problems import Problem
from records.settings import ROOT, Settings
from records.tables import object_texts
from tests.small_campaign import seed

SHIPPED = ("ar", "de", "es", "fr")
CODE = FOLDER.parent
KEYWORDS = {"say": None, "later": None, "many": (1, 2), "counted": (1, 2)}
# Words that a language shares with English.
SAME = {"de": {"Region", "Spam", "Status"}, "fr": {"Place"}, "es": {"no"}, "ar": set()}
NO_CHROMIUM = pictures.chromium(Settings()) is None


def asked_for() -> set[str | tuple[str, ...]]:
    """Every text that reports, charts and findings ask the catalogue for."""
    found: set[str | tuple[str, ...]] = {RULE}
    for _, _, message, *_ in extract_from_dir(CODE, [("**.py", "python")], {}, keywords=KEYWORDS):
        found.add(message)
    found |= {text for one in DEFINITIONS.values() for text in (one.name, one.text)}
    counted = {message[0] for message in found if isinstance(message, tuple)}
    return {message for message in found if message not in counted}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_the_languages_that_are_promised_are_there():
    assert languages()[0] == "en"
    assert set(SHIPPED) <= set(languages())
    assert language_of(["xx", "de-AT", "fr"]) == "de"
    assert language_of(["xx"]) == "en"


@pytest.mark.parametrize("code", languages()[1:])
def test_a_catalogue_says_all_that_is_asked_for_and_nothing_else(code: str):
    with (FOLDER / f"{code}.po").open("rb") as file:
        catalogue = read_po(file, locale=code)
    written = {message.id: message for message in catalogue if message.id}
    assert set(written) == asked_for()
    for asked, message in written.items():
        assert not message.fuzzy
        several = isinstance(asked, tuple)
        forms = list(message.string) if several else [message.string]
        assert len(forms) == (catalogue.num_plurals if several else 1), asked
        wanted = placeholders(asked[1] if several else asked)
        for text in forms:
            assert text, asked
            # "one day" may do without the digit, nothing else may be left out or invented.
            assert placeholders(text) - {"n"} == wanted - {"n"}, (asked, text)
            assert several or placeholders(text) == wanted, (asked, text)
            same = text == asked and re.sub(r"\{\w+\}|[\W\d]", "", text)
            assert not same or asked in SAME.get(code, set()), asked


def test_no_text_is_said_where_the_extraction_cannot_see_it():
    """What stands inside an f-string is in no catalogue."""
    hidden = []
    for path in CODE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                calls = (call.func for call in ast.walk(node) if isinstance(call, ast.Call))
                names = {func.attr for func in calls if isinstance(func, ast.Attribute)}
                hidden += [(path.name, node.lineno)] if names & {"say", "many"} else []
    assert hidden == []


def test_plurals_follow_the_language():
    said = {n: speech("ar").many("{n} tip", "{n} tips", n) for n in (1, 2, 3, 11, 45, 100, 103)}
    assert said[1] == "معلومة واحدة"
    assert said[2] == "معلومتان"
    assert said[3] == "3 معلومات"
    assert said[103] == "103 معلومات"
    assert {said[n].split()[1] for n in (11, 45, 100)} == {"معلومة"}
    assert speech("fr").many("{n} tip", "{n} tips", 0).endswith("signalement")  # French: nought is one
    assert speech("de").many("{n} tip", "{n} tips", 1) == "1 Hinweis"


def test_numbers_days_and_countries_are_the_languages_own():
    day, at = date(2026, 5, 31), datetime(2026, 5, 31, 6, tzinfo=UTC)
    assert speech("de").number(21000.5, 1) == "21.000,5"
    assert speech("fr").number(21000) == "21\u202f000"
    assert speech("de").percent(0.664, 1) == "66,4\u00a0%"
    assert "66" in speech("ar").percent(0.66)
    assert speech("de").day(day) == "31. Mai 2026"
    assert speech("ar").day(day) == "31 مايو 2026"
    assert speech("de").instant(at, "Europe/Amsterdam") == "31. Mai 2026, 08:00 MESZ"
    assert speech("fr").instant(at, "Europe/Amsterdam") == "31 mai 2026, 08:00 UTC+02:00"
    assert speech("es").country("NL") == "Países Bajos"
    assert speech("es").country("OBJ") == "OBJ"
    assert speech("de").month("2025-Q2") == "Q2 2025"
    for one in map(speech, SHIPPED):
        assert one.number(None) == one.percent(float("nan")) == one.day(None) == words.MISSING


def test_english_is_what_the_pages_write():
    day, at = date(2026, 5, 31), datetime(2026, 5, 31, 6, tzinfo=UTC)
    assert ENGLISH.number(21000) == words.number(21000)
    assert ENGLISH.share(0.66, 0.57, 0.74) == words.share(0.66, 0.57, 0.74)
    assert ENGLISH.day(day) == words.day(day)
    assert ENGLISH.instant(at, "Europe/Amsterdam") == words.instant(at, "Europe/Amsterdam")
    assert ENGLISH.period(date(2025, 6, 1), day) == words.period(date(2025, 6, 1), day)


class Judged:
    """What `judgement` reads of an overview."""

    def __init__(self, comparisons, points):
        self.comparisons, self.points = comparisons, points


@pytest.mark.parametrize("age", [10, 89, 90, 200, 306, 400])
@pytest.mark.parametrize("objects", [0, 1, 19, 20, 120])
@pytest.mark.parametrize("located", [0.0, 0.1, 0.2, 0.5])
def test_the_verdict_and_its_evidence_are_said_from_figures_as_the_analysis_says_them(age, objects, located):
    rng = np.random.default_rng(7)
    launch = date(2025, 6, 1)
    published = pd.Timestamp(launch) + pd.to_timedelta(rng.integers(0, age + 1, objects), unit="D")
    found = rng.random(objects) < located
    frame = pd.DataFrame(
        {
            "published_on": published,
            "outcome_on": pd.Series(published).where(pd.Series(found)),
            "thanks_to": rng.choice(["yes", "no", "unknown"], objects),
        }
    )
    outcomes = [
        ("found_thanks_to_tips", 90, 7, 60),
        ("found_thanks_to_tips", 306, 9, 60),
        ("found", 90, 20, 60),
    ]
    declared = pd.DataFrame(outcomes, columns=["outcome", "age_days", "x", "n"]).assign(
        name="eu_most_wanted", as_of=launch, precision=["exact", "about", "more_than"], source="s"
    )
    until = launch + pd.Timedelta(days=age)
    compared = equal_age.compare(frame, declared, launch, until)
    points = equal_age.benchmark_points(declared, equal_age.LOCATED_THANKS_TO_TIPS)
    for one in compared:
        assert judgement.evidence(one) == one.evidence
    first, rest = judgement.verdict(Judged(compared, points))
    clause, _, missing = compared[0].verdict.sentence.partition(". ")
    assert first == f"{clause.rstrip('.')}."
    assert not missing or rest == missing


@pytest.fixture(scope="module")
def small(sqlite_template, tmp_path_factory):
    """Settings, engine, and a report maker by language and audience over the small campaign."""
    folder = tmp_path_factory.mktemp("languages")
    shutil.copy(sqlite_template, folder / "trace.sqlite")
    settings = Settings(database_url=f"sqlite:///{folder / 'trace.sqlite'}", var_dir=folder)
    engine = connect(settings.database_url)
    seed(engine)
    with writing(engine) as db:
        german = {"object_id": "OBJ-1", "language": "de", "title": "Gestreifte Tasche"}
        db.execute(object_texts.insert().values(**german))
    kept = {}

    def make(language, audience="internal"):
        if (language, audience) not in kept:
            with reading(engine) as db:
                kept[language, audience] = formats.content(
                    db, Filters(), audience, making.SECTIONS, folder=folder, language=language
                )
        return kept[language, audience]

    yield settings, engine, make
    engine.dispose()


def test_english_sentences_are_those_of_the_findings(small):
    _, engine, _ = small
    filters = Filters.from_search("?from=2026-02-03&country=NL&country=DE&category=bags&object=OBJ-1&x=1")
    with reading(engine) as db:
        found, pointing = overview(db, Filters()), world.places(db, Filters(), "suggested")
        listing, names = objects_finding.listing(db, Filters()), options.names(db)
        for one in (found.countries, pointing):
            assert places.beside(one) == map_parts.beside(one)
        said = " ".join(places.headline(found.countries, pointing))
        assert said == " ".join(world.headline(found.countries, pointing))
        assert " ".join(sections.objects_headline(listing.frame)) == " ".join(
            objects_finding.headline(listing)
        )
        for one in (Filters(), filters, Filters(to=date(2026, 3, 1)), Filters.from_search("?from=nonsense")):
            assert scope.described(one, names) == one.describe(names)


@pytest.mark.parametrize("audience", ["internal", "leadership"])
@pytest.mark.parametrize("code", SHIPPED)
def test_every_language_has_the_same_numbers(small, code, audience):
    _, _, make = small
    english, other = make("en", audience), make(code, audience)
    assert [table.key for table in other.tables] == [table.key for table in english.tables]
    for mine, theirs in zip(other.tables, english.tables, strict=True):
        assert [column.name for column in mine.columns] == [column.name for column in theirs.columns]
        if mine.key != "definitions":
            titles = [place for place, column in enumerate(mine.columns) if column.name == "title"]
            rows, expected = cells.plain(mine, other.speech), cells.plain(theirs, english.speech)
            for row in (*rows, *expected):
                for place in titles:
                    row[place] = ""  # the texts people wrote, in their languages
            assert rows == expected
        assert all(a.heading != "" for a in mine.columns)
    assert list(other.facts) == list(english.facts)
    assert [bar.share for bar in other.bars] == [bar.share for bar in english.bars]
    assert len(other.recommended) == len(english.recommended)
    assert formats.file_name(other, "pdf").endswith(f"-{code}.pdf")


def test_objects_have_their_titles_in_the_language_else_in_the_campaigns(small):
    _, _, make = small
    for audience in ("internal", "leadership"):
        tables = {code: make(code, audience).sections[1].tables[0].frame for code in ("de", "fr")}
        assert list(tables["de"]["title"]) == ["Gestreifte Tasche", "Blue mug"]
        assert list(tables["fr"]["title"]) == ["Striped bag", "Blue mug"]


def english_left(text: str, code: str) -> list[str]:
    """Messages of at least two words and no placeholder that stand in a text although they are translated."""
    told = (m for m in asked_for() if isinstance(m, str) and len(re.findall(r"\w+", m)) > 1 and "{" not in m)
    return [m for m in told if m in text and speech(code).say(m) != m]


@pytest.mark.parametrize("code", SHIPPED)
def test_page_workbook_and_archive_are_translated(small, code):
    _, _, make = small
    settings, report = Settings(chrome_path="/nowhere"), make(code)
    html = formats.file(report, "html", settings).decode()
    main = re.sub(r"<[^>]+>", " ", html[html.index("<main>") : html.index("</main>")])
    assert english_left(" ".join(main.split()), code) == []
    assert f'lang="{code}" dir="{report.speech.direction}"' in html
    files = zipfile.ZipFile(io.BytesIO(formats.file(report, "zip", settings)))
    rows = list(csv.DictReader(io.StringIO(files.read("tables/objects.csv").decode())))
    assert [row["stage"] for row in rows] == ["located", "open"]
    terms = list(csv.DictReader(io.StringIO(files.read("tables/definitions.csv").decode())))
    assert terms[0]["term"] == speech(code).say(next(iter(DEFINITIONS.values())).name)


@pytest.mark.parametrize("code", SHIPPED)
def test_the_workbook_opens_in_its_direction_with_typed_cells(small, code, monkeypatch):
    settings, _, make = small
    monkeypatch.setattr(pictures, "chromium", lambda _: None)  # the map has a test of its own
    report = make(code)
    book = openpyxl.load_workbook(io.BytesIO(formats.file(report, "xlsx", settings)))
    assert {sheet.sheet_view.rightToLeft for sheet in book} == {report.speech.rtl or None}
    sheet = book[report.speech.say("Objects")]
    heads = [cell.value for cell in sheet[1]]
    counts = [row[heads.index(report.speech.say("Tips"))].value for row in sheet.iter_rows(min_row=2)]
    assert counts[:2] == [60, 60]
    text = " ".join(str(cell) for page in book for row in page.iter_rows(values_only=True) for cell in row)
    assert english_left(text, code) == []


@pytest.mark.skipif(NO_CHROMIUM, reason="needs Chromium")
def test_a_german_pdf_has_no_english_left_and_one_first_page(small):
    settings, _, make = small
    body = formats.file(make("de"), "pdf", settings)
    reader = PdfReader(io.BytesIO(body))
    pages = [" ".join(page.extract_text().split()) for page in reader.pages]
    assert english_left(" ".join(pages), "de") == []
    assert reader.trailer["/Root"]["/Lang"] == "de"
    assert "Was wir empfehlen" in pages[0]
    assert "Überblick" not in pages[0]
    assert pages[1].count("Überblick") == 1
    assert "Simulierte Kampagne" in pages[0]


@pytest.mark.skipif(NO_CHROMIUM, reason="needs Chromium")
def test_arabic_slides_run_from_right_to_left(small):
    settings, _, make = small
    deck = Presentation(io.BytesIO(formats.file(make("ar", "leadership"), "pptx", settings)))
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    frames = [shape.text_frame for shape in shapes if shape.has_text_frame and shape.text_frame.text]
    turned = [p._p.pPr.get("rtl") for frame in frames for p in frame.paragraphs if p.text]
    assert turned
    assert set(turned) == {"1"}
    tables = [shape.table for shape in shapes if shape.has_table]
    assert tables
    assert {table._tbl.tblPr.get("rtl") for table in tables} == {"1"}
    text = " ".join(frame.text for frame in frames)
    assert english_left(text, "ar") == []


def test_an_unknown_language_is_refused_in_words(small):
    settings, engine, _ = small
    with reading(engine) as db, pytest.raises(Problem, match="the language is one of en, ar, de"):
        formats.content(db, Filters(), "internal", [], folder=settings.var_dir, language="tlh")


def test_the_catalogues_are_shipped_in_the_package():
    assert '"**/*.po"' in (Path(__file__).parents[2] / "pyproject.toml").read_text()


def test_the_command_speaks_the_language_asked_for_and_logs_it(small, tmp_path, capsys):
    settings, engine, _ = small
    parser = argparse.ArgumentParser()
    report_command.arguments(parser)
    out = tmp_path / "r.zip"
    asked = ["--audience", "internal", "--format", "zip", "--language", "fr", "--out", str(out), "--json"]
    assert report_command.run(parser.parse_args(asked), settings) == 0
    about = json.loads(zipfile.ZipFile(out).read("about.json"))
    assert about["language"] == "fr"
    assert about["facts"]["Simulated"].startswith("oui")
    with reading(engine) as db:
        latest = report_log.history(db)[0]
    assert json.loads(latest["parameters"])["language"] == "fr"
    assert json.loads(capsys.readouterr().out)["report_id"] == latest["report_id"]
    usual = parser.parse_args(["--format", "zip", "--out", str(out), "--from", "2026-03-10"])
    assert report_command.run(usual, settings) == 0
    told = "You asked for 10 Mar 2026 and later; the release answers for 1 Apr – 31 May 2026."
    assert told in capsys.readouterr().err
    assert json.loads(zipfile.ZipFile(out).read("about.json"))["language"] == "en"


def test_a_hidden_month_says_nothing_of_the_change():
    months = [f"2026-0{n}" for n in range(1, 7)]
    margin = pd.DataFrame({"month": months, "count": pd.array([100, 90, 110, 95, 100, 300], "Int64")})
    told = changed._months(margin, "2026-06", "2026-05", "Tips", ENGLISH)
    assert (told.before, told.now, told.words) == ("100", "300", "+200\u202f%")
    margin.loc[5, "count"] = pd.NA
    told = changed._months(margin, "2026-06", "2026-05", "Tips", ENGLISH)
    assert (told.before, told.now, told.words) == ("100", "·", "–")
    assert changed._months(margin, "2026-Q2", "2026-Q1", "Tips", ENGLISH) is None


@pytest.mark.parametrize("code", SHIPPED)
def test_the_demonstrations_categories_and_networks_have_words_in_every_language(code):
    drawn = {one["category"] for one in json.loads((ROOT / "data/objects/objects.json").read_text("utf-8"))}
    assert drawn <= set(cells.CATEGORIES)
    for word, kind in [(word, "word") for word in drawn] + [(key, "network") for key in cells.NETWORKS]:
        column = Column("name", "", kind)
        english = cells.NETWORKS[word] if kind == "network" else word
        assert cells.said(word, column, speech=speech(code)) != english
        assert cells.said(word, column) == english
    assert cells.said("x", Column("name", "", "network"), speech=speech(code)) == "X"
    assert cells.said("umbrellas", Column("name", "", "word"), speech=speech(code)) == "umbrellas"
    asked = Filters(category=("bags",), network=("copy", "facebook"))
    told = scope.described(asked, {}, speech(code))
    assert speech(code).say("bags") in told
    assert "Facebook" in told
    assert "copy" not in told


@pytest.mark.parametrize("audience", ["internal", "leadership"])
def test_a_german_table_of_objects_has_german_categories(small, audience):
    _, _, make = small
    table = make("de", audience).sections[1].tables[0]
    place = [column.name for column in table.columns].index("category")
    assert {row[place] for row in cells.rows(table, spoken=True, speech=speech("de"))} <= {
        "Taschen",
        "Haushalt",
    }
    assert {row[place] for row in cells.plain(table, speech("de"))} <= {"bags", "household"}

"""No English is left in a translated report of the demonstration: what stands in the English one, too, is a
name or an entry by a person; and no sentence mixes both."""

import html.parser
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from babel.messages.pofile import read_po

from layouts.findings import plan
from layouts.reports import cells, formats, making, recorded
from layouts.speech import FOLDER, languages
from queries.filters import Filters
from records import countries, dirty, networks, rollups
from records.database import connect, reading, writing
from records.demonstration import pictures
from records.demonstration.parameters import grown, parameters
from records.demonstration.simulation import simulate
from records.demonstration.writing import store
from records.settings import Settings
from records.tables import annotations, benchmarks, campaign, cases, display_periods, object_texts, objects

UNTIL, AT = date(2026, 5, 31), datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
AUDIENCES = ("internal", "leadership")
# The exceptions: what a language writes as English does, beside names and entries by people.
SAME = {
    "de": {"Spam": "loan word", "Status": "German, too", "Region": "German, too"},
    "fr": {"Place": "French, too", "Source": "French, too", "Europe": "the continent in French"},
    "es": {},
    "ar": {},
}
# A name: of the benchmark, as the charts write it. A reason that a person entered.
NAME, ENTRY = "EU Most Wanted", "Its agency asked for two more weeks with the object"
# No other of the languages has these words, and hardly a sentence of English does without.
ENGLISH_WORDS = re.compile(r"\b(?:the|of|and|with|are|by|from|for|this|not|has|have|which|were)\b")


class Words(html.parser.HTMLParser):
    """The texts of a page, and those of its pictures."""

    def __init__(self):
        super().__init__()
        self.texts, self._hidden = [], 0

    def handle_starttag(self, tag, attrs):
        self._hidden += tag in ("style", "script")
        self.texts += [value for name, value in attrs if name in ("alt", "title", "aria-label") and value]

    def handle_endtag(self, tag):
        self._hidden -= tag in ("style", "script")

    def handle_data(self, data):
        if not self._hidden and data.strip():
            self.texts.append(" ".join(data.split()))


def small():
    """The demonstration, but of four months and 1 500 tips."""
    less = grown(
        parameters(1, "S", UNTIL), objects=45, days=120, slots=8, tips=1_500, clicks=1_200, countries=60
    )
    return replace(less, views=9_000, completed_shares=100)


@pytest.fixture(scope="module")
def scene(sqlite_template, tmp_path_factory):
    """Settings and engine of the demonstration, under rules that its plan cannot keep."""
    folder = tmp_path_factory.mktemp("untranslated")
    (folder / "trace.sqlite").write_bytes(sqlite_template.read_bytes())
    settings = Settings(
        database_url=f"sqlite:///{folder / 'trace.sqlite'}", var_dir=folder, chrome_path="/nowhere"
    )
    engine, data = connect(settings.database_url), Settings().data_dir
    store(engine, simulate(small(), pictures.drawings(data / "objects")), data, folder, at=AT,
          progress=lambda table, n: None)  # fmt: skip
    with writing(engine) as db:
        db.execute(sa.update(campaign).values(category_cap=1, minimum_weeks=20))
        first = sa.select(sa.func.min(display_periods.c.period_id)).scalar_subquery()
        wrote = sa.update(display_periods).where(display_periods.c.period_id == first).values(reason=ENTRY)
        db.execute(wrote)
        dirty.mark_other(db)
    rollups.refresh(engine, AT)
    yield settings, engine
    engine.dispose()


@pytest.fixture(scope="module")
def made(scene):
    """The texts of a report by language and audience, made once."""
    settings, engine = scene
    kept = {}

    def make(language, audience):
        if (language, audience) not in kept:
            with reading(engine) as db:
                report = formats.content(
                    db, Filters(), audience, making.SECTIONS, language=language, folder=settings.var_dir
                )
            kept[language, audience] = texts(report, settings)
        return kept[language, audience]

    return make


def texts(report, settings):
    """Every text of the report: its page and the words in its charts."""
    page = Words()
    page.feed(formats.file(report, "html", settings).decode())
    charts = [*report.front, *(chart for section in report.sections for chart in section.charts)]
    return [*page.texts, *(text for chart in charts for text in _drawn(chart))]


def _drawn(chart):
    yield from (chart.title, chart.alt, *chart.categories)
    yield from (name for name, _ in chart.series)
    yield from (words for _, words in chart.legend)
    yield from _of_figure(chart.figure)


def _of_figure(value, name=""):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _of_figure(inner, key)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _of_figure(inner, name)
    elif isinstance(value, str) and name in ("text", "hovertext", "ticktext", "title"):
        yield value


@pytest.fixture(scope="module")
def entered(scene):
    """What people entered, and names: they are no text of ours."""
    _, engine = scene
    columns = (cases.c.agency, cases.c.case_id, objects.c.object_id, objects.c.category, object_texts.c.title,
               campaign.c.name, campaign.c.timezone, benchmarks.c.source, annotations.c.text)  # fmt: skip
    with reading(engine) as db:
        found = {str(text) for column in columns for text in db.scalars(sa.select(column).distinct()) if text}
    return found | set(networks.known()) | set(cells.BRANDS.values()) | {NAME, ENTRY}


def left(language, said, english, entered):
    """Which texts of a report that speaks `language` are English."""
    abroad, home = countries.names(language), countries.names("en")
    names = {name for code, name in abroad.items() if home.get(code) == name} | entered
    own = set(english) - set(SAME[language])
    found = []
    for text in dict.fromkeys(said):
        rest = text
        for name in sorted((one for one in names if one in text), key=len, reverse=True):
            rest = rest.replace(name, "")
        if re.search(r"[a-z]{3}", rest) and (text in own or ENGLISH_WORDS.search(rest)):
            found.append(text)
    return found


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("language", languages()[1:])
def test_no_english_is_left(made, entered, language, audience):
    assert left(language, made(language, audience), made("en", audience), entered) == []


def test_the_scene_has_reasons_and_broken_rules_and_the_test_would_see_them(
    scene, made, entered, monkeypatch
):
    settings, engine = scene
    with reading(engine) as db:
        assert plan.plan(db).plan.broken
        report = formats.content(
            db, Filters(), "internal", ["rotation"], language="ar", folder=settings.var_dir
        )
    page = formats.file(report, "html", settings).decode()
    assert (
        page.count('<bdi lang="">') == page.count(f'<bdi lang="">{ENTRY}</bdi>') == 1
    )  # an unknown language
    monkeypatch.setattr(recorded, "said", lambda text, _speech: text)
    with reading(engine) as db:
        report = formats.content(
            db, Filters(), "internal", ["rotation"], language="de", folder=settings.var_dir
        )
    found = " ".join(left("de", texts(report, settings), made("en", "internal"), entered))
    assert "Never shown" in found and "its cap is 1" in found


@pytest.mark.parametrize("text", ["Ein Satz.", "Der Plan, of which nothing is said"])
def test_a_mixed_sentence_is_seen(text):
    assert bool(ENGLISH_WORDS.search(text)) == (" of " in text)


FRENCH_MARK = re.compile("(?<![\u00a0\u202f])[;:!?](?=[ <]|$)|(?<![\u00a0\u202f])»|«(?![\u00a0\u202f])")


def test_french_has_its_no_break_spaces():
    """Before ; : ! ? and inside quotation marks: a line must not begin with a mark."""
    assert [text for text in _said("fr") if FRENCH_MARK.search(text)] == []


@pytest.mark.parametrize("language", ["de", "es", "fr"])
def test_a_number_and_its_percent_sign_stay_on_one_line(language):
    assert [text for text in _said(language) if re.search(r"\d %(?!\()", text)] == []


def test_german_and_spanish_quote_as_they_do():
    assert [text for text in _said("de") if re.search(r"[“”]\w|\w”", text)] == []
    assert [text for text in _said("es") if re.search(r"[“”]", text)] == []


def _said(language):
    """Every text of a catalogue, each form of a plural."""
    with (FOLDER / f"{language}.po").open("rb") as file:
        messages = [message for message in read_po(file, locale=language) if message.id]
    forms = [message.string if isinstance(message.id, tuple) else (message.string,) for message in messages]
    return [text for one in forms for text in one]

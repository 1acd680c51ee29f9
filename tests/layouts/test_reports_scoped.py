"""Leadership's report on a scope: the numbers of its pages under the same address, and those of the records.

Three oracles: the pages' own tables and charts; the raw records, counted naively over what the report says
that it covers; and, for whoever would work out more than the release says, linear algebra: every printed
number is a combination of the release's printed cells.
"""

import io
import json
import random
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import numpy as np
import openpyxl
import pandas as pd
import pytest
import sqlalchemy as sa
from pptx import Presentation
from pypdf import PdfReader

from layouts import released_cards, released_objects, released_places, released_results, released_words
from layouts.findings import release, release_places, release_scope, rotation_history
from layouts.findings import released as finding
from layouts.findings import released_objects as objects_finding
from layouts.findings.overview import overview
from layouts.reports import cells, formats, hidden, making, pictures
from layouts.reports.content import Chart
from layouts.reports.scope import ASKED, SHOWN
from layouts.speech import ENGLISH
from queries.filters import Filters
from records import bulk, campaign, countries, dirty, rollups
from records.database import connect, reading, writing
from records.settings import Settings
from records.tables import display_periods, outcomes, shares, tips
from tests import random_campaign

NOW = datetime(2026, 5, 31, 22, tzinfo=UTC)
BEGIN = date(2025, 12, 1)
DAYS = (date(2026, 5, 31) - BEGIN).days
NO_CHROMIUM = pictures.chromium(Settings()) is None
SEARCHES = (
    "",
    "?from=2026-01-14&to=2026-04-02",
    "?object=O-1&from=2026-02-01&to=2026-03-31",
    "?country=PL&country=FR&channel=web",
    "?country=unknown&from=2026-03-01",
    "?category=bag&network=mastodon&to=2026-02-28",
    "?agency=Agency+A&country=DE&from=2026-01-01&to=2026-03-31",
    "?category=toy&object=O-0",
    "?from=2027-01-01&category=toy",
)


def drawn(chance):
    """An object, a place, a day: a few of each have most, so that some counts are printed and some not."""
    object_id = chance.choices(random_campaign.OBJECTS, (40, 25, 15, 8, 5, 4, 2, 1))[0]
    place = chance.choices(["DE", "PL", "FR", "BR", "PE", "CL", "unknown"], (45, 30, 12, 0.6, 0.2, 0.2, 11))[
        0
    ]
    day = BEGIN + timedelta(days=int(DAYS * chance.random() ** 1.5))
    return object_id, place, day


def records():
    """900 tips and 500 shares of six months."""
    chance = random.Random(20260531)
    told, shared = [], []
    for n in range(900):
        object_id, place, day = drawn(chance)
        channel = chance.choice(("web", "phone"))
        told.append({"tip_id": f"t{n}", "object_id": object_id, "day": day, "origin_country": place,
                     "received_at": datetime.combine(day, time(12), UTC), "channel": channel,
                     "assessment": chance.choice(("actionable", "unusable", "pending"))})  # fmt: skip
    for n in range(500):
        object_id, place, day = drawn(chance)
        network = chance.choices(random_campaign.NETWORKS, (30, 12, 1))[0]
        shared.append({"share_id": f"s{n}", "object_id": object_id, "day": day, "country": place,
                       "shared_at": datetime.combine(day, time(12), UTC), "network": network, "kind": "click",
                       "n": 1})  # fmt: skip
    return pd.DataFrame(told), pd.DataFrame(shared)


class World:
    """The campaign, its release, and its raw records as the oracle counts them."""

    def __init__(self, template, folder):
        (folder / "trace.sqlite").write_bytes(template.read_bytes())
        self.settings = Settings(database_url=f"sqlite:///{folder / 'trace.sqlite'}", var_dir=folder)
        self.engine = connect(self.settings.database_url)
        told, shared = records()
        with writing(self.engine) as db:
            wanted = campaign.Campaign(name="Scoped", launched_on=BEGIN, simulated=True)
            campaign.write(db, wanted, at=NOW, by="test")
            catalogue = random_campaign.catalogue(db)
            bulk.load(db, tips, told)
            bulk.load(db, shares, shared)
            for n, object_id in enumerate(random_campaign.OBJECTS[:7]):
                at = datetime(2025, 12, 1 + 3 * n, tzinfo=UTC)
                period = {"period_id": f"P{n}", "object_id": object_id, "slot": n + 1, "shown_from": at}
                db.execute(display_periods.insert().values(**period))
            found = {"outcome_id": "R", "case_id": "C-0", "object_id": "O-0", "kind": "object_identified"}
            db.execute(outcomes.insert().values(**found, occurred_at=NOW, day=date(2026, 3, 9)))
            for table in (tips, shares):
                dirty.mark_rows(db, table, sa.true())
            dirty.mark_other(db)
        rollups.refresh(self.engine, NOW)
        known = countries.table()
        above = {name: known[name].to_dict() for name in ("region", "subregion")}
        category = dict(zip(catalogue["object_id"], catalogue["category"], strict=True))
        self.cells = {
            "tips": universe(told, ["object_id", "origin_country", "month"], above, category),
            "shares": universe(shared, ["network", "country", "month"], above, category),
        }
        self.made = {}

    def report(self, search):
        if search not in self.made:
            with reading(self.engine) as db:
                self.made[search] = formats.content(
                    db,
                    Filters.from_search(search),
                    "leadership",
                    making.SECTIONS,
                    folder=self.settings.var_dir,
                )
        return self.made[search]

    def asked(self, search):
        with reading(self.engine) as db:
            released = release.released(db, self.settings.var_dir)
            return finding.scoped(db, released, Filters.from_search(search))

    def covered(self, answer, by=None, value=None):
        """Which of the finest cells an answer's number says that it counts."""
        frame = self.cells[answer.about]
        inside = (frame["day"] >= answer.first) & (frame["day"] <= answer.last)
        for dimension, values in answer.values.items():
            inside &= frame[dimension].isin(values)
        return inside & (frame[by] == value) if by else inside

    def count(self, answer, by=None, value=None):
        """What it counts, counted from the raw records."""
        return int(self.cells[answer.about].loc[self.covered(answer, by, value), "n"].sum())

    def news(self, about, released):
        """How far a number, given as the finest cells that it sums, is from all combinations of the release's
        printed ones (0: anybody could work it out). What a table does not list is known to be zero."""
        frame, told = self.cells[about], []
        zero = np.zeros(len(frame), dtype=bool)
        for name, made in released.tables.items():
            if release_scope.about_of(name) != about or "assessment" in made:
                continue
            by = [one for one in made if one in frame and one not in ("count", "state")]
            listed = set(made[by].itertuples(index=False, name=None))
            zero |= [key not in listed for key in frame[by].itertuples(index=False, name=None)]
            for row in made[made["state"] == "shown"].to_dict("records"):
                mask = np.ones(len(frame), dtype=bool)
                for dimension in by:
                    mask &= ((frame[dimension] == row[dimension]) | (row[dimension] == "all")).to_numpy()
                told.append(mask)
        _, sizes, basis = np.linalg.svd(np.array(told, dtype=float) * ~zero, full_matrices=False)
        basis = basis[sizes > 1e-9]

        def far(cells):
            asked = cells.to_numpy(dtype=float) * ~zero
            return float(np.linalg.norm(asked - basis.T @ (basis @ asked)))

        return far


def universe(frame, by, above, category):
    """One row a finest cell there could be: its values at every level of the release, its day and records."""
    frame = frame.assign(month=pd.to_datetime(frame["day"]).dt.strftime("%Y-%m"))
    every = pd.MultiIndex.from_product([sorted(frame[name].unique()) for name in by])
    counted = frame.groupby(by).size().reindex(every, fill_value=0).rename("n")
    listed = counted.reset_index().set_axis([*by, "n"], axis=1)
    listed = listed.rename(columns={"origin_country": "place", "country": "place"})
    months = pd.to_datetime(listed["month"])
    region = listed["place"].map(above["region"]).replace("", None).fillna("no region")
    return listed.assign(
        day=months.dt.date,
        category=listed["object_id"].map(category) if "object_id" in listed else "",
        region=region,
        subregion=listed["place"].map(above["subregion"]).replace("", None).fillna("no region"),
        **{"part of the world": region.where(region.isin(["Europe", "no region"]), "elsewhere")},
        quarter=[f"{at.year}-Q{(at.month + 2) // 3}" for at in months],
        **{"half-year": [f"{at.year}-H{1 if at.month < 7 else 2}" for at in months]},
    )


@pytest.fixture(scope="module")
def world(sqlite_template, tmp_path_factory):
    made = World(sqlite_template, tmp_path_factory.mktemp("scoped"))
    yield made
    made.engine.dispose()


def table(report, key):
    """Rows of one of the report's tables by column, in words."""
    found = next(one for one in report.tables if one.key == key)
    names = [column.name for column in found.columns]
    return [dict(zip(names, row, strict=True)) for row in cells.rows(found, True, report.speech)]


def texts(part):
    """Every text of a page's part, in reading order."""
    if isinstance(part, (list, tuple)):
        return [text for one in part for text in texts(one)]
    if isinstance(part, (str, int)):
        return [str(part)]
    children = getattr(part, "children", None)
    return [] if children is None else texts(children)


def figures(part):
    """Every figure of a page's part."""
    if isinstance(part, (list, tuple)):
        return [figure for one in part for figure in figures(one)]
    if hasattr(part, "figure"):
        return [part.figure]
    children = getattr(part, "children", None)  # a component without children is false, too
    return [] if children is None else figures(children)


@pytest.mark.parametrize("search", SEARCHES)
def test_the_report_has_the_numbers_of_the_pages_under_the_same_address(world, search):
    report, asked = world.report(search), world.asked(search)
    sections = {section.key: section for section in report.sections}
    with reading(world.engine) as db:
        page = released_cards.overview(overview(db, asked.facts), asked, "light")
        listing = objects_finding.listing(db, asked)
        given = asked.asked.filters
        history = rotation_history.history(db, Filters(object=given.object, category=given.category,
                                                       agency=given.agency))  # fmt: skip
    said = texts(page)
    assert report.verdict in " ".join(said)
    assert report.scope.startswith(released_words.sentence(asked, asked.shares()))
    for label, page_label in (("tips received", "Tips"), ("children safeguarded", "Children safeguarded"),
                              ("objects identified", "Objects identified")):  # fmt: skip
        value = next(value for name, value, _ in report.tiles if name == label)
        assert value in said[said.index(page_label) : said.index(page_label) + 4]
    monthly = figures(released_places.monthly(asked, "light"))
    charts = [chart for chart in report.charts if chart.key == "monthly"]
    assert [list(chart.series[0][1]) for chart in charts] == [one["data"][0]["y"] for one in monthly]
    shown = {row["object_id"]: row["tips_words"] for row in released_objects.rows(listing, search)}
    assert {row["object_id"]: row["count"] for row in table(report, "objects")} == shown
    headline = (*objects_finding.headline(listing), released_words.aside(asked, listing.answer))
    assert sections["objects"].sentences == headline
    places, answer = release_places.by_country(asked, "origin")
    listed = {row["name"]: (row["n_words"], row["per_million_words"]) for row in released_places.rows(places)}
    listed.pop("Unknown", None)  # beside the table, in words
    assert {row["name"]: (row["n"], row["per_million"]) for row in table(report, "places")} == listed
    assert released_words.aside(asked, answer) in sections["places"].sentences
    followed = texts(released_places.follow(asked, "light"))
    for row in table(report, "places_by"):
        name = row["name"] if row["name"] in followed else row["name"].capitalize()
        at = followed.index(name)
        assert row["count"] in followed[at : at + 4]
    results = texts(released_results.card(asked.release))
    for row in table(report, "cases"):
        name = {"Referred": "Cases referred", "Resolved": "Cases resolved"}.get(row["stage"])
        assert name is None or results[results.index(name) + 1] == row["n"]
    assert len(table(report, "displays")) == len(history.frame)
    assessed = texts(released_cards.assessment_rows(asked))
    assert {row["count"] for row in table(report, "quality")} <= set(assessed)


def counted(world, search):
    """(answer, dimension, value, words) of every count about tips and shares that the tables print."""
    report, asked = world.report(search), world.asked(search)
    everywhere = asked.without("country")  # the map keeps every country in sight
    regions = asked.tips(*release_places.REGIONS)
    answers = {
        "monthly": (asked.tips(*release_places.PERIODS), "month"),
        "objects": (asked.tips("object_id"), "object_id"),
        "places": (everywhere.tips("place"), "name"),
        "places_by": (regions if asked.asked.countries is None else asked.without("subject").tips("category"),
                      "name"),
        "shares": (asked.shares("network"), "network"),
    }  # fmt: skip
    codes = {name: code for code, name in countries.names("en").items()}
    networks = {words: key for key, words in {**cells.NETWORKS, **cells.BRANDS}.items()}
    for key, (answer, column) in answers.items():
        for row in table(report, key):
            value = "no region" if row[column] == "unknown country" else row[column]
            value = codes[value] if key == "places" else value
            value = networks.get(value, value) if key == "shares" else value
            words = row["n" if key == "places" else "count"]
            if words not in ("·", "–"):
                yield answer, answer.by, value, words
    if asked.main.one[1] == "shown":
        yield asked.main, None, None, report.tiles[0][1]


@pytest.mark.parametrize("search", SEARCHES[:-1])
def test_every_printed_number_is_that_of_the_records_and_no_news_to_who_has_the_release(world, search):
    released = world.asked(search).release
    news = {about: world.news(about, released) for about in ("tips", "shares")}
    found = list(counted(world, search))
    assert len(found) > 2
    for answer, by, value, words in found:
        assert words == str(world.count(answer, by, value)), (by, value)
        assert news[answer.about](world.covered(answer, by, value)) < 1e-6, (by, value)


def test_hidden_countries_together_are_no_news_either(world):
    asked = world.asked("")
    found, news = table(world.report(""), "places_hidden"), world.news("tips", asked.release)
    every, places = world.cells["tips"], asked.tips("place").rows
    dark = set(places.loc[places["state"] == "suppressed", "place"])
    for row in found:
        level = "subregion" if row["region"] in set(every["subregion"]) else "region"
        cells_ = every["place"].isin(dark) & (every[level] == row["region"])
        assert int(row["countries"]) == every.loc[cells_, "place"].nunique() > 1
        assert row["count"] in ("·", str(every.loc[cells_, "n"].sum()))
        assert news(cells_) < 1e-6
    assert found


def test_a_small_count_would_be_news(world):
    """The control of the tests above: what the release has to hide is no combination of what it prints."""
    asked = world.asked("")
    news, answer = world.news("tips", asked.release), asked.tips("place")
    hidden = answer.rows.loc[answer.rows["state"] == "suppressed", "place"]
    small = [place for place in hidden if world.count(answer, "place", place) < 5]
    assert len(small) > 1
    for place in small:
        assert news(world.covered(answer, "place", place)) > 1e-3


@pytest.mark.parametrize("search", SEARCHES)
def test_no_number_of_it_is_small_and_none_is_of_a_hidden_cell(world, search):
    report = world.report(search)
    for made in report.tables:
        for column in made.columns:
            if column.kind == "count" and column.name in ("count", "n"):
                values = made.frame[column.name]
                known = values.dropna().astype("int64")
                assert not known.between(1, 4).any(), (made.key, column.name)
                hidden = made.frame.get("state", pd.Series("shown", index=values.index)) == "suppressed"
                assert values[hidden].isna().all()
    values = [n for chart in report.charts if chart.key == "monthly" for n in chart.series[0][1]]
    assert not [n for n in values if n is not None and 0 < n < 5]


def test_some_numbers_are_hidden_in_a_scope_and_some_are_not(world):
    """The control: the tests above compare with both."""
    states = set()
    for search in SEARCHES[:-1]:
        for key in ("objects", "monthly", "places", "places_by", "shares"):
            found = next(one for one in world.report(search).tables if one.key == key)
            states |= {(key, state) for state in found.frame["state"]}
    assert {("objects", "suppressed"), ("objects", "shown"), ("shares", "suppressed")} <= states
    assert {(key, "shown") for key in ("monthly", "places", "places_by", "shares")} <= states
    wholes = {search: table(world.report(search), "objects") for search in SEARCHES[:3]}
    assert all(one != other for one, other in pairwise(wholes.values()))


def test_what_was_asked_and_what_is_shown_instead_stand_in_front(world):
    within = world.report("?from=2026-01-14&to=2026-04-02")
    assert within.facts["Period"] == "1 Feb – 31 Mar 2026"
    assert within.facts[ASKED] == "14 January 2026 to 2 April 2026"
    assert within.facts[SHOWN] == "1 Feb – 31 Mar 2026."
    outside = world.report("?from=2027-01-01&category=toy")
    assert outside.tiles[0][1] == "–"
    assert "It covers 1 Dec 2025 – 31 May 2026." in outside.facts[SHOWN]
    assert outside.changed == ()
    both = world.report("?agency=Agency+A&country=DE&from=2026-01-01&to=2026-03-31")
    assert "no table that also answers for" in both.scope
    assert "Channel is not in the release." in world.report("?country=PL&country=FR&channel=web").scope
    assert all("do not follow filters" in one.scope for one in (within, outside, both))
    assert world.report("").scope == "The release covers whole months: 1 Dec 2025 – 31 May 2026."


def test_what_changed_is_told_of_the_months_that_are_shown(world):
    within = world.report("?from=2026-01-14&to=2026-04-02")
    assert within.changed_about == "Mar 2026 against Feb 2026"
    monthly = {row["month"]: row["count"] for row in table(within, "monthly")}
    tips_line = next(line for line in within.changed if line.label == "Tips")
    assert (tips_line.before, tips_line.now) == (monthly["2026-02"], monthly["2026-03"])
    narrow = Filters(from_=date(2026, 3, 1), to=date(2026, 3, 31))
    with reading(world.engine) as db:
        made = formats.content(db, narrow, "leadership", [], folder=world.settings.var_dir)
    assert made.changed == ()


CUT = "?agency=Agency+A&country=DE&from=2026-01-01&to=2026-03-31"  # the release drops the period of both


def test_objects_cut_at_a_day_are_not_compared_by_months_that_end_later(world):
    report, asked = world.report(CUT), world.asked(CUT)
    assert "period" in asked.main.dropped
    assert asked.main.last == date(2026, 5, 31)
    assert asked.facts.to == date(2026, 3, 31)
    assert not {"Identified", "Located", "Trail eliminated"} & {line.label for line in report.changed}
    whole = world.report("")
    assert {"Identified", "Located", "Trail eliminated"} <= {line.label for line in whole.changed}


def test_the_period_says_on_which_day_objects_and_verdict_stand(world):
    assert world.report(CUT).facts["Period"] == (
        "1 Dec 2025 – 31 May 2026; objects and verdict as of 31 Mar 2026"
    )
    assert "as of" not in world.report("").facts["Period"]


def test_recommendations_are_of_the_whole_campaign_whatever_is_asked_for(world):
    with reading(world.engine) as db:
        assert overview(db, world.asked(CUT).facts).published.shape != overview(db, Filters()).published.shape
    for search in SEARCHES:
        assert world.report(search).recommended == world.report("").recommended


def test_what_is_of_all_cases_says_so_among_the_bars_of_a_scope(world):
    cases = [bar.label for bar in world.report(CUT).bars if bar.label.startswith("Cases")]
    assert cases == ["Cases referred, all cases", "Cases resolved, all cases"]
    whole = [bar.label for bar in world.report("").bars if bar.label.startswith("Cases")]
    assert whole == ["Cases referred", "Cases resolved"]


def test_what_the_map_covers_stands_at_the_map(world):
    search = "?country=PL&country=FR&channel=web"
    summary = world.report(search).sections[0]
    answer = release_places.by_country(world.asked(search), "origin")[1]
    aside = released_words.aside(world.asked(search), answer)
    chart = next(one for one in summary.charts if one.kind == "map")
    assert chart.alt.startswith(aside)
    assert not [said for said in summary.sentences if said.startswith("Tips per million people")]


def test_every_sheet_of_a_scoped_workbook_says_what_it_covers(world, monkeypatch):
    monkeypatch.setattr(pictures, "chromium", lambda _: None)
    report = world.report(CUT)
    book = openpyxl.load_workbook(io.BytesIO(formats.file(report, "xlsx", world.settings)))
    said = {
        sheet.title: {cell for row in sheet.iter_rows(values_only=True) for cell in row} for sheet in book
    }
    assert report.scope in said["About"]
    assert "Outcomes up to 31 May 2026, all cases: filters do not apply here." in said["Cases"]
    assert "All tips of the release: filters do not apply here." in said["Assessment"]
    aside = released_words.aside(world.asked(CUT), release_places.by_country(world.asked(CUT), "origin")[1])
    assert aside in said["Tips from"]


def test_a_hidden_count_is_marked_in_charts_of_other_programs():
    chart = Chart("c", "C", "", {}, "bar", ("a", "b", "c"), (("Tips", (5.0, None, 0.0)),))
    assert hidden.categories(chart) == ("a", "b ·", "c")
    assert hidden.note(chart, ENGLISH) == "“·” is hidden, never zero."
    known = replace(chart, series=(("Tips", (5.0, 1.0, 0.0)),))
    assert hidden.categories(known) == known.categories
    assert hidden.note(known, ENGLISH) == ""
    curve = replace(chart, kind="line", categories=("1", "2", "3"))
    assert hidden.categories(curve) == curve.categories
    assert hidden.note(curve, ENGLISH) == ""


def test_same_data_and_parameters_give_the_same_bytes(world):
    search = "?category=bag&network=mastodon&to=2026-02-28"
    with reading(world.engine) as db:
        again = formats.content(
            db, Filters.from_search(search), "leadership", making.SECTIONS, folder=world.settings.var_dir
        )
    for form in ("zip", "html"):
        assert formats.file(again, form, world.settings) == formats.file(
            world.report(search), form, world.settings
        )


SCOPED = "?object=O-6&object=O-7&from=2026-01-14&to=2026-04-02"


def part(world):
    report = world.report(SCOPED)
    chosen = tuple(section for section in report.sections if section.key in ("summary", "objects"))
    return replace(report, sections=chosen)


def test_workbook_archive_and_page_say_the_scope_and_hide_what_is_hidden(world, monkeypatch):
    monkeypatch.setattr(pictures, "chromium", lambda _: None)  # the map has a test of its own
    report = part(world)
    rows = {row["object_id"]: row["count"] for row in table(report, "objects")}
    assert "·" in rows.values()
    book = openpyxl.load_workbook(io.BytesIO(formats.file(report, "xlsx", world.settings)))
    about = {row[0]: row[1] for row in book["About"].iter_rows(values_only=True)}
    assert {name: about[name] for name in (ASKED, SHOWN, "Period", "Scope")} == {
        name: report.facts[name] for name in (ASKED, SHOWN, "Period", "Scope")
    }
    lines = list(book["Objects"].iter_rows(values_only=True))
    at = lines[0].index("Tips")
    assert {line[0]: str(line[at]) for line in lines[1:] if line[0] in rows} == rows
    archive = zipfile.ZipFile(io.BytesIO(formats.file(report, "zip", world.settings)))
    told = json.loads(archive.read("about.json"))
    assert told["scope"] == report.scope
    frame = pd.read_parquet(io.BytesIO(archive.read("tables/objects.parquet")))
    assert frame.loc[frame["state"] == "suppressed", "count"].isna().all()
    html = formats.file(report, "html", world.settings).decode()
    main = re.sub(r"<[^>]+>", " ", html[html.index("<main>") : html.index("</main>")])
    assert report.scope in " ".join(main.split())


@pytest.mark.skipif(NO_CHROMIUM, reason="needs Chromium")
def test_pdf_and_slides_say_the_scope_on_their_first_page_and_hide_what_is_hidden(world):
    report = part(world)
    first = PdfReader(io.BytesIO(formats.file(report, "pdf", world.settings))).pages[0].extract_text()
    assert report.scope in " ".join(first.split())
    deck = Presentation(io.BytesIO(formats.file(report, "pptx", world.settings)))
    shapes = [list(slide.shapes) for slide in deck.slides]
    assert report.scope in " ".join(shape.text_frame.text for shape in shapes[0] if shape.has_text_frame)
    chart = next(one for one in report.charts if one.key == "monthly")
    assert None in chart.series[0][1]
    native = [shape.chart for slide in shapes for shape in slide if shape.has_chart]
    marked = [
        f"{name} ·" if value is None else name
        for name, value in zip(chart.categories, chart.series[0][1], strict=True)
    ]
    months = next(one for one in native if len(one.plots) and list(one.plots[0].categories) == marked)
    under = next(
        slide for slide in shapes if any(shape.has_chart and shape.chart == months for shape in slide)
    )
    assert "“·” is hidden, never zero." in [s.text_frame.text for s in under if s.has_text_frame]
    assert list(months.plots[0].series[0].values) == list(chart.series[0][1])
    book = openpyxl.load_workbook(io.BytesIO(months.part.chart_workbook.xlsx_part.blob))
    column = [row[1] for row in book.active.iter_rows(min_row=2, values_only=True)]
    assert column == list(chart.series[0][1])

"""Leadership against everything the dashboard answers: each callback, each route, each file.

Two oracles. What is recorded after the day's release must change no byte that leadership can read: so nothing
it reads is counted live. And no answer holds a small count in words, rows or marks.
"""

import io
import json
import random
import re
import shutil
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from dashboard.app import create_app
from layouts.reports import formats, making
from queries.filters import Filters
from records import bulk, campaign, dirty, people, rollups
from records.bookkeeping import data_version
from records.database import connect, reading, writing
from records.settings import Settings
from records.tables import outcomes, shares, tips, views
from tests import random_campaign
from tests.dashboard import sweep
from tests.scenes import SCENES
from tests.small_campaign import NOW, START, seed

PLANTED = 3  # tips from Luxembourg on OBJ-1 in April: what nobody upstairs may be able to tell
APRIL = datetime(2026, 4, 10, 12, tzinfo=UTC)


def tip(n, country, at, **changes):
    row = {"tip_id": f"{country}{n}-{at:%m%d}", "object_id": "OBJ-1", "received_at": at, "day": at.date(),
           "origin_country": country, "suggested_country": country, "assessment": "actionable"}  # fmt: skip
    return {**row, **changes}


def outcome(n, kind, people_, thanks):
    return {"outcome_id": f"{kind}-{n}", "case_id": "C-1", "kind": kind, "occurred_at": APRIL,
            "day": APRIL.date(), "people": people_, "thanks_to": thanks}  # fmt: skip


def plant(engine):
    seed(engine)
    with writing(engine) as db:
        db.execute(tips.insert(), [tip(n, "LU", APRIL) for n in range(PLANTED)])
        db.execute(shares.insert().values(share_id="LU", object_id="OBJ-2", shared_at=APRIL, day=APRIL.date(),
                                          network="telegram", country="LU"))  # fmt: skip
        rows = [outcome(1, "child_safeguarded", 2, "yes"), outcome(2, "child_safeguarded", 5, "unknown")]
        db.execute(outcomes.insert(), rows)
        dirty.mark_rows(db, tips, sa.true())
        dirty.mark_rows(db, shares, sa.true())
    rollups.refresh(engine, NOW)


def add_later(engine):
    """Tips, shares, views and people of every kind: in released months, in the month under way, from places,
    networks and about objects that had none."""
    with writing(engine) as db:
        times = [START + timedelta(days=9 * n) for n in range(12)] + [NOW - timedelta(hours=5)]
        rows = [tip(n, ("LU", "AD", "NL", "unknown")[n % 4], at, tip_id=f"later-{n}",
                    object_id=f"OBJ-{1 + n % 2}", assessment=("spam", "pending", "actionable")[n % 3])
                for n, at in enumerate(times)]  # fmt: skip
        db.execute(tips.insert(), rows)
        db.execute(sa.update(tips).where(tips.c.tip_id == "T0").values(assessment="duplicate"))
        db.execute(shares.insert(), [
            {"share_id": f"later-{n}", "object_id": "OBJ-2", "shared_at": at, "day": at.date(),
             "network": "mastodon", "country": "AD"} for n, at in enumerate(times)
        ])  # fmt: skip
        db.execute(
            views.insert().values(object_id="OBJ-1", day=date(2026, 4, 2), country="AD", network="x", n=3)
        )
        later = [outcome(3, "child_safeguarded", 1, "yes"), outcome(4, "offender_identified", 6, "no"),
                 outcome(5, "case_referred", None, "yes"),
                 outcome(6, "offender_prosecuted", 1, "yes")]  # fmt: skip
        db.execute(outcomes.insert(), later)
        for table in (tips, shares, views):
            dirty.mark_rows(db, table, sa.true())
        dirty.mark_other(db)
    rollups.refresh(engine, NOW)


def set_version(engine, version):
    with writing(engine) as db:
        db.execute(sa.update(data_version).values(version=version))


class World:
    """A campaign that `fill` makes, and a leader who asks everything at `addresses`."""

    def __init__(self, template, folder, fill, addresses=sweep.SEARCHES, *, every_audience=True):
        self.addresses, self.every_audience = addresses, every_audience
        shutil.copy(template, folder / "trace.sqlite")
        self.settings = Settings(database_url=f"sqlite:///{folder / 'trace.sqlite'}", var_dir=folder)
        self.engine = connect(self.settings.database_url)
        fill(self.engine)
        set_version(self.engine, 730001)
        self.app = create_app(self.settings, engine=self.engine, now=lambda: NOW)
        self.client = self.client_of("leadership")
        self.before = self.answers()

    def client_of(self, role):
        with writing(self.engine) as db:
            token = people.link(db, name=role, at=NOW, by="test")
        client = self.app.server.test_client()
        assert client.post(f"/sign-in/{token}").status_code == 303
        return client

    def ask(self, question):
        response = self.client.post("/_dash-update-component", json=question)
        return response.status_code, response.get_data(as_text=True)

    def answers(self):
        """By question what leadership was answered; making reports and stopping them is asked elsewhere."""
        found = {}
        for name, question in sweep.questions(self.app, self.addresses, every_audience=self.every_audience):
            if "report-make" not in str(question["inputs"]):
                found[name] = self.ask(question)
        for address in sweep.addresses(self.app):
            with self.client.get(address) as response:
                if response.mimetype in ("application/json", "text/plain"):
                    found[address] = response.status_code, response.get_data(as_text=True)
        return found


@pytest.fixture(scope="module")
def world(sqlite_template, tmp_path_factory):
    made = World(sqlite_template, tmp_path_factory.mktemp("sweep"), plant)
    yield made
    made.engine.dispose()


def scattered(engine):
    """A year's half with tips and shares over eight objects, three countries and every month: many of the
    crossed counts are small, and so are those about people."""
    chance = random.Random(20260531)
    with writing(engine) as db:
        wanted = campaign.Campaign(name="Scattered", launched_on=random_campaign.FIRST, simulated=True)
        campaign.write(db, wanted, at=NOW, by="test")
        people.add(db, name="leadership", role="leadership", at=NOW, by="test")
        random_campaign.catalogue(db)
        for table, made in ((tips, random_campaign.random_tips(chance, 80)),
                            (shares, random_campaign.random_shares(chance, 40))):  # fmt: skip
            bulk.load(db, table, made)
        db.execute(outcomes.insert(), [outcome(n, "child_safeguarded", n, "yes") for n in (1, 2)])
        for table in (tips, shares):
            dirty.mark_rows(db, table, sa.true())
        dirty.mark_other(db)
    rollups.refresh(engine, NOW)


def test_no_answer_about_scattered_records_holds_a_small_count(sqlite_template, tmp_path):
    addresses = ("?country=PL&object=O-1&from=2026-01-01&to=2026-02-28",)
    world = World(sqlite_template, tmp_path, scattered, addresses, every_audience=False)
    found = {name: sweep.numbers_about(body) for name, (_, body) in world.before.items()}
    assert {name: numbers for name, numbers in found.items() if numbers} == {}
    assert "·" in "".join(body for _, body in world.before.values())
    world.engine.dispose()


def fill_with(scene):
    def fill(engine):
        with writing(engine) as db:
            SCENES[scene](db)
            people.add(db, name="leadership", role="leadership", at=NOW, by="test")
            dirty.mark_other(db)
        rollups.refresh(engine, NOW)

    return fill


@pytest.mark.parametrize("scene", ["empty", "one_object"])
def test_young_campaigns_are_answered_in_words(sqlite_template, tmp_path, scene):
    world = World(
        sqlite_template, tmp_path, fill_with(scene), ("?object=OBJ-000&country=NL",), every_audience=False
    )
    broken = [
        name for name, (status, body) in world.before.items() if status >= 500 or "did not load" in body
    ]
    assert broken == []
    told = next(body for name, (_, body) in world.before.items() if name.startswith("..map-head"))
    assert "No whole month" in told
    world.engine.dispose()


def test_every_callback_states_its_audience(world):
    audiences = world.app.server.extensions["trace_services"].audiences
    served = {
        sweep.plain(name) for name, callback in world.app.callback_map.items() if callback.get("callback")
    }
    assert served <= set(audiences)


def test_rows_of_tables_for_internal_eyes_are_not_saved_by_leadership(world):
    offered = world.app.server.extensions["trace_services"].saved
    assert offered
    for grid, source in offered.items():
        asked = {"grid": grid, "form": "csv", "request": {}, "search": "", "page": "Page", "title": "Title"}
        answer = world.client.post("/saved/rows", json=asked)
        if source.audience == "internal":
            assert answer.status_code == 403
        else:
            assert sweep.numbers_about(answer.get_data(as_text=True)) == []


def test_figures_drawn_by_hand_hand_over_what_is_on_the_page_and_no_small_count(world):
    """Their numbers stand in the answers, so the sweep reads them; here it reads the files, too."""
    planted = json.dumps({"headings": ["Month", "Tips"], "rows": [["2026-04", "3"]]})
    assert sweep.small_rows(json.dumps({"props": {"data-table": planted}}))  # the walker would see one
    handed = {text for _, body in world.before.values() for text in sweep.handed_over(body)}
    assert handed
    overview = next(body for asked, (_, body) in world.before.items() if asked.startswith("..overview"))
    assert "tips by month" in overview  # where the line's numbers are handed over, the line is drawn
    for text in handed:
        asked = {
            "form": "csv",
            "search": "",
            "page": "Page",
            "title": "Title",
            "beside": [],
            **json.loads(text),
        }
        answer = world.client.post("/saved/table", json=asked)
        assert answer.status_code == 200
        body = answer.get_data(as_text=True)
        assert ",leadership," in body and sweep.numbers_about(body) == []


def test_every_figure_of_every_page_can_be_saved(world):
    """Whatever is drawn, by Plotly or by hand, has a “Save” beside it, for both audiences."""
    analyst, seen = world.client_of("analyst"), set()
    bodies = [body for _, body in world.before.values()]
    for name, question in sweep.questions(world.app, ("",)):
        if "report-" not in name and "children" in name:
            bodies.append(analyst.post("/_dash-update-component", json=question).get_data(as_text=True))
    for body in bodies:
        for kind, saved in sweep.figures(body):
            seen.add(kind)
            assert saved, kind
    assert seen == {"Graph", "AgGrid", *sweep.BY_HAND}


def test_every_callback_answers_leadership_without_failing(world):
    failed = [
        name for name, (status, body) in world.before.items() if status >= 500 or "did not load" in body
    ]
    assert not failed


def test_pages_for_leadership_are_answered_in_full(world):
    """The sweep reads only what it makes answer: a callback for all audiences that stays silent fails here.
    Give its inputs values in sweep.BY_NAME."""
    audiences = world.app.server.extensions["trace_services"].audiences
    silent = {
        name for name, audience in audiences.items() if audience == "both" and "report-make" not in name
    }
    for asked, (status, body) in world.before.items():
        if status == 200 and "Not done" not in body:
            silent.discard(sweep.plain(asked.split(" ")[0]))
    assert {name for name in silent if "report-progress" not in name} == set()


def test_no_answer_holds_a_small_count(world):
    found = {name: sweep.numbers_about(body) for name, (_, body) in world.before.items()}
    assert {name: numbers for name, numbers in found.items() if numbers} == {}
    everything = "".join(body for _, body in world.before.values())
    assert "Luxembourg" in everything  # the sweep did see the place


def test_internal_eyes_are_the_control(world):
    """The same questions as an analyst do hold the planted count: the walker would see it."""
    client, seen = world.client_of("analyst"), []
    for _, question in sweep.questions(world.app):
        if any(name in question["output"] for name in ("map-rows", "object-body")):
            body = client.post("/_dash-update-component", json=question).get_data(as_text=True)
            seen += sweep.numbers_about(body)
    assert any(f"'n': {PLANTED}" in said for said in seen), seen[:5]
    assert any(said == f"{PLANTED} tips" for said in seen), seen[:5]


def test_no_report_on_a_scope_holds_a_small_count(world):
    for search in sweep.SEARCHES:
        for name, body in files(world, search).items():
            text = body.decode("utf-8")
            assert sweep.numbers_about(text) == [], (search, name)
            assert sweep.small_cells(name, text) == [], (search, name)


def test_internal_reports_are_the_control_of_scoped_ones(world):
    """The same question as exact counts does hold small ones: the reader of files would see them."""
    made = files(world, sweep.SEARCHES[1], "internal")
    assert [row for name, body in made.items() for row in sweep.small_cells(name, body.decode("utf-8"))]


def test_what_is_recorded_after_the_release_changes_nothing_that_leadership_reads(world):
    before = [files(world, search) for search in sweep.SEARCHES]
    add_later(world.engine)
    set_version(world.engine, 730002)
    after = world.answers()
    changed = {name for name, answer in after.items() if comparable(answer) != comparable(world.before[name])}
    assert changed == set()
    assert [files(world, search) for search in sweep.SEARCHES] == before


def comparable(answer):
    status, body = answer
    return status, re.sub(r"73000[12]", "VERSION", body)


def files(world, search, audience="leadership"):
    """The report on a scope as an archive of CSV, and the page of one file with its charts' data: name →
    content."""
    filters, folder = Filters.from_search(search), world.settings.var_dir
    with reading(world.engine) as db:
        made = formats.content(db, filters, audience, making.SECTIONS, folder=folder)
    page = formats.file(made, "html", world.settings)
    with zipfile.ZipFile(io.BytesIO(formats.file(made, "zip", world.settings))) as packed:
        texts = [one for one in packed.namelist() if one.endswith((".csv", ".json"))]
        found = {one: re.sub(rb"73000[12]", b"VERSION", packed.read(one)) for one in texts}
    return {**found, "page.html": re.sub(rb"73000[12]", b"VERSION", page[: page.index(b"<script>")])}

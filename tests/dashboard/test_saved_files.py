"""What “Save” asks the server for: facts, tables as shown, all rows of a grid; who may, what is logged."""

import csv
import io
import json
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from dash.dcc import Graph
from dash.development.base_component import Component
from dash.html import Button
from dash_ag_grid import AgGrid

from layouts.reports import saved
from records import dirty, rollups
from records.bookkeeping import audit_log
from records.database import reading, writing
from records.tables import campaign, cases, display_periods, objects, tips
from tests.dashboard.conftest import NOW

TIPS = 1203  # more than two blocks of the query
GRIDS = {"objects-grid", "cases-grid", "tips-grid", "data-files", "data-rejects"}
# Of the Rotation page: drawn by hand, a page at a time; and a grid that a callback draws.
ROTATION = {"rotation-pool", "rotation-displays"}


@pytest.fixture
def services(app):
    """The application's services on a campaign with three objects and many tips."""
    found = app.server.extensions["trace_services"]
    with writing(found.engine) as db:
        db.execute(campaign.insert().values(
            campaign_id=1, name="Scene", timezone="Europe/Amsterdam", launched_on=date(2026, 5, 1),
            languages="en", slots=20, minimum_weeks=2, four_eyes=False, small_count_k=5, grace_days=14,
            simulated=True,
        ))  # fmt: skip
        db.execute(cases.insert().values(case_id="C-1", agency="North"))
        rows = [{"object_id": f"O-{n}", "case_id": "C-1", "category": "=bags"} for n in range(3)]
        db.execute(objects.insert(), rows)
        db.execute(tips.insert(), [
            {"tip_id": f"T{n:05}", "object_id": f"O-{n % 3}", "received_at": NOW - timedelta(hours=n % 500),
             "day": (NOW - timedelta(hours=n % 500)).date(), "channel": "web", "origin_country": "NL",
             "suggested_country": "PL" if n % 2 else None, "cluster": "@home" if n == 0 else None,
             "assessment": "pending" if n % 4 else "actionable"}
            for n in range(TIPS)
        ])  # fmt: skip
        dirty.mark_rows(db, tips, sa.true())
    rollups.refresh(found.engine, NOW)
    return found


def rows_of(answer):
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True), newline="")))


def ask(client, grid, form="csv", search="", **request):
    question = {
        "grid": grid,
        "form": form,
        "search": search,
        "page": "Which?",
        "title": "All",
        "request": request,
    }
    return client.post("/saved/rows", json=question)


def logged(services):
    with reading(services.engine) as db:
        found = db.execute(sa.select(audit_log).where(audit_log.c.action == "table saved")).mappings()
        return [(row["subject"], row["by"], json.loads(row["detail"])) for row in found]


def components(one):
    """A component and all inside it."""
    if isinstance(one, (list, tuple)):
        for child in one:
            yield from components(child)
    elif isinstance(one, Component):
        yield one
        yield from components(getattr(one, "children", None))


def test_every_grid_and_every_chart_of_every_page_can_be_saved(app, services):
    found = list(components(app.validation_layout))
    kinds = {kind: [one for one in found if isinstance(one, kind)] for kind in (AgGrid, Graph, Button)}
    buttons = [one.to_plotly_json()["props"] for one in kinds[Button]]
    saved_by = {props["data-grid"]: props.get("data-rows") for props in buttons if "data-grid" in props}
    assert {grid.id for grid in kinds[AgGrid]} == set(saved_by)
    paged = {grid for grid, how in saved_by.items() if how == "all"}
    listed = {props["data-source"] for props in buttons if "data-source" in props}
    assert paged == GRIDS and listed == {"rotation-pool"}
    assert set(services.saved) == GRIDS | ROTATION
    charts = [props for props in buttons if props.get("data-save") == "png svg"]
    assert len(charts) == len(kinds[Graph]) > 0


def test_all_tips_are_saved_not_only_the_block_that_is_loaded(services, client_of):
    rows = rows_of(ask(client_of("analyst"), "tips-grid", search="?show=all"))
    assert sorted(row["tip_id"] for row in rows) == [f"T{n:05}" for n in range(TIPS)]
    assert {row["about_simulated"] for row in rows} == {saved.SIMULATED}
    assert {row["about_audience"] for row in rows} == {"internal"}
    first = next(row for row in rows if row["tip_id"] == "T00000")
    assert first["received"] == "2026-05-31T08:00:00+02:00"
    assert first["cluster"] == "'@home"
    assert (first["origin_country"], first["origin_name"]) == ("NL", "Netherlands")
    detail = logged(services)
    assert [(subject, by) for subject, by, _ in detail] == [("tips", "analyst")]
    assert (detail[0][2]["rows"], detail[0][2]["format"]) == (TIPS, "csv")


def test_the_grids_filters_sorting_and_the_pages_scope_hold_for_the_file(services, client_of):
    model = {"suggested_country": {"filterType": "text", "type": "equals", "filter": "Poland"}}
    sort = [{"colId": "tip_id", "sort": "desc"}]
    rows = rows_of(
        ask(client_of("analyst"), "tips-grid", search="?object=O-1", filterModel=model, sortModel=sort)
    )
    wanted = [f"T{n:05}" for n in range(TIPS) if n % 3 == 1 and n % 2 and n % 4]
    assert [row["tip_id"] for row in rows] == wanted[::-1]


def test_a_workbook_of_rows_is_made_too(services, client_of):
    import openpyxl

    answer = ask(client_of("manager"), "objects-grid", form="xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.get_data()))
    heads, *rows = book["Table"].iter_rows(values_only=True)
    counted = {row[0]: row[heads.index("Tips")] for row in rows}
    assert counted == {f"O-{n}": len(range(n, TIPS, 3)) for n in range(3)}
    assert rows[0][heads.index("Category")] == "=bags"
    assert book["Table"].cell(2, heads.index("Category") + 1).data_type == "s"


def test_the_whole_pool_and_every_display_are_saved(services, client_of):
    """O-0 was shown and taken down, O-1 is on display: the pool has O-0 and O-2, whichever page is shown."""
    ended = {"period_id": "P-0", "object_id": "O-0", "slot": 3, "shown_from": NOW - timedelta(days=20),
             "shown_until": NOW - timedelta(days=5), "reason": "=first"}  # fmt: skip
    with writing(services.engine) as db:
        db.execute(display_periods.insert().values(**ended))
        now = {"period_id": "P-1", "object_id": "O-1", "slot": 1, "shown_from": NOW - timedelta(days=4)}
        db.execute(display_periods.insert().values(**now))
        dirty.mark_other(db)
    rollups.refresh(services.engine, NOW)
    client = client_of("analyst")
    pool = rows_of(ask(client, "rotation-pool", search="?page=7&order=wait"))
    assert [(row["rank"], row["object_id"], row["last_shown"]) for row in pool] == [
        ("1", "O-2", ""),
        ("2", "O-0", "2026-05-26"),
    ]
    assert all(0 <= float(row["low"]) <= float(row["probability"]) <= float(row["high"]) for row in pool)
    found = rows_of(ask(client, "rotation-pool", search="?find=o-2"))
    assert [row["object_id"] for row in found] == ["O-2"]
    model = {"sortModel": [{"colId": "place", "sort": "desc"}]}
    displays = rows_of(ask(client, "rotation-displays", **model))
    assert [(row["slot"], row["object_id"], row["days"]) for row in displays] == [
        ("3", "O-0", "15.0"),
        ("1", "O-1", "4.0"),
    ]
    assert displays[0]["shown_from"] == "2026-05-11T06:00:00+00:00"
    assert [row["shown_until"] for row in displays] == ["2026-05-26T06:00:00+00:00", ""]
    assert displays[0]["reason"] == "'=first"
    assert [row["object_id"] for row in rows_of(ask(client, "rotation-displays"))] == ["O-1", "O-0"]


@pytest.mark.parametrize("grid", sorted(GRIDS | ROTATION))
def test_leadership_gets_no_exact_rows(services, client_of, grid):
    answer = ask(client_of("leadership"), grid)
    assert answer.status_code == 403
    assert "problem" in answer.json
    assert logged(services) == []


def test_more_rows_than_a_file_holds_are_refused_in_words(services, client_of, monkeypatch):
    monkeypatch.setitem(saved.MOST, "xlsx", 1000)
    answer = ask(client_of("analyst"), "tips-grid", form="xlsx", search="?show=all")
    assert answer.status_code == 400
    assert "1 203 tips" in answer.json["problem"].replace("\u202f", " ")
    assert "Save CSV" in answer.json["problem"]
    assert logged(services) == []


def test_what_is_shown_is_what_is_saved_for_leadership_too(services, client_of):
    question = {
        "form": "csv", "page": "Is it?", "title": "Tips a month", "search": "?object=O-1",
        "beside": ["The release covers", "whole months."],
        "headings": ["Month", "Tips"], "rows": [["2026-04", "·"], ["2026-05", "1\u202f203"]],
    }  # fmt: skip
    answer = client_of("leadership").post("/saved/table", json=question)
    rows = rows_of(answer)
    assert [(row["month"], row["tips"]) for row in rows] == [("2026-04", "·"), ("2026-05", "1203")]
    assert rows[0]["about_audience"] == "leadership"
    assert rows[0]["about_disclosure_rule"].startswith("Leadership: counts of 1 to 4")
    assert (
        rows[0]["about_scope"]
        == "asked for: the whole campaign; object O-1 (counts as far as the release answers)"
    )
    assert rows[0]["about_as_the_page_says"] == "The release covers whole months."
    assert "scene-tips-a-month-leadership-v1-simulated.csv" in answer.headers["Content-Disposition"]


def test_a_picture_is_told_what_its_caption_prints(services, client_of):
    told = client_of("analyst").post(
        "/saved/facts", json={"page": "Where?", "title": "Tips from", "search": "?object=O-1", "version": 1}
    )
    facts = told.json["facts"]
    assert facts["Campaign"] == "Scene"
    assert facts["Scope"] != "the whole campaign"
    assert facts["As of"] == "31 May 2026, 08:00 CEST"
    assert told.json["name"] == "scene-tips-from-internal-v1-simulated."


def test_a_page_that_shows_older_data_is_told_to_save_again(services, client_of):
    answer = client_of("analyst").post("/saved/facts", json={"page": "", "title": "x", "version": 0})
    assert answer.status_code == 400
    assert "save again" in answer.json["problem"]


@pytest.mark.parametrize(
    ("path", "question"),
    [
        ("/saved/rows", {"grid": "no-such-grid", "form": "csv"}),
        ("/saved/rows", {"grid": "tips-grid", "form": "pdf"}),
        ("/saved/table", {"form": "csv", "headings": [], "rows": []}),
        ("/saved/table", {"form": "csv", "headings": ["a"], "rows": [["b", "c"]]}),
        ("/saved/facts", ["not", "a", "question"]),
        ("/saved/table", {"form": "csv", "headings": 5, "rows": 3}),
        ("/saved/table", {"form": "csv", "headings": ["a"], "rows": [3]}),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(services, client_of, path, question):
    answer = client_of("analyst").post(path, json=question)
    assert answer.status_code == 400
    assert answer.json["problem"]


def test_a_form_of_another_site_is_no_question(services, client_of):
    """Only JSON is read, which no other site can send with a person's cookie."""
    answer = client_of("analyst").post("/saved/rows", data={"grid": "tips-grid", "form": "csv"})
    assert answer.status_code == 415


def test_nothing_is_saved_before_sign_in(app):
    for path in ("/saved/facts", "/saved/table", "/saved/rows"):
        assert app.server.test_client().post(path, json={}).status_code == 401

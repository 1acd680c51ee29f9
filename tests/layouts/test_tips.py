from datetime import timedelta

import pandas as pd
import pytest

from layouts import tip_forms, tip_rows
from layouts.findings import tips as finding
from layouts.findings.tips import TipsView
from layouts.pages import tips as page
from queries.filters import Filters
from records import dirty, rollups
from records.database import reading, writing
from records.problems import Problem
from records.tables import tips
from tests.scenes import NOW, SCENES

SENTENCES = {
    "empty": ("No tip is on record in this scope.", "Tips appear here"),
    "clicks_only": ("No tip is on record in this scope.", "Tips appear here"),
    "one_object": ("1 tip waits for assessment, since today.", "Fewer than half of the recent tips"),
    "ten_days": ("40 tips wait for assessment, the oldest for 9 days.", "Fewer than half of the recent tips"),
}


@pytest.fixture
def scene(engine, request):
    with writing(engine) as db:
        SCENES[request.param](db)
        dirty.mark_other(db)
    rollups.refresh(engine, NOW)
    return engine


@pytest.mark.parametrize(("scene", "name"), [(name, name) for name in SCENES], indirect=["scene"])
def test_every_age_of_a_campaign_has_a_true_sentence_and_rows(scene, name):
    with reading(scene) as db:
        found = finding.backlog(db, Filters())
        rows, count = finding.rows(db, Filters(), finding.wanted({}, TipsView(show="all")))
    first, rest = finding.headline(found)
    assert first == SENTENCES[name][0]
    assert rest.startswith(SENTENCES[name][1])
    assert len(tip_rows.rows(rows, "Europe/Amsterdam")) == count == found.total


@pytest.mark.parametrize("scene", ["ten_days"], indirect=True)
def test_the_speed_is_said_as_soon_as_it_is_known(scene):
    with writing(scene) as db:
        late = {"assessment": "unusable", "assessed_at": NOW - timedelta(hours=1)}
        db.execute(tips.update().where(tips.c.assessment == "pending").values(late))
        dirty.mark_rows(db, tips, tips.c.tip_id.is_not(None))
    rollups.refresh(scene, NOW)
    with reading(scene) as db:
        first, rest = finding.headline(finding.backlog(db, Filters()))
    assert first == "No tip waits for assessment."
    # 20 of 60 within a day; the 40 others waited until now, one to ten days: half of all, 30, by the third.
    assert rest == "Half of the recent tips are assessed within 3 days, nine in ten within 9 days."


@pytest.mark.parametrize("scene", ["ten_days"], indirect=True)
def test_a_scope_without_recent_tips_does_not_blame_anybody(scene):
    old = NOW - timedelta(days=400)
    with writing(scene) as db:
        done = {"assessment": "spam", "received_at": old, "day": old.date(), "assessed_at": old}
        dirty.mark_rows(db, tips, tips.c.tip_id.is_not(None))
        db.execute(tips.update().values(done))
        dirty.mark_rows(db, tips, tips.c.tip_id.is_not(None))
    rollups.refresh(scene, NOW)
    with reading(scene) as db:
        found = finding.backlog(db, Filters())
    assert finding.headline(found) == ("No tip waits for assessment.", "All 60 are assessed.")


@pytest.mark.parametrize("scene", ["ten_days"], indirect=True)
def test_a_row_says_where_from_where_to_which_display_and_its_state(scene):
    with writing(scene) as db:
        change = {
            "cluster": "k",
            "updated_at": NOW,
            "origin_source": "connection",
            "suggested_region": "Łódź",
        }
        db.execute(tips.update().where(tips.c.tip_id.in_(["T-000000", "T-000005"])).values(change))
        early = {"received_at": NOW - timedelta(days=11)}
        db.execute(tips.update().where(tips.c.tip_id == "T-000001").values(early))
    with reading(scene) as db:
        rows, _ = finding.rows(db, Filters(), finding.wanted({}, TipsView(show="all")))
    shown = {row["tip_id"]: row for row in tip_rows.rows(rows, "Europe/Amsterdam")}
    first = shown["T-000000"]
    assert first["suggested_country"] == "Poland, Łódź"
    assert first["origin_country"] == "Netherlands (connection)"
    assert (first["cluster"], first["repeats"]) == ("k", "2")
    assert first["attribution"] == "on display"
    assert first["updated_at"] == NOW.isoformat()
    assert first["received"] == "21 May 2026, 08:00 CEST"
    second = shown["T-000001"]
    assert second["attribution"] == "outside any display"
    assert (second["updated_at"], second["repeats"], second["suggested_country"]) == (None, "", "–")
    assert "text" not in " ".join(first)


def test_what_a_request_of_the_table_means():
    request = {"startRow": 200, "endRow": 300, "sortModel": [{"colId": "cluster", "sort": "desc"}],
               "filterModel": {"channel": {"type": "equals", "filter": "web"}}}  # fmt: skip
    wanted = finding.wanted(request, TipsView(show="waiting"))
    assert (wanted.first, wanted.count, wanted.waiting) == (200, 100, True)
    assert wanted.sort == (("cluster", True),)
    assert wanted.filters == request["filterModel"]


@pytest.mark.parametrize(
    ("action", "values", "expected"),
    [
        ("spam", {}, {"assessment": "spam"}),
        ("country", {"country": "NL"}, {"suggested_country": "NL", "suggested_region": None}),
        ("country", {"country": "none"}, {"suggested_country": None, "suggested_region": None}),
        ("cluster", {"cluster": "  k 7 "}, {"cluster": "k 7"}),
        ("cluster", {"cluster": ""}, {"cluster": None}),
        ("investigation", {"investigation": "open"}, {"investigation": "open"}),
        ("investigation", {}, {}),
        ("drop", {}, {}),
    ],
)
def test_what_each_button_sets(action, values, expected):
    assert tip_forms.changes(action, values) == expected


def test_every_key_is_written_beside_its_button():
    bar = str(tip_forms.bar().to_plotly_json())
    for text, key in tip_forms.KEYS.values():
        assert text in bar
        assert f"Kbd('{key}')" in bar
    assert len({key for _, key in tip_forms.KEYS.values()}) == len(tip_forms.KEYS)


def test_every_column_of_the_table_is_filled():
    fields = {column["field"] for column in tip_rows.COLUMNS}
    row = dict.fromkeys([*finding.tip_rows.NAMES, "attribution", "repeats"], None)
    row |= {
        "received_at": pd.Timestamp(NOW),
        "attribution": "grace",
        "repeats": 0,
        "origin_country": "unknown",
    }
    assert fields <= set(tip_rows.rows(pd.DataFrame([row]), "UTC")[0])


def test_a_time_that_no_table_sent_is_refused():
    with pytest.raises(Problem, match="reload the page"):
        page._instant("yesterday")
    assert page._instant(None) is None
    assert page._instant(NOW.isoformat()) == NOW

from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest

from layouts import case_cards, case_curves, case_rows
from layouts.findings import cases as finding
from layouts.findings.cases import CasesView
from queries.filters import Filters
from records import dirty, rollups
from records.database import reading, writing
from records.tables import cases, display_periods, holds, objects, outcomes
from tests import scenes
from tests.scenes import NOW, SCENES


def found_in(engine, filters=None, **view):
    with reading(engine) as db:
        return finding.cases(db, filters or Filters(), CasesView(**view))


def drawn(found):
    """Every card of the page as one text; drawing must not fail at any age of a campaign."""
    parts = [case_cards.credit(found), case_cards.stages(found), case_curves.curves(found, "light")]
    return " ".join(str(part.to_plotly_json()) for part in parts) + case_rows.counted(found, Filters())


@pytest.fixture
def scene(engine, request):
    with writing(engine) as db:
        SCENES[request.param](db)
    rollups.refresh(engine, NOW)
    return engine


SENTENCES = {
    "empty": ("No case is on record in this scope, and no object was displayed.", "So there is nothing"),
    "clicks_only": (
        "No case is on record in this scope, and no object was displayed.",
        "So there is nothing",
    ),
    "one_object": ("The one case is not resolved yet.", "The one displayed object is not identified yet."),
    "ten_days": (
        "None of 5 cases is resolved yet.",
        "Of 5 displayed objects 1 was identified, thanks to a tip.",
    ),
}


@pytest.mark.parametrize(("scene", "name"), [(name, name) for name in SCENES], indirect=["scene"])
def test_every_age_of_a_campaign_has_a_true_sentence_and_draws(scene, name):
    for by in finding.GROUPS:
        for clock in finding.CLOCKS:
            found = found_in(scene, by=by, clock=clock)
            first, rest = finding.headline(found)
            assert first == SENTENCES[name][0]
            assert rest.startswith(SENTENCES[name][1])
            drawn(found)
    case_rows.rows(found)


def at(day, hour=12):
    return datetime(2026, 1, 1, hour, tzinfo=UTC) + timedelta(days=day)


def outcome(n, day, kind, thanks, **subject):
    when = {"occurred_at": at(day), "day": at(day).date()}
    nobody = {"case_id": None, "object_id": None, "tip_id": None, "people": None}
    return {"outcome_id": f"X{n}", "kind": kind, "thanks_to": thanks, **when, **nobody, **subject}


def refreshed(engine):
    with writing(engine) as db:
        dirty.mark_other(db)
    rollups.refresh(engine, at(100))


@pytest.fixture
def campaign(engine):
    """Four cases with one object each, displayed from day 0; what becomes of them is told by the test."""
    with writing(engine) as db:
        scenes._campaign(db, date(2026, 1, 1))
        for n in range(4):
            db.execute(cases.insert().values(case_id=f"C{n}", agency="A" if n < 2 else "B"))
            db.execute(objects.insert().values(object_id=f"O{n}", case_id=f"C{n}", category="toy"))
            period = {"period_id": f"P{n}", "object_id": f"O{n}", "slot": n + 1, "shown_from": at(0)}
            db.execute(display_periods.insert().values(**period, shown_until=at(20) if n == 0 else None))
        db.execute(outcomes.insert(), [
            outcome(1, 10, "object_identified", "yes", object_id="O0"),
            outcome(2, 12, "origin_located", "unknown", object_id="O0"),
            # Recorded with its place only: it was identified all the same.
            outcome(3, 30, "trail_eliminated", "no", object_id="O1"),
            outcome(4, 40, "child_safeguarded", "yes", case_id="C0", people=3),
            outcome(5, 50, "offender_identified", "no", case_id="C0"),
            outcome(6, 60, "child_safeguarded", "unknown", case_id="C1"),
        ])  # fmt: skip
        db.execute(holds.insert().values(hold_id="H", object_id="O2", kind="withhold", from_at=at(15),
                                         until_at=None, by="x", reason="own things"))  # fmt: skip
    refreshed(engine)
    return engine


def test_by_hand(campaign):
    found = found_in(campaign)
    ends = found.published.set_index("object_id")["event"]
    assert ends.to_dict() == {"O0": 1, "O1": 2, "O2": 3, "O3": 0}
    assert found.published.set_index("object_id")["duration"].to_dict() == {
        "O0": 10,
        "O1": 30,
        "O2": 15,
        "O3": 100,
    }
    credit = found.credit.set_index("label")
    assert credit.loc["Objects identified", ["n", "reached", "yes", "no", "unknown"]].to_list() == [
        4,
        2,
        1,
        1,
        0,
    ]
    assert credit.loc["Objects located", ["reached", "unknown"]].to_list() == [1, 1]
    # C0 is one case, whatever happened in it; the first resolving event has the credit.
    assert credit.loc["Cases resolved", ["n", "reached", "yes", "no", "unknown"]].to_list() == [4, 2, 1, 0, 1]
    people = found.people.set_index("kind")
    assert people.loc["child_safeguarded", ["yes", "no", "unknown"]].to_list() == [3, 0, 1]
    stage = found.cases.set_index("case_id")["stage"]
    assert stage.to_dict() == {
        "C0": "resolved",
        "C1": "resolved",
        "C2": "object displayed",
        "C3": "object displayed",
    }
    assert (
        finding.headline(found)[0] == "2 of 4 cases were resolved, 1 thanks to tips, 1 with unknown credit."
    )
    timed = found.stages.set_index("stage")
    assert timed.loc["Object identified", ["n", "reached"]].to_list() == [4, 2]
    # Identified first and retired or withheld later is not lost to "located".
    assert timed.loc["Place located", "reached"] == 1


def test_days_on_display_are_another_clock(campaign):
    durations = found_in(campaign, clock="displayed").published.set_index("object_id")["duration"]
    # From noon of day 0; the end of an observation is a day, so its midnight.
    assert durations.to_dict() == {"O0": 9.5, "O1": 29.5, "O2": 14.5, "O3": 99.5}


def test_the_end_of_the_period_counts_and_its_beginning_does_not(campaign):
    early = found_in(campaign, Filters(from_=date(2026, 1, 9), to=date(2026, 1, 11)))
    assert early.until == date(2026, 1, 11)
    assert early.published.set_index("object_id")["event"].to_dict() == {"O0": 1, "O1": 0, "O2": 0, "O3": 0}
    assert early.published["duration"].to_list() == [10, 10, 10, 10]
    assert finding.headline(early)[0] == "None of 4 cases is resolved yet."


def test_filters_about_tips_are_left_aside_and_told(campaign):
    filters = Filters(country=("NL",), channel=("web",))
    found = found_in(campaign, filters)
    assert len(found.cases) == 4
    assert "left aside" in case_rows.counted(found, filters)
    one = found_in(campaign, Filters(agency=("B",)))
    assert one.cases["case_id"].to_list() == ["C2", "C3"]


def test_groups_are_compared_only_where_each_has_enough_events(engine):
    with writing(engine) as db:
        scenes._campaign(db, date(2026, 1, 1))
        db.execute(cases.insert(), [{"case_id": f"C{name}", "agency": name} for name in "ABC"])
        rows = [(f"{name}{n:02}", f"C{name}") for name in "ABC" for n in range(14)]
        db.execute(objects.insert(), [{"object_id": o, "case_id": c, "category": "toy"} for o, c in rows])
        db.execute(display_periods.insert(), [
            {"period_id": o, "object_id": o, "slot": 1 + n % 14, "shown_from": at(-90 + 30 * (n // 14)),
             "shown_until": at(-61 + 30 * (n // 14))} for n, (o, _) in enumerate(rows)
        ])  # fmt: skip
        identified = [(o, c) for o, c in rows if int(o[1:]) < {"CA": 12, "CB": 10, "CC": 4}[c]]
        db.execute(outcomes.insert(), [
            outcome(n, 1 + n if c == "CA" else -40, "object_identified", "yes", object_id=o)
            for n, (o, c) in enumerate(identified)
        ])  # fmt: skip
    refreshed(engine)
    found = found_in(engine, by="agency")
    assert found.compared.p_value is not None
    assert set(found.curves["group"]) == {"A", "B"}
    assert found.left_out.to_dict("records") == [{"group": "C", "objects": 14, "events": 4}]
    assert "Left out, under 10 identified thanks to a tip: C (4 of 14)" in drawn(found)
    assert "p = " in drawn(found) or "p < " in drawn(found)
    alone = found_in(engine, by="category")
    assert alone.compared.p_value is None
    assert "Too early to compare categories" in drawn(alone)


def test_the_table_has_a_row_a_case_with_sortable_days(campaign):
    table = case_rows.rows(found_in(campaign)).set_index("case_id")
    assert table.loc["C0", "resolved"] == "2026-02-10"
    assert table.loc["C0", "resolved_words"] == "10 Feb 2026"
    assert table.loc["C0", "credit"] == "a tip"
    assert pd.isna(table.loc["C3", "resolved"])
    assert table.loc["C3", "resolved_words"] == "–"
    assert table.loc["C0", "children"] == 3


def test_what_happened_in_one_case(campaign):
    from queries import case_rows as query

    with reading(campaign) as db:
        rows = query.of_case(db, "C0")
    assert rows["outcome_id"].to_list() == ["X5", "X4", "X2", "X1"]
    said = str(case_rows.outcomes_of("C0", rows, "Europe/Amsterdam"))
    assert "Child safeguarded, 3 people" in said
    assert "10 Feb 2026, 13:00 CET" in said
    assert "No case is chosen." in str(case_rows.outcomes_of("", rows, "UTC"))
    assert "Nothing is on record for C9" in str(case_rows.outcomes_of("C9", rows.iloc[:0], "UTC"))

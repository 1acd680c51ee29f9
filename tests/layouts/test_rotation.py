"""The rotation's findings: edits on top of the plan, the sentence in every edge case, the pool by pages."""

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layouts import rotation_board, rotation_cards, rotation_pool
from layouts.charts import calibration as calibration_chart
from layouts.charts import slots as slots_chart
from layouts.findings import rotation as finding
from layouts.findings import rotation_draft, rotation_history, rotation_words
from layouts.findings.rotation import RotationView
from queries.filters import Filters
from records import campaign, dirty, holding, rollups
from records.campaign import Campaign
from records.database import connect, reading, writing
from records.problems import Problem
from records.tables import display_periods, objects

NOW = datetime(2026, 5, 31, 6, tzinfo=UTC)
VIEW = RotationView()


@pytest.fixture
def make(sqlite_url):
    """`make(shown, total, weeks=…, held=…, **rules)`: a campaign on SQLite; objects are O-00, O-01, …"""
    engine = connect(sqlite_url)

    def build(shown, total, *, weeks=10.0, held=None, **rules):
        with writing(engine) as db:
            campaign.write(db, Campaign(**{"slots": 4, **rules}), at=NOW, by="test")
            if total:
                db.execute(
                    objects.insert(), [{"object_id": name(n), "category": "bags"} for n in range(total)]
                )
            for n in range(shown):
                period = {"period_id": f"P{n}", "object_id": name(n), "slot": n + 1}
                begun = NOW - timedelta(weeks=weeks)
                db.execute(display_periods.insert().values(**period, shown_from=begun))
            for n, kind in (held or {}).items():
                at = NOW - timedelta(days=1)
                holding.hold(db, name(n), kind=kind, reason="test", by="test", at=at)
            dirty.mark_other(db)
        rollups.refresh(engine, NOW)
        return engine

    yield build
    engine.dispose()


def name(n):
    return f"O-{n:02}"


def drafted(engine, edits=None, view=VIEW):
    with reading(engine) as db:
        made = rotation_draft.draft(finding.rotation(db, view), edits or {})
        return made, rotation_draft.expected(db, made)


def first(engine, view=VIEW):
    return rotation_words.headline(*drafted(engine, view=view))


def test_the_sentence_of_an_ordinary_plan(make):
    bold, rest = first(make(4, 12, maximum_swaps=2))
    assert bold == "Change two of the four."
    assert rest.startswith("The next 14 days would then bring 0.")
    assert "first in, first out" in rest


@pytest.mark.parametrize(
    ("shown", "total", "options", "bold", "rest"),
    [
        (0, 0, {}, "There is no object yet.", "Import objects"),
        (4, 4, {}, "Change nothing.", "The pool is empty"),
        (4, 8, {"held": dict.fromkeys(range(4), "keep")}, "Change nothing.", "held by investigators"),
        (4, 8, {"weeks": 0.5}, "Change nothing.", "less than the minimum of 2 weeks"),
        (4, 8, {"maximum_swaps": 0}, "Change nothing.", "The rules allow no swap."),
        (0, 2, {}, "Fill two free places.", "instead of 0.00"),
        (2, 3, {"maximum_swaps": 0}, "Fill one free place.", "The next 14 days"),
    ],
)
def test_each_edge_case_says_what_it_does(make, shown, total, options, bold, rest):
    told = first(make(shown, total, **options))
    assert told[0] == bold
    assert rest in told[1]


def test_rules_of_the_address(make):
    engine = make(4, 12)
    made, _ = drafted(engine, view=RotationView(swaps="1", weeks="2.5", days="28"))
    assert (made.found.rules.maximum_swaps, made.found.rules.minimum_weeks) == (1, 2.5)
    assert made.found.planned.period_days == 28
    free, _ = drafted(engine, view=RotationView(percategory="0", peragency="0", swaps="0"))
    assert (free.found.rules.category_cap, free.found.rules.agency_cap) == (None, None)
    assert (free.found.rules.maximum_swaps, free.found.plan.show) == (0, {})
    assert "No limit on the places of one category and agency." in str(rotation_cards.summary(free))
    nonsense = RotationView.from_search("?days=9&swaps=many&order=luck&page=-3")
    made, _ = drafted(engine, view=nonsense)
    assert made.found.rules.maximum_swaps is None
    assert (nonsense.days, nonsense.order, nonsense.page_number) == ("14", "index", 1)


def test_own_swaps_go_before_the_plan_and_need_their_reason(make):
    engine = make(4, 12, maximum_swaps=1)
    made, _ = drafted(engine)
    (planned,) = made.swaps
    other = next(slot for slot in (1, 2, 3, 4) if slot != planned)
    mine, _ = drafted(engine, {other: made.places[planned]})
    assert mine.places[other] == made.places[planned]
    assert mine.places[planned] == made.found.board[planned]
    assert mine.own == {planned, other}
    with pytest.raises(Problem, match="say in a few words why"):
        rotation_draft.advice(mine)
    rows = {row.object_id: row for row in rotation_draft.advice(mine, "seen elsewhere")}
    coming = rows[made.places[planned]]
    assert (coming.action, coming.slot, coming.propensity) == ("show", other, None)
    assert coming.override_reason == "seen elsewhere"


def test_what_cannot_be_is_left_out_and_told(make):
    engine = make(4, 8, held={0: "keep", 7: "withhold"})
    plain, _ = drafted(engine)
    edits = {1: name(5), 2: name(7), 3: "O-99", 4: name(0), 9: name(6)}
    made, _ = drafted(engine, edits)
    assert made.places == plain.places
    told = " ".join(made.warnings)
    for said in (
        "held by investigators",
        "not to be shown",
        "no object O-99",
        "on display already",
        "no place 9",
    ):
        assert said in told


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.dictionaries(st.integers(0, 6), st.sampled_from(["", *map(name, range(10))]), max_size=6))
def test_no_draft_shows_an_object_twice_or_one_that_may_not_be(campaign_of_ten, edits):
    made = rotation_draft.draft(campaign_of_ten, edits)
    assert len(set(made.places.values())) == len(made.places)
    assert set(made.places) <= {1, 2, 3, 4}
    assert name(9) not in made.places.values()
    moved = [
        n
        for slot, n in made.places.items()
        if n in made.found.board.values() and made.found.board.get(slot) != n
    ]
    assert not moved
    plan = made.plan
    assert sorted(plan.keep + plan.remove) == sorted(made.found.board.values())
    assert {**{n: s for s, n in made.places.items() if n in plan.keep}, **plan.show} == {
        n: s for s, n in made.places.items()
    }
    again = rotation_draft.as_seen(made.found, rotation_draft.seen(made))
    assert (again.places, again.own, again.found.version) == (made.places, made.own, made.found.version)


@pytest.fixture
def campaign_of_ten(make):
    engine = make(4, 10, held={9: "withhold"})
    with reading(engine) as db:
        return finding.rotation(db, VIEW)


def test_what_a_browser_sends_back_is_not_trusted(campaign_of_ten):
    for wrong in (None, {}, {"board": 1}, {"version": "x", "board": {"a": "b"}, "places": {}, "own": []}):
        with pytest.raises(Problem, match="has not drawn"):
            rotation_draft.as_seen(campaign_of_ten, wrong)
    seen = {"version": "x", "board": {}, "places": {"1": "O-77"}, "own": []}
    with pytest.raises(Problem, match="no object O-77"):
        rotation_draft.as_seen(campaign_of_ten, seen)


def test_a_pool_of_two_thousand_comes_a_page_at_a_time(make):
    engine = make(4, 2000, maximum_swaps=1)
    with reading(engine) as db:
        found = finding.rotation(db, VIEW)
        made = rotation_draft.draft(found, {})
        pages = [
            finding.pool(db, found, made.coming, RotationView(page=str(n)), Filters()) for n in (1, 2, 999)
        ]
        one = finding.pool(db, found, made.coming, RotationView(find="o-1234"), Filters())
        none = finding.pool(db, found, {}, VIEW, Filters(category=("hats",)))
    assert (pages[0].off, pages[0].free, pages[0].total) == (1996, 1996, 1995)
    assert [len(page.rows) for page in pages[:2]] == [finding.PAGE_ROWS] * 2
    assert not set(pages[0].rows.index) & set(pages[1].rows.index)
    assert pages[2].page == pages[2].pages == -(-1995 // finding.PAGE_ROWS)
    assert list(one.rows.index) == ["O-1234"]
    assert none.total == 0
    drawn = str(rotation_pool.rows(found, pages[0]))
    assert drawn.count("data-candidate") == finding.PAGE_ROWS + 1


def test_every_place_is_drawn_with_its_state(make):
    engine = make(3, 8, held={0: "keep"}, maximum_swaps=1)
    made, expected = drafted(engine)
    words = [place.word for place in rotation_words.places(made)]
    assert sorted(words) == ["free", "held", "keep", "rotate out"]
    drawn = str(rotation_board.board(made))
    assert drawn.count("data-place") == 4
    assert str(rotation_cards.head(made, expected)).count("interval") == 3


def test_pills_stay_on_the_scale():
    for value, low, high, top in ((0.1, 0.0, 0.9, 0.2), (0.5, 0.4, 0.6, 0.2), (0.0, 0.0, 0.0, 1.0)):
        bar, dot = rotation_cards.pill(value, low, high, top).children
        assert 0 <= float(bar.style["left"][:-1]) <= 100
        assert float(bar.style["left"][:-1]) + float(bar.style["width"][:-1]) <= 100.5
        assert float(dot.style["left"][:-1]) <= 100
        assert ("beyond" in bar.className) == (high > top)


@given(st.floats(0, 400))
def test_an_axis_holds_its_values_with_few_ticks(most):
    top, step = rotation_cards.axis(most)
    assert top >= most or top == pytest.approx(most)
    assert 1 <= round(top / step) <= rotation_cards.TICKS + 4


def test_history_and_its_chart(make):
    engine = make(2, 4)
    with reading(engine) as db:
        found = rotation_history.history(db, Filters())
        trust = rotation_history.trust(db)
    assert list(found.frame["days"].round()) == [70, 70]
    assert rotation_history.headline(found) == "2 displays of 2 objects, all still open"
    figure = slots_chart.slots(found.frame, found.until, 4, "light")
    assert sum(len(trace["y"]) for trace in figure["data"]) == 2
    assert figure["data"][0]["x"][0] == 70 * 86_400_000
    assert trust.too_early
    assert slots_chart.slots(found.frame.head(0), found.until, 4, "dark")["data"] == []
    groups = pd.DataFrame(
        {"n": [40, 40], "expected": [0.05, 0.2], "events": [2, 9], "observed": [0.05, 0.225],
         "low": [0.01, 0.12], "high": [0.17, 0.38]}
    )  # fmt: skip
    line, points = calibration_chart.reliability(groups, "light")["data"]
    assert line["x"] == line["y"]
    assert points["y"] == [0.05, 0.225]
    assert points["error_y"]["array"] == pytest.approx([0.12, 0.155])

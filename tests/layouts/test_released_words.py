"""What leadership's pages say of their scope, and which results about people they print."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layouts import map_cards, released_places, released_words
from layouts import released_objects as released_page
from layouts.findings import (
    release_people,
    release_places,
    release_scope,
    released_objects,
    rotation_history,
)
from layouts.findings.release import Released
from layouts.findings.release_people import ALL, NOT_YET
from layouts.findings.released import Scoped
from queries.filters import Filters
from tests.layouts.test_released_scope import CATALOGUE, FINE, FIRST, LAST, STATE, TEN, release_of, tip_rows

NAMES = {"object": {"A": "A · Bag"}, "country": {"FR": "France", "US": "United States"}}


def scoped(filters, release=None):
    release = release or release_of(
        TEN.assign(region=TEN["place"].map({"US": "Americas"}).fillna("Europe")), FINE
    )
    asked = release_scope.wanted(filters, CATALOGUE)
    return Scoped(release, asked, CATALOGUE, NAMES, release_scope.answer(release, asked))


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        (Filters(), "The release covers whole months: 1 Jan – 31 May 2026."),
        (
            Filters(from_=date(2026, 3, 14), to=date(2026, 5, 2), channel=("web",)),
            "You asked for 14 Mar – 2 May 2026; web; the release answers for 1 Apr – 30 Apr 2026. "
            "Channel is not in the release.",
        ),
        (
            Filters(object=("A",), from_=date(2026, 4, 1)),
            "You asked for 1 Apr 2026 and later; A · Bag; "
            "the release answers for 1 Apr – 31 May 2026; A · Bag.",
        ),
        (
            Filters(country=("US",), from_=date(2026, 1, 1), to=date(2026, 3, 31)),
            "You asked for 1 Jan – 31 Mar 2026; United States; the release answers for 1 Jan – 31 Mar 2026; "
            "Americas.",
        ),
        (
            Filters(object=("A",), country=("US",)),
            "You asked for A · Bag; United States; the release answers for 1 Jan – 31 May 2026; A · Bag. "
            "The release has no table that also answers for United States.",
        ),
        (
            Filters(category=("bags",), from_=date(2027, 1, 1)),
            "You asked for 1 Jan 2027 and later; bags. The release has no month in this period. "
            "It covers 1 Jan – 31 May 2026.",
        ),
    ],
)
def test_a_page_says_what_was_asked_and_what_is_answered(filters, said):
    assert released_words.sentence(scoped(filters)) == said


# No table has objects by month, and shares have months.
NO_OBJECT_MONTH = release_of(TEN, {name: by for name, by in FINE.items() if name != "object_month"})
SHARES = release_of(TEN.rename(columns={"object_id": "network"}), {"network_month": ["network", "month"]})
BOTH = Released(STATE, FIRST, LAST, LAST, {**NO_OBJECT_MONTH.tables, **SHARES.tables})


def test_facts_of_the_catalogue_end_where_the_period_ends_though_tips_have_no_such_table():
    period = Filters(from_=date(2026, 2, 14), to=date(2026, 4, 10))
    found = scoped(replace(period, category=("toys",)), BOTH)
    assert found.main.dropped == ("period",)
    assert found.facts.to == date(2026, 4, 10)
    assert scoped(period, BOTH).facts.to == date(2026, 3, 31)  # as the tips are
    assert scoped(replace(period, category=("toys",), to=None), BOTH).facts.to is None


def test_what_only_tips_lose_is_said_of_tips():
    found = scoped(Filters(from_=date(2026, 2, 1), to=date(2026, 4, 30), category=("toys",)), BOTH)
    said = released_words.sentence(found, found.shares())
    assert said.endswith(
        "toys. The release has no table of tips that also answers for 1 Feb – 30 Apr 2026. "
        "Objects and verdict are as of 30 Apr 2026."
    )


def test_a_page_says_when_its_objects_stand_at_another_day_than_its_tips():
    period = Filters(from_=date(2026, 2, 14), to=date(2026, 4, 10))
    last = "Objects and verdict are as of 10 Apr 2026."
    found = scoped(replace(period, category=("toys",)), BOTH)
    assert released_words.sentence(found).endswith(last)
    assert released_words.instead(found).endswith(last)
    for filters in (period, replace(period, category=("toys",), to=None), replace(period, to=LAST)):
        assert "Objects and verdict" not in released_words.sentence(scoped(filters, BOTH))
    late = scoped(replace(period, category=("toys",), to=date(2027, 1, 1)), BOTH)
    assert "Objects and verdict" not in released_words.sentence(late)  # no later than the figures


def test_before_the_first_month_is_over():
    found = scoped(Filters(object=("A",)), Released(STATE, None, None, None, {}))
    assert released_words.sentence(found) == "The release covers whole months: no whole month yet."


def test_a_page_of_one_object_does_not_say_that_it_was_asked_for():
    said = released_words.sentence(scoped(Filters(object=("A",))), own=True)
    assert said == "The release covers whole months: 1 Jan – 31 May 2026."
    said = released_words.sentence(scoped(Filters(object=("A",), from_=date(2026, 4, 1))), own=True)
    assert said == "You asked for 1 Apr 2026 and later; the release answers for 1 Apr – 31 May 2026."


def test_what_has_no_region_is_read_as_unknown_country():
    found = scoped(Filters(country=("unknown",), to=date(2026, 3, 31)))
    assert released_words.sentence(found).endswith(
        "the release answers for 1 Jan – 31 Mar 2026; unknown country."
    )


def test_a_card_says_where_it_answers_something_else():
    found = scoped(Filters(object=("A",), from_=date(2026, 4, 1), to=date(2026, 4, 30)))
    assert released_words.aside(found, found.tips("place")) == "Here: 1 Jan – 31 May 2026; all objects."
    assert released_words.aside(found, found.tips("month")) == ""


def rows(**counts):
    frame = release_people.protected(
        "resolved", {name.replace("_", " "): n for name, n in counts.items()}, 5, None
    )
    return frame, dict(zip(frame["credit"], frame["state"], strict=True))


def test_a_few_resolved_cases_hide_how_many_are_not():
    frame, states = rows(yes=2, no=0, unknown=1, not_yet=80)
    assert states == {
        "yes": "suppressed",
        "no": "shown",
        "unknown": "suppressed",
        NOT_YET: "suppressed",
        ALL: "shown",
    }
    assert release_people.reached(frame, "resolved") == (None, "suppressed")


def test_enough_resolved_cases_are_told_though_their_credit_is_not():
    frame, states = rows(yes=9, no=0, unknown=3, not_yet=80)
    assert states["unknown"] == "suppressed"
    assert release_people.reached(frame, "resolved") == (12, "shown")


def test_people_have_no_not_yet():
    frame, _ = rows(yes=2, no=0, unknown=5)
    assert release_people.reached(frame, "resolved") == (7, "shown")
    assert release_people.reached(frame.iloc[:0], "resolved") == (None, "missing")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=3, max_size=3), st.integers(0, 40))
def test_no_printed_number_about_cases_is_small_and_all_add_up(reached, not_yet):
    counts = dict(zip(("yes", "no", "unknown"), reached, strict=True))
    frame, _ = rows(**counts, not_yet=not_yet)
    printed = frame.loc[frame["state"] == "shown", "count"].astype("int64")
    assert not printed.between(1, 4).any()
    count, state = release_people.reached(frame, "resolved")
    assert (count == sum(reached)) if state == "shown" else count is None
    assert count not in (1, 2, 3, 4)
    assert pd.isna(frame.loc[frame["state"] == "suppressed", "count"]).all()


@pytest.mark.parametrize(
    ("stages", "narrowed", "said"),
    [
        ([], True, "No object is in this scope. Widen the filters."),
        ([], False, "No object has been published yet. 0 are on record."),
        (["not shown yet"], False, "No object has been published yet. 1 is on record."),
        (["identified"], False, "The only published object was identified. Most."),
        (["open"], False, "The only published object was not identified yet. Most."),
        (["open", "located"], False, "1 of 2 published objects was identified. Most."),
        (["open", "located", "identified"], False, "2 of 3 published objects were identified. Most."),
    ],
)
def test_objects_are_counted_in_words_of_one_and_of_many(stages, narrowed, said):
    frame = pd.DataFrame(
        {"object_id": list("ABC")[: len(stages)], "title": "", "stage": stages, "tips": 10 + len(stages)}
    )
    found = released_objects.Objects(STATE, frame, scoped(Filters()).main, narrowed=narrowed)
    most = "Of the counts printed, A has most tips, "
    told = " ".join(released_objects.headline(found))
    assert told == said.replace("Most.", f"{most}{10 + len(stages)}.")


def test_the_history_of_displays_is_told_in_words_of_one_and_of_many():
    shown = pd.DataFrame({"object_id": ["A"], "shown_until": [pd.NaT], "days": [4.0]})
    one = rotation_history.History(STATE, shown, pd.Timestamp("2026-05-31", tz="UTC"))
    assert rotation_history.headline(one) == "1 display of 1 object, still open"
    two = replace(one, frame=pd.concat([shown, shown.assign(object_id="B")]))
    assert rotation_history.headline(two) == "2 displays of 2 objects, all still open"


def test_the_maps_table_says_why_it_is_empty():
    found = scoped(Filters(from_=date(2027, 1, 1)))
    places, answer = release_places.by_country(found, "origin")
    assert released_places.rows(places) == []
    said = str(released_places.table_title(places, answer, found))
    assert "The release has no month in this period." in said
    assert "It covers 1 Jan – 31 May 2026: choose dates within it" in said
    young = scoped(Filters(), Released(STATE, None, None, None, {}))
    places, answer = release_places.by_country(young, "origin")
    assert "No whole month yet." in str(released_places.table_title(places, answer, young))


def test_tables_are_as_high_as_their_rows_need():
    assert map_cards.height(2) < map_cards.height(6) < map_cards.height(200) == map_cards.height(201)
    assert released_page.height(0) == released_page.height(1) < released_page.height(5)


def darkened(counts, *places):
    """A release in which these countries are hidden."""
    rows = TEN if counts is None else tip_rows(counts)
    return release_of(rows, FINE, lambda name, key: name == "place" and key[0] in places)


def test_hidden_countries_are_told_together_by_region():
    both = release_places.together(scoped(Filters(), darkened(None, "NL", "DE")), "origin")
    assert both.to_dict("records") == [
        {"region": "Europe", "countries": 2, "count": 300, "state": "shown"}  # 15 cells of 10 each
    ]
    named = scoped(Filters(category=("bags",)), darkened(None, "NL", "DE"))
    assert release_places.together(named, "origin").empty  # countries have bags, regions have all objects
    assert release_places.together(scoped(Filters(), darkened(None)), "origin").empty


def test_one_hidden_country_is_never_told_and_few_together_are_hidden():
    assert release_places.together(scoped(Filters(), darkened(None, "NL")), "origin").empty
    few = [0] * 45
    few[0], few[5], few[10] = 2, 2, 9  # NL, DE and US in one month
    told = release_places.together(scoped(Filters(), darkened(few, "NL", "DE")), "origin")
    assert told.to_dict("records")[0]["state"] == "suppressed"
    assert told["count"].isna().all()
    hidden = lambda name, key: name in ("place", "place_month") and key[0] in ("NL", "DE", "Europe")  # noqa: E731
    dark = release_of(TEN, FINE, hidden)
    assert release_places.together(scoped(Filters(), dark), "origin").empty


def test_the_maps_card_tells_hidden_countries_together():
    found = scoped(Filters(), darkened(None, "NL", "DE"))
    said = str(released_places.follow(found, "light"))
    assert "Hidden countries, together" in said
    assert "300" in said
    assert "Here:" not in said


@pytest.mark.parametrize("asked", [{"category": ("bags",)}, {"object": ("A",)}])
def test_hidden_countries_together_say_that_they_are_of_all_objects(asked):
    tables = {name: by for name, by in FINE.items() if name != "category_place"}
    rows = TEN.assign(region=TEN["place"].map({"US": "Americas"}).fillna("Europe"))
    dark = release_of(rows, tables, lambda name, key: name == "place" and key[0] in ("NL", "DE"))
    said = str(released_places.follow(scoped(Filters(**asked), dark), "light"))
    assert "Here: all objects. Tips: a region's printed number" in said


def test_headlines_say_of_what_they_are_where_the_page_says_something_else():
    found = scoped(Filters(object=("A",), from_=date(2026, 4, 1)))
    assert found.main.one == (60, "shown")
    places, answer = release_places.by_country(found, "origin")
    first, _ = released_places.headline(places, found, answer)
    assert first.startswith("For 1 Jan – 31 May 2026; all objects, most tips come from ")
    whole = scoped(Filters())
    places, answer = release_places.by_country(whole, "origin")
    assert released_places.headline(places, whole, answer)[0].startswith("Most tips come from ")
    frame = pd.DataFrame({"object_id": ["A"], "title": "", "stage": ["open"], "tips": [150]})
    european = scoped(Filters(country=("US",), from_=FIRST, to=date(2026, 3, 31)))
    answer = european.tips("object_id")
    listed = released_objects.Objects(STATE, frame, answer, asked=european)
    covers = "all countries"
    assert (
        released_objects.headline(listed)[1] == f"Of the counts printed for {covers}, A has most tips, 150."
    )


def test_months_without_a_tip_are_said_to_have_none():
    said = str(released_places.monthly(scoped(Filters(), release_of(tip_rows([0] * 45), FINE)), "light"))
    assert "No tip came in the whole months 1 Jan – 31 May 2026" in said
    assert "The month in which a campaign begins is not whole" in said
    assert "No number of tips" not in said


def test_a_single_printed_number_is_not_compared_and_halves_are_said_in_words():
    halves = pd.DataFrame({"month": ["2025-H1", "2025-H2"], "count": pd.array([9, None], dtype="Int64")})
    said = released_places._most(halves, "")
    assert said == "9 tips came in the first half of 2025; the other numbers are hidden"
    halves["count"] = pd.array([9, 7], dtype="Int64")
    assert released_places._most(halves, "") == "Most tips came in the first half of 2025"
    assert "together" not in str(released_places.follow(scoped(Filters(country=("US",))), "light"))

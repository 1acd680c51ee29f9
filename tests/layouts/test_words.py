from datetime import UTC, date, datetime

import pytest

from layouts import words
from layouts.findings import world


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (21000, "21\u202f000"),
        (0, "0"),
        (None, "–"),
        (float("nan"), "–"),
        (-5, "−5"),
        (1234567, "1\u202f234\u202f567"),
    ],
)
def test_numbers(value, said):
    assert words.number(value) == said


def test_shares_carry_their_interval():
    assert words.share(79 / 119, 0.57, 0.74) == "66\u202f% · 57–74"
    assert words.share(None, None, None) == "–"


def test_periods_say_the_year_once_where_it_is_the_same():
    assert words.period(date(2025, 6, 1), date(2026, 5, 31)) == "1 Jun 2025 – 31 May 2026"
    assert words.period(date(2026, 5, 1), date(2026, 5, 31)) == "1 May – 31 May 2026"
    assert words.period(None, None) == "all dates"


def test_instants_name_their_zone_on_both_sides_of_the_clock_change():
    assert (
        words.instant(datetime(2026, 5, 31, 6, tzinfo=UTC), "Europe/Amsterdam") == "31 May 2026, 08:00 CEST"
    )
    assert words.instant(datetime(2026, 1, 31, 6, tzinfo=UTC), "Europe/Amsterdam") == "31 Jan 2026, 07:00 CET"


def test_lists_and_plurals():
    assert words.listed(["A", "B", "C"]) == "A, B and C"
    assert words.listed(["A", "B", "C", "D"]) == "A, B and 2 more"
    assert words.plural(1, "tip") == "1 tip"
    assert words.plural(2, "country", "countries") == "2 countries"


def test_countries_have_their_article_within_a_sentence():
    names = ("Germany", "Netherlands", "United States", "Falkland Islands", "Niger")
    assert [words.place(name) for name in names] == [
        "Germany", "the Netherlands", "the United States", "the Falkland Islands", "Niger"
    ]  # fmt: skip
    assert words.begun(words.place("Netherlands")) == "The Netherlands"
    assert words.begun("") == ""
    known = set(world.known_countries()["name"])
    assert known >= words.WITH_ARTICLE

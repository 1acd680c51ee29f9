"""Leadership's report: what was asked beside what a release answers, and cases as the Cases page has them."""

import shutil
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from layouts import released_results, report_cards
from layouts.findings import release_people
from layouts.findings.release import Released
from layouts.reports import formats, front, released_cases
from layouts.reports.scope import ASKED, SHOWN
from layouts.speech import ENGLISH, languages
from queries.campaign import State
from queries.filters import Filters
from records.campaign import Campaign
from records.database import connect, reading
from tests.small_campaign import seed

STATE = State("Test", "UTC", True, 1, None, 0, None, Campaign())


def released(counts: dict[str, int]) -> Released:
    """A release in which every stage has these counts by credit."""
    found = [release_people.protected(name, counts, 5, None) for name in release_people.CASES]
    results = pd.concat(found, ignore_index=True)[release_people.COLUMNS]
    return Released(STATE, date(2025, 6, 1), date(2026, 5, 31), date(2026, 6, 1), {}, results)


def test_cases_are_those_of_the_release_as_the_cases_page_prints_them():
    release = released({"yes": 12, "no": 8, "unknown": 10, "not yet": 62})
    bars = front.case_bars(released_cases.counts(release), ENGLISH)
    assert [bar.counted for bar in bars] == ["30 of 92", "30 of 92"]
    assert released_results.said(release) == "30 of 92 cases were resolved by 31 May 2026."
    assert released_cases.section(release, ENGLISH).sentences == ("92 cases on record.",)


def test_a_small_number_of_cases_is_hidden_in_bars_and_sentence():
    release = released({"yes": 0, "no": 0, "unknown": 0, "not yet": 1})
    bars = front.case_bars(released_cases.counts(release), ENGLISH)
    assert [(bar.counted, bar.share) for bar in bars] == [("· of ·", None)] * 2
    section = released_cases.section(release, ENGLISH)
    assert "is hidden" in section.sentences[0]
    assert set(section.tables[0].frame["state"]) == {"suppressed"}
    assert "hidden" in released_results.said(release)


def test_without_a_release_there_is_nothing_about_cases():
    release = replace(released({"yes": 9, "not yet": 9}), results=released({"not yet": 9}).results.iloc[:0])
    assert released_cases.counts(release) == {}
    assert released_cases.section(release, ENGLISH).sentences == ("There is no release yet.",)


@pytest.fixture(scope="module")
def small(sqlite_template, tmp_path_factory):
    """The small campaign and the folder of its releases."""
    folder = tmp_path_factory.mktemp("released")
    shutil.copy(sqlite_template, folder / "trace.sqlite")
    engine = connect(f"sqlite:///{folder / 'trace.sqlite'}")
    seed(engine)
    yield engine, folder
    engine.dispose()


@pytest.mark.parametrize("code", languages())
def test_a_report_says_what_was_asked_for_and_what_it_shows_instead(small, code):
    engine, folder = small
    asked = Filters(from_=date(2025, 9, 14), to=date(2026, 3, 10), category=("bags",))
    with reading(engine) as db:
        whole = formats.content(db, Filters(), "leadership", [], folder=folder, language=code)
        part = formats.content(db, asked, "leadership", [], folder=folder, language=code)
        exact = formats.content(db, asked, "internal", [], folder=folder, language=code)
    assert {ASKED, SHOWN}.isdisjoint(whole.facts)
    assert {ASKED, SHOWN}.isdisjoint(exact.facts)  # it is about what was asked for
    names = list(part.facts)
    assert names[names.index("Period") + 1 :][:3] == [ASKED, SHOWN, "Scope"]
    assert part.facts["Period"] != whole.facts["Period"]  # the months wholly in it
    assert part.facts["Period"] in part.facts[SHOWN]
    assert {"14", "2025", "10", "2026"} <= set(part.facts[ASKED].replace(";", " ").replace(".", " ").split())
    assert part.speech.say("bags") in part.facts["Scope"]
    assert part.facts["Period"] in part.scope
    assert repr(part.scope)[1:-1] in str(report_cards.preview(part, []))
    assert exact.scope == ""


def test_what_is_asked_for_and_answered_needs_no_other_word(small):
    engine, folder = small
    asked = Filters(from_=date(2026, 3, 1), to=date(2026, 4, 30))
    with reading(engine) as db:
        made = formats.content(db, asked, "leadership", [], folder=folder)
    assert ASKED in made.facts
    assert SHOWN not in made.facts
    assert made.facts["Period"] == "1 Mar – 30 Apr 2026"

"""What “Save” makes of a page's words: numbers and days that an independent reader computes with."""

import csv
import io
import json
from datetime import date
from types import SimpleNamespace

import openpyxl
import pandas as pd
import pytest
from dash.development.base_component import Component
from hypothesis import given
from hypothesis import strategies as st

from layouts import overview_cards, overview_strip, rotation_cards, saving, words
from layouts.reports import as_said, saved
from layouts.reports.content import Column
from records.problems import Problem

FACTS = {
    "Campaign": "Ærøskøbing & Co.",
    "Simulated": saved.SIMULATED,
    "Title": "=1+1: tips / week",
    "Page": "Is the pilot working?",
    "Period": "all dates",
    "Scope": "the whole campaign",
    "As the page says": "Tips a week",
    "As of": "31 May 2026, 08:00 CEST",
    "Time zone": "Europe/Amsterdam",
    "Data version": "7",
    "Audience": "internal",
    "Disclosure rule": saved.EXACT,
}


def columns_of(headings, *rows):
    columns, frame = as_said.table(headings, rows)
    return {column.name: (column.kind, list(frame[column.name])) for column in columns}


def read(body):
    return list(csv.DictReader(io.StringIO(body.decode("utf-8"), newline="")))


def test_words_of_a_page_become_numbers_and_days():
    told = columns_of(
        ["Week of", "Tips", "Identified", "Share", "Country", ""],
        ["1 Jun 2025", words.number(21000), "43 of 119", words.share(0.66, 0.57, 0.74), "Portugal", ""],
        ["8 Jun 2025", "·", "2 of 119", words.percent(0.5), "=cmd()", "part of a week"],
        ["–", "–", "–", "too early", "Chad", ""],
    )
    assert told == {
        "week_of": ("date", [date(2025, 6, 1), date(2025, 6, 8), None]),
        "tips": ("count", [21000, "·", None]),
        "identified": ("count", [43, 2, None]),
        "identified_of": ("count", [119, 119, None]),
        "share": ("share", [0.66, 0.5, "too early"]),
        "share_low": ("share", [0.57, None, None]),
        "share_high": ("share", [0.74, None, None]),
        "country": ("text", ["Portugal", "=cmd()", "Chad"]),
        "column_6": ("text", [None, "part of a week", None]),
    }


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1), st.floats(0, 1))
def test_what_was_said_is_read_back_as_it_was(counts, share):
    kind, values = columns_of(["n"], *([words.number(n)] for n in counts))["n"]
    assert (kind, values) == ("count", counts)
    (_, found) = columns_of(["p"], [words.percent(share, 1)])["p"]
    assert found[0] == pytest.approx(share, abs=0.0005001)


def test_names_that_look_like_numbers_and_days_that_do_not_exist_stay_text():
    assert columns_of(["Code"], ["12"], ["AB"], ["CD"], ["EF"])["code"] == ("text", ["12", "AB", "CD", "EF"])
    assert columns_of(["Sum"], ["4711471147114711"])["sum"] == ("text", ["4711471147114711"])
    assert columns_of(["Day"], ["31 Feb 2026"])["day"] == ("text", ["31 Feb 2026"])


def test_equal_headings_get_names_of_their_own():
    assert list(columns_of(["From", "From", ""], ["a", "b", "c"])) == ["from", "from_2", "column_3"]


@pytest.mark.parametrize("rows", [[["a"]], [["a", "b", "c"]]])
def test_rows_that_do_not_fit_are_refused(rows):
    with pytest.raises(Problem, match="do not fit"):
        as_said.table(["one", "two"], rows)


def test_too_many_rows_are_refused_and_not_cut():
    with pytest.raises(Problem, match="up to"):
        as_said.table(["one"], [["a"]] * (as_said.MOST_ROWS + 1))


def test_every_row_of_a_csv_says_what_it_is_about_and_runs_nothing():
    columns, frame = as_said.table(["Object", "Tips"], [["=HYPERLINK(1)", "3"], ["@x", "·"]])
    rows = read(b"".join(saved.csv_lines(columns, [frame], FACTS)))
    assert [row["object"] for row in rows] == ["'=HYPERLINK(1)", "'@x"]
    assert [row["tips"] for row in rows] == ["3", "·"]
    for row in rows:
        assert row["about_simulated"] == saved.SIMULATED
        assert row["about_title"] == "'=1+1: tips / week"
        assert row["about_data_version"] == "7"
        assert row["about_disclosure_rule"] == saved.EXACT
        assert not [cell for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


def test_a_csv_without_rows_keeps_its_columns_and_its_name_says_what_it_is():
    columns, frame = as_said.table(["Object"], [])
    body = b"".join(saved.csv_lines(columns, [frame], FACTS))
    assert body.decode().startswith("object,about_campaign,about_simulated")
    assert saved.file_name(FACTS, "csv") == "ærøskøbing-co-1-1-tips-week-internal-v7-simulated.csv"


def test_blocks_follow_each_other_in_one_file():
    columns = (Column("n", "N", "count"),)
    blocks = (pd.DataFrame({"n": [first, first + 1]}) for first in (0, 2))
    assert [row["n"] for row in read(b"".join(saved.csv_lines(columns, blocks, FACTS)))] == list("0123")


def test_a_workbook_has_typed_cells_no_formula_and_a_sheet_about_it():
    columns, frame = as_said.table(
        ["Week", "Tips", "Share", "Note"], [["1 Jun 2025", "21", words.percent(0.25), "=2+3"]]
    )
    book = openpyxl.load_workbook(io.BytesIO(saved.workbook(columns, [frame], FACTS)))
    cells = list(book["Table"].iter_rows(min_row=2, values_only=True))
    assert [(row[0].date(), *row[1:]) for row in cells] == [(date(2025, 6, 1), 21, 0.25, "=2+3")]
    assert book["Table"]["D2"].data_type == "s"
    about = {row[0]: row[1] for row in book["About"].iter_rows(values_only=True)}
    assert about == FACTS
    assert saved.workbook(columns, [frame], FACTS) == saved.workbook(columns, [frame], FACTS)


def test_a_text_that_no_cell_holds_is_refused_and_not_cut():
    columns, frame = as_said.table(["Note"], [["x" * (saved.LONGEST_CELL + 1)]])
    with pytest.raises(Problem, match="CSV"):
        saved.workbook(columns, [frame], FACTS)


@pytest.fixture
def overview():
    """Three weeks, the last one part of a week; two of three objects identified, three people safeguarded."""
    weeks = pd.to_datetime(["2026-05-11", "2026-05-18", "2026-05-25"])
    days = pd.to_datetime(["2026-05-17", "2026-05-18", None])
    nothing = pd.Series(pd.to_datetime([None, None, None]))
    events = {"kind": ["child_safeguarded", "child_safeguarded", "case_referred"],
              "people": [2.0, None, 5.0], "day": pd.to_datetime(["2026-05-18", "2026-05-12", "2026-05-12"]),
              "thanks_to": ["yes", "no", "no"]}  # fmt: skip
    verdict = SimpleNamespace(word="ahead", probability=0.932, sentence="Ahead. By far.")
    return SimpleNamespace(
        weekly=pd.DataFrame({"week": weeks, "tips": [1200, 7, 0], "actionable": [3, 2, 0], "pending": 0,
                             "shares": [5, 0, 1], "complete": [True, True, False]}),
        immature_from=weeks[1],
        published=pd.DataFrame({"identified": days, "located": nothing, "eliminated": nothing}),
        cases=pd.DataFrame({"resolved": pd.to_datetime(["2026-05-30"])}),
        events=pd.DataFrame(events),
        tips={"n": 1207, "actionable": 5, "pending": 2},
        shares=6,
        views=0,
        last=date(2026, 5, 31),
        comparisons=[SimpleNamespace(verdict=verdict, n0=60, n=119, age_days=364)],
    )  # fmt: skip


def parts_of(component):
    """A component and all inside it, as (properties, class names)."""
    if isinstance(component, (list, tuple)):
        return [found for one in component for found in parts_of(one)]
    if not isinstance(component, Component):
        return []
    told = component.to_plotly_json()["props"]
    return [(told, str(told.get("className", "")).split()), *parts_of(told.get("children"))]


def handed_over(component):
    (told,) = [props["data-table"] for props, _ in parts_of(component) if "data-table" in props]
    columns, frame = as_said.table(**json.loads(told))
    return {column.name: (column.kind, list(frame[column.name])) for column in columns}


def saves(component):
    return [props["data-save"] for props, _ in parts_of(component) if "data-save" in props]


def test_the_tiles_lines_are_one_table_and_people_are_counted_not_entries(overview):
    drawn = overview_strip.strip(overview, "light")
    assert len([classes for _, classes in parts_of(drawn) if "tile" in classes]) == 8
    assert saves(drawn) == [saving.BARS]
    table = handed_over(drawn)
    assert table["week_of"] == ("date", [date(2026, 5, 11), date(2026, 5, 18), date(2026, 5, 25)])
    assert table["tips"] == ("count", [1200, 7, 0])
    assert table["actionable"] == ("count", [3, 2, 0])
    assert table["shares"] == ("count", [5, 0, 1])
    assert table["identified_running_total"] == ("count", [1, 2, 2])
    assert table["located_running_total"] == ("count", [0, 0, 0])
    assert table["cases_resolved_running_total"] == ("count", [0, 0, 1])
    assert table["children_safeguarded_running_total"] == ("count", [1, 3, 3])
    beside = [None, "assessment unfinished", "part of a week; assessment unfinished"]
    assert table["beside"] == ("text", beside)


def test_the_benchmarks_meter_hands_over_its_chance_and_limits(overview):
    drawn = overview_cards.meter(overview)
    assert saves(drawn) == [saving.BARS]
    table = {name: values for name, (_, values) in handed_over(drawn).items()}
    assert table == {
        "chance_of_doing_better": [0.93],
        "ahead_from": [0.9],
        "behind_up_to": [0.1],
        "objects": [119],
        "days_since_launch": [364],
    }


def test_the_expectation_of_three_boards_is_a_table_with_signs():
    boards = {
        "plan": (2.0, 1.0, 3.0, 0.0, 0.0, 0.0),
        "first in, first out": (2.5, 1.5, 4.0, -0.5, -1.0, 0.25),
        "no change": (1.0, 0.5, 1500.0, 1.0, 0.25, 2.0),
    }
    names = ["expected", "low", "high", "difference", "difference_low", "difference_high"]
    frame = pd.DataFrame.from_dict(boards, orient="index", columns=names)
    made = SimpleNamespace(own=set(), found=SimpleNamespace(
        state=SimpleNamespace(as_of_local=date(2026, 5, 31)), planned=SimpleNamespace(period_days=14)
    ))  # fmt: skip
    drawn = rotation_cards.comparison(made, frame)
    assert saves(drawn) == [saving.BARS]
    table = handed_over(drawn)
    assert table["board"] == ("text", ["This plan", "First in, first out", "No change"])
    assert table["high_90"] == ("number", [3.0, 4.0, 1500.0])
    assert table["gain_of_the_plan_over_it"] == ("number", [0.0, -0.5, 1.0])
    assert table["gain_low_90"] == ("number", [0.0, -1.0, 0.25])

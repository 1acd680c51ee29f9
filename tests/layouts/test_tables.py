import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layouts import tables

FRAME = pd.DataFrame(
    {
        "object_id": ["O-1", "O-2", "O-3", "O-4"],
        "title": ["Striped bag", "Blue mug", "blue cap", None],
        "tips": [5.0, 12.0, None, 12.0],
    }
)


def ids(request):
    return [row["object_id"] for row in tables.page_of(FRAME, request, "object_id")["rowData"]]


def test_nothing_is_answered_before_the_grid_asks():
    assert tables.page_of(FRAME, None, "object_id") == {"rowData": [], "rowCount": 0}


def test_sorts_with_ties_by_id_and_missing_last_both_ways():
    rising = {"startRow": 0, "endRow": 9, "sortModel": [{"colId": "tips", "sort": "asc"}]}
    falling = {"startRow": 0, "endRow": 9, "sortModel": [{"colId": "tips", "sort": "desc"}]}
    assert ids(rising) == ["O-1", "O-2", "O-4", "O-3"]
    assert ids(falling) == ["O-2", "O-4", "O-1", "O-3"]


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ({"title": {"filterType": "text", "type": "contains", "filter": "BLUE"}}, ["O-2", "O-3"]),
        ({"title": {"filterType": "text", "type": "contains", "filter": "(.*"}}, []),
        ({"title": {"filterType": "text", "type": "blank"}}, ["O-4"]),
        ({"tips": {"filterType": "number", "type": "greaterThan", "filter": 5}}, ["O-2", "O-4"]),
        ({"tips": {"filterType": "number", "type": "inRange", "filter": 5, "filterTo": 11}}, ["O-1"]),
        (
            {"no such column": {"filterType": "text", "type": "equals", "filter": "x"}},
            ["O-1", "O-2", "O-3", "O-4"],
        ),
    ],
)
def test_filters(model, expected):
    assert ids({"startRow": 0, "endRow": 9, "filterModel": model}) == expected


def test_two_conditions_on_one_column():
    conditions = [
        {"filterType": "text", "type": "startsWith", "filter": "blue"},
        {"filterType": "text", "type": "endsWith", "filter": "bag"},
    ]
    either = {"title": {"filterType": "text", "operator": "OR", "conditions": conditions}}
    both = {"title": {"filterType": "text", "operator": "AND", "conditions": conditions}}
    assert ids({"startRow": 0, "endRow": 9, "filterModel": either}) == ["O-1", "O-2", "O-3"]
    assert ids({"startRow": 0, "endRow": 9, "filterModel": both}) == []


@given(first=st.integers(0, 6), size=st.integers(1, 6))
def test_blocks_join_to_the_whole(first, size):
    answer = tables.page_of(FRAME, {"startRow": first, "endRow": first + size}, "object_id")
    assert answer["rowCount"] == len(FRAME)
    assert [row["object_id"] for row in answer["rowData"]] == list(FRAME["object_id"][first : first + size])
    assert all(value is None or value == value for row in answer["rowData"] for value in row.values())

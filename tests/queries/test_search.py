"""The query string is read and written in one way, and keys of others survive."""

from urllib.parse import urlencode

from hypothesis import given
from hypothesis import strategies as st

from queries import search

# What a browser can hand over: any text but lone surrogates, and values that are not empty.
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
values = st.dictionaries(texts, st.lists(texts, min_size=1, max_size=4).map(tuple), max_size=4)


def test_hand_checked():
    assert search.parse("?a=1,2&b=x%20y&a=3&c=&d") == {"a": ("1", "2", "3"), "b": ("x y",)}
    assert search.compose({"a": ["1", "2"], "b": ["x y", "50%,0"], "c": []}) == "?a=1,2&b=x%20y,50%2525%252C0"
    assert search.compose({}) == ""


def test_links_written_by_other_programs_read_the_same():
    assert search.parse(urlencode({"a": "1,2", "b": "ü"})) == {"a": ("1", "2"), "b": ("ü",)}
    assert search.parse(urlencode([("a", "1"), ("a", "2")])) == {"a": ("1", "2")}


def test_merge_leaves_others_alone():
    assert search.merge("?x=1%2C2&a=1&y", {"a": ["2"], "b": []}) == "?a=2&x=1%2C2&y="
    assert search.merge("?a=1", {"a": []}) == ""


@given(values)
def test_parse_inverts_compose(given_values):
    assert search.parse(search.compose(given_values)) == given_values


@given(values, values)
def test_merge_is_a_dictionary_update(before, changes):
    merged = search.parse(search.merge(search.compose(before), changes))
    assert merged == {**before, **changes}

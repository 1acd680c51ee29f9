"""Plain elements become data of one component, and nothing else of a page changes."""

import json
from itertools import pairwise

import dash_mantine_components as dmc
import pandas as pd
from dash import dcc, html
from dash._utils import to_json
from dash.development.base_component import Component
from hypothesis import given
from hypothesis import strategies as st

from layouts import parts
from layouts.markup import Markup, condensed


def test_a_table_becomes_one_component():
    table = html.Table(html.Tbody([html.Tr([html.Td("NL"), html.Td(12, className="num")])]), title="x")
    drawn = condensed(table)
    assert isinstance(drawn, Markup)
    row = ["tr", {}, ["td", {}, "NL"], ["td", {"className": "num"}, 12]]
    assert drawn.tree == [["table", {"title": "x"}, ["tbody", {}, row]]]


def test_a_table_made_as_markup_is_the_table_made_of_components():
    frame = pd.DataFrame({"name": ["NL", "", "LI"], "n": ["12", "3", "–"]})
    columns = {"name": "Country", "n": "Tips"}
    drawn = parts.table(frame, columns, numeric=("n",), caption="By country")
    cells = [
        html.Tr([html.Td(name), html.Td(n, className="num")]) for name, n in frame.itertuples(index=False)
    ]
    for row in cells:
        row.children[0].className = ""
    made = condensed(drawn)
    assert isinstance(made, Markup)
    body = next(part for part in made.tree[0][2] if isinstance(part, list) and part[0] == "tbody")
    assert body[2:] == [condensed(row).tree[0] for row in cells]


def test_a_cell_that_is_a_link_stays_one_within_its_table():
    frame = pd.DataFrame({"name": [dcc.Link("A", href="/a"), "B"]})
    rows = condensed(parts.table(frame, {"name": "Object"})).tree[0][2]
    body = next(part for part in rows if isinstance(part, list) and part[0] == "tbody")
    assert [row[2][2] for row in body[2:]] == [["link", {"href": "/a"}, "A"], "B"]


def test_what_callbacks_touch_and_other_libraries_stay_components():
    graph = dcc.Graph(figure={})
    page = html.Section(
        [html.H2("Tips"), html.P("a week"), html.Div(graph), html.Div("3", id="count"), dmc.Text("beside")]
    )
    head, chart, count, beside = condensed(page).children
    assert head.tree == [["h2", {}, "Tips"], ["p", {}, "a week"]]
    assert chart.children == [graph]
    assert (count.id, count.children) == ("count", ["3"])
    assert isinstance(beside, dmc.Text)


def test_a_link_stays_a_link_and_an_identified_one_a_component():
    assert condensed(dcc.Link("Map", href="/map")).tree == [["link", {"href": "/map"}, "Map"]]
    assert isinstance(condensed(dcc.Link("Map", href="/map", id="to-map")), dcc.Link)


def test_what_is_no_element_is_left_alone():
    for value in ("text", None, 3, {"data": []}):
        assert condensed(value) == value
    assert condensed(["a", html.B("b"), "c"])[::2] == ["a", "c"]


def test_the_callbacks_own_components_are_not_changed():
    inner = html.Div([html.B("b"), html.Div(id="x")])
    condensed([inner])
    assert isinstance(inner.children[0], html.B)


TEXTS = st.sampled_from(["", "a", "12 tips"])
LEAVES = st.one_of(TEXTS, st.integers(-5, 5), st.none(), st.booleans())
ATTRIBUTES = st.fixed_dictionaries(
    {}, optional={"className": TEXTS, "style": st.just({"width": "3%"}), "id": TEXTS}
)


def _element(content):
    kinds = st.sampled_from([html.Div, html.Td, html.MapEl, html.H2, dmc.Text])
    return st.builds(lambda kind, inside, given: kind(inside, **given), kinds, content, ATTRIBUTES)


TREES = st.recursive(
    LEAVES, lambda inner: _element(st.one_of(inner, st.lists(inner, max_size=4))), max_leaves=12
)


def _drawn(content):
    """What a browser would show for a layout as JSON, element by element: the naive way."""
    if isinstance(content, list):
        return [one for part in content for one in _drawn(part)]
    if content is None or content is True or content is False or content == "":
        return []
    if not isinstance(content, dict):
        return [str(content)]
    props = dict(content["props"])
    if content["type"] == "Markup":
        return [_node(node) for node in props["tree"]]
    inside = _drawn(props.pop("children", None))
    return [(content["type"].lower().removesuffix("el"), props, inside)]


def _node(node):
    return str(node) if not isinstance(node, list) else (node[0], node[1], [_node(one) for one in node[2:]])


@given(TREES)
def test_the_same_elements_are_drawn_in_the_same_order(tree):
    before, after = (json.loads(to_json(content)) for content in (tree, condensed(tree)))
    assert _drawn(after) == _drawn(before)


@given(st.lists(TREES, max_size=4))
def test_no_plain_element_is_left_beside_another(tree):
    after = condensed(tree)
    assert not any(isinstance(a, Markup) and isinstance(b, Markup) for a, b in pairwise(after))
    for one in after:
        plain = isinstance(one, Component) and not isinstance(one, Markup) and not hasattr(one, "id")
        assert not plain or one._namespace != "dash_html_components" or _holds_components(one)


def _holds_components(component):
    inside = component.children if isinstance(component.children, list) else [component.children]
    return any(isinstance(one, Component) and not isinstance(one, Markup) for one in inside)

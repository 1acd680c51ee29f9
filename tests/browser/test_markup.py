"""Elements drawn as data look to a browser exactly like the components they stand for."""

import pandas as pd
from dash import Dash, dcc, html
from playwright.sync_api import expect

from layouts import parts
from layouts.markup import condensed
from records.settings import ROOT

# How a text is cut into nodes does not count; on copies, because React remembers its own nodes.
SAME = """names => {
  const [a, b] = names.map(name => document.getElementById(name).cloneNode(true));
  [a, b].forEach(one => { one.normalize(); one.removeAttribute('id'); });
  return a.isEqualNode(b);
}"""


def _content():
    frame = pd.DataFrame({"country": ["NL", "Côte d’Ivoire"], "n": [3, None]})
    table = parts.table(
        frame.astype(object), {"country": "Country", "n": "Tips"}, numeric=("n",), caption="By country"
    )
    line = parts.sparkline([1, 2, 3], "red", label="weeks")
    return [
        parts.verdict("Is it working?", "Yes.", "So far."),
        parts.tile("Tips", "12", "of 40", ["30%", html.Br(), "so far"], line, parts.pill("new", "accent")),
        parts.bars(
            [parts.bar_group("Web", "n=3"), parts.bar_row("NL", 0.4, 3, "40%", low=0.2, high=0.6)], "Bars"
        ),
        parts.table_behind(table),
        html.P(["before ", dcc.Link("the map", href="/map?x=1", className="link"), None, 7]),
        html.Label("one", htmlFor="other"),
    ]


def test_the_same_elements_and_working_links(serve, page_for):
    assert len(condensed(_content())) == 1
    app = Dash("markup", assets_folder=str(ROOT / "assets"), assets_ignore=r".*\.(geojson|json|txt|css)$")
    app.layout = html.Div(
        [
            dcc.Location(id="url", refresh=False),
            html.Div(_content(), id="long"),
            html.Div(condensed(_content()), id="short"),
            html.Div(condensed(html.A("never", href="javascript:alert(1)")), id="bad"),
        ]
    )
    page = page_for(serve(app.server))
    page.goto("/")
    page.locator("#short .data-table").wait_for(state="attached")
    assert page.evaluate(SAME, ["long", "short"])
    assert page.evaluate("document.querySelectorAll('#short *').length") > 40
    assert page.get_by_text("never").get_attribute("href") == "about:blank"
    page.locator("#short .table-behind summary").click()
    expect(page.locator("#short").get_by_role("cell", name="Côte d’Ivoire")).to_be_visible()
    page.evaluate("window.same = true")
    page.locator("#short").get_by_role("link", name="the map").click()
    page.wait_for_url("**/map?x=1")
    assert page.evaluate("window.same") is True

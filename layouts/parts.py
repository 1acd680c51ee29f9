"""The building blocks of every page: verdict, tile, card, bars, table, states."""

import base64
from collections.abc import Sequence
from html import escape
from typing import Any

import pandas as pd
from dash import dcc, html

from layouts import ids, saving, words
from layouts.findings.definitions import definition
from layouts.markup import Node, side_by_side

GRAPH_CONFIG: Any = {
    "displayModeBar": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "topojsonURL": "/assets/topojson/",
    "displaylogo": False,
    "responsive": True,
}


def aria(**attributes: Any) -> dict[str, Any]:
    """`aria-*` attributes by their short names: aria(hidden="true")."""
    return {f"aria-{name}": value for name, value in attributes.items()}


def verdict(question: str, first: str, rest: str = "") -> html.Div:
    """The page's question, answered in one sentence, its first clause bold."""
    return html.Div(
        [
            html.H1(question, className="question"),
            html.P([html.B(first), " " if rest else "", rest], className="verdict"),
        ]
    )


def card(title: str, body: Any, *, subtitle: str = "", link: Any = None, **options: Any) -> html.Section:
    """A card whose title says the finding; `subtitle` the measure and unit."""
    head: list[Any] = [html.H2(title)]
    if link is not None:
        head.append(html.Span(link, className="link"))
    content: list[Any] = [html.Div(head, className="card-head")]
    if subtitle:
        content.append(html.P(subtitle, className="subtitle"))
    content += body if isinstance(body, list) else [body]
    extra = options.pop("className", "")
    return html.Section(content, className=f"card {extra}".strip(), **options)


def graph(figure: dict[str, Any], description: str, *, height: int, id: Any = None) -> html.Figure:
    """A chart with its text alternative; `description` says what a reader would see."""
    named: dict[str, Any] = {} if id is None else {"id": id}
    size = {"height": height}
    return html.Figure(
        [
            html.Div(
                dcc.Graph(figure=figure, config=GRAPH_CONFIG, style=size, responsive=True, **named),
                **aria(hidden="true"),
            ),
            html.Figcaption(description, className="visually-hidden"),
            saving.button(saving.CHART),
        ],
        className="chart",
    )


def table(
    frame: pd.DataFrame, columns: dict[str, str], *, numeric: Sequence[str] = (), caption: str = ""
) -> html.Div:
    """A plain table that can be saved: `columns` maps frame columns to headings; cells are already words."""
    style = {name: "num" if name in numeric else "" for name in columns}
    heads = [html.Th(head, scope="col", className=style[name]) for name, head in columns.items()]
    cells = (frame[name].tolist() for name in columns)
    rows = side_by_side([_table_row(row, list(style.values())) for row in zip(*cells, strict=True)])
    caption_row = [html.Caption(caption, className="visually-hidden")] if caption else []
    drawn = html.Table([*caption_row, html.Thead(html.Tr(heads)), html.Tbody(rows)], className="data-table")
    return html.Div([drawn, saving.button(saving.TABLE)], className="saved-table")


def _table_row(cells: Sequence[Any], styles: Sequence[str]) -> Any:
    """A row of words as markup at once: a component for each cell took longer than asking for its figure."""
    if not all(isinstance(cell, str | int | float) for cell in cells):
        styled = zip(cells, styles, strict=True)
        return html.Tr([html.Td(cell, className=style) for cell, style in styled])
    return Node(
        ["tr", {}]
        + [
            Node(["td", {"className": style}, *([] if cell == "" else [cell])])
            for cell, style in zip(cells, styles, strict=True)
        ]
    )


def table_behind(*content: Any, label: str = "Table") -> html.Details:
    """The numbers behind a chart, one click away."""
    scroll = html.Div(list(content), className="table-scroll", tabIndex=0, role="region", **aria(label=label))
    return html.Details([html.Summary(label), scroll], className="table-behind")


def pill(text: str, kind: str = "") -> html.Span:
    """A state as a word; kind: good, caution, error, contested, accent or nothing."""
    return html.Span(text, className=f"pill {kind}".strip())


def bar_row(
    label: Any,
    fraction: float | None,
    count: Any,
    rate: str = "",
    *,
    fill: str = "",
    low: float | None = None,
    high: float | None = None,
    sub: bool = False,
) -> html.Tr:
    """One bar on its own denominator with a whisker: `fraction`, `low`, `high` in 0-1."""
    track: list[Any] = []
    if fraction is not None and not pd.isna(fraction):
        width = f"{100 * min(max(fraction, 0), 1):.2f}%"
        track.append(html.Span(className=f"fill {fill}".strip(), style={"width": width}))
        if low is not None and high is not None:
            ends = {"left": f"{100 * low:.2f}%", "width": f"{100 * max(high - low, 0):.2f}%"}
            track.append(html.Span(className="whisker", style=ends))
    cells = [
        html.Th(label, scope="row"),
        html.Td(html.Div(track, className="track") if track else "", className="track-cell"),
        html.Td(count, className="count"),
        html.Td(rate, className="rate"),
    ]
    return html.Tr(cells, className="sub" if sub else "")


def bars(rows: Sequence[Any], caption: str) -> html.Div:
    """Rows of `bar_row` and `bar_group` as one table; saved as a picture or as its numbers."""
    drawn = html.Table(
        [html.Caption(caption, className="visually-hidden"), html.Tbody(list(rows))], className="bars"
    )
    return html.Div([drawn, saving.button(saving.BARS)], className="saved-table")


def bar_group(title: str, note: str = "") -> html.Tr:
    """Heading of a group of bars."""
    return html.Tr(
        html.Th([title, html.Span(f" · {note}" if note else "")], colSpan=4, scope="colgroup"),
        className="group",
    )


def tile(label: Any, value: str, of: str, detail: Any, line: Any, change: Any) -> html.Div:
    """One figure of the strip: value with denominator, share with interval, sparkline, change."""
    return html.Div(
        [
            html.Div(label, className="label"),
            html.Div([value, html.Small(f" {of}" if of else "")], className="value"),
            html.Div(detail, className="detail"),
            line,
            html.Div(change, className="change"),
        ],
        className="tile",
    )


def sparkline(
    values: Sequence[float], colour: str, *, dashed_from: int | None = None, label: str = ""
) -> html.Img:
    """A line of weekly values without axes, 26 px high; the part from index `dashed_from` is unfinished."""
    clean = [0.0 if pd.isna(v) else float(v) for v in values]
    top = max(clean, default=0) or 1
    step = 196 / max(len(clean) - 1, 1)
    points = [(2 + i * step, 23 - 20 * v / top) for i, v in enumerate(clean)]
    cut = len(points) if dashed_from is None else max(dashed_from, 0)

    def path(part: list[tuple[float, float]], dash: str = "") -> str:
        joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in part)
        return (
            f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="1.6" {dash} '
            'vector-effect="non-scaling-stroke"/>'
        )

    body = path(points[:cut]) + (
        path(points[max(cut - 1, 0) :], 'stroke-dasharray="2 2"') if cut < len(points) else ""
    )
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 26" preserveAspectRatio="none">'
        f"<title>{escape(label)}</title>{body if points else ''}</svg>"
    )
    source = "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
    return html.Img(src=source, alt=label)


def empty(what: str, why: str, way_out: Any = None) -> html.Div:
    """Nothing to show: what, why, one way out."""
    return html.Div([html.B(what), why, html.Br() if way_out else "", way_out], className="state")


def too_early(missing: str) -> html.Div:
    """Too early to say: what is missing, until when."""
    return html.Div([html.B("Too early to say."), missing], className="state")


def refused(reason: str) -> html.Section:
    """A rule or a wrong input stopped it; said in words, nothing lost."""
    return html.Section(
        [html.Div([html.H2("Not done"), pill("refused", "caution")], className="card-head"), html.P(reason)],
        className="card failed",
        role="alert",
    )


def failed(reference: str) -> html.Section:
    """Something failed that nobody foresaw: what still holds, how to retry, the log's reference."""
    return html.Section(
        [
            html.Div([html.H2("This part did not load"), pill("not loaded", "error")], className="card-head"),
            html.P("The rest of the page is up to date. Nothing is lost. Reload the page to try again."),
            html.P(f"reference {reference}", className="note"),
        ],
        className="card failed",
        role="alert",
    )


def skeleton(*heights: int) -> html.Div:
    """Grey blocks of the size of what is coming, without movement."""
    blocks = [html.Div(className="skeleton", style={"height": h, "marginBottom": 14}) for h in heights]
    return html.Div(blocks, role="status", **aria(busy="true", label="loading"))


def defined(text: Any, term: str) -> dcc.Link:
    """Words that lead to what they mean; the meaning is also their tooltip."""
    target = f"/data#{ids.definition(term)}"
    return dcc.Link(text, href=target, title=definition(term).text, className="definition")


def meanings(*terms: str) -> html.P:
    """A line that leads to what the terms on a card mean."""
    links: list[Any] = []
    for term in terms:
        links += [", " if links else "What is meant: ", defined(definition(term).name, term)]
    return html.P(links, className="note")


def legend(entries: Sequence[tuple[str, str]]) -> html.Div:
    """Swatches above a stacked chart: (words, colour or "hatched")."""
    items = []
    for text, colour in entries:
        style = {} if colour == "hatched" else {"background": colour}
        items.append(
            html.Span(
                [html.I(className=f"swatch {'hatched' if colour == 'hatched' else ''}", style=style), text]
            )
        )
    return html.Div(items, className="legend")


def count_cell(value: Any, state: str = "shown") -> Any:
    """A count, `·` where it is hidden (with its meaning), a dash where it is missing."""
    if state == "suppressed":
        return html.Span(words.HIDDEN, className="hidden-count", title="under 5, or hidden to protect one")
    return words.number(value)

"""Everything the dashboard can be asked: each registered callback and each route, as some person."""

import csv
import io
import json
import re
from collections.abc import Iterator

# What a page's address may say; callbacks that read it are asked once with each.
SEARCHES = (
    "",
    "?country=LU&layer=shares&measure=per_million&network=x",
    "?object=OBJ-1&category=bags&agency=Agency+North&by=agency&clock=displayed",
    "?from=2026-03-14&to=2026-05-02&channel=web&country=NL&case=C-1&show=all",
)
PATHS = ("/", "/map", "/objects", "/objects/OBJ-1", "/cases", "/rotation", "/tips", "/reports", "/data")
GRID = {"startRow": 0, "endRow": 100, "sortModel": [], "filterModel": {}}
# Values of inputs by property, then by id and property; what is not here is asked without a value.
BY_PROPERTY = {"getRowsRequest": GRID, "n_clicks": 1, "n_intervals": 1, "hash": ""}
BY_NAME = {
    "data-version.data": 1,
    "theme.data": "light",
    "object-id.data": "OBJ-1",
    "released-object-id.data": "OBJ-1",
    "report-audience.value": "leadership",
    "report-sections.value": ["summary", "objects", "places", "shares", "cases", "rotation", "quality"],
    "report-format.value": "zip",
    "map-graph.clickData": {"points": [{"location": "LU"}]},
    "map-rows.cellClicked": {"rowId": "LU"},
    "map-layer.value": "suggested",
    "map-measure.value": "actionable_share",
    "cases-by.value": "agency",
    "cases-clock.value": "displayed",
    "tips-show.value": "all",
    "rotation-days.value": "28",
    "rotation-order.value": "index",
    "rotation-find.value": "",
}


def questions(app, addresses=SEARCHES, *, every_audience=True) -> Iterator[tuple[str, dict]]:
    """(name, body) of the requests that browsers could send to each callback that the server answers: with
    every one of `addresses` where it answers all audiences, else with the last (or not at all, unless
    `every_audience`)."""
    audiences = app.server.extensions["trace_services"].audiences
    for name, callback in sorted(app.callback_map.items()):
        if not callback.get("callback"):
            continue  # answered in the browser
        if not every_audience and audiences.get(plain(name)) != "both":
            continue
        asked = [*callback["inputs"], *callback["state"]]
        every = addresses if audiences.get(plain(name)) == "both" else addresses[-1:]
        searches = every if any(one["id"] == "location" for one in asked) else ("",)
        for search in searches:
            for path in PATHS if any(one["property"] == "pathname" for one in asked) else ("",):
                known = {"location.search": search, "location.pathname": path}
                yield f"{name} {path}{search}", _body(name, callback, known)


def plain(name: str) -> str:
    """A callback's name without the marks that Dash gives to outputs that several callbacks share."""
    return re.sub(r"@[0-9a-f]+", "", name)


def _body(name, callback, known):
    inputs = [_with_value(one, known) for one in callback["inputs"]]
    return {
        "output": name,
        "outputs": _outputs(name),
        "inputs": inputs,
        "changedPropIds": [f"{inputs[-1]['id']}.{inputs[-1]['property']}"] if inputs else [],
        "state": [_with_value(one, known) for one in callback["state"]],
    }


def _with_value(one, known):
    name = f"{one['id']}.{one['property']}"
    value = known.get(name, BY_NAME.get(name, BY_PROPERTY.get(one["property"])))
    return {"id": one["id"], "property": one["property"], "value": value}


def _outputs(name):
    names = name.strip(".").split("...")
    found = [dict(zip(("id", "property"), one.rsplit(".", 1), strict=True)) for one in names]
    return found if name.startswith("..") else found[0]


def addresses(app) -> Iterator[str]:
    """One address of every route that answers GET, but for the files that are the same for everybody."""
    same = ("/assets/", "/fixed/", "/_dash-component-suites/", "/static/", "/sign-in/", "/sign-out")
    for rule in app.server.url_map.iter_rules():
        if "GET" in rule.methods and not rule.rule.startswith(same):
            yield re.sub(r"<[^>]*>", "OBJ-1", rule.rule)


def numbers_about(body: str) -> list[str]:
    """Small counts in words, wherever in the body (`3 tips`, `1 share click`, `2 children`), and rows of
    tables that give one to a place, an object or a period. Maps hold classes, and counts in their words."""
    unit = r"(?:tip|share|share click|view|child|children|person|people|offender|suggestion)s?\b"
    return re.findall(rf"(?<![\w.,·\u202f–-])[1-4] {unit}", body) + [str(row) for row in small_rows(body)]


COUNTS = ("n", "tips", "count", "shares", "views", "people", "children", "actionable", "pending", "assessed")
ABOUT = ("country", "name", "object_id", "place", "region", "month", "quarter", "week", "category", "network")


def small_rows(body: str) -> list[dict]:
    """Rows (of tables, stores, grids) with a count of 1 to 4 for something, and bars."""
    found = []

    def walk(value):
        if isinstance(value, dict):
            if any(key in value for key in ABOUT):
                found.extend(value for key in COUNTS if small(value.get(key)))
            if "data-table" in value:
                walk(_table(value["data-table"]))
            if _bars(value):
                found.extend({"bar": number} for number in flat(value.get("y")) if small(number))
            for child in value.values():
                walk(child)
        elif isinstance(value, list):
            for child in value:
                walk(child)

    if body.startswith(("{", "[")):
        walk(json.loads(body))
    return found


# Figures that pages draw by hand, by their class (assets/72-drawn-by-hand.js), and tables. The benchmark's
# meter needs a longer campaign: tests/layouts/test_saving.py.
BY_HAND = {"bars", "data-table", "expected", "places", "results", "strip"}


def figures(body: str) -> list[tuple[str, bool]]:
    """(kind, whether a “Save” stands beside it or around it) of every figure and table in an answer."""
    found = []

    def walk(elements, saved):
        beside = saved or any("data-save" in told for _, told, _ in elements)
        for name, told, inside in elements:
            classes = set(str(told.get("className", "")).split())
            kinds = {name} & {"Graph", "AgGrid"} | BY_HAND & classes
            found.extend((kind, beside) for kind in kinds)
            walk(inside, beside)

    if body.startswith(("{", "[")):
        walk(_elements(json.loads(body)), False)
    return found


def handed_over(body: str) -> list[str]:
    """The numbers that figures drawn by hand hand over for their files."""
    found = []

    def walk(elements):
        for _, told, inside in elements:
            found.extend([told["data-table"]] if "data-table" in told else [])
            walk(inside)

    if body.startswith(("{", "[")):
        walk(_elements(json.loads(body)))
    return found


def _elements(value, *, markup=False):
    """(name, attributes, elements inside) of the components in an answer, and of markup, which travels as
    [tag, attributes, *content]."""
    if isinstance(value, dict) and "props" in value:
        told = value["props"]
        if value["type"] == "Markup":
            return _elements(told["tree"], markup=True)
        return [(value["type"], told, _elements(told.get("children")))]
    if markup and isinstance(value, list) and len(value) > 1 and isinstance(value[1], dict):
        return [(value[0], value[1], _elements(value[2:], markup=True))]
    parts = value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()
    return [found for part in parts for found in _elements(part, markup=markup)]


def _table(attribute):
    """Rows of the numbers that a figure drawn by hand hands over for its file (layouts/saving.py)."""
    told = json.loads(attribute)
    names = [heading.casefold() for heading in told["headings"]]
    rows = [dict(zip(names, map(_number, row), strict=True)) for row in told["rows"]]
    return [{"name": next(iter(row.values())), **row} for row in rows]


def _number(cell):
    text = cell.replace("\u202f", "").split(" ")[0]
    return int(text) if text.isdecimal() else cell


def small_cells(name: str, text: str) -> list[tuple]:
    """Counts of 1 to 4 in a report's CSV tables about tips, shares and cases; in its page, bars of them."""
    found = []
    if name.endswith(".html"):
        data = re.search(r'<script type="application/json" id="charts">(.*?)</script>', text, re.DOTALL)
        charts = json.loads(data.group(1).replace("\\u003c", "<"))
        return [(row,) for row in small_rows(json.dumps(charts["figures"]))]
    if name.endswith(".csv") and "displays" not in name:
        for row in csv.DictReader(io.StringIO(text)):
            cells = {key: row[key] for key in ("n", "count") if row.get(key, "").isdigit()}
            found += [(name, key, row) for key, value in cells.items() if small(int(value))]
    return found


def _bars(value):
    """Bars of counts; bars of displays begin at a time and stand at a place."""
    return value.get("type") == "bar" and "base" not in value


def flat(values):
    return values if isinstance(values, list) else []


def small(number):
    return (
        isinstance(number, (int, float))
        and not isinstance(number, bool)
        and 0 < number < 5
        and number == int(number)
    )

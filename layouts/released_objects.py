"""Leadership's Objects page: what each object is, what became of it, and its tips as the release has them."""

from typing import Any

import dash_ag_grid as dag
from dash import Dash, Input, Output, html

from layouts import ids, parts, released_asking, released_words, saving, words
from layouts.answers import answer
from layouts.findings import released_objects as finding
from layouts.findings.released_objects import Objects
from layouts.services import Services
from queries.filters import Filters

QUESTION = "Which objects are working?"
ROW, HEAD, LEAST, MOST = 46, 34, 150, 620  # pixels: a row, the headings, and the table
_NUMBER = {"type": "rightAligned", "width": 88}
COLUMNS: tuple[dict[str, Any], ...] = (
    {"field": "image", "headerName": "", "width": 74, "sortable": False, "cellRenderer": "Picture"},
    {"field": "object_id", "headerName": "Reference", "width": 96, "cellRenderer": "ObjectLink"},
    {"field": "title", "headerName": "Object", "flex": 1, "minWidth": 140, "wrapText": True,
     "cellStyle": {"lineHeight": "18px"}},
    {"field": "category", "headerName": "Category", "width": 104},
    {"field": "stage", "headerName": "Stage", "width": 140, "cellRenderer": "Stage"},
    {"field": "days_displayed", "headerName": "Days", **_NUMBER},
    {"field": "tips", "headerName": "Tips", **_NUMBER, "cellRenderer": "Words",
     "cellRendererParams": {"words": "tips_words"}},
)  # fmt: skip
NOTE = (
    "Stage and days shown are facts of the catalogue, as of the day above. Tips: whole calendar months of "
    "the release; “·” is hidden, and hidden ones come last, by reference. Which object to show next, shares "
    "and assessments by object are for analysts and managers."
)


def layout(**_: Any) -> html.Div:
    """Verdict and table."""
    table = dag.AgGrid(
        id=ids.RELEASED_OBJECTS,
        columnDefs=[dict(column) for column in COLUMNS],
        rowData=[],
        getRowId="params.data.object_id",
        dashGridOptions={
            "rowHeight": ROW,
            "headerHeight": HEAD,
            "animateRows": False,
            "enableCellTextSelection": True,
            "localeText": {"noRowsToShow": "No object to list"},
        },
        defaultColDef={"resizable": True, "sortable": True},
        className="ag-theme-quartz",
        style={"height": MOST},
    )
    saved = saving.button(saving.TABLE, grid=ids.RELEASED_OBJECTS)
    card = [
        html.Div(id=ids.RELEASED_OBJECTS_COUNT, className="subtitle", role="status"),
        html.Div([table, saved], className="saved-table"),
        html.P(NOTE, className="note"),
        parts.meanings("identified", "located", "eliminated", "displayed"),
    ]
    return html.Div(
        [
            html.Div([parts.skeleton(90)], id=ids.RELEASED_OBJECTS_HEAD),
            html.Section(card, className="card"),
        ]
    )


def register(app: Dash, services: Services) -> None:
    """Verdict and rows."""

    @answer(
        app,
        services,
        [
            Output(ids.RELEASED_OBJECTS_HEAD, "children"),
            Output(ids.RELEASED_OBJECTS_COUNT, "children"),
            Output(ids.RELEASED_OBJECTS, "rowData"),
            Output(ids.RELEASED_OBJECTS, "style"),
        ],
        [Input(ids.LOCATION, "search"), Input(ids.VERSION, "data")],
        audience="both",
        cached=True,
    )
    def show(search: str | None, _version: Any) -> Any:
        asked = released_asking.ask(services, search)
        with services.reading() as db:
            found = finding.listing(db, asked)
        sentence = parts.verdict(QUESTION, *finding.headline(found))
        covers = "; ".join(released_words.differing(asked, found.answer))
        many = f"{words.plural(len(found.frame), 'object')} in scope."
        counted = " ".join(filter(None, (many, _until(found), covers and f"Tips: {covers}.")))
        head, listed = [sentence, released_words.scope(asked, found.answer)], rows(found, search or "")
        return head, counted, listed, {"height": height(len(listed))}


def _until(found: Objects) -> str:
    """As of which day stage and days shown are told."""
    return f"Stage and days shown as of {words.day(found.until)}." if found.until else ""


def height(count: int) -> int:
    """Pixels of the table: no higher than its rows need."""
    return min(max(HEAD + count * ROW + 20, LEAST), MOST)


def rows(found: Objects, search: str) -> list[dict[str, Any]]:
    """One row an object; hidden counts last and by reference, so that their order tells nothing."""
    link = Filters.from_search(search).to_search()
    ordered = found.frame.sort_values(["tips", "object_id"], ascending=[False, True], na_position="last")
    return [_row(row, link) for row in ordered.to_dict("records")]


def _row(row: dict[Any, Any], link: str) -> dict[str, Any]:
    hidden = row["state"] == "suppressed"
    tips = None if row["state"] != "shown" else int(row["tips"])
    return {
        "object_id": row["object_id"],
        "href": f"/objects/{row['object_id']}{link}",
        "image": f"/pictures/{row['image']}" if isinstance(row["image"], str) and row["image"] else "",
        **{name: row[name] for name in ("title", "category", "stage", "days_displayed")},
        "tips": tips,
        "tips_words": words.HIDDEN if hidden else words.number(tips),
    }

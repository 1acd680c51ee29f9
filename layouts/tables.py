"""Tables that sort, filter and page on the server: AG Grid's requests answered from a frame."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dash_ag_grid as dag
import pandas as pd
from dash import ClientsideFunction, Dash, Input, Output, State, html

from layouts import ids, saving

BLOCK = 100


def grid(
    id_: str, columns: Sequence[Mapping[str, Any]], row_id: str, *, height: int = 620, **options: Any
) -> html.Div:
    """An empty grid that asks the server for blocks of rows; all can be saved (layouts.saving.offer).

    `columns`: AG Grid column definitions.
    """
    settings = {
        "cacheBlockSize": BLOCK,
        "maxBlocksInCache": 20,
        "rowHeight": options.pop("row_height", 34),
        "headerHeight": 34,
        "enableCellTextSelection": True,
        "ensureDomOrder": True,
        "animateRows": False,
        "multiSortKey": "ctrl",
        "localeText": {"noRowsToShow": "Nothing in this scope", "loadingOoo": "…"},
        **options.pop("settings", {}),
    }
    asked = dag.AgGrid(
        id=id_,
        rowModelType="infinite",
        columnDefs=[dict(column) for column in columns],
        defaultColDef={"resizable": True, "sortable": True, "suppressHeaderMenuButton": False},
        getRowId=f"params.data.{row_id}",
        dashGridOptions=settings,
        className="ag-theme-quartz",
        style={"height": height},
        **options,
    )
    return html.Div([asked, saving.button(saving.TABLE, grid=id_, rows="all")], className="saved-table")


def follow_scope(app: Dash, id_: str) -> None:
    """Ask the rows again, in place, when the scope or the data change."""
    app.clientside_callback(
        ClientsideFunction("tables", "refresh"),
        Output(id_, "className"),
        Input(ids.LOCATION, "search"),
        Input(ids.VERSION, "data"),
        State(id_, "id"),
        State(id_, "className"),
    )


def page_of(frame: pd.DataFrame, request: Mapping[str, Any] | None, tie: str) -> dict[str, Any]:
    """The block of rows that AG Grid asks for, after its filters and sorting; ties by the column `tie`.

    Columns that the frame does not have are ignored: a request is input from outside.
    """
    if not request:
        return {"rowData": [], "rowCount": 0}
    rows = chosen(frame, request, tie)
    first = max(int(request.get("startRow") or 0), 0)
    last = min(int(request.get("endRow") or BLOCK), first + 10 * BLOCK)
    block: Any = rows.iloc[first:last].astype("object")
    return {"rowData": block.where(block.notna(), None).to_dict("records"), "rowCount": len(rows)}


def chosen(frame: pd.DataFrame, request: Mapping[str, Any], tie: str) -> pd.DataFrame:
    """All rows that AG Grid's filters leave, in its order; ties by the column `tie`."""
    return _sorted(_filtered(frame, request.get("filterModel") or {}), request.get("sortModel") or [], tie)


def whole(frame: pd.DataFrame) -> tuple[int, Iterator[pd.DataFrame]]:
    """A frame that is there in full, as layouts.saving wants its rows: how many, and one block."""
    return len(frame), iter([frame])


def _filtered(frame: pd.DataFrame, model: Mapping[str, Any]) -> pd.DataFrame:
    for column, wanted in model.items():
        if column in frame:
            frame = frame[_mask(frame[column], wanted)]
    return frame


def _mask(values: "pd.Series[Any]", wanted: Mapping[str, Any]) -> Any:
    if "conditions" in wanted:
        masks = [_mask(values, condition) for condition in wanted["conditions"]]
        return masks[0] | masks[1] if wanted.get("operator") == "OR" else masks[0] & masks[1]
    kind, given = wanted.get("type"), wanted.get("filter")
    if kind == "blank":
        return values.isna() | (values.astype("str") == "")
    if kind == "notBlank":
        return values.notna() & (values.astype("str") != "")
    if wanted.get("filterType") == "number":
        return _number_mask(values.astype("float64"), str(kind), given, wanted.get("filterTo"))
    return _text_mask(values.astype("str").str.casefold(), str(kind), str(given or "").casefold())


def _number_mask(values: "pd.Series[Any]", kind: str, given: Any, upper: Any) -> Any:
    number = float(given or 0)
    tests = {
        "equals": values == number,
        "notEqual": values != number,
        "lessThan": values < number,
        "lessThanOrEqual": values <= number,
        "greaterThan": values > number,
        "greaterThanOrEqual": values >= number,
        "inRange": (values >= number) & (values <= float(upper or number)),
    }
    return tests.get(kind, values.notna() | values.isna())


def _text_mask(values: "pd.Series[Any]", kind: str, text: str) -> Any:
    tests = {
        "equals": lambda: values == text,
        "notEqual": lambda: values != text,
        "startsWith": lambda: values.str.startswith(text),
        "endsWith": lambda: values.str.endswith(text),
        "notContains": lambda: ~values.str.contains(text, regex=False),
    }
    return tests.get(kind, lambda: values.str.contains(text, regex=False))()


def _sorted(frame: pd.DataFrame, model: Sequence[Mapping[str, Any]], tie: str) -> pd.DataFrame:
    keys = [item for item in model if item.get("colId") in frame]
    columns = [str(item["colId"]) for item in keys]
    rising = [item.get("sort") != "desc" for item in keys]
    if tie not in columns:
        columns, rising = [*columns, tie], [*rising, True]
    return frame.sort_values(columns, ascending=rising, na_position="last", kind="stable")

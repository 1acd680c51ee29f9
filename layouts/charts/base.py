"""The one template of all charts: hairlines, zero baseline, no frame, no title inside Plotly."""

from typing import Any

from layouts.tokens import SANS, palette

Figure = dict[str, Any]


def layout(theme: str, **changes: Any) -> dict[str, Any]:
    """A Plotly layout in `theme`; `changes` are merged on top, axis by axis."""
    colour = palette(theme)
    axis = {
        "gridcolor": colour["grid"],
        "linecolor": colour["line"],
        "zerolinecolor": colour["line"],
        "tickfont": {"color": colour["ink-3"], "size": 12},
        "showline": False,
        "ticks": "",
        "automargin": True,
        "fixedrange": True,
    }
    found: dict[str, Any] = {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": SANS, "size": 12, "color": colour["ink"]},
        "margin": {"l": 44, "r": 10, "t": 8, "b": 26},
        "showlegend": False,
        "hoverlabel": {
            "bgcolor": colour["surface"],
            "bordercolor": colour["control"],
            "font": {"family": SANS, "size": 13, "color": colour["ink"]},
        },
        "xaxis": {**axis, "showgrid": False},
        "yaxis": {**axis, "rangemode": "tozero", "nticks": 5},
        "bargap": 0.12,
        "dragmode": False,
        "separators": ".\u202f",
    }
    for key, value in changes.items():
        base = found.get(key, axis if key.startswith(("xaxis", "yaxis")) else None)
        found[key] = {**base, **value} if isinstance(base, dict) and isinstance(value, dict) else value
    return found


def empty(theme: str, words: str) -> Figure:
    """A figure without marks that says in words why."""
    note = {
        "text": words,
        "showarrow": False,
        "x": 0.5,
        "y": 0.5,
        "xref": "paper",
        "yref": "paper",
        "font": {"color": palette(theme)["ink-3"], "size": 13},
    }
    hidden = {"visible": False}
    return {"data": [], "layout": layout(theme, xaxis=hidden, yaxis=hidden, annotations=[note])}
